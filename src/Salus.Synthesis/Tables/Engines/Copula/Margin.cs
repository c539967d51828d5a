using Salus.Learning;
using Salus.Learning.Numerics;
using Salus.Learning.Sketches;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>
/// The distribution of one column's values as bins in an order, each a piece of the standard normal axis. A bin is one level, one heaped number,
/// or a range of numbers that enough rows share, within which every value that the column can be written with is as likely.
/// </summary>
/// <remarks>The edges of bin <c>b</c> on the normal axis are <c>Edges[b]</c> and <c>Edges[b + 1]</c>; the first is −∞, the last +∞.</remarks>
internal sealed class Margin
{
    private const int GuideCells = 1024;
    private const double GuideEnd = 4;

    /// <summary>More bins than this no range of numbers is cut into: a rank is then wrong by less than 0.0003.</summary>
    private const int MostRanges = 4096;

    private readonly int decimals;
    private readonly double unit;
    private readonly int[] guide = new int[GuideCells + 1];
    private readonly int[] binOfLevel;

    /// <param name="lows">The least value of each bin, ascending; for levels the level itself, in the order of the bins.</param>
    /// <param name="highs">The greatest value of each bin.</param>
    /// <param name="weights">What each bin holds, in any unit.</param>
    /// <param name="binOfLevel">For levels: the bin a level belongs to, −1 for one that was never seen; empty for numbers.</param>
    public Margin(Column column, double[] lows, double[] highs, double[] weights, int[] binOfLevel, double unit)
    {
        (Lows, Highs, Weights, this.binOfLevel, this.unit) = (lows, highs, weights, binOfLevel, unit);
        decimals = column.Kind is ColumnKind.Number ? Math.Clamp(column.Decimals, 0, 15) : 0;
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;
        Edges = new double[weights.Length + 1];
        Scores = new double[weights.Length];
        Edges[0] = double.NegativeInfinity;
        Edges[^1] = double.PositiveInfinity;
        var below = 0.0;
        for (var b = 0; b < weights.Length; b++)
        {
            below += weights[b];
            if (b + 1 < weights.Length)
                Edges[b + 1] = StandardNormal.Quantile(Math.Clamp(below / total, 1e-300, 1 - 1e-16));
            Scores[b] = (StandardNormal.Density(Edges[b]) - StandardNormal.Density(Edges[b + 1])) * total / weights[b];
        }
        for (int cell = 0, bin = 0; cell <= GuideCells; cell++)
        {
            var z = (cell * 2.0 / GuideCells - 1) * GuideEnd;
            while (bin + 1 < weights.Length && Edges[bin + 1] <= z)
                bin++;
            guide[cell] = bin;
        }
    }

    public double[] Lows { get; }

    public double[] Highs { get; }

    public double[] Weights { get; }

    public double[] Edges { get; }

    /// <summary>The mean of the standard normal within each bin: what a row's value counts as.</summary>
    public double[] Scores { get; }

    public int Bins => Weights.Length;

    public ReadOnlySpan<int> BinOfLevel => binOfLevel;

    public double Unit => unit;

    /// <param name="values">All values, ascending, with how many rows each stands for.</param>
    /// <param name="exact">Whether every value is counted, so that heaps can be told from neighbours.</param>
    /// <param name="whole">Whether every value is whole.</param>
    /// <param name="least">Rows that a bin must hold: what fewer rows hold is spread over a range or, at the ends, joins the next value.</param>
    public static Margin OfNumbers(Column column, IReadOnlyList<Weighted> values, bool exact, bool whole, long least)
    {
        var rows = values.Sum(v => v.Weight);
        var need = exact ? least : Math.Max(least, rows / MostRanges);
        var step = column.Kind switch
        {
            ColumnKind.Integer => 1.0,
            ColumnKind.Date => whole ? 1.0 : 1.0 / 86_400,
            _ => Math.Pow(10, -Math.Clamp(column.Decimals, 0, 15)),
        };
        var ranges = Gather(values, need, step);
        Soften(ranges, step);
        return new Margin(column, [.. ranges.Select(r => r.Low)], [.. ranges.Select(r => r.High)], [.. ranges.Select(r => (double)r.Rows)], [], step);
    }

    /// <param name="counts">Rows of each level.</param>
    /// <param name="order">Every level that has rows, in the order of the normal axis.</param>
    /// <param name="drawn">Whether a level may be drawn; the rows of one that may not join the nearest that may.</param>
    public static Margin OfLevels(Column column, ReadOnlySpan<long> counts, ReadOnlySpan<int> order, Func<int, bool> drawn)
    {
        var places = new List<int>();
        for (var i = 0; i < order.Length; i++)
            if (drawn(order[i]))
                places.Add(i);
        if (places.Count == 0)
        {
            var most = 0;
            for (var i = 1; i < order.Length; i++)
                if (counts[order[i]] > counts[order[most]])
                    most = i;
            places.Add(most);
        }
        var levels = new double[places.Count];
        var weights = new double[places.Count];
        var bins = new int[counts.Length];
        Array.Fill(bins, -1);
        for (int i = 0, bin = 0; i < order.Length; i++)
        {
            while (bin + 1 < places.Count && Math.Abs(places[bin + 1] - i) <= Math.Abs(places[bin] - i))
                bin++;
            bins[order[i]] = bin;
            weights[bin] += counts[order[i]];
            levels[bin] = order[places[bin]];
        }
        return new Margin(column, levels, levels, weights, bins, 1);
    }

