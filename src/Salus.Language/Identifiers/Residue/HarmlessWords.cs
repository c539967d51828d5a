using System.Collections.Frozen;
using Salus.Language.Identifiers.Known;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Identifiers.Residue;

/// <summary>
/// Words that tell nothing of who somebody is: everyday English, the words of medicine, units and abbreviations, with their inflected forms.
/// That a word is here does not mean that it is nobody's name ("May", "Rose", "Parkinson"): it means that alone it does not have to be one.
/// Folded as <see cref="FoldedWord"/> folds.
/// </summary>
internal static class HarmlessWords
{
    private static readonly Lazy<HashTable> Hashes = new(() => new(Read()));
    private static readonly Lazy<HashTable> Pairs = new(() => new(ReadPairs()));

    private static readonly ulong[] Met = new ulong[1 << 14];

    private static readonly Lazy<(HashTable Names, HashTable Alone, HashTable Nouns)> Eponyms = new(ReadEponyms);

    public static bool Contains(string folded) => ContainsHash(WordHash.Of(folded));

    /// <summary>The word itself, not its stem.</summary>
    public static bool ContainsHash(ulong hash) => Hashes.Value.Contains(hash);

    /// <summary>The word as it stands or without its ending: "walks", "stopped", "carefully".</summary>
    public static bool ContainsInflected(ReadOnlySpan<char> folded)
    {
        if (ContainsHash(WordHash.Of(folded)))
            return true;
        if (folded.Length is < 4 or > FoldedWord.Longest)
            return false;
        Span<char> stem = stackalloc char[FoldedWord.Longest];
        var length = Stemmer.Stem(folded, stem);
        if (length < folded.Length && Stands(stem[..length]))
            return true;
        foreach (var (ending, left) in Endings)
        {
            if (folded.Length >= ending.Length + left && folded.EndsWith(ending, StringComparison.Ordinal) && Stands(folded[..^ending.Length]))
                return true;
        }
        return false;
    }

    /// <summary>The same, remembered for the words met most.</summary>
    /// <param name="hash">Of the folded word, see <see cref="WordHash"/>.</param>
    public static bool ContainsInflected(ReadOnlySpan<char> folded, ulong hash)
    {
        // An answer is the lowest bit of the hash it is the answer for, written at once: safe for several threads.
        ref var kept = ref Met[(int)(hash >> 8) & (Met.Length - 1)];
        var known = Volatile.Read(ref kept);
        if ((known ^ hash) <= 1)
            return (known & 1) != 0;
        var contains = ContainsInflected(folded);
        Volatile.Write(ref kept, (hash & ~1UL) | (contains ? 1UL : 0));
        return contains;
    }

    /// <summary>Two words that stand one behind the other in a term of medicine of which the first is written like a name: "Parkinson disease".</summary>
    public static bool IsTerm(ReadOnlySpan<char> folded, ReadOnlySpan<char> next) => Pairs.Value.Contains(PairHash(folded, next));

    /// <summary>With the fewest letters that must be left: "importance" is "import", "Mary" is not "mar".</summary>
    private static readonly (string Ending, int Left)[] Endings =
    [
        ("ly", 3), ("ness", 3), ("er", 3), ("ers", 3), ("est", 3), ("able", 3), ("less", 3), ("ful", 3), ("ally", 3), ("ical", 4), ("ically", 4), ("like", 3), ("wise", 3), ("s", 3), ("es", 3), ("ed", 3), ("ing", 3), ("ings", 3), ("nt", 3), ("d", 3), ("ve", 4), ("ll", 4), ("re", 4),
        ("ation", 3), ("ations", 3), ("ization", 4), ("isation", 4), ("ion", 4), ("ions", 4), ("ment", 4), ("ments", 4), ("ance", 4), ("ence", 4), ("ity", 4), ("ities", 4), ("ive", 4), ("ively", 4), ("al", 4), ("ous", 4), ("y", 4), ("ish", 4), ("or", 4), ("ors", 4), ("ist", 4), ("ists", 4), ("ism", 4), ("ship", 4), ("hood", 4),
        ("ary", 4), ("ery", 4), ("ional", 4), ("ative", 4), ("ize", 4), ("ized", 4), ("izes", 4), ("izing", 4), ("ise", 4), ("ised", 4), ("ising", 4), ("fully", 3), ("ified", 3), ("ification", 3), ("ic", 4), ("ability", 4),
    ];

