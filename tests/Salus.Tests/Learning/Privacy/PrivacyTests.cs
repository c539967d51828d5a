using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Salus.Learning.Privacy;

namespace Salus.Tests.Learning.Privacy;

public sealed class PrivacyTests
{
    private static SecretRandom Bits(byte key = 1) => new([.. Enumerable.Repeat(key, SecretRandom.KeyBytes)]);

    // U.S. Census Bureau, redistricting data of 2020: ρ = 2.56 for persons is published as ε = 17.14, and 0.07 for housing units as ε = 2.47, both with
    // δ = 10⁻¹⁰; ρ is given to two decimals, so ε must lie between those of the neighbouring half hundredths.
    [Theory]
    [InlineData(2.56, 1e-10, 17.14)]
    [InlineData(0.07, 1e-10, 2.47)]
    public void The_conversion_gives_the_numbers_of_the_census(double rho, double delta, double epsilon) =>
        Assert.InRange(epsilon, ZeroConcentrated.Epsilon(rho - 0.005, delta), ZeroConcentrated.Epsilon(rho + 0.005, delta));

    [Fact]
    public void The_conversion_is_the_infimum_over_all_orders()
    {
        foreach (var (rho, epsilon) in new[] { (0.01, 1.0), (0.5, 3.0), (2.0, 2.0), (1e-4, 0.1) })
        {
            var least = double.PositiveInfinity;
            for (var step = 1; step <= 400_000; step++)
            {
                var order = 1 + Math.Exp(-12 + step * 6e-5);
                least = Math.Min(least, Math.Exp((order - 1) * (order * rho - epsilon)) / (order - 1) * Math.Pow(1 - 1 / order, order));
            }
            Assert.Equal(1, ZeroConcentrated.Delta(rho, epsilon) / Math.Min(1, least), 1e-6);
        }
    }

