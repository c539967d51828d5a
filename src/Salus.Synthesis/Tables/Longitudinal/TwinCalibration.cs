using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Longitudinal;

/// <summary>How well the drawn futures of one column spread as the real ones did.</summary>
/// <param name="Column">A column of the visits, or the order column for the time to the next visit.</param>
/// <param name="Visit">Which visit after the prefix: 1 is the next.</param>
/// <param name="Count">Real values that were compared.</param>
/// <param name="Within50">Share of the real values within the middle 50 % of the draws; 80 and 95 % likewise.</param>
/// <param name="PitDistance">Largest distance of the distribution of the values' places among the draws (probability integral transform) from an even one: 0 is perfect.</param>
public sealed record TwinSpread(string Column, int Visit, int Count, double Within50, double Within80, double Within95, double PitDistance)
{
    /// <summary>The distance that chance exceeds once in a hundred times for so many independent values.</summary>
    public double PitBound => 1.63 / Math.Sqrt(Count);
}

/// <summary>Digital twins against what then happened, for persons the model has not seen: a twin must be right about how unsure it is, not only look alike.</summary>
public static class TwinCalibration
{
    /// <summary>To be shown wherever a twin or its calibration is.</summary>
    public const string Caution = "A digital twin is a draft for research, not a prediction for care: it shows futures that the learned course allows, and says nothing about what a treatment would change.";

    private const int LeastCompared = 10;

    /// <param name="unseen">Persons who were kept apart when the model was learned.</param>
    /// <param name="draws">Futures of each person; 100 or more, so that the outer intervals mean something.</param>
    /// <param name="ahead">How many visits after the prefix are compared.</param>
    /// <returns>For every column of numbers or ordered levels and each visit after the prefix with at least ten real values.</returns>
    public static ImmutableArray<TwinSpread> Measure(LongitudinalModel model, Related unseen, int draws, int ahead, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(unseen);
        ArgumentNullException.ThrowIfNull(random);
        // Half of the visits are told; those with one visit have no future to compare.
        int[] persons = [.. Enumerable.Range(0, unseen.Parent.RowCount).Where(p => unseen.Count(p) > 1)];
        var begun = unseen.Take(persons, p => unseen.Count(p) / 2);
        var futures = model.Continue(begun, draws, random, cancel);
        var spreads = ImmutableArray.CreateBuilder<TwinSpread>();
        for (var column = 0; column < unseen.Child.ColumnCount; column++)
        {
            if (!unseen.Child.Columns[column].HasOrder)
                continue;
            for (var visit = 1; visit <= ahead; visit++)
            {
                var places = new List<double>();
                for (var i = 0; i < persons.Length; i++)
                {
                    var told = begun.Count(i);
                    if (Value(unseen, persons[i], column, told - 1 + visit, told - 1) is not { } real)
                        continue;
                    var drawn = new List<double>();
                    for (var d = 0; d < draws; d++)
                        if (Value(futures, i * draws + d, column, told - 1 + visit, told - 1) is { } value)
                            drawn.Add(value);
                    if (drawn.Count < draws / 5)
                        continue;
                    // Equal values share their places evenly.
                    var (below, equal) = (drawn.Count(v => v < real), drawn.Count(v => v.Equals(real)));
                    places.Add((below + random.NextDouble() * (equal + 1)) / (drawn.Count + 1));
                }
                if (places.Count >= LeastCompared)
                    spreads.Add(Spread(unseen.Child.Columns[column].Name, visit, places));
            }
        }
        return spreads.ToImmutable();
    }

    private static TwinSpread Spread(string column, int visit, List<double> places)
    {
        places.Sort();
        var distance = 0.0;
        for (var i = 0; i < places.Count; i++)
            distance = Math.Max(distance, Math.Max((i + 1.0) / places.Count - places[i], places[i] - (double)i / places.Count));
        return new TwinSpread(column, visit, places.Count, Within(0.5), Within(0.8), Within(0.95), distance);

        double Within(double share) => places.Count(p => p >= (1 - share) / 2 && p <= (1 + share) / 2) / (double)places.Count;
    }

    /// <summary>The value of a person's visit, the time since the one that was told last for the order column; null where there is none.</summary>
    private static double? Value(Related related, int person, int column, int visit, int told)
    {
        if (visit >= related.Count(person))
            return null;
        var first = related.Visits(person).Start.Value;
        var value = column == related.OrderColumn ? related.Time(first + visit) - related.Time(first + told) : related.Child[column][first + visit];
        return double.IsNaN(value) ? null : value;
    }
}
