using System.Collections.Immutable;

namespace Salus.Learning.Trees;

/// <summary>
/// Trees on bootstrap samples, each split over some of the columns only, whose answers are averaged (Breiman, Machine Learning 45, 2001).
/// The same table, targets and options give the same forest whatever the number of threads. Immutable; safe for several threads.
/// </summary>
public sealed class RandomForest
{
    private readonly ImmutableArray<DecisionTree> trees;

    private RandomForest(ImmutableArray<DecisionTree> trees, double[] outOfBag, double[] gains)
    {
        this.trees = trees;
        OutOfBag = [.. outOfBag];
        Gains = [.. gains];
    }

    public int TreeCount => trees.Length;

    /// <summary>0 when numbers are predicted.</summary>
    public int Classes => trees[0].Classes;

    public int ColumnCount => trees[0].ColumnCount;

    /// <summary>
    /// What the trees that did not see a row say of it, <c>[row, class]</c> or <c>[row]</c>: an estimate of the error on new cases
    /// without any kept back. NaN for a row that every tree saw.
    /// </summary>
    public ImmutableArray<double> OutOfBag { get; }

    /// <summary>Impurity that the splits of each column took off, mean over trees. It favours columns of many values.</summary>
    public ImmutableArray<double> Gains { get; }

    /// <summary>Learns classes, numbered from 0.</summary>
    /// <param name="treeCount">1 to 100,000.</param>
    /// <param name="weights">How much each row counts, 0 or more; none: all alike.</param>
    /// <param name="threads">Threads at most, −1 for as many as there are.</param>
    /// <exception cref="ArgumentException">The table is empty, lengths differ, or a value cannot be learned from; the message says which.</exception>
    public static RandomForest Fit(FeatureTable rows, ReadOnlySpan<int> labels, int classes, int treeCount, TreeOptions options, ReadOnlySpan<float> weights = default, int threads = -1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        var tried = options.ColumnShare is { } share ? share * rows.ColumnCount : Math.Sqrt(rows.ColumnCount);
        return Fit(rows, TreeTargets.Of(labels, classes, rows.RowCount), treeCount, options, Weights(weights, rows.RowCount), (int)tried, threads, cancel);
    }

    /// <summary>Learns numbers.</summary>
    /// <inheritdoc cref="Fit(FeatureTable, ReadOnlySpan{int}, int, int, TreeOptions, ReadOnlySpan{float}, int, CancellationToken)"/>
    public static RandomForest Fit(FeatureTable rows, ReadOnlySpan<float> values, int treeCount, TreeOptions options, ReadOnlySpan<float> weights = default, int threads = -1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        var tried = (options.ColumnShare ?? 1.0 / 3) * rows.ColumnCount;
        return Fit(rows, TreeTargets.Of(values, rows.RowCount), treeCount, options, Weights(weights, rows.RowCount), (int)tried, threads, cancel);
    }

    /// <summary>The mean of the trees' answers: a number, or of two classes the probability of class 1.</summary>
    /// <exception cref="InvalidOperationException">There are more than two classes: ask <see cref="Probabilities"/>.</exception>
    public double[] Predict(FeatureTable rows)
    {
        if (Classes > 2)
            throw new InvalidOperationException("This forest gives a probability to each class, not one value.");
        var answers = Mean(rows);
        return Classes == 0 ? answers : [.. Enumerable.Range(0, rows.RowCount).Select(row => answers[2 * row + 1])];
    }

    /// <summary>The probability of each class, <c>[row, class]</c>, row after row.</summary>
    /// <exception cref="InvalidOperationException">This forest predicts numbers.</exception>
    public double[] Probabilities(FeatureTable rows) =>
        Classes > 0 ? Mean(rows) : throw new InvalidOperationException("This forest predicts numbers, not classes.");

