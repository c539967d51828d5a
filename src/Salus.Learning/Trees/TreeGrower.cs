using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Salus.Learning.Trees;

/// <summary>A tree, and where the rows ended that it was grown on.</summary>
/// <param name="Nodes">Leaves hold the step of the loss, not yet shrunk by a learning rate.</param>
/// <param name="Leaves">Node of each leaf and the run of its rows.</param>
internal sealed record GrownTree(TreeNode[] Nodes, ImmutableArray<ulong> Sets, ImmutableArray<(int Node, int Start, int Count)> Leaves);

/// <summary>
/// Grows one tree on gradients and curvatures of a loss, always splitting the leaf that gains most (best first), with thresholds
/// searched over histograms; the larger child's histogram is its parent's less the smaller child's. A missing value goes to the side
/// where it gains more, and to the side of more rows where none was missing. Gain and leaf weight are those of Chen and Guestrin,
/// XGBoost, KDD 2016, equations 5 and 7; ties go to the lower column and step. The levels of a categorical column, missing being one
/// of them, are put in order of gradient over curvature and cut in two, which finds the best of all subsets (Fisher, Journal of the
/// American Statistical Association 53, 1958).
/// </summary>
internal sealed class TreeGrower
{
    private const double LeastCurvature = 1e-3;
    private const double LeastGain = 1e-9;

    private readonly BinnedTable table;
    private readonly BoostingOptions options;
    private readonly ParallelOptions threads;
    private readonly int[] offsets;
    private readonly Stack<Histogram> spare = new();
    private readonly int[] moved;
    private readonly float[] gathered;
    private readonly double[] gains;

    public TreeGrower(BinnedTable table, BoostingOptions options)
    {
        this.table = table;
        this.options = options;
        threads = new ParallelOptions { MaxDegreeOfParallelism = options.Threads };
        offsets = new int[table.ColumnCount + 1];
        for (var column = 0; column < table.ColumnCount; column++)
            offsets[column + 1] = offsets[column] + table.BinCount(column);
        moved = new int[table.RowCount];
        gathered = new float[2 * table.RowCount];
        gains = new double[table.ColumnCount];
    }

    /// <summary>What the splits of each column gained, over all trees grown so far.</summary>
    public ReadOnlySpan<double> Gains => gains;

    private sealed record Split(int Column, int Bin, bool MissingLeft, double Gain, BinSet Set);

    private sealed class Leaf(int node, int start, int count, Histogram? histogram, double gradient, double curvature, double square)
    {
        public int Node { get; } = node;

        public int Start { get; } = start;

        public int Count { get; } = count;

        public Histogram? Histogram { get; } = histogram;

        public double Gradient { get; } = gradient;

        public double Curvature { get; } = curvature;

        /// <summary>Sum of squared gradients.</summary>
        public double Square { get; } = square;

        public Split? Best { get; set; }
    }

    /// <param name="rows">The rows to learn from, reordered in place so that those of a leaf lie together, each leaf's in their first order.</param>
    /// <param name="slopes">Gradient and curvature, in turn, of every row of the table.</param>
    public GrownTree Grow(int[] rows, int[] columns, float[] slopes)
    {
        var nodes = new List<TreeNode> { TreeNode.Leaf(0) };
        var sets = new List<ulong>();
        var (g, h, square) = (0.0, 0.0, 0.0);
        foreach (var row in rows)
        {
            g += slopes[2 * row];
            h += slopes[2 * row + 1];
            square += (double)slopes[2 * row] * slopes[2 * row];
        }
        var root = new Leaf(0, 0, rows.Length, Filled(rows, 0, rows.Length, columns, slopes), g, h, square);
        root.Best = BestSplit(root, columns);
        var open = new PriorityQueue<Leaf, (double, int)>();
        var done = new List<Leaf>();
        Keep(root);
        while (open.Count + done.Count < options.MaxLeaves && open.TryDequeue(out var leaf, out _))
        {
            var split = leaf.Best!;
            gains[split.Column] += split.Gain;
            var (left, right) = Children(leaf, split, rows, columns, slopes, nodes.Count);
            var isSet = table.IsCategorical(split.Column);
            nodes[leaf.Node] = new TreeNode(split.Column, isSet ? 0 : table.UpperEdge(split.Column, split.Bin), nodes.Count, isSet ? sets.Count / RegressionTree.SetWords : -1, (byte)split.Bin, split.MissingLeft);
            if (isSet)
                foreach (var word in split.Set)
                    sets.Add(word);
            foreach (var child in new[] { left, right })
            {
                nodes.Add(TreeNode.Leaf(0));
                child.Best = BestSplit(child, columns);
                Keep(child);
            }
        }
        var leaves = done.Concat(open.UnorderedItems.Select(i => i.Element)).OrderBy(l => l.Node).ToList();
        foreach (var leaf in leaves)
        {
            nodes[leaf.Node] = TreeNode.Leaf((float)(-leaf.Gradient / (leaf.Curvature + options.L2 + double.Epsilon)));
            if (leaf.Histogram is not null && leaf.Best is not null)
                spare.Push(leaf.Histogram);
        }
        return new GrownTree([.. nodes], [.. sets], [.. leaves.Select(l => (l.Node, l.Start, l.Count))]);

        void Keep(Leaf leaf)
        {
            if (leaf.Best is { } best)
                open.Enqueue(leaf, (-best.Gain, leaf.Node));
            else
            {
                done.Add(leaf);
                if (leaf.Histogram is not null)
                    spare.Push(leaf.Histogram);
            }
        }
    }

