using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Learning.Kernels;

/// <summary>Many random numbers at a time, the same for the same state of the generator whatever the width of vectors.</summary>
public static class NormalNumbers
{
    private const float Step = 1f / (1 << 24);

    /// <summary>Uniform in (0, 1): the middle of one of 2²³ equal steps, never an end. Two numbers from each word of the generator.</summary>
    public static void FillUniform(SeededRandom random, Span<float> to)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var i = 0; i < to.Length; i += 2)
        {
            var bits = random.NextBits();
            to[i] = ((uint)(bits >> 41) * 2 + 1) * Step;
            if (i + 1 < to.Length)
                to[i + 1] = ((uint)(bits & 0x7F_FFFF) * 2 + 1) * Step;
        }
    }

    /// <summary>Standard normal by pairs: √(−2 ln u) cos 2πv and √(−2 ln u) sin 2πv (Box and Muller, Annals of Mathematical Statistics 29, 1958).</summary>
    public static void Fill(SeededRandom random, Span<float> to)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<float> pair = stackalloc float[2 * Simd.Stripe];
        for (var i = 0; i < to.Length; i += pair.Length)
        {
            FillUniform(random, pair);
            ref var u = ref MemoryMarshal.GetReference(pair);
            if (Simd.Use512)
                Turn<Lanes512, Vector512<float>>(ref u);
            else if (Simd.Use256)
                Turn<Lanes256, Vector256<float>>(ref u);
            else
                Turn<Lanes128, Vector128<float>>(ref u);
            pair[..Math.Min(pair.Length, to.Length - i)].CopyTo(to[i..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn<TLanes, TVector>(ref float u)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (var i = 0; i < Simd.Stripe; i += TLanes.Count)
        {
            ref var first = ref Unsafe.Add(ref u, i);
            ref var second = ref Unsafe.Add(ref u, i + Simd.Stripe);
            var radius = TLanes.Sqrt(TLanes.Multiply(TLanes.Of(-2), Functions<TLanes, TVector>.Log(TLanes.Load(ref first))));
            var (sine, cosine) = Functions<TLanes, TVector>.Turn(TLanes.Load(ref second));
            TLanes.Store(TLanes.Multiply(radius, cosine), ref first);
            TLanes.Store(TLanes.Multiply(radius, sine), ref second);
        }
    }
}
