using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Gate;
using Xunit;

namespace Salus.Tests.Synthesis.Tables.Gate;

public sealed class UsefulnessTests
{
    private static readonly Table Train = InventedPatients.Of(400, 11);
    private static readonly Table Control = InventedPatients.Of(300, 12);
    private static readonly GateOptions Options = new() { Target = "outcome", Groups = ["sex"], Predicates = 20, AttackedRows = 50 };

    [Fact]
    public void Loses_nothing_with_other_people_and_much_with_shuffled_columns()
    {
        var fresh = Judge(InventedPatients.Of(400, 13), Options);
        var shuffled = Judge(Shuffled(Train), Options);
        Assert.InRange(fresh["loss"]!.Value!.Value, -0.12, 0.12);
        Assert.InRange(shuffled["loss"]!.Value!.Value, 0.1, 0.6);
        Assert.Equal(Verdict.Warn, shuffled["loss"]!.Verdict);
        Assert.Equal(Verdict.Warn, shuffled["loss:forest"]!.Verdict);
        Assert.Equal(Verdict.Warn, shuffled["loss:linear"]!.Verdict);
        Assert.Equal(Verdict.Warn, shuffled["group-loss:sex"]!.Verdict);
        Assert.Equal(Verdict.Pass, fresh["coverage:sex"]!.Verdict);
        Assert.True(shuffled["pairs"]!.Value < fresh["pairs"]!.Value);
    }

    [Fact]
    public void Measures_a_number_by_its_explained_variance()
    {
        var report = Judge(InventedPatients.Of(400, 14), Options with { Target = "creatinine" });
        Assert.Contains("explained share of variance", report["loss"]!.Words, StringComparison.Ordinal);
        Assert.InRange(report["loss"]!.Value!.Value, -0.3, 0.3);
    }

    [Fact]
    public void Sees_that_a_group_was_left_out()
    {
        var women = InventedPatients.Of(900, 15);
        women = women.Take([.. Enumerable.Range(0, 900).Where(r => women[1][r] == 0 || r % 4 == 0)]);
        Assert.Equal(Verdict.Warn, Judge(women, Options)["coverage:sex"]!.Verdict);
    }

    [Fact]
    public void Says_that_a_target_with_one_value_cannot_be_learned()
    {
        var all = InventedPatients.Of(900, 16);
        var one = all.Take([.. Enumerable.Range(0, 900).Where(r => all[5][r] == 0)]);
        var loss = Judge(one, Options)["loss"]!;
        Assert.Equal(Verdict.Warn, loss.Verdict);
        Assert.Null(loss.Value);
    }

    private static GateReport Judge(Table synthetic, GateOptions options) => ReleaseGate.Judge(Train, Control, synthetic, options, cancel: TestContext.Current.CancellationToken);

    private static Table Shuffled(Table table)
    {
        var random = new SeededRandom(17);
        var cells = Enumerable.Range(0, table.ColumnCount).Select(c => table.Take([.. Enumerable.Range(0, table.RowCount).Select(_ => random.NextInt(table.RowCount))])[c]);
        return new Table(table.Columns, [.. cells]);
    }
}
