using Salus.Learning;
using Salus.Learning.Survival;

namespace Salus.Tests.Learning.Survival;

public sealed class SurvivalTests
{
    /// <summary>Weeks of remission of children with leukaemia (Freireich et al., Blood 21, 1963, 699-716, as in Cox, 1972); negative where it lasted longer.</summary>
    private static readonly double[] Mercaptopurine = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35];
    private static readonly double[] Placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
    private static readonly Spell[] Remissions = [.. Mercaptopurine.Concat(Placebo).Select(w => new Spell(0, Math.Abs(w), w > 0))];
    private static readonly double[] OnPlacebo = [.. Mercaptopurine.Select(_ => 0.0), .. Placebo.Select(_ => 1.0)];

    /// <summary>Kleinbaum and Klein, Survival Analysis (2012), tables of chapter 2 for the 6-MP group, with Greenwood's standard errors.</summary>
    [Fact]
    public void Survival_on_mercaptopurine_is_the_published_curve()
    {
        var curve = KaplanMeier.Estimate(Remissions[..21]);

        Assert.Equal([6, 7, 10, 13, 16, 22, 23], curve.Steps.Select(s => s.Time));
        Assert.Equal([21, 17, 15, 12, 11, 7, 6], curve.Steps.Select(s => s.AtRisk));
        double[] survival = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482];
        double[] errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346];
        Assert.All(survival.Zip(curve.Steps), s => Assert.Equal(s.First, s.Second.Survival, 4));
        Assert.All(errors.Zip(curve.Steps), s => Assert.Equal(s.First, s.Second.StandardError, 4));
        Assert.Equal(23, curve.Median);
        Assert.Equal(1, curve.At(5.9));
        Assert.Equal(curve.Steps[0].Survival, curve.At(6));
        Assert.InRange(curve.At(23), curve.Interval(23).Low, curve.Interval(23).High);
    }

    [Fact]
    public void Survival_on_placebo_has_its_published_median() => Assert.Equal(8, KaplanMeier.Estimate(Remissions[21..]).Median);

    [Fact]
    public void Late_entries_are_not_at_risk_before_they_enter()
    {
        var curve = KaplanMeier.Estimate([new(0, 2, true), new(0, 5, false), new(2, 4, true), new(3, 6, true)]);

        Assert.Equal([(2.0, 2), (4.0, 3), (6.0, 1)], curve.Steps.Select(s => (s.Time, s.AtRisk)));
    }

    /// <summary>With Efron's weights: 1.572 with a standard error of 0.412, likelihood ratio 16.35, concordance 0.690 (Venables and Ripley, Modern Applied Statistics with S, 2002, chapter 13).</summary>
    [Fact]
    public void The_hazard_on_placebo_is_the_published_one()
    {
        var cox = CoxRegression.Fit([OnPlacebo], Remissions);

        Assert.Equal(1.572, cox.Coefficients[0], 3);
        Assert.Equal(0.412, cox.StandardErrors[0], 3);
        Assert.Equal(16.35, 2 * (cox.LogLikelihood - cox.NullLogLikelihood), 2);
        Assert.Equal(0.690, Concordance.Of([.. OnPlacebo.Select(x => cox.Risk([x]))], Remissions), 3);
        var (ratio, low, high) = cox.HazardRatio(0);
        Assert.Equal(4.82, ratio, 2);
        Assert.True(low < ratio && ratio < high);
    }

    /// <summary>The worked example of Therneau and Grambsch, Modeling Survival Data (2000), appendix E.1.</summary>
    [Fact]
    public void Efrons_weights_give_the_worked_example()
    {
        var cox = CoxRegression.Fit([[1, 1, 1, 0, 0, 0]], [new(0, 1, true), new(0, 1, false), new(0, 6, true), new(0, 6, true), new(0, 8, false), new(0, 9, true)]);

        Assert.Equal(1.676857, cox.Coefficients[0], 5);
        Assert.Equal(-4.276666, cox.NullLogLikelihood, 6);
        Assert.Equal(-3.358975, cox.LogLikelihood, 6);
    }

    /// <summary>The example with entry and exit of the same book, appendix E.2: −0.0211 with a standard error of 0.795.</summary>
    [Fact]
    public void Entry_and_exit_give_the_worked_example()
    {
        var cox = CoxRegression.Fit(
            [[1, 0, 0, 1, 0, 1, 1, 1, 0, 0]],
            [new(1, 2, true), new(2, 3, true), new(5, 6, true), new(2, 7, true), new(1, 8, true), new(7, 9, true), new(3, 9, true), new(4, 9, false), new(8, 14, false), new(8, 17, false)]);

        Assert.Equal(-0.0211, cox.Coefficients[0], 4);
        Assert.Equal(0.795, cox.StandardErrors[0], 3);
    }

    [Fact]
    public void Planted_hazards_come_back_and_splitting_a_spell_changes_nothing()
    {
        var random = new SeededRandom(3);
        var (a, b) = (new double[2000], new double[2000]);
        var spells = new Spell[2000];
        for (var i = 0; i < spells.Length; i++)
        {
            (a[i], b[i]) = (random.NextNormal(), random.NextInt(2));
            var time = -Math.Log(1 - random.NextDouble()) / Math.Exp(0.7 * a[i] - 0.5 * b[i]);
            spells[i] = new Spell(0, Math.Min(time, 1.5) + 1e-9, time < 1.5);
        }
        var whole = CoxRegression.Fit([a, b], spells);
        Spell[] halves = [.. spells.SelectMany(s => (Spell[])[new(0, s.Stop / 2, false), new(s.Stop / 2, s.Stop, s.Event)])];
        var split = CoxRegression.Fit([[.. a.SelectMany(v => (double[])[v, v])], [.. b.SelectMany(v => (double[])[v, v])]], halves);

        Assert.Equal(0.7, whole.Coefficients[0], 3 * whole.StandardErrors[0]);
        Assert.Equal(-0.5, whole.Coefficients[1], 3 * whole.StandardErrors[1]);
        Assert.Equal(whole.Coefficients[0], split.Coefficients[0], 6);
        Assert.Equal(whole.StandardErrors[1], split.StandardErrors[1], 6);
    }

    [Fact]
    public void Concordance_is_what_counting_pairs_gives()
    {
        var random = new SeededRandom(4);
        Spell[] spells = [.. Enumerable.Range(0, 80).Select(_ => random.NextInt(4)).Select(start => new Spell(start, start + 1 + random.NextInt(6), random.NextInt(2) == 1))];
        double[] risks = [.. spells.Select(_ => (double)random.NextInt(5))];
        var (right, pairs) = (0.0, 0.0);
        for (var i = 0; i < spells.Length; i++)
        {
            for (var j = 0; j < spells.Length && spells[i].Event; j++)
            {
                if (i == j || spells[j].Start >= spells[i].Stop || spells[j].Stop < spells[i].Stop || (spells[j].Stop == spells[i].Stop && spells[j].Event))
                    continue;
                pairs++;
                right += risks[i] > risks[j] ? 1 : risks[i] == risks[j] ? 0.5 : 0;
            }
        }

        Assert.Equal(right / pairs, Concordance.Of(risks, spells), 12);
        Assert.True(double.IsNaN(Concordance.Of([1], [new(0, 1, true)])));
    }

    [Fact]
    public void Refuses_what_cannot_be_estimated()
    {
        Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([new(2, 2, true)]));
        Assert.Throws<ArgumentException>(() => CoxRegression.Fit([[1, 2]], [new(0, 1, false), new(0, 2, false)]));
        Assert.Throws<ArgumentException>(() => CoxRegression.Fit([[1, 1]], [new(0, 1, true), new(0, 2, true)]));
        Assert.Throws<ArgumentException>(() => CoxRegression.Fit([[1, double.NaN]], [new(0, 1, true), new(0, 2, true)]));
        Assert.Throws<ArithmeticException>(() => CoxRegression.Fit([[1, 1, 0, 0]], [new(0, 1, true), new(0, 2, true), new(0, 3, false), new(0, 4, false)]));
    }
}
