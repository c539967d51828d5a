using System.Collections.Frozen;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Known;

/// <summary>
/// Whether a word that is both a name and a word of its own ("May", "Price", "Head") speaks of somebody where it stands. For a patient's own
/// name a miss is worse than a false alarm: every capital that grammar does not ask for counts.
/// </summary>
internal static class NamePlace
{
    private static readonly FrozenSet<string> Before = FrozenSet.Create(StringComparer.Ordinal,
        "mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "master", "herr", "frau", "senor", "senora", "sra", "monsieur", "madame", "mme", "baby", "nurse", "named", "called", "née", "nee", "aka", "name", "surname", "lastname", "firstname", "forename", "signed", "attn");

    private static readonly FrozenSet<string> Labels = FrozenSet.Create(StringComparer.Ordinal,
        "patient", "pt", "name", "surname", "client", "resident", "provider", "physician", "attending", "nurse", "author", "from", "to", "cc", "re", "mother", "father", "spouse", "wife", "husband", "contact", "guardian", "last", "first", "given", "family", "maiden", "by", "user", "username", "login");

    private static readonly FrozenSet<string> Doing = FrozenSet.Create(StringComparer.Ordinal,
        "is", "was", "has", "had", "did", "does", "and", "or", "said", "went", "came", "took", "felt", "got", "gave", "saw", "fell", "lost", "ran", "began", "woke", "spoke", "told", "thought", "knew", "will", "would", "can", "could", "who", "still", "also", "now", "then", "cannot", "isn't", "wasn't", "didn't", "doesn't", "met", "left", "wrote", "sat", "slept", "ate", "drank", "brought", "kept", "made", "understood", "being", "whose", "aged");

    private static readonly FrozenSet<string> Greetings = FrozenSet.Create(StringComparer.Ordinal, "hi", "hello", "hey", "morning", "afternoon", "evening", "dear", "thanks", "bye", "goodbye", "welcome", "i'm", "okay", "ok");

    private static readonly FrozenSet<string> InitialCues = FrozenSet.Create(StringComparer.Ordinal,
        "initials", "initial", "initialed", "initialled", "signed", "by", "patient", "pt", "mr", "mrs", "ms", "dr", "name", "for", "re", "author", "transcribed", "dictated", "typed", "witness");

    public static bool IsUpper(string text, FoldedWord word)
    {
        for (var i = word.Start; i < word.End; i++)
        {
            if (char.IsLower(text[i]))
                return false;
        }
        return true;
    }

    public static bool SpeaksOfSomebody(string text, FoldedWord word)
    {
        var (before, gap) = Previous(text, word.Start);
        if (before.Length > 0 && Before.Contains(before) && gap.AsSpan().IndexOfAny("\n;!?,") < 0)
            return true;
        if (before.Length > 0 && Labels.Contains(before) && gap.AsSpan().IndexOfAny(":=#") >= 0)
            return true;
        if (!char.IsUpper(text[word.Start]))
            return false;
        if (word.Length == 2 && word.End - word.Start == 2 && char.IsLower(text[word.Start + 1]) && !HarmlessWords.ContainsHash(word.Hash))
            return true;
        var next = Next(text, word.End, out var between, out var nextStart);
        if (next.Length > 0 && HarmlessWords.IsTerm(word.IsPossessive ? word.Letters[..^1] : word.Letters, next))
            return false;
        if (word.IsPossessive)
            return true;
        var isUpper = word.End - word.Start > 1 && IsUpper(text, word);
        if (isUpper && (word.Length == 2 || IsUpperRun(text, nextStart) || UpperBefore(text, word.Start)))
            return next.Length > 0 && char.IsWhiteSpace(between[0]) && IsDoing(next);
        if (!OpensSentence(text, word.Start))
            return nextStart < 0 || !char.IsAsciiDigit(text[nextStart]) || between.Contains('\n', StringComparison.Ordinal);
        return between.Length == 0 || between[0] != ':' && (next.Length == 0 || between[0] is not (' ' or '\n' or '-') || IsDoing(next) || char.IsUpper(text[nextStart]));
    }

    /// <summary>In speech that is written down in small letters: "hi ivy", "call me rose", "on the 30th, violet."</summary>
    public static bool SpeaksToSomebody(string text, FoldedWord word)
    {
        var (before, gap) = Previous(text, word.Start);
        if (Greetings.Contains(before) && gap.AsSpan().IndexOfAny(".;:\n") < 0)
            return true;
        var end = word.End;
        if (gap.StartsWith(',') && (end == text.Length || text[end] is '.' or '?' or '!' or ','))
            return true;
        return before is "me" && gap is " " && text.AsSpan(Math.Max(0, word.Start - 16)..word.Start).Contains("call", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a place that is also an everyday word ("Orange", "Hope") is meant: beside a code, a comma, or where somebody lives.</summary>
    public static bool SpeaksOfPlace(string text, FoldedWord word)
    {
        var (before, gap) = Previous(text, word.Start);
        if (before is "in" or "from" or "near" or "of" or "to" or "at" or "outside" && gap is " " or "\n")
            return char.IsUpper(text[word.Start]) || before is "in" or "from" or "near" && (word.End == text.Length || text[word.End] is '.' or '?' or '!' or ',' or ';' or '\n');
        if (!char.IsUpper(text[word.Start]))
            return false;
        _ = Next(text, word.End, out var between, out var nextStart);
        var isBesideCode = nextStart >= 0 && char.IsAsciiDigit(text[nextStart]) && between.AsSpan().IndexOfAnyExcept(" ,\n") < 0;
        return isBesideCode || gap.StartsWith(',') || between.StartsWith(',') || (!OpensSentence(text, word.Start) && !IsUpper(text, word));
    }

    /// <summary>A verb follows: "JS is", "JS reports".</summary>
    public static bool Acts(string text, int end) => Next(text, end, out var between, out _) is { Length: > 0 } next && between is " " && Doing.Contains(next) && next is not ("and" or "or");

    public static bool AsksForInitials(string text, int start, bool isWord)
    {
        var (before, gap) = Previous(text, start);
        return before.Length > 0 && InitialCues.Contains(before) && !gap.Contains('\n', StringComparison.Ordinal)
            && (!isWord || before.StartsWith("initial", StringComparison.Ordinal) || before is "signed" or "by" && gap.Contains(':', StringComparison.Ordinal) || (before is "pt" or "patient" && gap is " " && HasCommaBehind(text, start)));
    }

    private static bool HasCommaBehind(string text, int start)
    {
        var at = start;
        while (at < text.Length && char.IsLetter(text[at]))
            at++;
        return at < text.Length && text[at] == ',';
    }

    private static bool IsDoing(string next) => Doing.Contains(next) || next.EndsWith("ed", StringComparison.Ordinal) && next.Length > 4 || next.Length > 3 && next[^1] == 's' && next[^2] is not ('s' or 'u' or 'i' or 'n');

    private static bool OpensSentence(string text, int start)
    {
        var at = start - 1;
        while (at >= 0 && text[at] is ' ' or '\t' or '"' or '(' or '*' or '-' or '\u2022' && (text[at] != '-' || at == 0 || char.IsWhiteSpace(text[at - 1])))
            at--;
        if (at < 0)
            return true;
        if (text[at] is not ('\n' or '\r'))
            return text[at] is '.' or '!' or '?' or ':' or ';';
        while (at >= 0 && char.IsWhiteSpace(text[at]))
            at--;
        return at < 0 || !char.IsLetterOrDigit(text[at]) && text[at] != ',';
    }

    private static bool IsUpperRun(string text, int start) =>
        start >= 0 && start + 1 < text.Length && char.IsUpper(text[start]) && char.IsUpper(text[start + 1]);

    private static bool UpperBefore(string text, int start)
    {
        var at = start - 1;
        while (at >= 0 && start - at < 8 && !char.IsLetter(text[at]))
            at--;
        return at > 0 && char.IsUpper(text[at]) && char.IsUpper(text[at - 1]);
    }

    private static (string Word, string Gap) Previous(string text, int start)
    {
        var at = start;
        while (at > 0 && start - at < 8 && !char.IsLetterOrDigit(text[at - 1]))
            at--;
        var from = at;
        while (from > 0 && at - from < 24 && char.IsLetter(text[from - 1]))
            from--;
        return (text[from..at].ToLowerInvariant(), text[at..start]);
    }

    private static string Next(string text, int end, out string between, out int start)
    {
        var at = end;
        while (at < text.Length && at - end < 8 && !char.IsLetterOrDigit(text[at]))
            at++;
        between = text[end..at];
        start = at < text.Length && char.IsLetterOrDigit(text[at]) ? at : -1;
        var to = at;
        while (to < text.Length && to - at < 24 && (char.IsLetter(text[to]) || text[to] == '\'' && to > at))
            to++;
        return text[at..to].ToLowerInvariant();
    }
}
