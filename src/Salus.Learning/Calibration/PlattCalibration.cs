using Salus.Learning.Metrics;
using Salus.Learning.Trees;

namespace Salus.Learning.Calibration;

/// <summary>
/// Probabilities from scores through a logistic curve (Platt, Advances in Large Margin Classifiers, 1999), fitted to targets drawn a
/// little off 0 and 1 and by Newton's method with the step control of Lin, Lin and Weng (Machine Learning 68, 2007). Two parameters:
/// fits when cases are few.
/// </summary>
public sealed class PlattCalibration
{
    private const int MostSteps = 100;
    private const double Ridge = 1e-12;
    private const double LeastStep = 1e-10;

    private PlattCalibration(double slope, double intercept)
    {
        Slope = slope;
        Intercept = intercept;
    }

    public double Slope { get; }

    public double Intercept { get; }

    /// <param name="scores">Of cases the scorer did not learn from; log odds fit best.</param>
    /// <param name="truths">One for each score.</param>
    /// <exception cref="ArgumentException">There are no cases, only one class, lengths differ or a score is no number.</exception>
    public static PlattCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truths)
    {
        Cases.Check(scores.Length, truths.Length, 0);
        Cases.Finite(scores, "score");
        var positives = truths.Count(true);
        var negatives = truths.Length - positives;
        if (positives == 0 || negatives == 0)
            throw new ArgumentException("All cases belong to one class, so there is no curve between them.", nameof(truths));
        var (high, low) = ((positives + 1.0) / (positives + 2), 1.0 / (negatives + 2));
        var targets = Array.ConvertAll(truths.ToArray(), t => t ? high : low);
        var at = scores.ToArray();
        var (slope, intercept) = (0.0, Math.Log((positives + 1.0) / (negatives + 1)));
        var loss = Loss(at, targets, slope, intercept);
        for (var step = 0; step < MostSteps; step++)
        {
            var (h11, h22, h21, g1, g2) = (Ridge, Ridge, 0.0, 0.0, 0.0);
            for (var i = 0; i < at.Length; i++)
            {
                var p = LossSlopes.Sigmoid(slope * at[i] + intercept);
                var curvature = p * (1 - p);
                h11 += at[i] * at[i] * curvature;
                h22 += curvature;
                h21 += at[i] * curvature;
                g1 += at[i] * (p - targets[i]);
                g2 += p - targets[i];
            }
            if (Math.Abs(g1) < 1e-10 * at.Length && Math.Abs(g2) < 1e-10 * at.Length)
                break;
            var determinant = h11 * h22 - h21 * h21;
            var (d1, d2) = (-(h22 * g1 - h21 * g2) / determinant, -(h11 * g2 - h21 * g1) / determinant);
            var promised = g1 * d1 + g2 * d2;
            var length = 1.0;
            for (; length >= LeastStep; length /= 2)
            {
                var there = Loss(at, targets, slope + length * d1, intercept + length * d2);
                if (!(there < loss + 1e-4 * length * promised))
                    continue;
                (slope, intercept, loss) = (slope + length * d1, intercept + length * d2, there);
                break;
            }
            if (length < LeastStep)
                break;
        }
        return new PlattCalibration(slope, intercept);
    }

    /// <summary>A probability.</summary>
    public double Predict(double score) =>
        double.IsNaN(score) ? throw new ArgumentException("The score is missing.", nameof(score)) : LossSlopes.Sigmoid(Slope * score + Intercept);

    private static double Loss(double[] scores, double[] targets, double slope, double intercept)
    {
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            var score = slope * scores[i] + intercept;
            sum += Math.Max(score, 0) - score * targets[i] + Math.Log(1 + Math.Exp(-Math.Abs(score)));
        }
        return sum;
    }
}