    private Histogram Filled(int[] rows, int start, int count, int[] columns, float[] slopes)
    {
        var histogram = spare.TryPop(out var used) ? used : new Histogram(offsets);
        var ordered = slopes;
        if (count < table.RowCount)
        {
            ordered = gathered;
            var from = MemoryMarshal.Cast<float, ulong>(slopes);
            var to = MemoryMarshal.Cast<float, ulong>(gathered.AsSpan());
            for (var i = 0; i < count; i++)
                to[i] = from[rows[start + i]];
        }
        histogram.Fill(table, columns, rows, start, count, ordered, threads);
        return histogram;
    }

    private (Leaf Left, Leaf Right) Children(Leaf leaf, Split split, int[] rows, int[] columns, float[] slopes, int firstNode)
    {
        var bins = table.Steps(split.Column);
        var goesLeft = new bool[256];
        for (var bin = 0; bin < goesLeft.Length; bin++)
            goesLeft[bin] = table.IsCategorical(split.Column) ? split.Set.Holds(bin) : bin == 0 ? split.MissingLeft : bin <= split.Bin;
        var (end, right) = (leaf.Start, 0);
        var (g, h, square) = (0.0, 0.0, 0.0);
        for (var i = leaf.Start; i < leaf.Start + leaf.Count; i++)
        {
            var row = rows[i];
            if (goesLeft[bins[row]])
            {
                rows[end++] = row;
                g += slopes[2 * row];
                h += slopes[2 * row + 1];
                square += (double)slopes[2 * row] * slopes[2 * row];
            }
            else
            {
                moved[right++] = row;
            }
        }
        moved.AsSpan(0, right).CopyTo(rows.AsSpan(end));
        var left = end - leaf.Start;
        var leftIsSmaller = left <= right;
        var most = Math.Max(left, right);
        Histogram? smaller = null, larger = null;
        if (most >= 2 * options.MinRowsPerLeaf)
        {
            smaller = leftIsSmaller ? Filled(rows, leaf.Start, left, columns, slopes) : Filled(rows, end, right, columns, slopes);
            larger = leaf.Histogram!;
            larger.Less(smaller, columns);
        }
        else
        {
            spare.Push(leaf.Histogram!);
        }
        return (new Leaf(firstNode, leaf.Start, left, leftIsSmaller ? smaller : larger, g, h, square),
            new Leaf(firstNode + 1, end, right, leftIsSmaller ? larger : smaller, leaf.Gradient - g, leaf.Curvature - h, leaf.Square - square));
    }

    private Split? BestSplit(Leaf leaf, int[] columns)
    {
        if (leaf.Count < 2 * options.MinRowsPerLeaf)
            return null;
        Split? best = null;
        foreach (var column in columns)
            if ((table.IsCategorical(column) ? BestOfLevels(leaf, column) : BestOfSteps(leaf, column)) is { } split && (best is null || split.Gain > best.Gain))
                best = split;
        return best;
    }

