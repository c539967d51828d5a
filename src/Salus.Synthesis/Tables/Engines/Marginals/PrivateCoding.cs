using System.Collections.Immutable;
using Salus.Learning.Privacy;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>One column as <see cref="AimEngine"/> sees it after paying: how it is coded, the codes of the rows, and what is known of their counts.</summary>
/// <param name="Column">As the model may show it: without the levels that too few persons have.</param>
/// <param name="Rows">The code of each row of the source; secret.</param>
/// <param name="Counts">Noisy, of each code; none where suppressed levels make them untrue.</param>
public sealed record PrivateCoding(Column Column, ColumnCoding Coding, byte[] Rows, double[]? Counts, double[]? Precisions);

/// <summary>Makes codings from noisy counts of levels or intervals.</summary>
public static class PrivateCodings
{
    /// <summary>Cells below so many standard deviations share what they have in all.</summary>
    private const double CertainAt = 2;

    /// <summary>A code must have so many standard deviations.</summary>
    private const double CodeAt = 3;

    /// <summary>How many persons a level must seem to have so that one who alone has it, in a table with undeclared levels, shows it with a chance of at most <paramref name="failure"/>.</summary>
    /// <param name="sigma">Standard deviation of the noise in persons.</param>
    /// <param name="mostRows">A person with k rows may bring k new levels, each of weight 1/k.</param>
    public static double Threshold(double sigma, int mostRows, double failure)
    {
        var most = 0.0;
        for (var k = 1; k <= mostRows; k++)
        {
            var (low, high) = (0.0, 40.0);
            while (high - low > 1e-9)
            {
                var middle = (low + high) / 2;
                if (LogTail(middle) > Math.Log(failure / k))
                    low = middle;
                else
                    high = middle;
            }
            most = Math.Max(most, 1.0 / k + high * sigma);
        }
        return most;
    }

    /// <summary>An upper bound on the logarithm of the chance that a normal number exceeds <paramref name="x"/> ≥ 0: ½ exp(−x²/2), sharpened by Mills' ratio where that is less.</summary>
    private static double LogTail(double x) => -x * x / 2 + Math.Min(-Math.Log(2), x > 0 ? -Math.Log(x * Math.Sqrt(2 * Math.PI)) : double.PositiveInfinity);

    /// <summary>A column of numbers, from the noisy counts of its intervals and, last, of the missing values.</summary>
    public static PrivateCoding OfNumbers(Column column, double[] cells, double unitsPerOne, ImmutableArray<long> edges, double[] noisy, double sigma, int most)
    {
        var (codes, count) = Grouping.Neighbours(noisy.AsSpan(0, noisy.Length - 1), most, Floor(sigma));
        return Finish(column, cells, Enumerable.Range(0, noisy.Length - 1).ToArray(), codes, count, noisy, sigma, new ColumnCoding { UnitsPerOne = unitsPerOne, Edges = edges, Codes = [], Weights = [], Count = 0 }, suppressed: false);
    }

    /// <summary>A column of levels.</summary>
    /// <param name="threshold">Levels with less are left out; null: all are public.</param>
    public static PrivateCoding OfLevels(Column column, double[] cells, double[] noisy, double sigma, double? threshold, int most)
    {
        int[] kept = [.. Enumerable.Range(0, column.Levels.Length).Where(l => threshold is not { } least || noisy[l] >= least)];
        var suppressed = kept.Length < column.Levels.Length;
        var shown = column with { Levels = [.. kept.Select(l => column.Levels[l])] };
        double[] mass = [.. kept.Select(l => noisy[l]), noisy[^1]];
        int[] codes;
        int count;
        if (column.Kind is ColumnKind.Category)
            (codes, count) = Grouping.Heaviest(mass.AsSpan(0, kept.Length), most, Floor(sigma));
        else
        {
            // Codes that begin alike are near to each other in the hierarchies of medicine; ordered levels are so as they stand.
            int[] order = [.. column.Kind is ColumnKind.Code ? Enumerable.Range(0, kept.Length).OrderBy(i => shown.Levels[i], StringComparer.Ordinal) : Enumerable.Range(0, kept.Length)];
            (var sorted, count) = Grouping.Neighbours(order.Select(i => mass[i]).ToArray(), most, Floor(sigma));
            codes = new int[kept.Length];
            for (var i = 0; i < order.Length; i++)
                codes[order[i]] = sorted[i];
        }
        return Finish(shown, cells, Nearest(column, kept), codes, count, mass, sigma, new ColumnCoding { Codes = [], Weights = [], Count = 0 }, suppressed);
    }

