using System.Collections.Immutable;
using Salus.Synthesis.Tables.Files;

namespace Salus.Synthesis.Tables.Rules;

/// <summary>Levels by name or by the front of their name.</summary>
internal static class Levels
{
    /// <summary>Which levels a name means: the one so called, or with <c>*</c> at its end all that begin so.</summary>
    public static bool[] Matching(Column column, string name)
    {
        var matching = new bool[column.Levels.Length];
        var exact = column.Levels.IndexOf(name);
        if (exact < 0 && name.EndsWith('*'))
        {
            for (var i = 0; i < matching.Length; i++)
                matching[i] = column.Levels[i].StartsWith(name[..^1], StringComparison.Ordinal);
        }
        else if (exact >= 0)
            matching[exact] = true;
        else if (new CellWriter(column).Read(name) is { } level)
            matching[(int)level] = true;
        return matching;
    }

    /// <summary>The first levels of a column, for messages.</summary>
    public static string Some(Column column) =>
        column.Levels.IsEmpty ? "" : $"; it has {string.Join(", ", column.Levels.Take(8).Select(l => $"'{l}'"))}{(column.Levels.Length > 8 ? ", …" : "")}";

    public static ImmutableArray<int> IndicesOf(ImmutableArray<Column> columns, IEnumerable<string> names) =>
        [.. names.Select(n => IndexOf(columns, n))];

    public static int IndexOf(ImmutableArray<Column> columns, string name)
    {
        for (var i = 0; i < columns.Length; i++)
            if (string.Equals(columns[i].Name, name, StringComparison.Ordinal))
                return i;
        return -1;
    }
}
