using System.Runtime.CompilerServices;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>
/// A line through the numbers of a leaf, one slope for each earlier column on which they depend, found by componentwise least-squares boosting (Bühlmann and Yu,
/// Journal of the American Statistical Association 98, 2003): the column that explains most of what is left is taken, as long as chance would not do as well.
/// </summary>
internal sealed record LeafLine(int[] Columns, double[] Slopes, double[] Centres, double[] Lows, double[] Highs)
{
    private const int Rounds = 4;
    private const int LeastRows = 20;

    /// <summary>Square of the t statistic of a slope below which it may be chance, for one candidate.</summary>
    private const double Significant = 9;

    /// <summary>What the line adds to the leaf's values. A missing value counts as the leaf's mean, one outside the leaf's range as its border.</summary>
    public double At(DrawnBlock block, int row)
    {
        var sum = 0.0;
        for (var i = 0; i < Columns.Length; i++)
        {
            var value = block.Values[Columns[i]][row];
            if (!double.IsNaN(value))
                sum += Slopes[i] * (Math.Clamp(value, Lows[i], Highs[i]) - Centres[i]);
        }
        return sum;
    }

    /// <summary>Takes the line out of <paramref name="numbers"/>; null and no change where none helps.</summary>
    /// <param name="numbers">Of the rows, in their order.</param>
    public static LeafLine? Fit(ReadOnlySpan<int> rows, Span<double> numbers, double[][] values, int[] candidates)
    {
        if (rows.Length < LeastRows)
            return null;
        var needed = Significant + 2 * Math.Log(1 + candidates.Length);
        var slopes = new SortedDictionary<int, double>();
        for (var round = 0; round < Rounds; round++)
        {
            var (best, highest, slope) = (-1, 0.0, 0.0);
            foreach (var column in candidates)
            {
                var (share, tilt) = Explained(rows, numbers, values[column]);
                if (share > highest)
                    (best, highest, slope) = (column, share, tilt);
            }
            if (best < 0 || highest < 1 && (rows.Length - 2) * highest / (1 - highest) < needed)
                break;
            var centre = Mean(rows, values[best]);
            for (var i = 0; i < rows.Length; i++)
                numbers[i] -= slope * (values[best][rows[i]] - centre);
            slopes[best] = slopes.GetValueOrDefault(best) + slope;
        }
        if (slopes.Count == 0)
            return null;
        var line = new LeafLine([.. slopes.Keys], [.. slopes.Values], new double[slopes.Count], new double[slopes.Count], new double[slopes.Count]);
        for (var i = 0; i < slopes.Count; i++)
        {
            var column = values[line.Columns[i]];
            (line.Centres[i], line.Lows[i], line.Highs[i]) = (Mean(rows, column), double.PositiveInfinity, double.NegativeInfinity);
            foreach (var row in rows)
                (line.Lows[i], line.Highs[i]) = (Math.Min(line.Lows[i], column[row]), Math.Max(line.Highs[i], column[row]));
        }
        return line;
    }

    private static double Mean(ReadOnlySpan<int> rows, double[] column)
    {
        var sum = 0.0;
        foreach (var row in rows)
            sum += column[row];
        return sum / rows.Length;
    }

    /// <summary>The share of the numbers' variance that a column explains, and the slope; 0 where a value is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Share, double Slope) Explained(ReadOnlySpan<int> rows, ReadOnlySpan<double> numbers, double[] column)
    {
        var (x, y) = (column[rows[0]], numbers[0]);
        var (sx, sy, xx, xy, yy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            var (a, b) = (column[rows[i]] - x, numbers[i] - y);
            sx += a;
            sy += b;
            xx += a * a;
            xy += a * b;
            yy += b * b;
        }
        var n = rows.Length;
        (xx, xy, yy) = (xx - sx * sx / n, xy - sx * sy / n, yy - sy * sy / n);
        return xx > 1e-12 && yy > 1e-12 ? (xy * xy / (xx * yy), xy / xx) : (0, 0);
    }
}

/// <summary>One tree of a column of numbers, its leaves filled.</summary>
/// <param name="numbers">In the places of each leaf: first the numbers that are mixed, rising, less the leaf's line, then the frequent ones.</param>
/// <param name="mixed">How many numbers of each leaf are mixed.</param>
internal sealed class NumberTree(PartingTree tree, double[] numbers, int[] mixed, LeafLine?[] lines, double[] lows, double[] highs)
{
    public static NumberTree Of(PartingTree tree, int[] rows, Lesson lesson, int column, int[] predictors, NumberShape shape)
    {
        const double MostlyMixed = 0.8;
        var count = tree.Nodes.Length;
        var (numbers, mixed, lines) = (new double[rows.Length], new int[count], new LeafLine?[count]);
        var (lows, highs) = (new double[count], new double[count]);
        var candidates = Array.FindAll(predictors, p => !lesson.Columns[p].HasLevels);
        var values = lesson.Values[column];
        var ordered = new int[rows.Length];
        for (var at = 0; at < count; at++)
        {
            ref readonly var node = ref tree.Nodes[at];
            if (node.Column >= 0)
                continue;
            var (front, back) = (node.Start, node.End);
            for (var i = node.Start; i < node.End; i++)
                if (shape.IsAtom(values[rows[i]]))
                    ordered[--back] = rows[i];
                else
                    ordered[front++] = rows[i];
            for (var i = node.Start; i < node.End; i++)
                numbers[i] = values[ordered[i]];
            mixed[at] = front - node.Start;
            var part = numbers.AsSpan(node.Start, mixed[at]);
            if (part.Length == 0)
                continue;
            (lows[at], highs[at]) = (Least(part), -Least(part, -1));
            if (part.Length >= MostlyMixed * node.Rows)
                lines[at] = LeafLine.Fit(ordered.AsSpan(node.Start, part.Length), part, lesson.Values, candidates);
            part.Sort();
        }
        return new NumberTree(tree, numbers, mixed, lines, lows, highs);
    }

