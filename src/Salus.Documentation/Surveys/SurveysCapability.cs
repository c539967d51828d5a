using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Salus.Design;
using Salus.Design.Components;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Surveys;

/// <summary>Surveys: a questionnaire from a goal, and what people's free answers are about, in numbers and in their words.</summary>
public sealed class SurveysCapability : ICapability
{
    public const string CapabilityName = "survey";

    public string Name => CapabilityName;

    public string Title => "Surveys";

    public void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(_ => Vocabulary.Embedded);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => ChatModels.None(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ModelWriter>();
        services.AddSingleton<SurveyWriter>();
        services.AddSingleton<ModelSurveyWriter>();
        services.AddSingleton<ThemeWriter>();
        services.AddSingleton<SurveyCheck>();
        services.AddSingleton<ICheck>(provider => provider.GetRequiredService<SurveyCheck>());
        services.AddSingleton<IEvaluation, SurveyEvaluation>();
        services.AddSingleton(SurveyTool.Tool);
        services.AddSingleton(new StartingPoint("Surveys", "/surveys", "figures"));
    }

    public void Map(IEndpointRouteBuilder routes) => SurveyEndpoint.Map(routes);

    public IEnumerable<Command> Commands(CommandContext context) => [SurveyCommand.Create(context)];
}
