namespace Salus.Learning.Metrics;

/// <summary>
/// Scores of cases with their truths, sorted once, so that measures of rank cost one pass for each set of weights: what a bootstrap
/// asks thousands of times. Immutable; safe for several threads.
/// </summary>
public sealed class RankedScores
{
    private readonly int[] order;
    private readonly bool[] truths;
    private readonly bool[] endsTie;

    /// <param name="scores">Higher speaks more for a positive truth; finite.</param>
    /// <param name="truths">One for each score.</param>
    /// <exception cref="ArgumentException">There are no cases, lengths differ or a score is no number.</exception>
    public RankedScores(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truths)
    {
        Cases.Check(scores.Length, truths.Length, 0);
        Cases.Finite(scores, "score");
        var keys = scores.ToArray();
        order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(keys, order);
        this.truths = new bool[keys.Length];
        endsTie = new bool[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            this.truths[i] = truths[order[i]];
            endsTie[i] = i + 1 == keys.Length || keys[i + 1] != keys[i];
            Positives += this.truths[i] ? 1 : 0;
        }
    }

    public int Count => order.Length;

    /// <summary>Cases whose truth is positive.</summary>
    public int Positives { get; }

    /// <summary>
    /// Area under the receiver operating characteristic: the chance that a positive case scores above a negative one, ties counting
    /// half (midranks; Hanley and McNeil, Radiology 143, 1982).
    /// </summary>
    /// <param name="weights">By case, in the order of the scores given; none: all alike.</param>
    /// <returns>0 to 1; NaN when either class weighs nothing.</returns>
    public double Auroc(ReadOnlySpan<double> weights = default)
    {
        var (below, wins, positive) = (0.0, 0.0, 0.0);
        var (tiedPositive, tiedNegative) = (0.0, 0.0);
        for (var i = 0; i < order.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[order[i]];
            if (truths[i])
                tiedPositive += weight;
            else
                tiedNegative += weight;
            if (!endsTie[i])
                continue;
            wins += tiedPositive * (below + tiedNegative / 2);
            positive += tiedPositive;
            below += tiedNegative;
            (tiedPositive, tiedNegative) = (0, 0);
        }
        return positive > 0 && below > 0 ? wins / (positive * below) : double.NaN;
    }

    /// <summary>
    /// Average precision: the precision at every threshold, weighted by the recall it adds; the step-wise area under the
    /// precision-recall curve, without the optimism of joining its points by lines (Davis and Goadrich, ICML 2006).
    /// </summary>
    /// <inheritdoc cref="Auroc"/>
    public double AveragePrecision(ReadOnlySpan<double> weights = default)
    {
        var (found, taken, sum) = (0.0, 0.0, 0.0);
        var tied = 0.0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var weight = weights.IsEmpty ? 1 : weights[order[i]];
            taken += weight;
            if (truths[i])
                tied += weight;
            if (i > 0 && !endsTie[i - 1])
                continue;
            found += tied;
            if (tied > 0)
                sum += tied * found / taken;
            tied = 0;
        }
        return found > 0 && found < taken ? sum / found : double.NaN;
    }
}
