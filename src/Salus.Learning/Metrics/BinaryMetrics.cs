namespace Salus.Learning.Metrics;

/// <summary>
/// How well scores or probabilities tell positive cases from negative ones. Every measure takes weights (one for each case, 0 or more;
/// none: all alike) and refuses empty input, lengths that differ and values that are no numbers with an <see cref="ArgumentException"/>.
/// </summary>
public static class BinaryMetrics
{
    /// <inheritdoc cref="RankedScores.Auroc"/>
    /// <exception cref="ArgumentException">Only one class has weight, or the input cannot be measured.</exception>
    public static double Auroc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truths, ReadOnlySpan<double> weights = default) =>
        BothClasses(Ranked(scores, truths, weights).Auroc(weights));

    /// <inheritdoc cref="RankedScores.AveragePrecision"/>
    /// <exception cref="ArgumentException">Only one class has weight, or the input cannot be measured.</exception>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truths, ReadOnlySpan<double> weights = default) =>
        BothClasses(Ranked(scores, truths, weights).AveragePrecision(weights));

    /// <summary>Mean squared distance of a probability from what happened, 0 or 1 (Brier, Monthly Weather Review 78, 1950). Lower is better.</summary>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> truths, ReadOnlySpan<double> weights = default)
    {
        var total = CheckProbabilities(probabilities, truths, weights);
        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var off = probabilities[i] - (truths[i] ? 1 : 0);
            sum += off * off * (weights.IsEmpty ? 1 : weights[i]);
        }
        return sum / total;
    }

    /// <summary>Mean negative logarithm of the probability given to what happened, in nats; probabilities are kept off 0 and 1 by 2⁻⁵². Lower is better.</summary>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> truths, ReadOnlySpan<double> weights = default)
    {
        const double Least = 2.220446049250313e-16;
        var total = CheckProbabilities(probabilities, truths, weights);
        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var p = Math.Clamp(probabilities[i], Least, 1 - Least);
            sum -= Math.Log(truths[i] ? p : 1 - p) * (weights.IsEmpty ? 1 : weights[i]);
        }
        return sum / total;
    }

    /// <summary>
    /// Expected calibration error: the mean distance between predicted probability and observed rate over <paramref name="bins"/> steps
    /// of equal width, each weighted by its cases (Naeini, Cooper and Hauskrecht, AAAI 2015). Depends on the number of steps: compare
    /// only figures of the same number.
    /// </summary>
    public static double CalibrationError(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> truths, ReadOnlySpan<double> weights = default, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var total = CheckProbabilities(probabilities, truths, weights);
        var (predicted, observed) = (new double[bins], new double[bins]);
        for (var i = 0; i < probabilities.Length; i++)
        {
            var bin = Math.Min((int)(probabilities[i] * bins), bins - 1);
            var weight = weights.IsEmpty ? 1 : weights[i];
            predicted[bin] += probabilities[i] * weight;
            observed[bin] += truths[i] ? weight : 0;
        }
        var sum = 0.0;
        for (var bin = 0; bin < bins; bin++)
            sum += Math.Abs(predicted[bin] - observed[bin]);
        return sum / total;
    }

    /// <summary>What becomes of the cases when those of at least <paramref name="threshold"/> are called positive.</summary>
    public static Confusion Confusion(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truths, double threshold = 0.5, ReadOnlySpan<double> weights = default)
    {
        Cases.Check(scores.Length, truths.Length, weights.Length);
        Cases.Finite(scores, "score");
        Cases.Total(weights, scores.Length);
        var (tp, fp, tn, fn) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < scores.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            switch (scores[i] >= threshold, truths[i])
            {
                case (true, true): tp += weight; break;
                case (true, false): fp += weight; break;
                case (false, false): tn += weight; break;
                default: fn += weight; break;
            }
        }
        return new Confusion(tp, fp, tn, fn);
    }

    private static RankedScores Ranked(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truths, ReadOnlySpan<double> weights)
    {
        Cases.Check(scores.Length, truths.Length, weights.Length);
        Cases.Total(weights, scores.Length);
        return new RankedScores(scores, truths);
    }

    private static double BothClasses(double value) =>
        double.IsNaN(value) ? throw new ArgumentException("All cases belong to one class, so nothing can be ranked.", nameof(value)) : value;

    private static double CheckProbabilities(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> truths, ReadOnlySpan<double> weights)
    {
        Cases.Check(probabilities.Length, truths.Length, weights.Length);
        Cases.Probabilities(probabilities);
        return Cases.Total(weights, probabilities.Length);
    }
}

/// <summary>Counts, or sums of weights, of cases by what was called and what was true.</summary>
public sealed record Confusion(double TruePositives, double FalsePositives, double TrueNegatives, double FalseNegatives)
{
    public double Accuracy => Share(TruePositives + TrueNegatives, TruePositives + TrueNegatives + FalsePositives + FalseNegatives);

    /// <summary>Share of those called positive that are; 0 when none is called so.</summary>
    public double Precision => Share(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of the positive that are called so (sensitivity); 0 when there are none.</summary>
    public double Recall => Share(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Share of the negative that are called so; 0 when there are none.</summary>
    public double Specificity => Share(TrueNegatives, TrueNegatives + FalsePositives);

    /// <summary>Harmonic mean of precision and recall; 0 when there is neither a positive case nor a positive call.</summary>
    public double F1 => Share(2 * TruePositives, 2 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>Mean of recall and specificity.</summary>
    public double BalancedAccuracy => (Recall + Specificity) / 2;

    /// <summary>Matthews' correlation of calls and truths, −1 to 1; 0 when a margin is empty (Biochimica et Biophysica Acta 405, 1975).</summary>
    public double MatthewsCorrelation
    {
        get
        {
            var margins = Math.Sqrt((TruePositives + FalsePositives) * (TruePositives + FalseNegatives)) * Math.Sqrt((TrueNegatives + FalsePositives) * (TrueNegatives + FalseNegatives));
            return margins > 0 ? (TruePositives * TrueNegatives - FalsePositives * FalseNegatives) / margins : 0;
        }
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
