using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Salus.Design;
using Salus.Design.Components;
using Salus.Documentation.Scribe.Checks;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>Visit notes: a recorded conversation becomes the draft of a note whose every statement shows where it was said.</summary>
public sealed class ScribeCapability : ICapability
{
    public const string CapabilityName = "scribe";

    public string Name => CapabilityName;

    public string Title => "Visit notes";

    public void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => Vocabulary.Embedded);
        services.AddSingleton<NoteWriter>();
        services.TryAddSingleton(provider => ChatModels.None(provider.GetRequiredService<TimeProvider>()));
        // Without a record there are no signed notes to learn a style from.
        services.AddSingleton(provider => new ModelNoteWriter(provider.GetRequiredService<NoteWriter>(), provider.GetRequiredService<ChatModels>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<Record>() is null ? null : provider.GetRequiredService<StyleNotes>()));
        services.AddSingleton<IRewriter, NoteRewriter>();
        services.AddSingleton(new StartingPoint("New visit", "/visits/new"));
        services.AddSingleton(new StartingPoint("Live visit", "/visits/live", "transcript"));
        services.AddSingleton<VisitDrafting>();
        services.AddSingleton(VisitDrafting.Tool);
        services.AddSingleton<ScribeBatch>();
        services.AddSingleton(new LiveLimits());
        services.AddSingleton<LiveVisits>();
        services.AddHostedService<LiveSweeper>();
        services.AddSingleton(new WritingLimits());
        services.AddSingleton<NoteWritings>();
        services.AddHostedService(provider => provider.GetRequiredService<NoteWritings>());
        services.AddWords(Name);
        services.AddSingleton<ICheck, ConsistencyCheck>();
        services.AddSingleton<ICheck, RedFlagCheck>();
        services.AddSingleton<ICheck, LanguageCheck>();
        services.AddSingleton<ICheck, OnePatientCheck>();
        services.AddSingleton<IEvaluation, ScribeEvaluation>();
        services.AddSingleton<IEvaluation, GroundingEvaluation>();
        services.AddSingleton<IEvaluation, SectionEvaluation>();
        services.AddSingleton<IEvaluation, AttackEvaluation>();
        services.AddSingleton<ILearner, ScribeLearner>();
        services.AddSingleton<ILearner, SectionLearner>();
        services.AddSingleton<ILearner, JudgeLearner>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        VisitEndpoint.Map(routes);
        LiveEndpoints.Map(routes);
        WritingEndpoints.Map(routes);
    }

    public IEnumerable<Command> Commands(CommandContext context) => [ScribeCommand.Create(context), LearnedCommand.Create(context)];
}
