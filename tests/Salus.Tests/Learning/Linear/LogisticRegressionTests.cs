using Salus.Learning;
using Salus.Learning.Linear;
using Salus.Learning.Metrics;

namespace Salus.Tests.Learning.Linear;

public sealed class LogisticRegressionTests
{
    private static readonly double[] Hours = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5];
    private static readonly bool[] Passed = [false, false, false, false, false, false, true, false, true, false, true, false, true, false, true, true, true, true, true, true];

    [Fact]
    public void Finds_the_odds_of_passing_after_so_many_hours()
    {
        var fit = LogisticRegression.Fit(Matrix.Of([.. Hours.Select(h => new[] { h })]), Passed);
        Assert.True(fit.Converged);
        Assert.Equal(1.5046, fit.Coefficients[0], 5e-5);
        Assert.Equal(-4.0777, fit.Intercept, 5e-5);
        Assert.Equal(0.6287, fit.StandardErrors[0], 5e-5);
        Assert.Equal(0.26, fit.Predict([2]), 0.005);
    }

    [Fact]
    public void Of_one_yes_or_no_column_it_is_the_log_odds_ratio_of_the_table()
    {
        // 30 of 40 with, 20 of 60 without: ln(30·40 / 10·20); standard error √(1/30 + 1/10 + 1/20 + 1/40).
        var rows = Matrix.Of([.. Enumerable.Range(0, 100).Select(i => new[] { i < 40 ? 1.0 : 0 })]);
        bool[] truths = [.. Enumerable.Range(0, 100).Select(i => i < 30 || i is >= 40 and < 60)];
        var fit = LogisticRegression.Fit(rows, truths);
        Assert.Equal(Math.Log(6), fit.Coefficients[0], 1e-8);
        Assert.Equal(Math.Log(0.5), fit.Intercept, 1e-8);
        Assert.Equal(Math.Sqrt(1.0 / 30 + 1.0 / 10 + 1.0 / 20 + 1.0 / 40), fit.StandardErrors[0], 1e-7);
    }

    [Fact]
    public void Says_that_parted_classes_have_no_best_coefficients()
    {
        var rows = Matrix.Of([.. Enumerable.Range(0, 20).Select(i => new[] { (double)i })]);
        bool[] truths = [.. Enumerable.Range(0, 20).Select(i => i >= 10)];
        var free = LogisticRegression.Fit(rows, truths);
        Assert.False(free.Converged);
        Assert.Empty(free.StandardErrors);
        var held = LogisticRegression.Fit(rows, truths, new LinearOptions { Penalty = 0.01 });
        Assert.True(held.Converged);
        Assert.InRange(held.Coefficients[0], 0.1, 2);
    }

    [Theory]
    [InlineData(0.02, 0)]
    [InlineData(0.05, 1)]
    [InlineData(0.05, 0.5)]
    public void The_penalised_fit_meets_the_conditions_of_its_minimum(double penalty, double share)
    {
        var (rows, truths) = Cases(300);
        var fit = LogisticRegression.Fit(rows, truths, new LinearOptions { Penalty = penalty, L1Share = share, Standardise = false });
        Assert.True(fit.Converged);
        for (var c = 0; c < 5; c++)
        {
            var slope = Enumerable.Range(0, 300).Average(i => rows[i, c] * ((truths[i] ? 1 : 0) - fit.Predict(rows.Row(i)))) - penalty * (1 - share) * fit.Coefficients[c];
            if (fit.Coefficients[c] != 0)
                Assert.Equal(penalty * share * Math.Sign(fit.Coefficients[c]), slope, 1e-7);
            else
                Assert.InRange(Math.Abs(slope), 0, penalty * share);
        }
    }

    [Fact]
    public void Sets_aside_constant_and_collinear_columns_and_says_which()
    {
        var (few, truths) = Cases(200);
        var rows = Matrix.Of([.. Enumerable.Range(0, 200).Select(i => (double[])[few[i, 0], 3, few[i, 0] * -2 + 1, few[i, 1]])]);
        var fit = LogisticRegression.Fit(rows, truths);
        Assert.Equal([1, 2], fit.Dropped);
        Assert.True(fit.Converged);
        Assert.Equal(0, fit.Coefficients[2]);
    }

    [Fact]
    public void Three_classes_meet_the_conditions_of_the_minimum_and_two_thirds_are_told_apart()
    {
        var random = new SeededRandom(4);
        var rows = new Matrix(400, 3);
        var labels = new int[400];
        for (var i = 0; i < 400; i++)
        {
            labels[i] = random.NextInt(3);
            for (var c = 0; c < 3; c++)
                rows[i, c] = random.NextNormal() + (c == labels[i] ? 1.5 : 0);
        }
        var fit = MultinomialRegression.Fit(rows, labels, 3, new LinearOptions { Penalty = 0.01, Standardise = false });
        Assert.True(fit.Converged);
        var p = fit.Predict(rows);
        for (var k = 0; k < 3; k++)
            for (var c = 0; c < 3; c++)
                Assert.Equal(0.01 * fit.Coefficients(k)[c], Enumerable.Range(0, 400).Average(i => rows[i, c] * ((labels[i] == k ? 1 : 0) - p[3 * i + k])), 1e-7);
        Assert.True(MulticlassMetrics.Accuracy(MulticlassMetrics.Best(p, 3), labels) > 0.66);
    }

    [Fact]
    public void Refuses_what_cannot_be_learned_from_and_says_where()
    {
        Assert.Contains("one class", Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(Matrix.Of([[1], [2]]), [true, true])).Message, StringComparison.Ordinal);
        Assert.Contains("one class", Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(Matrix.Of([[1], [2]]), [true, false], weights: [1, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("class 1", Assert.Throws<ArgumentException>(() => MultinomialRegression.Fit(Matrix.Of([[1], [2]]), [0, 2], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("infinite", Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(Matrix.Of([[1], [double.PositiveInfinity]]), [true, false])).Message, StringComparison.Ordinal);
    }

    private static (Matrix Rows, bool[] Truths) Cases(int count)
    {
        var random = new SeededRandom(3);
        var rows = new Matrix(count, 5);
        var truths = new bool[count];
        for (var i = 0; i < count; i++)
        {
            for (var c = 0; c < 5; c++)
                rows[i, c] = random.NextNormal();
            truths[i] = random.NextDouble() < 1 / (1 + Math.Exp(-rows[i, 0] + 0.5 * rows[i, 1]));
        }
        return (rows, truths);
    }
}
