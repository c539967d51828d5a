using Salus.Learning.Metrics;

namespace Salus.Learning.Trees;

/// <summary>
/// The mathematics of one loss: where scores begin, gradient and curvature at each row, and the loss itself. Scores are
/// <c>[row, output]</c>, row after row.
/// </summary>
internal sealed class LossSlopes
{
    private const double LeastProbability = 1e-6;

    private readonly BoostingLoss loss;
    private readonly double quantile;
    private readonly float[] targets;
    private readonly float[] weights;

    public LossSlopes(BoostingLoss loss, BoostingOptions options, float[] targets, float[] weights)
    {
        this.loss = loss;
        quantile = options.Quantile;
        Outputs = loss is BoostingLoss.Softmax ? options.Classes : 1;
        this.targets = targets;
        this.weights = weights;
    }

    public int Outputs { get; }

    /// <summary>The best score of all rows alike, by output.</summary>
    public double[] Start()
    {
        var sums = new double[Outputs];
        var all = 0.0;
        for (var i = 0; i < targets.Length; i++)
        {
            if (loss is BoostingLoss.Softmax)
                sums[(int)targets[i]] += weights[i];
            else
                sums[0] += (double)weights[i] * targets[i];
            all += weights[i];
        }
        return loss switch
        {
            BoostingLoss.Logistic => [LogOdds(Math.Clamp(sums[0] / all, LeastProbability, 1 - LeastProbability))],
            BoostingLoss.Softmax => [.. sums.Select(s => Math.Log(Math.Max(s / all, LeastProbability)))],
            BoostingLoss.Quantile => [Quantiles.Weighted(Array.ConvertAll(targets, t => (double)t), Array.ConvertAll(weights, w => (double)w), quantile)],
            _ => [sums[0] / all],
        };
    }

    /// <summary>Gradient and curvature, in turn, of every row for one output.</summary>
    /// <param name="probabilities">Of <see cref="Softmax"/>, where that is the loss.</param>
    public void Slopes(double[] scores, double[] probabilities, int output, float[] slopes)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            var (gradient, curvature) = loss switch
            {
                BoostingLoss.Squared => (scores[i] - targets[i], 1.0),
                BoostingLoss.Quantile => (targets[i] > scores[i] ? -quantile : 1 - quantile, 1.0),
                BoostingLoss.Logistic => OfProbability(Sigmoid(scores[i]), targets[i]),
                _ => OfProbability(probabilities[i * Outputs + output], (int)targets[i] == output ? 1 : 0),
            };
            slopes[2 * i] = (float)(gradient * weights[i]);
            slopes[2 * i + 1] = (float)(curvature * weights[i]);
        }
    }

    /// <summary>The answer of a leaf that is not a gradient step: the quantile of what its rows still lack. Null for the other losses.</summary>
    public double? Refit(ReadOnlySpan<int> rows, double[] scores)
    {
        if (loss is not BoostingLoss.Quantile)
            return null;
        var (lacks, weight) = (new double[rows.Length], new double[rows.Length]);
        for (var i = 0; i < rows.Length; i++)
            (lacks[i], weight[i]) = (targets[rows[i]] - scores[rows[i]], weights[rows[i]]);
        return Quantiles.Weighted(lacks, weight, quantile);
    }

    /// <summary>Mean loss of all rows.</summary>
    public double Mean(double[] scores)
    {
        var (sum, all) = (0.0, 0.0);
        Span<double> p = new double[Outputs];
        for (var i = 0; i < targets.Length; i++)
        {
            var score = scores[i * Outputs];
            var cost = loss switch
            {
                BoostingLoss.Squared => (score - targets[i]) * (score - targets[i]),
                BoostingLoss.Quantile => targets[i] > score ? quantile * (targets[i] - score) : (1 - quantile) * (score - targets[i]),
                BoostingLoss.Logistic => Math.Max(score, 0) - score * targets[i] + Math.Log(1 + Math.Exp(-Math.Abs(score))),
                _ => double.NaN,
            };
            if (loss is BoostingLoss.Softmax)
            {
                scores.AsSpan(i * Outputs, Outputs).CopyTo(p);
                Softmax(p);
                cost = -Math.Log(Math.Max(p[(int)targets[i]], 1e-300));
            }
            sum += cost * weights[i];
            all += weights[i];
        }
        return sum / all;
    }

    /// <summary>Turns scores into probabilities in place.</summary>
    public static void Softmax(Span<double> scores)
    {
        var most = double.NegativeInfinity;
        foreach (var score in scores)
            most = Math.Max(most, score);
        var sum = 0.0;
        foreach (ref var score in scores)
            sum += score = Math.Exp(score - most);
        foreach (ref var score in scores)
            score /= sum;
    }

    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static double LogOdds(double p) => Math.Log(p / (1 - p));

    private static (double Gradient, double Curvature) OfProbability(double p, double target) => (p - target, p * (1 - p));
}