    private static double Least(ReadOnlySpan<double> numbers, double sign = 1)
    {
        var least = double.PositiveInfinity;
        foreach (var number in numbers)
            least = Math.Min(least, sign * number);
        return least;
    }

    public double Draw(DrawnBlock block, int row, double pull, int mixing, SeededRandom random)
    {
        var leaf = tree.Near(tree.Leaf(block.Steps, row), pull, random);
        ref readonly var node = ref tree.Nodes[leaf];
        var i = random.NextInt(node.Rows);
        var count = mixed[leaf];
        if (i >= count)
            return numbers[node.Start + i];
        var j = i + (1 + random.NextInt(mixing)) * (random.NextInt(2) * 2 - 1);
        if (j < 0 || j >= count)
            j = 2 * i - j;
        j = Math.Clamp(j, 0, count - 1);
        var (one, other) = (numbers[node.Start + i], numbers[node.Start + j]);
        var value = one + random.NextDouble() * (other - one);
        if (lines[leaf] is { } line)
            value = Math.Clamp(value + line.At(block, row), lows[leaf], highs[leaf]);
        return value;
    }

    /// <summary>The share of a frequent value in a row's leaf, or the density at another.</summary>
    public double Density(DrawnBlock block, int row, double value, NumberShape shape)
    {
        const double Part = 8, Prior = 0.05;
        var leaf = tree.Leaf(block.Steps, row);
        ref readonly var node = ref tree.Nodes[leaf];
        var count = mixed[leaf];
        var (near, reach) = (Prior, 0.0);
        if (shape.IsAtom(value))
        {
            foreach (var number in numbers.AsSpan(node.Start + count, node.Rows - count))
                near += number == value ? 1 : 0;
            return near / node.Rows;
        }
        if (count == 0)
            return Prior / node.Rows;
        var part = numbers.AsSpan(node.Start, count);
        var aim = value - (lines[leaf]?.At(block, row) ?? 0);
        reach = Math.Max((part[^1] - part[0]) / Part, shape.Decimals < 0 ? 1e-9 : Math.Pow(10, -shape.Decimals) / 2);
        foreach (var number in part)
            near += Math.Abs(number - aim) <= reach ? 1 : 0;
        return near / (node.Rows * 2 * reach);
    }

    public void Write(BinaryWriter to)
    {
        tree.Write(to);
        foreach (var number in numbers)
            to.Write(number);
        for (var at = 0; at < mixed.Length; at++)
        {
            if (tree.Nodes[at].Column >= 0)
                continue;
            to.Write(mixed[at]);
            to.Write(lows[at]);
            to.Write(highs[at]);
            var line = lines[at];
            to.Write(line?.Columns.Length ?? 0);
            for (var i = 0; i < line?.Columns.Length; i++)
            {
                to.Write(line.Columns[i]);
                to.Write(line.Slopes[i]);
                to.Write(line.Centres[i]);
                to.Write(line.Lows[i]);
                to.Write(line.Highs[i]);
            }
        }
    }

    public static NumberTree Read(BinaryReader from, int columns, Func<int, bool> allowed)
    {
        var tree = PartingTree.Read(from, allowed);
        var read = new List<double>();
        for (var i = 0; i < tree.RowCount; i++)
            read.Add(Bounded.Finite(from, "a number of a leaf"));
        var count = tree.Nodes.Length;
        var (mixed, lines, lows, highs) = (new int[count], new LeafLine?[count], new double[count], new double[count]);
        for (var at = 0; at < count; at++)
        {
            if (tree.Nodes[at].Column >= 0)
                continue;
            mixed[at] = Bounded.Count(from, tree.Nodes[at].Rows, "mixed numbers");
            (lows[at], highs[at]) = (Bounded.Finite(from, "least"), Bounded.Finite(from, "most"));
            var slopes = Bounded.Count(from, columns, "slopes");
            if (slopes == 0)
                continue;
            var line = lines[at] = new LeafLine(new int[slopes], new double[slopes], new double[slopes], new double[slopes], new double[slopes]);
            for (var i = 0; i < slopes; i++)
            {
                line.Columns[i] = Bounded.Count(from, columns - 1, "a column");
                if (!allowed(line.Columns[i]))
                    throw new InvalidDataException("a leaf asks a column that is not drawn before");
                (line.Slopes[i], line.Centres[i]) = (Bounded.Finite(from, "a slope"), Bounded.Finite(from, "a centre"));
                (line.Lows[i], line.Highs[i]) = (Bounded.Finite(from, "a border"), Bounded.Finite(from, "a border"));
                if (line.Lows[i] > line.Highs[i])
                    throw new InvalidDataException("the borders of a leaf are the wrong way round");
            }
            if (lows[at] > highs[at])
                throw new InvalidDataException("the borders of a leaf are the wrong way round");
        }
        return new NumberTree(tree, [.. read], mixed, lines, lows, highs);
    }
}
