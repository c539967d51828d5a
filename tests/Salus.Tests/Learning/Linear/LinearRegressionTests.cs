using Salus.Learning;
using Salus.Learning.Linear;

namespace Salus.Tests.Learning.Linear;

public sealed class LinearRegressionTests
{
    /// <summary>Longley's data, American Statistician 62 (1967), ill-conditioned; certified values of NIST's Statistical Reference Datasets.</summary>
    private static readonly double[][] Longley =
    [
        [83.0, 234289, 2356, 1590, 107608, 1947], [88.5, 259426, 2325, 1456, 108632, 1948], [88.2, 258054, 3682, 1616, 109773, 1949],
        [89.5, 284599, 3351, 1650, 110929, 1950], [96.2, 328975, 2099, 3099, 112075, 1951], [98.1, 346999, 1932, 3594, 113270, 1952],
        [99.0, 365385, 1870, 3547, 115094, 1953], [100.0, 363112, 3578, 3350, 116219, 1954], [101.2, 397469, 2904, 3048, 117388, 1955],
        [104.6, 419180, 2822, 2857, 118734, 1956], [108.4, 442769, 2936, 2798, 120445, 1957], [110.8, 444546, 4681, 2637, 121950, 1958],
        [112.6, 482704, 3813, 2552, 123366, 1959], [114.2, 502601, 3931, 2514, 125368, 1960], [115.7, 518173, 4806, 2572, 127852, 1961],
        [116.9, 554894, 4007, 2827, 130081, 1962],
    ];

    private static readonly double[] Employed = [60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551];

    [Fact]
    public void Reaches_the_certified_values_of_an_ill_conditioned_table()
    {
        var fit = LinearRegression.Fit(Matrix.Of(Longley), Employed);
        double[] certified = [15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359, -0.0511041056535807, 1829.15146461355];
        double[] errors = [84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.226073200069370, 455.478499142212];
        Assert.Equal(-3482258.63459582, fit.Intercept, 1e-2);
        Assert.Equal(890420.383607373, fit.InterceptStandardError, 1e-2);
        for (var i = 0; i < certified.Length; i++)
        {
            Assert.Equal(1, fit.Coefficients[i] / certified[i], 1e-8);
            Assert.Equal(1, fit.StandardErrors[i] / errors[i], 1e-8);
        }
        Assert.Empty(fit.Dropped);
    }

    [Fact]
    public void Sets_aside_constant_and_collinear_columns_and_says_which()
    {
        var random = new SeededRandom(1);
        var rows = new Matrix(100, 4);
        var targets = new double[100];
        for (var i = 0; i < 100; i++)
        {
            (rows[i, 0], rows[i, 1], rows[i, 3]) = (random.NextNormal(), 7, random.NextNormal());
            rows[i, 2] = 3 * rows[i, 0] - 1;
            targets[i] = 2 * rows[i, 0] - rows[i, 3] + 5;
        }
        var fit = LinearRegression.Fit(rows, targets);
        Assert.Equal([1, 2], fit.Dropped);
        Assert.Equal(2, fit.Coefficients[0], 1e-9);
        Assert.Equal(-1, fit.Coefficients[3], 1e-9);
        Assert.Equal(5, fit.Intercept, 1e-9);
        Assert.True(double.IsNaN(fit.StandardErrors[2]));
    }

    [Fact]
    public void A_weight_of_two_is_the_row_twice()
    {
        var (rows, targets) = Sparse(60);
        var weights = Enumerable.Range(0, 60).Select(i => (double)(i % 3)).ToArray();
        int[] repeated = [.. Enumerable.Range(0, 60).SelectMany(i => Enumerable.Repeat(i, i % 3))];
        var copy = Matrix.Of([.. repeated.Select(i => rows.Row(i).ToArray())]);
        foreach (var options in new[] { new LinearOptions(), new LinearOptions { Penalty = 0.3 }, new LinearOptions { Penalty = 0.1, L1Share = 0.7 } })
        {
            var weighted = LinearRegression.Fit(rows, targets, options, weights);
            var twice = LinearRegression.Fit(copy, [.. repeated.Select(i => targets[i])], options);
            for (var c = 0; c < 6; c++)
                Assert.Equal(twice.Coefficients[c], weighted.Coefficients[c], 1e-7);
        }
    }

