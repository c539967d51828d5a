using System.Collections.Frozen;
using Salus.Language.Text;

namespace Salus.Language.Retrieval;

/// <summary>
/// Words as retrieval compares them: runs of letters and digits, lower case, without accents of the spelling (oedema, tumour), without
/// inflection. The same text gives the same words everywhere; linear in its length and without memory of its own.
/// </summary>
public static class SearchWords
{
    /// <summary>Longer runs are cut: nobody asks for them.</summary>
    public const int Longest = 40;

    /// <summary>What has more words than this is a sentence, not a name.</summary>
    public const int MostNameWords = 8;

    private static readonly FrozenSet<string> Stops = RetrievalData.Lines("stop-words.txt").SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> StopsBySpan = Stops.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A word that says nothing about the subject of a text. Lower case.</summary>
    public static bool IsStop(ReadOnlySpan<char> word) => StopsBySpan.Contains(word);

    /// <summary>The keys of the words of a text in order, without stop words.</summary>
    public static List<string> Keys(string text) => [.. Read(text).Where(w => !IsStop(w.Surface)).Select(w => w.Key)];

    /// <summary>A name as names are compared: its keys in order, one space between; empty when it has none, or too many to be a name.</summary>
    public static string NameKey(string name) => Keys(name) is { Count: > 0 and <= MostNameWords } keys ? string.Join(' ', keys) : "";

    /// <summary>Every word with its place, stop words too.</summary>
    public static IEnumerable<SearchWord> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var position = 0;
        while (Next(text, ref position, out var start, out var end))
        {
            var surface = Surface(text.AsSpan(start, end - start));
            yield return new SearchWord(surface, Key(surface), TextSpan.FromBounds(start, end));
        }
    }

    /// <summary>The key of one word in any case; never null, empty only for an empty word.</summary>
    public static string Key(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Longest];
        var length = Lower(word, lower);
        Span<char> stem = stackalloc char[Longest];
        length = American(lower[..length], stem);
        stem[..length].CopyTo(lower);
        length = Stemmer.Stem(lower[..length], stem);
        return stem[..length].ToString();
    }

    /// <summary>The next run of letters and digits from <paramref name="position"/> on; an apostrophe inside ends it and its "s" is passed over.</summary>
    internal static bool Next(ReadOnlySpan<char> text, ref int position, out int start, out int end)
    {
        while (position < text.Length && !char.IsLetterOrDigit(text[position]))
            position++;
        start = position;
        while (position < text.Length && char.IsLetterOrDigit(text[position]))
            position++;
        end = position;
        if (position + 1 < text.Length && text[position] is '\'' or '\u2019' && text[position + 1] is 's' or 'S' && (position + 2 == text.Length || !char.IsLetterOrDigit(text[position + 2])))
            position += 2;
        return end > start;
    }

    internal static int Lower(ReadOnlySpan<char> word, Span<char> lower)
    {
        var length = Math.Min(word.Length, Longest);
        for (var i = 0; i < length; i++)
            lower[i] = word[i] < 128 ? (char)(word[i] | (char.IsAsciiLetterUpper(word[i]) ? 0x20 : 0)) : Plain(char.ToLowerInvariant(word[i]));
        return length;
    }

    private static string Surface(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Longest];
        return lower[..Lower(word, lower)].ToString();
    }

    /// <summary>Sjögren is found as sjogren.</summary>
    private static char Plain(char c) => c switch
    {
        'à' or 'á' or 'â' or 'ã' or 'ä' or 'å' => 'a',
        'è' or 'é' or 'ê' or 'ë' => 'e',
        'ì' or 'í' or 'î' or 'ï' => 'i',
        'ò' or 'ó' or 'ô' or 'õ' or 'ö' or 'ø' => 'o',
        'ù' or 'ú' or 'û' or 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        _ => c,
    };

    /// <summary>haemoglobin → hemoglobin, oedema → edema, diarrhoea → diarrhea, tumour → tumor, fibre → fiber.</summary>
    private static int American(ReadOnlySpan<char> word, Span<char> to)
    {
        var length = 0;
        for (var i = 0; i < word.Length; i++)
        {
            var pair = i + 1 < word.Length ? word[i + 1] : '\0';
            if (word.Length > 4 && word[i] is 'a' or 'o' && pair == 'e' && (i > 0 || word[i] == 'o') && i + 2 < word.Length && !IsVowel(word[i + 2]))
                continue;
            if (word.Length > 4 && word[i] == 'o' && pair == 'u' && i + 2 < word.Length && word[i + 2] == 'r' && (i + 3 == word.Length || word[i + 3] == 's') && i > 1)
            {
                to[length++] = 'o';
                i++;
                continue;
            }

            to[length++] = word[i];
        }

        return length;
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';
}

/// <param name="Surface">Lower case, as written.</param>
/// <param name="Key">What is compared.</param>
public readonly record struct SearchWord(string Surface, string Key, TextSpan Span);
