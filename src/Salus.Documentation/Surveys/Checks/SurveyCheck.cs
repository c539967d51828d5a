using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>
/// Reads a survey before anybody signs it. Of a questionnaire: every statement is a question, skips lead to earlier questions and answers that exist,
/// no question leads, asks two things at once or is hard to read. Of a theme summary: see <see cref="ThemeFaults"/>.
/// </summary>
public sealed class SurveyCheck(Vocabulary vocabulary) : ICheck
{
    public string Name => "survey";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => [SurveysCapability.CapabilityName];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var found = draft.Origin.Parameters.GetValueOrDefault(SurveyWriter.KindParameter) == ThemeWriter.Kind ? new ThemeFaults(draft, sources, vocabulary).All() : Questions(draft);
        foreach (var (severity, message, statement) in found)
        {
            cancel.ThrowIfCancellationRequested();
            yield return new Finding(Name, severity, message, statement);
        }
    }

    private static IEnumerable<(Severity Severity, string Message, int? Statement)> Questions(Draft draft)
    {
        var before = new Dictionary<string, SurveyQuestion>(StringComparer.Ordinal);
        var texts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var all = draft.Statements.Select(s => SurveyQuestion.TryRead(s.Text, out var question, out _) ? question.Id : null).OfType<string>().ToHashSet(StringComparer.Ordinal);
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            if (!SurveyQuestion.TryRead(draft.Statements[index].Text, out var question, out var problem))
            {
                yield return (Severity.Blocking, problem, index);
                continue;
            }
            foreach (var (severity, message) in QuestionFaults.Of(question))
                yield return (severity, message, index);
            if (Skip(question, before, all) is { } skip)
                yield return (Severity.Blocking, skip, index);
            if (!before.TryAdd(question.Id, question))
                yield return (Severity.Blocking, $"Another question is called {question.Id} too. Give this one a number of its own.", index);
            if (!texts.TryAdd(question.Text, index) && question.After is null)
                yield return (Severity.Warning, "The same question stands above.", index);
        }
    }

    private static string? Skip(SurveyQuestion question, Dictionary<string, SurveyQuestion> before, HashSet<string> all)
    {
        if (question.After is not { } after)
            return null;
        if (!before.TryGetValue(after, out var earlier))
            return all.Contains(after) && after != question.Id ? $"It depends on {after}, which is asked later. Put it behind that one." : $"It depends on {after}, and there is no such question.";
        if (earlier.Kind is QuestionKind.Text)
            return $"It depends on {after}, which is answered in free words; only answers to choose from can decide.";
        if (earlier.Kind is QuestionKind.Number)
            return null;
        var unknown = question.When.FirstOrDefault(w => !earlier.Options.Contains(w, StringComparer.Ordinal));
        return unknown is not null ? $"It depends on the answer “{unknown}” to {after}, which is none of its answers."
            : question.When.Length >= earlier.Options.Length ? $"Every answer to {after} leads here, so the condition does nothing." : null;
    }
}
