using System.Collections.Immutable;
using Salus.Learning.Privacy;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Marginals;
using Salus.Synthesis.Tables.Privacy;

namespace Salus.Tests.Synthesis.Tables.Privacy;

public sealed class EpsilonAuditTests
{
    private const double Delta = 1e-6;

    private static ILikelihoodModel Fit(Table table, ImmutableArray<int> persons, ulong number, double epsilon, params string[] declared)
    {
        var secret = new byte[SecretRandom.KeyBytes];
        BitConverter.TryWriteBytes(secret, number);
        return (ILikelihoodModel)new AimEngine(new AimOptions { NoiseSecret = [.. secret], PublicLevels = [.. declared] })
            .Fit(table.AsSource(), new FitOptions { Epsilon = epsilon, Delta = Delta, Persons = persons, Threads = 1, Seed = number }, null, CancellationToken.None);
    }

    [Fact]
    public void The_engine_keeps_its_promise()
    {
        var result = EpsilonAudit.OfAim(1, Delta, seed: 1, fits: 200, null, CancellationToken.None);
        Assert.True(result.Stands, $"at least {result.AtLeast}");
        Assert.Equal(0, result.ShownLevels);
        Assert.Equal(100, result.Fits);
    }

    [Fact]
    public void Noise_divided_by_ten_is_found()
    {
        // Ten times less noise costs a hundred times the ρ.
        var epsilon = ZeroConcentrated.Epsilon(100 * AimEngine.Cost(1, Delta).Rho, Delta);
        var result = EpsilonAudit.Run((t, p, n) => Fit(t, p, n, epsilon, "first", "second"), 1, Delta, seed: 2, fits: 600, null, CancellationToken.None);
        Assert.False(result.Stands, $"at least {result.AtLeast}");
    }

    [Fact]
    public void Rows_counted_as_persons_are_found()
    {
        // The canary has eight rows; whoever counts them as eight persons lets it move every count by eight.
        var result = EpsilonAudit.Run((t, _, n) => Fit(t, [], n, 2, "first", "second"), 0.5, Delta, seed: 1, 480, null, CancellationToken.None);
        Assert.False(result.Stands, $"at least {result.AtLeast}");
    }

    [Fact]
    public void A_level_of_the_data_that_is_shown_unpaid_is_found()
    {
        var result = EpsilonAudit.Run((t, p, n) => Fit(t, p, n, 1, "first", "second", "ward"), 1, Delta, seed: 1, 80, null, CancellationToken.None);
        Assert.False(result.Stands);
        Assert.Equal(40, result.ShownLevels);
    }

    [Theory]
    [InlineData(0, 10, 0.025, 0, 0.3085)]
    [InlineData(5, 10, 0.025, 0.1871, 0.8129)]
    [InlineData(10, 10, 0.025, 0.6915, 1)]
    // Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263.
    [InlineData(81, 263, 0.025, 0.2527, 0.3676)]
    public void Exact_bounds_agree_with_published_ones(int hits, int trials, double error, double lower, double upper)
    {
        Assert.Equal(lower, ClopperPearson.Lower(hits, trials, error), 5e-4);
        Assert.Equal(upper, ClopperPearson.Upper(hits, trials, error), 5e-4);
    }
}
