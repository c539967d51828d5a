using System.Collections.Immutable;
using Salus.Learning.Metrics;

namespace Salus.Learning.Calibration;

/// <summary>
/// The rising step function nearest to the outcomes in squared error, by pooling adjacent violators (Barlow, Bartholomew, Bremner and
/// Brunk, Statistical Inference under Order Restrictions, 1972; for probabilities Zadrozny and Elkan, KDD 2002). Between the scores it
/// learned from it is linear, beyond them constant. Wants some thousands of cases: with few its steps are coarse.
/// </summary>
public sealed class IsotonicCalibration
{
    private readonly ImmutableArray<double> scores;
    private readonly ImmutableArray<double> values;

    private IsotonicCalibration(ImmutableArray<double> scores, ImmutableArray<double> values)
    {
        this.scores = scores;
        this.values = values;
    }

    /// <param name="scores">Of cases the scorer did not learn from.</param>
    /// <param name="outcomes">Numbers, for probabilities 0 or 1.</param>
    /// <param name="weights">How much each case counts, 0 or more; none: all alike.</param>
    /// <exception cref="ArgumentException">There are no cases, lengths differ or a value is no number.</exception>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<double> outcomes, ReadOnlySpan<double> weights = default)
    {
        Cases.Check(scores.Length, outcomes.Length, weights.Length);
        Cases.Finite(scores, "score");
        Cases.Finite(outcomes, "outcome");
        Cases.Total(weights, scores.Length);
        var keys = scores.ToArray();
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        // Blocks of equal value: first and last score, mean, weight. Equal scores are one case.
        var blocks = new List<(double First, double Last, double Mean, double Weight)>();
        for (var i = 0; i < keys.Length;)
        {
            var (sum, weight, score) = (0.0, 0.0, keys[i]);
            for (; i < keys.Length && keys[i] == score; i++)
            {
                var own = weights.IsEmpty ? 1 : weights[order[i]];
                sum += own * outcomes[order[i]];
                weight += own;
            }
            if (weight == 0)
                continue;
            blocks.Add((score, score, sum / weight, weight));
            while (blocks.Count > 1 && blocks[^2].Mean >= blocks[^1].Mean)
            {
                var (low, high) = (blocks[^2], blocks[^1]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                var joined = low.Weight + high.Weight;
                blocks.Add((low.First, high.Last, (low.Mean * low.Weight + high.Mean * high.Weight) / joined, joined));
            }
        }
        var (at, values) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());
        foreach (var (first, last, mean, _) in blocks)
        {
            at.Add(first);
            values.Add(mean);
            if (last <= first)
                continue;
            at.Add(last);
            values.Add(mean);
        }
        return new IsotonicCalibration(at.ToImmutable(), values.ToImmutable());
    }

    /// <inheritdoc cref="Fit(ReadOnlySpan{double}, ReadOnlySpan{double}, ReadOnlySpan{double})"/>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truths, ReadOnlySpan<double> weights = default) =>
        Fit(scores, Array.ConvertAll(truths.ToArray(), t => t ? 1.0 : 0), weights);

    public double Predict(double score)
    {
        if (double.IsNaN(score))
            throw new ArgumentException("The score is missing.", nameof(score));
        var found = scores.BinarySearch(score);
        if (found >= 0)
            return values[found];
        var above = ~found;
        if (above == 0)
            return values[0];
        if (above == scores.Length)
            return values[^1];
        var share = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
        return values[above - 1] + share * (values[above] - values[above - 1]);
    }
}
