namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>Groups the levels of a column into the few classes by which splits are judged: frequent levels alone; codes by the front they share, wherever that parts them best.</summary>
internal static class LevelGroups
{
    /// <summary>Classes at most.</summary>
    public const int Most = 20;

    private const int LongestFront = 5;

    /// <param name="seen">Rows of each level, and at the end of the missing.</param>
    /// <returns>The class of each level and, at the end, of the missing.</returns>
    public static byte[] Of(Column column, int[] seen)
    {
        var classes = new byte[seen.Length];
        var used = seen.Count(s => s > 0);
        if (used <= Most)
        {
            var next = 0;
            for (var level = 0; level < seen.Length; level++)
                if (seen[level] > 0)
                    classes[level] = (byte)next++;
            return classes;
        }
        if (column.Kind is ColumnKind.Ordinal)
        {
            var (before, all) = (0L, seen.Sum(s => (long)s));
            for (var level = 0; level < seen.Length; level++)
            {
                classes[level] = (byte)((before + seen[level] / 2) * Most / all);
                before += seen[level];
            }
            return classes;
        }
        if (column.Kind is ColumnKind.Code)
            return ByFront(column, seen);
        var byFrequency = new int[seen.Length];
        for (var level = 0; level < seen.Length; level++)
            byFrequency[level] = level;
        Array.Sort(byFrequency, (a, b) => seen[a] != seen[b] ? seen[b].CompareTo(seen[a]) : a.CompareTo(b));
        for (var i = 0; i < seen.Length; i++)
            classes[byFrequency[i]] = (byte)Math.Min(i, Most - 1);
        return classes;
    }

    /// <summary>Fronts are added one by one, each time the one that parts off the most rows from the front above it.</summary>
    private static byte[] ByFront(Column column, int[] seen)
    {
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var level = 0; level < column.Levels.Length; level++)
            for (var length = 1; length <= Math.Min(LongestFront, column.Levels[level].Length); length++)
                rows[column.Levels[level][..length]] = rows.GetValueOrDefault(column.Levels[level][..length]) + seen[level];
        var left = new Dictionary<string, long>(rows, StringComparer.Ordinal) { [""] = rows.Where(r => r.Key.Length == 1).Sum(r => r.Value) };
        var chosen = new List<string> { "" };
        while (chosen.Count < Most - 1)
        {
            var (best, most) = ("", 0L);
            foreach (var front in rows.Keys)
            {
                if (chosen.Contains(front, StringComparer.Ordinal))
                    continue;
                var parted = Math.Min(left[front], left[Above(front)] - left[front]);
                if (parted > most)
                    (best, most) = (front, parted);
            }
            if (most == 0)
                break;
            left[Above(best)] -= left[best];
            for (var length = best.Length - 1; length > Above(best).Length; length--)
                left[best[..length]] -= left[best];
            chosen.Add(best);
        }
        var classes = new byte[seen.Length];
        for (var level = 0; level < column.Levels.Length; level++)
            for (var i = 0; i < chosen.Count; i++)
                if (column.Levels[level].StartsWith(chosen[i], StringComparison.Ordinal) && chosen[i].Length >= chosen[classes[level]].Length)
                    classes[level] = (byte)i;
        classes[^1] = (byte)chosen.Count;
        return classes;

        string Above(string front)
        {
            var above = "";
            foreach (var other in chosen)
                if (other.Length > above.Length && other.Length < front.Length && front.StartsWith(other, StringComparison.Ordinal))
                    above = other;
            return above;
        }
    }
}
