using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Learning.Kernels;

/// <summary>
/// One step of Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1) on all weights of a tensor, with decay either added to the gradient
/// (L2) or to the step (AdamW; Loshchilov and Hutter, arXiv 1711.05101, algorithm 2).
/// </summary>
/// <param name="Rate">The learning rate of this step.</param>
/// <param name="MeanKept">β₁.</param>
/// <param name="SquareKept">β₂.</param>
/// <param name="MeanShare">1 − β₁ᵗ, the correction of the mean at step t.</param>
/// <param name="SquareShare">1 − β₂ᵗ.</param>
/// <param name="Floor">ε, added to the root.</param>
/// <param name="GradientScale">The gradient is multiplied with this first: clipping.</param>
/// <param name="CoupledDecay">λ of L2.</param>
/// <param name="DecoupledDecay">λ of AdamW.</param>
internal readonly record struct AdamKernel(
    float Rate, float MeanKept, float SquareKept, float MeanShare, float SquareShare, float Floor, float GradientScale, float CoupledDecay, float DecoupledDecay)
{
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> mean, Span<float> square)
    {
        if (gradient.Length != weights.Length || mean.Length != weights.Length || square.Length != weights.Length)
            throw new ArgumentException($"{weights.Length} weights, but {gradient.Length} gradients and {mean.Length}, {square.Length} moments.", nameof(gradient));
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var g = ref MemoryMarshal.GetReference(gradient);
        ref var m = ref MemoryMarshal.GetReference(mean);
        ref var s = ref MemoryMarshal.GetReference(square);
        var done = Simd.Use512 ? Run<Lanes512, Vector512<float>>(ref w, ref g, ref m, ref s, weights.Length)
            : Simd.Use256 ? Run<Lanes256, Vector256<float>>(ref w, ref g, ref m, ref s, weights.Length)
            : Run<Lanes128, Vector128<float>>(ref w, ref g, ref m, ref s, weights.Length);
        if (done == weights.Length)
            return;
        Span<float> rest = stackalloc float[4 * Simd.Stripe];
        rest.Clear();
        weights[done..].CopyTo(rest);
        gradient[done..].CopyTo(rest[Simd.Stripe..]);
        mean[done..].CopyTo(rest[(2 * Simd.Stripe)..]);
        square[done..].CopyTo(rest[(3 * Simd.Stripe)..]);
        Run<Lanes128, Vector128<float>>(ref rest[0], ref rest[Simd.Stripe], ref rest[2 * Simd.Stripe], ref rest[3 * Simd.Stripe], Simd.Stripe);
        rest[..(weights.Length - done)].CopyTo(weights[done..]);
        rest.Slice(2 * Simd.Stripe, weights.Length - done).CopyTo(mean[done..]);
        rest.Slice(3 * Simd.Stripe, weights.Length - done).CopyTo(square[done..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Run<TLanes, TVector>(ref float w, ref float g, ref float m, ref float s, int length)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var (meanKept, squareKept) = (TLanes.Of(MeanKept), TLanes.Of(SquareKept));
        var (meanNew, squareNew) = (TLanes.Of(1 - MeanKept), TLanes.Of(1 - SquareKept));
        var (rootShare, floor) = (TLanes.Of(1 / MathF.Sqrt(SquareShare)), TLanes.Of(Floor));
        var (step, keep) = (TLanes.Of(-Rate / MeanShare), TLanes.Of(1 - Rate * DecoupledDecay));
        var (scale, coupled) = (TLanes.Of(GradientScale), TLanes.Of(CoupledDecay));
        var i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
        {
            var weight = TLanes.Load(ref Unsafe.Add(ref w, i));
            var slope = TLanes.MultiplyAdd(coupled, weight, TLanes.Multiply(scale, TLanes.Load(ref Unsafe.Add(ref g, i))));
            var first = TLanes.MultiplyAdd(meanKept, TLanes.Load(ref Unsafe.Add(ref m, i)), TLanes.Multiply(meanNew, slope));
            var second = TLanes.MultiplyAdd(squareKept, TLanes.Load(ref Unsafe.Add(ref s, i)), TLanes.Multiply(squareNew, TLanes.Multiply(slope, slope)));
            TLanes.Store(first, ref Unsafe.Add(ref m, i));
            TLanes.Store(second, ref Unsafe.Add(ref s, i));
            var root = TLanes.MultiplyAdd(TLanes.Sqrt(second), rootShare, floor);
            TLanes.Store(TLanes.MultiplyAdd(step, TLanes.Divide(first, root), TLanes.Multiply(keep, weight)), ref Unsafe.Add(ref w, i));
        }
        return i;
    }
}