    private Split? BestOfSteps(Leaf leaf, int column)
    {
        var histogram = leaf.Histogram!;
        var from = offsets[column];
        var bins = offsets[column + 1] - from;
        var whole = Worth(leaf.Gradient, leaf.Curvature);
        var (bestGain, bestBin, bestMissing, bestCount) = (LeastGain, 0, false, 0);
        var hasMissing = histogram.Count(from) > 0;
        for (var missingLeft = hasMissing ? 1 : 0; missingLeft >= 0; missingLeft--)
        {
            var (g, h, n) = missingLeft == 1 ? (histogram.Gradient(from), histogram.Curvature(from), histogram.Count(from)) : (0.0, 0.0, 0);
            // With missing values on the right, the last cut parts them from all numbers.
            var end = hasMissing && missingLeft == 0 ? bins : bins - 1;
            for (var bin = 1; bin < end; bin++)
            {
                var here = histogram.Count(from + bin);
                if (here == 0)
                    continue;
                g += histogram.Gradient(from + bin);
                h += histogram.Curvature(from + bin);
                n += here;
                if (n < options.MinRowsPerLeaf || h < LeastCurvature)
                    continue;
                if (leaf.Count - n < options.MinRowsPerLeaf || leaf.Curvature - h < LeastCurvature)
                    break;
                var gain = Worth(g, h) + Worth(leaf.Gradient - g, leaf.Curvature - h) - whole;
                if (gain > bestGain)
                    (bestGain, bestBin, bestMissing, bestCount) = (gain, bin, missingLeft == 1, n);
            }
        }
        return bestBin == 0 ? null : new Split(column, bestBin, hasMissing ? bestMissing : 2 * bestCount >= leaf.Count, bestGain, default);
    }

    private Split? BestOfLevels(Leaf leaf, int column)
    {
        var histogram = leaf.Histogram!;
        var from = offsets[column];
        var bins = offsets[column + 1] - from;
        Span<double> keys = stackalloc double[256];
        Span<int> levels = stackalloc int[256];
        var there = 0;
        for (var bin = 0; bin < bins; bin++)
        {
            if (histogram.Count(from + bin) == 0)
                continue;
            keys[there] = histogram.Gradient(from + bin) / (histogram.Curvature(from + bin) + options.CategorySmoothing + double.Epsilon);
            levels[there++] = bin;
        }
        if (there < 2)
            return null;
        keys[..there].Sort(levels[..there]);
        var whole = Worth(leaf.Gradient, leaf.Curvature);
        // Levels that differ by chance alone, put in order and cut at 0, still gain 2/π of the variance each (the squared mean of a half
        // normal). Without taking that off, columns of many levels would win over better ones of few.
        var noise = Math.Max(0, leaf.Square - leaf.Gradient * leaf.Gradient / leaf.Count) / (leaf.Curvature + options.L2 + double.Epsilon);
        var luck = 2 / Math.PI * (there - 1) * noise;
        var (bestGain, bestLength, bestCount) = (LeastGain, 0, 0);
        var (g, h, n) = (0.0, 0.0, 0);
        for (var i = 0; i < there - 1; i++)
        {
            var cell = from + levels[i];
            g += histogram.Gradient(cell);
            h += histogram.Curvature(cell);
            n += histogram.Count(cell);
            if (n < options.MinRowsPerLeaf || h < LeastCurvature)
                continue;
            if (leaf.Count - n < options.MinRowsPerLeaf || leaf.Curvature - h < LeastCurvature)
                break;
            var gain = Worth(g, h) + Worth(leaf.Gradient - g, leaf.Curvature - h) - whole;
            if (gain - luck > bestGain)
                (bestGain, bestLength, bestCount) = (gain - luck, i + 1, n);
        }
        if (bestLength == 0)
            return null;
        // Levels that no row of the leaf has follow the larger side.
        BinSet left = default;
        var absentLeft = 2 * bestCount >= leaf.Count;
        for (var bin = 0; absentLeft && bin < bins; bin++)
            if (histogram.Count(from + bin) == 0)
                left.Add(bin);
        foreach (var level in levels[..bestLength])
            left.Add(level);
        return new Split(column, 0, left.Holds(0), bestGain, left);
    }

    private double Worth(double gradient, double curvature) => gradient * gradient / (curvature + options.L2 + double.Epsilon);
}
