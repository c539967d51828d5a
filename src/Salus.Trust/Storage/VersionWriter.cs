using Salus.Fhir;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>What became of a resource.</summary>
public enum ChangeResult
{
    Created,
    Updated,

    /// <summary>Nothing new was said, so there is no new version.</summary>
    Unchanged,

    Deleted,
}

/// <summary>
/// Writes versions inside one transaction. One writer at a time: on SQLite the database sees to it, on PostgreSQL a lock that the end
/// of the transaction frees.
/// </summary>
internal sealed class VersionWriter : IAsyncDisposable
{
    private readonly DatabaseTransaction transaction;
    private readonly string sourceSystem;
    private readonly Person? by;
    private readonly string at;
    private readonly RowBatch blobs;
    private readonly RowBatch versions;
    private readonly RowBatch compartments;
    private readonly SearchIndex index;
    private readonly Dictionary<Holding, Newest> newest = [];
    private long nextNumber;

    private VersionWriter(DatabaseTransaction transaction, string sourceSystem, Person? by, DateTimeOffset at, long nextNumber)
    {
        (this.transaction, this.sourceSystem, this.by, this.at, this.nextNumber) = (transaction, sourceSystem, by, Stamp.Of(at), nextNumber);
        Identities = new Identities(transaction, sourceSystem);
        blobs = new RowBatch(transaction, "insert into blobs (digest, content) values", columns: 2, "on conflict (digest) do nothing");
        // A version names its contents, so they are sent first; with originals among them the two batches fill out of step.
        versions = new RowBatch(transaction, "insert into versions (resource, version, number, act, source_system, person, content, original, at) values", columns: 9, first: blobs);
        compartments = new RowBatch(transaction, "insert into compartments (patient, resource, past) values", columns: 3, "on conflict (patient, resource) do update set past = 0");
        index = new SearchIndex(transaction);
    }

    public Identities Identities { get; }

    public static async Task<VersionWriter> BeginAsync(DatabaseTransaction transaction, string sourceSystem, Person? by, DateTimeOffset at)
    {
        if (transaction.Dialect is Dialect.Postgres)
            await transaction.ScalarAsync<object>("select pg_advisory_xact_lock(7258003)");
        return new VersionWriter(transaction, sourceSystem, by, at, await transaction.ScalarAsync<long>("select coalesce(max(number), 0) from versions") + 1);
    }

    /// <summary>The next version of a resource, unless it says what the newest one says already.</summary>
    /// <param name="content">The resource as it shall be stored.</param>
    /// <param name="original">The resource as it came, when it had to be rewritten; null otherwise.</param>
    /// <param name="references">Every resource it names.</param>
    /// <param name="entries">What it can be found by.</param>
    /// <param name="keyOf">The key of a resource by the name that <paramref name="entries"/> have for it.</param>
    public async ValueTask<ChangeResult> PutAsync(Holding holding, byte[] content, byte[]? original, IReadOnlyCollection<Holding> references, SearchEntries entries, Func<ResourceName, long?> keyOf)
    {
        var digest = Sha256.Of(content).ToString();
        if (holding is { Version: > 0, Deleted: false } && (string.Equals(holding.Content, digest, StringComparison.Ordinal) || await SaidBeforeAsync(holding, digest)))
            return ChangeResult.Unchanged;
        var originalDigest = original is null ? null : Sha256.Of(original).ToString();
        await blobs.AddAsync(digest, content);
        if (originalDigest is not null)
            await blobs.AddAsync(originalDigest, original);
        var result = holding.Version == 0 ? ChangeResult.Created : ChangeResult.Updated;
        await AddVersionAsync(holding, result is ChangeResult.Created ? "create" : "update", digest, originalDigest);
        newest[holding] = new Newest(references, entries, keyOf);
        return result;
    }

    /// <summary>A version that says the resource is gone; the earlier ones stay.</summary>
    public async ValueTask<ChangeResult> DeleteAsync(Holding holding)
    {
        if (holding.Version == 0 || holding.Deleted)
            return ChangeResult.Unchanged;
        await AddVersionAsync(holding, "delete", content: null, original: null);
        newest[holding] = new Newest([], null, _ => null);
        return ChangeResult.Deleted;
    }

    /// <summary>Sends everything to the database, so that searches in this transaction find it.</summary>
    public async Task FlushAsync()
    {
        await versions.FlushAsync();
        foreach (var (holding, (references, entries, keyOf)) in newest)
        {
            await IndexAsync(holding, entries, keyOf);
            if (entries is null)
                continue;
            if (holding.IndexedContent is not null)
                await transaction.ExecuteAsync("update compartments set past = 1 where resource = @key", new { key = holding.Key });
            if (holding.Name.Type == "Patient")
                await compartments.AddAsync(holding.Key, holding.Key, 0L);
            foreach (var patient in references.Where(r => r.Name.Type == "Patient" && r.Key != holding.Key))
                await compartments.AddAsync(patient.Key, holding.Key, 0L);
        }
        await compartments.FlushAsync();
        await index.FlushAsync();
        await Identities.SaveAsync(at);
        foreach (var holding in newest.Keys)
            holding.IndexedContent = holding.Content;
        newest.Clear();
    }

    private async ValueTask IndexAsync(Holding holding, SearchEntries? after, Func<ResourceName, long?> keyOf)
    {
        if (holding.IndexedContent is null)
        {
            await index.ReplaceAsync(holding.Key, before: null, _ => null, after, keyOf);
            return;
        }
        var before = SearchIndexer.Read(FhirNode.Parse(await Blobs.GetAsync(transaction, holding.IndexedContent)));
        var names = before.References.Select(r => new ResourceName(r.Type, r.Id)).ToHashSet();
        await Identities.ReserveByRecordAsync(names);
        await index.ReplaceAsync(holding.Key, before, name => Identities.ByRecord(name).Key, after, keyOf);
    }

    private async ValueTask AddVersionAsync(Holding holding, string act, string? content, string? original)
    {
        holding.Version++;
        holding.Deleted = content is null;
        holding.Content = content;
        holding.Touched = true;
        await versions.AddAsync(holding.Key, holding.Version, nextNumber++, act, sourceSystem, by?.Id.ToString(), content, original, at);
    }

    /// <summary>
    /// Somebody else changed the resource since this source last spoke, and now it repeats itself: that is no news,
    /// and must not undo the other's change.
    /// </summary>
    private async ValueTask<bool> SaidBeforeAsync(Holding holding, string digest)
    {
        if (newest.ContainsKey(holding))
            return false;
        await versions.FlushAsync();
        var last = await transaction.QueryAsync<(string SourceSystem, string? Content)>(
            "select source_system, content from versions where resource = @key order by version desc", new { key = holding.Key });
        return last.Count > 0 && last[0].SourceSystem != sourceSystem
            && last.FirstOrDefault(v => v.SourceSystem == sourceSystem).Content is { } said && string.Equals(said, digest, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await blobs.DisposeAsync();
        await versions.DisposeAsync();
        await Identities.DisposeAsync();
        await compartments.DisposeAsync();
        await index.DisposeAsync();
    }

    private sealed record Newest(IReadOnlyCollection<Holding> References, SearchEntries? Entries, Func<ResourceName, long?> KeyOf);
}
