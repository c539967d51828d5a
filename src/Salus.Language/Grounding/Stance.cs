using System.Collections.Frozen;
using System.Collections.Immutable;
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
    private static readonly FrozenSet<string> Breaks = Set("but", "however", "although", "though", "except", "besides", "because", "which", "who", "reports", "endorses", "admits", "then", "apart", "aside");
    private static readonly FrozenSet<string> DeniedAfter = Set("negative", "absent", "denied", "resolved", "gone", "unremarkable", "excluded");
    private static readonly FrozenSet<string> Openers = Set("do", "does", "did", "have", "has", "had", "are", "is", "was", "were", "any", "can", "could", "will", "would", "what", "how", "when", "where");

    private static readonly FrozenSet<string> Yes = Set("yes", "yeah", "yep", "yup", "uh-huh", "mm-hmm", "mhm", "correct", "right", "definitely", "absolutely", "sure", "exactly", "certainly", "unfortunately", "sometimes", "occasionally", "slight", "slightly", "mild", "some", "little");
    private static readonly FrozenSet<string> No = Set("no", "nope", "nah", "none", "never", "not", "negative", "neither", "nothing");

    private static readonly FrozenSet<string> Subjects = Set("i", "you", "he", "she", "it", "they", "we", "there", "your", "my", "that", "this");
    private static readonly FrozenSet<string> Bridges = Set("think", "believe", "feel", "felt", "recall", "remember", "know", "say", "guess", "in", "on", "with", "of", "to", "from", "about", "for", "at", "did", "do", "does", "have", "has", "had", "are", "is", "was", "were", "noticed", "notice", "see", "any", "appreciate", "like", "when");

    private static readonly FrozenSet<string> Fillers = Set("i", "he", "she", "have", "has", "had", "ever", "really", "think", "to", "any", "just", "actually", "been", "do", "did", "does", "even", "recall", "remember");

    private const int Reach = 14;
    private const int WrittenReach = 60;

    /// <param name="isWritten">Written sentences are long and marked: what is denied is denied to the end of the list.</param>
    public static Stance Of(Reading reading, TextSpan mention, bool mayAsk = false, bool isWritten = false)
    {
        var reach = isWritten ? WrittenReach : Reach;
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
            if (tokens[index].Norm is "not" && index <= end + 1 && tokens[index - 1].Norm is "is" or "was" or "are" or "were" || tokens[index].Norm is "no" && index + 1 <= last && tokens[index + 1].Norm is "longer")
                return Stance.Denied;
            if (DeniedAfter.Contains(tokens[index].Norm))
                return Stance.Denied;
        }

        var hedged = false;
        var asked = IsQuestion(reading, first, last, end) || mayAsk && Asks(tokens, first, at);
        for (var index = at - 1; index >= Math.Max(first, at - reach) && !StartsClause(tokens, at, first); index--)
        {
            var word = tokens[index].Norm;
            if (Deniers.Contains(word) && !IsFalseDenier(tokens, index, first))
                return IsQuestion(reading, first, last, end) ? Stance.Asked : Stance.Denied;
            if (Breaks.Contains(word) || word is "some" && index + 1 < tokens.Length && index > first && !Deniers.Contains(tokens[index - 1].Norm) || word is "other" && index + 1 < at && tokens[index + 1].Norm is "than" || StartsClause(tokens, index, first))
                break;
            hedged |= Hedges.Contains(word);
            if (Affirmers.Contains(word) && !NegatedVerb(tokens, index, first) && tokens[Math.Max(first, index - 1)].Norm is not "or")
            {
                hedged |= IsConditional(tokens, index, first);
                break;
            }
        }
        if (asked)
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
        return answer.Tokens.Length > 1 && answer.Tokens[0].Norm is "i" or "it" or "he" or "she" && answer.Tokens[1].Norm is "do" or "did" or "have" or "am" or "was" or "does" or "is" ? Stance.Affirmed : Stance.Open;
    }

    /// <summary>A question mark soon after the mention, or a question's first words at the start of the sentence.</summary>
    private static bool IsQuestion(Reading reading, int first, int last, int end)
    {
        if (reading.Tokens[last].Norm is "?" && last - end <= Reach && !HasNewClause(reading.Tokens, end, last))
            return true;
        var opener = reading.Tokens[first].Norm;
        return end - first <= Reach && (opener is "any" || Openers.Contains(opener) && first + 1 <= last && reading.Tokens[first + 1].Norm is "you" or "there" or "it" or "your");
    }

    /// <summary>The question mark belongs to something said after the mention.</summary>
    private static bool HasNewClause(ImmutableArray<Token> tokens, int end, int last)
    {
        for (var index = end; index < last; index++)
            if (StartsClause(tokens, index, end) || Openers.Contains(tokens[index].Norm) && tokens[index + 1].Norm is "you" or "that" or "it" or "your" or "this")
                return true;
        return false;
    }

    /// <summary>
    /// Speech comes without full stops: a new subject that no preposition, verb of thinking or question leads to starts a clause,
    /// and what was denied before it stays there.
    /// </summary>
    private static bool StartsClause(ImmutableArray<Token> tokens, int index, int first) =>
        index > first && Subjects.Contains(tokens[index].Norm) && !Bridges.Contains(tokens[index - 1].Norm) && tokens[index - 1].Kind is not TokenKind.Punctuation;

    /// <summary>"Have you had", "do you", "any": a question inside a longer turn, in the clause of the mention.</summary>
    private static bool Asks(ImmutableArray<Token> tokens, int first, int at)
    {
        for (var index = at - 1; index >= Math.Max(first, at - Reach) && !StartsClause(tokens, at, first); index--)
        {
            if (Deniers.Contains(tokens[index].Norm))
                return false;
            if (tokens[index].Norm is "any" || Openers.Contains(tokens[index].Norm) && index + 1 < at && tokens[index + 1].Norm is "you" or "there" or "it" or "your" or "he" or "she")
                return true;
            if (StartsClause(tokens, index, first))
                return false;
        }
        return false;
    }

    /// <summary>"Not only", "no change in", "no increase", "not sure", "without treatment": negations of something else.</summary>
    private static bool IsFalseDenier(ImmutableArray<Token> tokens, int index, int first)
    {
        var after = index + 1 < tokens.Length ? tokens[index + 1].Norm : "";
        return tokens[index].Norm switch
        {
            "no" => after is "change" or "changes" or "increase" or "doubt" or "problem" or "matter" or "wonder" || after is "," && index == first,
            "not" => after is "only" or "sure" or "certain" or "just" or "drain",
            "ruled" => after is not "out",
            "free" => after is not "of",
            "nothing" => after is "but" or "helps" or "helped",
            "cannot" => after is "exclude" or "rule",
            _ => false,
        };
    }

    /// <summary>"Has not had", "I don't think I've ever had": the verb affirms nothing.</summary>
    private static bool NegatedVerb(ImmutableArray<Token> tokens, int index, int first)
    {
        for (var before = index - 1; before >= first; before--)
        {
            if (Deniers.Contains(tokens[before].Norm))
                return true;
            if (!Fillers.Contains(tokens[before].Norm))
                return index - before == 1 && before > first && Deniers.Contains(tokens[before - 1].Norm);
        }
        return false;
    }

    /// <summary>"If I had", "whether he has".</summary>
    private static bool IsConditional(ImmutableArray<Token> tokens, int index, int first)
    {
        for (var before = index - 1; before >= Math.Max(first, index - 3); before--)
            if (tokens[before].Norm is "if" or "whether" or "unless")
                return true;
        return false;
    }

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