    /// <summary>The bin of a value; the nearest for a number between or beyond the bins; −1 for a level that was never seen.</summary>
    public int BinOf(double value)
    {
        if (binOfLevel.Length > 0)
            return value >= 0 && value < binOfLevel.Length ? binOfLevel[(int)value] : -1;
        var (low, high) = (0, Bins - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Highs[middle] >= value)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>The bin that holds a place on the normal axis.</summary>
    public int BinAt(double z)
    {
        var cell = (int)Math.Clamp((z / GuideEnd + 1) * (GuideCells / 2.0), 0, GuideCells - 1);
        var low = z < -GuideEnd ? 0 : guide[cell];
        var high = z >= GuideEnd ? Bins - 1 : guide[cell + 1];
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Edges[middle + 1] > z)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>A value of a bin.</summary>
    public double Draw(int bin, SeededRandom random)
    {
        var (low, high) = (Lows[bin], Highs[bin]);
        if (high <= low)
            return low;
        var steps = (high - low) / unit;
        var value = steps < 1e9 ? low + unit * random.NextInt((int)Math.Round(steps) + 1) : low + (high - low) * random.NextDouble();
        return Math.Clamp(unit < 1 && decimals > 0 ? Math.Round(value, decimals) : value, low, high);
    }

    /// <summary>
    /// Coefficients of the column's score as a function of the normal, in normalised Hermite polynomials from the first: two columns whose
    /// normals have correlation ρ have scores of covariance Σ aₖ·bₖ·ρᵏ (Mehler, 1866).
    /// </summary>
    public double[] Hermite(int terms)
    {
        var coefficients = new double[terms];
        for (var b = 1; b < Bins; b++)
        {
            var z = Edges[b];
            var (before, now) = (0.0, (Scores[b] - Scores[b - 1]) * StandardNormal.Density(z));
            for (var k = 1; k <= terms; k++)
            {
                coefficients[k - 1] += now / Math.Sqrt(k);
                (before, now) = (now, (z * now - Math.Sqrt(k - 1) * before) / Math.Sqrt(k));
            }
        }
        return coefficients;
    }

    private static List<Range> Gather(IReadOnlyList<Weighted> values, long need, double step)
    {
        var ranges = new List<Range>();
        Range? open = null;
        foreach (var (value, weight) in values)
        {
            if (weight >= need)
            {
                var heap = new Range(value, value, weight, value * weight);
                Close(heap);
                ranges.Add(heap);
                continue;
            }
            open = open is null ? new Range(value, value, weight, value * weight) : open with { High = value, Rows = open.Rows + weight, Sum = open.Sum + value * weight };
            if (open.Rows >= need)
            {
                ranges.Add(open);
                open = null;
            }
        }
        Close(null);
        return ranges;

        // Too few rows for a bin of their own, between the last range and a heap or the end.
        void Close(Range? next)
        {
            if (open is null)
                return;
            var last = ranges.Count > 0 ? ranges[^1] : null;
            if (last is not null && last.High > last.Low)
                ranges[^1] = last with { High = open.High, Rows = last.Rows + open.Rows, Sum = last.Sum + open.Sum };
            else if (last is not null && next is not null)
                ranges.Add(open with { Low = Math.Min(open.Low, last.High + step), High = Math.Max(open.High, next.Low - step) });
            else if (last is not null)
                ranges[^1] = last with { Rows = last.Rows + open.Rows };
            else if (next is not null)
                next.Rows += open.Rows;
            else
                ranges.Add(open);
            open = null;
        }
    }

    /// <summary>The ends of the tails are values of single rows: the outermost ranges keep their mean, and end as far beyond it as they begin before it.</summary>
    private static void Soften(List<Range> ranges, double step)
    {
        if (ranges.Count == 0)
            return;
        var last = ranges[^1];
        if (last.High > last.Low)
            ranges[^1] = last with { High = Math.Clamp(Round(2 * last.Sum / last.Rows - last.Low), last.Low, last.High) };
        var first = ranges[0];
        if (ranges.Count > 1 && first.High > first.Low)
            ranges[0] = first with { Low = Math.Clamp(Round(2 * first.Sum / first.Rows - first.High), first.Low, first.High) };

        double Round(double value) => Math.Round(value / step) * step;
    }

    private sealed record Range(double Low, double High, long Rows, double Sum)
    {
        public long Rows { get; set; } = Rows;
    }
}