    [Fact]
    public void The_conversion_is_never_looser_than_that_of_Bun_and_Steinke_nor_tighter_than_the_Gaussian_allows() =>
        Prop.ForAll(Gen.Choose(1, 400).Zip(Gen.Choose(2, 12)).ToArbitrary(), pair =>
        {
            var (rho, delta) = (pair.Item1 / 200.0, Math.Pow(10, -pair.Item2));
            var epsilon = ZeroConcentrated.Epsilon(rho, delta);
            Assert.True(epsilon <= rho + 2 * Math.Sqrt(rho * Math.Log(1 / delta)));
            // The exact δ of a Gaussian mechanism of the same ρ: Balle and Wang, ICML 2018, theorem 8, with Δ/σ = √(2ρ).
            var ratio = Math.Sqrt(2 * rho);
            var exact = Phi(ratio / 2 - epsilon / ratio) - Math.Exp(epsilon) * Phi(-ratio / 2 - epsilon / ratio);
            Assert.True(exact <= delta * 1.0001, string.Create(CultureInfo.InvariantCulture, $"ρ {rho}, δ {delta}: {exact}"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rho_and_epsilon_are_inverse_to_each_other()
    {
        foreach (var epsilon in new[] { 1e-7, 0.01, 0.5, 1, 3, 10 })
            foreach (var delta in new[] { 1e-5, 1e-6, 1e-9 })
                Assert.Equal(1, ZeroConcentrated.Epsilon(ZeroConcentrated.Rho(epsilon, delta), delta) / epsilon, 1e-6);
    }

    [Theory]
    [InlineData(0, 1e-6)]
    [InlineData(-1, 1e-6)]
    [InlineData(double.NaN, 1e-6)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void Refuses_a_budget_that_cannot_be(double epsilon, double delta) => Assert.Throws<ArgumentOutOfRangeException>(() => ZeroConcentrated.Rho(epsilon, delta));

    [Fact]
    public void Noise_and_its_cost_follow_the_closed_form()
    {
        Assert.Equal(5, GaussianMechanism.Sigma(0.02, 1), 1e-12);
        Assert.Equal(0.02, GaussianMechanism.Rho(5, 1), 1e-12);
        Assert.Equal(0.18, GaussianMechanism.Rho(5, 3), 1e-12);
        Assert.Equal(0.125, ExponentialMechanism.Rho(1), 1e-12);
        Assert.Equal(1, ExponentialMechanism.Epsilon(0.125), 1e-12);
    }

    [Fact]
    public void An_accountant_adds_up_and_refuses_what_its_budget_does_not_hold()
    {
        var accountant = PrivacyAccountant.Of(1, 1e-6, failureShare: 0.1);
        Assert.Equal(ZeroConcentrated.Rho(1, 0.9e-6), accountant.Rho, 1e-12);
        for (var i = 0; i < 10; i++)
            accountant.Spend("counts", accountant.Rho / 10, 1e-8);
        Assert.Equal(1, accountant.Epsilon(1e-6), 1e-6);
        Assert.Equal(10, accountant.Charges.Length);
        Assert.Contains("more counts", Assert.Throws<InvalidOperationException>(() => accountant.Spend("more counts", 1e-4)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => accountant.Spend("a threshold", 0, 1e-8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void Discrete_noise_has_the_chances_of_its_definition(long sigma)
    {
        const int Draws = 40_000;
        using var random = Bits();
        var reach = (int)(6 * sigma);
        var counts = new int[2 * reach + 1];
        for (var i = 0; i < Draws; i++)
            if (DiscreteGaussian.Next(random, sigma) is var x && Math.Abs(x) <= reach)
                counts[x + reach]++;
        var weights = Enumerable.Range(-reach, counts.Length).Select(x => Math.Exp(-(double)x * x / (2.0 * sigma * sigma))).ToArray();
        var sum = weights.Sum();
        var (square, cells) = (0.0, 0);
        for (var i = 0; i < counts.Length; i++)
        {
            var expected = Draws * weights[i] / sum;
            if (expected < 5)
                continue;
            square += (counts[i] - expected) * (counts[i] - expected) / expected;
            cells++;
        }
        // Chi-squared: mean cells − 1, five standard deviations above.
        Assert.InRange(square, 0, cells + 5 * Math.Sqrt(2.0 * cells));
    }

    [Fact]
    public void Wide_noise_keeps_its_spread()
    {
        using var random = Bits(2);
        const long Sigma = 123_456_789;
        var squares = 0.0;
        for (var i = 0; i < 20_000; i++)
            squares += Math.Pow(DiscreteGaussian.Next(random, Sigma) / (double)Sigma, 2);
        Assert.Equal(1, squares / 20_000, 0.05);
    }

    [Fact]
    public void The_exponential_mechanism_chooses_with_the_chances_of_its_definition()
    {
        using var random = Bits(3);
        double[] scores = [0, 1, 2, double.NegativeInfinity];
        double[] weights = [0, Math.Log(2), 0, 0];
        var counts = new int[4];
        for (var i = 0; i < 30_000; i++)
            counts[ExponentialMechanism.Choose(scores, epsilon: 1.5, sensitivity: 1, random, weights)]++;
        double[] expected = [1, 2 * Math.Exp(0.75), Math.Exp(1.5), 0];
        for (var i = 0; i < 4; i++)
            Assert.Equal(expected[i] / expected.Sum(), counts[i] / 30_000.0, 0.015);
    }

    [Fact]
    public void Secret_bits_are_equal_for_equal_keys_alone()
    {
        using var one = Bits(7);
        using var same = Bits(7);
        using var other = Bits(8);
        Assert.Equal(one.NextBits(), same.NextBits());
        Assert.NotEqual(one.NextBits(), other.NextBits());
        using var fresh = SecretRandom.Fresh();
        using var another = SecretRandom.Fresh();
        Assert.NotEqual(fresh.NextBits(), another.NextBits());
        // AES-256 of the counter blocks 0 and 1 under the key 00…00: the first is the known answer dc95c078a2408989ad48a21492842087.
        using var zero = Bits(0);
        Assert.Equal(0x898940A278C095DCUL, zero.NextBits());
    }

    [Fact]
    public void Whole_numbers_below_a_wide_bound_stay_below_it()
    {
        using var random = Bits(9);
        var end = (UInt128.One << 100) + 12345;
        var above = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var drawn = random.Next(end);
            Assert.True(drawn < end);
            above += drawn >= end / 2 ? 1 : 0;
        }
        Assert.InRange(above, 850, 1150);
    }

    /// <summary>Standard normal distribution by the series of Marsaglia (Journal of Statistical Software 11(4), 2004), and the continued fraction in the tail.</summary>
    private static double Phi(double x)
    {
        if (x < -6)
        {
            var fraction = 0.0;
            for (var k = 60; k >= 1; k--)
                fraction = k / (-x + fraction);
            return Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) / (-x + fraction);
        }
        var (sum, term) = (x, x);
        for (var i = 3; i < 400 && Math.Abs(term) > 1e-18; i += 2)
            sum += term *= x * x / i;
        return 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }
}
