using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>What a person signed, as it stands in the record.</summary>
/// <param name="Bundle">The FHIR R4 document as JSON.</param>
/// <param name="BundleDigest">Of <paramref name="Bundle"/> in UTF-8: what the ledger holds at <paramref name="LedgerIndex"/>.</param>
public sealed record SignedNote(DraftId Id, int Revision, string Capability, PatientId? Subject, Signature Signature, string Bundle, Sha256 BundleDigest, long LedgerIndex);

/// <summary>
/// The record has two doors: <see cref="ImportAsync"/> for what other systems own, <see cref="CommitAsync(SignedDraft, CancellationToken)"/>
/// for what a person signed. There is no third.
/// </summary>
public sealed class Record(Database database, Ledger ledger, TimeProvider clock)
{
    private const string Columns = "draft as id, revision, capability, subject, signature, bundle, ledger_index as ledgerIndex";
    private const int Page = 50;
    private const int Batch = 200;

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
            insert into notes (draft, revision, capability, subject, signed_by, signed_at, signature, bundle, ledger_index)
            values (@draft, @revision, @capability, @subject, @by, @at, @signature, @bundle, @index)
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
            });
        await AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), signed.Signature.By, "commit", draft.Id, draft.Subject));
    }

    /// <summary>
    /// Takes in what another system owns, by system, resource type and id. A resource that changed becomes its next version;
    /// one that did not is left alone, so an import that broke off is simply run again.
    /// </summary>
    /// <exception cref="ImportRefusedException">A resource without type or id; what came before it is kept.</exception>
    public async Task<ImportSummary> ImportAsync(IAsyncEnumerable<FhirNode> resources, string sourceSystem, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceSystem);
        var summary = new ImportSummary(0, 0, 0);
        var number = 0L;
        await foreach (var batch in resources.Chunk(Batch).WithCancellation(cancel))
        {
            foreach (var resource in batch)
            {
                number++;
                if (string.IsNullOrWhiteSpace(resource.ResourceType) || string.IsNullOrWhiteSpace(resource.Id) || !StoredText.IsStorable(resource.Id))
                    throw new ImportRefusedException(number, resource.ResourceType);
            }
            var before = summary;
            summary = await database.WriteAsync(async transaction =>
            {
                if (transaction.Dialect is Dialect.Postgres)
                    await transaction.ScalarAsync<object>("select pg_advisory_xact_lock(7258003)");
                var after = before;
                foreach (var resource in batch)
                    after = await ImportAsync(transaction, resource, sourceSystem, after);
                return after;
            }, cancel);
        }
        return summary;
    }

    /// <summary>The newest version of an imported resource; null when there is none.</summary>
    public Task<FhirNode?> FindResourceAsync(string sourceSystem, string type, string id, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var found = await CurrentAsync(transaction, sourceSystem, type, id);
        if (found is null)
            return null;
        var resource = FhirNode.Parse(await Blobs.GetAsync(transaction, found.Content));
        await AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), by.Id, "read-resource", Draft: null, PatientOf(resource), Detail: $"{type} version {found.Version}"));
        return resource;
    }, cancel);

    /// <summary>The signed note of a draft; null while nobody has signed it, or when the patient is restricted and the glass whole.</summary>
    public Task<SignedNote?> FindAsync(DraftId id, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var row = await transaction.SingleAsync<NoteRow>($"select {Columns} from notes where draft = @id", new { id = id.ToString() });
        return row is null || !await RestrictedPatients.OpenToAsync(transaction, by.Id, row.Subject is null ? null : new PatientId(row.Subject), clock.GetUtcNow())
            ? null
            : await ReadAsync(transaction, row, by, "read-note");
    }, cancel);

    /// <summary>Every signed note, oldest first.</summary>
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
                    notes.Add(await ReadAsync(transaction, row, by, "export-note"));
                return notes;
            }, cancel);
            foreach (var note in page)
                yield return note;
            if (page.Count < Page)
                yield break;
            (at, after) = (Stamp.Of(page[^1].Signature.At), page[^1].Id.ToString());
        }
    }

    private async Task<ImportSummary> ImportAsync(DatabaseTransaction transaction, FhirNode resource, string sourceSystem, ImportSummary summary)
    {
        var (type, id) = (resource.ResourceType!, resource.Id!);
        var current = await CurrentAsync(transaction, sourceSystem, type, id);
        var content = resource.ToUtf8();
        if (current?.Content == Sha256.Of(content).ToString())
            return summary with { Unchanged = summary.Unchanged + 1 };
        var version = (current?.Version ?? 0) + 1;
        var digest = await Blobs.PutAsync(transaction, content);
        var now = clock.GetUtcNow();
        await transaction.ExecuteAsync(
            "insert into resources (source_system, type, id, version, content, at) values (@sourceSystem, @type, @id, @version, @content, @at)",
            new { sourceSystem, type, id, version, content = digest.ToString(), at = Stamp.Of(now) });
        await AuditLog.AppendAsync(transaction, new AuditEntry(now, Person: null, "import", Draft: null, PatientOf(resource), Detail: $"{type} version {version}"));
        return version == 1 ? summary with { Added = summary.Added + 1 } : summary with { Changed = summary.Changed + 1 };
    }

    private static Task<ResourceRow?> CurrentAsync(DatabaseTransaction transaction, string sourceSystem, string type, string id) => transaction.SingleAsync<ResourceRow>(
        "select version, content from resources where source_system = @sourceSystem and type = @type and id = @id order by version desc limit 1",
        new { sourceSystem, type, id });

    private static PatientId? PatientOf(FhirNode resource)
    {
        const string prefix = "Patient/";
        var id = resource.ResourceType == "Patient" ? resource.Id
            : (resource["subject"] ?? resource["patient"])?["reference"]?.Value is { } reference && reference.StartsWith(prefix, StringComparison.Ordinal) ? reference[prefix.Length..]
            : null;
        return string.IsNullOrWhiteSpace(id) ? null : new PatientId(id);
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

    private sealed record NoteRow(string Id, long Revision, string Capability, string? Subject, string Signature, string Bundle, long LedgerIndex);

    /// <summary>What the ledger holds as the signature: who signed exactly which content, after which checks and decisions.</summary>
    private sealed record SignedForm(DraftId Draft, int Revision, Sha256 Content, ImmutableArray<CheckRun> Checks, ImmutableArray<Decision> Decisions, Signature Signature);

    private sealed record ResourceRow(long Version, string Content);
}

/// <summary>What an import did, in resources.</summary>
public sealed record ImportSummary(long Added, long Changed, long Unchanged);

/// <summary>A resource that cannot be kept because nothing names it.</summary>
/// <param name="number">Counted from 1, in the order of the import.</param>
public sealed class ImportRefusedException(long number, string? type) : Exception(
    $"Resource {number} of the import ({type ?? "no resource type"}) has no usable {(string.IsNullOrWhiteSpace(type) ? "resourceType" : "id")}: give it one, or take it out.")
{
    public long Number { get; } = number;
}
