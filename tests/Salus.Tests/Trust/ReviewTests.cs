using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class SqliteReviewTests : ReviewTests
{
    protected override Desk NewDesk() => Desk.OnSqlite();
}

public sealed class PostgresReviewTests(PostgresServer server) : ReviewTests
{
    protected override Desk NewDesk() => Desk.On(Database.Postgres(server.NewDatabase()));
}

/// <summary>The same rules over both databases.</summary>
public abstract class ReviewTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Desk NewDesk();

    [Fact]
    public async Task A_submitted_draft_opens_as_it_was()
    {
        await using var desk = NewDesk();
        var submitted = await desk.SubmitAsync();
        var opened = await desk.Review.OpenAsync(submitted.Draft.Id, revision: null, Desk.Ada, Cancel);
        Assert.Equal(submitted.Draft.Digest(), opened.Draft.Digest());
        Assert.Equal(Desk.Visit.Select(s => s.Digest), opened.Sources.Select(s => s.Digest));
        Assert.Equal(Desk.Visit.Find("patient")!.Original, opened.Sources.Find("patient")!.Original);
        Assert.Equal([new CheckRun("numbers", "1")], opened.Checks);
    }

    [Fact]
    public async Task Submitting_the_same_draft_again_changes_nothing()
    {
        await using var desk = NewDesk();
        var draft = desk.Propose();
        await desk.Review.SubmitAsync(draft, Desk.Visit, by: null, Cancel);
        await desk.Review.SubmitAsync(draft, Desk.Visit, by: null, Cancel);
        Assert.Equal(1, await desk.CountAsync("drafts"));
        Assert.Equal(1, await desk.CountAsync("revisions"));
        Assert.Equal(1, await desk.CountAsync("ledger"));
    }

    [Fact]
    public async Task The_work_list_shows_whose_draft_it_is_and_finds_it_by_name_in_any_case()
    {
        await using var desk = NewDesk();
        var submitted = await desk.SubmitAsync();
        var item = Assert.Single(await desk.Review.WorkListAsync(WorkListQuery.Open with { Text = "MØLLER" }, Desk.Ada, Cancel));
        Assert.Equal((submitted.Draft.Id, "Ines Møller", "Knee pain for 3 weeks.", DraftState.Waiting, 2, 0), (item.Id, item.PatientName, item.Summary, item.State, item.Statements, item.Blocking));
        Assert.Empty(await desk.Review.WorkListAsync(WorkListQuery.Open with { Text = "100%" }, Desk.Ada, Cancel));
        Assert.Empty(await desk.Review.WorkListAsync(new WorkListQuery([DraftState.Signed]), Desk.Ada, Cancel));
    }

    [Fact]
    public async Task An_edit_makes_the_next_revision_keeps_the_evidence_and_runs_the_checks_again()
    {
        await using var desk = NewDesk();
        var draft = (await desk.SubmitAsync()).Draft;
        var edited = await desk.Review.EditAsync(draft.Id, 1, 0, "Knee pain for 5 weeks.", Desk.Tess, Cancel);
        Assert.Equal((2, Desk.Tess.Id), (edited.Draft.Revision, edited.Draft.Origin.Editor));
        Assert.Equal(Desk.Knee.Evidence, edited.Draft.Statements[0].Evidence);
        Assert.Equal(0, Assert.Single(edited.OpenBlocking).Statement);
        var first = await desk.Review.OpenAsync(draft.Id, 1, Desk.Ada, Cancel);
        Assert.Equal("Knee pain for 3 weeks.", first.Draft.Statements[0].Text);
    }

    [Fact]
    public async Task Of_two_editors_the_second_learns_that_the_draft_has_changed()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await desk.Review.EditAsync(id, 1, 0, "Knee pain, 3 weeks.", Desk.Ada, Cancel);
        var stale = await Assert.ThrowsAsync<StaleRevisionException>(() => desk.Review.EditAsync(id, 1, 1, "Ibuprofen.", Desk.Ben, Cancel));
        Assert.Equal(2, stale.Current);
    }

    [Fact]
    public async Task Signing_puts_note_and_ledger_entry_into_the_record_at_once()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        var signed = await desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel);
        Assert.Equal(("Dr. Ada Marsh", Role.Clinician), (signed.Signature.Name, signed.Signature.Role));
        var note = await desk.Record.FindAsync(id, Desk.Ada, Cancel);
        Assert.NotNull(note);
        Assert.Equal(note.BundleDigest.ToString(), await desk.Database.ReadAsync(t => t.ScalarAsync<string>("select content from ledger where position = @LedgerIndex", note), Cancel));
        await Assert.ThrowsAsync<AlreadySignedException>(() => desk.Review.EditAsync(id, 1, 0, "Other", Desk.Ada, Cancel));
        await Assert.ThrowsAsync<AlreadySignedException>(() => desk.Review.SignAsync(id, 1, Desk.Ben, Desk.Password, Cancel));
    }
}
