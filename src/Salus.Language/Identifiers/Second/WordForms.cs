using Salus.Language.Identifiers.Known;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Second;

/// <summary>
/// How much the letters of a word are those of a name rather than of another word: two character models of order four, interpolated down to single
/// letters (Jelinek and Mercer 1980), one learnt from names and one from everyday and clinical words. It knows no word, only letters.
/// </summary>
internal sealed class WordForms
{
    private const int Order = 4;
    private const int Symbols = 32;
    private const int Other = 27;
    private const int End = 28;

    /// <summary>Weight of the shorter history, as a number of sightings.</summary>
    private const double Smoothing = 3;

    private static readonly Lazy<WordForms> LazyShipped = new(() => new(NameLists(), HarmlessWords.Written()));

    private readonly float[] ratios = new float[Symbols * Symbols * Symbols * Symbols];

    private WordForms(IEnumerable<string> names, IEnumerable<string> words)
    {
        var ofNames = Learn(names);
        var ofWords = Learn(words);
        for (var gram = 0; gram < ratios.Length; gram++)
            ratios[gram] = (float)(Math.Log(Chance(ofNames, gram)) - Math.Log(Chance(ofWords, gram)));
    }

    public static WordForms Shipped => LazyShipped.Value;

    /// <summary>Natural logarithm of how many times likelier the letters are in a name.</summary>
    public double NameOverWord(ReadOnlySpan<char> folded)
    {
        var gram = 0;
        var sum = 0.0;
        foreach (var c in folded)
            sum += ratios[gram = Next(gram, SymbolOf(c))];
        return sum + ratios[Next(gram, End)];
    }

    private static int[][] Learn(IEnumerable<string> words)
    {
        var counts = Enumerable.Range(0, Order + 1).Select(order => new int[(int)Math.Pow(Symbols, order)]).ToArray();
        foreach (var word in words.Distinct(StringComparer.Ordinal).Where(w => w.Length > 1))
        {
            var gram = 0;
            foreach (var symbol in word.Select(SymbolOf).Append(End))
            {
                gram = Next(gram, symbol);
                for (var order = 0; order <= Order; order++)
                    counts[order][gram & ((1 << (5 * order)) - 1)]++;
            }
        }
        return counts;
    }

    private static double Chance(int[][] counts, int gram)
    {
        var chance = 1.0 / Symbols;
        for (var order = 1; order <= Order; order++)
        {
            var seen = counts[order][gram & ((1 << (5 * order)) - 1)];
            var history = (gram >> 5) & ((1 << (5 * (order - 1))) - 1);
            var after = 0;
            for (var symbol = 0; symbol < Symbols; symbol++)
                after += counts[order][(history << 5) | symbol];
            chance = (seen + (Smoothing * chance)) / (after + Smoothing);
        }
        return chance;
    }

    private static int Next(int gram, int symbol) => ((gram << 5) | symbol) & ((1 << (5 * Order)) - 1);

    private static int SymbolOf(char c) => c is >= 'a' and <= 'z' ? c - 'a' + 1 : Other;

    private static IEnumerable<string> NameLists()
    {
        foreach (var file in (string[])["given-names", "surnames"])
        {
            using var stream = typeof(WordForms).Assembly.GetManifestResourceStream($"Identifiers/Names/Data/{file}.tsv")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith('#'))
                    continue;
                foreach (var name in FoldedWord.WordsOf(line[(line.LastIndexOf('\t') + 1)..]))
                    yield return name;
            }
        }
    }
}
