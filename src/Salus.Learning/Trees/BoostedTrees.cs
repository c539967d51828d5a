using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Salus.Learning.Trees;

/// <summary>
/// Gradient boosting with histogram trees (Friedman, Annals of Statistics 29, 2001; split search after Chen and Guestrin, KDD 2016).
/// The same table, targets and options give the same trees whatever the number of threads. Immutable; safe for several threads.
/// </summary>
public sealed class BoostedTrees
{
    private readonly ImmutableArray<CategoryBins?> categories;

    internal BoostedTrees(BoostingLoss loss, int columnCount, ImmutableArray<double> starts, ImmutableArray<RegressionTree> grown, ImmutableArray<CategoryBins?> categories, ImmutableArray<double> gains)
    {
        Loss = loss;
        ColumnCount = columnCount;
        Starts = starts;
        Grown = grown;
        this.categories = categories.Any(c => c is not null) ? categories : [];
        Gains = gains;
    }

    public BoostingLoss Loss { get; }

    public int ColumnCount { get; }

    /// <summary>Trees in all: rounds times <see cref="OutputCount"/>.</summary>
    public int TreeCount => Grown.Length;

    /// <summary>Classes of <see cref="BoostingLoss.Softmax"/>; 1 otherwise.</summary>
    public int OutputCount => Starts.Length;

    /// <summary>
    /// What the splits of each column took off the loss of the rows learned from, over all trees. It favours columns of many values:
    /// a first look at what matters, no proof. Empty for trees read from a file that holds none.
    /// </summary>
    public ImmutableArray<double> Gains { get; }

    internal ImmutableArray<double> Starts { get; }

    internal ImmutableArray<RegressionTree> Grown { get; }

    internal ImmutableArray<CategoryBins?> Categories => categories;

    /// <summary>Learns from rows of a table. Cost is linear in rows, columns and rounds.</summary>
    /// <param name="rows">Cases; a missing value is NaN.</param>
    /// <param name="targets">One for each row: a finite number, a probability for <see cref="BoostingLoss.Logistic"/>, a class for <see cref="BoostingLoss.Softmax"/>.</param>
    /// <param name="weights">How much each row counts, 0 or more; none: all alike.</param>
    /// <exception cref="ArgumentException">The table is empty, lengths differ, or a value cannot be learned from; the message says which.</exception>
    public static BoostedTrees Fit(FeatureTable rows, ReadOnlySpan<float> targets, BoostingLoss loss, BoostingOptions options, ReadOnlySpan<float> weights = default, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        if (rows.RowCount == 0 || rows.ColumnCount == 0)
            throw new ArgumentException("There is nothing to learn from: the table is empty.", nameof(rows));
        Check(rows.RowCount, targets, loss, options, weights);
        return Fit(BinnedTable.Of(rows, options.Bins, options.Categorical, options.Threads), targets, loss, options, weights, cancel);
    }

    /// <summary>As the other, from a table that is already cut into steps: what to use when many targets are learned from the same cases.</summary>
    /// <param name="table">Its steps and categorical columns hold, not those of <paramref name="options"/>.</param>
    /// <inheritdoc cref="Fit(FeatureTable, ReadOnlySpan{float}, BoostingLoss, BoostingOptions, ReadOnlySpan{float}, CancellationToken)"/>
    public static BoostedTrees Fit(BinnedTable table, ReadOnlySpan<float> targets, BoostingLoss loss, BoostingOptions options, ReadOnlySpan<float> weights = default, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        if (table.RowCount == 0 || table.ColumnCount == 0)
            throw new ArgumentException("There is nothing to learn from: the table is empty.", nameof(table));
        Check(table.RowCount, targets, loss, options, weights);
        if (options.Validation is { } validation)
        {
            if (validation.Rows.ColumnCount != table.ColumnCount || validation.Rows.RowCount == 0)
                throw new ArgumentException($"The validation set has {validation.Rows.RowCount} rows of {validation.Rows.ColumnCount} columns; {table.ColumnCount} are learned from.", nameof(options));
            Check(validation.Rows.RowCount, validation.Targets.AsSpan(), loss, options, []);
        }
        return new BoostingRounds(table, targets.ToArray(), loss, options, weights.IsEmpty ? Filled(table.RowCount) : weights.ToArray()).Run(cancel);
    }

