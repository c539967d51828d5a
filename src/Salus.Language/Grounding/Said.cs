using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>A concept that a passage affirms of the patient.</summary>
/// <param name="Passage">Zero-based.</param>
/// <param name="IsAllergy">It was said as something the patient is allergic to.</param>
public sealed record SaidConcept(Concept Concept, int Passage, bool IsAllergy);

/// <summary>Concepts of one written text with their stance, for checks of a note against itself.</summary>
public static class Stances
{
    /// <summary>Only what is plainly affirmed or denied; hedged and asked mentions are left out, and those that only name an occasion.</summary>
    public static IEnumerable<(Concept Concept, bool Denied)> In(string text, Vocabulary vocabulary)
    {
        var reading = Reading.Of(text, vocabulary.Matcher);
        foreach (var mention in reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam && !IsOccasion(reading, m.Span)))
            switch (StanceReader.Of(reading, mention.Span))
            {
                case Stance.Affirmed:
                    yield return (mention.Concept, false);
                    break;
                case Stance.Denied:
                    yield return (mention.Concept, true);
                    break;
            }
    }

    /// <summary>"When the patient is not coughing": says when something else holds, not whether there is a cough.</summary>
    private static bool IsOccasion(Reading reading, TextSpan mention)
    {
        var at = Math.Min(reading.TokenAt(mention.Start), reading.Tokens.Length - 1);
        var (first, _) = reading.SentenceAround(at);
        for (var index = at - 1; index >= first && reading.Tokens[index].Norm is not ("," or "but"); index--)
            if (reading.Tokens[index].Norm is "when" or "whenever" or "while" or "if" or "unless" or "until")
                return true;
        return false;
    }
}
