using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Learning.Neighbours;

/// <summary>The nearest rows of each case, <c>[case, neighbour]</c> case after case, nearest first; equal distances in order of rows.</summary>
/// <param name="Count">Neighbours of each case.</param>
/// <param name="Rows">Row numbers in the table searched.</param>
/// <param name="Distances">In the measure of the search.</param>
public sealed record NeighbourList(int Count, int[] Rows, double[] Distances);

/// <summary>
/// Finds the nearest rows of a table by comparing with all of them, a block of rows and cases at a time so that both stay in the
/// processor's cache. Exact in any number of columns; cost is rows × cases × columns.
/// Immutable; safe for several threads; the number of threads changes nothing.
/// </summary>
public sealed class NeighbourSearch
{
    private const int Lanes = 8;
    private const int RowsAtOnce = 256;
    private const int CasesAtOnce = 32;

    /// <summary>Stands for a missing value: as far from every other as can be, and no way from itself.</summary>
    private const float Missing = 1e30f;

    private readonly bool isGower;
    private readonly float[] least;
    private readonly float[] scales;
    private readonly bool[] levels;
    private readonly float[] cells;
    private readonly int padded;

    private NeighbourSearch(FeatureTable rows, bool isGower, float[] least, float[] scales, bool[] levels)
    {
        this.isGower = isGower;
        this.least = least;
        this.scales = scales;
        this.levels = levels;
        padded = (rows.ColumnCount + Lanes - 1) / Lanes * Lanes;
        RowCount = rows.RowCount;
        cells = Placed(rows, 0, rows.RowCount);
    }

    public int RowCount { get; }

    public int ColumnCount => scales.Length;

    /// <summary>By the root of the summed squared differences. Scale columns alike first: a column of large numbers drowns the others.</summary>
    /// <exception cref="ArgumentException">The table is empty, or a value is missing or infinite.</exception>
    public static NeighbourSearch Euclidean(FeatureTable rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var ones = new float[rows.ColumnCount];
        Array.Fill(ones, 1f);
        return new NeighbourSearch(rows, false, new float[rows.ColumnCount], ones, new bool[rows.ColumnCount]);
    }

    /// <summary>
    /// By the mean over columns of the difference as a share of the column's range, at most 1, and of 0 or 1 for levels that are the same
    /// or not (Gower, Biometrics 27, 1971). Unlike Gower's, a missing value is a value of its own: no way from another missing one and 1
    /// from all else, so that patterns of missing values count. 0 to 1.
    /// </summary>
    /// <param name="categorical">Columns that hold level numbers without an order.</param>
    /// <param name="ranges">The table whose ranges are taken, where distances to several tables are to be compared; none: <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">A table is empty, or a value is infinite.</exception>
    public static NeighbourSearch Gower(FeatureTable rows, IEnumerable<int> categorical, FeatureTable? ranges = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(categorical);
        var from = ranges ?? rows;
        if (from.ColumnCount != rows.ColumnCount)
            throw new ArgumentException($"The table of ranges has {from.ColumnCount} columns, the rows have {rows.ColumnCount}.", nameof(ranges));
        var isLevel = new bool[rows.ColumnCount];
        foreach (var column in categorical)
            isLevel[column >= 0 && column < isLevel.Length ? column : throw new ArgumentException($"There is no column {column} to be categorical; the table has {isLevel.Length}.", nameof(categorical))] = true;
        var (least, scales) = (new float[isLevel.Length], new float[isLevel.Length]);
        for (var column = 0; column < isLevel.Length; column++)
        {
            if (isLevel[column])
            {
                scales[column] = 1;
                continue;
            }
            var known = Array.FindAll(from.Column(column), float.IsFinite);
            var (low, high) = known.Length == 0 ? (0f, 0f) : (known.Min(), known.Max());
            least[column] = low;
            // A column without a range has only equal and different values.
            scales[column] = high > low ? 1 / (high - low) : float.MaxValue;
        }
        return new NeighbourSearch(rows, true, least, scales, isLevel);
    }

