using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Gate;
using Xunit;

namespace Salus.Tests.Synthesis.Tables.Gate;

public sealed class ReleaseGateTests
{
    private static readonly Table Train = InventedPatients.Of(600, 1);
    private static readonly Table Control = InventedPatients.Of(300, 2);
    private static readonly Table Fresh = InventedPatients.Of(600, 3);
    private static readonly GateOptions Options = new() { Seed = 7, Predicates = 300, AttackedRows = 300 };
    private static readonly GateOptions Quick = new() { Seed = 7, Quick = true, AttackedRows = 600, Predicates = 240 };

    [Fact]
    public void Lets_other_people_of_the_same_kind_pass()
    {
        var report = ReleaseGate.Judge(Train, Control, Fresh, Options, cancel: TestContext.Current.CancellationToken);
        Assert.True(report.Passes, string.Join("; ", report.Measures.Where(m => m.Verdict is Verdict.Fail).Select(m => m.Words)));
        Assert.InRange(report["quality"]!.Value!.Value, 0.92, 1);
        Assert.InRange(report["discriminator"]!.Value!.Value, 0.4, 0.6);
        Assert.InRange(report["closer-to-learned"]!.Value!.Value, 0.44, 0.56);
    }

    [Fact]
    public void Raises_no_alarm_over_five_fresh_samples()
    {
        var failed = new List<string>();
        for (ulong seed = 0; seed < 5; seed++)
        {
            var report = ReleaseGate.Judge(InventedPatients.Of(300, 100 + seed), InventedPatients.Of(80, 200 + seed), InventedPatients.Of(300, 300 + seed), Quick with { Seed = seed }, cancel: TestContext.Current.CancellationToken);
            failed.AddRange(report.Measures.Where(m => m.Verdict is Verdict.Fail).Select(m => m.Key));
        }
        Assert.Empty(failed);
    }

    [Fact]
    public void Fails_a_bootstrap_of_the_real_rows_by_every_attack()
    {
        var report = ReleaseGate.Judge(Train, Control, InventedPatients.Bootstrap(Train, 600, 4), Quick with { AttackedRows = 1_600, Predicates = 1_600 }, cancel: TestContext.Current.CancellationToken);
        foreach (var key in new[] { "copies", "copies-apart", "near-copies", "closer-to-learned", "fifth-percentile", "singling-out-one", "singling-out-many", "linkability", "inference", "membership-distance", "membership-sure" })
            Assert.Equal((key, Verdict.Fail), (key, report[key]!.Verdict));
    }

    [Fact]
    public void Finds_more_risk_the_more_rows_were_planted()
    {
        var values = new[] { 0, 0.005, 0.01, 0.05, 0.2 }.Select(share =>
        {
            var report = ReleaseGate.Judge(Train, Control, InventedPatients.Plant(Fresh, Train, share, 5), Quick, cancel: TestContext.Current.CancellationToken);
            return (Copies: report["copies"]!.Value!.Value, Linked: report["linkability"]!.Value!.Value, report.Passes);
        }).ToArray();
        for (var i = 1; i < values.Length; i++)
            Assert.True(values[i].Copies > values[i - 1].Copies);
        Assert.True(values[4].Linked > values[3].Linked && values[3].Linked > values[0].Linked);
        Assert.True(values[0].Passes);
        Assert.False(values[3].Passes);
        Assert.False(values[4].Passes);
    }

    [Fact]
    public void Tells_tables_with_one_planted_row_in_a_hundred_from_those_without()
    {
        var (with, without) = (new List<double>(), new List<double>());
        for (ulong seed = 0; seed < 4; seed++)
        {
            var fresh = InventedPatients.Of(600, 400 + seed);
            without.Add(Copied(fresh, seed));
            with.Add(Copied(InventedPatients.Plant(fresh, Train, 0.01, seed), seed));
        }
        var area = with.Average(w => without.Average(n => w > n ? 1 : w == n ? 0.5 : 0));
        Assert.True(area >= 0.95, $"{area}");

        static double Copied(Table synthetic, ulong seed) => ReleaseGate.Judge(Train, Control, synthetic, Quick with { Seed = seed, AttackedRows = 100, Predicates = 40 }, cancel: TestContext.Current.CancellationToken)["copies"]!.Value!.Value;
    }

    [Fact]
    public void Gives_the_same_report_for_any_number_of_threads()
    {
        var one = ReleaseGate.Judge(Train, Control, Fresh, Quick with { Threads = 1, AttackedRows = 200, Predicates = 80, Secrets = 8 }, cancel: TestContext.Current.CancellationToken);
        var three = ReleaseGate.Judge(Train, Control, Fresh, Quick with { Threads = 3, AttackedRows = 200, Predicates = 80, Secrets = 8 }, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(one.ToJson(), three.ToJson());
    }

    [Fact]
    public void Comes_back_from_JSON_as_it_was()
    {
        var report = ReleaseGate.Judge(Train, Control, Fresh, Options with { Predicates = 50, AttackedRows = 100 }, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(report.ToJson(), GateReport.FromJson(report.ToJson()).ToJson());
        Assert.Equal(report.Passes, GateReport.FromJson(report.ToJson()).Passes);
    }

    [Fact]
    public void Says_in_one_sentence_what_it_measured()
    {
        var report = ReleaseGate.Judge(Train, Control, Fresh, Options with { Predicates = 50, AttackedRows = 100 }, cancel: TestContext.Current.CancellationToken);
        foreach (var measure in report.Measures)
        {
            Assert.EndsWith(".", measure.Words, StringComparison.Ordinal);
            Assert.DoesNotContain(". ", measure.Words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Refuses_tables_of_different_columns_too_few_rows_and_people_on_both_sides()
    {
        var narrow = new Table([.. Train.Columns.Take(5)], [.. Enumerable.Range(0, 5).Select(c => Train[c])]);
        Assert.Contains("columns", Refused(Train, Control, narrow, Quick), StringComparison.Ordinal);
        Assert.Contains("rows", Refused(Train, Control.Take([.. Enumerable.Range(0, 10)]), Fresh, Quick), StringComparison.Ordinal);
        Assert.Contains("both", Refused(Train, Control, Fresh, Quick with { TrainPersons = [.. Enumerable.Range(0, 600)], ControlPersons = [.. Enumerable.Range(599, 300)] }), StringComparison.Ordinal);
        Assert.Contains("'weight'", Refused(Train, Control, Fresh, Quick with { Target = "weight" }), StringComparison.Ordinal);

        static string Refused(Table train, Table control, Table synthetic, GateOptions options) =>
            Assert.Throws<SynthesisException>(() => ReleaseGate.Judge(train, control, synthetic, options)).Message;
    }
}
