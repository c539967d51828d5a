using System.Buffers;
using System.Text.Json;
using Salus.Learning;
using Salus.Learning.Metrics;
using Salus.Learning.Trees;

namespace Salus.Tests.Learning.Trees;

public sealed class BoostedClassesTests
{
    private static readonly BoostingOptions Small = new() { Rounds = 40, MinRowsPerLeaf = 5, MaxLeaves = 8 };

    [Fact]
    public void Tells_scattered_levels_apart_that_no_threshold_can()
    {
        // Even levels speak for the outcome: a column of numbers would need a split for each.
        var random = new SeededRandom(4);
        var table = new FeatureTable(4000, 1);
        var targets = new float[4000];
        for (var i = 0; i < targets.Length; i++)
        {
            var level = random.NextInt(40);
            table[i, 0] = level;
            targets[i] = random.NextDouble() < (level % 2 == 0 ? 0.9 : 0.1) ? 1 : 0;
        }
        var one = Small with { Rounds = 1, MaxLeaves = 2, LearningRate = 1, Categorical = [0] };
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, one);
        for (var level = 0; level < 40; level++)
            Assert.Equal(level % 2 == 0, trees.Predict([level]) > 0.5);
        Assert.Equal(1, trees.SplitCounts()[0]);
    }

    [Fact]
    public void Levels_by_chance_do_not_win_over_a_better_column_of_few_values()
    {
        var random = new SeededRandom(11);
        var table = new FeatureTable(3000, 2);
        var targets = new float[3000];
        for (var i = 0; i < targets.Length; i++)
        {
            table[i, 0] = random.NextInt(200);
            table[i, 1] = random.NextInt(2);
            targets[i] = random.NextDouble() < (table[i, 1] > 0 ? 0.6 : 0.5) ? 1 : 0;
        }
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, Small with { Rounds = 1, MaxLeaves = 2, Categorical = [0] });
        Assert.Equal([0, 1], trees.SplitCounts());
    }

    [Fact]
    public void A_level_never_seen_goes_with_the_rare_ones()
    {
        var random = new SeededRandom(5);
        var table = new FeatureTable(6000, 1);
        var targets = new float[6000];
        for (var i = 0; i < targets.Length; i++)
        {
            // Levels 0 to 3 are common; 5,000 others occur once or so.
            table[i, 0] = random.NextInt(2) == 0 ? random.NextInt(4) : 100 + random.NextInt(5000);
            targets[i] = table[i, 0] < 100 ? 1 : 7;
        }
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Squared, Small with { Rounds = 80, Bins = 16, Categorical = [0] });
        Assert.Equal(1, trees.Predict([2]), 0.1);
        Assert.InRange(trees.Predict([99_999]), 6.5, 7.1);
    }

    [Fact]
    public void Learns_three_classes_and_says_how_sure_it_is()
    {
        var (table, labels) = Rings(1500, 1);
        var trees = BoostedTrees.Fit(table, Array.ConvertAll(labels, l => (float)l), BoostingLoss.Softmax, Small with { Classes = 3 });
        var (fresh, truths) = Rings(600, 2);
        var probabilities = trees.PredictClasses(fresh);
        Assert.True(MulticlassMetrics.Accuracy(MulticlassMetrics.Best(probabilities, 3), truths) > 0.93);
        Assert.True(MulticlassMetrics.LogLoss(probabilities, truths, 3) < 0.25);
        for (var row = 0; row < fresh.RowCount; row++)
            Assert.Equal(1, probabilities[3 * row] + probabilities[3 * row + 1] + probabilities[3 * row + 2], 1e-9);
        Assert.Equal(3 * Small.Rounds, trees.TreeCount);
        Assert.Throws<InvalidOperationException>(() => trees.Predict(fresh.Row(0)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_quantile_leaves_its_share_below(double quantile)
    {
        var random = new SeededRandom(9);
        var table = new FeatureTable(3000, 1);
        var targets = new float[3000];
        for (var i = 0; i < targets.Length; i++)
        {
            table[i, 0] = (float)random.NextDouble();
            targets[i] = (float)(10 * table[i, 0] + (1 + table[i, 0]) * random.NextNormal());
        }
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Quantile, Small with { Quantile = quantile, MinRowsPerLeaf = 100 });
        var below = Enumerable.Range(0, 3000).Count(i => targets[i] <= trees.Predict(table.Row(i)));
        Assert.Equal(quantile, below / 3000.0, 0.03);
    }

    [Fact]
    public void Stops_when_new_cases_gain_no_more_and_keeps_the_best_round()
    {
        var random = new SeededRandom(13);
        var (table, targets) = Noisy(400);
        var (kept, truths) = Noisy(400);
        var options = Small with { Rounds = 500, Patience = 10, Validation = new ValidationSet(kept, [.. truths]) };
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, options);
        Assert.InRange(trees.TreeCount, 1, 200);
        var shorter = BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, Small with { Rounds = trees.TreeCount });
        var all = BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, Small with { Rounds = 500 });
        Assert.Equal(shorter.Predict(kept), trees.Predict(kept));
        Assert.True(Loss(trees) < Loss(all));

        double Loss(BoostedTrees model) => BinaryMetrics.LogLoss(model.Predict(kept), Array.ConvertAll(truths, t => t > 0));

        (FeatureTable Table, float[] Targets) Noisy(int rows)
        {
            var cells = new FeatureTable(rows, 3);
            var outcome = new float[rows];
            for (var i = 0; i < rows; i++)
            {
                for (var c = 0; c < 3; c++)
                    cells[i, c] = (float)random.NextNormal();
                outcome[i] = random.NextDouble() < 1 / (1 + Math.Exp(-cells[i, 0])) ? 1 : 0;
            }
            return (cells, outcome);
        }
    }

    [Fact]
    public void Levels_classes_and_gains_survive_writing()
    {
        var (table, labels) = Rings(400, 3);
        for (var i = 0; i < table.RowCount; i++)
            table[i, 2] = i % 7 == 0 ? float.NaN : labels[i] * 2 + i % 2;
        var trees = BoostedTrees.Fit(table, Array.ConvertAll(labels, l => (float)l), BoostingLoss.Softmax, Small with { Rounds = 5, Classes = 3, Categorical = [2], Bins = 5 });
        var json = Json(trees);
        using var document = JsonDocument.Parse(json);
        var read = BoostedTrees.Read(document.RootElement);
        Assert.Equal(trees.PredictClasses(table), read.PredictClasses(table));
        Assert.Equal(trees.Gains, read.Gains);
        Assert.Equal(json, Json(read));
        using var spoilt = JsonDocument.Parse(json.Replace("\"sets\":[0", "\"sets\":[900", StringComparison.Ordinal));
        Assert.Contains("no set of levels", Assert.Throws<FormatException>(() => BoostedTrees.Read(spoilt.RootElement)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var (table, labels) = Rings(20_000, 6);
        var targets = Array.ConvertAll(labels, l => l == 1 ? 1f : 0f);
        var options = Small with { Rounds = 6, RowShare = 0.8, ColumnShare = 0.7 };
        Assert.Equal(Json(BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, options with { Threads = 1 })), Json(BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, options with { Threads = 4 })));
    }

    [Fact]
    public void Refuses_levels_and_classes_that_are_none()
    {
        Assert.Contains("Row 1, column 0 is 0.5", Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(FeatureTable.Of([[1], [0.5f]]), [0, 1], BoostingLoss.Squared, Small with { Categorical = [0] })).Message, StringComparison.Ordinal);
        Assert.Contains("no column 3", Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(FeatureTable.Of([[1], [2]]), [0, 1], BoostingLoss.Squared, Small with { Categorical = [3] })).Message, StringComparison.Ordinal);
        Assert.Contains("row 1 is 3", Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(FeatureTable.Of([[1], [2]]), [0, 3], BoostingLoss.Softmax, Small with { Classes = 3 })).Message, StringComparison.Ordinal);
        Assert.Contains("All weights are 0", Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(FeatureTable.Of([[1], [2]]), [0, 1], BoostingLoss.Squared, Small, [0, 0])).Message, StringComparison.Ordinal);
    }

    private static (FeatureTable Table, int[] Labels) Rings(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var table = new FeatureTable(rows, 3);
        var labels = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            for (var c = 0; c < 3; c++)
                table[i, c] = (float)random.NextNormal();
            var distance = Math.Sqrt(table[i, 0] * table[i, 0] + table[i, 1] * table[i, 1]);
            labels[i] = distance < 0.8 ? 0 : distance < 1.4 ? 1 : 2;
        }
        return (table, labels);
    }

    private static string Json(BoostedTrees trees)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            trees.Write(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
