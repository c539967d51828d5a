using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>The rows that a count counts, as evidence: <c>rows 1-3, 7</c>, counted from 1 as people do.</summary>
internal static class RowList
{
    private const string Prefix = "rows ";
    private const string Unit = "{answers}";

    public static Calculation Of(IReadOnlyCollection<int> rows)
    {
        var text = new StringBuilder(Prefix);
        var sorted = rows.Order().ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            var from = i;
            while (i + 1 < sorted.Length && sorted[i + 1] == sorted[i] + 1)
                i++;
            if (from > 0)
                text.Append(", ");
            text.Append(CultureInfo.InvariantCulture, $"{sorted[from] + 1}");
            if (i > from)
                text.Append(CultureInfo.InvariantCulture, $"-{sorted[i] + 1}");
        }
        return new Calculation(FreeAnswers.SourceId, text.ToString(), sorted.Length, Unit);
    }

    /// <summary>Zero-based rows; null when this is no list of rows, or a row stands there twice.</summary>
    public static ImmutableSortedSet<int>? Read(Evidence evidence, int answers)
    {
        if (evidence is not Calculation { Source: FreeAnswers.SourceId, Formula: { } formula } || !formula.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var rows = ImmutableSortedSet.CreateBuilder<int>();
        foreach (var part in formula[Prefix.Length..].Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) || from < 1 || to > answers)
                return null;
            for (var row = from; row <= to; row++)
            {
                if (!rows.Add(row - 1))
                    return null;
            }
        }
        return rows.ToImmutable();
    }
}
