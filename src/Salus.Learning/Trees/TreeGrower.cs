using System.Collections.Immutable;

namespace Salus.Learning.Trees;

/// <summary>
/// Grows one tree on gradients and curvatures of a loss, always splitting the leaf that gains most (best first), with thresholds
/// searched over histograms; the larger child's histogram is its parent's less the smaller child's. A missing value goes to the side
/// where it gains more. Gain and leaf weight are those of Chen and Guestrin, XGBoost, KDD 2016, equations 5 and 7; ties go to the
/// lower column and step.
/// </summary>
internal sealed class TreeGrower
{
    private const double LeastCurvature = 1e-3;
    private const double LeastGain = 1e-9;

    private readonly BinnedTable table;
    private readonly BoostingOptions options;
    private readonly int[] offsets;

    public TreeGrower(BinnedTable table, BoostingOptions options)
    {
        this.table = table;
        this.options = options;
        offsets = new int[table.ColumnCount + 1];
        for (var column = 0; column < table.ColumnCount; column++)
            offsets[column + 1] = offsets[column] + table.BinCount(column);
    }

    private sealed record Split(int Column, int Bin, bool MissingLeft, double Gain);

    private sealed class Leaf(int node, int start, int count, Histogram? histogram, double gradient, double curvature)
    {
        public int Node { get; } = node;

        public int Start { get; } = start;

        public int Count { get; } = count;

        public Histogram? Histogram { get; } = histogram;

        public double Gradient { get; } = gradient;

        public double Curvature { get; } = curvature;

        public Split? Best { get; set; }
    }

    /// <param name="rows">The rows to learn from, reordered in place.</param>
    public RegressionTree Grow(int[] rows, int[] columns, float[] gradients, float[] curvatures)
    {
        var nodes = (Columns: new List<int> { -1 }, Values: new List<float> { 0 }, Lefts: new List<int> { 0 }, Missing: new List<bool> { false });
        var (g, h) = (0.0, 0.0);
        foreach (var row in rows)
        {
            g += gradients[row];
            h += curvatures[row];
        }
        var leaves = new List<Leaf> { new(0, 0, rows.Length, Histogram.Of(table, offsets, columns, rows, gradients, curvatures), g, h) };
        leaves[0].Best = BestSplit(leaves[0], columns);
        while (leaves.Count < options.MaxLeaves)
        {
            var leaf = leaves.Where(l => l.Best is not null).MaxBy(l => l.Best!.Gain);
            if (leaf is null)
                break;
            leaves.Remove(leaf);
            var split = leaf.Best!;
            nodes.Columns[leaf.Node] = split.Column;
            nodes.Values[leaf.Node] = table.UpperEdge(split.Column, split.Bin);
            nodes.Lefts[leaf.Node] = nodes.Columns.Count;
            nodes.Missing[leaf.Node] = split.MissingLeft;
            var (left, right) = Children(leaf, split, rows, columns, gradients, curvatures, nodes.Columns.Count);
            foreach (var child in new[] { left, right })
            {
                nodes.Columns.Add(-1);
                nodes.Values.Add(0);
                nodes.Lefts.Add(0);
                nodes.Missing.Add(false);
                child.Best = BestSplit(child, columns);
                leaves.Add(child);
            }
        }
        foreach (var leaf in leaves)
            nodes.Values[leaf.Node] = (float)(-leaf.Gradient / (leaf.Curvature + options.L2 + double.Epsilon) * options.LearningRate);
        return new RegressionTree([.. nodes.Columns], [.. nodes.Values], [.. nodes.Lefts], [.. nodes.Missing]);
    }

    private (Leaf Left, Leaf Right) Children(Leaf leaf, Split split, int[] rows, int[] columns, float[] gradients, float[] curvatures, int firstNode)
    {
        var bins = table.Column(split.Column);
        var right = new List<int>();
        var end = leaf.Start;
        var (g, h) = (0.0, 0.0);
        for (var i = leaf.Start; i < leaf.Start + leaf.Count; i++)
        {
            var row = rows[i];
            if (bins[row] == 0 ? split.MissingLeft : bins[row] <= split.Bin)
            {
                rows[end++] = row;
                g += gradients[row];
                h += curvatures[row];
            }
            else
            {
                right.Add(row);
            }
        }
        right.CopyTo(rows, end);
        var leftCount = end - leaf.Start;
        var leftIsSmaller = leftCount <= right.Count;
        var smaller = Histogram.Of(table, offsets, columns, leftIsSmaller ? rows.AsMemory(leaf.Start, leftCount) : rows.AsMemory(end, right.Count), gradients, curvatures);
        var larger = Histogram.Rest(leaf.Histogram!, smaller);
        return (new Leaf(firstNode, leaf.Start, leftCount, leftIsSmaller ? smaller : larger, g, h),
            new Leaf(firstNode + 1, end, right.Count, leftIsSmaller ? larger : smaller, leaf.Gradient - g, leaf.Curvature - h));
    }

    private Split? BestSplit(Leaf leaf, int[] columns)
    {
        if (leaf.Count < 2 * options.MinRowsPerLeaf)
            return null;
        Split? best = null;
        foreach (var column in columns)
            if (BestOf(leaf, column) is { } split && (best is null || split.Gain > best.Gain))
                best = split;
        return best;
    }

    private Split? BestOf(Leaf leaf, int column)
    {
        var histogram = leaf.Histogram!;
        var from = offsets[column];
        var bins = offsets[column + 1] - from;
        var whole = Worth(leaf.Gradient, leaf.Curvature);
        Split? best = null;
        var hasMissing = histogram.Counts[from] > 0;
        for (var missingLeft = hasMissing ? 1 : 0; missingLeft >= 0; missingLeft--)
        {
            var (g, h, n) = missingLeft == 1 ? (histogram.Gradients[from], histogram.Curvatures[from], histogram.Counts[from]) : (0.0, 0.0, 0);
            for (var bin = 1; bin < bins - 1; bin++)
            {
                g += histogram.Gradients[from + bin];
                h += histogram.Curvatures[from + bin];
                n += histogram.Counts[from + bin];
                if (n < options.MinRowsPerLeaf || h < LeastCurvature)
                    continue;
                if (leaf.Count - n < options.MinRowsPerLeaf || leaf.Curvature - h < LeastCurvature)
                    break;
                var gain = Worth(g, h) + Worth(leaf.Gradient - g, leaf.Curvature - h) - whole;
                if (gain > LeastGain && (best is null || gain > best.Gain))
                    best = new Split(column, bin, missingLeft == 1, gain);
            }
        }
        return best;
    }

    private double Worth(double gradient, double curvature) => gradient * gradient / (curvature + options.L2 + double.Epsilon);
}
