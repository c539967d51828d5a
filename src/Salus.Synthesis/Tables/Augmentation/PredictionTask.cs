using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Linear;
using Salus.Learning.Trees;

namespace Salus.Synthesis.Tables.Augmentation;

/// <summary>A column predicted from all others: learns from one table and scores the rows of another.</summary>
/// <param name="level">The index of the level that is told from the others; −1: the target is a number.</param>
internal sealed class PredictionTask(ImmutableArray<Column> columns, int target, int level, int threads)
{
    private const int ForestTrees = 60;
    private const int ForestLeaf = 5;
    private const int LinearLevels = 15;
    private const double LinearPenalty = 1;
    private const double MostDeviations = 6;

    private readonly int[] features = [.. Enumerable.Range(0, columns.Length).Where(c => c != target)];

    public bool IsNumber => level < 0;

    public bool Truth(Table table, int row) => table[target][row] == level;

    public double Value(Table table, int row) => table[target][row];

    /// <summary>Scores of <paramref name="asked"/>, one for each row: greater is likelier, or the expected number.</summary>
    /// <param name="learned">Rows without a missing target.</param>
    public double[] Scores(StudyLearner learner, Table learned, Table asked, ulong seed, CancellationToken cancel) => learner switch
    {
        StudyLearner.BoostedTrees => Boosted(learned, asked, seed, cancel),
        StudyLearner.RandomForest => Forest(learned, asked, seed, cancel),
        _ => Linear(learned, asked),
    };

    private double[] Boosted(Table learned, Table asked, ulong seed, CancellationToken cancel)
    {
        var targets = new float[learned.RowCount];
        for (var row = 0; row < targets.Length; row++)
            targets[row] = IsNumber ? (float)Value(learned, row) : Truth(learned, row) ? 1 : 0;
        var options = new BoostingOptions { Rounds = 80, LearningRate = 0.08, MaxLeaves = 12, Bins = 64, RowShare = 0.8, Categorical = Categorical(), Seed = seed, Threads = threads };
        return BoostedTrees.Fit(Features(learned), targets, IsNumber ? BoostingLoss.Squared : BoostingLoss.Logistic, options, cancel: cancel).Predict(Features(asked));
    }

    private double[] Forest(Table learned, Table asked, ulong seed, CancellationToken cancel)
    {
        var options = new TreeOptions { MinRowsPerLeaf = ForestLeaf, Bins = 64, Categorical = Categorical(), Seed = seed };
        var rows = Features(learned);
        var forest = IsNumber
            ? RandomForest.Fit(rows, (float[])[.. Enumerable.Range(0, learned.RowCount).Select(r => (float)Value(learned, r))], ForestTrees, options, threads: threads, cancel: cancel)
            : RandomForest.Fit(rows, (int[])[.. Enumerable.Range(0, learned.RowCount).Select(r => Truth(learned, r) ? 1 : 0)], 2, ForestTrees, options, threads: threads, cancel: cancel);
        return forest.Predict(Features(asked));
    }

    private ImmutableArray<int> Categorical() => [.. Enumerable.Range(0, features.Length).Where(i => !columns[features[i]].HasOrder)];

    private FeatureTable Features(Table table)
    {
        var rows = new FeatureTable(table.RowCount, features.Length);
        for (var i = 0; i < features.Length; i++)
            for (var row = 0; row < table.RowCount; row++)
                rows[row, i] = (float)table[features[i]][row];
        return rows;
    }

    private double[] Linear(Table learned, Table asked)
    {
        var terms = features.SelectMany(f => Terms(learned, f)).ToArray();
        var (rows, other) = (Design(learned, terms), Design(asked, terms));
        var options = new LinearOptions { Penalty = LinearPenalty / learned.RowCount };
        if (IsNumber)
            return LinearRegression.Fit(rows, (double[])[.. Enumerable.Range(0, learned.RowCount).Select(r => Value(learned, r))], options).Predict(other);
        return LogisticRegression.Fit(rows, (bool[])[.. Enumerable.Range(0, learned.RowCount).Select(r => Truth(learned, r))], options).Predict(other);
    }

    /// <summary>One for each frequent level; for numbers the number, its mean where it is missing, and whether it is missing.</summary>
    private IEnumerable<(int Column, Func<double, double> Of)> Terms(Table learned, int column)
    {
        var values = learned[column];
        if (!columns[column].HasOrder)
        {
            foreach (var frequent in values.Where(v => !double.IsNaN(v)).CountBy(v => v).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(LinearLevels).Select(c => c.Key))
                yield return (column, v => v == frequent ? 1 : 0);
            yield break;
        }
        var known = Array.FindAll(values, v => !double.IsNaN(v));
        if (known.Length == 0)
            yield break;
        var mean = known.Average();
        var deviation = Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / known.Length);
        if (deviation > 0)
            yield return (column, v => double.IsNaN(v) ? 0 : Math.Clamp((v - mean) / deviation, -MostDeviations, MostDeviations));
        if (known.Length < values.Length)
            yield return (column, v => double.IsNaN(v) ? 1 : 0);
    }

    private static Matrix Design(Table table, (int Column, Func<double, double> Of)[] terms)
    {
        var rows = new Matrix(table.RowCount, terms.Length);
        for (var i = 0; i < terms.Length; i++)
            for (var row = 0; row < table.RowCount; row++)
                rows[row, i] = terms[i].Of(table[terms[i].Column][row]);
        return rows;
    }
}