    private static Func<int, double> Floor(double sigma) => cells => CodeAt * sigma * Math.Sqrt(cells);

    /// <summary>For every level of the source the one kept that stands for it: itself, else for ordered levels and codes the nearest before it, else −1.</summary>
    private static int[] Nearest(Column column, int[] kept)
    {
        var nearest = new int[column.Levels.Length];
        Array.Fill(nearest, -1);
        for (var i = 0; i < kept.Length; i++)
            nearest[kept[i]] = i;
        if (column.Kind is ColumnKind.Category || kept.Length == 0)
            return nearest;
        int[] order = [.. column.Kind is ColumnKind.Code ? Enumerable.Range(0, nearest.Length).OrderBy(l => column.Levels[l], StringComparer.Ordinal) : Enumerable.Range(0, nearest.Length)];
        var last = nearest[Array.Find(order, l => nearest[l] >= 0)];
        foreach (var level in order)
            last = nearest[level] = nearest[level] >= 0 ? nearest[level] : last;
        return nearest;
    }

    private static PrivateCoding Finish(Column shown, double[] cells, int[] toFine, int[] codes, int count, double[] noisy, double sigma, ColumnCoding draft, bool suppressed)
    {
        var fine = codes.Length;
        var sums = new double[Math.Max(1, count)];
        for (var i = 0; i < fine; i++)
            sums[codes[i]] += noisy[i];
        var hasMissing = count == 0 || noisy[fine] >= CodeAt * sigma;
        var largest = Array.IndexOf(sums, sums.Max());
        // The last code of a grouping by weight is that of the rare levels.
        var other = Math.Max(0, count - 1);
        var missing = hasMissing ? count : largest;
        var total = count + (hasMissing ? 1 : 0);
        var weights = new double[fine + 1];
        var (small, smallCells) = (new double[total], new int[total]);
        for (var i = 0; i < fine; i++)
            if (noisy[i] >= CertainAt * sigma)
                weights[i] = noisy[i];
            else
            {
                small[codes[i]] += noisy[i];
                smallCells[codes[i]]++;
            }
        var certain = new double[total];
        for (var i = 0; i < fine; i++)
            certain[codes[i]] += weights[i];
        for (var i = 0; i < fine; i++)
            if (weights[i] == 0)
                weights[i] = certain[codes[i]] > 0 ? Math.Max(0, small[codes[i]]) / smallCells[codes[i]] : 1;
        weights[fine] = hasMissing ? 1 : 0;
        var coding = draft with { Codes = [.. codes, missing], Weights = [.. weights], Count = total };
        byte[] rows;
        if (shown.HasLevels)
            rows = Array.ConvertAll(cells, c => (byte)(double.IsNaN(c) ? missing : toFine[(int)c] is >= 0 and var kept ? codes[kept] : other));
        else
            rows = Array.ConvertAll(cells, c => (byte)coding.Code(c));
        if (suppressed)
            return new PrivateCoding(shown, coding, rows, null, null);
        var (counts, precisions) = (new double[total], new double[total]);
        for (var i = 0; i <= fine; i++)
        {
            counts[coding.Codes[i]] += noisy[i];
            precisions[coding.Codes[i]] += sigma * sigma;
        }
        return new PrivateCoding(shown, coding, rows, counts, Array.ConvertAll(precisions, v => 1 / v));
    }
}
