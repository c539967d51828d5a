using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Scribe.Checks;

/// <summary>The note against itself: the same thing written twice in a section, or both affirmed and denied.</summary>
/// <param name="vocabulary">The words that findings are known by; null for those that come with Salus.</param>
public sealed class ConsistencyCheck(Vocabulary? vocabulary = null) : ICheck
{
    private readonly Vocabulary vocabulary = vocabulary ?? Vocabulary.Embedded;

    public string Name => "consistency";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => ["scribe"];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (var duplicate in Duplicates(draft))
            yield return duplicate;
        cancel.ThrowIfCancellationRequested();

        var affirmed = new Dictionary<Concept, int>();
        var denied = new Dictionary<Concept, int>();
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            if (draft.Statements[index].Section is "fh" or "followup" or "orders")
                continue;
            foreach (var (concept, isDenied) in Stances.In(draft.Statements[index].Text, vocabulary))
                (isDenied ? denied : affirmed).TryAdd(concept, index);
        }
        foreach (var (concept, index) in denied.OrderBy(d => d.Value))
            if (affirmed.TryGetValue(concept, out var other) && other != index)
                yield return new Finding(Name, Severity.Warning, $"The note denies '{concept.Name}' here and affirms it elsewhere: \"{draft.Statements[other].Text}\"", index);
    }

    private static IEnumerable<Finding> Duplicates(Draft draft)
    {
        var seen = new Dictionary<(string Section, string Text), int>();
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            var statement = draft.Statements[index];
            var words = string.Join(' ', Language.Text.Tokenizer.Tokenize(statement.Text).Where(t => t.Kind is not Language.Text.TokenKind.Punctuation).Select(t => t.Norm));
            if (!seen.TryAdd((statement.Section + "\n" + statement.Group, words), index))
                yield return new Finding("consistency", Severity.Warning, "This statement stands twice in the same section.", index);
        }
    }
}
