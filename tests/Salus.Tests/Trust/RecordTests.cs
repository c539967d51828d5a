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
    public async Task An_import_run_twice_keeps_one_version_and_a_change_makes_the_next()
    {
        await using var desk = NewDesk();
        var patient = """{"resourceType":"Patient","id":"p1","gender":"female"}""";
        var allergy = """{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"}}""";
        Assert.Equal(new ImportSummary(2, 0, 0), await ImportAsync(desk, patient, allergy));
        Assert.Equal(new ImportSummary(0, 0, 2), await ImportAsync(desk, patient, allergy));
        Assert.Equal(new ImportSummary(0, 1, 1), await ImportAsync(desk, patient.Replace("female", "other", StringComparison.Ordinal), allergy));
        Assert.Equal(3, await desk.CountAsync("resources"));
        var found = await desk.Record.FindResourceAsync("ehr", "Patient", "p1", Desk.Ada, Cancel);
        Assert.Equal("other", found?["gender"]?.Value);
        Assert.Null(await desk.Record.FindResourceAsync("lab", "Patient", "p1", Desk.Ada, Cancel));
        var imports = await desk.Database.ReadAsync(t => t.QueryAsync<string>("select patient from audit where act = 'import'"), Cancel);
        Assert.Equal(["p1", "p1", "p1"], imports);
    }

    [Fact]
    public async Task A_resource_without_an_id_stops_the_import_and_is_named()
    {
        await using var desk = NewDesk();
        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => ImportAsync(desk, """{"resourceType":"Patient","id":"p1"}""", """{"resourceType":"Observation"}"""));
        Assert.Equal("Resource 2 of the import (Observation) has no usable id: give it one, or take it out.", refused.Message);
    }

    private static Task<ImportSummary> ImportAsync(Desk desk, params string[] resources) =>
        desk.Record.ImportAsync(resources.Select(r => FhirNode.Parse(r)).ToAsyncEnumerable(), "ehr", Cancel);

    private static async Task<List<SignedNote>> AllAsync(Desk desk)
    {
        var notes = new List<SignedNote>();
        await foreach (var note in desk.Record.AllAsync(Desk.Ada, Cancel))
            notes.Add(note);
        return notes;
    }
}
