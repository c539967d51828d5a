using System.Numerics;

namespace Salus.Learning.Trees;

/// <summary>
/// Grows one decision tree (Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984) over the steps of a table,
/// depth first. Each node sums only the columns it tries, and of those only the steps its rows have, so small nodes cost little. A missing
/// value goes to the side where it takes more impurity off. The levels of a categorical column are put in order of their mean, which
/// finds the best subset for numbers and two classes (Breiman et al., theorem 4.5); for more classes in order of the first principal
/// component of their class shares (Coppersmith, Hong and Hosking, Data Mining and Knowledge Discovery 3, 1999).
/// Not safe for several threads.
/// </summary>
internal sealed class DecisionTreeGrower
{
    private const double LeastGain = 1e-10;
    private const int PowerSteps = 12;

    private readonly BinnedTable table;
    private readonly TreeTargets targets;
    private readonly TreeOptions options;
    private readonly int columnsPerSplit;
    private readonly int channels;
    private readonly double[] sums;
    private readonly double[] weightSums = new double[256];
    private readonly int[] counts = new int[256];
    private readonly int[] steps = new int[256];
    private readonly double[] keys = new double[256];
    private readonly int[] columns;
    private readonly int[] moved;
    private readonly double[] left;
    private readonly double[] direction;
    private readonly double[] next;

    private float[] weights = [];
    private SeededRandom random = new(0);

    public DecisionTreeGrower(BinnedTable table, TreeTargets targets, TreeOptions options, int columnsPerSplit)
    {
        this.table = table;
        this.targets = targets;
        this.options = options;
        this.columnsPerSplit = columnsPerSplit;
        channels = targets.Channels;
        sums = new double[256 * channels];
        columns = [.. Enumerable.Range(0, table.ColumnCount)];
        moved = new int[table.RowCount];
        (left, direction, next) = (new double[channels], new double[channels], new double[channels]);
        Gains = new double[table.ColumnCount];
    }

    /// <summary>Impurity that the splits of each column took off, over all trees grown so far.</summary>
    public double[] Gains { get; }

    private readonly record struct Open(int Node, int Start, int Count, int Depth);

    private record struct Split(double Gain, int Column, int Bin, bool MissingLeft, BinSet Set);

    /// <param name="rows">Rows of weight above 0; reordered in place.</param>
    /// <param name="weight">By row of the table.</param>
    /// <param name="chance">Chooses the columns tried.</param>
    /// <returns>The tree, the value of a leaf being its number; and the answers of the leaves, <c>[leaf, answer]</c>.</returns>
    public (RegressionTree Tree, float[] Answers) Grow(int[] rows, float[] weight, SeededRandom chance)
    {
        weights = weight;
        random = chance;
        for (var i = 0; i < columns.Length; i++)
            columns[i] = i;
        var nodes = new List<TreeNode> { TreeNode.Leaf(0) };
        var sets = new List<ulong>();
        var answers = new List<float>();
        var open = new Stack<Open>([new Open(0, 0, rows.Length, 0)]);
        var node = new double[channels];
        while (open.TryPop(out var at))
        {
            var total = Sum(rows.AsSpan(at.Start, at.Count), node);
            var split = at.Depth < options.MaxDepth && at.Count >= 2 * options.MinRowsPerLeaf && Impure(node, total) ? Best(rows.AsSpan(at.Start, at.Count), node, total) : default;
            if (split.Gain <= 0)
            {
                nodes[at.Node] = TreeNode.Leaf(answers.Count / targets.Answers);
                AddAnswer(answers, node, total);
                continue;
            }
            Gains[split.Column] += split.Gain;
            var isSet = table.IsCategorical(split.Column);
            var leftCount = Partition(rows.AsSpan(at.Start, at.Count), split, isSet);
            nodes[at.Node] = new TreeNode(split.Column, isSet ? 0 : table.UpperEdge(split.Column, split.Bin), nodes.Count, isSet ? sets.Count / RegressionTree.SetWords : -1, (byte)split.Bin, split.MissingLeft);
            if (isSet)
                foreach (var word in split.Set)
                    sets.Add(word);
            open.Push(new Open(nodes.Count + 1, at.Start + leftCount, at.Count - leftCount, at.Depth + 1));
            open.Push(new Open(nodes.Count, at.Start, leftCount, at.Depth + 1));
            nodes.Add(TreeNode.Leaf(0));
            nodes.Add(TreeNode.Leaf(0));
        }
        return (new RegressionTree([.. nodes], [.. sets]), [.. answers]);
    }

