using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Gate;
using Xunit;

namespace Salus.Tests.Synthesis.Tables.Gate;

/// <summary>Attacks that fit the engine again: on one that repeats what it saw, and on one that never looks.</summary>
public sealed class EnginesUnderAttackTests
{
    private static readonly Table Train = InventedPatients.Of(300, 21);
    private static readonly Table Control = InventedPatients.Of(150, 22);

    [Fact]
    public void Find_an_engine_that_repeats_rows()
    {
        var report = Judge((rows, seed, _) => InventedPatients.Bootstrap(rows, 300, seed));
        Assert.Equal(Verdict.Fail, report["membership-shadow"]!.Verdict);
        Assert.Equal(Verdict.Fail, report["canaries"]!.Verdict);
        Assert.True(report["membership-shadow"]!.Value > 0.7);
    }

    [Fact]
    public void Find_nothing_in_an_engine_that_never_looks_at_its_rows()
    {
        var report = Judge((_, seed, _) => InventedPatients.Of(300, 5_000 + seed));
        Assert.NotEqual(Verdict.Fail, report["membership-shadow"]!.Verdict);
        Assert.Equal(Verdict.Pass, report["canaries"]!.Verdict);
    }

    private static GateReport Judge(Refit refit) =>
        ReleaseGate.Judge(Train, Control, refit(Train, 1, default), new GateOptions { Refit = refit, Predicates = 20, AttackedRows = 50 }, cancel: TestContext.Current.CancellationToken);
}
