using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Learning.Kernels;

/// <summary>
/// Products of matrices in single precision: C = α op(A) op(B) + β C, all row by row. Blocked for the caches and packed after Goto and
/// van de Geijn (ACM Transactions on Mathematical Software 34, 2008, article 12). Each number of C is summed in the same order whatever
/// the width of the vectors and the number of threads.
/// </summary>
public static class Gemm
{
    /// <summary>Depth of a block: a panel of B this deep stays in the first cache.</summary>
    private const int DepthBlock = 256;

    /// <summary>Rows of a block of A, which stays in the second cache; a multiple of every tile's rows.</summary>
    private const int RowBlock = 240;

    /// <summary>Columns of a block of B; a multiple of every tile's columns.</summary>
    private const int ColumnBlock = 1024;

    /// <summary>Below so many multiplications a second thread costs more than it brings.</summary>
    private const long LeastPerThread = 1 << 20;

    private const int BytesPerLine = 64;

    [ThreadStatic]
    private static float[]? packed;

    /// <summary>C = α op(A) op(B) + β C on one thread. With β = 0 what C held is not read.</summary>
    /// <param name="rows">Rows of C and of op(A).</param>
    /// <param name="columns">Columns of C and of op(B).</param>
    /// <param name="depth">Columns of op(A), rows of op(B).</param>
    /// <param name="turnA">A lies as <c>[depth, rows]</c> instead of <c>[rows, depth]</c>.</param>
    /// <param name="strideA">Numbers from one stored row of A to the next.</param>
    /// <param name="turnB">B lies as <c>[columns, depth]</c> instead of <c>[depth, columns]</c>.</param>
    /// <exception cref="ArgumentException">An array is too short for its shape.</exception>
    public static void Multiply(int rows, int columns, int depth, float alpha, ReadOnlySpan<float> a, int strideA, bool turnA, ReadOnlySpan<float> b, int strideB, bool turnB, float beta, Span<float> c, int strideC)
    {
        Require(a, turnA ? depth : rows, turnA ? rows : depth, strideA, nameof(a));
        Require(b, turnB ? columns : depth, turnB ? depth : columns, strideB, nameof(b));
        Require(c, rows, columns, strideC, nameof(c));
        if (rows == 0 || columns == 0)
            return;
        var replace = beta == 0 && depth > 0;
        if (!replace && beta != 1)
            for (var row = 0; row < rows; row++)
            {
                var line = c.Slice(row * strideC, columns);
                if (beta == 0)
                    line.Clear();
                else
                    VectorMath.Affine(beta, line, 0, line);
            }
        if (Simd.Use512)
            Blocks<Lanes512, Vector512<float>>(12, rows, columns, depth, alpha, a, strideA, turnA, b, strideB, turnB, c, strideC, replace);
        else if (Simd.Use256)
            Blocks<Lanes256, Vector256<float>>(6, rows, columns, depth, alpha, a, strideA, turnA, b, strideB, turnB, c, strideC, replace);
        else
            Blocks<Lanes128, Vector128<float>>(6, rows, columns, depth, alpha, a, strideA, turnA, b, strideB, turnB, c, strideC, replace);
    }

