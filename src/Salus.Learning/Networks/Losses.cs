using Salus.Learning.Kernels;

namespace Salus.Learning.Networks;

/// <summary>What training makes small. Each is summed over the columns and averaged over the rows, unless said otherwise.</summary>
public static class Losses
{
    /// <summary>The target of a segment that does not count in a row.</summary>
    public const int NoTarget = -1;

    /// <summary>Cross entropy: −log of the share that softmax gives to the target, in each segment of each row.</summary>
    /// <param name="segments">Widths of the segments; together the width of the scores.</param>
    /// <param name="targets"><c>[rows, segments]</c>: index within the segment, or <see cref="NoTarget"/>.</param>
    public static Tensor CrossEntropy(this Tape tape, Tensor scores, int[] segments, ReadOnlyMemory<int> targets)
    {
        var (rows, width) = (scores.Rows, scores.Width);
        if (targets.Length != rows * segments.Length)
            throw new ArgumentException($"{targets.Length} targets for {rows} rows of {segments.Length} segments.", nameof(targets));
        var loss = tape.New([1], scores.NeedsGradient);
        var shares = tape.Lend(scores.Length);
        VectorMath.Softmax(scores.Values, width, segments, shares.AsSpan(0, scores.Length));
        var chosen = tape.Lend(targets.Length).AsSpan(0, targets.Length);
        for (var (row, at, start) = (0, 0, 0); row < rows; row++)
            foreach (var segment in segments)
            {
                var target = targets.Span[at];
                if (target >= segment)
                    throw new ArgumentException($"Target {target} in a segment of {segment}.", nameof(targets));
                chosen[at++] = target < 0 ? 1 : shares[start + target];
                start += segment;
            }
        VectorMath.Log(chosen, chosen);
        loss.Values[0] = (float)(-VectorMath.Sum(chosen) / rows);
        return tape.Record(loss, () =>
        {
            var factor = loss.Gradient[0] / rows;
            var own = scores.Gradient;
            VectorMath.AddScaled(factor, shares.AsSpan(0, own.Length), own, own);
            for (var (row, at, start) = (0, 0, 0); row < rows; row++)
                foreach (var segment in segments)
                {
                    var target = targets.Span[at++];
                    if (target >= 0)
                        own[start + target] -= factor;
                    else
                        VectorMath.AddScaled(-factor, shares.AsSpan(start, segment), own.Slice(start, segment), own.Slice(start, segment));
                    start += segment;
                }
        });
    }

