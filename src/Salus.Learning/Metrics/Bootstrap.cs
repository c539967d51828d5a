using System.Collections.Immutable;

namespace Salus.Learning.Metrics;

/// <summary>A measured value with the interval that holds it in so many of the resamples.</summary>
/// <param name="Level">For example 0.95.</param>
/// <param name="Resamples">Those that could be measured; a resample of only one class, say, cannot.</param>
public sealed record Interval(double Value, double Low, double High, double Level, int Resamples);

/// <summary>A measure of weighted cases; NaN when these weights leave nothing to measure.</summary>
/// <param name="weights">How often each case was drawn.</param>
public delegate double WeightedMeasure(ReadOnlySpan<double> weights);

/// <summary>
/// Percentile intervals by resampling cases with replacement (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
/// With groups, whole groups are drawn: the visits of a patient are not independent, so patients are the units.
/// The same seed gives the same interval whatever the number of threads.
/// </summary>
public sealed record Bootstrap
{
    /// <summary>Resamples, 10 to 1,000,000.</summary>
    public int Resamples { get; init => field = value is >= 10 and <= 1_000_000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie between 10 and 1,000,000."); } = 1000;

    /// <summary>How much of the resamples the interval holds, above 0 and below 1.</summary>
    public double Level { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie above 0 and below 1."); } = 0.95;

    public ulong Seed { get; init; }

    /// <summary>The group of each case, any numbers; none: each case is its own.</summary>
    public ImmutableArray<int> Groups { get; init; } = [];

    /// <summary>The interval of one measure over <paramref name="cases"/> cases. The measure is called from several threads.</summary>
    /// <exception cref="ArgumentException">There are no cases, the groups do not fit them, or fewer than half of the resamples can be measured.</exception>
    public Interval Of(int cases, WeightedMeasure measure, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(measure);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cases);
        var units = Units(cases);
        var values = new double[Resamples];
        var random = new SeededRandom(Seed);
        Parallel.For(0, Resamples, new ParallelOptions { CancellationToken = cancel }, () => new double[cases], (resample, _, weights) =>
        {
            Draw(units, random.Fork((ulong)resample), weights);
            values[resample] = measure(weights);
            return weights;
        }, _ => { });
        var all = new double[cases];
        Array.Fill(all, 1);
        return Percentiles(measure(all), Array.FindAll(values, double.IsFinite));
    }

    /// <summary>
    /// The interval of the difference, first less second, of two measures of the same cases; both see the same draws, so what the
    /// cases have in common cancels.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public Interval Difference(int cases, WeightedMeasure first, WeightedMeasure second, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Of(cases, weights => first(weights) - second(weights), cancel);
    }

    /// <summary>The interval of the area under the receiver operating characteristic.</summary>
    public Interval Auroc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> truths, CancellationToken cancel = default)
    {
        var ranked = new RankedScores(scores, truths);
        return Of(ranked.Count, weights => ranked.Auroc(weights), cancel);
    }

    /// <summary>The interval of the difference of two models' areas over the same cases, first less second.</summary>
    public Interval AurocDifference(ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<bool> truths, CancellationToken cancel = default)
    {
        var (one, other) = (new RankedScores(first, truths), new RankedScores(second, truths));
        return Difference(one.Count, weights => one.Auroc(weights), weights => other.Auroc(weights), cancel);
    }

    private int[][] Units(int cases)
    {
        if (Groups.IsDefaultOrEmpty)
            return [];
        if (Groups.Length != cases)
            throw new ArgumentException($"There are {Groups.Length} groups for {cases} cases.", nameof(cases));
        return [.. Enumerable.Range(0, cases).GroupBy(i => Groups[i]).Select(g => g.ToArray())];
    }

    private static void Draw(int[][] units, SeededRandom random, double[] weights)
    {
        Array.Clear(weights);
        if (units.Length == 0)
        {
            for (var i = 0; i < weights.Length; i++)
                weights[random.NextInt(weights.Length)]++;
            return;
        }
        for (var i = 0; i < units.Length; i++)
            foreach (var member in units[random.NextInt(units.Length)])
                weights[member]++;
    }

    private Interval Percentiles(double value, double[] measured)
    {
        if (measured.Length < Resamples / 2)
            throw new ArgumentException($"Only {measured.Length} of {Resamples} resamples can be measured: there are too few cases of a class.", nameof(measured));
        Array.Sort(measured);
        var tail = (1 - Level) / 2;
        return new Interval(value, Quantiles.OfSorted(measured, tail), Quantiles.OfSorted(measured, 1 - tail), Level, measured.Length);
    }
}