    private static readonly FrozenSet<string> EponymNouns = FrozenSet.Create(StringComparer.Ordinal,
        "disease", "syndrome", "sign", "palsy", "test", "lymphoma", "sarcoma", "tumor", "tumour", "reflex", "maneuver", "manoeuvre", "ulcer", "hernia", "fracture", "thyroiditis", "esophagus", "oesophagus", "catheter", "contracture", "cyst", "phenomenon", "score", "scale", "criteria", "classification", "dementia", "neuroma", "ganglion", "chorea", "ataxia", "anemia", "anaemia", "procedure", "line", "tube", "node", "nodes", "patch", "plasty");

    private static bool Stands(ReadOnlySpan<char> stem)
    {
        var running = WordHash.Running(0, stem);
        if (Hashes.Value.Contains(WordHash.Finish(running)) || Hashes.Value.Contains(WordHash.Finish(WordHash.Add(running, 'e'))))
            return true;
        if (stem.Length > 3 && stem[^1] == stem[^2] && Hashes.Value.Contains(WordHash.Of(stem[..^1])))
            return true;
        return stem[^1] == 'i' && Hashes.Value.Contains(WordHash.Finish(WordHash.Add(WordHash.Running(0, stem[..^1]), 'y')));
    }

    /// <summary>The words themselves, folded; some more than once.</summary>
    internal static IEnumerable<string> Written() =>
        ((string[])["Vocabularies/Data/common-words.txt", "Vocabularies/Data/sections.tsv", "Identifiers/Residue/Data/everyday-words.txt", "Identifiers/Residue/Data/clinical-words.txt", "Identifiers/Names/Data/brands.txt"])
            .SelectMany(Lines).Concat(Terms()).SelectMany(FoldedWord.WordsOf);

    /// <summary>Stands in the name of a disease, sign, score or instrument.</summary>
    public static bool IsEponym(ulong hash) => Eponyms.Value.Names.Contains(hash);

    /// <summary>The same of a name that hardly anybody else has: "Babinski", "Ortolani".</summary>
    public static bool IsEponymAlone(ulong hash) => Eponyms.Value.Alone.Contains(hash);

    public static bool IsEponymNoun(ulong hash) => Eponyms.Value.Nouns.Contains(hash);

    private static (HashTable Names, HashTable Alone, HashTable Nouns) ReadEponyms()
    {
        var people = ((string[])["given-names", "surnames"]).SelectMany(file => Lines($"Identifiers/Names/Data/{file}.tsv")).SelectMany(line => FoldedWord.WordsOf(line[(line.LastIndexOf('\t') + 1)..])).Select(w => WordHash.Of(w)).ToHashSet();
        var rows = Lines("Identifiers/Names/Data/eponyms.txt").ToLookup(line => line[..Math.Max(0, line.IndexOf('\t', StringComparison.Ordinal))], line => FoldedWord.WordsOf(line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]), StringComparer.Ordinal);
        var names = rows["names"].SelectMany(w => w).Select(w => WordHash.Of(w)).ToHashSet();
        return (new(names), new([.. names.Where(n => !people.Contains(n))]), new(rows["nouns"].SelectMany(w => w).Select(w => WordHash.Of(w)).ToHashSet()));
    }

    private static HashSet<ulong> Read() => [.. Written().Select(w => WordHash.Of(w))];

    private static HashSet<ulong> ReadPairs()
    {
        var pairs = new HashSet<ulong>();
        foreach (var term in Terms())
        {
            var words = FoldedWord.WordsOf(term);
            for (var i = 0; i + 1 < words.Count; i++)
                pairs.Add(PairHash(words[i].AsSpan(), words[i + 1]));
            if (words.Count > 1 && words[^1] is "disease" or "syndrome" or "palsy")
                pairs.UnionWith(EponymNouns.Select(noun => PairHash(words[0], noun)));
        }
        return pairs;
    }

    private static ulong PairHash(ReadOnlySpan<char> one, ReadOnlySpan<char> two)
    {
        if (one.Length > 3 && one[^1] == 's')
            one = one[..^1];
        return WordHash.Finish(WordHash.Running(WordHash.Add(WordHash.Running(0, one), ' '), two));
    }

    private static IEnumerable<string> Terms()
    {
        foreach (var concept in Vocabulary.Embedded.Concepts)
        {
            foreach (var term in concept.Terms)
                yield return term;
        }
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(HarmlessWords).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
