using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Salus.Design;
using Salus.Design.Components;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>Questions: answered from the site's own corpora or a patient's chart, in the words of the source or in a model's that the source bears out, or not at all.</summary>
public sealed class AskCapability : ICapability
{
    public const string CapabilityName = "ask";

    public string Name => CapabilityName;

    public string Title => "Questions";

    public void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(_ => Vocabulary.Embedded);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CorpusFolder>();
        services.AddSingleton<CorpusLibrary>();
        services.AddSingleton<AnswerWriter>();
        services.TryAddSingleton(provider => ChatModels.None(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CorpusMeaning>();
        services.AddSingleton<ModelAnswerWriter>();
        services.AddSingleton(AskTool.Tool);
        services.AddSingleton(new NavigationLink("Ask", "/ask", Act.ReadChart));
        services.AddSingleton<IEvaluation, AskEvaluation>();
    }

    public void Map(IEndpointRouteBuilder routes) => AskEndpoint.Map(routes);

    public IEnumerable<Command> Commands(CommandContext context) => [AskCommand.Create(context), CorpusCommand.Create(context)];
}