    private double[] Mean(FeatureTable rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.ColumnCount != ColumnCount)
            throw new ArgumentException($"The rows have {rows.ColumnCount} values; this forest was grown on {ColumnCount}.", nameof(rows));
        var width = Math.Max(1, Classes);
        var result = new double[(long)rows.RowCount * width];
        Parallel.For(0, rows.RowCount, row =>
        {
            var cells = result.AsSpan(row * width, width);
            ReadOnlySpan<float> values = rows.Row(row);
            if (trees[0].HasCategories)
            {
                var steps = new float[values.Length];
                trees[0].CategorySteps(values, steps);
                values = steps;
            }
            foreach (var tree in trees)
                Add(cells, tree.AnswersAtSteps(values));
            foreach (ref var cell in cells)
                cell /= trees.Length;
        });
        return result;
    }

    private static RandomForest Fit(FeatureTable rows, TreeTargets targets, int treeCount, TreeOptions options, float[] weights, int tried, int threads, CancellationToken cancel)
    {
        if (treeCount is < 1 or > 100_000)
            throw new ArgumentOutOfRangeException(nameof(treeCount), treeCount, "It must lie between 1 and 100,000.");
        var table = BinnedTable.Of(rows, options.Bins, options.Categorical, threads);
        var random = new SeededRandom(options.Seed);
        var grown = new DecisionTree[treeCount];
        var gains = new double[treeCount][];
        var unseen = new bool[treeCount][];
        Parallel.For(0, treeCount, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, t =>
        {
            var chance = random.Fork((ulong)t);
            var drawn = new float[rows.RowCount];
            for (var i = 0; i < drawn.Length; i++)
                drawn[chance.NextInt(drawn.Length)]++;
            unseen[t] = Array.ConvertAll(drawn, d => d == 0);
            for (var i = 0; i < drawn.Length; i++)
                drawn[i] *= weights[i];
            int[] counted = [.. Enumerable.Range(0, drawn.Length).Where(r => drawn[r] > 0)];
            if (counted.Length == 0)
                (counted, drawn) = ([.. Enumerable.Range(0, drawn.Length).Where(r => weights[r] > 0)], weights);
            var grower = new DecisionTreeGrower(table, targets, options, Math.Clamp(tried, 1, rows.ColumnCount));
            var (tree, answers) = grower.Grow(counted, drawn, chance);
            grown[t] = new DecisionTree(tree, answers, targets.Classes, rows.ColumnCount, table.Categories);
            gains[t] = grower.Gains;
        });
        var mean = new double[rows.ColumnCount];
        foreach (var gain in gains)
            for (var column = 0; column < mean.Length; column++)
                mean[column] += gain[column] / treeCount;
        return new RandomForest([.. grown], OutOfBagMeans(table, grown, unseen, targets.Answers, threads), mean);
    }

    private static double[] OutOfBagMeans(BinnedTable table, DecisionTree[] trees, bool[][] unseen, int width, int threads)
    {
        var result = new double[(long)table.RowCount * width];
        Parallel.For(0, table.RowCount, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            var cells = result.AsSpan(row * width, width);
            var voters = 0;
            for (var t = 0; t < trees.Length; t++)
            {
                if (!unseen[t][row])
                    continue;
                voters++;
                Add(cells, trees[t].AnswersAt(table, row));
            }
            foreach (ref var cell in cells)
                cell = voters == 0 ? double.NaN : cell / voters;
        });
        return result;
    }

    private static void Add(Span<double> cells, ReadOnlySpan<float> answers)
    {
        for (var i = 0; i < cells.Length; i++)
            cells[i] += answers[i];
    }

    internal static float[] Weights(ReadOnlySpan<float> weights, int rows)
    {
        var result = weights.ToArray();
        if (weights.IsEmpty)
        {
            result = new float[rows];
            Array.Fill(result, 1f);
        }
        if (result.Length != rows)
            throw new ArgumentException($"There are {result.Length} weights for {rows} rows.", nameof(weights));
        for (var i = 0; i < result.Length; i++)
            if (!(result[i] >= 0 && float.IsFinite(result[i])))
                throw new ArgumentException($"The weight of row {i} is not a number of 0 or more.", nameof(weights));
        return rows == 0 || result.Any(w => w > 0) ? result : throw new ArgumentException("All weights are 0.", nameof(weights));
    }
}
