using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Components;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>Summaries of a chart: overview, pre-operative brief, hand-over and hospital course, every statement with the element that says it.</summary>
public sealed class SummariesCapability : ICapability
{
    public const string CapabilityName = "summaries";

    public string Name => CapabilityName;

    public string Title => "Summaries";

    public void AddServices(IServiceCollection services)
    {
        services.AddWords(Name);
        services.AddSingleton<SummaryWriter>();
        services.AddSingleton(SummaryTool.Tool);
        services.AddSingleton<ICheck, SummaryCheck>();
        services.AddSingleton<IEvaluation, SummariesEvaluation>();
        foreach (var kind in SummaryKinds.All)
            services.AddSingleton(new PatientAct(kind.Title(), $"/summaries/new?patient={{patient}}&kind={kind.Name()}", Act.CreateDraft, "record"));
    }

    public void Map(IEndpointRouteBuilder routes) => SummaryEndpoint.Map(routes);

    public IEnumerable<Command> Commands(CommandContext context) => [SummaryCommand.Create(context)];
}
