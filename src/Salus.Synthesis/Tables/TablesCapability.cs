using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Salus.Design;
using Salus.Design.Components;
using Salus.Synthesis.Tables.Evaluation;
using Salus.Synthesis.Tables.Fitting;
using Salus.Synthesis.Tables.Privacy;
using Salus.Synthesis.Tables.Releases;
using Salus.Synthesis.Tables.Studio;
using Salus.Trust;

namespace Salus.Synthesis.Tables;

/// <summary>Synthetic tables: learned from a real one, held against attacks, released with a data steward's signature.</summary>
public sealed class TablesCapability : ICapability
{
    public const string CapabilityName = "synth-tables";

    public string Name => CapabilityName;

    public string Title => "Data sets";

    public void AddServices(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        TableEngines.Add(services);
        services.AddSingleton<TableFitter>();
        services.AddSingleton<TableStudio>();
        services.AddSingleton(provider => new DataSetStore(provider.GetRequiredService<TrustOptions>().Home, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new PrivacyLedgerFile(new FileInfo(Path.Combine(PrivateFolder.Create(provider.GetRequiredService<TrustOptions>().Home.FullName).FullName, "privacy-ledger.json")), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DataSetRelease>();
        services.AddSingleton<DataSetJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<DataSetJobs>());
        services.AddSingleton<DataSetCheck>();
        services.AddSingleton<ICheck>(provider => provider.GetRequiredService<DataSetCheck>());
        services.AddSingleton<IEvaluation, TablesEvaluation>();
        services.AddSingleton(new NavigationLink("Data sets", "/data-sets", Act.ReadData));
        services.AddSingleton(new StartingPoint("Data sets", "/data-sets", "figures") { Needs = Act.ReadData });
        services.AddSingleton(new DraftCompanion(CapabilityName, "Pictures", "/data-sets/drafts/{draft}"));
    }

    public void Map(IEndpointRouteBuilder routes) => DataSetEndpoints.Map(routes);

    public IEnumerable<Command> Commands(CommandContext context) => [SynthCommand.Create(context)];
}
