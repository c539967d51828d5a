using Salus.Learning;
using Salus.Learning.Numerics;

namespace Salus.Tests.Learning.Numerics;

public sealed class MatrixTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(40)]
    public void Cholesky_solves_what_it_decomposed(int size)
    {
        var matrix = Invented(size, ridge: 0.1);
        var lower = Assert.IsType<double[][]>(Cholesky.Decompose(matrix));

        double[] right = [.. Enumerable.Range(1, size).Select(i => (double)i)];
        var x = Cholesky.Solve(lower, right);
        var inverse = Cholesky.Inverse(lower);

        for (var i = 0; i < size; i++)
        {
            Assert.Equal(right[i], Lanes.Dot(matrix[i], x), 8);
            for (var j = 0; j < size; j++)
                Assert.Equal(i == j ? 1 : 0, Lanes.Dot(matrix[i], inverse[j]), 8);
        }
    }

    [Fact]
    public void Cholesky_says_what_is_not_positive_definite() => Assert.Null(Cholesky.Decompose([[1, 2], [2, 1]]));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(30)]
    public void Eigenvectors_times_values_are_the_matrix(int size)
    {
        var matrix = Invented(size, ridge: -1);

        var eigen = SymmetricEigen.Decompose(matrix);

        Assert.Equal(eigen.Values.Order(), eigen.Values);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                Assert.Equal(i == j ? 1 : 0, Lanes.Dot(eigen.Vectors[i], eigen.Vectors[j]), 9);
                Assert.Equal(matrix[i][j], Enumerable.Range(0, size).Sum(k => eigen.Values[k] * eigen.Vectors[k][i] * eigen.Vectors[k][j]), 9);
            }
        }
    }

    [Fact]
    public void Equal_eigenvalues_are_no_trouble()
    {
        var eigen = SymmetricEigen.Decompose([[2, 0, 0], [0, 2, 0], [0, 0, 2]]);

        Assert.Equal([2, 2, 2], eigen.Values);
    }

    /// <summary>The example of Higham (IMA Journal of Numerical Analysis 22, 2002, section 4): the nearest correlation matrix has 0.7607 and 0.1573.</summary>
    [Fact]
    public void The_nearest_correlation_matrix_is_the_published_one()
    {
        var near = NearestCorrelation.Repair([[1, 1, 0], [1, 1, 1], [0, 1, 1]]);

        Assert.Equal(0.7607, near[0][1], 3);
        Assert.Equal(0.1573, near[0][2], 3);
        Assert.NotNull(Cholesky.Decompose(near));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(1, near[i][i]));
    }

    [Fact]
    public void Lanes_add_as_a_loop_does()
    {
        var random = new SeededRandom(5);
        for (var length = 0; length < 40; length++)
        {
            double[] a = [.. Enumerable.Range(0, length).Select(_ => random.NextNormal())];
            double[] b = [.. Enumerable.Range(0, length).Select(_ => random.NextNormal())];
            Assert.Equal(a.Zip(b, (x, y) => x * y).Sum(), Lanes.Dot(a, b), 12);
            Assert.Equal(a.Sum(), Lanes.Sum(a), 12);
            double[] expected = [.. a.Zip(b, (x, y) => y + 0.5 * x)];
            Lanes.AddScaled(0.5, a, b);
            Assert.Equal(expected, b);
        }
    }

    private static double[][] Invented(int size, double ridge)
    {
        var random = new SeededRandom((ulong)size);
        double[][] factor = [.. Enumerable.Range(0, size).Select(_ => (double[])[.. Enumerable.Range(0, size).Select(_ => random.NextNormal())])];
        return [.. factor.Select((row, i) => (double[])[.. factor.Select((other, j) => Lanes.Dot(row, other) / size + (i == j ? ridge : 0))])];
    }
}
