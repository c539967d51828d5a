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
    private const string FormatName = "boosted-trees";
    private const int FormatVersion = 1;
    private const int MostTrees = 100_000;

    private readonly double intercept;
    private readonly ImmutableArray<RegressionTree> grown;

    private BoostedTrees(BoostingLoss loss, int columnCount, double intercept, ImmutableArray<RegressionTree> grown)
    {
        Loss = loss;
        ColumnCount = columnCount;
        this.intercept = intercept;
        this.grown = grown;
    }

    public BoostingLoss Loss { get; }

    public int ColumnCount { get; }

    public int TreeCount => grown.Length;

    /// <summary>Learns from rows of a table. Cost is linear in rows, columns and rounds.</summary>
    /// <param name="rows">Cases; a missing value is NaN.</param>
    /// <param name="targets">One for each row: a finite number, or a probability for <see cref="BoostingLoss.Logistic"/>.</param>
    /// <param name="weights">How much each row counts, 0 or more; none: all alike.</param>
    /// <exception cref="ArgumentException">The table is empty, lengths differ, or a value cannot be learned from; the message says which.</exception>
    public static BoostedTrees Fit(FeatureTable rows, ReadOnlySpan<float> targets, BoostingLoss loss, BoostingOptions options, ReadOnlySpan<float> weights = default, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        Check(rows, targets, loss, weights);
        var weight = weights.IsEmpty ? Filled(rows.RowCount, 1f) : weights.ToArray();
        var target = targets.ToArray();
        var start = Start(target, weight, loss);
        var table = BinnedTable.Of(rows, options.Bins);
        var grower = new TreeGrower(table, options);
        var random = new SeededRandom(options.Seed);
        var scores = new double[target.Length];
        Array.Fill(scores, start);
        var (gradients, curvatures) = (new float[target.Length], new float[target.Length]);
        var trees = ImmutableArray.CreateBuilder<RegressionTree>(options.Rounds);
        for (var round = 0; round < options.Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            Slopes(loss, scores, target, weight, gradients, curvatures);
            var tree = grower.Grow(Sample(target.Length, options.RowShare, random), Sample(table.ColumnCount, options.ColumnShare, random), gradients, curvatures);
            trees.Add(tree);
            for (var row = 0; row < scores.Length; row++)
                scores[row] += tree.Predict(rows.Row(row));
        }
        return new BoostedTrees(loss, rows.ColumnCount, start, trees.MoveToImmutable());
    }

    /// <summary>The expected target of a case: a value, or a probability for <see cref="BoostingLoss.Logistic"/>.</summary>
    public double Predict(ReadOnlySpan<float> row)
    {
        if (row.Length != ColumnCount)
            throw new ArgumentException($"The row has {row.Length} values; these trees were grown on {ColumnCount}.", nameof(row));
        var score = intercept;
        foreach (var tree in grown)
            score += tree.Predict(row);
        return Loss is BoostingLoss.Logistic ? Sigmoid(score) : score;
    }

    /// <summary>How often each column parts rows, over all trees; a first look at what matters.</summary>
    public int[] SplitCounts()
    {
        var counts = new int[ColumnCount];
        foreach (var column in grown.SelectMany(t => t.Columns).Where(c => c >= 0))
            counts[column]++;
        return counts;
    }

    /// <summary>As one JSON object, numbers in their shortest exact form: reading it gives the same predictions.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("format", FormatName);
        json.WriteNumber("version", FormatVersion);
        json.WriteString("loss", Loss is BoostingLoss.Logistic ? "logistic" : "squared");
        json.WriteNumber("columns", ColumnCount);
        json.WriteNumber("start", intercept);
        json.WriteStartArray("trees");
        foreach (var tree in grown)
        {
            json.WriteStartObject();
            Array("columns", tree.Columns, (j, v) => j.WriteNumberValue(v));
            Array("values", tree.Values, (j, v) => j.WriteNumberValue(v));
            Array("lefts", tree.Lefts, (j, v) => j.WriteNumberValue(v));
            Array("missingLeft", tree.MissingLeft, (j, v) => j.WriteNumberValue(v ? 1 : 0));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();

        void Array<T>(string name, ImmutableArray<T> values, Action<Utf8JsonWriter, T> write)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                write(json, value);
            json.WriteEndArray();
        }
    }

    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes; the message says what is wrong.</exception>
    public static BoostedTrees Read(JsonElement json)
    {
        try
        {
            if (json.GetProperty("format").GetString() is not FormatName || json.GetProperty("version").GetInt32() is not FormatVersion)
                throw new FormatException($"These are no boosted trees of version {FormatVersion}.");
            var loss = json.GetProperty("loss").GetString() switch
            {
                "logistic" => BoostingLoss.Logistic,
                "squared" => BoostingLoss.Squared,
                var other => throw new FormatException($"Boosted trees know no loss '{other}'."),
            };
            var columns = json.GetProperty("columns").GetInt32();
            var start = json.GetProperty("start").GetDouble();
            var list = json.GetProperty("trees");
            if (columns < 0 || !double.IsFinite(start) || list.GetArrayLength() > MostTrees)
                throw new FormatException("Boosted trees have a count or start that cannot be.");
            var trees = ImmutableArray.CreateBuilder<RegressionTree>(list.GetArrayLength());
            foreach (var item in list.EnumerateArray())
            {
                var tree = new RegressionTree(
                    [.. item.GetProperty("columns").EnumerateArray().Select(v => v.GetInt32())],
                    [.. item.GetProperty("values").EnumerateArray().Select(v => v.GetSingle())],
                    [.. item.GetProperty("lefts").EnumerateArray().Select(v => v.GetInt32())],
                    [.. item.GetProperty("missingLeft").EnumerateArray().Select(v => v.GetInt32() != 0)]);
                if (tree.Fault(columns) is { } fault)
                    throw new FormatException($"Tree {trees.Count} cannot be used: {fault}.");
                trees.Add(tree);
            }
            return new BoostedTrees(loss, columns, start, trees.MoveToImmutable());
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("Boosted trees lack a part, or a part is of the wrong kind.", e);
        }
    }

    private static void Check(FeatureTable rows, ReadOnlySpan<float> targets, BoostingLoss loss, ReadOnlySpan<float> weights)
    {
        if (rows.RowCount == 0 || rows.ColumnCount == 0)
            throw new ArgumentException("There is nothing to learn from: the table is empty.", nameof(rows));
        if (targets.Length != rows.RowCount)
            throw new ArgumentException($"There are {targets.Length} targets for {rows.RowCount} rows.", nameof(targets));
        if (!weights.IsEmpty && weights.Length != rows.RowCount)
            throw new ArgumentException($"There are {weights.Length} weights for {rows.RowCount} rows.", nameof(weights));
        for (var i = 0; i < targets.Length; i++)
        {
            if (!float.IsFinite(targets[i]) || loss is BoostingLoss.Logistic && targets[i] is < 0 or > 1)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The target of row {i} is {targets[i]}."), nameof(targets));
            if (!weights.IsEmpty && !(weights[i] >= 0 && float.IsFinite(weights[i])))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The weight of row {i} is {weights[i]}."), nameof(weights));
            var row = rows.Row(i);
            for (var column = 0; column < row.Length; column++)
                if (float.IsInfinity(row[column]))
                    throw new ArgumentException($"Row {i}, column {column} is infinite.", nameof(rows));
        }
    }

    private static double Start(float[] targets, float[] weights, BoostingLoss loss)
    {
        var (sum, all) = (0.0, 0.0);
        for (var i = 0; i < targets.Length; i++)
        {
            sum += (double)weights[i] * targets[i];
            all += weights[i];
        }
        if (all <= 0)
            throw new ArgumentException("All weights are 0.", nameof(weights));
        var mean = sum / all;
        if (loss is BoostingLoss.Squared)
            return mean;
        var p = Math.Clamp(mean, 1e-6, 1 - 1e-6);
        return Math.Log(p / (1 - p));
    }

    private static void Slopes(BoostingLoss loss, double[] scores, float[] targets, float[] weights, float[] gradients, float[] curvatures)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            if (loss is BoostingLoss.Squared)
            {
                gradients[i] = (float)((scores[i] - targets[i]) * weights[i]);
                curvatures[i] = weights[i];
                continue;
            }
            var p = Sigmoid(scores[i]);
            gradients[i] = (float)((p - targets[i]) * weights[i]);
            curvatures[i] = (float)(p * (1 - p) * weights[i]);
        }
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
        System.Array.Sort(chosen);
        return chosen;
    }

    private static float[] Filled(int length, float value)
    {
        var result = new float[length];
        Array.Fill(result, value);
        return result;
    }

    private static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));
}
