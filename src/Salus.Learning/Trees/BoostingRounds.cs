using System.Collections.Immutable;

namespace Salus.Learning.Trees;

/// <summary>The rounds of boosting: slopes at the scores so far, one tree an output, new scores; and when to stop.</summary>
internal sealed class BoostingRounds
{
    private const double LeastBetter = 1e-9;

    private readonly BinnedTable table;
    private readonly BoostingOptions options;
    private readonly BoostingLoss loss;
    private readonly float[] targets;
    private readonly LossSlopes slopes;
    private readonly TreeGrower grower;
    private readonly ImmutableArray<RegressionTree>.Builder trees = ImmutableArray.CreateBuilder<RegressionTree>();

    public BoostingRounds(BinnedTable table, float[] targets, BoostingLoss loss, BoostingOptions options, float[] weights)
    {
        this.table = table;
        this.options = options;
        this.loss = loss;
        this.targets = targets;
        slopes = new LossSlopes(loss, options, targets, weights);
        grower = new TreeGrower(table, options);
    }

    public BoostedTrees Run(CancellationToken cancel)
    {
        var starts = slopes.Start();
        var random = new SeededRandom(options.Seed);
        var scores = Scores(targets.Length, starts);
        var watch = options.Validation is not { } validation ? null : new Watch(validation, table, loss, options, Scores(validation.Rows.RowCount, starts));
        var probabilities = new double[loss is BoostingLoss.Softmax ? scores.Length : 0];
        var pairs = new float[2 * targets.Length];
        for (var round = 0; round < options.Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            scores.AsSpan(0, probabilities.Length).CopyTo(probabilities);
            for (var i = 0; i < probabilities.Length; i += starts.Length)
                LossSlopes.Softmax(probabilities.AsSpan(i, starts.Length));
            for (var output = 0; output < starts.Length; output++)
            {
                slopes.Slopes(scores, probabilities, output, pairs);
                var rows = Sample(targets.Length, options.RowShare, random);
                var tree = Grow(rows, Sample(table.ColumnCount, options.ColumnShare, random), pairs, scores, output);
                trees.Add(tree);
                watch?.Add(tree, output, starts.Length);
            }
            if (watch?.IsOver(trees.Count) is true)
                break;
        }
        var kept = watch is null ? trees.Count : watch.BestCount;
        return new BoostedTrees(loss, table.ColumnCount, [.. starts], [.. trees.Take(kept)], table.Categories, [.. grower.Gains]);
    }

    private RegressionTree Grow(int[] rows, int[] columns, float[] pairs, double[] scores, int output)
    {
        var grown = grower.Grow(rows, columns, pairs);
        foreach (var (node, start, count) in grown.Leaves)
        {
            var answer = slopes.Refit(rows.AsSpan(start, count), scores) ?? grown.Nodes[node].Value;
            grown.Nodes[node] = TreeNode.Leaf((float)(answer * options.LearningRate));
        }
        var tree = new RegressionTree([.. grown.Nodes], grown.Sets);
        var outputs = slopes.Outputs;
        if (rows.Length == targets.Length)
            foreach (var (node, start, count) in grown.Leaves)
                foreach (var row in rows.AsSpan(start, count))
                    scores[row * outputs + output] += grown.Nodes[node].Value;
        else
            for (var row = 0; row < targets.Length; row++)
                scores[row * outputs + output] += grown.Nodes[tree.LeafOf(table, row)].Value;
        return tree;
    }

    private static double[] Scores(int rows, double[] starts)
    {
        var scores = new double[(long)rows * starts.Length];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = starts[i % starts.Length];
        return scores;
    }

    /// <summary>So many of the first <paramref name="count"/> numbers, rising, drawn without replacement.</summary>
    private static int[] Sample(int count, double share, SeededRandom random)
    {
        var all = new int[count];
        for (var i = 0; i < count; i++)
            all[i] = i;
        if (share >= 1)
            return all;
        var wanted = Math.Max(1, (int)Math.Round(count * share));
        for (var i = 0; i < wanted; i++)
        {
            var other = i + random.NextInt(count - i);
            (all[i], all[other]) = (all[other], all[i]);
        }
        var chosen = all[..wanted];
        Array.Sort(chosen);
        return chosen;
    }

    /// <summary>Follows the loss on cases kept out of learning.</summary>
    private sealed class Watch
    {
        private readonly FeatureTable rows;
        private readonly LossSlopes slopes;
        private readonly BoostingOptions options;
        private readonly double[] scores;
        private double best;
        private int roundsSince;

        public Watch(ValidationSet validation, BinnedTable table, BoostingLoss loss, BoostingOptions options, double[] scores)
        {
            this.options = options;
            this.scores = scores;
            var ones = new float[validation.Targets.Length];
            Array.Fill(ones, 1f);
            slopes = new LossSlopes(loss, options, [.. validation.Targets], ones);
            best = slopes.Mean(scores);
            rows = new FeatureTable(validation.Rows.RowCount, table.ColumnCount);
            for (var row = 0; row < rows.RowCount; row++)
                for (var column = 0; column < rows.ColumnCount; column++)
                    rows[row, column] = table.IsCategorical(column) ? table.BinOf(column, validation.Rows[row, column]) : validation.Rows[row, column];
        }

        /// <summary>Trees up to the best round; 0 when the start was never beaten.</summary>
        public int BestCount { get; private set; }

        public void Add(RegressionTree tree, int output, int outputs)
        {
            for (var row = 0; row < rows.RowCount; row++)
                scores[row * outputs + output] += tree.Predict(rows.Row(row));
        }

        public bool IsOver(int trees)
        {
            var now = slopes.Mean(scores);
            if (now < best - LeastBetter)
            {
                (best, roundsSince, BestCount) = (now, 0, trees);
                return false;
            }
            return ++roundsSince >= options.Patience;
        }
    }
}
