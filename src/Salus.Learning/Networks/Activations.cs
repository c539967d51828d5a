using Salus.Learning.Kernels;

namespace Salus.Learning.Networks;

/// <summary>Functions of single numbers.</summary>
public static class Activations
{
    public static Tensor Relu(this Tape tape, Tensor x) => tape.LeakyRelu(x, 0);

    /// <summary>x where it is positive, else leak · x (Maas, Hannun and Ng, ICML 2013).</summary>
    public static Tensor LeakyRelu(this Tape tape, Tensor x, float leak) => tape.Map(x, new Maps.LeakyRelu(leak), new Maps.LeakyReluSlope(leak), ofResult: false);

    /// <summary>The slope of <see cref="LeakyRelu"/> at each number, 1 or leak, as a constant.</summary>
    public static Tensor LeakyReluSlope(this Tape tape, Tensor x, float leak)
    {
        var slope = tape.Constant([.. x.Shape]);
        for (var i = 0; i < x.Length; i++)
            slope.Values[i] = x.Values[i] > 0 ? 1 : leak;
        return slope;
    }

    /// <summary>The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel, arXiv 1606.08415).</summary>
    public static Tensor Gelu(this Tape tape, Tensor x) => tape.Map(x, new Maps.Gelu(), new Maps.GeluSlope(), ofResult: false);

    /// <summary>x σ(x) (Elfwing, Uchibe and Doya, Neural Networks 107, 2018).</summary>
    public static Tensor Silu(this Tape tape, Tensor x) => tape.Map(x, new Maps.Silu(), new Maps.SiluSlope(), ofResult: false);

    public static Tensor Tanh(this Tape tape, Tensor x) => tape.Map(x, new Maps.Tanh(), new Maps.TanhSlope(), ofResult: true);

    public static Tensor Sigmoid(this Tape tape, Tensor x) => tape.Map(x, new Maps.Sigmoid(), new Maps.SigmoidSlope(), ofResult: true);

    public static Tensor Exp(this Tape tape, Tensor x) => tape.Map(x, new Maps.Exp(), new Maps.MultiplyAdd(), ofResult: true);

    /// <summary>Natural logarithm of positive numbers.</summary>
    public static Tensor Log(this Tape tape, Tensor x) => tape.Map(x, new Maps.Log(), new Maps.LogSlope(), ofResult: false);

    /// <summary>Square root of positive numbers.</summary>
    public static Tensor Sqrt(this Tape tape, Tensor x) => tape.Map(x, new Maps.SquareRoot(), new Maps.SquareRootSlope(), ofResult: true);

    /// <summary>log(1 + eˣ).</summary>
    public static Tensor Softplus(this Tape tape, Tensor x)
    {
        var y = tape.New([.. x.Shape], x.NeedsGradient);
        VectorMath.Softplus(x.Values, y.Values);
        return tape.Record(y, () =>
        {
            var slope = tape.Lend(x.Length).AsSpan(0, x.Length);
            VectorMath.Sigmoid(x.Values, slope);
            VectorMath.MultiplyAdd(slope, y.Gradient, x.Gradient, x.Gradient);
        });
    }

    /// <param name="ofResult">Whether the slope is written in terms of the result instead of the argument.</param>
    private static Tensor Map<TMap, TSlope>(this Tape tape, Tensor x, TMap map, TSlope slope, bool ofResult)
        where TMap : struct, IMap
        where TSlope : struct, IMap
    {
        var y = tape.New([.. x.Shape], x.NeedsGradient);
        Elementwise.Run(map, x.Values, y.Values);
        return tape.Record(y, () => Elementwise.Run(slope, ofResult ? y.Values : x.Values, y.Gradient, x.Gradient, x.Gradient));
    }
}