    /// <summary>−log of the normal density with the mean x and a deviation of e^logDeviation for each column, without the constant ½ log 2π.</summary>
    /// <param name="logDeviation"><c>[width]</c>.</param>
    /// <param name="weights"><c>[rows, width]</c>: 0 where the target is unknown, else 1.</param>
    public static Tensor NormalLoss(this Tape tape, Tensor x, ReadOnlyMemory<float> targets, ReadOnlyMemory<float> weights, Tensor logDeviation)
    {
        var (rows, width) = (x.Rows, x.Width);
        var loss = tape.New([1], x.NeedsGradient || logDeviation.NeedsGradient);
        var off = tape.Lend(x.Length);
        var precision = tape.Lend(width);
        VectorMath.AddScaled(-1, targets.Span, x.Values, off.AsSpan(0, x.Length));
        VectorMath.Affine(-2, logDeviation.Values, 0, precision.AsSpan(0, width));
        VectorMath.Exp(precision.AsSpan(0, width), precision.AsSpan(0, width));
        var total = 0.0;
        for (var i = 0; i < x.Length; i++)
            total += weights.Span[i] * (0.5f * off[i] * off[i] * precision[i % width] + logDeviation.Values[i % width]);
        loss.Values[0] = (float)(total / rows);
        return tape.Record(loss, () =>
        {
            var factor = loss.Gradient[0] / rows;
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < width; column++)
                {
                    var i = row * width + column;
                    var weighted = factor * weights.Span[i];
                    if (x.NeedsGradient)
                        x.Gradient[i] += weighted * off[i] * precision[column];
                    if (logDeviation.NeedsGradient)
                        logDeviation.Gradient[column] += weighted * (1 - off[i] * off[i] * precision[column]);
                }
        });
    }

    /// <summary>(x − target)², the mean over all numbers that count.</summary>
    /// <param name="weights">As long as x: 0 where the target is unknown, else 1.</param>
    public static Tensor SquaredError(this Tape tape, Tensor x, ReadOnlyMemory<float> targets, ReadOnlyMemory<float> weights)
    {
        var loss = tape.New([1], x.NeedsGradient);
        var off = tape.Lend(x.Length);
        var known = Math.Max(1, VectorMath.Sum(weights.Span));
        VectorMath.AddScaled(-1, targets.Span, x.Values, off.AsSpan(0, x.Length));
        VectorMath.Multiply(off.AsSpan(0, x.Length), weights.Span, off.AsSpan(0, x.Length));
        loss.Values[0] = (float)(VectorMath.Dot(off.AsSpan(0, x.Length), off.AsSpan(0, x.Length)) / known);
        return tape.Record(loss, () => VectorMath.AddScaled((float)(2 * loss.Gradient[0] / known), off.AsSpan(0, x.Length), x.Gradient, x.Gradient));
    }

    /// <summary>−log of the chance that a logistic score gives to the target, 0 or 1; the mean over all scores.</summary>
    public static Tensor LogisticLoss(this Tape tape, Tensor scores, ReadOnlyMemory<float> targets)
    {
        var loss = tape.New([1], scores.NeedsGradient);
        var room = tape.Lend(scores.Length).AsSpan(0, scores.Length);
        VectorMath.Softplus(scores.Values, room);
        loss.Values[0] = (float)((VectorMath.Sum(room) - VectorMath.Dot(scores.Values, targets.Span)) / scores.Length);
        return tape.Record(loss, () =>
        {
            var factor = loss.Gradient[0] / scores.Length;
            var chance = tape.Lend(scores.Length).AsSpan(0, scores.Length);
            VectorMath.Sigmoid(scores.Values, chance);
            VectorMath.AddScaled(factor, chance, scores.Gradient, scores.Gradient);
            VectorMath.AddScaled(-factor, targets.Span, scores.Gradient, scores.Gradient);
        });
    }

    /// <summary>How far normal distributions are from the standard one: ½ Σ (μ² + σ² − 1 − log σ²), the mean over the rows (Kingma and Welling, arXiv 1312.6114, appendix B).</summary>
    /// <param name="logVariance">log σ², shaped as the means.</param>
    public static Tensor NormalDivergence(this Tape tape, Tensor means, Tensor logVariance)
    {
        var rows = means.Rows;
        var loss = tape.New([1], means.NeedsGradient || logVariance.NeedsGradient);
        var variance = tape.Lend(means.Length);
        VectorMath.Exp(logVariance.Values, variance.AsSpan(0, means.Length));
        loss.Values[0] = (float)(0.5 * (VectorMath.Dot(means.Values, means.Values) + VectorMath.Sum(variance.AsSpan(0, means.Length)) - VectorMath.Sum(logVariance.Values) - means.Length) / rows);
        return tape.Record(loss, () =>
        {
            var factor = loss.Gradient[0] / rows;
            if (means.NeedsGradient)
                VectorMath.AddScaled(factor, means.Values, means.Gradient, means.Gradient);
            if (!logVariance.NeedsGradient)
                return;
            VectorMath.AddScaled(0.5f * factor, variance.AsSpan(0, means.Length), logVariance.Gradient, logVariance.Gradient);
            VectorMath.Affine(1, logVariance.Gradient, -0.5f * factor, logVariance.Gradient);
        });
    }
}
