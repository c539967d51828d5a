using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Learning.Kernels;

/// <summary>Takes one more vector (pair) into the partial results.</summary>
internal interface IFold
{
    TVector Take<TLanes, TVector>(TVector partial, TVector x, TVector y)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct;
}

/// <summary>
/// Sums whose order depends on nothing but the length: blocks of <see cref="Block"/> numbers, in each sixteen partial sums whatever
/// the width of the vectors, the blocks added up in double precision.
/// </summary>
internal static class Reductions
{
    private const int Block = 2048;

    public readonly struct Sum : IFold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Take<TLanes, TVector>(TVector partial, TVector x, TVector y) where TLanes : struct, ILanes<TVector> where TVector : struct => TLanes.Add(partial, x);
    }

    public readonly struct Dot : IFold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Take<TLanes, TVector>(TVector partial, TVector x, TVector y) where TLanes : struct, ILanes<TVector> where TVector : struct => TLanes.MultiplyAdd(x, y, partial);
    }

    /// <summary>The sum of (x − centre)².</summary>
    public readonly struct Spread(float centre) : IFold
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Take<TLanes, TVector>(TVector partial, TVector x, TVector y) where TLanes : struct, ILanes<TVector> where TVector : struct
        {
            var off = TLanes.Subtract(x, TLanes.Of(centre));
            return TLanes.MultiplyAdd(off, off, partial);
        }
    }

    public static double Run<TFold>(TFold fold, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TFold : struct, IFold
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"{x.Length} numbers against {y.Length}.", nameof(y));
        Span<float> partial = stackalloc float[Simd.Stripe];
        var total = 0.0;
        for (var start = 0; start < x.Length; start += Block)
        {
            var length = Math.Min(Block, x.Length - start);
            partial.Clear();
            var whole = length - length % Simd.Stripe;
            if (Simd.Use512)
                Run<TFold, Lanes512, Vector512<float>>(fold, x.Slice(start, whole), y.Slice(start, whole), partial);
            else if (Simd.Use256)
                Run<TFold, Lanes256, Vector256<float>>(fold, x.Slice(start, whole), y.Slice(start, whole), partial);
            else
                Run<TFold, Lanes128, Vector128<float>>(fold, x.Slice(start, whole), y.Slice(start, whole), partial);
            for (var i = whole; i < length; i++)
                partial[i - whole] = Single(fold, partial[i - whole], x[start + i], y[start + i]);
            for (var half = Simd.Stripe / 2; half > 0; half /= 2)
                for (var i = 0; i < half; i++)
                    partial[i] += partial[i + half];
            total += partial[0];
        }
        return total;
    }

    private static float Single<TFold>(TFold fold, float partial, float x, float y)
        where TFold : struct, IFold =>
        fold.Take<Lanes128, Vector128<float>>(Vector128.CreateScalar(partial), Vector128.CreateScalar(x), Vector128.CreateScalar(y)).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TFold, TLanes, TVector>(TFold fold, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> partial)
        where TFold : struct, IFold
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        ref var px = ref MemoryMarshal.GetReference(x);
        ref var py = ref MemoryMarshal.GetReference(y);
        ref var pp = ref MemoryMarshal.GetReference(partial);
        for (var lane = 0; lane < Simd.Stripe; lane += TLanes.Count)
        {
            var sum = TLanes.Load(ref Unsafe.Add(ref pp, lane));
            for (var i = lane; i < x.Length; i += Simd.Stripe)
                sum = fold.Take<TLanes, TVector>(sum, TLanes.Load(ref Unsafe.Add(ref px, i)), TLanes.Load(ref Unsafe.Add(ref py, i)));
            TLanes.Store(sum, ref Unsafe.Add(ref pp, lane));
        }
    }
}
