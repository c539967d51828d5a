using Salus.Learning;
using Salus.Learning.Metrics;

namespace Salus.Tests.Learning.Metrics;

public sealed class MetricsTests
{
    private static readonly double[] Scores = [0.1, 0.4, 0.35, 0.8];
    private static readonly bool[] Truths = [false, false, true, true];

    [Fact]
    public void Ranks_the_four_cases_of_the_textbook_as_it_does()
    {
        // Three of the four pairs are in order; precision 1 at the first half of recall, 2/3 at the second.
        Assert.Equal(0.75, BinaryMetrics.Auroc(Scores, Truths), 1e-12);
        Assert.Equal(0.5 * 1 + 0.5 * 2 / 3, BinaryMetrics.AveragePrecision(Scores, Truths), 1e-12);
    }

    [Fact]
    public void Equal_scores_count_half_and_share_one_threshold()
    {
        Assert.Equal(0.5, BinaryMetrics.Auroc([1, 1, 1, 1], Truths), 1e-12);
        Assert.Equal(0.5, BinaryMetrics.AveragePrecision([1, 1, 1, 1], Truths), 1e-12);
        Assert.Equal(0.875, BinaryMetrics.Auroc([0, 1, 1, 2], Truths), 1e-12);
    }

    [Fact]
    public void A_weight_of_two_is_the_case_twice()
    {
        var random = new SeededRandom(3);
        double[] scores = [.. Enumerable.Range(0, 60).Select(_ => (double)random.NextInt(9) / 8)];
        bool[] truths = [.. Enumerable.Range(0, 60).Select(_ => random.NextInt(3) == 0)];
        double[] weights = [.. Enumerable.Range(0, 60).Select(_ => (double)random.NextInt(4))];
        double[] repeated = [.. scores.SelectMany((s, i) => Enumerable.Repeat(s, (int)weights[i]))];
        bool[] repeatedTruths = [.. truths.SelectMany((t, i) => Enumerable.Repeat(t, (int)weights[i]))];

        Assert.Equal(BinaryMetrics.Auroc(repeated, repeatedTruths), BinaryMetrics.Auroc(scores, truths, weights), 1e-12);
        Assert.Equal(BinaryMetrics.AveragePrecision(repeated, repeatedTruths), BinaryMetrics.AveragePrecision(scores, truths, weights), 1e-12);
        Assert.Equal(BinaryMetrics.Brier(repeated, repeatedTruths), BinaryMetrics.Brier(scores, truths, weights), 1e-12);
        Assert.Equal(BinaryMetrics.LogLoss(repeated, repeatedTruths), BinaryMetrics.LogLoss(scores, truths, weights), 1e-12);
        Assert.Equal(BinaryMetrics.CalibrationError(repeated, repeatedTruths), BinaryMetrics.CalibrationError(scores, truths, weights), 1e-12);
        Assert.Equal(BinaryMetrics.Confusion(repeated, repeatedTruths).F1, BinaryMetrics.Confusion(scores, truths, 0.5, weights).F1, 1e-12);
        Assert.Equal(RegressionMetrics.RSquared(repeated, Numbers(repeatedTruths)), RegressionMetrics.RSquared(scores, Numbers(truths), weights), 1e-12);

        static double[] Numbers(bool[] values) => [.. values.Select(v => v ? 1.0 : 0)];
    }

    [Fact]
    public void Turning_the_scores_around_turns_the_area_around()
    {
        var random = new SeededRandom(8);
        for (var run = 0; run < 20; run++)
        {
            double[] scores = [.. Enumerable.Range(0, 40).Select(_ => (double)random.NextInt(7))];
            bool[] truths = [.. Enumerable.Range(0, 40).Select(i => i == 0 || (i != 1 && random.NextInt(2) == 0))];
            double[] turned = [.. scores.Select(s => -s)];
            Assert.Equal(1, BinaryMetrics.Auroc(scores, truths) + BinaryMetrics.Auroc(turned, truths), 1e-12);
        }
    }

