using System.Buffers;
using System.Text.Json;
using Salus.Learning;
using Salus.Learning.Trees;

namespace Salus.Tests.Learning.Trees;

public sealed class BoostedTreesTests
{
    private static readonly BoostingOptions Small = new() { Rounds = 60, MinRowsPerLeaf = 5, MaxLeaves = 8 };

    [Fact]
    public void Learns_a_step_with_a_jump_where_it_is()
    {
        var table = Filled(400, 1, (random, row) => row[0] = random.NextInt(100));
        var targets = Targets(table, row => row[0] <= 40 ? 2f : 5f);
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Squared, Small);

        Assert.Equal(2, trees.Predict([40]), 0.05);
        Assert.Equal(5, trees.Predict([41]), 0.05);
        Assert.Equal(2, trees.Predict([-1000]), 0.05);
        Assert.Equal(5, trees.Predict([1000]), 0.05);
    }

    [Fact]
    public void Learns_what_only_two_columns_together_tell()
    {
        var table = Filled(2000, 3, (random, row) => { for (var i = 0; i < 3; i++) row[i] = (float)random.NextDouble() - 0.5f; });
        var targets = Targets(table, row => row[0] > 0 ^ row[2] > 0 ? 1f : 0f);
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, Small with { Rounds = 200 });

        var right = 0;
        var random = new SeededRandom(99);
        for (var i = 0; i < 500; i++)
        {
            float[] row = [(float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f];
            if (trees.Predict(row) > 0.5 == (row[0] > 0 ^ row[2] > 0))
                right++;
        }
        Assert.True(right > 470, $"{right} of 500");
        var counts = trees.SplitCounts();
        Assert.True(counts[1] < counts[0] && counts[1] < counts[2]);
    }

    [Fact]
    public void A_missing_value_goes_where_missing_values_belonged()
    {
        var table = Filled(600, 1, (random, row) => row[0] = random.NextInt(3) is 0 ? float.NaN : (float)random.NextDouble());
        var targets = Targets(table, row => float.IsNaN(row[0]) ? 9f : row[0] > 0.5f ? 1f : 0f);
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Squared, Small with { Rounds = 120 });

        Assert.Equal(9, trees.Predict([float.NaN]), 0.1);
        Assert.Equal(0, trees.Predict([0.2f]), 0.1);
        Assert.Equal(1, trees.Predict([0.8f]), 0.1);
    }

    [Fact]
    public void A_single_split_has_the_weights_of_the_formula()
    {
        // Gradients at the mean of 0.5: −(−0.5)·2/(2 + L2) for each side.
        var trees = BoostedTrees.Fit(FeatureTable.Of([[0], [0], [1], [1]]), [0, 0, 1, 1], BoostingLoss.Squared,
            new BoostingOptions { Rounds = 1, LearningRate = 1, MaxLeaves = 2, MinRowsPerLeaf = 1, L2 = 2 });

        Assert.Equal(0.5 - 0.25, trees.Predict([0]), 1e-6);
        Assert.Equal(0.5 + 0.25, trees.Predict([1]), 1e-6);
    }

    [Fact]
    public void Rows_of_no_weight_teach_nothing()
    {
        var table = FeatureTable.Of([[0], [0], [1], [1]]);
        var trees = BoostedTrees.Fit(table, [0, 100, 1, -100], BoostingLoss.Squared, new BoostingOptions { Rounds = 50, LearningRate = 0.5, MinRowsPerLeaf = 1, L2 = 0 }, [1, 0, 1, 0]);

        Assert.Equal(0, trees.Predict([0]), 1e-3);
        Assert.Equal(1, trees.Predict([1]), 1e-3);
    }

    [Fact]
    public void The_error_on_the_rows_learned_from_never_rises_with_rounds()
    {
        var table = Filled(300, 4, (random, row) => { for (var i = 0; i < 4; i++) row[i] = (float)random.NextDouble(); });
        var targets = Targets(table, row => row[0] * row[1] + MathF.Sin(6 * row[2]));
        var before = double.MaxValue;
        foreach (var rounds in new[] { 1, 5, 20, 80 })
        {
            var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Squared, Small with { Rounds = rounds });
            var error = 0.0;
            for (var i = 0; i < table.RowCount; i++)
                error += Math.Pow(trees.Predict(table.Row(i)) - targets[i], 2);
            Assert.True(error < before, $"{rounds} rounds: {error} after {before}");
            before = error;
        }
    }

    [Fact]
    public void Equal_seeds_give_equal_trees_and_other_seeds_others()
    {
        var table = Filled(30_000, 5, (random, row) => { for (var i = 0; i < 5; i++) row[i] = (float)random.NextDouble(); });
        var targets = Targets(table, row => row[0] > row[1] ? 1f : 0f);
        var options = Small with { Rounds = 10, RowShare = 0.5, ColumnShare = 0.6, Seed = 5 };

        Assert.Equal(Json(BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, options)), Json(BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, options)));
        Assert.NotEqual(Json(BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, options)), Json(BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, options with { Seed = 6 })));
    }

    [Fact]
    public void What_was_written_predicts_the_same_when_read()
    {
        var table = Filled(500, 3, (random, row) => { for (var i = 0; i < 3; i++) row[i] = random.NextInt(9) is 0 ? float.NaN : (float)random.NextDouble(); });
        var targets = Targets(table, row => row[0] > 0.3f ? 1f : 0f);
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, Small);
        using var document = JsonDocument.Parse(Json(trees));
        var read = BoostedTrees.Read(document.RootElement);

        for (var i = 0; i < table.RowCount; i++)
            Assert.Equal(trees.Predict(table.Row(i)), read.Predict(table.Row(i)));
    }

    [Theory]
    [InlineData("\"columns\":3", "\"columns\":1", "looks at column")]
    [InlineData("\"version\":1", "\"version\":2", "no boosted trees of version 1")]
    [InlineData("\"loss\":\"logistic\"", "\"loss\":\"hinge\"", "no loss 'hinge'")]
    [InlineData("\"missingLeft\"", "\"missing\"", "lack a part")]
    [InlineData("\"lefts\":[1,", "\"lefts\":[0,", "no children where it points")]
    public void Refuses_trees_that_were_tampered_with(string part, string other, string reason)
    {
        var table = Filled(200, 3, (random, row) => { for (var i = 0; i < 3; i++) row[i] = (float)random.NextDouble(); });
        var json = Json(BoostedTrees.Fit(table, Targets(table, row => row[2] > 0.5f ? 1f : 0f), BoostingLoss.Logistic, Small));
        Assert.Contains(part, json, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Replace(part, other, StringComparison.Ordinal));

        Assert.Contains(reason, Assert.Throws<FormatException>(() => BoostedTrees.Read(document.RootElement)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_cannot_be_learned_from_and_says_where()
    {
        var table = FeatureTable.Of([[1, 2], [3, float.PositiveInfinity]]);
        Assert.Contains("Row 1, column 1", Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(table, [0, 1], BoostingLoss.Squared, Small)).Message, StringComparison.Ordinal);
        var fine = FeatureTable.Of([[1], [3]]);
        Assert.Contains("row 1 is 2", Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(fine, [0, 2], BoostingLoss.Logistic, Small)).Message, StringComparison.Ordinal);
        Assert.Contains("3 targets for 2 rows", Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(fine, [0, 1, 1], BoostingLoss.Squared, Small)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BoostedTrees.Fit(new FeatureTable(0, 0), [], BoostingLoss.Squared, Small));
        Assert.Throws<ArgumentOutOfRangeException>(() => Small with { LearningRate = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => Small with { Bins = 256 });
    }

    [Fact]
    public void More_values_than_steps_share_steps_evenly()
    {
        var table = Filled(10_000, 1, (random, row) => row[0] = MathF.Exp(10 * (float)random.NextDouble()));
        var targets = Targets(table, row => MathF.Log(row[0]));
        var trees = BoostedTrees.Fit(table, targets, BoostingLoss.Squared, Small with { Bins = 32, Rounds = 200, MaxLeaves = 31 });

        var worst = 0.0;
        for (var i = 0; i < table.RowCount; i++)
            worst = Math.Max(worst, Math.Abs(trees.Predict(table.Row(i)) - targets[i]));
        Assert.True(worst < 10.0 / 32, $"worst {worst}");
    }

    private static FeatureTable Filled(int rows, int columns, Action<SeededRandom, float[]> fill)
    {
        var random = new SeededRandom(1);
        var table = new FeatureTable(rows, columns);
        var row = new float[columns];
        for (var i = 0; i < rows; i++)
        {
            fill(random, row);
            row.CopyTo(table.Row(i));
        }
        return table;
    }

    private static float[] Targets(FeatureTable table, Func<float[], float> target) =>
        [.. Enumerable.Range(0, table.RowCount).Select(i => target(table.Row(i).ToArray()))];

    private static string Json(BoostedTrees trees)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            trees.Write(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
