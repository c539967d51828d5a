using System.Collections.Immutable;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Fitting;
using Salus.Synthesis.Tables.Gate;
using Salus.Synthesis.Tables.Releases;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Synthesis.Tables.Releases;

public sealed class DataSetCheckTests
{
    internal static readonly Measure Safe = new("singling-out", GateSection.Privacy, "Singling out", 0.01, 0, 0.04, 0.10, Verdict.Pass, "Singling somebody out succeeds no more often than among strangers.");
    internal static readonly Measure Alike = new("quality", GateSection.Fidelity, "Likeness", 0.97, null, null, 0.95, Verdict.Pass, "Columns and pairs agree to 97 %.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static DataSet Set(Sha256 content, string name = "clinic-synthetic.csv", double? epsilon = null) => new(
        new ModelAbout("0.1.0", "trees", "clinic.csv", new string('a', 64), 400, 320, 0.2, 5, 1) { Epsilon = epsilon, Delta = epsilon is null ? null : 1e-6 },
        new TableSchema { Columns = [new() { Name = "age", Kind = ColumnKind.Integer }], Decisions = ["The column 'patient_no' numbers patients and is left out."] },
        7, 400, name, content, 1234);

    internal static GateReport Report(params Measure[] measures) => new() { TrainRows = 320, ControlRows = 80, SyntheticRows = 400, Measures = [.. measures] };

    [Fact]
    public async Task A_table_that_passes_every_attack_has_nothing_against_it()
    {
        var findings = await FindAsync(Set(default), Report(Safe, Alike));

        Assert.Empty(findings);
    }

    [Fact]
    public async Task A_lost_attack_is_final()
    {
        var findings = await FindAsync(Set(default), Report(Safe with { High = 0.3, Verdict = Verdict.Fail }, Alike));

        var finding = Assert.Single(findings);
        Assert.True(finding is { Severity: Severity.Blocking, Final: true, Statement: not null });
    }

    [Fact]
    public async Task Likeness_beyond_its_limit_is_a_warning_for_whoever_signs() =>
        Assert.Equal(Severity.Warning, Assert.Single(await FindAsync(Set(default), Report(Safe, Alike with { Value = 0.8, Verdict = Verdict.Warn }))).Severity);

    [Fact]
    public async Task What_cannot_be_measured_needs_a_reason_unless_privacy_is_proven()
    {
        var unmeasured = Report(Safe, Safe with { Key = "linkability", Title = "Linking", Value = null, Low = null, High = null, Verdict = Verdict.NotMeasurable, Words = "The held-back rows are too few." });

        Assert.True(Assert.Single(await FindAsync(Set(default), unmeasured)) is { Severity: Severity.Blocking, Final: false });
        Assert.Empty(await FindAsync(Set(default, epsilon: 1), unmeasured));
    }

    [Fact]
    public async Task Without_any_attack_nothing_is_released() =>
        Assert.True(Assert.Single(await FindAsync(Set(default), Report(Alike))) is { Severity: Severity.Blocking, Final: true });

    [Fact]
    public async Task A_quick_look_another_number_of_rows_and_a_name_that_hides_what_it_is_forbid_the_release()
    {
        Assert.True(Assert.Single(await FindAsync(Set(default), Report(Safe) with { Quick = true })).Final);
        Assert.True(Assert.Single(await FindAsync(Set(default), Report(Safe) with { SyntheticRows = 399 })).Final);
        Assert.True(Assert.Single(await FindAsync(Set(default, name: "clinic.csv"), Report(Safe))).Final);
    }

    [Fact]
    public async Task A_sentence_that_says_something_else_than_the_report_forbids_the_signature()
    {
        var (draft, sources) = DataSetDraft.Of(Set(default), Report(Safe), new ManualClock());
        var at = draft.Statements.Select((s, i) => (s, i)).First(s => s.s.Section == "privacy").i;
        var edited = draft with { Statements = draft.Statements.SetItem(at, draft.Statements[at] with { Text = "Nobody can be singled out." }) };

        var finding = Assert.Single(await new DataSetCheck().InspectAsync(edited, sources, Cancel).ToArrayAsync(Cancel));

        Assert.True(finding is { Severity: Severity.Blocking, Final: true });
        Assert.Equal(at, finding.Statement);
    }

    [Fact]
    public async Task Another_file_than_the_one_that_was_judged_forbids_the_release()
    {
        var (draft, sources) = DataSetDraft.Of(Set(default), Report(Safe), new ManualClock());
        var swapped = draft with { Artifacts = [draft.Artifacts[0] with { Content = Sha256.Of("other"u8) }] };

        Assert.True(Assert.Single(await new DataSetCheck().InspectAsync(swapped, sources, Cancel).ToArrayAsync(Cancel)).Final);
    }

    [Fact]
    public async Task A_draft_that_leaves_a_lost_attack_out_is_stopped_all_the_same()
    {
        var (draft, sources) = DataSetDraft.Of(Set(default), Report(Safe, Safe with { Key = "linkability", Title = "Linking", Verdict = Verdict.Fail, Words = "Halves of a person are linked." }), new ManualClock());
        var shortened = draft with { Statements = [.. draft.Statements.Where(s => s.Text != "Halves of a person are linked.")] };

        Assert.True(Assert.Single(await new DataSetCheck().InspectAsync(shortened, sources, Cancel).ToArrayAsync(Cancel)).Final);
    }

    [Fact]
    public void The_draft_tells_every_sentence_with_its_place_in_the_report()
    {
        var (draft, sources) = DataSetDraft.Of(Set(default), Report(Safe, Alike), new ManualClock());

        Assert.Equal(Purpose.Research, draft.Purpose);
        Assert.Null(draft.Subject);
        Assert.All(draft.Statements, s => Assert.True(sources.TryRead(Assert.IsType<Quote>(Assert.Single(s.Evidence)), out var words) && words == s.Text));
        Assert.Equal(Report(Safe, Alike).ToJson(), DataSetDraft.ReportOf(sources)!.ToJson());
        Assert.Equal("clinic-synthetic.csv", DataSetDraft.SetOf(sources)!.FileName);
    }

    private static async Task<ImmutableArray<Finding>> FindAsync(DataSet set, GateReport report)
    {
        var (draft, sources) = DataSetDraft.Of(set, report, new ManualClock());
        return [.. await new DataSetCheck().InspectAsync(draft, sources, Cancel).ToArrayAsync(Cancel)];
    }
}
