using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Salus.Language.Text;

/// <summary>
/// How many years of US schooling a text asks of its reader: 0.39 words per sentence + 11.8 syllables per word - 15.59
/// (Kincaid et al., Research Branch Report 8-75, 1975). A word is a token with a letter; numbers are left out, as their
/// digits do not tell how they are read. List items and headings are sentences. English only.
/// </summary>
public static class ReadingGrade
{
    /// <summary>The grade; 0 for a text without words. Short easy texts can lie below 0.</summary>
    public static double Of(string text)
    {
        var (words, sentences, syllables) = Count(text);
        return words == 0 ? 0 : (0.39 * words / sentences) + (11.8 * syllables / words) - 15.59;
    }

    /// <summary>What the grade is made of.</summary>
    public static (int Words, int Sentences, int Syllables) Count(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (words, sentences, syllables) = (0, 0, 0);
        foreach (var span in SentenceSplitter.Note(text))
        {
            var before = words;
            foreach (var word in Words(span.In(text)))
            {
                words++;
                syllables += Syllables.In(word);
            }

            if (words > before)
                sentences++;
        }

        return (words, sentences, syllables);
    }

    private static IEnumerable<string> Words(string sentence)
    {
        foreach (var piece in sentence.Split([' ', '\n', '\r', '\t', '-', '\u2013', '/', '(', ')', ',', ';', ':', '"', '\u201C', '\u201D'], StringSplitOptions.RemoveEmptyEntries))
        {
            var word = piece.Trim('.', '!', '?', '\'', '\u2019', '[', ']', '*', '\u2022');
            if (word.Any(char.IsLetter))
                yield return word;
        }
    }
}

/// <summary>
/// Counts the syllables of English words by their spelling: groups of vowels, less the silent ones, more those that two
/// neighbouring vowels make; words that break the rules are listed.
/// </summary>
public static class Syllables
{
    private static readonly FrozenDictionary<string, int> Exceptions = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["diabetes"] = 4, ["people"] = 2, ["area"] = 3, ["areas"] = 3, ["idea"] = 3, ["ideas"] = 3, ["diet"] = 2, ["diets"] = 2, ["quiet"] = 2, ["quietly"] = 3,
        ["science"] = 2, ["client"] = 2, ["lion"] = 2, ["create"] = 2, ["created"] = 3, ["creates"] = 2, ["react"] = 2, ["reacted"] = 3, ["reaction"] = 3, ["reactions"] = 3,
        ["business"] = 2, ["every"] = 2, ["everything"] = 3, ["everyone"] = 3, ["everybody"] = 4, ["evening"] = 2, ["wednesday"] = 2, ["one"] = 1, ["once"] = 1, ["someone"] = 2, ["anyone"] = 3,
        ["being"] = 2, ["poem"] = 2, ["hygiene"] = 2, ["rhythm"] = 2, ["spasm"] = 2, ["spasms"] = 2, ["eczema"] = 3, ["apnoea"] = 3, ["acne"] = 2, ["syncope"] = 3, ["recipe"] = 3, ["sometimes"] = 2,
        ["forehead"] = 2, ["cooperate"] = 4, ["mri"] = 3, ["mr"] = 2, ["mrs"] = 2, ["dr"] = 2, ["mg"] = 3, ["ml"] = 4, ["mcg"] = 3, ["kg"] = 3, ["cm"] = 4, ["mm"] = 4,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a silent e may stand before inside a word: "careful", "something".</summary>
    private static readonly ImmutableArray<string> Endings = ["ment", "ments", "ful", "fully", "less", "ly", "ness", "thing", "where", "time", "times", "body", "how", "what", "one", "work", "man", "men", "room"];

    /// <summary>At least 1. A word of capitals only ("MRI") is read letter by letter; marks inside are not counted.</summary>
    public static int In(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length is > 1 and <= 5 && word.All(char.IsUpper) && !word.Any(c => c is 'A' or 'E' or 'O' or 'U'))
            return word.Sum(c => c == 'W' ? 3 : 1);
        var lower = word.ToLowerInvariant().Replace('\u2019', '\'');
        if (Exceptions.TryGetValue(lower, out var known))
            return known;
        var extra = lower.EndsWith("n't", StringComparison.Ordinal) && lower.Length > 3 && lower[^4] is 'd' or 's' or 'v' ? 1 : 0;
        var mark = lower.IndexOf('\'', StringComparison.Ordinal);
        if (mark > 0)
        {
            extra += lower[mark..] is "'s" && lower[mark - 1] is 's' or 'x' or 'z' ? 1 : 0;
            lower = lower[..mark];
        }