    private double Sum(ReadOnlySpan<int> rows, double[] node)
    {
        Array.Clear(node);
        var total = 0.0;
        foreach (var row in rows)
        {
            total += weights[row];
            if (targets.Counts)
                node[targets.Labels[row]] += weights[row];
            else
                node[0] += (double)weights[row] * targets.Values[row];
        }
        return total;
    }

    /// <summary>Two classes or more classes can be seen to be pure; of numbers the gain of a split tells.</summary>
    private bool Impure(double[] node, double total)
    {
        if (targets.Classes == 0)
            return true;
        if (targets.Classes == 2)
            return node[0] > 0 && node[0] < total;
        foreach (var weight in node)
            if (weight == total)
                return false;
        return true;
    }

    private void AddAnswer(List<float> answers, double[] node, double total)
    {
        if (targets.Classes == 2)
            answers.Add((float)(1 - node[0] / total));
        foreach (var sum in node)
            answers.Add((float)(sum / total));
    }

    private Split Best(ReadOnlySpan<int> rows, double[] node, double total)
    {
        var parent = Worth(node, total);
        // A gain below what rounding makes of equal targets is none.
        Split best = default;
        best.Gain = LeastGain * (1 + Math.Abs(parent));
        var none = best.Gain;
        var tried = 0;
        for (var i = 0; i < columns.Length && tried < columnsPerSplit; i++)
        {
            if (columnsPerSplit < columns.Length)
            {
                var other = i + random.NextInt(columns.Length - i);
                (columns[i], columns[other]) = (columns[other], columns[i]);
            }
            var there = Fill(columns[i], rows);
            if (there >= 2)
            {
                tried++;
                if (table.IsCategorical(columns[i]))
                    TryLevels(columns[i], there, rows.Length, node, total, parent, ref best);
                else
                    TrySteps(columns[i], there, rows.Length, node, total, parent, ref best);
            }
            for (var step = 0; step < there; step++)
            {
                sums.AsSpan(steps[step] * channels, channels).Clear();
                (weightSums[steps[step]], counts[steps[step]]) = (0, 0);
            }
        }
        return best.Gain > none ? best : default;
    }

    /// <summary>Sums the rows by step of a column.</summary>
    /// <returns>How many steps there are, listed in <see cref="steps"/>, rising.</returns>
    private int Fill(int column, ReadOnlySpan<int> rows)
    {
        var bins = table.Steps(column);
        if (targets.Counts)
        {
            foreach (var row in rows)
            {
                int bin = bins[row];
                sums[bin * channels + targets.Labels[row]] += weights[row];
                weightSums[bin] += weights[row];
                counts[bin]++;
            }
        }
        else
        {
            var values = targets.Values;
            foreach (var row in rows)
            {
                int bin = bins[row];
                var weight = weights[row];
                sums[bin] += (double)weight * values[row];
                weightSums[bin] += weight;
                counts[bin]++;
            }
        }
        var there = 0;
        if (rows.Length >= 64)
        {
            for (var bin = 0; bin < table.BinCount(column); bin++)
                if (counts[bin] > 0)
                    steps[there++] = bin;
            return there;
        }
        Span<ulong> seen = stackalloc ulong[RegressionTree.SetWords];
        foreach (var row in rows)
            seen[bins[row] >> 6] |= 1UL << (bins[row] & 63);
        for (var word = 0; word < seen.Length; word++)
            for (var rest = seen[word]; rest != 0; rest &= rest - 1)
                steps[there++] = word * 64 + BitOperations.TrailingZeroCount(rest);
        return there;
    }

    private void TrySteps(int column, int there, int rows, double[] node, double total, double parent, ref Split best)
    {
        var hasMissing = steps[0] == 0;
        var first = hasMissing ? 1 : 0;
        for (var missingLeft = hasMissing ? 1 : 0; missingLeft >= 0; missingLeft--)
        {
            Array.Clear(left);
            var (weight, count) = (0.0, 0);
            if (missingLeft == 1)
                Take(0, ref weight, ref count);
            // Missing values alone against all others are the last cut of the second sweep.
            for (var i = first; i < there - (missingLeft == 1 || !hasMissing ? 1 : 0); i++)
            {
                Take(steps[i], ref weight, ref count);
                if (count < options.MinRowsPerLeaf)
                    continue;
                if (rows - count < options.MinRowsPerLeaf)
                    break;
                var gain = WorthOfSides(node, weight, total) - parent;
                if (gain > best.Gain)
                    best = new Split(gain, column, steps[i], hasMissing ? missingLeft == 1 : 2 * count >= rows, default);
            }
        }
    }

