using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Learning.Trees;

/// <summary>
/// Sums of gradients and curvatures of the rows of a leaf, and their count, by column and step. Each column is summed in row order by
/// one thread, so the sums do not depend on how many threads there are. Four columns are walked at a time: neighbouring rows often
/// share a step, and four independent sums keep the processor from waiting on the one before.
/// </summary>
internal sealed class Histogram(int[] offsets)
{
    private const int ColumnsAtOnce = 4;

    private readonly double[] sums = new double[offsets[^1] * 2];
    private readonly int[] counts = new int[offsets[^1]];

    public double Gradient(int cell) => sums[2 * cell];

    public double Curvature(int cell) => sums[2 * cell + 1];

    public int Count(int cell) => counts[cell];

    /// <param name="columns">Those to be summed; the cells of others stay as they are and must not be read.</param>
    /// <param name="rows">Rows of the leaf.</param>
    /// <param name="slopes">Gradient and curvature, in turn, of those rows in their order.</param>
    public void Fill(BinnedTable table, int[] columns, int[] rows, int start, int count, float[] slopes, ParallelOptions threads)
    {
        foreach (var column in columns)
        {
            sums.AsSpan(2 * offsets[column], 2 * (offsets[column + 1] - offsets[column])).Clear();
            counts.AsSpan(offsets[column], offsets[column + 1] - offsets[column]).Clear();
        }
        var blocks = (columns.Length + ColumnsAtOnce - 1) / ColumnsAtOnce;
        if ((long)count * columns.Length < 40_000 || threads.MaxDegreeOfParallelism == 1)
            for (var block = 0; block < blocks; block++)
                FillBlock(block);
        else
            Parallel.For(0, blocks, threads, FillBlock);

        void FillBlock(int block)
        {
            var from = block * ColumnsAtOnce;
            if (from + ColumnsAtOnce <= columns.Length)
                FillFour(table, columns.AsSpan(from, ColumnsAtOnce), rows.AsSpan(start, count), slopes);
            else
                foreach (var column in columns.AsSpan(from))
                    FillOne(table.Steps(column), offsets[column], rows.AsSpan(start, count), slopes);
        }
    }

    /// <summary>Takes away what <paramref name="part"/> holds, so that the rest is left.</summary>
    public void Less(Histogram part, int[] columns)
    {
        foreach (var column in columns)
        {
            var (from, to) = (offsets[column], offsets[column + 1]);
            for (var i = 2 * from; i < 2 * to; i++)
                sums[i] -= part.sums[i];
            for (var i = from; i < to; i++)
                counts[i] -= part.counts[i];
        }
    }

    private void FillOne(byte[] bins, int from, ReadOnlySpan<int> rows, float[] slopes)
    {
        ref var sum = ref sums[2 * from];
        ref var number = ref counts[from];
        ref var slope = ref MemoryMarshal.GetArrayDataReference(slopes);
        for (var i = 0; i < rows.Length; i++)
            Add(ref sum, ref number, bins[rows[i]], Slope(ref slope, i));
    }

    private void FillFour(BinnedTable table, ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, float[] slopes)
    {
        var (bins0, bins1, bins2, bins3) = (table.Steps(columns[0]), table.Steps(columns[1]), table.Steps(columns[2]), table.Steps(columns[3]));
        ref var sum0 = ref sums[2 * offsets[columns[0]]];
        ref var sum1 = ref sums[2 * offsets[columns[1]]];
        ref var sum2 = ref sums[2 * offsets[columns[2]]];
        ref var sum3 = ref sums[2 * offsets[columns[3]]];
        ref var number0 = ref counts[offsets[columns[0]]];
        ref var number1 = ref counts[offsets[columns[1]]];
        ref var number2 = ref counts[offsets[columns[2]]];
        ref var number3 = ref counts[offsets[columns[3]]];
        ref var slope = ref MemoryMarshal.GetArrayDataReference(slopes);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var value = Slope(ref slope, i);
            Add(ref sum0, ref number0, bins0[row], value);
            Add(ref sum1, ref number1, bins1[row], value);
            Add(ref sum2, ref number2, bins2[row], value);
            Add(ref sum3, ref number3, bins3[row], value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Slope(ref float slopes, int row)
    {
        var pair = Vector64.LoadUnsafe(ref slopes, (nuint)(2 * row));
        return Vector128.WidenLower(pair.ToVector128Unsafe());
    }

    /// <summary>No bounds are checked: a step is below the number of steps of its column, for which the cells were made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref double sums, ref int counts, byte bin, Vector128<double> slope)
    {
        ref var cell = ref Unsafe.Add(ref sums, 2 * bin);
        (Vector128.LoadUnsafe(ref cell) + slope).StoreUnsafe(ref cell);
        Unsafe.Add(ref counts, (int)bin)++;
    }
}
