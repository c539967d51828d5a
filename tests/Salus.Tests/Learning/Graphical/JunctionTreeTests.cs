using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Graphical;

namespace Salus.Tests.Learning.Graphical;

public sealed class JunctionTreeTests
{
    private static readonly ImmutableArray<int> Sizes = [2, 3, 2, 4, 1, 3];

    [Theory]
    [InlineData("01 12 23 03")]
    [InlineData("01 12 03 35 15")]
    [InlineData("01 35")]
    [InlineData("")]
    [InlineData("012 235 40")]
    public void Agrees_with_the_sum_over_all_cells(string sets)
    {
        ImmutableArray<ImmutableArray<int>> factors = [.. sets.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Select(c => c - '0').Order().ToImmutableArray())];
        var tree = JunctionTree.Of(Sizes, factors);
        var random = new SeededRandom(5);
        var tables = tree.CellCounts.Select(n => Enumerable.Range(0, n).Select(_ => 3 * random.NextNormal()).ToArray()).ToArray();
        tables.First(t => t.Length > 1)[0] = double.NegativeInfinity;
        var (joint, sum) = Joint(tree, tables);
        Assert.Equal(Math.Log(sum), tree.Calibrate(tables), 1e-9);
        for (var c = 0; c < tables.Length; c++)
            AssertClose(Marginal(joint, tree.Cliques[c], sum), tables[c]);
        for (var one = 0; one < Sizes.Length; one++)
        {
            var pairs = tree.PairsWith(one, tables);
            for (var other = 0; other < Sizes.Length; other++)
                if (one != other)
                    AssertClose(Marginal(joint, [one, other], sum), pairs[other]);
        }
    }

    [Fact]
    public void A_ring_is_cut_into_two_triangles()
    {
        var graph = new Triangulation([2, 3, 4, 5]);
        foreach (var edge in new[] { (0, 1), (1, 2), (2, 3) })
            graph.Join([edge.Item1, edge.Item2]);
        Assert.Equal(2 * 3 + 3 * 4 + 4 * 5, graph.CellsWith([0]));
        // The chord between 0 and 2 is the cheaper one: 2·3·4 + 2·4·5 cells instead of 3·4·5 + 2·3·5.
        Assert.Equal(2 * 3 * 4 + 2 * 4 * 5, graph.CellsWith([0, 3]));
        Assert.False(graph.AreJoined(0, 3));
    }

    [Fact]
    public void The_cliques_of_a_tree_give_the_same_tree_again()
    {
        var random = new SeededRandom(11);
        for (var round = 0; round < 40; round++)
        {
            ImmutableArray<int> sizes = [.. Enumerable.Range(0, 12).Select(_ => 1 + random.NextInt(4))];
            var tree = JunctionTree.Of(sizes, Enumerable.Range(0, 14).Select(_ => (ImmutableArray<int>)[.. new[] { random.NextInt(12), random.NextInt(12) }.Distinct().Order()]));
            var again = JunctionTree.OfCliques(sizes, tree.Cliques);
            Assert.Equal(tree.Cliques.Select(c => string.Join(' ', c)), again.Cliques.Select(c => string.Join(' ', c)));
            Assert.Equal(tree.Parents, again.Parents);
        }
    }

    [Fact]
    public void Refuses_cliques_that_form_no_tree()
    {
        Assert.Throws<ArgumentException>(() => JunctionTree.OfCliques([2, 2, 2], [[0, 1], [1, 2], [0, 2]]));
        Assert.Throws<ArgumentException>(() => JunctionTree.OfCliques([2, 2, 2], [[0, 1]]));
        Assert.Throws<ArgumentException>(() => JunctionTree.OfCliques([70_000, 70_000], [[0, 1]]));
    }

    [Fact]
    public void A_fit_meets_marginals_that_can_be_met()
    {
        var random = new SeededRandom(3);
        var joint = Enumerable.Range(0, 2 * 3 * 2).Select(_ => 10 + 90 * random.NextDouble()).ToArray();
        var total = joint.Sum();
        var model = new MarginalFit([2, 3, 2]);
        var (first, second) = (new double[6], new double[6]);
        for (var cell = 0; cell < joint.Length; cell++)
        {
            first[cell / 2] += joint[cell];
            second[cell % 6] += joint[cell];
        }
        model.Add(new MeasuredMarginal([0, 1], first, [.. first.Select(_ => 1.0)]));
        model.Add(new MeasuredMarginal([1, 2], second, [.. second.Select(_ => 1.0)]));
        var (tree, tables) = model.Descend(total, 500, CancellationToken.None);
        foreach (var (set, counts) in new[] { ((ImmutableArray<int>)[0, 1], first), ([1, 2], second) })
        {
            var home = tree.Holding(set.AsSpan());
            var shares = JunctionTree.Project(tables[home], tree.Map(home, set), counts.Length);
            for (var i = 0; i < shares.Length; i++)
                Assert.Equal(counts[i] / total, shares[i], 1e-3);
        }
    }

    [Fact]
    public void Two_measurements_of_one_marginal_weigh_by_their_precision()
    {
        var model = new MarginalFit([2]);
        model.Add(new MeasuredMarginal([0], [10, 90], [1, 1]));
        model.Add(new MeasuredMarginal([0], [30, 70], [3, 3]));
        Assert.Equal([25.0, 75.0], Assert.Single(model.Measured).Counts);
        Assert.Equal([4.0, 4.0], model.Measured[0].Precisions);
    }

    private static (Dictionary<string, double> Joint, double Sum) Joint(JunctionTree tree, double[][] logs)
    {
        var joint = new Dictionary<string, double>();
        var count = Sizes.Aggregate(1, (product, n) => product * n);
        for (var cell = 0; cell < count; cell++)
        {
            var digits = new int[Sizes.Length];
            for (int i = Sizes.Length - 1, rest = cell; i >= 0; rest /= Sizes[i--])
                digits[i] = rest % Sizes[i];
            var sum = tree.Cliques.Select((clique, c) => logs[c][clique.Aggregate(0, (at, v) => at * Sizes[v] + digits[v])]).Sum();
            joint[string.Concat(digits)] = Math.Exp(sum);
        }
        return (joint, joint.Values.Sum());
    }

    private static double[] Marginal(Dictionary<string, double> joint, ImmutableArray<int> set, double sum)
    {
        var shares = new double[set.Aggregate(1, (product, v) => product * Sizes[v])];
        foreach (var (digits, mass) in joint)
            shares[set.Aggregate(0, (at, v) => at * Sizes[v] + (digits[v] - '0'))] += mass / sum;
        return shares;
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-9);
    }
}
