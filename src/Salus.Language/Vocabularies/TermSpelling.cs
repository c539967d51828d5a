namespace Salus.Language.Vocabularies;

/// <summary>Whether words with the key of a term may stand for it.</summary>
internal static class TermSpelling
{
    private const int LongestAcronym = 6;

    /// <summary>
    /// Inflection may change the words of a term but not where one ends: "workup" is not "worked up", though "xray" is "x-ray".
    /// An acronym is met as a whole and without inflection ("does" is not DOE), and in capitals where it would be an ordinary word;
    /// so is the singular of a plural term ("nerve" is not "nerves"). A final e is no inflection: "scare" is neither "scar" nor "scarring".
    /// </summary>
    public static bool Accepts(string term, ReadOnlySpan<char> words)
    {
        if (words.SequenceEqual(term))
            return true;
        var isAcronym = IsAcronym(term);
        var spaces = Spaces(words);
        if (spaces == 0 && (isAcronym || !words.Equals(term, StringComparison.OrdinalIgnoreCase)) && CommonWords.ContainsAnyCase(words))
            return false;
        if (spaces == 0 && IsOtherWordByFinalE(term, words))
            return false;
        var termSpaces = Spaces(term);
        if (isAcronym)
            return SameLetters(words, term) && (spaces <= termSpaces || spaces == words.Length / 2);
        return spaces == termSpaces || (SameLetters(words, term) && (termSpaces > 0 || ShortestPart(words) >= 3));
    }

    /// <summary>Capitals, with a small s at most at the end.</summary>
    private static bool IsAcronym(string term)
    {
        if (term.Length > LongestAcronym)
            return false;
        var letters = term.AsSpan().TrimEnd('s');
        var capitals = false;
        foreach (var c in letters)
        {
            if (char.IsLower(c))
                return false;
            capitals |= char.IsUpper(c);
        }

        return capitals;
    }

    private static bool IsOtherWordByFinalE(string term, ReadOnlySpan<char> words)
    {
        var shorter = words.Length < term.Length ? words : term;
        var longer = words.Length < term.Length ? term : words;
        if (longer.Length == shorter.Length + 1 && longer[^1] == 'e' && longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase))
            return true;
        return words.Length > 3 && words[^1] == 'e' && term.Length > words.Length && term.AsSpan().StartsWith(words[..^1], StringComparison.OrdinalIgnoreCase) && term[words.Length - 1] == words[^2];
    }

    /// <summary>How often the words are parted, by however much space; a wrapped line parts them too.</summary>
    private static int Spaces(ReadOnlySpan<char> words)
    {
        var spaces = 0;
        for (var i = 0; i < words.Length; i++)
            spaces += IsSpace(words[i]) && (i == 0 || !IsSpace(words[i - 1])) ? 1 : 0;
        return spaces;
    }

    private static bool IsSpace(char c) => c == '-' || char.IsWhiteSpace(c);

    private static int ShortestPart(ReadOnlySpan<char> words)
    {
        var shortest = int.MaxValue;
        var start = 0;
        for (var i = 0; i <= words.Length; i++)
        {
            if (i < words.Length && !IsSpace(words[i]))
                continue;
            shortest = i > start ? Math.Min(shortest, i - start) : shortest;
            start = i + 1;
        }

        return shortest;
    }

    /// <summary>The same but for case, spaces, hyphens and a plural s.</summary>
    private static bool SameLetters(ReadOnlySpan<char> words, ReadOnlySpan<char> term)
    {
        words = words.TrimEnd(" -s");
        term = term.TrimEnd(" -s");
        int i = 0, j = 0;
        while (true)
        {
            while (i < words.Length && IsSpace(words[i]))
                i++;
            while (j < term.Length && IsSpace(term[j]))
                j++;
            if (i == words.Length || j == term.Length)
                return i == words.Length && j == term.Length;
            if (char.ToUpperInvariant(words[i++]) != char.ToUpperInvariant(term[j++]))
                return false;
        }
    }
}
