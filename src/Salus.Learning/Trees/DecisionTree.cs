using System.Collections.Immutable;

namespace Salus.Learning.Trees;

/// <summary>
/// One decision tree on histograms: of classes by Gini's impurity, of numbers by squared error. A missing value (NaN) is a value like
/// another. Immutable; safe for several threads.
/// </summary>
public sealed class DecisionTree
{
    private readonly RegressionTree tree;
    private readonly float[] answers;
    private readonly ImmutableArray<CategoryBins?> categories;

    internal DecisionTree(RegressionTree tree, float[] answers, int classes, int columnCount, ImmutableArray<CategoryBins?> categories)
    {
        this.tree = tree;
        this.answers = answers;
        Classes = classes;
        ColumnCount = columnCount;
        this.categories = categories.Any(c => c is not null) ? categories : [];
    }

    /// <summary>0 when numbers are predicted.</summary>
    public int Classes { get; }

    public int ColumnCount { get; }

    public int LeafCount => answers.Length / Math.Max(1, Classes);

    /// <summary>Learns classes, numbered from 0.</summary>
    /// <param name="weights">How much each row counts, 0 or more; none: all alike.</param>
    /// <exception cref="ArgumentException">The table is empty, lengths differ, or a value cannot be learned from; the message says which.</exception>
    public static DecisionTree Fit(FeatureTable rows, ReadOnlySpan<int> labels, int classes, TreeOptions options, ReadOnlySpan<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        return Fit(rows, TreeTargets.Of(labels, classes, rows.RowCount), options, weights);
    }

    /// <summary>Learns numbers.</summary>
    /// <inheritdoc cref="Fit(FeatureTable, ReadOnlySpan{int}, int, TreeOptions, ReadOnlySpan{float})"/>
    public static DecisionTree Fit(FeatureTable rows, ReadOnlySpan<float> values, TreeOptions options, ReadOnlySpan<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        return Fit(rows, TreeTargets.Of(values, rows.RowCount), options, weights);
    }

    /// <summary>The mean of the leaf a case falls into; of two classes the probability of class 1.</summary>
    /// <exception cref="InvalidOperationException">There are more than two classes: ask <see cref="Probabilities"/>.</exception>
    public double Predict(ReadOnlySpan<float> row) => Classes switch
    {
        0 => answers[Leaf(row)],
        2 => answers[2 * Leaf(row) + 1],
        _ => throw new InvalidOperationException("This tree gives a probability to each class, not one value."),
    };

    /// <summary>The share of each class in the leaf a case falls into.</summary>
    /// <exception cref="InvalidOperationException">This tree predicts numbers.</exception>
    public ReadOnlySpan<float> Probabilities(ReadOnlySpan<float> row) =>
        Classes > 0 ? Answers(row) : throw new InvalidOperationException("This tree predicts numbers, not classes.");

    /// <summary>The number, from 0, of the leaf a case falls into.</summary>
    public int Leaf(ReadOnlySpan<float> row)
    {
        if (row.Length != ColumnCount)
            throw new ArgumentException($"The row has {row.Length} values; this tree was grown on {ColumnCount}.", nameof(row));
        if (categories.IsEmpty)
            return (int)tree.Predict(row);
        Span<float> steps = row.Length <= 1024 ? stackalloc float[row.Length] : new float[row.Length];
        CategorySteps(row, steps);
        return (int)tree.Predict(steps);
    }

    /// <summary>Mean, or class shares, at the leaf a case falls into.</summary>
    internal ReadOnlySpan<float> Answers(ReadOnlySpan<float> row) => AnswersOf(Leaf(row));

    /// <param name="steps">A row whose categorical columns hold steps already.</param>
    internal ReadOnlySpan<float> AnswersAtSteps(ReadOnlySpan<float> steps) => AnswersOf((int)tree.Predict(steps));

    /// <param name="table">The table the tree was grown on.</param>
    internal ReadOnlySpan<float> AnswersAt(BinnedTable table, int row) => AnswersOf((int)tree.Nodes[tree.LeafOf(table, row)].Value);

    internal bool HasCategories => !categories.IsEmpty;

    internal void CategorySteps(ReadOnlySpan<float> row, Span<float> steps)
    {
        for (var column = 0; column < row.Length; column++)
            steps[column] = categories[column] is { } category ? category.Bin(row[column]) : row[column];
    }

    private ReadOnlySpan<float> AnswersOf(int leaf)
    {
        var width = Math.Max(1, Classes);
        return answers.AsSpan(leaf * width, width);
    }

    private static DecisionTree Fit(FeatureTable rows, TreeTargets targets, TreeOptions options, ReadOnlySpan<float> weights)
    {
        var weight = RandomForest.Weights(weights, rows.RowCount);
        var table = BinnedTable.Of(rows, options.Bins, options.Categorical);
        var tried = options.ColumnShare is { } share ? Math.Max(1, (int)Math.Round(share * rows.ColumnCount)) : rows.ColumnCount;
        var grower = new DecisionTreeGrower(table, targets, options, tried);
        int[] counted = [.. Enumerable.Range(0, rows.RowCount).Where(r => weight[r] > 0)];
        var (tree, answers) = grower.Grow(counted, weight, new SeededRandom(options.Seed));
        return new DecisionTree(tree, answers, targets.Classes, rows.ColumnCount, table.Categories);
    }
}
