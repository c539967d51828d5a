using Salus.Learning.Metrics;

namespace Salus.Learning.Conformal;

/// <summary>
/// How far predictions may be off, from cases the model did not learn from. Whatever the model, a new case drawn alike lies within
/// with at least the coverage asked, on average over draws (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005;
/// Lei and others, Journal of the American Statistical Association 113, 2018). It holds over all cases together, not within each group.
/// </summary>
public static class SplitConformal
{
    /// <summary>The half width of intervals around predicted numbers.</summary>
    /// <param name="predictions">Of calibration cases.</param>
    /// <param name="coverage">Above 0, below 1.</param>
    /// <returns>Infinite when there are too few cases for this coverage.</returns>
    /// <exception cref="ArgumentException">There are no cases, lengths differ or a value is no number.</exception>
    public static double HalfWidth(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truths, double coverage)
    {
        Check(predictions, truths);
        var off = new double[truths.Length];
        for (var i = 0; i < off.Length; i++)
            off[i] = Math.Abs(truths[i] - predictions[i]);
        return Limit(off, coverage);
    }

    /// <summary>
    /// What to widen an interval between two predicted quantiles by, at both ends; below 0 narrows it (conformalised quantile
    /// regression; Romano, Patterson and Candès, NeurIPS 2019). The width follows the quantiles, so it can differ from case to case.
    /// </summary>
    /// <param name="lows">Predicted lower quantile of calibration cases.</param>
    /// <param name="highs">Predicted upper quantile.</param>
    /// <inheritdoc cref="HalfWidth"/>
    public static double Widening(ReadOnlySpan<double> lows, ReadOnlySpan<double> highs, ReadOnlySpan<double> truths, double coverage)
    {
        Check(lows, truths);
        Check(highs, truths);
        var off = new double[truths.Length];
        for (var i = 0; i < off.Length; i++)
            off[i] = Math.Max(lows[i] - truths[i], truths[i] - highs[i]);
        return Limit(off, coverage);
    }

    /// <summary>The score within which so many new cases lie: the ⌈(n + 1)·coverage⌉-th smallest of n. Sorts in place.</summary>
    internal static double Limit(double[] scores, double coverage)
    {
        if (!(coverage is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(coverage), coverage, "It must lie above 0 and below 1.");
        Array.Sort(scores);
        // A little off, so that (n + 1)·coverage that is whole in truth stays so in rounding.
        var rank = (int)Math.Ceiling((scores.Length + 1) * coverage - 1e-9);
        return rank > scores.Length ? double.PositiveInfinity : scores[Math.Max(rank, 1) - 1];
    }

    private static void Check(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truths)
    {
        Cases.Check(predictions.Length, truths.Length, 0);
        Cases.Finite(predictions, "prediction");
        Cases.Finite(truths, "truth");
    }
}
