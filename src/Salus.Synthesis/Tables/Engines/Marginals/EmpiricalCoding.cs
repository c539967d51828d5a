using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>
/// Codings for <see cref="BayesNetEngine"/>, straight from the data: fine cells of numbers are the steps of the empirical distribution, joined until each holds enough rows, with values alike within a
/// step; levels that too few rows have share a code, and are not drawn where protection asks for it.
/// </summary>
internal static class EmpiricalCoding
{
    private const int MostSteps = 400;
    private const int MostBins = 16;
    private const int MostLevels = 40;

    /// <summary>A code of fewer rows teaches nothing about other columns.</summary>
    private const int LeastOfCode = 20;

    /// <param name="least">Rows that a step or a level must have to be drawn as such.</param>
    public static ColumnCoding Of(Column column, double[] cells, int least)
    {
        var missing = 0;
        foreach (var cell in cells)
            missing += double.IsNaN(cell) ? 1 : 0;
        var ofCode = Math.Max(least, Math.Min(LeastOfCode, cells.Length / 50));
        return column.HasLevels ? OfLevels(column, cells, missing, least, ofCode) : OfNumbers(column, cells, missing, least, ofCode);
    }

    private static ColumnCoding OfNumbers(Column column, double[] cells, int missing, int least, int ofCode)
    {
        var unit = ColumnCoding.UnitsOf(column);
        long[] units = [.. cells.Where(c => !double.IsNaN(c)).Select(c => ColumnCoding.Units(c, unit))];
        if (units.Length == 0)
            return Finish([0], missing, [0], 1, new ColumnCoding { UnitsPerOne = unit, Edges = [0, 1], Codes = [], Weights = [], Count = 0 }, ofCode);
        Array.Sort(units);
        var step = Math.Max(Math.Max(1, least), units.Length / MostSteps);
        var (edges, counts) = (new List<long> { units[0] - 1 }, new List<double>());
        for (int start = 0, at = 0; at < units.Length;)
        {
            for (var value = units[at]; at < units.Length && units[at] == value;)
                at++;
            if (at - start < step && at < units.Length)
                continue;
            if (at - start < least && counts.Count > 0)
            {
                counts[^1] += at - start;
                edges[^1] = units[at - 1];
            }
            else
            {
                counts.Add(at - start);
                edges.Add(units[at - 1]);
            }
            start = at;
        }
        var (codes, count) = Grouping.Neighbours(counts.ToArray(), MostBins, _ => ofCode);
        return Finish([.. counts], missing, codes, count, new ColumnCoding { UnitsPerOne = unit, Edges = [.. edges], Codes = [], Weights = [], Count = 0 }, ofCode);
    }

    private static ColumnCoding OfLevels(Column column, double[] cells, int missing, int least, int ofCode)
    {
        var counts = new double[column.Levels.Length];
        foreach (var cell in cells)
            if (!double.IsNaN(cell))
                counts[(int)cell]++;
        int[] codes;
        int count;
        if (column.Kind is ColumnKind.Category)
            (codes, count) = Grouping.Heaviest(counts, MostLevels, _ => ofCode);
        else
        {
            int[] order = [.. column.Kind is ColumnKind.Code ? Enumerable.Range(0, counts.Length).OrderBy(l => column.Levels[l], StringComparer.Ordinal) : Enumerable.Range(0, counts.Length)];
            (var sorted, count) = Grouping.Neighbours(order.Select(l => counts[l]).ToArray(), MostLevels, _ => ofCode);
            codes = new int[counts.Length];
            for (var i = 0; i < order.Length; i++)
                codes[order[i]] = sorted[i];
        }
        return Finish([.. counts.Select(c => c >= least ? c : 0)], missing, codes, count, new ColumnCoding { Codes = [], Weights = [], Count = 0 }, ofCode);
    }

    private static ColumnCoding Finish(double[] weights, int missing, int[] codes, int count, ColumnCoding draft, int ofCode)
    {
        var total = weights.Sum();
        if (count == 0 || total == 0 && missing > 0)
            return draft with { Codes = [.. codes.Select(_ => 0), 0], Weights = [.. weights.Select(_ => 0.0), 1], Count = 1 };
        var sums = new double[count];
        for (var i = 0; i < codes.Length; i++)
            sums[codes[i]] += weights[i];
        // A code of which no cell may be drawn alone draws all of them alike: together they are enough.
        double[] drawn = [.. weights.Select((w, i) => sums[codes[i]] > 0 ? w : 1)];
        var own = missing >= Math.Min(ofCode, Math.Max(1, total));
        return draft with { Codes = [.. codes, own ? count : Array.IndexOf(sums, sums.Max())], Weights = [.. drawn, own ? missing : 0], Count = count + (own ? 1 : 0) };
    }
}
