using Salus.Learning;
using Salus.Learning.Neighbours;

namespace Salus.Tests.Learning.Neighbours;

public sealed class NeighboursTests
{
    [Fact]
    public void Finds_what_comparing_one_by_one_finds()
    {
        var (rows, cases) = (Table(700, 11, 1), Table(90, 11, 2));
        var found = NeighbourSearch.Euclidean(rows).Find(cases, 5);
        for (var i = 0; i < 90; i++)
        {
            var all = Enumerable.Range(0, 700).Select(r => (Distance: Math.Sqrt(Enumerable.Range(0, 11).Sum(c => Math.Pow((double)rows[r, c] - cases[i, c], 2))), Row: r)).Order().Take(5).ToArray();
            for (var k = 0; k < 5; k++)
            {
                Assert.Equal(all[k].Distance, found.Distances[5 * i + k], 1e-5);
                Assert.Equal(all[k].Row, found.Rows[5 * i + k]);
            }
        }
    }

    [Fact]
    public void Gower_takes_shares_of_ranges_levels_and_missing_values()
    {
        // Age 20 to 70, a level, a value that may be missing.
        var rows = FeatureTable.Of([[20, 3, 1], [70, 4, 5], [45, 3, float.NaN]]);
        var search = NeighbourSearch.Gower(rows, [1]);
        var found = search.Find(FeatureTable.Of([[30, 3, float.NaN]]), 3);
        Assert.Equal([2, 0, 1], found.Rows);
        Assert.Equal((0.3 + 0 + 0) / 3, found.Distances[0], 1e-6);
        Assert.Equal((0.2 + 0 + 1) / 3, found.Distances[1], 1e-6);
        Assert.Equal((0.8 + 1 + 1) / 3, found.Distances[2], 1e-6);
        // Beyond the range the difference stays 1; a column without a range knows equal and different.
        Assert.Equal(1 / 2.0, NeighbourSearch.Gower(FeatureTable.Of([[5, 1], [5, 2]]), []).Find(FeatureTable.Of([[6, 2]]), 1).Distances[0], 1e-6);
    }

    [Fact]
    public void Equal_distances_come_in_order_of_rows_and_copies_are_at_0()
    {
        var rows = FeatureTable.Of([[1, 7], [2, 7], [1, 7], [0, 7]]);
        var search = NeighbourSearch.Gower(rows, [1]);
        Assert.Equal([0, 2, 1, 3], search.Find(FeatureTable.Of([[1, 7]]), 4).Rows);
        var others = search.Find(rows, 1, withoutSelf: true);
        Assert.Equal([2, 0, 0, 0], others.Rows);
        Assert.Equal(0, others.Distances[0]);
    }

    [Fact]
    public void Ranges_of_another_table_make_distances_comparable()
    {
        var (wide, narrow) = (FeatureTable.Of([[0], [100]]), FeatureTable.Of([[50], [60]]));
        Assert.Equal(0.05, NeighbourSearch.Gower(narrow, [], wide).Find(FeatureTable.Of([[55]]), 1).Distances[0], 1e-6);
        Assert.Equal(0.5, NeighbourSearch.Gower(narrow, []).Find(FeatureTable.Of([[55]]), 1).Distances[0], 1e-6);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var (rows, cases) = (Table(1000, 20, 3), Table(200, 20, 4));
        var search = NeighbourSearch.Gower(rows, [0, 1]);
        var (one, four) = (search.Find(cases, 3, threads: 1), search.Find(cases, 3, threads: 4));
        Assert.Equal(one.Rows, four.Rows);
        Assert.Equal(one.Distances, four.Distances);
    }

    [Fact]
    public void Predicts_the_share_and_the_mean_of_the_nearest()
    {
        var search = NeighbourSearch.Euclidean(FeatureTable.Of([[1], [2], [3], [10], [11]]));
        Assert.Equal(1.0 / 3, NearestNeighbours.Of(search, [0, 1, 0, 1, 1], 2, 3).Predict(FeatureTable.Of([[2.2f]]))[0], 1e-12);
        Assert.Equal([0, 1.0 / 3, 2.0 / 3], NearestNeighbours.Of(search, [1, 2, 2, 0, 0], 3, 3).Probabilities(FeatureTable.Of([[2.2f]])), new Close());
        Assert.Equal(7.5, NearestNeighbours.Of(search, [1, 2, 3, 7, 8], 2).Predict(FeatureTable.Of([[10.4f]]))[0], 1e-6);
    }

    [Fact]
    public void Refuses_what_cannot_be_compared_and_says_where()
    {
        Assert.Contains("Row 1, column 0 is missing", Assert.Throws<ArgumentException>(() => NeighbourSearch.Euclidean(FeatureTable.Of([[1], [float.NaN]]))).Message, StringComparison.Ordinal);
        var search = NeighbourSearch.Gower(FeatureTable.Of([[1], [2]]), []);
        Assert.Throws<ArgumentOutOfRangeException>(() => search.Find(FeatureTable.Of([[1]]), 3));
        Assert.Contains("2 columns", Assert.Throws<ArgumentException>(() => search.Find(FeatureTable.Of([[1, 2]]), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("no column 4", Assert.Throws<ArgumentException>(() => NeighbourSearch.Gower(FeatureTable.Of([[1], [2]]), [4])).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => NeighbourSearch.Euclidean(new FeatureTable(0, 3))).Message, StringComparison.Ordinal);
    }

    private sealed class Close : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-9;

        public int GetHashCode(double value) => 0;
    }

    private static FeatureTable Table(int rows, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        var table = new FeatureTable(rows, columns);
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                table[row, column] = column < 2 ? random.NextInt(5) : (float)random.NextNormal();
        return table;
    }
}
