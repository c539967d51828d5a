namespace Salus.Learning.Metrics;

/// <summary>Quantiles of numbers, linear between neighbours (type 7 of Hyndman and Fan, American Statistician 50, 1996).</summary>
public static class Quantiles
{
    /// <param name="sorted">Rising, not empty.</param>
    /// <param name="share">0 to 1.</param>
    public static double OfSorted(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
            throw new ArgumentException("There are no numbers.", nameof(sorted));
        if (!(share is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "It must lie between 0 and 1.");
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }

    /// <summary>Sorts a copy first.</summary>
    /// <inheritdoc cref="OfSorted"/>
    public static double Of(ReadOnlySpan<double> values, double share)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, share);
    }

    /// <summary>
    /// The least value that so much of the weight does not exceed: a step function, what minimises the pinball loss.
    /// Sorts <paramref name="values"/> and <paramref name="weights"/> in place.
    /// </summary>
    public static double Weighted(double[] values, double[] weights, double share)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(weights);
        if (values.Length == 0 || values.Length != weights.Length)
            throw new ArgumentException($"There are {values.Length} numbers and {weights.Length} weights.", nameof(values));
        Array.Sort(values, weights);
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += weights[i];
            if (sum >= share * total)
                return values[i];
        }
        return values[^1];
    }
}
