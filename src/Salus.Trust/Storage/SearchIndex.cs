using Salus.Fhir;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>
/// Keeps the search index in step with the newest versions inside one transaction. What a changed resource said before is worked out from
/// its former content, so the tables need no way back from a resource to its entries.
/// </summary>
internal sealed class SearchIndex(DatabaseTransaction transaction) : IAsyncDisposable
{
    private readonly Table tokens = new(transaction, "index_tokens", "path, code, resource, slot, system");
    private readonly Table texts = new(transaction, "index_texts", "path, folded, code, system");
    private readonly Table strings = new(transaction, "index_strings", "path, folded, resource, slot, stated");
    private readonly Table dates = new(transaction, "index_dates", "path, resource, slot, starts, ends");
    private readonly Table quantities = new(transaction, "index_quantities", "path, measure, low, high, resource, slot, unit, stated_low, stated_high");
    private readonly Table references = new(transaction, "index_references", "path, target, resource, slot");
    private readonly Table uris = new(transaction, "index_uris", "path, value, resource");
    private readonly HashSet<TextEntry> named = [];

    /// <param name="before">What stands in the index; null when nothing does.</param>
    /// <param name="after">What shall stand there; null for a deleted resource.</param>
    /// <param name="keyOf">Key of a referenced resource; null for one that has none.</param>
    public async ValueTask ReplaceAsync(long resource, SearchEntries? before, Func<ResourceName, long?> keyBefore, SearchEntries? after, Func<ResourceName, long?> keyOf)
    {
        await tokens.ReplaceAsync(before?.Tokens, after?.Tokens, e => [e.Path, e.Code, resource, (long)e.Slot, e.System]);
        await strings.ReplaceAsync(before?.Strings, after?.Strings, e => [e.Path, e.Folded, resource, (long)e.Slot, e.Exact]);
        await dates.ReplaceAsync(before?.Dates, after?.Dates, e => [e.Path, resource, (long)e.Slot, e.Start, e.End]);
        await quantities.ReplaceAsync(before?.Quantities, after?.Quantities, e => [e.Path, e.Measure, e.Low, e.High, resource, (long)e.Slot, e.Unit, e.StatedLow, e.StatedHigh]);
        await uris.ReplaceAsync(before?.Uris, after?.Uris, e => [e.Path, e.Value, resource]);
        await references.ReplaceAsync(Resolve(before, keyBefore), Resolve(after, keyOf), e => [e.Path, e.Target, resource, (long)e.Slot]);
        foreach (var text in after?.Texts ?? [])
        {
            if (named.Add(text))
                await texts.AddAsync(text.Path, text.Folded, text.Code, text.System);
        }
    }

    public async Task FlushAsync()
    {
        foreach (var table in All)
            await table.FlushAsync();
    }

    private Table[] All => [tokens, texts, strings, dates, quantities, references, uris];

    private static List<(long Path, long Target, int Slot)>? Resolve(SearchEntries? entries, Func<ResourceName, long?> keyOf)
    {
        if (entries is null)
            return null;
        var resolved = new List<(long, long, int)>(entries.References.Count);
        foreach (var entry in entries.References)
        {
            if (keyOf(new ResourceName(entry.Type, entry.Id)) is { } key)
                resolved.Add((entry.Path, key, entry.Slot));
        }
        return resolved;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var table in All)
            await table.DisposeAsync();
    }

    private sealed class Table(DatabaseTransaction transaction, string name, string columns) : IAsyncDisposable
    {
        private readonly RowBatch added = new(transaction, $"insert into {name} ({columns}) values", columns.Count(c => c == ',') + 1, "on conflict do nothing");
        private readonly RowBatch removed = new(transaction, $"delete from {name} where ({columns}) in (values", columns.Count(c => c == ',') + 1, ")");

        public ValueTask AddAsync(params object?[] row) => added.AddAsync(row);

        public async ValueTask ReplaceAsync<T>(List<T>? before, List<T>? after, Func<T, object?[]> row) where T : struct
        {
            if (before is { Count: > 0 })
            {
                var keep = after?.ToHashSet() ?? [];
                foreach (var entry in before.Where(e => !keep.Contains(e)).Distinct())
                    await removed.AddAsync(row(entry));
            }
            foreach (var entry in after ?? [])
                await added.AddAsync(row(entry));
        }

        public async Task FlushAsync()
        {
            await removed.FlushAsync();
            await added.FlushAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await added.DisposeAsync();
            await removed.DisposeAsync();
        }
    }
}
