using Salus.Learning.Kernels;

namespace Salus.Learning.Networks;

/// <summary>Shares of levels, and operations that draw random numbers. A row may hold several one-hot blocks side by side, its segments.</summary>
public static class Chances
{
    /// <summary>Shares that sum to 1 in each segment of each row.</summary>
    /// <param name="segments">Widths of the segments; together the width of x.</param>
    public static Tensor Softmax(this Tape tape, Tensor x, int[] segments)
    {
        var y = tape.New([.. x.Shape], x.NeedsGradient);
        VectorMath.Softmax(x.Values, x.Width, segments, y.Values);
        return tape.Record(y, () => SoftmaxBack(x, y.Values, y.Gradient, segments, 1));
    }

    /// <summary>
    /// A draw of one level in each segment that gradients flow through: softmax((x + g) / temperature), g of the Gumbel distribution
    /// (Jang, Gu and Poole, arXiv 1611.01144).
    /// </summary>
    /// <param name="hard">The result is one-hot, the gradient that of the soft draw (straight through).</param>
    public static Tensor GumbelSoftmax(this Tape tape, Tensor x, int[] segments, float temperature, SeededRandom random, bool hard = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var y = tape.New([.. x.Shape], x.NeedsGradient);
        var noise = tape.Lend(x.Length).AsSpan(0, x.Length);
        NormalNumbers.FillUniform(random, noise);
        Elementwise.Run(new Maps.GumbelQuantile(), noise, noise);
        VectorMath.Add(noise, x.Values, noise);
        VectorMath.Affine(1 / temperature, noise, 0, noise);
        var soft = tape.Lend(x.Length);
        VectorMath.Softmax(noise, x.Width, segments, soft.AsSpan(0, x.Length));
        soft.AsSpan(0, x.Length).CopyTo(y.Values);
        if (hard)
            Harden(y.Values, x.Width, segments);
        return tape.Record(y, () => SoftmaxBack(x, soft.AsSpan(0, x.Length), y.Gradient, segments, 1 / temperature));
    }

    /// <summary>Sets a share <paramref name="rate"/> of the numbers to zero and scales the rest up (Srivastava et al., JMLR 15, 2014). Outside training x itself.</summary>
    public static Tensor Dropout(this Tape tape, Tensor x, float rate, SeededRandom random)
    {
        if (rate is < 0 or >= 1)
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A share from 0 to below 1.");
        return !tape.Training || rate == 0 ? x : tape.Times(x, tape.DropoutMask(x.Shape, rate, random));
    }

    /// <summary>The factors of <see cref="Dropout"/>: 0 or 1 / (1 − rate).</summary>
    public static Tensor DropoutMask(this Tape tape, IReadOnlyList<int> shape, float rate, SeededRandom random)
    {
        var mask = tape.New([.. shape], needsGradient: false);
        var values = mask.Values;
        var (least, kept) = ((ulong)(rate * 65536), 1 / (1 - rate));
        for (var i = 0; i < values.Length;)
        {
            var bits = random.NextBits();
            for (var part = 0; part < 4 && i < values.Length; part++, bits >>= 16)
                values[i++] = (bits & 0xFFFF) < least ? 0 : kept;
        }
        return mask;
    }

    /// <summary>Standard normal numbers as a constant.</summary>
    public static Tensor Noise(this Tape tape, SeededRandom random, params ReadOnlySpan<int> shape)
    {
        var noise = tape.New(shape, needsGradient: false);
        NormalNumbers.Fill(random, noise.Values);
        return noise;
    }

    private static void Harden(Span<float> values, int width, int[] segments)
    {
        for (var start = 0; start < values.Length;)
            foreach (var segment in segments)
            {
                var block = values.Slice(start, segment);
                var most = 0;
                for (var i = 1; i < segment; i++)
                    if (block[i] > block[most])
                        most = i;
                block.Clear();
                block[most] = 1;
                start += segment;
            }
    }

    /// <summary>dx = factor y (dy − Σ dy y) in each segment.</summary>
    private static void SoftmaxBack(Tensor x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, int[] segments, float factor)
    {
        var own = x.Gradient;
        for (var start = 0; start < own.Length;)
            foreach (var segment in segments)
            {
                var mean = 0f;
                for (var i = start; i < start + segment; i++)
                    mean += gradient[i] * y[i];
                for (var i = start; i < start + segment; i++)
                    own[i] += factor * y[i] * (gradient[i] - mean);
                start += segment;
            }
    }
}
