using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>How a site's notes use a word or a pair of words: patients whose visit says it, whose note has it after that, and whose note has it at all.</summary>
public readonly record struct WordCounts(int Said, int Kept, int Noted);

/// <summary>
/// Which words of a conversation a site's notes take over, and which they write by themselves. Only words of several patients' notes
/// or visits are kept in the file.
/// </summary>
internal sealed class WordUse
{
    private const double Doubt = 4;

    private readonly ImmutableSortedDictionary<string, WordCounts> counts;
    private readonly int patients;
    private readonly double keptShare;
    private readonly double notedShare;

    public WordUse(ImmutableSortedDictionary<string, WordCounts> counts, int patients)
    {
        (this.counts, this.patients) = (counts, patients);
        keptShare = counts.Values.Sum(c => (double)c.Kept) / Math.Max(1, counts.Values.Sum(c => (double)c.Said));
        notedShare = counts.Values.Sum(c => (double)c.Noted) / Math.Max(1, (double)patients * counts.Count);
    }

    /// <summary>Words and pairs of words, pairs joined by a space.</summary>
    public static HashSet<string> Terms(IReadOnlyList<string> tokens)
    {
        var terms = new HashSet<string>(tokens, StringComparer.Ordinal);
        for (var i = 0; i + 1 < tokens.Count; i++)
            terms.Add(tokens[i] + " " + tokens[i + 1]);
        return terms;
    }

    public static IReadOnlyList<string> Said(VisitReading reading) =>
        [.. reading.Clauses.SelectMany(c => Rouge.Tokens(SpokenForm.ToWritten(c.Key).Text).Append("|"))];

    /// <param name="least">Terms of fewer patients are left out.</param>
    /// <param name="names">Terms with one of these words are left out.</param>
    public static ImmutableSortedDictionary<string, WordCounts> Count(IEnumerable<(HashSet<string> Said, HashSet<string> Noted)> patients, int least, IReadOnlySet<string> names)
    {
        var found = new Dictionary<string, WordCounts>(StringComparer.Ordinal);
        foreach (var (said, noted) in patients)
        {
            foreach (var term in said)
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(found, term, out _);
                count = count with { Said = count.Said + 1, Kept = count.Kept + (noted.Contains(term) ? 1 : 0) };
            }
            foreach (var term in noted)
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(found, term, out _);
                count = count with { Noted = count.Noted + 1 };
            }
        }
        return found.Where(c => c.Value.Noted >= least && !c.Key.Contains('|', StringComparison.Ordinal) && !c.Key.Any(char.IsAsciiDigit) && !c.Key.Split(' ').Any(names.Contains)).ToImmutableSortedDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
    }

    /// <summary>How likely a note of this visit has the term, 0 to 1.</summary>
    /// <param name="own">What the visit's own note added to the counts, while learning: it is taken out again.</param>
    public double Likely(string term, bool said, HashSet<string>? own, HashSet<string>? ownSaid)
    {
        var count = counts.GetValueOrDefault(term);
        var noted = own?.Contains(term) is true ? 1 : 0;
        if (said)
        {
            var (s, k) = (count.Said, count.Kept);
            if (ownSaid?.Contains(term) is true && s > 0)
                (s, k) = (s - 1, k - Math.Min(k, noted));
            return (k + Doubt * keptShare) / (s + Doubt);
        }
        return (Math.Max(0, count.Noted - noted) + Doubt * notedShare) / (patients + Doubt);
    }
}
