using Salus.Learning;
using Salus.Learning.Kernels;

namespace Salus.Tests.Learning.Kernels;

[Collection(Widths.Name)]
public sealed class VectorMathTests
{
    private static readonly float[] Points = [.. Enumerable.Range(-2000, 4003).Select(i => i * 0.0419f)];

    [Fact]
    public void Elementary_functions_keep_to_the_exact_ones()
    {
        Check(VectorMath.Exp, x => Math.Exp(x), Points, 3e-7);
        Check(VectorMath.Log, x => Math.Log(x), [.. Points.Where(x => x > 0), 1e-30f, 1e30f, 1, 0.9999f], 3e-7);
        Check(VectorMath.Tanh, x => Math.Tanh(x), [.. Points, 1e-8f, 0.624f, 0.626f], 3e-7);
        Check(VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), Points, 5e-7);
        Check(VectorMath.Softplus, x => Math.Log(1 + Math.Exp(x)), [.. Points.Where(x => x is > -1 and < 20)], 5e-7);
        Check(VectorMath.Silu, x => x / (1 + Math.Exp(-x)), Points, 5e-7);
        Check(VectorMath.Gelu, x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), [.. Points.Where(x => x > -2)], 3e-6);
    }

    [Fact]
    public void Exp_and_log_stay_finite_at_the_ends()
    {
        var to = new float[4];
        VectorMath.Exp([-1000, 1000, float.NegativeInfinity, 0], to);
        Assert.True(to[0] is > 0 and < 1e-37f && float.IsFinite(to[1]) && to[2] is > 0 and < 1e-37f && to[3] == 1);
        VectorMath.Log([0, -1, 1, 3e38f], to);
        Assert.True(to[0] < -87 && to[1] < -87 && to[2] == 0 && Math.Abs(to[3] - Math.Log(3e38)) < 1e-4);
    }

    [Fact]
    public void Every_width_gives_the_same_numbers()
    {
        var random = new SeededRandom(3);
        var (x, y) = (new float[5003], new float[5003]);
        NormalNumbers.Fill(random, x);
        NormalNumbers.Fill(random, y);
        Widths.AssertClose(Widths.Each(() => Mapped(x, VectorMath.Exp)));
        Widths.AssertClose(Widths.Each(() => Mapped(x, VectorMath.Tanh)));
        Widths.AssertClose(Widths.Each(() => Mapped(x, VectorMath.Gelu)));
        Widths.AssertClose(Widths.Each(() => Mapped(x, VectorMath.Silu)));
        Widths.AssertClose(Widths.Each(() => [(float)VectorMath.Sum(x), (float)VectorMath.Dot(x, y), (float)VectorMath.Spread(x, 0.3f)]));
        Widths.AssertClose(Widths.Each(() =>
        {
            var to = new float[1001];
            NormalNumbers.Fill(new SeededRandom(9), to);
            return to;
        }));
    }

    [Fact]
    public void Sums_agree_with_double_precision()
    {
        var x = new float[100_003];
        NormalNumbers.Fill(new SeededRandom(4), x);
        Assert.Equal(x.Sum(v => (double)v), VectorMath.Sum(x), 1e-2);
        Assert.Equal(x.Sum(v => (double)v * v), VectorMath.Dot(x, x), 1e-1);
        Assert.Equal(x.Sum(v => ((double)v - 2) * (v - 2)), VectorMath.Spread(x, 2), 1);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_and_tails_of_the_bell()
    {
        var x = new float[200_000];
        NormalNumbers.Fill(new SeededRandom(8), x);
        Assert.Equal(0, x.Average(), 0.01);
        Assert.Equal(1, x.Average(v => v * v), 0.01);
        Assert.Equal(0, x.Average(v => v * v * v), 0.03);
        Assert.Equal(3, x.Average(v => v * v * v * v), 0.06);
        Assert.Equal(0.02275, x.Count(v => v > 2) / 200_000.0, 0.001);
        Assert.Equal(0, x.Zip(x.Skip(16), (a, b) => a * b).Average(), 0.01);
    }

    [Fact]
    public void Softmax_makes_shares_of_each_segment()
    {
        var to = new float[10];
        VectorMath.Softmax([0, 0, 1000, 0, 0, 1, 2, -5, -5, -5], 5, [2, 3], to);
        Assert.Equal([0.5f, 0.5f, 1, 0, 0], to.Take(5).Select(v => MathF.Round(v, 6)));
        Assert.Equal(1, to[5] + to[6], 1e-6);
        Assert.Equal(Math.E, to[6] / to[5], 1e-5);
        Assert.Equal(1 / 3.0, to[9], 1e-6);
        Assert.Throws<ArgumentException>(() => VectorMath.Softmax(new float[10], 5, [2, 2], new float[10]));
    }

    [Fact]
    public void Standardised_rows_have_mean_zero_and_variance_one()
    {
        var x = new float[3 * 37];
        NormalNumbers.Fill(new SeededRandom(2), x);
        var scales = new float[3];
        VectorMath.Standardise(x, 37, 1e-5f, x, scales);
        for (var row = 0; row < 3; row++)
        {
            Assert.Equal(0, x.Skip(row * 37).Take(37).Average(), 1e-6);
            Assert.Equal(1, x.Skip(row * 37).Take(37).Average(v => v * v), 1e-4);
        }
    }

    private delegate void Kernel(ReadOnlySpan<float> x, Span<float> to);

    private static float[] Mapped(float[] x, Kernel kernel)
    {
        var to = new float[x.Length];
        kernel(x, to);
        return to;
    }

    private static void Check(Kernel kernel, Func<double, double> exact, float[] points, double tolerance)
    {
        var found = Mapped(points, kernel);
        for (var i = 0; i < points.Length; i++)
        {
            var expected = exact(points[i]);
            Assert.True(Math.Abs(found[i] - expected) <= tolerance * Math.Abs(expected) + 1e-37, $"f({points[i]}) = {found[i]}, not {expected}");
        }
    }
}
