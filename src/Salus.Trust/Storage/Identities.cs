using System.Data.Common;
using System.Globalization;
using System.Text;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>A row of the resources table while a transaction works on it.</summary>
/// <param name="key">Its number in the database.</param>
/// <param name="name">In the record.</param>
internal sealed class Holding(long key, ResourceName name, ResourceName sourceName, string sourceSystem)
{
    public long Key { get; } = key;

    public ResourceName Name { get; } = name;

    public ResourceName SourceName { get; } = sourceName;

    public string SourceSystem { get; } = sourceSystem;

    /// <summary>0 while only references name it.</summary>
    public long Version { get; set; }

    public bool Deleted { get; set; }

    /// <summary>Digest of the newest version; null when there is none.</summary>
    public string? Content { get; set; }

    /// <summary>What stood in the database when the transaction began: the search index still tells of it.</summary>
    public string? IndexedContent { get; set; }

    /// <summary>Its row has to be written.</summary>
    public bool Touched { get; set; }
}

/// <summary>
/// Which key and which id in the record a resource has. Inside the record ids are unique per type over all sources: a source's own id stays
/// when it can and is free; otherwise a UUID made from source, type and id, so the answer is the same in every import.
/// </summary>
internal sealed class Identities(DatabaseTransaction transaction, string sourceSystem) : IAsyncDisposable
{
    private static readonly Guid Space = new("6f0e4d6a-6f0b-5d0c-9f52-8a8b6f2c1b7e");
    private const string Columns = "key, type, id, source_system, source_id, version, deleted, content";
    private const int Together = 40;

    private readonly Dictionary<ResourceName, Holding> bySource = [];
    private readonly Dictionary<ResourceName, Holding> byRecord = [];
    private readonly Dictionary<(string Where, int Size), DbCommand> prepared = [];
    private long nextKey;

    /// <summary>Everything the transaction has asked for.</summary>
    public IEnumerable<Holding> All => bySource.Values.Concat(byRecord.Values).Distinct();

    /// <summary>By the names the source uses; a name nobody used before gets a key and an id.</summary>
    public async Task ReserveBySourceAsync(IReadOnlyCollection<ResourceName> names)
    {
        var unknown = await FindAsync(names, bySource, "source_system = @source and type = @type and source_id", h => h.SourceName);
        var taken = new HashSet<ResourceName>();
        foreach (var group in unknown.Where(n => ResourceName.IsId(n.Id)).GroupBy(n => n.Type, StringComparer.Ordinal))
        {
            foreach (var part in group.Chunk(Together))
                await QueryAsync("type = @type and id", group.Key, [.. part.Select(n => n.Id)], h => taken.Add(h.Name));
        }
        foreach (var name in unknown)
        {
            var id = ResourceName.IsId(name.Id) && !taken.Contains(name) ? name.Id : NameBasedId.Of(Space, $"{sourceSystem}|{name}").ToString("D");
            bySource.Add(name, await AddAsync(new ResourceName(name.Type, id), name));
        }
    }

    /// <summary>By the names the record uses; one nobody used before is named so by this source.</summary>
    public async Task ReserveByRecordAsync(IReadOnlyCollection<ResourceName> names)
    {
        foreach (var name in await FindAsync(names, byRecord, "type = @type and id", h => h.Name))
            byRecord.Add(name, await AddAsync(name, name));
    }

    /// <summary>After <see cref="ReserveBySourceAsync"/>.</summary>
    public Holding BySource(ResourceName name) => bySource[name];

    /// <summary>After <see cref="ReserveByRecordAsync"/>.</summary>
    public Holding ByRecord(ResourceName name) => byRecord[name];

    private async Task<Holding> AddAsync(ResourceName name, ResourceName sourceName)
    {
        if (nextKey == 0)
            nextKey = await transaction.ScalarAsync<long>("select coalesce(max(key), 0) from resources") + 1;
        return new Holding(nextKey++, name, sourceName, sourceSystem) { Touched = true };
    }

    /// <returns>Those that are not there.</returns>
    private async Task<List<ResourceName>> FindAsync(IReadOnlyCollection<ResourceName> names, Dictionary<ResourceName, Holding> known, string where, Func<Holding, ResourceName> nameOf)
    {
        var missing = names.Where(n => !known.ContainsKey(n)).Distinct().ToList();
        foreach (var group in missing.GroupBy(n => n.Type, StringComparer.Ordinal))
        {
            foreach (var part in group.Chunk(Together))
                await QueryAsync(where, group.Key, [.. part.Select(n => n.Id)], h => known.TryAdd(nameOf(h), h));
        }
        return [.. missing.Where(n => !known.ContainsKey(n))];
    }

    private async Task QueryAsync(string where, string type, string[] ids, Action<Holding> each)
    {
        var size = ids.Length == 1 ? 1 : Together;
        if (!prepared.TryGetValue((where, size), out var command))
            prepared.Add((where, size), command = Prepare(where, size));
        command.Parameters[0].Value = sourceSystem;
        command.Parameters[1].Value = type;
        for (var i = 0; i < size; i++)
            command.Parameters[i + 2].Value = ids[Math.Min(i, ids.Length - 1)];
        await using var reader = await command.ExecuteReaderAsync(transaction.Cancel);
        while (await reader.ReadAsync(transaction.Cancel))
        {
            var content = await reader.IsDBNullAsync(7, transaction.Cancel) ? null : reader.GetString(7);
            each(new Holding(reader.GetInt64(0), new ResourceName(reader.GetString(1), reader.GetString(2)), new ResourceName(reader.GetString(1), reader.GetString(4)), reader.GetString(3))
            {
                Version = reader.GetInt64(5),
                Deleted = reader.GetInt64(6) != 0,
                Content = content,
                IndexedContent = content,
            });
        }
    }

    private DbCommand Prepare(string where, int size)
    {
        var sql = new StringBuilder($"select {Columns} from resources where {where} in (");
        var command = transaction.Connection.CreateCommand();
        command.Transaction = transaction.Inner;
        Add("source");
        Add("type");
        for (var i = 0; i < size; i++)
        {
            var name = "i" + i.ToString(CultureInfo.InvariantCulture);
            sql.Append(i == 0 ? "@" : ", @").Append(name);
            Add(name);
        }
        // A condition that does not ask for the source still receives it, so that both kinds are called alike.
        command.CommandText = sql.Append(") and @source is not null").ToString();
        return command;

        void Add(string name)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
    }

    /// <summary>Writes the rows that changed.</summary>
    public async Task SaveAsync(string at)
    {
        await using var rows = new RowBatch(
            transaction,
            "insert into resources (key, type, id, source_system, source_id, version, deleted, content, at) values",
            columns: 9,
            "on conflict (key) do update set version = excluded.version, deleted = excluded.deleted, content = excluded.content, at = excluded.at");
        foreach (var holding in All.Where(h => h.Touched).OrderBy(h => h.Key))
        {
            await rows.AddAsync(holding.Key, holding.Name.Type, holding.Name.Id, holding.SourceSystem, holding.SourceName.Id, holding.Version, holding.Deleted ? 1L : 0L, holding.Content, at);
            holding.Touched = false;
        }
        await rows.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in prepared.Values)
            await command.DisposeAsync();
    }
}
