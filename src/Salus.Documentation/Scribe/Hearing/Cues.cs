using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>What a clause shows by its words: how many phrases of each cue of Data/cues.json occur in it.</summary>
public sealed class Cues
{
    private static readonly Lazy<Cues> Shipped = new(Load);

    private readonly PhraseTable<string> table = new();

    public static Cues Embedded => Shipped.Value;

    public CueCounts In(string text) => In([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => new Word(w.Trim(','), 0, 0, 0))]);

    public CueCounts In(Clause clause) => In(clause.Words);

    private CueCounts In(ImmutableArray<Word> words)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var seen = new HashSet<(string, int)>();
        foreach (var hit in table.Find(words))
            if (seen.Add((hit.Means, hit.At)))
                counts[hit.Means] = counts.GetValueOrDefault(hit.Means) + 1;
        return new CueCounts(counts);
    }

    private static Cues Load()
    {
        var cues = new Cues();
        using var document = ScribeData.Read("cues.json");
        foreach (var cue in document.RootElement.GetProperty("cues").EnumerateObject())
            foreach (var phrase in cue.Value.EnumerateArray().Select(p => p.GetString()!).ToFrozenSet(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                cues.table.Add(phrase, cue.Name);
        return cues;
    }
}

/// <summary>Number of phrases per cue; 0 for a cue that does not occur.</summary>
public readonly struct CueCounts(Dictionary<string, int> counts)
{
    public int this[string cue] => counts is null ? 0 : counts.GetValueOrDefault(cue);

    public bool Has(string cue) => this[cue] > 0;
}
