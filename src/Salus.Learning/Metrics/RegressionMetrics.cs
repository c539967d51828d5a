namespace Salus.Learning.Metrics;

/// <summary>
/// How far predicted numbers lie from true ones, in the unit of the numbers. Weights: one for each case, 0 or more; none: all alike.
/// Empty input, lengths that differ and values that are no numbers are refused with an <see cref="ArgumentException"/>.
/// </summary>
public static class RegressionMetrics
{
    /// <summary>Root of the mean squared error.</summary>
    public static double RootMeanSquaredError(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truths, ReadOnlySpan<double> weights = default) =>
        Math.Sqrt(Mean(predictions, truths, weights, static off => off * off));

    public static double MeanAbsoluteError(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truths, ReadOnlySpan<double> weights = default) =>
        Mean(predictions, truths, weights, Math.Abs);

    /// <summary>
    /// Share of the variance explained, 1 less the squared error over the squared distance from the mean; below 0 when worse than the mean.
    /// </summary>
    /// <exception cref="ArgumentException">The truths do not vary, or the input cannot be measured.</exception>
    public static double RSquared(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truths, ReadOnlySpan<double> weights = default)
    {
        var error = Mean(predictions, truths, weights, static off => off * off);
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < truths.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            sum += truths[i] * weight;
            total += weight;
        }
        var mean = sum / total;
        var spread = 0.0;
        for (var i = 0; i < truths.Length; i++)
            spread += (truths[i] - mean) * (truths[i] - mean) * (weights.IsEmpty ? 1 : weights[i]);
        return spread > 0 ? 1 - error * total / spread : throw new ArgumentException("The truths do not vary, so there is no variance to explain.", nameof(truths));
    }

    /// <summary>
    /// Mean pinball loss of a quantile: what lies above the prediction costs <paramref name="quantile"/> a unit, what lies below costs the
    /// rest (Koenker and Bassett, Econometrica 46, 1978).
    /// </summary>
    /// <param name="quantile">Above 0, below 1.</param>
    public static double PinballLoss(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truths, double quantile, ReadOnlySpan<double> weights = default)
    {
        if (!(quantile > 0 && quantile < 1))
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "A quantile lies above 0 and below 1.");
        return Mean(predictions, truths, weights, off => off > 0 ? quantile * off : (quantile - 1) * off);
    }

    private static double Mean(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truths, ReadOnlySpan<double> weights, Func<double, double> cost)
    {
        Cases.Check(predictions.Length, truths.Length, weights.Length);
        Cases.Finite(predictions, "prediction");
        Cases.Finite(truths, "truth");
        var total = Cases.Total(weights, predictions.Length);
        var sum = 0.0;
        for (var i = 0; i < predictions.Length; i++)
            sum += cost(truths[i] - predictions[i]) * (weights.IsEmpty ? 1 : weights[i]);
        return sum / total;
    }
}
