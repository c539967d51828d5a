using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Vocabularies;

namespace Salus.Language.Medications;

/// <summary>Takes drugs and how they are taken out of a conversation or note. Never throws on any text.</summary>
public sealed class MedicationReader(Vocabulary vocabulary)
{
    private static readonly Lazy<MedicationReader> LazyDefault = new(() => new MedicationReader(Vocabulary.Embedded));

    /// <summary>With the embedded vocabulary.</summary>
    public static MedicationReader Default => LazyDefault.Value;

    /// <summary>The medications in the order in which they are named.</summary>
    public ImmutableArray<MedicationSignature> Extract(IReadOnlyList<Utterance> utterances)
    {
        ArgumentNullException.ThrowIfNull(utterances);
        var found = ImmutableArray.CreateBuilder<MedicationSignature>();
        for (var i = 0; i < utterances.Count; i++)
        {
            foreach (var mention in vocabulary.Matcher.Find(utterances[i].Text))
            {
                if (mention.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass)
                    found.Add(new MedicationSignature(mention.Concept, MedicationAct.Mention, null, null, null, null, null, null, Experiencer.Patient, utterances[i].Role, [new EvidenceSpan(i, mention.Span)]));
            }
        }

        return found.DrainToImmutable();
    }
}