    /// <summary>The expected target of a case: a value, or a probability for <see cref="BoostingLoss.Logistic"/>.</summary>
    /// <exception cref="InvalidOperationException">These trees tell classes apart: ask <see cref="PredictClasses"/>.</exception>
    public double Predict(ReadOnlySpan<float> row)
    {
        if (Loss is BoostingLoss.Softmax)
            throw new InvalidOperationException("These trees give a probability to each class, not one value.");
        Span<double> score = stackalloc double[1];
        Scores(row, score);
        return Loss is BoostingLoss.Logistic ? LossSlopes.Sigmoid(score[0]) : score[0];
    }

    /// <summary>The expected targets of all cases of a table.</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{float})"/>
    public double[] Predict(FeatureTable rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var result = new double[rows.RowCount];
        Parallel.For(0, rows.RowCount, row => result[row] = Predict(rows.Row(row)));
        return result;
    }

    /// <summary>The probability of each class, <c>[row, class]</c>, row after row; of the two classes for <see cref="BoostingLoss.Logistic"/>.</summary>
    /// <exception cref="InvalidOperationException">These trees predict numbers.</exception>
    public double[] PredictClasses(FeatureTable rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (Loss is not (BoostingLoss.Softmax or BoostingLoss.Logistic))
            throw new InvalidOperationException("These trees predict numbers, not classes.");
        var classes = Math.Max(2, OutputCount);
        var result = new double[(long)rows.RowCount * classes];
        Parallel.For(0, rows.RowCount, row =>
        {
            var cells = result.AsSpan(row * classes, classes);
            if (Loss is BoostingLoss.Softmax)
            {
                Scores(rows.Row(row), cells);
                LossSlopes.Softmax(cells);
                return;
            }
            cells[1] = Predict(rows.Row(row));
            cells[0] = 1 - cells[1];
        });
        return result;
    }

    /// <summary>How often each column parts rows, over all trees; a first look at what matters.</summary>
    public int[] SplitCounts()
    {
        var counts = new int[ColumnCount];
        foreach (var node in Grown.SelectMany(t => t.Nodes).Where(n => n.Column >= 0))
            counts[node.Column]++;
        return counts;
    }

    /// <summary>As one JSON object, numbers in their shortest exact form: reading it gives the same predictions.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        BoostedTreesFormat.Write(this, json);
    }

    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes; the message says what is wrong.</exception>
    public static BoostedTrees Read(JsonElement json) => BoostedTreesFormat.Read(json);

    internal void Scores(ReadOnlySpan<float> row, Span<double> scores)
    {
        if (row.Length != ColumnCount)
            throw new ArgumentException($"The row has {row.Length} values; these trees were grown on {ColumnCount}.", nameof(row));
        if (categories.Length > 0)
        {
            Span<float> steps = row.Length <= 1024 ? stackalloc float[row.Length] : new float[row.Length];
            for (var column = 0; column < row.Length; column++)
                steps[column] = categories[column] is { } category ? category.Bin(row[column]) : row[column];
            Sum(steps, scores);
            return;
        }
        Sum(row, scores);
    }

    private void Sum(ReadOnlySpan<float> row, Span<double> scores)
    {
        Starts.CopyTo(scores);
        var output = 0;
        foreach (var tree in Grown)
        {
            scores[output] += tree.Predict(row);
            output = output + 1 == scores.Length ? 0 : output + 1;
        }
    }

    private static void Check(int rows, ReadOnlySpan<float> targets, BoostingLoss loss, BoostingOptions options, ReadOnlySpan<float> weights)
    {
        if (targets.Length != rows)
            throw new ArgumentException($"There are {targets.Length} targets for {rows} rows.", nameof(targets));
        if (!weights.IsEmpty && weights.Length != rows)
            throw new ArgumentException($"There are {weights.Length} weights for {rows} rows.", nameof(weights));
        var all = weights.IsEmpty ? 1.0 : 0;
        for (var i = 0; i < targets.Length; i++)
        {
            var fits = loss switch
            {
                BoostingLoss.Logistic => targets[i] is >= 0 and <= 1,
                BoostingLoss.Softmax => targets[i] >= 0 && targets[i] < options.Classes && targets[i] == MathF.Floor(targets[i]),
                _ => float.IsFinite(targets[i]),
            };
            if (!fits)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The target of row {i} is {targets[i]}."), nameof(targets));
            if (!weights.IsEmpty && !(weights[i] >= 0 && float.IsFinite(weights[i])))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The weight of row {i} is {weights[i]}."), nameof(weights));
            all += weights.IsEmpty ? 0 : weights[i];
        }
        if (all <= 0)
            throw new ArgumentException("All weights are 0.", nameof(weights));
    }

    private static float[] Filled(int length)
    {
        var result = new float[length];
        Array.Fill(result, 1f);
        return result;
    }
}
