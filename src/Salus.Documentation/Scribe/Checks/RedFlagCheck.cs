using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe.Checks;

/// <summary>
/// What must not be missing when it was said: allergies, anticoagulants, and the vocabulary's red flags such as chest pain
/// and suicidal thoughts. Reads the transcript itself.
/// </summary>
/// <param name="vocabulary">The words that findings and drugs are known by; null for those that come with Salus.</param>
public sealed class RedFlagCheck(Vocabulary? vocabulary = null) : ICheck
{
    private readonly Vocabulary vocabulary = vocabulary ?? Vocabulary.Embedded;

    public string Name => "red-flags";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => ["scribe"];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var read = ReadSources.Of(sources, vocabulary);
        var written = draft.Statements.SelectMany(s => vocabulary.Matcher.Find(s.Text)).Select(m => m.Concept).ToHashSet();
        var told = new HashSet<Concept>();
        foreach (var said in read.Grounder.SaidOfThePatient())
        {
            cancel.ThrowIfCancellationRequested();
            if (written.Contains(said.Concept) || WeightOf(said) is not { } weight || !told.Add(said.Concept))
                continue;
            yield return new Finding(Name, weight.Severity, $"{weight.What} '{said.Concept.Name}' was said ({read.NameOf(said.Passage)}) and is not in the note.", null) { Evidence = [read.QuoteOf(said.Passage)] };
        }
    }

    private static (Severity Severity, string What)? WeightOf(SaidConcept said) => said switch
    {
        { IsAllergy: true } => (Severity.Blocking, "An allergy to"),
        { Concept: { Kind: ConceptKind.Drug } drug } when drug.Has("anticoagulant") => (Severity.Blocking, "The anticoagulant"),
        { Concept: { Kind: ConceptKind.Finding or ConceptKind.Disorder } finding } when finding.Has("redflag") => finding.Has("mental") ? (Severity.Blocking, "The red flag") : (Severity.Warning, "The red flag"),
        _ => null,
    };
}
