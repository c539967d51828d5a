using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>Puts levels that few rows have together: codes into the code above them, others into one level.</summary>
internal static class RareLevels
{
    /// <summary>The level that stands for all that are too rare to be told apart.</summary>
    public const string Other = "(other)";

    /// <summary>The most levels that a column may have.</summary>
    public const int MostLevels = 2_000;

    /// <summary>Levels of fewer rows are put together where there are too many.</summary>
    public const int Few = 5;

    /// <param name="least">Rows that a level must have to stand for itself.</param>
    /// <param name="all">Whether no text is missing among <paramref name="counts"/>.</param>
    /// <returns>The levels, and which of them each text means.</returns>
    public static (ImmutableArray<string> Levels, Dictionary<string, int> Aliases) Group(IReadOnlyDictionary<string, long> counts, long least, bool isCode, bool all)
    {
        var kept = counts.Where(c => c.Value >= least).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostLevels).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        var meant = new Dictionary<string, string>(StringComparer.Ordinal);
        if (isCode)
        {
            var above = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var (text, count) in counts.Where(c => !kept.Contains(c.Key)))
            {
                var parent = Above(text);
                above[parent] = above.GetValueOrDefault(parent) + count;
            }
            foreach (var (parent, count) in above.OrderByDescending(a => a.Value).ThenBy(a => a.Key, StringComparer.Ordinal))
                if (count >= least && kept.Count < MostLevels)
                    kept.Add(parent);
        }
        foreach (var text in counts.Keys)
            meant[text] = kept.Contains(text) ? text : isCode && kept.Contains(Above(text)) ? Above(text) : Other;
        var levels = meant.Values.Concat(all ? [] : [Other]).Distinct(StringComparer.Ordinal).OrderBy(l => string.Equals(l, Other, StringComparison.Ordinal)).ThenBy(l => l, StringComparer.Ordinal).ToImmutableArray();
        var index = levels.Select((l, i) => (l, i)).ToDictionary(p => p.l, p => p.i, StringComparer.Ordinal);
        return (levels, meant.ToDictionary(m => m.Key, m => index[m.Value], StringComparer.Ordinal));
    }

    /// <summary>The category of a code: what stands before the point, or its first three letters and figures.</summary>
    private static string Above(string code) => code.IndexOf('.', StringComparison.Ordinal) is var point && point > 0 ? code[..point] : code.Length > 3 ? code[..3] : code;
}
