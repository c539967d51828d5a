using Salus.Learning;
using Salus.Learning.Metrics;
using Salus.Learning.Trees;

namespace Salus.Tests.Learning.Trees;

public sealed class RandomForestTests
{
    [Fact]
    public void A_tree_finds_the_cut_that_halves_impurity()
    {
        // Gini of 2:2 is 1/2; cutting above 3 leaves two pure leaves.
        var tree = DecisionTree.Fit(FeatureTable.Of([[1, 5], [3, 1], [4, 5], [6, 1]]), [0, 0, 1, 1], 2, new TreeOptions());
        Assert.Equal(2, tree.LeafCount);
        Assert.Equal(0, tree.Predict([3.4f, 9]));
        Assert.Equal(1, tree.Predict([3.6f, 9]));
    }

    [Fact]
    public void A_full_tree_repeats_what_it_learned_from()
    {
        var random = new SeededRandom(2);
        var table = new FeatureTable(200, 3);
        var values = new float[200];
        for (var i = 0; i < 200; i++)
        {
            for (var c = 0; c < 3; c++)
                table[i, c] = random.NextInt(4) == 0 ? float.NaN : i * 0.5f + c;
            table[i, 0] = i;
            values[i] = (float)random.NextNormal();
        }
        var tree = DecisionTree.Fit(table, values, new TreeOptions());
        for (var i = 0; i < 200; i++)
            Assert.Equal(values[i], tree.Predict(table.Row(i)), 1e-6);
        var labels = Array.ConvertAll(values, v => v < -0.5 ? 0 : v < 0.5 ? 1 : 2);
        var classes = DecisionTree.Fit(table, labels, 3, new TreeOptions());
        for (var i = 0; i < 200; i++)
            Assert.Equal(1f, classes.Probabilities(table.Row(i))[labels[i]]);
    }

    [Fact]
    public void Leaves_and_depth_stay_within_their_bounds()
    {
        var (table, labels) = Blobs(500, 3, 1);
        var tree = DecisionTree.Fit(table, labels, 3, new TreeOptions { MinRowsPerLeaf = 40 });
        var leaves = Enumerable.Range(0, 500).GroupBy(i => tree.Leaf(table.Row(i))).ToList();
        Assert.Equal(tree.LeafCount, leaves.Count);
        Assert.True(leaves.TrueForAll(l => l.Count() >= 40));
        Assert.InRange(DecisionTree.Fit(table, labels, 3, new TreeOptions { MaxDepth = 2 }).LeafCount, 2, 4);
    }

    [Fact]
    public void One_split_parts_scattered_levels_of_three_classes()
    {
        var table = new FeatureTable(300, 1);
        var labels = new int[300];
        for (var i = 0; i < 300; i++)
        {
            table[i, 0] = i % 30;
            labels[i] = i % 30 % 3;
        }
        var tree = DecisionTree.Fit(table, labels, 3, new TreeOptions { Categorical = [0] });
        Assert.Equal(3, tree.LeafCount);
        Assert.Equal(1f, tree.Probabilities([17])[2]);
    }

    [Fact]
    public void A_forest_sees_more_than_a_tree_and_knows_its_error_beforehand()
    {
        var (table, labels) = Blobs(2500, 2, 3);
        var (fresh, truths) = Blobs(2500, 2, 4);
        bool[] isOne = [.. truths.Select(t => t == 1)];
        var forest = RandomForest.Fit(table, labels, 2, 80, new TreeOptions { Seed = 1, MinRowsPerLeaf = 5 });
        var tree = DecisionTree.Fit(table, labels, 2, new TreeOptions());
        var area = BinaryMetrics.Auroc(forest.Predict(fresh), isOne);
        Assert.True(area > 0.02 + BinaryMetrics.Auroc([.. Enumerable.Range(0, 2500).Select(i => tree.Predict(fresh.Row(i)))], isOne));
        var outOfBag = BinaryMetrics.Auroc([.. Enumerable.Range(0, 2500).Select(i => forest.OutOfBag[2 * i + 1])], [.. labels.Select(l => l == 1)]);
        Assert.Equal(area, outOfBag, 0.04);
        Assert.True(forest.Gains[0] > forest.Gains[3] && forest.Gains[1] > forest.Gains[4]);
    }

    [Fact]
    public void A_forest_of_numbers_follows_a_curve()
    {
        var random = new SeededRandom(7);
        var table = new FeatureTable(1000, 2);
        var values = new float[1000];
        for (var i = 0; i < 1000; i++)
        {
            table[i, 0] = (float)random.NextDouble();
            table[i, 1] = (float)random.NextDouble();
            values[i] = MathF.Sin(6 * table[i, 0]) + 0.1f * (float)random.NextNormal();
        }
        var forest = RandomForest.Fit(table, values, 40, new TreeOptions { MinRowsPerLeaf = 5, ColumnShare = 1 });
        double[] truths = Array.ConvertAll(values, v => (double)v);
        Assert.InRange(RegressionMetrics.RootMeanSquaredError([.. forest.OutOfBag], truths), 0.09, 0.14);
        Assert.Throws<InvalidOperationException>(() => forest.Probabilities(table));
    }

    [Fact]
    public void Threads_change_nothing_and_seeds_do()
    {
        var (table, labels) = Blobs(400, 3, 5);
        var options = new TreeOptions { Seed = 9 };
        var one = RandomForest.Fit(table, labels, 3, 12, options, threads: 1);
        Assert.Equal(one.Probabilities(table), RandomForest.Fit(table, labels, 3, 12, options, threads: 4).Probabilities(table));
        Assert.NotEqual(one.Probabilities(table), RandomForest.Fit(table, labels, 3, 12, options with { Seed = 10 }).Probabilities(table));
    }

    [Fact]
    public void Refuses_what_cannot_be_learned_from_and_says_where()
    {
        Assert.Contains("class of row 1 is 2", Assert.Throws<ArgumentException>(() => DecisionTree.Fit(FeatureTable.Of([[1], [2]]), [0, 2], 2, new TreeOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("1 targets for 2", Assert.Throws<ArgumentException>(() => RandomForest.Fit(FeatureTable.Of([[1], [2]]), [0], 2, 5, new TreeOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("target of row 0", Assert.Throws<ArgumentException>(() => DecisionTree.Fit(FeatureTable.Of([[1], [2]]), [float.NaN, 1], new TreeOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => DecisionTree.Fit(new FeatureTable(0, 2), [], new TreeOptions())).Message, StringComparison.Ordinal);
    }

    private static (FeatureTable Table, int[] Labels) Blobs(int rows, int classes, ulong seed)
    {
        var random = new SeededRandom(seed);
        var table = new FeatureTable(rows, 6);
        var labels = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            labels[i] = random.NextInt(classes);
            for (var c = 0; c < 6; c++)
                table[i, c] = (float)random.NextNormal() + (c < 3 ? labels[i] * (0.3f + 0.3f * c % 0.9f) : 0);
        }
        return (table, labels);
    }
}
