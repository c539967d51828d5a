using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Learning.Kernels;

/// <summary>A function of up to three numbers, written for vectors. A map of fewer ignores the rest.</summary>
internal interface IMap
{
    TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct;
}

/// <summary>Runs a map over arrays, element by element. The result may be one of the arguments.</summary>
internal static class Elementwise
{
    public static void Run<TMap>(TMap map, ReadOnlySpan<float> x, Span<float> to)
        where TMap : struct, IMap => Run(map, x, x, x, to);

    public static void Run<TMap>(TMap map, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> to)
        where TMap : struct, IMap => Run(map, x, y, x, to);

    public static void Run<TMap>(TMap map, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> to)
        where TMap : struct, IMap
    {
        if (x.Length != to.Length || y.Length != to.Length || z.Length != to.Length)
            throw new ArgumentException($"Arrays of {x.Length}, {y.Length} and {z.Length} numbers into one of {to.Length}.", nameof(to));
        if (Simd.Use512)
            Run<TMap, Lanes512, Vector512<float>>(map, x, y, z, to);
        else if (Simd.Use256)
            Run<TMap, Lanes256, Vector256<float>>(map, x, y, z, to);
        else
            Run<TMap, Lanes128, Vector128<float>>(map, x, y, z, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TMap, TLanes, TVector>(TMap map, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> to)
        where TMap : struct, IMap
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        ref var px = ref MemoryMarshal.GetReference(x);
        ref var py = ref MemoryMarshal.GetReference(y);
        ref var pz = ref MemoryMarshal.GetReference(z);
        ref var pt = ref MemoryMarshal.GetReference(to);
        var i = 0;
        for (; i <= to.Length - TLanes.Count; i += TLanes.Count)
            TLanes.Store(map.Apply<TLanes, TVector>(TLanes.Load(ref Unsafe.Add(ref px, i)), TLanes.Load(ref Unsafe.Add(ref py, i)), TLanes.Load(ref Unsafe.Add(ref pz, i))), ref Unsafe.Add(ref pt, i));
        if (i == to.Length)
            return;
        Span<float> rest = stackalloc float[3 * Simd.Stripe];
        rest.Clear();
        x[i..].CopyTo(rest);
        y[i..].CopyTo(rest[Simd.Stripe..]);
        z[i..].CopyTo(rest[(2 * Simd.Stripe)..]);
        ref var r = ref MemoryMarshal.GetReference(rest);
        TLanes.Store(map.Apply<TLanes, TVector>(TLanes.Load(ref r), TLanes.Load(ref Unsafe.Add(ref r, Simd.Stripe)), TLanes.Load(ref Unsafe.Add(ref r, 2 * Simd.Stripe))), ref r);
        rest[..(to.Length - i)].CopyTo(to[i..]);
    }
}
