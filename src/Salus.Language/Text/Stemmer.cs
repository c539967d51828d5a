namespace Salus.Language.Text;

/// <summary>
/// Removes English inflection (plural, -ing, -ed, silent e) and nothing more: <c>wheezes</c>, <c>wheezing</c> and <c>wheeze</c> agree,
/// <c>infection</c> and <c>infectious</c> do not. The stem is a key, not a word.
/// </summary>
public static class Stemmer
{
    /// <summary>Writes the stem of a lower-case word and returns its length, which never exceeds the word's.</summary>
    public static int Stem(ReadOnlySpan<char> word, Span<char> stem)
    {
        word.CopyTo(stem);
        var length = word.Length;
        if (length < 4 || !char.IsLetter(word[0]))
            return length;
        length = Plural(stem[..length]);
        length = Participle(stem[..length]);
        if (length >= 5 && stem[length - 1] == 'e')
            length--;
        else if (length >= 4 && stem[length - 1] == 'y' && !IsVowel(stem[length - 2]))
            stem[length - 1] = 'i';
        return length;
    }

    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        Span<char> stem = word.Length <= 64 ? stackalloc char[word.Length] : new char[word.Length];
        var length = Stem(word, stem);
        var result = stem[..length];
        return result.SequenceEqual(word) ? word : new string(result);
    }

    private static int Plural(Span<char> word)
    {
        var n = word.Length;
        if (word[n - 1] != 's' || word[n - 2] is 's' or 'u' or 'i' or '\'')
            return n;
        if (n > 4 && word.EndsWith("ies"))
        {
            word[n - 3] = 'y';
            return n - 2;
        }

        return n > 4 && (word.EndsWith("sses") || word.EndsWith("shes") || word.EndsWith("ches") || word.EndsWith("xes")) ? n - 2 : n - 1;
    }

    private static int Participle(Span<char> word)
    {
        var n = word.Length;
        var cut = n > 4 && word.EndsWith("ied") ? 3 : n > 5 && word.EndsWith("ing") ? 3 : n > 4 && word.EndsWith("ed") && word[n - 3] != 'e' ? 2 : 0;
        if (cut == 0 || !HasVowel(word[..(n - cut)]))
            return n;
        if (word.EndsWith("ied"))
        {
            word[n - 3] = 'y';
            return n - 2;
        }

        n -= cut;
        return n > 3 && word[n - 1] == word[n - 2] && word[n - 1] is not ('l' or 's' or 'z' or 'e' or 'o') ? n - 1 : n;
    }

    private static bool HasVowel(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (IsVowel(c) || c == 'y')
                return true;
        }

        return false;
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';
}
