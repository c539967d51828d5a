using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>
/// The distribution of a column of numbers as bins from low to high, so that each value becomes its rank as a share in (0, 1) and back.
/// A value that many rows have is a bin of its own and takes a whole stretch of ranks; elsewhere a bin holds several rows and values lie
/// evenly in it, so that no single row's value is kept.
/// </summary>
/// <param name="Low">Least value of each bin, ascending.</param>
/// <param name="High">Greatest value of each bin.</param>
/// <param name="Until">Share of the rows up to the end of each bin; the last is 1.</param>
/// <param name="Decimals">Values are rounded to so many.</param>
internal sealed record NumberScale(ImmutableArray<double> Low, ImmutableArray<double> High, ImmutableArray<double> Until, int Decimals)
{
    private const int MostBins = 256;
    private const int LeastRowsPerBin = 5;
    private const int MostDecimals = 12;

    /// <param name="values">At least one, none missing.</param>
    public static NumberScale Learn(IEnumerable<double> values, Column column)
    {
        var sorted = values.Order().ToArray();
        var distinct = 1;
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i] != sorted[i - 1])
                distinct++;
        var single = distinct <= MostBins && (long)distinct * 3 <= sorted.Length;
        var room = single ? 1 : Math.Max(LeastRowsPerBin, sorted.Length / MostBins);
        var (low, high, until) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());
        for (var start = 0; start < sorted.Length;)
        {
            var end = After(sorted, start);
            // A bin grows by whole values until it holds enough rows and leaves none or enough behind; it stops before a value that fills a bin alone.
            while (end < sorted.Length && !single && (end - start < room || sorted.Length - end < room) && After(sorted, end) is var next && next - end < room && After(sorted, start) - start < room)
                end = next;
            low.Add(sorted[start]);
            high.Add(sorted[end - 1]);
            until.Add((double)end / sorted.Length);
            start = end;
        }
        var whole = Array.TrueForAll(sorted, v => v == Math.Floor(v));
        var decimals = whole ? 0 : column.Kind == ColumnKind.Number ? Math.Clamp(column.Decimals, 0, MostDecimals) : MostDecimals;
        return new NumberScale(low.ToImmutable(), high.ToImmutable(), until.ToImmutable(), decimals);
    }

    /// <summary>The rank of a value. Where many rows share it, <paramref name="within"/> says where in their stretch.</summary>
    /// <param name="within">0 to 1.</param>
    public double Rank(double value, double within)
    {
        var bin = Low.BinarySearch(value);
        bin = bin >= 0 ? bin : Math.Max(0, ~bin - 1);
        var share = High[bin] > Low[bin] ? Math.Clamp((value - Low[bin]) / (High[bin] - Low[bin]), 0, 1) : within;
        var from = bin == 0 ? 0 : Until[bin - 1];
        return from + share * (Until[bin] - from);
    }

    /// <summary>The value at a rank.</summary>
    public double Value(double rank)
    {
        var bin = Until.BinarySearch(rank);
        bin = Math.Min(bin >= 0 ? bin : ~bin, Until.Length - 1);
        var from = bin == 0 ? 0 : Until[bin - 1];
        var share = Math.Clamp((rank - from) / (Until[bin] - from), 0, 1);
        var value = Low[bin] + share * (High[bin] - Low[bin]);
        return Decimals < MostDecimals ? Math.Round(value, Decimals) : value;
    }

    /// <summary>What is wrong with a scale that was read; null when nothing is.</summary>
    public string? Fault()
    {
        if (Low.IsDefaultOrEmpty || High.IsDefault || Until.IsDefault || High.Length != Low.Length || Until.Length != Low.Length || Low.Length > 2 * MostBins + 2)
            return "its bins are not whole";
        for (var i = 0; i < Low.Length; i++)
            if (!double.IsFinite(Low[i]) || !double.IsFinite(High[i]) || High[i] < Low[i] || !(Until[i] > (i == 0 ? 0 : Until[i - 1])) || (i > 0 && Low[i] <= High[i - 1]))
                return "its bins are not in order";
        return Math.Abs(Until[^1] - 1) > 1e-9 || Decimals is < 0 or > MostDecimals ? "its shares do not sum to 1" : null;
    }

    private static int After(double[] sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start])
            end++;
        return end;
    }
}
