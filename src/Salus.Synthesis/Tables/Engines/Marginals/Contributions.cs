using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>
/// What each row counts when the person is the unit of privacy: the first rows of a person, up to a bound, share the weight 1 equally; later rows count nothing. So one person more or less moves
/// any table of counts by at most 1, in sum and in Euclidean length, however many rows the person has. Weights are whole numbers of a common unit, so that noise can be exact.
/// </summary>
public sealed class Contributions
{
    private Contributions(int[] weights, long perPerson, int persons, int mostRows)
    {
        Weights = weights;
        PerPerson = perPerson;
        PersonCount = persons;
        MostRows = mostRows;
    }

    /// <summary>One for each row.</summary>
    public int[] Weights { get; }

    /// <summary>The weight of one person.</summary>
    public long PerPerson { get; }

    public int PersonCount { get; }

    /// <summary>How many rows of one person count at most.</summary>
    public int MostRows { get; }

    public static Contributions Of(int rows, ImmutableArray<int> persons, int mostRows)
    {
        var weights = new int[rows];
        if (persons.IsDefaultOrEmpty)
        {
            Array.Fill(weights, 1);
            return new Contributions(weights, 1, rows, 1);
        }
        if (persons.Length != rows)
            throw new ArgumentException($"{persons.Length} persons for {rows} rows.", nameof(persons));
        var counts = new Dictionary<int, int>();
        foreach (var person in persons)
            counts[person] = counts.GetValueOrDefault(person) + 1;
        var unit = Enumerable.Range(1, mostRows).Aggregate(1L, (product, k) => product / (long)System.Numerics.BigInteger.GreatestCommonDivisor(product, k) * k);
        var seen = new Dictionary<int, int>(counts.Count);
        for (var row = 0; row < rows; row++)
        {
            var earlier = seen.GetValueOrDefault(persons[row]);
            seen[persons[row]] = earlier + 1;
            weights[row] = earlier < mostRows ? (int)(unit / Math.Min(mostRows, counts[persons[row]])) : 0;
        }
        return new Contributions(weights, unit, counts.Count, mostRows);
    }
}
