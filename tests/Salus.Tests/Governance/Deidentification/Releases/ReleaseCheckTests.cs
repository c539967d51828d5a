using System.Collections.Immutable;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Releases;
using Salus.Governance.Deidentification.Releases.Risk;
using Salus.Governance.Deidentification.Releases.SecondReading;
using Salus.Language.Identifiers;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Governance.Deidentification.Releases;

public sealed class ReleaseCheckTests
{
    private static readonly SampleFigures looked = new(5, 5, 5, 0, "Stella Vik");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Safe Harbor to the letter: years alone.</summary>
    internal static DeidentificationPolicy Letter { get; } = DeidentificationPolicy.Profile("safe-harbor") with { Dates = new() { Write = DateWriting.Year } };

    internal static ReleaseReport Report(DeidentificationPolicy? policy = null, params (IdentifierClass, Treatment, long)[] tally) => new()
    {
        Id = Guid.Parse("01980000-0000-7000-8000-000000000001"), Title = "Notes", At = new ManualClock().GetUtcNow(), Version = "0.1.0", Policy = (policy ?? Letter).Name, PolicyVersion = "1", DatesAsYears = (policy ?? Letter).Dates.Write is DateWriting.Year,
        Treatments = (policy ?? Letter).Text, DefaultDeny = false, Kinds = [new ReleasedKind("text", 9, 100, 90)], LeftOut = 0,
        Tally = [.. tally.Select(t => new TallyLine(t.Item1, t.Item2, t.Item3))],
        Second = new SecondCounts("second", 10, 90, 0, ImmutableSortedDictionary<IdentifierClass, long>.Empty),
        LeastK = 1, Documents = 9, Sampled = 5, SampleSeed = 1, Content = Sha256.Of("zip"u8), Bytes = 3,
    };

    [Fact]
    public async Task A_reviewed_release_in_which_nothing_was_found_has_nothing_against_it() =>
        Assert.Empty(await FindAsync(Report(), looked));

    [Fact]
    public async Task A_release_that_needs_an_expert_says_so_to_whoever_signs() =>
        Assert.True(Assert.Single(await FindAsync(Report(DeidentificationPolicy.Profile("safe-harbor")), looked)) is { Severity: Severity.Warning, Final: false });

    [Fact]
    public async Task Another_archive_than_the_one_that_was_read_forbids_the_release()
    {
        var (draft, sources) = ReleaseDraft.Of(Report(), looked, 1, new ManualClock());
        var swapped = draft with { Artifacts = [draft.Artifacts[0] with { Content = Sha256.Of("other"u8) }] };

        Assert.True(Assert.Single(await new ReleaseCheck().InspectAsync(swapped, sources, Cancel).ToArrayAsync(Cancel)) is { Final: true, Severity: Severity.Blocking });
    }

    [Fact]
    public async Task Groups_below_the_least_that_was_demanded_forbid_the_release_and_small_ones_are_said_otherwise()
    {
        var people = new PeopleTable();
        for (var i = 0; i < 10; i++)
            people.Add($"p{i}", QuasiIdentifier.Sex, i < 7 ? "female" : "male");
        var report = Report() with { Risk = RiskReport.Of(people) };

        Assert.True(Assert.Single(await FindAsync(report with { LeastK = 5 }, looked)) is { Final: true });
        Assert.Equal(Severity.Warning, Assert.Single(await FindAsync(report with { LeastK = 3 }, looked)).Severity);
        Assert.True(Assert.Single(await FindAsync(Report() with { LeastK = 3 }, looked)) is { Severity: Severity.Blocking, Final: false });
    }

    [Fact]
    public async Task A_sample_that_nobody_or_hardly_anybody_saw_and_a_missing_second_opinion_stop_it()
    {
        Assert.True(Assert.Single(await FindAsync(Report(), looked with { Reviewed = 0, Fine = 0, By = "" })).Final);
        Assert.False(Assert.Single(await FindAsync(Report(), looked with { Reviewed = 3, Fine = 3 })).Final);
        Assert.True(Assert.Single(await FindAsync(Report(), looked with { Fine = 4, Missed = 1 })).Final);
        Assert.False(Assert.Single(await FindAsync(Report() with { Sampled = 0 }, new SampleFigures(0, 0, 0, 0, ""))).Final);
        Assert.True(Assert.Single(await FindAsync(Report() with { Second = null }, looked)).Final);
    }

    [Fact]
    public async Task A_sentence_that_says_something_else_and_one_that_was_left_out_stop_it()
    {
        var (draft, sources) = ReleaseDraft.Of(Report(), looked, 1, new ManualClock());
        var edited = draft with { Statements = draft.Statements.SetItem(0, draft.Statements[0] with { Text = "All is well." }) };
        var shortened = draft with { Statements = draft.Statements.RemoveAt(3) };

        Assert.Contains(await new ReleaseCheck().InspectAsync(edited, sources, Cancel).ToArrayAsync(Cancel), f => f is { Final: true, Statement: 0 });
        Assert.True(Assert.Single(await new ReleaseCheck().InspectAsync(shortened, sources, Cancel).ToArrayAsync(Cancel)).Final);
    }

    [Fact]
    public void Every_sentence_of_the_draft_has_its_place_in_a_source()
    {
        var (draft, sources) = ReleaseDraft.Of(Report(tally: (IdentifierClass.Name, Treatment.Tag, 12)), looked, 1, new ManualClock());

        Assert.Equal(Purpose.Research, draft.Purpose);
        Assert.All(draft.Statements, s => Assert.True(sources.TryRead(Assert.IsType<Quote>(Assert.Single(s.Evidence)), out var words) && words == s.Text));
        Assert.Equal(18, draft.Statements.Count(s => s.Section == "classes"));
        Assert.Equal(Report(tally: (IdentifierClass.Name, Treatment.Tag, 12)).ToJson(), ReleaseDraft.ReportOf(sources)!.ToJson());
        Assert.Equal(looked, ReleaseDraft.FiguresOf(sources));
    }

    [Fact]
    public void The_interval_of_the_review_is_Wilsons()
    {
        // 0 of 30 and 1 of 10: upper ends 0.1135 and 0.4042 (Brown, Cai, DasGupta, Statistical Science 16, 2001, formula 4).
        Assert.Equal(0.1135, new SampleFigures(30, 30, 30, 0, "").AtMost, 4);
        Assert.Equal(0.4042, new SampleFigures(10, 10, 9, 1, "").AtMost, 4);
        Assert.Equal(1, new SampleFigures(10, 0, 0, 0, "").AtMost);
    }

    private static async Task<Finding[]> FindAsync(ReleaseReport report, SampleFigures figures)
    {
        var (draft, sources) = ReleaseDraft.Of(report, figures, 1, new ManualClock());
        return await new ReleaseCheck().InspectAsync(draft, sources, Cancel).ToArrayAsync(Cancel);
    }
}
