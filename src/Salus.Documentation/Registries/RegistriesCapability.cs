using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Salus.Design;
using Salus.Design.Components;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>Registry forms, filled in from charts by a mapping file: every answer shows its element or sentence, what cannot be answered stays open.</summary>
public sealed class RegistriesCapability : ICapability
{
    public const string CapabilityName = "registry";

    public string Name => CapabilityName;

    public string Title => "Registries";

    public void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(_ => Vocabulary.Embedded);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RegistryFolder>();
        services.AddSingleton<RegistryWriter>();
        services.AddSingleton<RegistryExport>();
        services.AddSingleton<RegistryCheck>();
        services.AddSingleton<ICheck>(provider => provider.GetRequiredService<RegistryCheck>());
        services.AddSingleton<IEvaluation, RegistryEvaluation>();
        services.AddSingleton(RegistryTool.Tool);
        services.AddSingleton(new StartingPoint("Registries", "/registries", "record"));
        services.AddSingleton(new PatientAct("Registry form", "/registries?patient={patient}", Act.CreateDraft, "record"));
    }

    public void Map(IEndpointRouteBuilder routes) => RegistryEndpoint.Map(routes);

    public IEnumerable<Command> Commands(CommandContext context) => [RegistryCommand.Create(context)];
}
