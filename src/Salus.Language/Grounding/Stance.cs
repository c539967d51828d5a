using System.Collections.Frozen;
using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>What a text says about something it names.</summary>
internal enum Stance
{
    Affirmed,
    Denied,

    /// <summary>Only asked; the answer decides.</summary>
    Asked,

    /// <summary>Hedged, hypothetical, planned or not decided by this text.</summary>
    Open,
}

/// <summary>
/// A second opinion on polarity: reads outward from the mention to the nearest word that decides, inside the clause.
/// Deliberately another method than the finding extractor's scopes, so that one mistake is not made twice.
/// </summary>
internal static class StanceReader
{
    private static readonly FrozenSet<string> Deniers = Set("no", "not", "never", "without", "denies", "denied", "deny", "denying", "none", "nor", "neither", "negative", "absent", "lacks", "ruled", "nothing", "free", "unremarkable", "cannot");
    private static readonly FrozenSet<string> Affirmers = Set("reports", "reported", "endorses", "endorsed", "admits", "admitted", "complains", "has", "have", "had", "having", "experiences", "experienced", "experiencing", "presents", "notes", "describes", "feels", "gets", "getting", "got", "positive", "shows", "demonstrates", "reveals", "with", "appreciate", "see", "hear");
    private static readonly FrozenSet<string> Hedges = Set("if", "possible", "possibly", "maybe", "might", "could", "whether", "unless", "suspect", "suspected", "rule", "risk", "prevent", "avoid", "watch", "monitor", "case", "would", "concern", "concerned", "worried", "worry");
    private static readonly FrozenSet<string> Breaks = Set("but", "however", "although", "though", "except", "besides", "because", "which", "who", "reports", "endorses", "admits", "then", "apart", "other", "aside");
    private static readonly FrozenSet<string> DeniedAfter = Set("negative", "absent", "denied", "resolved", "gone", "unremarkable", "excluded");
    private static readonly FrozenSet<string> Openers = Set("do", "does", "did", "have", "has", "had", "are", "is", "was", "were", "any", "can", "could", "will", "would", "what", "how", "when", "where");

    private static readonly FrozenSet<string> Yes = Set("yes", "yeah", "yep", "yup", "uh-huh", "mm-hmm", "mhm", "correct", "right", "definitely", "absolutely", "sure", "exactly", "certainly", "unfortunately", "sometimes", "occasionally", "slight", "slightly", "mild", "some", "little");
    private static readonly FrozenSet<string> No = Set("no", "nope", "nah", "none", "never", "not", "negative", "neither", "nothing");

    private const int Reach = 14;

    public static Stance Of(Reading reading, TextSpan mention)
    {
        var tokens = reading.Tokens;
        if (tokens.IsEmpty)
            return Stance.Open;
        var at = Math.Min(reading.TokenAt(mention.Start), tokens.Length - 1);
        var (first, last) = reading.SentenceAround(at);
        var end = reading.TokenAt(mention.End);

        for (var index = end; index <= last && index < end + 5; index++)
        {
            if (tokens[index].Kind is TokenKind.Punctuation && tokens[index].Norm is "," or ";" || Breaks.Contains(tokens[index].Norm))
                break;
            if (tokens[index].Norm == "not" || tokens[index].Norm == "no" && index + 1 <= last && tokens[index + 1].Norm is "longer")
                return Stance.Denied;
            if (DeniedAfter.Contains(tokens[index].Norm))
                return Stance.Denied;
        }

        var hedged = false;
        for (var index = at - 1; index >= Math.Max(first, at - Reach); index--)
        {
            var word = tokens[index].Norm;
            if (Deniers.Contains(word) && !IsFalseDenier(tokens, index))
                return IsQuestion(reading, first, last) ? Stance.Asked : Stance.Denied;
            if (Breaks.Contains(word))
                break;
            hedged |= Hedges.Contains(word);
            if (Affirmers.Contains(word) && !NegatedVerb(tokens, index, first))
                break;
        }
        if (IsQuestion(reading, first, last))
            return Stance.Asked;
        return hedged ? Stance.Open : Stance.Affirmed;
    }

    /// <summary>How the turn after a question answers it.</summary>
    public static Stance AnswerOf(Reading answer)
    {
        foreach (var token in answer.Tokens.Where(t => t.Kind is TokenKind.Word).Take(6))
        {
            if (No.Contains(token.Norm))
                return Stance.Denied;
            if (Yes.Contains(token.Norm))
                return Stance.Affirmed;
        }
        return Stance.Open;
    }

    private static bool IsQuestion(Reading reading, int first, int last)
    {
        if (reading.Tokens[last].Norm == "?")
            return true;
        var opener = reading.Tokens[first].Norm;
        return opener is "any" || Openers.Contains(opener) && first + 1 <= last && reading.Tokens[first + 1].Norm is "you" or "there" or "it" or "your";
    }

    /// <summary>"Not only", "no change in", "no increase", "not sure", "without treatment": negations of something else.</summary>
    private static bool IsFalseDenier(System.Collections.Immutable.ImmutableArray<Token> tokens, int index)
    {
        var after = index + 1 < tokens.Length ? tokens[index + 1].Norm : "";
        return tokens[index].Norm switch
        {
            "no" => after is "change" or "changes" or "increase" or "doubt" or "problem" or "matter" or "wonder" or ",",
            "not" => after is "only" or "sure" or "certain" or "just" or "drain",
            "ruled" => after is not "out",
            "free" => after is not "of",
            "nothing" => after is "but" or "helps" or "helped",
            "cannot" => after is "exclude" or "rule",
            _ => false,
        };
    }

    /// <summary>"Has not had", "does not have": the verb affirms nothing.</summary>
    private static bool NegatedVerb(System.Collections.Immutable.ImmutableArray<Token> tokens, int index, int first) =>
        index > first && Deniers.Contains(tokens[index - 1].Norm) || index > first + 1 && Deniers.Contains(tokens[index - 2].Norm);

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
