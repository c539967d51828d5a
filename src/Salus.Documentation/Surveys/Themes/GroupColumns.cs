using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Documentation.Surveys;

/// <summary>The groups that may be shown: those with at least k answers; the others are put together, with the smallest of the rest until k is reached.</summary>
internal static class GroupColumns
{
    public static ImmutableArray<(string Name, ImmutableHashSet<int> Rows)> Of(ImmutableArray<string?> groupOf, int k, int most)
    {
        var groups = groupOf.Select((g, row) => (Group: g ?? "", Row: row)).GroupBy(g => g.Group, StringComparer.OrdinalIgnoreCase).Where(g => g.Key.Length > 0 || groupOf.Any(x => x is not null))
            .Select(g => (Name: g.Key.Length == 0 ? "Group not given" : g.Key, Rows: g.Select(x => x.Row).ToImmutableHashSet())).OrderByDescending(g => g.Rows.Count).ThenBy(g => g.Name, StringComparer.Ordinal).ToList();
        if (groups.Count < 2)
            return [];
        var small = new List<(string Name, ImmutableHashSet<int> Rows)>();
        while (groups.Count > 0 && (groups[^1].Rows.Count < k || groups.Count > most || (small.Count > 0 && small.Sum(s => s.Rows.Count) < k)))
        {
            small.Add(groups[^1]);
            groups.RemoveAt(groups.Count - 1);
        }
        if (small.Count > 0)
            groups.Add((ThemeWriter.SmallGroups, [.. small.SelectMany(s => s.Rows)]));
        return [.. groups];
    }

    public static int[,] Counts(IReadOnlyList<ImmutableArray<int>> themes, ImmutableArray<(string Name, ImmutableHashSet<int> Rows)> columns)
    {
        var counts = new int[themes.Count, columns.Length];
        for (var t = 0; t < themes.Count; t++)
            for (var c = 0; c < columns.Length; c++)
                counts[t, c] = themes[t].Count(columns[c].Rows.Contains);
        return counts;
    }

    public static string InWords(string name, int answers, IReadOnlyList<string> shown, IReadOnlyList<string> held) => string.Create(CultureInfo.InvariantCulture,
        $"{name}: {answers} answers{(shown.Count > 0 ? "; " + string.Join(", ", shown) : "")}{(held.Count > 0 ? "; held back: " + string.Join(", ", held) : "")}.");
}
