using Salus.Learning;
using Salus.Learning.Conformal;

namespace Salus.Tests.Learning.Conformal;

public sealed class ConformalTests
{
    [Fact]
    public void The_half_width_is_the_rank_of_the_theorem()
    {
        // Of 9 errors the ⌈10·0.8⌉ = 8th smallest; 95 % would need 19.
        double[] predictions = new double[9];
        double[] truths = [1, -2, 3, -4, 5, -6, 7, -8, 9];
        Assert.Equal(8, SplitConformal.HalfWidth(predictions, truths, 0.8), 1e-12);
        Assert.Equal(double.PositiveInfinity, SplitConformal.HalfWidth(predictions, truths, 0.95));
    }

    [Fact]
    public void New_cases_lie_within_as_often_as_asked()
    {
        var (inside, insideQuantiles, cases) = (0, 0, 0);
        for (ulong run = 0; run < 60; run++)
        {
            var random = new SeededRandom(run);
            var (x, y) = Draw(random, 99);
            var width = SplitConformal.HalfWidth(x, y, 0.9);
            // Quantiles far too narrow are mended by the widening.
            var widening = SplitConformal.Widening([.. x.Select(v => v - 0.1)], [.. x.Select(v => v + 0.1)], y, 0.9);
            var (freshX, freshY) = Draw(random, 100);
            for (var i = 0; i < 100; i++, cases++)
            {
                inside += Math.Abs(freshY[i] - freshX[i]) <= width ? 1 : 0;
                insideQuantiles += freshY[i] >= freshX[i] - 0.1 - widening && freshY[i] <= freshX[i] + 0.1 + widening ? 1 : 0;
            }
        }
        Assert.Equal(0.9, inside / (double)cases, 0.015);
        Assert.Equal(0.9, insideQuantiles / (double)cases, 0.015);

        static (double[] X, double[] Y) Draw(SeededRandom random, int count)
        {
            double[] x = [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
            return (x, [.. x.Select(v => v + random.NextNormal() * (1 + Math.Abs(v)))]);
        }
    }

    [Theory]
    [InlineData(ClassSetRule.LeastAmbiguous, 0.015)]
    [InlineData(ClassSetRule.Adaptive, 0.08)]
    public void Sets_hold_the_true_class_as_often_as_asked(ClassSetRule rule, double beyond)
    {
        var (inside, cases, sizes) = (0, 0, 0);
        for (ulong run = 0; run < 40; run++)
        {
            var random = new SeededRandom(run);
            var (p, truths) = Draw(random, 199);
            var sets = ConformalClasses.Fit(p, truths, 4, 0.9, rule);
            var (fresh, freshTruths) = Draw(random, 100);
            for (var i = 0; i < 100; i++, cases++)
            {
                var set = sets.Set(fresh.AsSpan(4 * i, 4));
                inside += set.Contains(freshTruths[i]) ? 1 : 0;
                sizes += set.Length;
                Assert.True(rule is ClassSetRule.LeastAmbiguous || set.Length > 0);
            }
        }
        Assert.InRange(inside / (double)cases, 0.885, 0.9 + beyond);
        Assert.InRange(sizes / (double)cases, 1, 3);

        static (double[] P, int[] Truths) Draw(SeededRandom random, int count)
        {
            var p = new double[4 * count];
            var truths = new int[count];
            for (var i = 0; i < count; i++)
            {
                double[] weights = [.. Enumerable.Range(0, 4).Select(_ => Math.Exp(1.5 * random.NextNormal()))];
                var (left, total) = (random.NextDouble() * weights.Sum(), weights.Sum());
                for (var c = 0; c < 4; c++)
                    p[4 * i + c] = weights[c] / total;
                while (truths[i] < 3 && left >= weights[truths[i]])
                    left -= weights[truths[i]++];
            }
            return (p, truths);
        }
    }

    [Fact]
    public void Refuses_what_cannot_be_calibrated()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SplitConformal.HalfWidth([1], [1], 1));
        Assert.Contains("no cases", Assert.Throws<ArgumentException>(() => SplitConformal.HalfWidth([], [], 0.9)).Message, StringComparison.Ordinal);
        Assert.Contains("Case 0 has class 2", Assert.Throws<ArgumentException>(() => ConformalClasses.Fit([0.5, 0.5], [2], 2, 0.9)).Message, StringComparison.Ordinal);
    }
}
