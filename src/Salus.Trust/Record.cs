using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>What a person signed, as it stands in the record.</summary>
/// <param name="Bundle">The FHIR R4 document as JSON.</param>
/// <param name="BundleDigest">Of <paramref name="Bundle"/> in UTF-8: what the ledger holds at <paramref name="LedgerIndex"/>.</param>
public sealed record SignedNote(DraftId Id, int Revision, string Capability, PatientId? Subject, Signature Signature, string Bundle, Sha256 BundleDigest, long LedgerIndex);

/// <summary>That a note was signed, without its content.</summary>
public sealed record SignedNoteMention(DraftId Id, string Capability, DateTimeOffset SignedAt);

/// <summary>
/// The record has two doors: <see cref="ImportAsync"/> for what other systems own, <see cref="CommitAsync(SignedDraft, CancellationToken)"/>
/// for what a person signed. There is no third.
/// </summary>
public sealed class Record(Database database, Ledger ledger, TimeProvider clock)
{
    private const string Columns = "draft as id, revision, capability, subject, signature, bundle, ledger_index as ledgerIndex, signed_at as signedAt, purpose";
    private const int Page = 50;

    /// <summary>Stores the signed draft as a FHIR R4 document. Doing it again changes nothing.</summary>
    public Task CommitAsync(SignedDraft signed, CancellationToken cancel) =>
        database.WriteAsync(transaction => CommitAsync(transaction, signed), cancel);

