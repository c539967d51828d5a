using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Components;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>Letters about a patient: referral, discharge summary and instructions, insurance appeal, notes for work and school.</summary>
public sealed class LettersCapability : ICapability
{
    public const string CapabilityName = "letters";

    public string Name => CapabilityName;

    public string Title => "Letters";

    public void AddServices(IServiceCollection services)
    {
        services.AddWords(Name);
        services.AddSingleton<LetterComposer>();
        services.AddSingleton(LetterTool.Tool);
        services.AddSingleton<ICheck, LetterCheck>();
        services.AddSingleton<IEvaluation, LettersEvaluation>();
        foreach (var kind in LetterKinds.All)
            services.AddSingleton(new PatientAct(kind.Title(), $"/letters/new?patient={{patient}}&kind={kind.Name()}", Act.CreateDraft));
    }

    public void Map(IEndpointRouteBuilder routes) => LetterEndpoint.Map(routes);

    public IEnumerable<Command> Commands(CommandContext context) => [LetterCommand.Create(context)];
}
