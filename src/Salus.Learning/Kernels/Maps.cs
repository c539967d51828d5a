using System.Runtime.CompilerServices;

namespace Salus.Learning.Kernels;

/// <summary>The maps of <see cref="VectorMath"/> and of the networks. Those named …Slope give z + y · f′, the gradient y carried back through f and added to z.</summary>
internal static class Maps
{
    public readonly struct Add : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => TLanes.Add(x, y);
    }

    public readonly struct Multiply : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => TLanes.Multiply(x, y);
    }

    /// <summary>x y + z.</summary>
    public readonly struct MultiplyAdd : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => TLanes.MultiplyAdd(x, y, z);
    }

    /// <summary>factor x + y.</summary>
    public readonly struct AddScaled(float factor) : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => TLanes.MultiplyAdd(TLanes.Of(factor), x, y);
    }

    /// <summary>factor x + shift.</summary>
    public readonly struct Affine(float factor, float shift) : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => TLanes.MultiplyAdd(TLanes.Of(factor), x, TLanes.Of(shift));
    }

    public readonly struct Exp : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => Functions<TLanes, TVector>.Exp(x);
    }

    public readonly struct Log : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => Functions<TLanes, TVector>.Log(x);
    }

    /// <summary>Of (x, y): y / x added to z.</summary>
    public readonly struct LogSlope : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => TLanes.Add(z, TLanes.Divide(y, x));
    }

    public readonly struct Tanh : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => Functions<TLanes, TVector>.Tanh(x);
    }

    /// <summary>x is tanh itself: slope 1 − x².</summary>
    public readonly struct TanhSlope : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct =>
            TLanes.MultiplyAdd(y, TLanes.Subtract(TLanes.Of(1), TLanes.Multiply(x, x)), z);
    }

    public readonly struct Sigmoid : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => Functions<TLanes, TVector>.Sigmoid(x);
    }

    /// <summary>x is the sigmoid itself: slope x (1 − x).</summary>
    public readonly struct SigmoidSlope : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct =>
            TLanes.MultiplyAdd(y, TLanes.Multiply(x, TLanes.Subtract(TLanes.Of(1), x)), z);
    }

    public readonly struct Softplus : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => Functions<TLanes, TVector>.Softplus(x);
    }

    /// <summary>max(x, leak · x).</summary>
    public readonly struct LeakyRelu(float leak) : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct =>
            TLanes.WhereLess(TLanes.Of(0), x, x, TLanes.Multiply(x, TLanes.Of(leak)));
    }

    public readonly struct LeakyReluSlope(float leak) : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct =>
            TLanes.Add(z, TLanes.WhereLess(TLanes.Of(0), x, y, TLanes.Multiply(y, TLanes.Of(leak))));
    }

    /// <summary>x σ(x).</summary>
    public readonly struct Silu : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct =>
            TLanes.Multiply(x, Functions<TLanes, TVector>.Sigmoid(x));
    }

    /// <summary>σ + x σ (1 − σ).</summary>
    public readonly struct SiluSlope : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct
        {
            var s = Functions<TLanes, TVector>.Sigmoid(x);
            return TLanes.MultiplyAdd(y, TLanes.MultiplyAdd(TLanes.Multiply(x, s), TLanes.Subtract(TLanes.Of(1), s), s), z);
        }
    }

    /// <summary>½ x (1 + tanh(√(2/π) (x + 0.044715 x³))): Hendrycks and Gimpel, arXiv 1606.08415, section 2.</summary>
    public readonly struct Gelu : IMap
    {
        public const float Root = 0.7978845608028654f;
        public const float Cubic = 0.044715f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct
        {
            var t = Functions<TLanes, TVector>.Tanh(TLanes.Multiply(TLanes.Multiply(x, TLanes.Of(Root)), TLanes.MultiplyAdd(TLanes.Multiply(x, x), TLanes.Of(Cubic), TLanes.Of(1))));
            var half = TLanes.Multiply(x, TLanes.Of(0.5f));
            return TLanes.MultiplyAdd(half, t, half);
        }
    }

    public readonly struct GeluSlope : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct
        {
            var square = TLanes.Multiply(x, x);
            var t = Functions<TLanes, TVector>.Tanh(TLanes.Multiply(TLanes.Multiply(x, TLanes.Of(Gelu.Root)), TLanes.MultiplyAdd(square, TLanes.Of(Gelu.Cubic), TLanes.Of(1))));
            var inner = TLanes.Multiply(TLanes.Of(Gelu.Root), TLanes.MultiplyAdd(square, TLanes.Of(3 * Gelu.Cubic), TLanes.Of(1)));
            var slope = TLanes.Multiply(TLanes.Multiply(x, TLanes.Of(0.5f)), TLanes.Multiply(TLanes.Subtract(TLanes.Of(1), TLanes.Multiply(t, t)), inner));
            return TLanes.MultiplyAdd(y, TLanes.MultiplyAdd(TLanes.Add(TLanes.Of(1), t), TLanes.Of(0.5f), slope), z);
        }
    }

    /// <summary>√x.</summary>
    public readonly struct SquareRoot : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct => TLanes.Sqrt(x);
    }

    /// <summary>x is the root itself: slope 1 / 2x.</summary>
    public readonly struct SquareRootSlope : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct =>
            TLanes.Add(z, TLanes.Divide(y, TLanes.Add(x, x)));
    }

    /// <summary>−log(−log u), the standard Gumbel quantile of u in (0, 1).</summary>
    public readonly struct GumbelQuantile : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply<TLanes, TVector>(TVector x, TVector y, TVector z) where TLanes : struct, ILanes<TVector> where TVector : struct
        {
            var zero = TLanes.Of(0);
            return TLanes.Subtract(zero, Functions<TLanes, TVector>.Log(TLanes.Subtract(zero, Functions<TLanes, TVector>.Log(x))));
        }
    }
}
