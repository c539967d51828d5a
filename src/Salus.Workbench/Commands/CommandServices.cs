using Salus.Design;
using Salus.Trust;
using Salus.Workbench.Evaluation;
using Salus.Workbench.Imports;
using Salus.Workbench.Models;
using Salus.Workbench.Vocabularies;
using Salus.Workbench.Web;

namespace Salus.Workbench.Commands;

/// <summary>The services of a command that does not serve pages: trust and every capability.</summary>
internal static class CommandServices
{
    public static IServiceProvider Build(TrustOptions options)
    {
        var services = new ServiceCollection();
        services.AddLogging(WebLogging.Add);
        services.AddTrust(options);
        services.AddImportFormats();
        services.AddSingleton(_ => new VocabularyFolder(options.Home).Load());
        services.AddModels(options.Home);
        services.AddSingleton<IEvaluation, FhirEvaluation>();
        foreach (var capability in Capabilities.All)
            capability.AddServices(services);
        return services.BuildServiceProvider();
    }
}
