using System.Text;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class SqliteRecordTests : RecordTests
{
    protected override Desk NewDesk() => Desk.OnSqlite();
}

public sealed class PostgresRecordTests(PostgresServer server) : RecordTests
{
    protected override Desk NewDesk() => Desk.On(server.NewDatabase());
}

/// <summary>The two doors of the record, over both databases.</summary>
public abstract class RecordTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Desk NewDesk();

    [Fact]
    public async Task Committing_a_signed_draft_again_changes_nothing()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        var signed = await desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel);
        await desk.Record.CommitAsync(signed, Cancel);
        Assert.Equal(1, await desk.CountAsync("notes"));
        Assert.Equal(3, await desk.CountAsync("ledger"));
    }

    [Fact]
    public async Task A_signed_note_stands_in_the_chart_of_its_patient()
    {
        await using var desk = NewDesk();
        var draft = (await desk.SubmitAsync()).Draft;
        var patient = draft.Subject!.Value;
        await desk.Record.ImportAsync(new[] { FhirNode.Resource("Patient", ("id", patient.Value)) }.ToAsyncEnumerable(), "ward", Cancel);
        var charts = new ChartReader(desk.Record, new PatientMatching(desk.Database, desk.Clock));
        Assert.Empty((await charts.ReadAsync(patient, Desk.Ada, Cancel))!.SignedNotes);
        await desk.Review.SignAsync(draft.Id, 1, Desk.Ada, Desk.Password, Cancel);
        Assert.Equal(draft.Id, Assert.Single((await charts.ReadAsync(patient, Desk.Ada, Cancel))!.SignedNotes).Id);
    }

    [Fact]
    public async Task The_ledger_holds_who_signed_exactly_which_words_after_which_decisions()
    {
        await using var desk = NewDesk();
        var draft = (await desk.SubmitAsync()).Draft;
        await desk.Review.DecideAsync(draft.Id, 1, DecisionKind.Reject, Desk.Knee.Key, "said in jest", Desk.Ben, Cancel);
        await desk.Review.SignAsync(draft.Id, 1, Desk.Ada, Desk.Password, Cancel);
        var form = await desk.Database.ReadAsync(t => t.ScalarAsync<byte[]>("select b.content from ledger l join blobs b on b.digest = l.content where l.kind = 'signature'"), Cancel);
        var text = Encoding.UTF8.GetString(form!);
        Assert.All([draft.Digest().ToString(), "Dr. Ada Marsh", "said in jest", "numbers"], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_nobody_signed_is_not_in_the_record()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        Assert.Null(await desk.Record.FindAsync(id, Desk.Ada, Cancel));
        Assert.Empty(await AllAsync(desk));
    }

    [Fact]
    public async Task All_signed_notes_come_oldest_first_and_every_one_is_audited()
    {
        await using var desk = NewDesk();
        var ids = new List<DraftId>();
        for (var i = 0; i < 53; i++)
        {
            var id = (await desk.SubmitAsync()).Draft.Id;
            await desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel);
            ids.Add(id);
            // Two notes of the same instant must not hide one another at the end of a page.
            if (i % 10 == 9)
                desk.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        var notes = await AllAsync(desk);
        Assert.Equal(ids.Select(i => i.ToString()).Order(), notes.Select(n => n.Id.ToString()).Order());
        Assert.Equal(notes.Select(n => n.Signature.At).Order(), notes.Select(n => n.Signature.At));
        Assert.Equal(53, await desk.Database.ReadAsync(t => t.ScalarAsync<long>("select count(*) from audit where act = 'export-note'"), Cancel));
    }

    [Fact]
    public async Task A_changed_content_is_not_handed_out()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel);
        var note = await desk.Record.FindAsync(id, Desk.Ada, Cancel);
        await desk.Database.WriteAsync(t => t.ExecuteAsync("update blobs set content = @content where digest = @digest", new { content = "{}"u8.ToArray(), digest = note!.BundleDigest.ToString() }), Cancel);
        var damaged = await Assert.ThrowsAsync<RecordDamagedException>(() => desk.Record.FindAsync(id, Desk.Ada, Cancel));
        Assert.Contains("Restore a backup", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_of_a_restricted_patient_leave_only_through_broken_glass()
    {
        await using var desk = NewDesk();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await desk.Review.SignAsync(id, 1, Desk.Ada, Desk.Password, Cancel);
        await new RestrictedPatients(desk.Database, desk.Clock).RestrictAsync(new PatientId("p-1"), Desk.Ben.Id, Cancel);
        Assert.Empty(await AllAsync(desk));
        await desk.EnrolAsync(Desk.Ada);
        await new BreakGlass(desk.Database, desk.Clock).OpenAsync(Desk.Ada, "called to the emergency room", Cancel);
        Assert.Single(await AllAsync(desk));
    }

    private static async Task<List<SignedNote>> AllAsync(Desk desk)
    {
        var notes = new List<SignedNote>();
        await foreach (var note in desk.Record.AllAsync(Desk.Ada, Cancel))
            notes.Add(note);
        return notes;
    }
}
