using Salus.Learning;

namespace Salus.Tests.Learning;

public sealed class PrincipalComponentsTests
{
    [Fact]
    public void Of_two_columns_it_is_the_formula()
    {
        // Variances 1 and 1, covariance 0.8 on (1, 1), (−1, −1) and their like: directions along and across the diagonal.
        var fit = PrincipalComponents.Fit(Matrix.Of([[2, 2], [-2, -2], [1, -1], [-1, 1]]), 2);
        Assert.Equal(16.0 / 3, fit.Variances[0], 1e-12);
        Assert.Equal(4.0 / 3, fit.Variances[1], 1e-12);
        Assert.Equal(20.0 / 3, fit.TotalVariance, 1e-12);
        Assert.Equal(Math.Sqrt(0.5), Math.Abs(fit.Direction(0)[0]), 1e-12);
        Assert.Equal(fit.Direction(0)[0], fit.Direction(0)[1], 1e-12);
    }

    [Fact]
    public void All_directions_restore_the_cases_and_keep_their_variance()
    {
        var rows = Random(50, 6);
        foreach (var standardise in new[] { false, true })
        {
            var fit = PrincipalComponents.Fit(rows, 6, standardise);
            Assert.Equal(fit.TotalVariance, fit.Variances.Sum(), 1e-9);
            var back = fit.Restore(fit.Transform(rows));
            for (var i = 0; i < 50; i++)
                for (var c = 0; c < 6; c++)
                    Assert.Equal(rows[i, c], back[i, c], 1e-9);
            for (var a = 0; a < 6; a++)
                for (var b = 0; b < 6; b++)
                    Assert.Equal(a == b ? 1 : 0, Enumerable.Range(0, 6).Sum(c => fit.Direction(a)[c] * fit.Direction(b)[c]), 1e-9);
        }
    }

    [Fact]
    public void Many_columns_of_few_causes_are_found_by_iteration_too()
    {
        var random = new SeededRandom(4);
        var causes = Random(60, 3);
        var rows = new Matrix(60, 600);
        for (var c = 0; c < 600; c++)
        {
            var (a, b, d) = (random.NextNormal(), random.NextNormal(), random.NextNormal());
            for (var i = 0; i < 60; i++)
                rows[i, c] = 3 * a * causes[i, 0] + 2 * b * causes[i, 1] + d * causes[i, 2] + 0.01 * random.NextNormal();
        }
        var fit = PrincipalComponents.Fit(rows, 3, seed: 5);
        Assert.InRange(fit.Variances.Sum() / fit.TotalVariance, 0.999, 1);
        Assert.True(fit.Variances[0] > fit.Variances[1] && fit.Variances[1] > fit.Variances[2]);
    }

    [Fact]
    public void Refuses_what_does_not_vary()
    {
        Assert.Contains("No column varies", Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit(Matrix.Of([[1, 2], [1, 2]]), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("One row", Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit(Matrix.Of([[1, 2]]), 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Fit(Matrix.Of([[1, 2], [3, 1]]), 3));
        Assert.Contains("Row 0, column 1 is missing", Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit(Matrix.Of([[1, double.NaN], [1, 2]]), 1)).Message, StringComparison.Ordinal);
    }

    private static Matrix Random(int rows, int columns)
    {
        var random = new SeededRandom(1);
        var matrix = new Matrix(rows, columns);
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                matrix[row, column] = random.NextNormal() * (column + 1) + 100 * column;
        return matrix;
    }
}
