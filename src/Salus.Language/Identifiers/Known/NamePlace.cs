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
        "patient", "pt", "name", "surname", "forename", "lastname", "firstname", "signed", "attn", "called", "client", "resident", "provider", "physician", "attending", "nurse", "author", "from", "to", "cc", "re", "subject", "mother", "father", "spouse", "wife", "husband", "contact", "guardian", "last", "first", "given", "family", "maiden", "by", "user", "username", "login");

    private static readonly FrozenSet<string> Doing = FrozenSet.Create(StringComparer.Ordinal,
        "is", "was", "has", "had", "did", "does", "and", "or", "said", "went", "came", "took", "felt", "got", "gave", "saw", "fell", "lost", "ran", "began", "woke", "spoke", "told", "thought", "knew", "will", "would", "can", "could", "who", "still", "also", "now", "then", "cannot", "isn't", "wasn't", "didn't", "doesn't", "met", "left", "wrote", "sat", "slept", "ate", "drank", "brought", "kept", "made", "understood", "being", "whose", "aged");

    private static readonly FrozenSet<string> Greetings = FrozenSet.Create(StringComparer.Ordinal, "hi", "hello", "hey", "morning", "afternoon", "evening", "dear", "thanks", "bye", "goodbye", "welcome", "i'm", "okay", "ok");

    /// <summary>What sets a title apart from the word behind it.</summary>
    private static readonly System.Buffers.SearchValues<char> Apart = System.Buffers.SearchValues.Create("\n;:!?,])");

    /// <summary>What a turn of talk begins with.</summary>
    private static readonly FrozenSet<string> Interjections = FrozenSet.Create(StringComparer.Ordinal, "good", "well", "right", "great", "fine", "so", "sure", "true", "no", "now", "oh", "ah", "nice", "still", "just", "again", "also", "then", "and", "but", "or", "do", "it", "if", "yeah", "yes");

    private static readonly FrozenSet<string> InitialBearers = FrozenSet.Create(StringComparer.Ordinal, "pt", "patient", "subject", "participant", "client", "resident", "mr", "mrs", "ms", "mx");

    private static readonly FrozenSet<string> Saying = FrozenSet.Create(StringComparer.Ordinal, "said", "says", "reports", "reported", "denies", "denied", "states", "stated", "endorses", "endorsed", "complains", "complained", "thinks", "agrees", "agreed", "understands", "understood", "prefers", "slept");

    private static readonly FrozenSet<string> Addressing = FrozenSet.Create(StringComparer.Ordinal, "told", "asked", "met", "thanked", "reassured", "advised", "counselled", "counseled", "informed", "encouraged");

    private static readonly FrozenSet<string> Anybody = FrozenSet.Create(StringComparer.Ordinal, "you", "he", "she", "we", "who", "they", "man", "men", "boy", "guy", "kid", "mother", "father", "friend", "parent", "cousin", "baby", "infant", "twin", "nurse", "elder", "guest", "us", "me", "him", "her", "them", "if", "to", "it", "just", "still", "even", "only", "not", "never", "also", "that", "one", "person");

    private static readonly FrozenSet<string> Living = FrozenSet.Create(StringComparer.Ordinal, "lives", "live", "living", "lived", "resides", "reside", "residing", "resided", "moved", "moving", "born", "raised", "home", "house", "apartment", "flat", "staying", "stays", "located", "returned", "family", "drove", "travelled", "traveled", "relocated", "residence");

    private static readonly FrozenSet<string> DottedTerms = FrozenSet.Create(StringComparer.Ordinal,
        "ac", "ad", "am", "bid", "bm", "bp", "bs", "bsn", "ca", "cc", "ct", "cv", "cva", "dc", "do", "dob", "dod", "dr", "ed", "eeg", "eg", "ekg", "er", "et", "gi", "gu", "hr", "hs", "icu", "id", "ie", "im", "iq", "iu", "iv", "la", "ld", "lv", "ma", "md", "mi", "mph", "mr", "mri", "mrn", "ms", "msn", "no", "np", "npo", "nsr", "od", "op", "or", "os", "ou", "pa", "pc", "pe", "phd", "pm", "po", "pr", "prn", "pt", "qd", "qid", "ra", "rn", "rr", "rv", "sc", "sob", "sq", "ssn", "stat", "tb", "tia", "tid", "uk", "us", "usa", "uti", "vs");

    private static readonly FrozenSet<string> InitialCues = FrozenSet.Create(StringComparer.Ordinal,
        "initials", "initial", "initialed", "initialled", "signed", "by", "patient", "pt", "mr", "mrs", "ms", "dr", "name", "for", "re", "author", "transcribed", "dictated", "typed", "witness", "subject", "participant", "client", "resident", "mx", "with", "from", "of", "saw", "id", "about", "named");

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
        if (HasTitle(text, word) || Next(text, word.End, out var joint, out _) is "family" or "household" && joint is " ")
            return true;
        var (before, gap) = Previous(text, word.Start);
        if (before.Length > 0 && Labels.Contains(before) && gap.AsSpan().IndexOfAny(":=#") >= 0)
            return true;
        if (word.IsPossessive)
            return !IsTerm(text, word);
        if (!char.IsUpper(text[word.Start]))
            return false;
        if (word.Length == 2 && word.End - word.Start == 2 && char.IsLower(text[word.Start + 1]) && !HarmlessWords.ContainsHash(word.Hash))
            return true;
        if (IsTerm(text, word))
            return false;
        var next = Next(text, word.End, out var between, out var nextStart);
        var isUpper = word.End - word.Start > 1 && IsUpper(text, word);
        if (isUpper && IsBetweenSmallWords(text, word))
            return true;
        if (isUpper && (word.Length == 2 || IsAmongCapitals(text, word)))
            return next.Length > 0 && char.IsWhiteSpace(between[0]) && IsDoing(next);
        if (between.StartsWith(',') && Interjections.Contains(new string(word.Letters)) && (OpensSentence(text, word.Start) || UpperBefore(text, word.Start)))
            return false;
        if (!OpensSentence(text, word.Start))
            return nextStart < 0 || !char.IsAsciiDigit(text[nextStart]) || between.Contains('\n', StringComparison.Ordinal);
        return between.Length == 0 || between[0] != ':' && (next.Length == 0 || between[0] is not (' ' or '\n' or '-') || IsDoing(next) || char.IsUpper(text[nextStart]));
    }

    /// <summary>"Mr. May", "nurse Price", "named Hope".</summary>
    public static bool HasTitle(string text, FoldedWord word)
    {
        var (before, gap) = Previous(text, word.Start);
        return before.Length > 0 && Before.Contains(before) && gap.AsSpan().IndexOfAny(Apart) < 0;
    }

    /// <summary>Letters that notes write with dots between them, whoever's initials they are too: "A.M.", "L.V.", "T.I.A.".</summary>
    public static bool IsWrittenWithDots(string letters) => DottedTerms.Contains(letters);

    /// <summary>Letters with dots that are no initials: "D.O.B.", "M.D.".</summary>
    public static bool IsDottedTerm(string text, int start)
    {
        Span<char> letters = stackalloc char[4];
        var count = 0;
        for (var at = start; count < letters.Length && at < text.Length && char.IsAsciiLetter(text[at]) && (at + 1 == text.Length || !char.IsLetter(text[at + 1])); at += 2)
        {
            letters[count++] = char.ToLowerInvariant(text[at]);
            if (at + 1 < text.Length && text[at + 1] != '.')
                break;
        }
        return new string(letters[..count]) is "dob" or "md" or "do" or "dod" or "rn" or "np" or "pa" or "mph" or "msn" or "bsn" or "ssn" or "mrn";
    }

    /// <summary>"April 12", "12 June": a day, also where somebody is called April.</summary>
    public static bool IsMonthOfDate(string text, FoldedWord word)
    {
        if (!word.Letters.SequenceEqual("april") && !word.Letters.SequenceEqual("june") && !word.Letters.SequenceEqual("august") && !word.Letters.SequenceEqual("may"))
            return false;
        _ = Next(text, word.End, out var between, out var next);
        var (before, gap) = Previous(text, word.Start);
        return next >= 0 && char.IsAsciiDigit(text[next]) && between.AsSpan().IndexOfAnyExcept(" '-/.") < 0 || word.Start > gap.Length && char.IsAsciiDigit(text[word.Start - gap.Length - 1]) && gap.AsSpan().IndexOfAnyExcept(" -/.") < 0 || before is "of" or "in" or "since" or "until" && gap is " ";
    }

    public static bool IsAmongCapitals(string text, FoldedWord word)
    {
        _ = Next(text, word.End, out _, out var next);
        return IsUpperRun(text, next) || UpperBefore(text, word.Start);
    }

    /// <summary>"Parkinson's disease": the name of a thing, whoever bears it too.</summary>
    public static bool IsTerm(string text, FoldedWord word) =>
        Next(text, word.End, out _, out _) is { Length: > 0 } next && HarmlessWords.IsTerm(word.IsPossessive ? word.Letters[..^1] : word.Letters, next);

    /// <summary>In speech that is written down in small letters: "hi ivy", "call me rose", "on the 30th, violet.", "hope is a 44-year-old".</summary>
    public static bool SpeaksToSomebody(string text, FoldedWord word)
    {
        var (before, gap) = Previous(text, word.Start);
        if (Greetings.Contains(before) && gap.AsSpan().IndexOfAny(".;:\n") < 0)
            return true;
        if (before is "so" or "alright" or "well" or "right" or "yeah" or "there" or "great" && gap is " " or " , " or ", " && new string(word.Letters) is not ("will" or "may" or "hope" or "can" or "might"))
            return true;
        var end = word.End;
        if (Speaks(text, word, before, gap) || gap.AsSpan().IndexOfAny(']', ':') >= 0 && end < text.Length && text[end] == ',' && !Interjections.Contains(new string(word.Letters)))
            return true;
        if (Next(text, end, out var between, out var verb) is "is" or "was" && between is " " && IsAgeBehind(text, verb + 2))
            return true;
        while (end < text.Length && text[end] == ' ' && end - word.End < 2)
            end++;
        if (gap.TrimStart().StartsWith(',') && (end == text.Length || text[end] is '.' or '?' or '!' or ','))
            return true;
        return before is "me" && gap is " " && text.AsSpan(Math.Max(0, word.Start - 16)..word.Start).Contains("call", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>"will denies pain", "asked hope about it": what only people do or are done to.</summary>
    private static bool Speaks(string text, FoldedWord word, string before, string gap) =>
        !Anybody.Contains(new string(word.Letters)) && (gap is " " && (Addressing.Contains(before) || before is "to" or "with" && Previous(text, word.Start - 1 - before.Length).Word is "spoke" or "talked" or "spoken" or "speaking" or "talking") || Next(text, word.End, out var between, out _) is { Length: > 0 } next && between is " " && Saying.Contains(next));

    /// <summary>Whether a place that is also an everyday word ("Orange", "Hope") is meant: beside a code, a comma, or where somebody lives.</summary>
    public static bool SpeaksOfPlace(string text, FoldedWord word)
    {
        var (before, gap) = Previous(text, word.Start);
        _ = Next(text, word.End, out var between, out var nextStart);
        var isUpper = char.IsUpper(text[word.Start]);
        if (before is "in" or "from" or "near" or "of" or "to" or "at" or "outside" && gap is " " or "\n")
        {
            if (isUpper || Living.Contains(Previous(text, word.Start - gap.Length - before.Length).Word))
                return true;
            if (before is "in" or "from" or "near" && (word.End == text.Length || between.AsSpan().TrimStart(' ') is ['.' or '?' or '!' or ',' or ';' or '\n', ..]))
                return true;
        }
        if (nextStart >= 0 && char.IsAsciiDigit(text[nextStart]) && (isUpper || IsLongCode(text, nextStart)) && between.AsSpan().IndexOfAnyExcept(" ,\n") < 0)
            return true;
        return isUpper && (gap.StartsWith(',') || between.StartsWith(',') || (!OpensSentence(text, word.Start) && !IsUpper(text, word)));
    }

    private static bool IsLongCode(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - start >= 5;
    }

    /// <summary>A verb follows: "JS is", "JS reports".</summary>
    public static bool Acts(string text, int end) => IsSaidOfSomebody(text, end) || Next(text, end, out var between, out _) is { Length: > 0 } next && between is " " && Doing.Contains(next) && next is not ("and" or "or");

    /// <param name="end">Behind the last of the initials and its dot.</param>
    public static bool AsksForInitials(string text, int start, int end, bool isWord)
    {
        var (before, gap) = Previous(text, start);
        if (before.Length == 0 || gap.Contains('\n', StringComparison.Ordinal))
            return false;
        if (!isWord)
            return InitialCues.Contains(before);
        return before.StartsWith("initial", StringComparison.Ordinal) || before is "signed" or "by" && gap.Contains(':', StringComparison.Ordinal) || InitialBearers.Contains(before) && (gap.AsSpan().ContainsAny(":.") || IsSomebodyBehind(text, end));
    }

    /// <summary>What follows speaks of somebody, whatever the letters mean elsewhere: "JS's wife", "JS reports", "JS, a 45-year-old".</summary>
    public static bool IsSaidOfSomebody(string text, int end)
    {
        if (end + 1 < text.Length && text[end] == '\'' && text[end + 1] == 's')
            return true;
        var next = Next(text, end, out var between, out var start);
        if (between is " " && (Saying.Contains(next) && next is not "states" || next is "is" or "was" && IsAgeBehind(text, start + next.Length)))
            return true;
        return between is ", " && (next is "a" or "an" && IsAgeBehind(text, start) || start >= 0 && char.IsAsciiDigit(text[start]) && HasYears(text, start));
    }

    private static bool IsSomebodyBehind(string text, int end) =>
        end >= text.Length || text[end] is ',' or ';' or ':' or '|' or ')' or '\n' || IsSaidOfSomebody(text, end) || Next(text, end, out var between, out _) is "was" or "is" or "has" or "had" && between is " ";

    /// <summary>"a 45-year-old", from the article on.</summary>
    private static bool IsAgeBehind(string text, int from)
    {
        var at = from;
        while (at < text.Length && at - from < 8 && !char.IsAsciiDigit(text[at]))
            at++;
        return at < text.Length && char.IsAsciiDigit(text[at]) && HasYears(text, at);
    }

    private static bool HasYears(string text, int digits)
    {
        var at = digits;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at - digits <= 3 && text.AsSpan(at, Math.Min(text.Length - at, 4)).TrimStart(" -").StartsWith("y", StringComparison.OrdinalIgnoreCase);
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

    /// <summary>In a text of capitals: "SPOKE WITH PRICE ON MONDAY", "SEEN BY YOUNG."</summary>
    private static bool IsBetweenSmallWords(string text, FoldedWord word)
    {
        var (before, gap) = Previous(text, word.Start);
        if (gap is not " " || !(before is "with" or "by" or "per" or "about" or "regarding" or "saw" || Addressing.Contains(before) || before is "to" && Previous(text, word.Start - 3).Word is "spoke" or "talked" or "according" or "explained" or "spoken"))
            return false;
        var next = Next(text, word.End, out var between, out _);
        return between.Length == 0 || between[0] is '.' or ',' or ';' or '\n' or '(' || between is " (" || between is " " && next is "on" or "at" or "by" or "and" or "who" or "via" or "today" or "yesterday" or "about" or "regarding";
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
