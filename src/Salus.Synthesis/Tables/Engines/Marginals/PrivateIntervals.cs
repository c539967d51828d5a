using System.Collections.Immutable;
using Salus.Learning.Privacy;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>
/// Finds the bounds of a column of numbers and cuts it into intervals without looking at the data unpaid: the exponential mechanism on ranks (Smith, STOC 2011; halving after halving as in
/// Kaplan, Schnapp and Stemmer, ICML 2022). Whole units are chosen, and before any data those near 0 are likelier than far ones, ∝ 1/(1 + |unit|), so that no bounds need be known.
/// </summary>
/// <param name="units">The numbers of the column that are not missing, in whole units, rising.</param>
/// <param name="weights">In persons, one for each number.</param>
public sealed class PrivateIntervals(long[] units, double[] weights, SecretRandom random)
{
    /// <summary>Ranges of at most so many units need no cutting: each unit is an interval of its own.</summary>
    public const int MostUnitsWhole = 256;

    /// <summary>Wider ranges are halved so often.</summary>
    public const int Halvings = 5;

    /// <summary>How surely a bound is found: the distance in rank that a worse one must win against the prior.</summary>
    private const double Margin = 12;

    /// <summary>The share of persons beyond each bound: as few as can be found with this ε.</summary>
    public static double TailShare(double epsilon, double persons) => Math.Clamp(2 * Margin / (epsilon * Math.Max(1, persons)), 1e-4, 0.05);

    /// <summary>The unit whose rank is nearest to a share of all.</summary>
    public long Quantile(double share, double epsilon, long least, long most)
    {
        var (scores, logs, runs) = (new List<double>(), new List<double>(), new List<(long First, long Last)>());
        var aim = share * weights.Sum();
        var (below, next) = (0.0, least);
        for (var i = 0; i < units.Length;)
        {
            var (unit, own) = (Math.Clamp(units[i], least, most), 0.0);
            for (; i < units.Length && Math.Clamp(units[i], least, most) == unit; i++)
                own += weights[i];
            Add(next, unit - 1, -Math.Abs(below - aim));
            Add(unit, unit, aim < below ? aim - below : aim > below + own ? below + own - aim : 0);
            below += own;
            next = unit + 1;
        }
        Add(next, most, -Math.Abs(below - aim));
        return Pick(scores, logs, runs, epsilon, sensitivity: 1);

        void Add(long first, long last, double score)
        {
            if (first > last)
                return;
            scores.Add(score);
            logs.Add(Math.Log(Mass(first, last)));
            runs.Add((first, last));
        }
    }

    /// <summary>Edges of intervals from <paramref name="least"/> to <paramref name="most"/>, each halving costing ε: persons of one halving are in different intervals, or share their weight among them.</summary>
    public ImmutableArray<long> Cut(long least, long most, double epsilon)
    {
        var edges = new SortedSet<long> { least - 1, most };
        for (var halving = 0; halving < Halvings; halving++)
        {
            var old = edges.ToArray();
            for (var i = 0; i + 1 < old.Length; i++)
                if (old[i + 1] - old[i] > 1)
                    edges.Add(Half(old[i], old[i + 1], least, most, epsilon));
        }
        return [.. edges];
    }

    /// <summary>The last unit of the lower half of (after, last].</summary>
    private long Half(long after, long last, long least, long most, double epsilon)
    {
        var (scores, logs, runs) = (new List<double>(), new List<double>(), new List<(long First, long Last)>());
        var (start, end) = (First(after + 1), First(last + 1));
        if (after + 1 == least)
            start = 0;
        if (last == most)
            end = units.Length;
        var sum = 0.0;
        for (var i = start; i < end; i++)
            sum += weights[i];
        var (below, next) = (0.0, after + 1);
        for (var i = start; i < end;)
        {
            var unit = Math.Clamp(units[i], after + 1, last);
            Add(next, Math.Min(unit - 1, last - 1));
            for (; i < end && Math.Clamp(units[i], after + 1, last) == unit; i++)
                below += weights[i];
            next = unit;
        }
        Add(next, last - 1);
        return Pick(scores, logs, runs, epsilon, sensitivity: 0.5);

        void Add(long from, long to)
        {
            if (from > to)
                return;
            scores.Add(-Math.Abs(below - sum / 2));
            logs.Add(Math.Log(Mass(from, to)));
            runs.Add((from, to));
        }
    }

    /// <summary>Where the first unit of at least this stands.</summary>
    private int First(long unit)
    {
        var (low, high) = (0, units.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (units[middle] < unit)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private long Pick(List<double> scores, List<double> logs, List<(long First, long Last)> runs, double epsilon, double sensitivity)
    {
        var (first, last) = runs[ExponentialMechanism.Choose(scores.ToArray(), epsilon, sensitivity, random, logs.ToArray())];
        if (first == last)
            return first;
        var at = Curve(first) + random.NextDouble() * Mass(first, last);
        return Math.Clamp((long)Math.Floor(Math.Sign(at) * (Math.Exp(Math.Abs(at)) - 1)), first, last);
    }

    private static double Mass(long first, long last) => Curve(last + 1) - Curve(first);

    private static double Curve(double unit) => Math.Sign(unit) * Math.Log(1 + Math.Abs(unit));
}