        if (Exceptions.TryGetValue(lower, out known))
            return known + extra;
        var letters = string.Concat(lower.Where(char.IsLetter));
        return Math.Max(1, Groups(letters) + Hiatuses(letters) - Silent(letters) + extra);
    }

    private static int Groups(string word)
    {
        var groups = 0;
        for (var i = 0; i < word.Length; i++)
            if (IsVowel(word, i) && (i == 0 || !IsVowel(word, i - 1)))
                groups++;
        return groups;
    }

    /// <summary>A y before a vowel at the start or between vowels is a consonant; so is the u of qu and of gu before a vowel.</summary>
    private static bool IsVowel(string word, int i) => word[i] switch
    {
        'a' or 'e' or 'i' or 'o' => true,
        'u' => !(i > 0 && word[i - 1] is 'q') && !(i > 0 && word[i - 1] is 'g' && i + 1 < word.Length && word[i + 1] is 'a' or 'e' or 'i'),
        'y' => !(i + 1 < word.Length && word[i + 1] is 'a' or 'e' or 'i' or 'o' or 'u' && (i == 0 || word[i - 1] is 'a' or 'e' or 'i' or 'o' or 'u')),
        _ => false,
    };

    /// <summary>Neighbouring vowels that are two syllables: di-abetes, vide-o, calci-um, do-ing.</summary>
    private static int Hiatuses(string word)
    {
        var count = 0;
        for (var i = 0; i + 1 < word.Length; i++)
        {
            var before = i > 0 ? word[i - 1] : ' ';
            var after = i + 2 < word.Length ? word[i + 2] : ' ';
            count += (word[i], word[i + 1]) switch
            {
                ('i', 'a') => before is 'c' or 't' or 's' or 'g' || word.AsSpan(i).StartsWith("iage", StringComparison.Ordinal) ? 0 : 1,
                ('i', 'o') => before is 'c' or 't' or 's' or 'g' or 'x' or 'n' || (before is 'l' && i > 1 && word[i - 2] is 'l') || word == "fashion" ? 0 : 1,
                ('i', 'u') => 1,
                ('i', 'e') => after is 't' && i + 3 < word.Length && word[i + 3] is 'y' ? 1 : 0,
                ('u', 'a') => IsVowel(word, i) ? 1 : 0,
                ('u', 'e') => IsVowel(word, i) && after is 'n' or 'l' or 't' ? 1 : 0,
                ('e', 'o') or ('a', 'o') => 1,
                ('e', 'a') => (i + 2 == word.Length && word.Length > 4 && word is not "flea" and not "plea") || (after is 's' && i + 3 == word.Length && word.Length > 7) ? 1 : 0,
                (_, 'i') when IsVowel(word, i) && after is 'n' && i + 4 == word.Length && word[^1] is 'g' => word[i] is 'a' or 'e' or 'o' or 'u' or 'i' or 'y' ? 1 : 0,
                _ => 0,
            };
        }

        if (word.EndsWith("sm", StringComparison.Ordinal) && word.Length > 3)
            count++;
        return count;
    }

    private static int Silent(string word)
    {
        var silent = 0;
        if (word.Length > 2 && word[^1] is 'e' && !IsVowel(word, word.Length - 2) && !(word[^2] is 'l' && !IsVowel(word, word.Length - 3)))
            silent++;
        else if (word.Length > 3 && word.EndsWith("es", StringComparison.Ordinal) && !IsVowel(word, word.Length - 3) && !(word[^3] is 's' or 'x' or 'z' or 'c' or 'g') && !(word[^3] is 'h' && word[^4] is 'c' or 's')
            && !(word[^3] is 'l' && !IsVowel(word, word.Length - 4)))
            silent++;
        else if (word.Length > 3 && word.EndsWith("ed", StringComparison.Ordinal) && !IsVowel(word, word.Length - 3) && word[^3] is not ('t' or 'd') && !(word[^3] is 'l' && !IsVowel(word, word.Length - 4) && word[^4] is not 'l'))
            silent++;
        foreach (var ending in Endings)
        {
            var e = word.Length - ending.Length - 1;
            if (e < 2 || word[e] is not 'e' || !word.EndsWith(ending, StringComparison.Ordinal) || IsVowel(word, e - 1) || word[e - 1] is 'l' && !IsVowel(word, e - 2) || ending.StartsWith("ment", StringComparison.Ordinal) && word[e - 1] is 'l')
                continue;
            var heard = false;
            for (var i = 0; i < e - 1; i++)
                heard |= IsVowel(word, i);
            if (heard)
                return silent + 1;
        }

        return silent;
    }
}
