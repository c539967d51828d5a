using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>
/// Makes what only few persons have coarse, before anything is learned: a number beyond that of the k-th most extreme person becomes one between those of the k-th and
/// the 2k-th; a level that fewer than k persons have becomes its nearest neighbour in the order or hierarchy that has more, or any of the others in proportion.
/// </summary>
internal static class Coarsening
{
    /// <summary>A table of few persons keeps at least the levels that this share of them have.</summary>
    private const int LeastParts = 20;

    /// <param name="persons">The person of each row; none: every row its own.</param>
    /// <returns>Nothing but missing values where no level is shared by enough persons: such a column comes out empty.</returns>
    public static double[] Of(Column column, double[] values, int[] persons, int personCount, int wanted, SeededRandom random)
    {
        var least = Math.Min(wanted, Math.Max(2, personCount / LeastParts));
        return column.HasLevels ? Levels(column, values, persons, least, random) : Tails(values, persons, least, random);
    }

    private static double[] Tails(double[] values, int[] persons, int least, SeededRandom random)
    {
        var rows = new List<int>(values.Length);
        for (var row = 0; row < values.Length; row++)
            if (!double.IsNaN(values[row]))
                rows.Add(row);
        int[] order = [.. rows];
        if (order.Length == 0)
            return values;
        Array.Sort(Array.ConvertAll(order, row => values[row]), order);
        var low = Border(values, order, persons, least);
        var lowInner = Border(values, order, persons, 2 * least);
        Array.Reverse(order);
        var high = Border(values, order, persons, least);
        var highInner = Border(values, order, persons, 2 * least);
        var coarse = (double[])values.Clone();
        foreach (var row in rows)
            if (values[row] < low)
                coarse[row] = low + random.NextDouble() * Math.Max(0, Math.Min(lowInner, high) - low);
            else if (values[row] > high)
                coarse[row] = high - random.NextDouble() * Math.Max(0, high - Math.Max(highInner, low));
        return coarse;
    }

    /// <summary>The value at which so many different persons are reached.</summary>
    private static double Border(double[] values, int[] order, int[] persons, int least)
    {
        var met = new HashSet<int>();
        foreach (var row in order)
        {
            met.Add(persons.Length == 0 ? row : persons[row]);
            if (met.Count >= least)
                return values[row];
        }
        return values[order[^1]];
    }

    private static double[] Levels(Column column, double[] values, int[] persons, int least, SeededRandom random)
    {
        var have = new int[column.Levels.Length];
        if (persons.Length == 0)
        {
            foreach (var value in values)
                if (!double.IsNaN(value))
                    have[(int)value]++;
        }
        else
        {
            var met = new HashSet<long>();
            for (var row = 0; row < values.Length; row++)
                if (!double.IsNaN(values[row]) && have[(int)values[row]] < least && met.Add(((long)values[row] << 32) | (uint)persons[row]))
                    have[(int)values[row]]++;
        }
        if (!Array.Exists(have, h => h > 0 && h < least))
            return values;
        var kept = new List<int>();
        for (var row = 0; row < values.Length; row++)
            if (!double.IsNaN(values[row]) && have[(int)values[row]] >= least)
                kept.Add(row);
        if (kept.Count == 0)
            return MissingOnly(values.Length);
        var instead = new int[have.Length];
        for (var level = 0; level < have.Length; level++)
            instead[level] = have[level] >= least || have[level] == 0 ? level : column.Kind switch
            {
                ColumnKind.Ordinal => Nearest(have, level, least),
                ColumnKind.Code => SameFront(column, have, level, least),
                _ => -1,
            };
        var coarse = (double[])values.Clone();
        for (var row = 0; row < coarse.Length; row++)
            if (!double.IsNaN(coarse[row]))
                coarse[row] = instead[(int)coarse[row]] is >= 0 and var level ? level : values[kept[random.NextInt(kept.Count)]];
        return coarse;
    }

    private static int Nearest(int[] have, int level, int least)
    {
        for (var distance = 1; distance < have.Length; distance++)
        {
            var (below, above) = (level - distance, level + distance);
            if (below >= 0 && have[below] >= least)
                return below;
            if (above < have.Length && have[above] >= least)
                return above;
        }
        return -1;
    }

    /// <summary>The most frequent level with the longest front in common; −1 where none shares even the first character.</summary>
    private static int SameFront(Column column, int[] have, int level, int least)
    {
        var (best, longest) = (-1, 0);
        var text = column.Levels[level].AsSpan();
        for (var other = 0; other < have.Length; other++)
        {
            if (have[other] < least)
                continue;
            var common = text.CommonPrefixLength(column.Levels[other]);
            if (common > longest || (common == longest && best >= 0 && have[other] > have[best]))
                (best, longest) = (other, common);
        }
        return best;
    }

    private static double[] MissingOnly(int rows)
    {
        var cells = new double[rows];
        Array.Fill(cells, double.NaN);
        return cells;
    }
}