    [Fact]
    public void Scores_probabilities_and_calls_by_their_definitions()
    {
        double[] p = [0.1, 0.9, 0.8, 0.3];
        bool[] y = [false, true, true, false];
        Assert.Equal((0.01 + 0.01 + 0.04 + 0.09) / 4, BinaryMetrics.Brier(p, y), 1e-12);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.9) + Math.Log(0.8) + Math.Log(0.7)) / 4, BinaryMetrics.LogLoss(p, y), 1e-12);
        Assert.Equal((0.1 + 0.1 + 0.2 + 0.3) / 4, BinaryMetrics.CalibrationError(p, y), 1e-12);
        var calls = BinaryMetrics.Confusion([0.9, 0.8, 0.2, 0.6, 0.1], [true, true, true, false, false]);
        Assert.Equal((2.0, 1.0, 1.0, 1.0), (calls.TruePositives, calls.FalsePositives, calls.TrueNegatives, calls.FalseNegatives));
        Assert.Equal(2.0 / 3, calls.F1, 1e-12);
        Assert.Equal(0.6, calls.Accuracy, 1e-12);
        Assert.Equal((2.0 * 1 - 1 * 1) / Math.Sqrt(3.0 * 3 * 2 * 2), calls.MatthewsCorrelation, 1e-12);
    }

    [Fact]
    public void Measures_numbers_by_their_definitions()
    {
        double[] predictions = [2.5, 0, 2, 8];
        double[] truths = [3, -0.5, 2, 7];
        Assert.Equal(Math.Sqrt(0.375), RegressionMetrics.RootMeanSquaredError(predictions, truths), 1e-12);
        Assert.Equal(0.5, RegressionMetrics.MeanAbsoluteError(predictions, truths), 1e-12);
        Assert.Equal(1 - 1.5 / 29.1875, RegressionMetrics.RSquared(predictions, truths), 1e-12);
        Assert.Equal((0.9 * 0.5 + 0.1 * 0.5 + 0.1 * 1) / 4, RegressionMetrics.PinballLoss(predictions, truths, 0.9), 1e-12);
    }

    [Fact]
    public void Gives_rare_classes_the_same_say()
    {
        int[] truths = [0, 1, 2, 0, 1, 2];
        int[] calls = [0, 2, 1, 0, 0, 1];
        Assert.Equal(2.0 / 6, MulticlassMetrics.Accuracy(calls, truths), 1e-12);
        Assert.Equal((0.8 + 0 + 0) / 3, MulticlassMetrics.MacroF1(calls, truths, 3), 1e-12);
        double[] p = [0.7, 0.2, 0.1, 0.3, 0.4, 0.3, 0.1, 0.1, 0.8];
        Assert.Equal(-(Math.Log(0.7) + Math.Log(0.4) + Math.Log(0.8)) / 3, MulticlassMetrics.LogLoss(p, [0, 1, 2], 3), 1e-12);
        Assert.Equal(1, MulticlassMetrics.MacroAuroc(p, [0, 1, 2], 3), 1e-12);
        Assert.Equal([0, 1, 2], MulticlassMetrics.Best(p, 3));
    }

    [Fact]
    public void The_interval_holds_the_true_area_about_as_often_as_it_says()
    {
        // Two normals one standard deviation apart: the area is Φ(1/√2).
        const double Area = 0.7602499389065233;
        var held = 0;
        for (ulong run = 0; run < 100; run++)
        {
            var random = new SeededRandom(run);
            bool[] truths = [.. Enumerable.Range(0, 120).Select(i => i % 2 == 0)];
            double[] scores = [.. truths.Select(t => random.NextNormal() + (t ? 1 : 0))];
            var interval = new Bootstrap { Resamples = 200, Seed = run }.Auroc(scores, truths);
            held += interval.Low <= Area && Area <= interval.High ? 1 : 0;
        }
        Assert.InRange(held, 87, 99);
    }

    [Fact]
    public void Drawing_patients_widens_the_interval_of_repeated_visits()
    {
        var random = new SeededRandom(5);
        var patients = Enumerable.Range(0, 60).SelectMany(p => Enumerable.Repeat(p, 10)).ToArray();
        double[] means = [.. Enumerable.Range(0, 60).Select(_ => random.NextNormal())];
        double[] values = [.. patients.Select(p => means[p] + 0.1 * random.NextNormal())];
        var alone = new Bootstrap { Seed = 2 };
        var grouped = alone with { Groups = [.. patients] };
        Assert.True(Width(grouped) > 2 * Width(alone));

        double Width(Bootstrap bootstrap)
        {
            var interval = bootstrap.Of(values.Length, Mean);
            return interval.High - interval.Low;
        }

        double Mean(ReadOnlySpan<double> weights)
        {
            var (sum, total) = (0.0, 0.0);
            for (var i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * values[i];
                total += weights[i];
            }
            return sum / total;
        }
    }

    [Fact]
    public void A_better_model_on_the_same_cases_shows_in_the_difference_alone()
    {
        var random = new SeededRandom(6);
        bool[] truths = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0)];
        double[] weak = [.. truths.Select(t => random.NextNormal() + (t ? 1 : 0))];
        double[] better = [.. weak.Zip(truths, (s, t) => s + (t ? 0.4 : 0))];
        var difference = new Bootstrap { Seed = 1 }.AurocDifference(better, weak, truths);
        Assert.True(difference.Low > 0);
        Assert.Equal(difference, new Bootstrap { Seed = 1 }.AurocDifference(better, weak, truths));
        Assert.Equal((0.0, 0.0), (new Bootstrap().AurocDifference(weak, weak, truths).Low, new Bootstrap().AurocDifference(weak, weak, truths).High));
    }

    [Fact]
    public void Refuses_what_cannot_be_measured_and_says_why()
    {
        Assert.Contains("no cases", Assert.Throws<ArgumentException>(() => BinaryMetrics.Auroc([], [])).Message, StringComparison.Ordinal);
        Assert.Contains("one class", Assert.Throws<ArgumentException>(() => BinaryMetrics.Auroc([1, 2], [true, true])).Message, StringComparison.Ordinal);
        Assert.Contains("1 truths for 2", Assert.Throws<ArgumentException>(() => BinaryMetrics.Brier([1, 0], [true])).Message, StringComparison.Ordinal);
        Assert.Contains("case 1 is missing", Assert.Throws<ArgumentException>(() => BinaryMetrics.Auroc([1, double.NaN], [true, false])).Message, StringComparison.Ordinal);
        Assert.Contains("case 0 is 1.5", Assert.Throws<ArgumentException>(() => BinaryMetrics.LogLoss([1.5], [true])).Message, StringComparison.Ordinal);
        Assert.Contains("do not vary", Assert.Throws<ArgumentException>(() => RegressionMetrics.RSquared([1, 2], [3, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("Class 2", Assert.Throws<ArgumentException>(() => MulticlassMetrics.MacroAuroc([0.5, 0.5, 0, 0.5, 0.5, 0], [0, 1], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("weights are 0", Assert.Throws<ArgumentException>(() => BinaryMetrics.Brier([1, 0], [true, false], [0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("resamples can be measured", Assert.Throws<ArgumentException>(() => new Bootstrap().Auroc([1, 2], [true, true])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantiles_lie_between_neighbours()
    {
        Assert.Equal(1.75, Quantiles.Of([4, 1, 2, 3], 0.25), 1e-12);
        Assert.Equal(4, Quantiles.Of([4, 1, 2, 3], 1), 1e-12);
        Assert.Equal(3, Quantiles.Weighted([3, 1, 2], [6, 2, 1], 0.5), 1e-12);
    }
}
