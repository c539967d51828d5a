using Salus.Learning.Kernels;

namespace Salus.Learning.Networks;

/// <summary>Rows or columns brought to mean 0 and variance 1, then scaled by a learned gain and bias.</summary>
public static class Normalisation
{
    private const float Floor = 1e-5f;

    /// <summary>Each row by itself (Ba, Kiros and Hinton, arXiv 1607.06450).</summary>
    /// <param name="gain"><c>[width]</c>.</param>
    /// <param name="bias"><c>[width]</c>.</param>
    public static Tensor LayerNorm(this Tape tape, Tensor x, Tensor gain, Tensor bias)
    {
        var width = x.Width;
        var y = tape.New([.. x.Shape], x.NeedsGradient || gain.NeedsGradient || bias.NeedsGradient);
        var standard = tape.Lend(x.Length);
        var scales = tape.Lend(x.Rows);
        VectorMath.Standardise(x.Values, width, Floor, standard.AsSpan(0, x.Length), scales.AsSpan(0, x.Rows));
        for (var row = 0; row < x.Rows; row++)
            VectorMath.MultiplyAdd(standard.AsSpan(row * width, width), gain.Values, bias.Values, y.Values.Slice(row * width, width));
        return tape.Record(y, () =>
        {
            var slope = tape.Lend(width).AsSpan(0, width);
            for (var row = 0; row < x.Rows; row++)
            {
                var unit = standard.AsSpan(row * width, width);
                var gradient = y.Gradient.Slice(row * width, width);
                if (gain.NeedsGradient)
                    VectorMath.MultiplyAdd(gradient, unit, gain.Gradient, gain.Gradient);
                if (bias.NeedsGradient)
                    VectorMath.Add(gradient, bias.Gradient, bias.Gradient);
                if (!x.NeedsGradient)
                    continue;
                // dx = scale (g − mean g − u mean(g u)), g = dy gain.
                VectorMath.Multiply(gradient, gain.Values, slope);
                var mean = (float)(VectorMath.Sum(slope) / width);
                var along = (float)(VectorMath.Dot(slope, unit) / width);
                var own = x.Gradient.Slice(row * width, width);
                VectorMath.AddScaled(scales[row], slope, own, own);
                VectorMath.AddScaled(-scales[row] * along, unit, own, own);
                VectorMath.Affine(1, own, -scales[row] * mean, own);
            }
        });
    }

    /// <summary>
    /// Each column over the batch (Ioffe and Szegedy, arXiv 1502.03167). In training the statistics are those of the batch, and the running
    /// ones move towards them; otherwise the running ones are used.
    /// </summary>
    /// <param name="runningMean"><c>[width]</c>, changed in training.</param>
    /// <param name="runningVariance"><c>[width]</c>, changed in training.</param>
    /// <param name="momentum">Share by which the running statistics move towards the batch's.</param>
    public static Tensor BatchNorm(this Tape tape, Tensor x, Tensor gain, Tensor bias, Tensor runningMean, Tensor runningVariance, float momentum = 0.1f)
    {
        var (rows, width) = (x.Rows, x.Width);
        if (tape.Training && rows < 2)
            throw new ArgumentException("Batch normalisation in training needs two rows at least.", nameof(x));
        var y = tape.New([.. x.Shape], x.NeedsGradient || gain.NeedsGradient || bias.NeedsGradient);
        var standard = tape.Lend(x.Length);
        var mean = tape.Lend(width).AsSpan(0, width);
        var scaleHeld = tape.Lend(width);
        var scale = scaleHeld.AsSpan(0, width);
        if (tape.Training)
        {
            Statistics(x, mean, scale, standard.AsSpan(0, width));
            for (var i = 0; i < width; i++)
            {
                runningMean.Values[i] += momentum * (mean[i] - runningMean.Values[i]);
                runningVariance.Values[i] += momentum * (scale[i] * rows / (rows - 1) - runningVariance.Values[i]);
            }
        }
        else
        {
            runningMean.Values.CopyTo(mean);
            runningVariance.Values.CopyTo(scale);
        }
        for (var i = 0; i < width; i++)
        {
            scale[i] = 1 / MathF.Sqrt(scale[i] + Floor);
            mean[i] *= -scale[i];
        }
        for (var row = 0; row < rows; row++)
        {
            var unit = standard.AsSpan(row * width, width);
            VectorMath.MultiplyAdd(x.Values.Slice(row * width, width), scale, mean, unit);
            VectorMath.MultiplyAdd(unit, gain.Values, bias.Values, y.Values.Slice(row * width, width));
        }
        return tape.Record(y, () => BatchNormBack(tape, x, gain, bias, y, standard, scaleHeld));
    }

    private static void BatchNormBack(Tape tape, Tensor x, Tensor gain, Tensor bias, Tensor y, float[] standard, float[] scaleHeld)
    {
        var (rows, width) = (x.Rows, x.Width);
        var total = tape.Lend(width).AsSpan(0, width);
        var along = tape.Lend(width).AsSpan(0, width);
        total.Clear();
        along.Clear();
        for (var row = 0; row < rows; row++)
        {
            var gradient = y.Gradient.Slice(row * width, width);
            VectorMath.Add(total, gradient, total);
            VectorMath.MultiplyAdd(gradient, standard.AsSpan(row * width, width), along, along);
        }
        if (gain.NeedsGradient)
            VectorMath.Add(gain.Gradient, along, gain.Gradient);
        if (bias.NeedsGradient)
            VectorMath.Add(bias.Gradient, total, bias.Gradient);
        if (!x.NeedsGradient)
            return;
        // dx = gain scale (dy − mean dy − u mean(dy u)), the means over the batch.
        var factor = tape.Lend(width).AsSpan(0, width);
        VectorMath.Multiply(gain.Values, scaleHeld.AsSpan(0, width), factor);
        VectorMath.Affine(-1f / rows, total, 0, total);
        VectorMath.Affine(-1f / rows, along, 0, along);
        var slope = tape.Lend(width).AsSpan(0, width);
        for (var row = 0; row < rows; row++)
        {
            VectorMath.Add(y.Gradient.Slice(row * width, width), total, slope);
            VectorMath.MultiplyAdd(standard.AsSpan(row * width, width), along, slope, slope);
            var own = x.Gradient.Slice(row * width, width);
            VectorMath.MultiplyAdd(slope, factor, own, own);
        }
    }

    private static void Statistics(Tensor x, Span<float> mean, Span<float> variance, Span<float> room)
    {
        var (rows, width) = (x.Rows, x.Width);
        mean.Clear();
        variance.Clear();
        for (var row = 0; row < rows; row++)
            VectorMath.Add(mean, x.Values.Slice(row * width, width), mean);
        VectorMath.Affine(1f / rows, mean, 0, mean);
        for (var row = 0; row < rows; row++)
        {
            VectorMath.AddScaled(-1, mean, x.Values.Slice(row * width, width), room);
            VectorMath.MultiplyAdd(room, room, variance, variance);
        }
        VectorMath.Affine(1f / rows, variance, 0, variance);
    }
}
