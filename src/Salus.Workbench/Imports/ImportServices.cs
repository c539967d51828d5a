using Salus.Design.Components;
using Salus.Trust;
using Salus.Workbench.Exchange;

namespace Salus.Workbench.Imports;

internal static class ImportServices
{
    /// <summary>The formats, the jobs, and the link to the page.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services, DirectoryInfo home)
    {
        services.AddImportFormats();
        services.AddSingleton(_ => new ImportFolder(home));
        services.AddSingleton<ImportJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<ImportJobs>());
        services.AddSingleton(new NavigationLink("Import", "/import", Act.ChangeChart));
        return services;
    }

    /// <summary>Listed explicitly, in the order in which they are asked whether they recognise a file.</summary>
    public static IServiceCollection AddImportFormats(this IServiceCollection services)
    {
        services.AddSingleton<IImportFormat, FhirJsonFormat>();
        services.AddSingleton<IImportFormat, Hl7Format>();
        services.AddSingleton<IImportFormat, CdaFormat>();
        services.AddSingleton<IImportFormat, FhirXmlFormat>();
        services.AddSingleton<IImportFormat, CsvFormat>();
        return services;
    }
}
