using FsCheck;
using FsCheck.Fluent;
using Salus.Learning;
using Salus.Learning.Calibration;
using Salus.Learning.Metrics;

namespace Salus.Tests.Learning.Calibration;

public sealed class CalibrationTests
{
    [Fact]
    public void Pools_neighbours_that_fall()
    {
        // 1, 2, 6, 2, 1 rises only as 1, 2, 3, 3, 3.
        var isotonic = IsotonicCalibration.Fit([1, 2, 3, 4, 5], [1.0, 2, 6, 2, 1]);
        Assert.Equal([1, 2, 3, 3, 3], new double[] { 1, 2, 3, 4, 5 }.Select(isotonic.Predict));
        Assert.Equal(1.5, isotonic.Predict(1.5), 1e-12);
        Assert.Equal(1, isotonic.Predict(-9), 1e-12);
        Assert.Equal(3, isotonic.Predict(9), 1e-12);
    }

    [Fact]
    public void Never_falls_keeps_the_mean_and_beats_the_mean()
    {
        var numbers = Gen.Choose(-20, 20).ArrayOf();
        Prop.ForAll(numbers.Where(a => a.Length > 1).ToArbitrary(), outcomes =>
        {
            double[] truths = [.. outcomes.Select(o => (double)o)];
            double[] scores = [.. truths.Select((t, i) => (double)(i / 2))];
            var isotonic = IsotonicCalibration.Fit(scores, truths);
            double[] fitted = [.. scores.Select(isotonic.Predict)];
            var mean = truths.Average();
            return fitted.Zip(fitted.Skip(1)).All(p => p.First <= p.Second + 1e-12)
                && Math.Abs(fitted.Average() - mean) < 1e-9
                && fitted.Zip(truths).Sum(p => Math.Pow(p.First - p.Second, 2)) <= truths.Sum(t => Math.Pow(t - mean, 2)) + 1e-9;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Both_take_most_of_the_miscalibration_away()
    {
        var random = new SeededRandom(2);
        var (scores, truths) = Overconfident(4000);
        var (fresh, freshTruths) = Overconfident(4000);
        var platt = PlattCalibration.Fit(scores, truths);
        var isotonic = IsotonicCalibration.Fit(scores, truths);
        var before = Error(s => 1 / (1 + Math.Exp(-s)));
        Assert.True(before > 0.1);
        Assert.True(Error(platt.Predict) < 0.03);
        Assert.True(Error(isotonic.Predict) < 0.03);
        Assert.Equal(1.0 / 3, platt.Slope, 0.05);

        double Error(Func<double, double> predict) => BinaryMetrics.CalibrationError([.. fresh.Select(predict)], freshTruths);

        (double[] Scores, bool[] Truths) Overconfident(int cases)
        {
            double[] odds = [.. Enumerable.Range(0, cases).Select(_ => random.NextNormal())];
            return ([.. odds.Select(o => 3 * o)], [.. odds.Select(o => random.NextDouble() < 1 / (1 + Math.Exp(-o)))]);
        }
    }

    [Fact]
    public void Parted_scores_stay_off_certainty()
    {
        var platt = PlattCalibration.Fit([-2, -1, 1, 2], [false, false, true, true]);
        Assert.InRange(platt.Predict(2), 0.6, 0.95);
        Assert.InRange(platt.Predict(-2), 0.05, 0.4);
    }

    [Fact]
    public void Refuses_what_cannot_be_fitted()
    {
        Assert.Contains("one class", Assert.Throws<ArgumentException>(() => PlattCalibration.Fit([1, 2], [true, true])).Message, StringComparison.Ordinal);
        Assert.Contains("no cases", Assert.Throws<ArgumentException>(() => IsotonicCalibration.Fit([], Array.Empty<double>())).Message, StringComparison.Ordinal);
        Assert.Contains("score of case 0", Assert.Throws<ArgumentException>(() => IsotonicCalibration.Fit([double.NaN], [true])).Message, StringComparison.Ordinal);
    }
}
