using System.Runtime.CompilerServices;

namespace Salus.Learning.Kernels;

/// <summary>
/// The innermost loops of <see cref="Gemm"/>: a tile of C held in registers while packed panels of A and B stream past. Twelve rows of two
/// vectors fill the 32 registers of AVX-512 or of Arm (24 sums, 2 of B, the rest to broadcast A); six rows of two fill the 16 of AVX.
/// </summary>
internal static class Tile<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>C (+)= α A B on twelve rows and two vectors of columns; B comes in panels of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TwelveByTwo(ref float a, ref float b, int depth, float alpha, ref float c, int stride, bool replace)
    {
        var (s0L, s0R) = (TLanes.Of(0), TLanes.Of(0));
        var (s1L, s1R) = (TLanes.Of(0), TLanes.Of(0));
        var (s2L, s2R) = (TLanes.Of(0), TLanes.Of(0));
        var (s3L, s3R) = (TLanes.Of(0), TLanes.Of(0));
        var (s4L, s4R) = (TLanes.Of(0), TLanes.Of(0));
        var (s5L, s5R) = (TLanes.Of(0), TLanes.Of(0));
        var (s6L, s6R) = (TLanes.Of(0), TLanes.Of(0));
        var (s7L, s7R) = (TLanes.Of(0), TLanes.Of(0));
        var (s8L, s8R) = (TLanes.Of(0), TLanes.Of(0));
        var (s9L, s9R) = (TLanes.Of(0), TLanes.Of(0));
        var (sAL, sAR) = (TLanes.Of(0), TLanes.Of(0));
        var (sBL, sBR) = (TLanes.Of(0), TLanes.Of(0));
        for (; depth > 0; depth--)
        {
            var left = TLanes.Load(ref b);
            var right = TLanes.Load(ref Unsafe.Add(ref b, TLanes.Count));
            var x = TLanes.Of(a);
            s0L = TLanes.MultiplyAdd(x, left, s0L);
            s0R = TLanes.MultiplyAdd(x, right, s0R);
            x = TLanes.Of(Unsafe.Add(ref a, 1));
            s1L = TLanes.MultiplyAdd(x, left, s1L);
            s1R = TLanes.MultiplyAdd(x, right, s1R);
            x = TLanes.Of(Unsafe.Add(ref a, 2));
            s2L = TLanes.MultiplyAdd(x, left, s2L);
            s2R = TLanes.MultiplyAdd(x, right, s2R);
            x = TLanes.Of(Unsafe.Add(ref a, 3));
            s3L = TLanes.MultiplyAdd(x, left, s3L);
            s3R = TLanes.MultiplyAdd(x, right, s3R);
            x = TLanes.Of(Unsafe.Add(ref a, 4));
            s4L = TLanes.MultiplyAdd(x, left, s4L);
            s4R = TLanes.MultiplyAdd(x, right, s4R);
            x = TLanes.Of(Unsafe.Add(ref a, 5));
            s5L = TLanes.MultiplyAdd(x, left, s5L);
            s5R = TLanes.MultiplyAdd(x, right, s5R);
            x = TLanes.Of(Unsafe.Add(ref a, 6));
            s6L = TLanes.MultiplyAdd(x, left, s6L);
            s6R = TLanes.MultiplyAdd(x, right, s6R);
            x = TLanes.Of(Unsafe.Add(ref a, 7));
            s7L = TLanes.MultiplyAdd(x, left, s7L);
            s7R = TLanes.MultiplyAdd(x, right, s7R);
            x = TLanes.Of(Unsafe.Add(ref a, 8));
            s8L = TLanes.MultiplyAdd(x, left, s8L);
            s8R = TLanes.MultiplyAdd(x, right, s8R);
            x = TLanes.Of(Unsafe.Add(ref a, 9));
            s9L = TLanes.MultiplyAdd(x, left, s9L);
            s9R = TLanes.MultiplyAdd(x, right, s9R);
            x = TLanes.Of(Unsafe.Add(ref a, 10));
            sAL = TLanes.MultiplyAdd(x, left, sAL);
            sAR = TLanes.MultiplyAdd(x, right, sAR);
            x = TLanes.Of(Unsafe.Add(ref a, 11));
            sBL = TLanes.MultiplyAdd(x, left, sBL);
            sBR = TLanes.MultiplyAdd(x, right, sBR);
            a = ref Unsafe.Add(ref a, 12);
            b = ref Unsafe.Add(ref b, 2 * TLanes.Count);
        }
        var factor = TLanes.Of(alpha);
        Put(s0L, factor, ref c, 0, replace);
        Put(s0R, factor, ref c, TLanes.Count, replace);
        Put(s1L, factor, ref c, stride, replace);
        Put(s1R, factor, ref c, stride + TLanes.Count, replace);
        Put(s2L, factor, ref c, 2 * stride, replace);
        Put(s2R, factor, ref c, 2 * stride + TLanes.Count, replace);
        Put(s3L, factor, ref c, 3 * stride, replace);
        Put(s3R, factor, ref c, 3 * stride + TLanes.Count, replace);
        Put(s4L, factor, ref c, 4 * stride, replace);
        Put(s4R, factor, ref c, 4 * stride + TLanes.Count, replace);
        Put(s5L, factor, ref c, 5 * stride, replace);
        Put(s5R, factor, ref c, 5 * stride + TLanes.Count, replace);
        Put(s6L, factor, ref c, 6 * stride, replace);
        Put(s6R, factor, ref c, 6 * stride + TLanes.Count, replace);
        Put(s7L, factor, ref c, 7 * stride, replace);
        Put(s7R, factor, ref c, 7 * stride + TLanes.Count, replace);
        Put(s8L, factor, ref c, 8 * stride, replace);
        Put(s8R, factor, ref c, 8 * stride + TLanes.Count, replace);
        Put(s9L, factor, ref c, 9 * stride, replace);
        Put(s9R, factor, ref c, 9 * stride + TLanes.Count, replace);
        Put(sAL, factor, ref c, 10 * stride, replace);
        Put(sAR, factor, ref c, 10 * stride + TLanes.Count, replace);
        Put(sBL, factor, ref c, 11 * stride, replace);
        Put(sBR, factor, ref c, 11 * stride + TLanes.Count, replace);
    }

    /// <summary>The same on the first vector of a panel, for the last columns of a matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TwelveByOne(ref float a, ref float b, int depth, float alpha, ref float c, int stride, bool replace)
    {
        var s0 = TLanes.Of(0);
        var s1 = TLanes.Of(0);
        var s2 = TLanes.Of(0);
        var s3 = TLanes.Of(0);
        var s4 = TLanes.Of(0);
        var s5 = TLanes.Of(0);
        var s6 = TLanes.Of(0);
        var s7 = TLanes.Of(0);
        var s8 = TLanes.Of(0);
        var s9 = TLanes.Of(0);
        var sA = TLanes.Of(0);
        var sB = TLanes.Of(0);
        for (; depth > 0; depth--)
        {
            var left = TLanes.Load(ref b);
            var x = TLanes.Of(a);
            s0 = TLanes.MultiplyAdd(x, left, s0);
            x = TLanes.Of(Unsafe.Add(ref a, 1));
            s1 = TLanes.MultiplyAdd(x, left, s1);
            x = TLanes.Of(Unsafe.Add(ref a, 2));
            s2 = TLanes.MultiplyAdd(x, left, s2);
            x = TLanes.Of(Unsafe.Add(ref a, 3));
            s3 = TLanes.MultiplyAdd(x, left, s3);
            x = TLanes.Of(Unsafe.Add(ref a, 4));
            s4 = TLanes.MultiplyAdd(x, left, s4);
            x = TLanes.Of(Unsafe.Add(ref a, 5));
            s5 = TLanes.MultiplyAdd(x, left, s5);
            x = TLanes.Of(Unsafe.Add(ref a, 6));
            s6 = TLanes.MultiplyAdd(x, left, s6);
            x = TLanes.Of(Unsafe.Add(ref a, 7));
            s7 = TLanes.MultiplyAdd(x, left, s7);
            x = TLanes.Of(Unsafe.Add(ref a, 8));
            s8 = TLanes.MultiplyAdd(x, left, s8);
            x = TLanes.Of(Unsafe.Add(ref a, 9));
            s9 = TLanes.MultiplyAdd(x, left, s9);
            x = TLanes.Of(Unsafe.Add(ref a, 10));
            sA = TLanes.MultiplyAdd(x, left, sA);
            x = TLanes.Of(Unsafe.Add(ref a, 11));
            sB = TLanes.MultiplyAdd(x, left, sB);
            a = ref Unsafe.Add(ref a, 12);
            b = ref Unsafe.Add(ref b, 2 * TLanes.Count);
        }
        var factor = TLanes.Of(alpha);
        Put(s0, factor, ref c, 0, replace);
        Put(s1, factor, ref c, stride, replace);
        Put(s2, factor, ref c, 2 * stride, replace);
        Put(s3, factor, ref c, 3 * stride, replace);
        Put(s4, factor, ref c, 4 * stride, replace);
        Put(s5, factor, ref c, 5 * stride, replace);
        Put(s6, factor, ref c, 6 * stride, replace);
        Put(s7, factor, ref c, 7 * stride, replace);
        Put(s8, factor, ref c, 8 * stride, replace);
        Put(s9, factor, ref c, 9 * stride, replace);
        Put(sA, factor, ref c, 10 * stride, replace);
        Put(sB, factor, ref c, 11 * stride, replace);
    }

    /// <summary>C (+)= α A B on six rows and two vectors of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SixByTwo(ref float a, ref float b, int depth, float alpha, ref float c, int stride, bool replace)
    {
        var (s0L, s0R) = (TLanes.Of(0), TLanes.Of(0));
        var (s1L, s1R) = (TLanes.Of(0), TLanes.Of(0));
        var (s2L, s2R) = (TLanes.Of(0), TLanes.Of(0));
        var (s3L, s3R) = (TLanes.Of(0), TLanes.Of(0));
        var (s4L, s4R) = (TLanes.Of(0), TLanes.Of(0));
        var (s5L, s5R) = (TLanes.Of(0), TLanes.Of(0));
        for (; depth > 0; depth--)
        {
            var left = TLanes.Load(ref b);
            var right = TLanes.Load(ref Unsafe.Add(ref b, TLanes.Count));
            var x = TLanes.Of(a);
            s0L = TLanes.MultiplyAdd(x, left, s0L);
            s0R = TLanes.MultiplyAdd(x, right, s0R);
            x = TLanes.Of(Unsafe.Add(ref a, 1));
            s1L = TLanes.MultiplyAdd(x, left, s1L);
            s1R = TLanes.MultiplyAdd(x, right, s1R);
            x = TLanes.Of(Unsafe.Add(ref a, 2));
            s2L = TLanes.MultiplyAdd(x, left, s2L);
            s2R = TLanes.MultiplyAdd(x, right, s2R);
            x = TLanes.Of(Unsafe.Add(ref a, 3));
            s3L = TLanes.MultiplyAdd(x, left, s3L);
            s3R = TLanes.MultiplyAdd(x, right, s3R);
            x = TLanes.Of(Unsafe.Add(ref a, 4));
            s4L = TLanes.MultiplyAdd(x, left, s4L);
            s4R = TLanes.MultiplyAdd(x, right, s4R);
            x = TLanes.Of(Unsafe.Add(ref a, 5));
            s5L = TLanes.MultiplyAdd(x, left, s5L);
            s5R = TLanes.MultiplyAdd(x, right, s5R);
            a = ref Unsafe.Add(ref a, 6);
            b = ref Unsafe.Add(ref b, 2 * TLanes.Count);
        }
        var factor = TLanes.Of(alpha);
        Put(s0L, factor, ref c, 0, replace);
        Put(s0R, factor, ref c, TLanes.Count, replace);
        Put(s1L, factor, ref c, stride, replace);
        Put(s1R, factor, ref c, stride + TLanes.Count, replace);
        Put(s2L, factor, ref c, 2 * stride, replace);
        Put(s2R, factor, ref c, 2 * stride + TLanes.Count, replace);
        Put(s3L, factor, ref c, 3 * stride, replace);
        Put(s3R, factor, ref c, 3 * stride + TLanes.Count, replace);
        Put(s4L, factor, ref c, 4 * stride, replace);
        Put(s4R, factor, ref c, 4 * stride + TLanes.Count, replace);
        Put(s5L, factor, ref c, 5 * stride, replace);
        Put(s5R, factor, ref c, 5 * stride + TLanes.Count, replace);
    }

    /// <summary>The same on the first vector of a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SixByOne(ref float a, ref float b, int depth, float alpha, ref float c, int stride, bool replace)
    {
        var s0 = TLanes.Of(0);
        var s1 = TLanes.Of(0);
        var s2 = TLanes.Of(0);
        var s3 = TLanes.Of(0);
        var s4 = TLanes.Of(0);
        var s5 = TLanes.Of(0);
        for (; depth > 0; depth--)
        {
            var left = TLanes.Load(ref b);
            var x = TLanes.Of(a);
            s0 = TLanes.MultiplyAdd(x, left, s0);
            x = TLanes.Of(Unsafe.Add(ref a, 1));
            s1 = TLanes.MultiplyAdd(x, left, s1);
            x = TLanes.Of(Unsafe.Add(ref a, 2));
            s2 = TLanes.MultiplyAdd(x, left, s2);
            x = TLanes.Of(Unsafe.Add(ref a, 3));
            s3 = TLanes.MultiplyAdd(x, left, s3);
            x = TLanes.Of(Unsafe.Add(ref a, 4));
            s4 = TLanes.MultiplyAdd(x, left, s4);
            x = TLanes.Of(Unsafe.Add(ref a, 5));
            s5 = TLanes.MultiplyAdd(x, left, s5);
            a = ref Unsafe.Add(ref a, 6);
            b = ref Unsafe.Add(ref b, 2 * TLanes.Count);
        }
        var factor = TLanes.Of(alpha);
        Put(s0, factor, ref c, 0, replace);
        Put(s1, factor, ref c, stride, replace);
        Put(s2, factor, ref c, 2 * stride, replace);
        Put(s3, factor, ref c, 3 * stride, replace);
        Put(s4, factor, ref c, 4 * stride, replace);
        Put(s5, factor, ref c, 5 * stride, replace);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TVector sum, TVector factor, ref float c, int offset, bool replace)
    {
        ref var at = ref Unsafe.Add(ref c, offset);
        TLanes.Store(replace ? TLanes.Multiply(factor, sum) : TLanes.MultiplyAdd(factor, sum, TLanes.Load(ref at)), ref at);
    }
}