    /// <summary>The same inside the transaction of the signature.</summary>
    internal async Task CommitAsync(DatabaseTransaction transaction, SignedDraft signed)
    {
        var draft = signed.Draft;
        if (await transaction.ScalarAsync<long>("select count(*) from notes where draft = @id", new { id = draft.Id.ToString() }) > 0)
            return;
        var bundle = await Blobs.PutAsync(transaction, SignedBundle.From(signed).ToUtf8());
        var signature = await Blobs.PutJsonAsync(transaction, new SignedForm(draft.Id, draft.Revision, draft.Digest(), signed.Reviewed.Checks, signed.Reviewed.Decisions, signed.Signature));
        await ledger.AppendAsync(transaction, "signature", signature);
        var line = await ledger.AppendAsync(transaction, "note", bundle);
        await transaction.ExecuteAsync(
            """
            insert into notes (draft, revision, capability, subject, signed_by, signed_at, signature, bundle, ledger_index, purpose)
            values (@draft, @revision, @capability, @subject, @by, @at, @signature, @bundle, @index, @purpose)
            """,
            new
            {
                draft = draft.Id.ToString(),
                revision = (long)draft.Revision,
                capability = draft.Capability,
                subject = draft.Subject?.Value,
                by = signed.Signature.By.ToString(),
                at = Stamp.Of(signed.Signature.At),
                signature = signature.ToString(),
                bundle = bundle.ToString(),
                index = line.Entry.Index,
                purpose = DraftStore.Name(draft.Purpose),
            });
        await AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), signed.Signature.By, "commit", draft.Id, draft.Subject));
    }

    /// <summary>
    /// Takes in what another system owns, by system, resource type and id; Bundles are unpacked. A resource that changed becomes its next
    /// version; one that did not is left alone, so an import that broke off is simply run again. Resources go in by batches of one transaction each.
    /// </summary>
    /// <param name="sourceSystem">The system that names the resources, for example <c>ehr</c>: the same name in every import from it.</param>
    /// <exception cref="ImportRefusedException">Something cannot be kept, and <see cref="ImportOptions.Refused"/> takes no faults; earlier batches are kept.</exception>
    public async Task<ImportSummary> ImportAsync(IAsyncEnumerable<ImportItem> items, string sourceSystem, ImportOptions options, CancellationToken cancel)
    {
        var summary = await new ImportDoor(database, clock).ImportAsync(items, sourceSystem, options, cancel);
        await new PatientMatching(database, clock).RunAsync(cancel);
        return summary;
    }

    /// <inheritdoc cref="ImportAsync(IAsyncEnumerable{ImportItem}, string, ImportOptions, CancellationToken)"/>
    public Task<ImportSummary> ImportAsync(IAsyncEnumerable<FhirNode> resources, string sourceSystem, CancellationToken cancel) =>
        ImportAsync(resources.Select((resource, index) => new ImportItem(index + 1, resource)), sourceSystem, ImportOptions.Default, cancel);

    /// <summary>The same door for clients that speak of the record's own ids: REST, transactions. All changes are made, or none.</summary>
    /// <returns>One outcome per change, in their order.</returns>
    /// <exception cref="ChangeRefusedException">A change cannot be made, so none was.</exception>
    public async Task<ImmutableArray<ChangeOutcome>> ImportAsync(IReadOnlyList<Change> changes, string sourceSystem, Person by, CancellationToken cancel)
    {
        var outcomes = await new ChangeDoor(database, clock).ImportAsync(changes, sourceSystem, by, cancel);
        if (changes.Any(c => c.Type == "Patient"))
            await new PatientMatching(database, clock).RunAsync(cancel);
        return outcomes;
    }

    /// <summary>The newest version of a resource, which may be a deletion; null when there is none, or none this person may see.</summary>
    public Task<RecordVersion?> ReadAsync(string type, string id, Person by, CancellationToken cancel) => new VersionReader(database, clock).ReadAsync(type, id, by, cancel);

    /// <inheritdoc cref="ReadAsync"/>
    public Task<RecordVersion?> VersionAsync(string type, string id, long version, Person by, CancellationToken cancel) => new VersionReader(database, clock).VersionAsync(type, id, version, by, cancel);

    /// <summary>Versions of one resource, of a type, or of all, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one of ours.</exception>
    public Task<HistoryPage> HistoryAsync(HistoryQuery query, Person by, CancellationToken cancel) => new VersionReader(database, clock).HistoryAsync(query, by, cancel);

    /// <summary>The resources a search means, as far as this person may see them.</summary>
    /// <exception cref="SearchException">It cannot be answered as it is written.</exception>
    public Task<SearchPage> SearchAsync(SearchQuery query, Person by, CancellationToken cancel) => new SearchDoor(database, FhirDefinitions.R4, clock).SearchAsync(query, by, cancel);

    /// <summary>What the record holds about a patient, and what that refers to; null when there is no such patient, or none this person may see.</summary>
    /// <exception cref="SearchException">The cursor is not one of ours.</exception>
    public Task<SearchPage?> EverythingAsync(EverythingQuery query, Person by, CancellationToken cancel) => new SearchDoor(database, FhirDefinitions.R4, clock).EverythingAsync(query, by, cancel);

    /// <summary>A version as its source sent it, where ids or references had to be rewritten; null otherwise.</summary>
    public Task<FhirNode?> OriginalAsync(string type, string id, long version, Person by, CancellationToken cancel) => new VersionReader(database, clock).OriginalAsync(type, id, version, by, cancel);

    /// <summary>The newest version of what a source calls by this id; null when there is none, or none this person may see.</summary>
    public Task<RecordVersion?> FindAsync(string sourceSystem, string type, string id, Person by, CancellationToken cancel) => new VersionReader(database, clock).BySourceAsync(sourceSystem, type, id, by, cancel);

    /// <summary>Whether a source has handed over a resource under this id and not deleted it. Tells nothing of what it holds.</summary>
    public async Task<bool> HasAsync(string sourceSystem, string type, string id, CancellationToken cancel) => await database.ReadAsync(transaction => transaction.ScalarAsync<long>(
        "select count(*) from resources where source_system = @sourceSystem and type = @type and source_id = @id and version > 0 and deleted = 0",
        new { sourceSystem, type, id }), cancel) > 0;

    /// <summary>Number of the newest change to a profile, value set or code system in the record; 0 while there is none.</summary>
    public Task<long> DefinitionsChangedAsync(CancellationToken cancel) => new Conformance(database).NewestChangeAsync(cancel);

    /// <summary>The profiles, value sets and code systems that were brought in, each in its newest version.</summary>
    public Task<ImmutableArray<FhirNode>> DefinitionsAsync(CancellationToken cancel) => new Conformance(database).AllAsync(cancel);

    /// <summary>The signed note of a draft; null while nobody has signed it, or when the patient is restricted and the glass whole.</summary>
    public Task<SignedNote?> FindAsync(DraftId id, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var row = await transaction.SingleAsync<NoteRow>($"select {Columns} from notes where draft = @id", new { id = id.ToString() });
        return row is null || !row.IsFor(by) || !await RestrictedPatients.OpenToAsync(transaction, by.Id, row.Subject is null ? null : new PatientId(row.Subject), clock.GetUtcNow())
            ? null
            : await ReadAsync(transaction, row, by, "read-note");
    }, cancel);

    /// <summary>The words of a signed note with their sections; null as in <see cref="FindAsync(DraftId, Person, CancellationToken)"/>.</summary>
    public Task<SignedText?> TextOfAsync(DraftId id, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var now = clock.GetUtcNow();
        var row = await transaction.SingleAsync<NoteRow>($"select {Columns} from notes where draft = @id", new { id = id.ToString() });
        if (row is null || !row.IsFor(by) || !await RestrictedPatients.OpenToAsync(transaction, by.Id, row.Subject is null ? null : new PatientId(row.Subject), now) || await DraftStore.LoadAsync(transaction, id, (int)row.Revision) is not { } reviewed)
            return null;
        var decisions = await DraftStore.DecisionsAsync(transaction, id);
        var signed = new ReviewedDraft(reviewed.Draft, reviewed.Sources, reviewed.Checks, reviewed.Findings, [.. decisions.Select(d => d.Decision)]);
        await AuditLog.AppendAsync(transaction, new AuditEntry(now, by.Id, "read-note", id, signed.Draft.Subject));
        return SignedText.Of(new SignedNoteMention(id, row.Capability, Stamp.Read(row.SignedAt)), signed);
    }, cancel);

    /// <summary>
    /// The newest signed notes of a kind, as examples of how this site writes: never about a restricted patient, whoever asks and with
    /// whatever glass is broken. Nobody is shown them here; whoever uses one writes that into the audit trail.
    /// </summary>
    /// <param name="newest">At most so many.</param>
    /// <param name="known">Notes that need not be read again.</param>
    /// <returns>By id; the content is null for those that are known.</returns>
    public Task<ImmutableArray<(DraftId Id, SignedExample? Note)>> ExamplesAsync(string capability, int newest, Func<DraftId, bool> known, CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        ArgumentNullException.ThrowIfNull(known);
        var never = await ClosedPatients.IdsAsync(transaction);
        var rows = await transaction.QueryAsync<NoteRow>($"select {Columns} from notes where capability = @capability order by signed_at desc, draft limit @newest", new { capability, newest });
        var examples = ImmutableArray.CreateBuilder<(DraftId, SignedExample?)>();
        foreach (var row in rows.Where(r => r.Subject is null || !never.Contains(r.Subject)))
        {
            var id = DraftId.Parse(row.Id, provider: null);
            if (known(id))
                examples.Add((id, null));
            else if (await DraftStore.LoadAsync(transaction, id, (int)row.Revision) is { } reviewed)
                examples.Add((id, new SignedExample(id, reviewed.Draft.Subject, Sha256.Parse(row.Bundle), reviewed.Draft.Outline, reviewed.Kept, reviewed.Sources)));
        }
        return examples.ToImmutable();
    }, cancel);

    /// <summary>Which notes were signed about a patient, newest first; none when the patient is closed to this person.</summary>
    public Task<ImmutableArray<SignedNoteMention>> NotesOfAsync(PatientId patient, Person by, CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        if (!await RestrictedPatients.OpenToAsync(transaction, by.Id, patient, clock.GetUtcNow()))
            return [];
        var rows = await transaction.QueryAsync<(string Draft, string Capability, string At)>(
            "select draft, capability, signed_at from notes where subject = @patient order by signed_at desc, draft", new { patient = patient.Value });
        return (ImmutableArray<SignedNoteMention>)[.. rows.Select(r => new SignedNoteMention(DraftId.Parse(r.Draft, provider: null), r.Capability, Stamp.Read(r.At)))];
    }, cancel);

    /// <summary>Every signed note that this person may see, oldest first.</summary>
    public async IAsyncEnumerable<SignedNote> AllAsync(Person by, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (at, after) = ("", "");
        while (true)
        {
            var page = await database.WriteAsync(async transaction =>
            {
                var rows = await transaction.QueryAsync<NoteRow>(
                    $"select {Columns} from notes where signed_at > @at or (signed_at = @at and draft > @after) order by signed_at, draft limit @Page",
                    new { at, after, Page });
                var notes = new List<SignedNote>();
                foreach (var row in rows)
                {
                    if (row.IsFor(by) && await RestrictedPatients.OpenToAsync(transaction, by.Id, row.Subject is null ? null : new PatientId(row.Subject), clock.GetUtcNow()))
                        notes.Add(await ReadAsync(transaction, row, by, "export-note"));
                }
                return (Notes: notes, Last: rows.Count < Page ? null : rows[^1]);
            }, cancel);
            foreach (var note in page.Notes)
                yield return note;
            if (page.Last is null)
                yield break;
            (at, after) = (page.Last.SignedAt, page.Last.Id);
        }
    }

    private async Task<SignedNote> ReadAsync(DatabaseTransaction transaction, NoteRow row, Person by, string act)
    {
        var note = new SignedNote(
            DraftId.Parse(row.Id, provider: null),
            (int)row.Revision,
            row.Capability,
            row.Subject is null ? null : new PatientId(row.Subject),
            (await Blobs.GetJsonAsync<SignedForm>(transaction, row.Signature)).Signature,
            Encoding.UTF8.GetString(await Blobs.GetAsync(transaction, row.Bundle)),
            Sha256.Parse(row.Bundle),
            row.LedgerIndex);
        await AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), by.Id, act, note.Id, note.Subject));
        return note;
    }

    private sealed record NoteRow(string Id, long Revision, string Capability, string? Subject, string Signature, string Bundle, long LedgerIndex, string SignedAt, string Purpose)
    {
        public bool IsFor(Person by) => Access.Serves(by, DraftStore.Parse<Purpose>(Purpose));
    }

    /// <summary>What the ledger holds as the signature: who signed exactly which content, after which checks and decisions.</summary>
    private sealed record SignedForm(DraftId Draft, int Revision, Sha256 Content, ImmutableArray<CheckRun> Checks, ImmutableArray<Decision> Decisions, Signature Signature);
}
