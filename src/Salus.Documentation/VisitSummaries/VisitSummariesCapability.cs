using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Components;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.VisitSummaries;

/// <summary>What a visit came to, for the patient: plain words, never above grade six, every dose, date and denial kept.</summary>
public sealed class VisitSummariesCapability : ICapability
{
    public const string CapabilityName = "visit-summary";

    public string Name => CapabilityName;

    public string Title => "Visit summaries for patients";

    public void AddServices(IServiceCollection services)
    {
        services.AddWords(CapabilityName);
        services.AddSingleton<SummaryWriter>();
        services.AddSingleton(VisitSummaryTool.Tool);
        services.AddSingleton<ICheck, SummaryCheck>();
        services.AddSingleton(new StartingPoint("Summary for the patient", "/visit-summary"));
        services.AddSingleton(new PatientAct("Visit summary for the patient", "/visit-summary?patient={patient}", Act.CreateDraft));
        services.AddSingleton<IEvaluation, SummaryEvaluation>();
    }

    public void Map(IEndpointRouteBuilder routes) => SummaryEndpoint.Map(routes);

    public IEnumerable<Command> Commands(CommandContext context) => [SummaryCommand.Create(context)];
}