    [Fact]
    public void The_lasso_meets_the_conditions_of_its_minimum()
    {
        var (rows, targets) = Sparse(200);
        var options = new LinearOptions { Penalty = 0.2, L1Share = 1, Standardise = false };
        var fit = LinearRegression.Fit(rows, targets, options);
        Assert.True(fit.Converged);
        for (var c = 0; c < 6; c++)
        {
            var slope = Enumerable.Range(0, 200).Average(i => rows[i, c] * (targets[i] - fit.Predict(rows.Row(i))));
            if (fit.Coefficients[c] != 0)
                Assert.Equal(0.2 * Math.Sign(fit.Coefficients[c]), slope, 1e-6);
            else
                Assert.InRange(Math.Abs(slope), 0, 0.2);
        }
        Assert.Contains(0.0, fit.Coefficients);
        Assert.True(Math.Abs(fit.Coefficients[0]) > 1.5);
    }

    [Fact]
    public void Ridge_of_one_column_is_the_formula()
    {
        // Centred: Σxy/n ÷ (Σx²/n + penalty) = (8/3) ÷ (2/3 + 1).
        var fit = LinearRegression.Fit(Matrix.Of([[1], [2], [3]]), [1, 5, 9], new LinearOptions { Penalty = 1, Standardise = false });
        Assert.Equal(8.0 / 3 / (2.0 / 3 + 1), fit.Coefficients[0], 1e-12);
        Assert.Equal(5 - 2 * fit.Coefficients[0], fit.Intercept, 1e-12);
    }

    [Fact]
    public void With_the_scale_inside_units_do_not_matter()
    {
        var (rows, targets) = Sparse(80);
        var other = Matrix.Of([.. Enumerable.Range(0, 80).Select(i => rows.Row(i).ToArray().Select((v, c) => c == 0 ? 1000 * v + 3 : v).ToArray())]);
        var options = new LinearOptions { Penalty = 0.3, L1Share = 0.5 };
        var (one, two) = (LinearRegression.Fit(rows, targets, options), LinearRegression.Fit(other, targets, options));
        for (var i = 0; i < 80; i++)
            Assert.Equal(one.Predict(rows.Row(i)), two.Predict(other.Row(i)), 1e-7);
    }

    [Fact]
    public void Refuses_what_cannot_be_learned_from_and_says_where()
    {
        Assert.Contains("Row 1, column 0 is missing", Assert.Throws<ArgumentException>(() => LinearRegression.Fit(Matrix.Of([[1], [double.NaN]]), [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("1 targets for 2", Assert.Throws<ArgumentException>(() => LinearRegression.Fit(Matrix.Of([[1], [2]]), [1])).Message, StringComparison.Ordinal);
        Assert.Contains("target of case 1", Assert.Throws<ArgumentException>(() => LinearRegression.Fit(Matrix.Of([[1], [2]]), [1, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => LinearRegression.Fit(new Matrix(0, 2), [])).Message, StringComparison.Ordinal);
    }

    private static (Matrix Rows, double[] Targets) Sparse(int count)
    {
        var random = new SeededRandom(2);
        var rows = new Matrix(count, 6);
        var targets = new double[count];
        for (var i = 0; i < count; i++)
        {
            for (var c = 0; c < 6; c++)
                rows[i, c] = random.NextNormal();
            targets[i] = 2 * rows[i, 0] - rows[i, 1] + 0.1 * rows[i, 2] + random.NextNormal();
        }
        return (rows, targets);
    }
}
