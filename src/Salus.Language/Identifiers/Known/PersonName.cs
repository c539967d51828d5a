using System.Collections.Frozen;

namespace Salus.Language.Identifiers.Known;

/// <summary>
/// A name as the record has it, in its words: given names first, then the family name. "Smith, John A." and "Smith^John^A" are turned round;
/// titles, degrees, generations and the word before a maiden name are left out.
/// </summary>
internal sealed record PersonName(IReadOnlyList<string> Given, IReadOnlyList<string> Family)
{
    private static readonly FrozenSet<string> Titles = FrozenSet.Create(StringComparer.Ordinal,
        "mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "lord", "lady", "rev", "fr", "herr", "frau", "senor", "senora", "monsieur", "madame", "mme", "mlle", "signor", "signora",
        "jr", "sr", "ii", "iii", "iv", "md", "phd", "rn", "np", "dds", "dvm", "esq", "msc", "bsc", "mba", "mph", "facp", "facs", "frcp", "nee", "geb", "aka", "alias", "maiden", "formerly");

    /// <summary>Titles that people are called by as well: "Quentin Lord".</summary>
    private static readonly FrozenSet<string> MayBeFamilyName = FrozenSet.Create(StringComparer.Ordinal, "lord", "lady", "miss", "doctor", "dame", "sir", "ma", "ba", "do");

    /// <summary>Stand in names and nowhere tell who somebody is.</summary>
    private static readonly FrozenSet<string> ParticleWords = FrozenSet.Create(StringComparer.Ordinal,
        "van", "von", "der", "den", "de", "la", "le", "las", "los", "del", "della", "dello", "di", "da", "dos", "das", "du", "des", "al", "el", "bin", "ibn", "bint", "ben", "abu", "ter", "ten", "zu", "st", "san", "santa", "y", "e", "i", "af", "av", "op", "het", "t", "in", "aan", "wa", "ap", "ab", "ferch", "ni", "nic", "mac", "mc", "o", "ua", "vom", "zum", "zur", "degli", "dei", "delle", "dell", "dall", "d", "l", "na", "ould", "abd", "ul");

    private static readonly System.Buffers.SearchValues<char> Umlauts = System.Buffers.SearchValues.Create("äöüÄÖÜøØåÅ");

    public static bool IsParticle(string folded) => ParticleWords.Contains(folded);

    /// <summary>Given and family names of one that is written as a single piece.</summary>
    public static PersonName Of(string value)
    {
        if (value.Contains('^', StringComparison.Ordinal))
        {
            var pieces = value.Split('^');
            return new(Words(string.Join(' ', pieces.Skip(1))), Words(pieces[0]));
        }
        var comma = value.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0 && string.Concat(FoldedWord.WordsOf(value[(comma + 1)..])) is "do" or "pa" or "ma" or "ba" or "bs")
            return Of(value[..comma]);
        if (comma > 0 && Words(value[(comma + 1)..]) is { Count: > 0 } behind && Words(value[..comma]) is { Count: > 0 } before)
            return new(behind, before);
        var words = Words(value);
        if (words.Count < 2)
            return new(words, words);
        var family = words.Count - 1;
        while (family > 1 && IsParticle(words[family - 1]))
            family--;
        var hyphen = value.LastIndexOf('-');
        if (family > 1 && hyphen > 0 && Words(value[(hyphen + 1)..]).Count == 1 && Words(value[..hyphen]) is { Count: > 1 })
            family--;
        return new([.. words.Take(family)], [.. words.Skip(family)]);
    }

    /// <summary>Other writings of one word of a name, folded: "müller" is also "mueller", "mueller" also "muller".</summary>
    public static IEnumerable<string> Spellings(string word, string original)
    {
        yield return word;
        if (original.AsSpan().IndexOfAny(Umlauts) >= 0)
        {
            var spelt = string.Concat(original.Select(c => char.ToLowerInvariant(c) switch { 'ä' => "ae", 'ö' or 'ø' => "oe", 'ü' => "ue", 'å' => "aa", _ => c.ToString() }));
            yield return string.Concat(FoldedWord.WordsOf(spelt));
        }
        var shorter = word.Replace("ae", "a", StringComparison.Ordinal).Replace("oe", "o", StringComparison.Ordinal).Replace("ue", "u", StringComparison.Ordinal);
        if (shorter != word && word.Length >= 5)
            yield return shorter;
    }

    /// <summary>Without titles, unless nothing else would be left: "Lord" alone is somebody's family name.</summary>
    private static List<string> Words(string value)
    {
        var pieces = value.Split((char[])[' ', '\t', '\r', '\n', ',', '-', '\u2010', '\u2011', '.', '(', ')', '"', '/', '_', '^'], StringSplitOptions.RemoveEmptyEntries)
            .Where(piece => string.Concat(FoldedWord.WordsOf(piece)).Length > 0 && !piece.All(char.IsAsciiDigit)).ToList();
        var words = pieces.Where(piece => !Titles.Contains(string.Concat(FoldedWord.WordsOf(piece)))).ToList();
        return words.Count == 0 ? pieces : words.Count == 1 && pieces is [_, var last] && last != words[0] && MayBeFamilyName.Contains(string.Concat(FoldedWord.WordsOf(last))) ? pieces : words;
    }
}
