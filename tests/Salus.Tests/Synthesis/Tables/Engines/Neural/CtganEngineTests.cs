using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Neural;

namespace Salus.Tests.Synthesis.Tables.Engines.Neural;

public sealed class CtganEngineTests
{
    private static readonly CtganEngine Brief = new(new NeuralOptions { Hidden = 8, LeastSteps = 20, MostSteps = 20, Batch = 50 });

    [Fact]
    public void Learns_margins_and_dependence_of_a_mixed_table()
    {
        var table = NeuralTables.Mixed(800, 1);
        var model = new CtganEngine(new NeuralOptions { Hidden = 48, LeastSteps = 700, MostSteps = 700, Batch = 100, Rate = 3e-3f }).Fit(table.AsSource(), new FitOptions { Seed = 2 }, null, CancellationToken.None);
        NeuralTables.AssertLearned(table, model.Sample(1500, new SeededRandom(3), CancellationToken.None), margin: 0.06, correlation: 0.1, dependence: 0.25);
    }

    [Fact]
    public void Gives_equal_rows_for_equal_seeds_after_a_round_trip_and_with_any_threads() => NeuralTables.AssertRepeatable(Brief);

    [Fact]
    public void Learns_or_refuses_hard_tables() => NeuralTables.AssertHardTablesAreLearnedOrRefused(Brief);

    [Fact]
    public void Refuses_a_damaged_file() => NeuralTables.AssertDamageIsRefused(Brief);
}
