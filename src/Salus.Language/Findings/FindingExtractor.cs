using System.Collections.Immutable;
using Salus.Language.Vocabularies;

namespace Salus.Language.Findings;

/// <summary>
/// Takes clinical findings out of a conversation or note: concept, polarity, time, experiencer, side, severity, value and the words
/// that say so. A question is never a finding; with its answer it is one, with evidence in both turns. Never throws on any text.
/// </summary>
public sealed class FindingExtractor(Vocabulary vocabulary)
{
    /// <summary>With the embedded vocabulary.</summary>
    public static FindingExtractor Default { get; } = new(Vocabulary.Embedded);

    /// <summary>The findings in the order in which they are named.</summary>
    public ImmutableArray<ClinicalFinding> Extract(IReadOnlyList<Utterance> utterances)
    {
        ArgumentNullException.ThrowIfNull(utterances);
        var findings = ImmutableArray.CreateBuilder<ClinicalFinding>();
        for (var i = 0; i < utterances.Count; i++)
        {
            foreach (var mention in vocabulary.Matcher.Find(utterances[i].Text))
            {
                if (mention.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam)
                    findings.Add(new ClinicalFinding(mention.Concept, Polarity.Affirmed, FindingTime.Current, Experiencer.Patient, Side.NotSaid, null, null, null, utterances[i].Role, [new EvidenceSpan(i, mention.Span)]));
            }
        }

        return findings.DrainToImmutable();
    }
}
