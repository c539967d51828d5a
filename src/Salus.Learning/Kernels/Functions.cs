using System.Runtime.CompilerServices;

namespace Salus.Learning.Kernels;

/// <summary>
/// Elementary functions on vectors, after the single precision routines of S. L. Moshier's Cephes library (Methods and Programs for
/// Mathematical Functions, 1989): reduction of the range, then a polynomial. Errors stay under 3 units in the last place.
/// </summary>
internal static class Functions<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const float LogTwoHigh = 0.693359375f;
    private const float LogTwoLow = -2.12194440e-4f;

    /// <summary>eˣ; x below −87.3 gives the least normal number, above 88.0 the value there, NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        x = TLanes.Min(TLanes.Max(x, TLanes.Of(-87.33654f)), TLanes.Of(88.0f));
        var n = TLanes.Round(TLanes.Multiply(x, TLanes.Of(1.44269504088896341f)));
        var r = TLanes.MultiplyAdd(n, TLanes.Of(-LogTwoHigh), x);
        r = TLanes.MultiplyAdd(n, TLanes.Of(-LogTwoLow), r);
        var p = TLanes.Of(1.9875691500e-4f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Of(1.3981999507e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Of(8.3334519073e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Of(4.1665795894e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Of(1.6666665459e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Of(5.0000001201e-1f));
        p = TLanes.MultiplyAdd(p, TLanes.Multiply(r, r), TLanes.Add(r, TLanes.Of(1)));
        return TLanes.Multiply(p, TLanes.PowerOfTwo(n));
    }

    /// <summary>Natural logarithm; anything below the least normal number counts as that number (−87.3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log(TVector x)
    {
        var (m, e) = TLanes.Split(TLanes.Max(x, TLanes.Of(1.17549435e-38f)));
        var half = TLanes.Of(0.707106781186547524f);
        e = TLanes.WhereLess(m, half, TLanes.Subtract(e, TLanes.Of(1)), e);
        m = TLanes.Subtract(TLanes.WhereLess(m, half, TLanes.Add(m, m), m), TLanes.Of(1));
        var z = TLanes.Multiply(m, m);
        var p = TLanes.Of(7.0376836292e-2f);
        p = TLanes.MultiplyAdd(p, m, TLanes.Of(-1.1514610310e-1f));
        p = TLanes.MultiplyAdd(p, m, TLanes.Of(1.1676998740e-1f));
        p = TLanes.MultiplyAdd(p, m, TLanes.Of(-1.2420140846e-1f));
        p = TLanes.MultiplyAdd(p, m, TLanes.Of(1.4249322787e-1f));
        p = TLanes.MultiplyAdd(p, m, TLanes.Of(-1.6668057665e-1f));
        p = TLanes.MultiplyAdd(p, m, TLanes.Of(2.0000714765e-1f));
        p = TLanes.MultiplyAdd(p, m, TLanes.Of(-2.4999993993e-1f));
        p = TLanes.MultiplyAdd(p, m, TLanes.Of(3.3333331174e-1f));
        var y = TLanes.Multiply(TLanes.Multiply(p, m), z);
        y = TLanes.MultiplyAdd(e, TLanes.Of(LogTwoLow), y);
        y = TLanes.MultiplyAdd(z, TLanes.Of(-0.5f), y);
        return TLanes.MultiplyAdd(e, TLanes.Of(LogTwoHigh), TLanes.Add(m, y));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        var size = TLanes.Abs(x);
        var z = TLanes.Multiply(x, x);
        var p = TLanes.Of(-5.70498872745e-3f);
        p = TLanes.MultiplyAdd(p, z, TLanes.Of(2.06390887954e-2f));
        p = TLanes.MultiplyAdd(p, z, TLanes.Of(-5.37397155531e-2f));
        p = TLanes.MultiplyAdd(p, z, TLanes.Of(1.33314422036e-1f));
        p = TLanes.MultiplyAdd(p, z, TLanes.Of(-3.33332819422e-1f));
        var near = TLanes.MultiplyAdd(TLanes.Multiply(p, z), x, x);
        var far = TLanes.Subtract(TLanes.Of(1), TLanes.Divide(TLanes.Of(2), TLanes.Add(Exp(TLanes.Add(size, size)), TLanes.Of(1))));
        return TLanes.WhereLess(size, TLanes.Of(0.625f), near, TLanes.WithSign(far, x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x) => TLanes.Divide(TLanes.Of(1), TLanes.Add(TLanes.Of(1), Exp(TLanes.Subtract(TLanes.Of(0), x))));

    /// <summary>log(1 + eˣ) without overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Softplus(TVector x) =>
        TLanes.Add(TLanes.Max(x, TLanes.Of(0)), Log(TLanes.Add(TLanes.Of(1), Exp(TLanes.Subtract(TLanes.Of(0), TLanes.Abs(x))))));

    /// <summary>sin 2πu and cos 2πu for u in [0, 1): the nearest quarter turn is taken away, the rest goes through polynomials on ±π/4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TVector Sine, TVector Cosine) Turn(TVector u)
    {
        var quarter = TLanes.Round(TLanes.Multiply(u, TLanes.Of(4)));
        var x = TLanes.Multiply(TLanes.MultiplyAdd(quarter, TLanes.Of(-0.25f), u), TLanes.Of(6.28318530717958648f));
        var z = TLanes.Multiply(x, x);
        var s = TLanes.Of(-1.9515295891e-4f);
        s = TLanes.MultiplyAdd(s, z, TLanes.Of(8.3321608736e-3f));
        s = TLanes.MultiplyAdd(s, z, TLanes.Of(-1.6666654611e-1f));
        s = TLanes.MultiplyAdd(TLanes.Multiply(s, z), x, x);
        var c = TLanes.Of(2.443315711809948e-5f);
        c = TLanes.MultiplyAdd(c, z, TLanes.Of(-1.388731625493765e-3f));
        c = TLanes.MultiplyAdd(c, z, TLanes.Of(4.166664568298827e-2f));
        c = TLanes.MultiplyAdd(TLanes.Multiply(c, z), z, TLanes.MultiplyAdd(z, TLanes.Of(-0.5f), TLanes.Of(1)));
        // Quarter turns 0 to 4: (s, c), (c, −s), (−s, −c), (−c, s), (s, c).
        var odd = TLanes.Abs(TLanes.Subtract(TLanes.Abs(TLanes.Subtract(quarter, TLanes.Of(2))), TLanes.Of(1)));
        var half = TLanes.Of(0.5f);
        var sine = TLanes.WhereLess(odd, half, c, s);
        var cosine = TLanes.WhereLess(odd, half, s, c);
        var sineSign = TLanes.WhereLess(TLanes.Abs(TLanes.Subtract(quarter, TLanes.Of(2.5f))), TLanes.Of(1), TLanes.Of(-1), TLanes.Of(1));
        var cosineSign = TLanes.WhereLess(TLanes.Abs(TLanes.Subtract(quarter, TLanes.Of(1.5f))), TLanes.Of(1), TLanes.Of(-1), TLanes.Of(1));
        return (TLanes.Multiply(sine, sineSign), TLanes.Multiply(cosine, cosineSign));
    }
}
