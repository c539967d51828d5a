using Salus.Design.Components;
using Salus.Trust;

namespace Salus.Workbench.Imports;

internal static class ImportServices
{
    /// <summary>The formats, listed explicitly in the order in which they are asked whether they recognise a file; the jobs; the link to the page.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services, DirectoryInfo home)
    {
        services.AddSingleton<IImportFormat, FhirJsonFormat>();
        services.AddSingleton(_ => new ImportFolder(home));
        services.AddSingleton<ImportJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<ImportJobs>());
        services.AddSingleton(new NavigationLink("Import", "/import", Act.ChangeChart));
        return services;
    }
}