    /// <summary>The <paramref name="count"/> nearest rows of each case.</summary>
    /// <param name="cases">With the columns of the rows.</param>
    /// <param name="count">1 up to the number of rows.</param>
    /// <param name="withoutSelf">The cases are the rows themselves: each is left out of its own neighbours.</param>
    /// <param name="threads">Threads at most, −1 for as many as there are.</param>
    /// <exception cref="ArgumentException">Columns differ, there are fewer rows than neighbours asked, or a value cannot be compared; the message says which.</exception>
    public NeighbourList Find(FeatureTable cases, int count, bool withoutSelf = false, int threads = -1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(cases);
        if (cases.ColumnCount != ColumnCount)
            throw new ArgumentException($"The cases have {cases.ColumnCount} columns, the rows have {ColumnCount}.", nameof(cases));
        if (withoutSelf && cases.RowCount != RowCount)
            throw new ArgumentException($"There are {cases.RowCount} cases and {RowCount} rows: they are not the same.", nameof(cases));
        if (count < 1 || count > RowCount - (withoutSelf ? 1 : 0))
            throw new ArgumentOutOfRangeException(nameof(count), count, $"There are {RowCount} rows to choose neighbours from.");
        var rows = new int[(long)cases.RowCount * count];
        var distances = new double[rows.Length];
        var blocks = (cases.RowCount + CasesAtOnce - 1) / CasesAtOnce;
        Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, block =>
        {
            var from = block * CasesAtOnce;
            var length = Math.Min(CasesAtOnce, cases.RowCount - from);
            FindBlock(Placed(cases, from, length), from, count, withoutSelf, rows.AsSpan(from * count, length * count), distances.AsSpan(from * count, length * count));
        });
        return new NeighbourList(count, rows, distances);
    }

    private void FindBlock(float[] cases, int firstCase, int count, bool withoutSelf, Span<int> rows, Span<double> distances)
    {
        var there = distances.Length / count;
        var best = new float[distances.Length];
        Array.Fill(best, float.PositiveInfinity);
        for (var start = 0; start < RowCount; start += RowsAtOnce)
            for (var at = 0; at < there; at++)
            {
                var mine = cases.AsSpan(at * padded, padded);
                var near = best.AsSpan(at * count, count);
                var who = rows.Slice(at * count, count);
                var self = withoutSelf ? firstCase + at : -1;
                for (var row = start; row < Math.Min(start + RowsAtOnce, RowCount); row++)
                {
                    var distance = isGower ? GowerSum(mine, cells.AsSpan(row * padded, padded)) : SquareSum(mine, cells.AsSpan(row * padded, padded));
                    if (distance < near[^1] && row != self)
                        Insert(near, who, distance, row);
                }
            }
        for (var i = 0; i < best.Length; i++)
            distances[i] = isGower ? best[i] / ColumnCount : Math.Sqrt(best[i]);
    }

    /// <summary>Rows come in rising order, so one that is only as near as another stays behind it.</summary>
    private static void Insert(Span<float> near, Span<int> who, float distance, int row)
    {
        var at = near.Length - 1;
        for (; at > 0 && distance < near[at - 1]; at--)
            (near[at], who[at]) = (near[at - 1], who[at - 1]);
        (near[at], who[at]) = (distance, row);
    }

    private static float GowerSum(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector256<float>.Zero;
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        for (nuint i = 0; i < (nuint)a.Length; i += Lanes)
            sum += Vector256.Min(Vector256.Abs(Vector256.LoadUnsafe(ref x, i) - Vector256.LoadUnsafe(ref y, i)), Vector256<float>.One);
        return Total(sum);
    }

    private static float SquareSum(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector256<float>.Zero;
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        for (nuint i = 0; i < (nuint)a.Length; i += Lanes)
        {
            var off = Vector256.LoadUnsafe(ref x, i) - Vector256.LoadUnsafe(ref y, i);
            sum += off * off;
        }
        return Total(sum);
    }

    /// <summary>In one order on every machine.</summary>
    private static float Total(Vector256<float> sum)
    {
        var four = sum.GetLower() + sum.GetUpper();
        return four[0] + four[2] + (four[1] + four[3]);
    }

    /// <summary>Rows as they are compared: from the least value in shares of the range, and filled with 0 to a whole number of lanes.</summary>
    private float[] Placed(FeatureTable table, int from, int count)
    {
        if (table.RowCount == 0 || table.ColumnCount == 0)
            throw new ArgumentException("There is nothing to compare: the table is empty.", nameof(table));
        if ((long)count * padded > Array.MaxLength)
            throw new ArgumentException($"{count} rows of {ColumnCount} columns do not fit into memory in one piece.", nameof(table));
        var placed = new float[count * padded];
        for (var row = 0; row < count; row++)
        {
            var values = table.Row(from + row);
            var to = placed.AsSpan(row * padded, padded);
            for (var column = 0; column < values.Length; column++)
            {
                var value = values[column];
                if (float.IsInfinity(value) || float.IsNaN(value) && !isGower)
                    throw new ArgumentException($"Row {from + row}, column {column} is {(float.IsNaN(value) ? "missing" : "infinite")} and cannot be compared.", nameof(table));
                to[column] = float.IsNaN(value) ? Missing : levels[column] ? value : Math.Clamp((value - least[column]) * scales[column], -1e20f, 1e20f);
            }
        }
        return placed;
    }
}