    /// <summary>The same on several threads: the rows of C, or its columns where there are more, are shared out. The numbers do not depend on <paramref name="threads"/>.</summary>
    public static void Multiply(int rows, int columns, int depth, float alpha, ReadOnlyMemory<float> a, int strideA, bool turnA, ReadOnlyMemory<float> b, int strideB, bool turnB, float beta, Memory<float> c, int strideC, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var parts = (int)Math.Min(threads, (long)rows * columns * depth / LeastPerThread);
        if (parts <= 1)
        {
            Multiply(rows, columns, depth, alpha, a.Span, strideA, turnA, b.Span, strideB, turnB, beta, c.Span, strideC);
            return;
        }
        var byRows = rows >= columns;
        var length = byRows ? rows : columns;
        var share = (length + parts - 1) / parts;
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            var start = part * share;
            var count = Math.Min(share, length - start);
            if (count <= 0)
                return;
            if (byRows)
                Multiply(count, columns, depth, alpha, a.Span[(turnA ? start : start * strideA)..], strideA, turnA, b.Span, strideB, turnB, beta, c.Span[(start * strideC)..], strideC);
            else
                Multiply(rows, count, depth, alpha, a.Span, strideA, turnA, b.Span[(turnB ? start * strideB : start)..], strideB, turnB, beta, c.Span[start..], strideC);
        });
    }

    private static void Require(ReadOnlySpan<float> values, int lines, int width, int stride, string name)
    {
        if (lines < 0 || width < 0 || stride < width)
            throw new ArgumentException($"A matrix of {lines} by {width} with {stride} numbers from row to row.", name);
        if (lines > 0 && values.Length < (long)(lines - 1) * stride + width)
            throw new ArgumentException($"{values.Length} numbers are too few for a matrix of {lines} by {width} with {stride} numbers from row to row.", name);
    }

    private static void Blocks<TLanes, TVector>(int tileRows, int rows, int columns, int depth, float alpha, ReadOnlySpan<float> a, int strideA, bool turnA, ReadOnlySpan<float> b, int strideB, bool turnB, Span<float> c, int strideC, bool replace)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var tileColumns = 2 * TLanes.Count;
        var block = Math.Min(depth, DepthBlock);
        var packedA = Aligned(Padded(Math.Min(rows, RowBlock), tileRows) * block, Padded(Math.Min(columns, ColumnBlock), tileColumns) * block, out var packedB);
        for (var p = 0; p < depth; p += DepthBlock)
        {
            var deep = Math.Min(DepthBlock, depth - p);
            for (var j = 0; j < columns; j += ColumnBlock)
            {
                var wide = Math.Min(ColumnBlock, columns - j);
                if (turnB)
                    Panels.Turn(b[(j * strideB + p)..], strideB, wide, deep, tileColumns, packedB);
                else
                    Panels.Copy(b[(p * strideB + j)..], strideB, wide, deep, tileColumns, packedB);
                for (var i = 0; i < rows; i += RowBlock)
                {
                    var high = Math.Min(RowBlock, rows - i);
                    if (turnA)
                        Panels.Copy(a[(p * strideA + i)..], strideA, high, deep, tileRows, packedA);
                    else
                        Panels.Turn(a[(i * strideA + p)..], strideA, high, deep, tileRows, packedA);
                    Tiles<TLanes, TVector>(tileRows, high, wide, deep, alpha, packedA, packedB, c[(i * strideC + j)..], strideC, replace && p == 0);
                }
            }
        }
    }

    private static void Tiles<TLanes, TVector>(int tileRows, int rows, int columns, int depth, float alpha, ReadOnlySpan<float> packedA, ReadOnlySpan<float> packedB, Span<float> c, int strideC, bool replace)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var tileColumns = 2 * TLanes.Count;
        Span<float> edge = stackalloc float[12 * 2 * Simd.Stripe];
        for (var j = 0; j < columns; j += tileColumns)
        {
            var wide = Math.Min(tileColumns, columns - j);
            var narrow = wide <= TLanes.Count;
            ref var panelB = ref Unsafe.Add(ref MemoryMarshal.GetReference(packedB), j * depth);
            for (var i = 0; i < rows; i += tileRows)
            {
                var high = Math.Min(tileRows, rows - i);
                ref var panelA = ref Unsafe.Add(ref MemoryMarshal.GetReference(packedA), i * depth);
                if (high == tileRows && wide == (narrow ? TLanes.Count : tileColumns))
                {
                    Run<TLanes, TVector>(tileRows, narrow, ref panelA, ref panelB, depth, alpha, ref c[i * strideC + j], strideC, replace);
                    continue;
                }
                if (!replace)
                    for (var row = 0; row < high; row++)
                        c.Slice((i + row) * strideC + j, wide).CopyTo(edge[(row * tileColumns)..]);
                Run<TLanes, TVector>(tileRows, narrow, ref panelA, ref panelB, depth, alpha, ref edge[0], tileColumns, replace);
                for (var row = 0; row < high; row++)
                    edge.Slice(row * tileColumns, wide).CopyTo(c[((i + row) * strideC + j)..]);
            }
        }
    }

    private static void Run<TLanes, TVector>(int tileRows, bool narrow, ref float a, ref float b, int depth, float alpha, ref float c, int stride, bool replace)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        if (tileRows == 12 && narrow)
            Tile<TLanes, TVector>.TwelveByOne(ref a, ref b, depth, alpha, ref c, stride, replace);
        else if (tileRows == 12)
            Tile<TLanes, TVector>.TwelveByTwo(ref a, ref b, depth, alpha, ref c, stride, replace);
        else if (narrow)
            Tile<TLanes, TVector>.SixByOne(ref a, ref b, depth, alpha, ref c, stride, replace);
        else
            Tile<TLanes, TVector>.SixByTwo(ref a, ref b, depth, alpha, ref c, stride, replace);
    }

    private static int Padded(int length, int tile) => (length + tile - 1) / tile * tile;

    /// <summary>Room for a packed block of this thread that begins on a cache line: a vector of 512 bits that straddles two costs double.</summary>
    private static Span<float> Aligned(int lengthA, int lengthB, out Span<float> forB)
    {
        const int PerLine = BytesPerLine / sizeof(float);
        var room = Padded(lengthA, PerLine) + lengthB + PerLine;
        if (packed is null || packed.Length < room)
            packed = GC.AllocateUninitializedArray<float>(room, pinned: true);
        var astray = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(packed, 0) % BytesPerLine) / sizeof(float);
        var start = astray == 0 ? 0 : PerLine - astray;
        forB = packed.AsSpan(start + Padded(lengthA, PerLine), lengthB);
        return packed.AsSpan(start, lengthA);
    }
}
