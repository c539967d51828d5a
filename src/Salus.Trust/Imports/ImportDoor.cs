using System.Threading.Channels;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>
/// The way of an import: one task reads and unpacks, another writes, a few batches lie between them. Every batch is one transaction with one
/// entry in the audit trail, and never splits a Bundle, so after a failure the record holds whole batches and the import is simply run again.
/// </summary>
internal sealed class ImportDoor(Database database, TimeProvider clock)
{
    /// <summary>Resources in one transaction, unless a single Bundle has more.</summary>
    private const int BatchResources = 1000;

    private const int BatchBytes = 16 * 1024 * 1024;
    private const int BatchesWaiting = 2;

    public async Task<ImportSummary> ImportAsync(IAsyncEnumerable<ImportItem> items, string sourceSystem, ImportOptions options, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceSystem);
        var batches = Channel.CreateBounded<List<IncomingGroup>>(new BoundedChannelOptions(BatchesWaiting) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = Task.Run(() => ReadAsync(items, new Unpacking(options), batches.Writer, stop.Token), CancellationToken.None);
        var summary = new ImportSummary(0, 0, 0);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(stop.Token))
            {
                if (options.Refused is null && batch.SelectMany(g => g.Faults).FirstOrDefault() is { } first)
                    throw new ImportRefusedException(first);
                summary = await WriteAsync(batch, sourceSystem, options, summary, cancel);
                options.Progress?.Report(summary);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await reading;
        return summary;
    }

    private static async Task ReadAsync(IAsyncEnumerable<ImportItem> items, Unpacking unpacking, ChannelWriter<List<IncomingGroup>> to, CancellationToken cancel)
    {
        Exception? failure = null;
        try
        {
            var batch = new List<IncomingGroup>();
            var (resources, bytes) = (0, 0);
            await foreach (var item in items.WithCancellation(cancel))
            {
                var group = unpacking.Unpack(item);
                batch.Add(group);
                (resources, bytes) = (resources + group.Resources.Length + group.Faults.Length, bytes + group.Bytes);
                if (resources < BatchResources && bytes < BatchBytes)
                    continue;
                await to.WriteAsync(batch, cancel);
                (batch, resources, bytes) = ([], 0, 0);
            }
            if (batch.Count > 0)
                await to.WriteAsync(batch, cancel);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            to.Complete(failure);
        }
    }

    private async Task<ImportSummary> WriteAsync(List<IncomingGroup> batch, string sourceSystem, ImportOptions options, ImportSummary before, CancellationToken cancel)
    {
        var after = await database.WriteAsync(async transaction =>
        {
            var now = clock.GetUtcNow();
            await using var writer = await VersionWriter.BeginAsync(transaction, sourceSystem, options.By, now);
            var incoming = batch.SelectMany(g => g.Resources).ToList();
            await writer.Identities.ReserveBySourceAsync([.. incoming.Select(i => i.Name).Concat(incoming.SelectMany(i => i.Named)).Distinct()]);
            var summary = before;
            foreach (var resource in incoming.Where(i => i.Conditions.IsEmpty))
                summary = Count(summary, await PutAsync(writer, resource));
            await writer.FlushAsync();
            var waiting = incoming.Where(i => !i.Conditions.IsEmpty).ToList();
            if (waiting.Count > 0)
            {
                var answers = await Conditions.AnswerAsync(transaction, waiting.SelectMany(i => i.Conditions).Distinct(StringComparer.Ordinal), clock);
                foreach (var resource in waiting)
                    summary = Count(summary, await PutAsync(writer, resource, answers)) with { Unanswered = summary.Unanswered + resource.Conditions.Count(c => !answers.ContainsKey(c)) };
                await writer.FlushAsync();
            }
            await AuditLog.AppendAsync(transaction, new AuditEntry(now, options.By?.Id, "import", Draft: null, Patient: null, Detail: Describe(sourceSystem, before, summary)));
            return summary;
        }, cancel);
        foreach (var fault in batch.SelectMany(g => g.Faults))
        {
            options.Refused!(fault);
            after = after with { Refused = after.Refused + 1 };
        }
        return after;
    }

    private static async ValueTask<ChangeResult> PutAsync(VersionWriter writer, Incoming incoming)
    {
        var holding = writer.Identities.BySource(incoming.Name);
        if (incoming.Resource is not { } resource)
            return await writer.DeleteAsync(holding);
        var references = incoming.References.Select(writer.Identities.BySource).ToList();
        var (content, original) = (incoming.Content, incoming.Changed ? incoming.Original!.ToUtf8() : null);
        if (holding.Name != incoming.Name || references.Exists(r => r.Name != r.SourceName))
        {
            resource = References.Rewrite(resource, name => writer.Identities.BySource(name).Name).With("id", holding.Name.Id);
            (content, original) = (resource.ToUtf8(), incoming.Original!.ToUtf8());
        }
        return await writer.PutAsync(holding, content, original, references, incoming.Entries, name => writer.Identities.BySource(name).Key);
    }

    /// <summary>The same for a resource that refers to others by a search: its references are then in the words of the record.</summary>
    private static async ValueTask<ChangeResult> PutAsync(VersionWriter writer, Incoming incoming, IReadOnlyDictionary<string, ResourceName> answers)
    {
        var holding = writer.Identities.BySource(incoming.Name);
        var resource = References.Rewrite(incoming.Resource!, name => writer.Identities.BySource(name).Name).With("id", holding.Name.Id);
        resource = References.Answer(resource, answers);
        var entries = SearchIndexer.Read(resource);
        var named = entries.References.Select(r => new ResourceName(r.Type, r.Id)).Concat(answers.Values).Distinct().ToList();
        await writer.Identities.ReserveByRecordAsync(named);
        var references = incoming.References.Select(writer.Identities.BySource)
            .Concat(incoming.Conditions.Where(answers.ContainsKey).Select(c => writer.Identities.ByRecord(answers[c]))).DistinctBy(h => h.Key).ToList();
        return await writer.PutAsync(holding, resource.ToUtf8(), incoming.Original!.ToUtf8(), references, entries, name => writer.Identities.ByRecord(name).Key);
    }

    private static ImportSummary Count(ImportSummary summary, ChangeResult result) => result switch
    {
        ChangeResult.Created => summary with { Added = summary.Added + 1 },
        ChangeResult.Updated => summary with { Changed = summary.Changed + 1 },
        ChangeResult.Deleted => summary with { Deleted = summary.Deleted + 1 },
        _ => summary with { Unchanged = summary.Unchanged + 1 },
    };

    private static string Describe(string sourceSystem, ImportSummary before, ImportSummary after) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{StoredText.Line(sourceSystem)}: {after.Added - before.Added} added, {after.Changed - before.Changed} changed, {after.Deleted - before.Deleted} deleted, {after.Unchanged - before.Unchanged} unchanged");
}
