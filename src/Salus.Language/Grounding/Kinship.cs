using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>Whose finding a sentence speaks of.</summary>
internal static class Kinship
{
    /// <summary>The relative or other person who is the subject: named earlier in the sentence, with no "I", "my own" or "the patient" between.</summary>
    public static Mention? Before(Reading reading, TextSpan finding)
    {
        var at = Math.Min(reading.TokenAt(finding.Start), reading.Tokens.Length - 1);
        if (at < 0)
            return null;
        var (first, _) = reading.SentenceAround(at);
        var from = reading.Tokens[first].Span.Start;
        var kin = reading.Mentions.LastOrDefault(m => m.Concept.Kind is ConceptKind.Kin && m.Span.Start >= from && m.Span.End <= finding.Start);
        if (kin is null)
            return null;
        for (var index = reading.TokenAt(kin.Span.End); index < at; index++)
            if (reading.Tokens[index].Norm is "i" or "me" or "patient" or "you" or "we" or "so")
                return null;
        return kin;
    }
}
