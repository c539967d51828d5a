using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// For each row the nearest rows of a pool, all pairs compared: 64 rows of the pool at a time, so that a vector of the processor
/// compares many rows in one column at once. Whole numbers throughout, hence the same on every processor and for any number of threads; among equally near rows the first.
/// </summary>
internal sealed class NearestRows
{
    private const int BundlesPerTile = 32;
    private const int QueriesPerTask = 32;

    private readonly int neighbours;
    private readonly ushort[] distances;
    private readonly int[] rows;

    private NearestRows(int count, int neighbours)
    {
        this.neighbours = neighbours;
        distances = new ushort[count * neighbours];
        rows = new int[count * neighbours];
        Array.Fill(distances, ushort.MaxValue);
        Array.Fill(rows, -1);
    }

    /// <summary>Distance in parts of <see cref="RowSpace.Unit"/>; <see cref="ushort.MaxValue"/> when the pool is too small.</summary>
    public ushort Distance(int query, int rank = 0) => distances[query * neighbours + rank];

    /// <summary>Row of the pool; −1 when the pool is too small.</summary>
    public int Row(int query, int rank = 0) => rows[query * neighbours + rank];

    /// <param name="queries">Rows of <paramref name="of"/> to be looked up.</param>
    /// <param name="columns">The columns that count; none: all.</param>
    /// <param name="neighbours">How many for each.</param>
    /// <param name="except">Row of the pool that each query may not find (itself); none: it may find all.</param>
    public static NearestRows Find(RowCodes of, int[] queries, RowCodes pool, int[]? columns, int neighbours, int[]? except, int threads, CancellationToken cancel)
    {
        columns ??= [.. Enumerable.Range(0, of.ColumnCount)];
        var numbers = Array.FindAll(columns, c => !of.IsLevel(c));
        var levels = Array.FindAll(columns, of.IsLevel);
        var found = new NearestRows(queries.Length, neighbours);
        var tasks = (queries.Length + QueriesPerTask - 1) / QueriesPerTask;
        Parallel.For(0, tasks, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, task =>
        {
            var from = task * QueriesPerTask;
            var until = Math.Min(queries.Length, from + QueriesPerTask);
            var wanted = new ushort[until - from][];
            for (var query = from; query < until; query++)
                wanted[query - from] = [.. numbers.Concat(levels).Select(c => of[queries[query], c])];
            for (var tile = 0; tile < pool.BundleCount; tile += BundlesPerTile)
                for (var query = from; query < until; query++)
                    for (var bundle = tile; bundle < Math.Min(tile + BundlesPerTile, pool.BundleCount); bundle++)
                        found.Look(query, wanted[query - from], pool, bundle, numbers, levels, except?[query] ?? -1);
        });
        return found;
    }

    private void Look(int query, ushort[] wanted, RowCodes pool, int bundle, int[] numbers, int[] levels, int except)
    {
        ref var first = ref pool.First(bundle);
        var unit = Vector256.Create(pool.Unit);
        var (a, b, c, d) = (Vector256<ushort>.Zero, Vector256<ushort>.Zero, Vector256<ushort>.Zero, Vector256<ushort>.Zero);
        for (var i = 0; i < numbers.Length; i++)
        {
            ref var codes = ref Unsafe.Add(ref first, numbers[i] * RowCodes.Bundle);
            var value = Vector256.Create(wanted[i]);
            a += Apart(Vector256.LoadUnsafe(ref codes), value, unit);
            b += Apart(Vector256.LoadUnsafe(ref codes, 16), value, unit);
            c += Apart(Vector256.LoadUnsafe(ref codes, 32), value, unit);
            d += Apart(Vector256.LoadUnsafe(ref codes, 48), value, unit);
        }
        for (var i = 0; i < levels.Length; i++)
        {
            ref var codes = ref Unsafe.Add(ref first, levels[i] * RowCodes.Bundle);
            var value = Vector256.Create(wanted[numbers.Length + i]);
            a += Vector256.AndNot(unit, Vector256.Equals(Vector256.LoadUnsafe(ref codes), value));
            b += Vector256.AndNot(unit, Vector256.Equals(Vector256.LoadUnsafe(ref codes, 16), value));
            c += Vector256.AndNot(unit, Vector256.Equals(Vector256.LoadUnsafe(ref codes, 32), value));
            d += Vector256.AndNot(unit, Vector256.Equals(Vector256.LoadUnsafe(ref codes, 48), value));
        }
        Keep(query, a, pool, bundle * RowCodes.Bundle, except);
        Keep(query, b, pool, bundle * RowCodes.Bundle + 16, except);
        Keep(query, c, pool, bundle * RowCodes.Bundle + 32, except);
        Keep(query, d, pool, bundle * RowCodes.Bundle + 48, except);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Apart(Vector256<ushort> codes, Vector256<ushort> value, Vector256<ushort> unit) =>
        Vector256.Min(Vector256.Max(codes, value) - Vector256.Min(codes, value), unit);

    private void Keep(int query, Vector256<ushort> apart, RowCodes pool, int firstRow, int except)
    {
        var last = query * neighbours + neighbours - 1;
        if (!Vector256.LessThanAny(apart, Vector256.Create(distances[last])))
            return;
        for (var i = 0; i < Vector256<ushort>.Count; i++)
        {
            var (distance, row) = (apart[i], firstRow + i);
            if (distance >= distances[last] || row >= pool.RowCount || row == except)
                continue;
            var at = last;
            for (; at > query * neighbours && distances[at - 1] > distance; at--)
                (distances[at], rows[at]) = (distances[at - 1], rows[at - 1]);
            (distances[at], rows[at]) = (distance, row);
        }
    }
}
