namespace Salus.Learning.Metrics;

/// <summary>The checks that all measures share, so that bad input is refused in the same words everywhere.</summary>
internal static class Cases
{
    public static void Check(int predictions, int truths, int weights)
    {
        if (predictions == 0)
            throw new ArgumentException("There are no cases to measure.", nameof(predictions));
        if (truths != predictions)
            throw new ArgumentException($"There are {truths} truths for {predictions} predictions.", nameof(truths));
        if (weights != 0 && weights != predictions)
            throw new ArgumentException($"There are {weights} weights for {predictions} predictions.", nameof(weights));
    }

    /// <summary>Every value is a finite number.</summary>
    public static void Finite(ReadOnlySpan<double> values, string what)
    {
        for (var i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"The {what} of case {i} is {(double.IsNaN(values[i]) ? "missing" : "infinite")}.", nameof(values));
    }

    /// <summary>Every value is a probability.</summary>
    public static void Probabilities(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
            if (!(values[i] >= 0 && values[i] <= 1))
                throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The prediction of case {i} is {values[i]}, no probability of 0 to 1."), nameof(values));
    }

    /// <summary>The sum of weights, each a finite number of 0 or more; the number of cases where there are none.</summary>
    public static double Total(ReadOnlySpan<double> weights, int count)
    {
        if (weights.IsEmpty)
            return count;
        var total = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
                throw new ArgumentException($"The weight of case {i} is not a number of 0 or more.", nameof(weights));
            total += weights[i];
        }
        return total > 0 ? total : throw new ArgumentException("All weights are 0.", nameof(weights));
    }
}