    private void TryLevels(int column, int there, int rows, double[] node, double total, double parent, ref Split best)
    {
        Order(there, node, total);
        Array.Clear(left);
        var (weight, count) = (0.0, 0);
        var (bestLength, bestCount) = (0, 0);
        var bestGain = best.Gain;
        for (var i = 0; i < there - 1; i++)
        {
            Take(steps[i], ref weight, ref count);
            if (count < options.MinRowsPerLeaf)
                continue;
            if (rows - count < options.MinRowsPerLeaf)
                break;
            var gain = WorthOfSides(node, weight, total) - parent;
            if (gain > bestGain)
                (bestGain, bestLength, bestCount) = (gain, i + 1, count);
        }
        if (bestLength == 0)
            return;
        // Levels that no row of the node has follow the larger side.
        BinSet set = default;
        for (var bin = 0; 2 * bestCount >= rows && bin < table.BinCount(column); bin++)
            if (counts[bin] == 0)
                set.Add(bin);
        foreach (var step in steps.AsSpan(0, bestLength))
            set.Add(step);
        best = new Split(bestGain, column, 0, set.Holds(0), set);
    }

    /// <summary>Puts the steps there in an order in which a cut is likely the best subset.</summary>
    private void Order(int there, double[] node, double total)
    {
        if (!targets.Counts)
        {
            for (var i = 0; i < there; i++)
                keys[i] = sums[steps[i]] / weightSums[steps[i]];
        }
        else
        {
            Array.Clear(direction);
            direction[Array.IndexOf(node, node.Max())] = 1;
            for (var power = 0; power < PowerSteps; power++)
            {
                Array.Clear(next);
                for (var i = 0; i < there; i++)
                {
                    var along = Along(steps[i], node, total) * weightSums[steps[i]];
                    for (var c = 0; c < channels; c++)
                        next[c] += along * (sums[steps[i] * channels + c] / weightSums[steps[i]] - node[c] / total);
                }
                var length = Math.Sqrt(next.Sum(v => v * v));
                if (length < 1e-300)
                    break;
                for (var c = 0; c < channels; c++)
                    direction[c] = next[c] / length;
            }
            for (var i = 0; i < there; i++)
                keys[i] = Along(steps[i], node, total);
        }
        keys.AsSpan(0, there).Sort(steps.AsSpan(0, there));
    }

    private double Along(int step, double[] node, double total)
    {
        var sum = 0.0;
        for (var c = 0; c < channels; c++)
            sum += direction[c] * (sums[step * channels + c] / weightSums[step] - node[c] / total);
        return sum;
    }

    private void Take(int step, ref double weight, ref int count)
    {
        for (var c = 0; c < channels; c++)
            left[c] += sums[step * channels + c];
        weight += weightSums[step];
        count += counts[step];
    }

    private double WorthOfSides(double[] node, double weight, double total)
    {
        var (l, r) = (0.0, 0.0);
        for (var c = 0; c < channels; c++)
        {
            var rest = node[c] - left[c];
            l += left[c] * left[c];
            r += rest * rest;
        }
        return l / weight + r / (total - weight);
    }

    private double Worth(double[] node, double total)
    {
        var square = 0.0;
        for (var c = 0; c < channels; c++)
            square += node[c] * node[c];
        return square / total;
    }

    private int Partition(Span<int> rows, Split split, bool isSet)
    {
        var bins = table.Steps(split.Column);
        var (kept, right) = (0, 0);
        foreach (var row in rows)
        {
            var bin = bins[row];
            if (isSet ? split.Set.Holds(bin) : bin == 0 ? split.MissingLeft : bin <= split.Bin)
                rows[kept++] = row;
            else
                moved[right++] = row;
        }
        moved.AsSpan(0, right).CopyTo(rows[kept..]);
        return kept;
    }
}
