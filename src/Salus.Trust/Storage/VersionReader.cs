using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>A page of versions, newest first.</summary>
/// <param name="Next">For the following page; null on the last one.</param>
public sealed record HistoryPage(ImmutableArray<RecordVersion> Versions, string? Next);

/// <summary>Which versions; everything null means all of them.</summary>
/// <param name="Id">In the record; needs <paramref name="Type"/>.</param>
/// <param name="Since">Taken in at or after.</param>
/// <param name="Count">Versions on a page, 1 to 1000.</param>
/// <param name="Cursor">The <see cref="HistoryPage.Next"/> of the page before.</param>
public sealed record HistoryQuery(string? Type = null, string? Id = null, DateTimeOffset? Since = null, int Count = 100, string? Cursor = null);

/// <summary>Hands out resources and versions, leaves out what the person may not see, and writes down who saw what.</summary>
internal sealed class VersionReader(Database database, TimeProvider clock)
{
    private const string Columns = "n.key, n.type, n.id, v.version, v.number, v.act, v.source_system as sourceSystem, v.content, v.original, v.at";

    public Task<RecordVersion?> ReadAsync(string type, string id, Person by, CancellationToken cancel) =>
        OneAsync("n.type = @type and n.id = @id and v.version = n.version", new { type, id }, by, cancel);

    public Task<RecordVersion?> VersionAsync(string type, string id, long version, Person by, CancellationToken cancel) =>
        OneAsync("n.type = @type and n.id = @id and v.version = @version", new { type, id, version }, by, cancel);

    public Task<RecordVersion?> BySourceAsync(string sourceSystem, string type, string id, Person by, CancellationToken cancel) =>
        OneAsync("n.source_system = @sourceSystem and n.type = @type and n.source_id = @id and v.version = n.version", new { sourceSystem, type, id }, by, cancel);

    public async Task<FhirNode?> OriginalAsync(string type, string id, long version, Person by, CancellationToken cancel)
    {
        if (await VersionAsync(type, id, version, by, cancel) is not { Original: { } digest })
            return null;
        return FhirNode.Parse(await database.ReadAsync(t => Blobs.GetAsync(t, digest.ToString()), cancel));
    }

    public async Task<HistoryPage> HistoryAsync(HistoryQuery query, Person by, CancellationToken cancel)
    {
        var count = Math.Clamp(query.Count, 1, 1000);
        var below = query.Cursor is null ? long.MaxValue
            : long.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new FormatException("The cursor is not one that a page of history gave.");
        var where = string.Join(" and ", new[]
        {
            "v.number < @below",
            query.Type is null ? null : "n.type = @Type",
            query.Id is null ? null : "n.id = @Id",
            query.Since is null ? null : "v.at >= @since",
        }.OfType<string>());
        var page = await database.ReadAsync(async transaction =>
        {
            var closed = await ClosedPatients.ForAsync(transaction, by.Id, clock.GetUtcNow());
            var rows = await transaction.QueryAsync<VersionRow>(
                $"select {Columns} from versions v join resources n on n.key = v.resource where {where} and {closed.Condition("n.key")} order by v.number desc limit @limit",
                new { below, query.Type, query.Id, since = query.Since is { } since ? Stamp.Of(since) : null, limit = count + 1 });
            var versions = ImmutableArray.CreateBuilder<RecordVersion>(count);
            foreach (var row in rows.Take(count))
                versions.Add(await row.ReadAsync(transaction));
            return new HistoryPage(versions.ToImmutable(), rows.Count > count ? rows[count - 1].Number.ToString(CultureInfo.InvariantCulture) : null);
        }, cancel);
        await WriteDownAsync(by, "read-history", patient: null, string.Create(CultureInfo.InvariantCulture, $"{query.Type ?? "all"}{(query.Id is null ? "" : "/" + query.Id)}: {page.Versions.Length} versions"), cancel);
        return page;
    }

    private async Task<RecordVersion?> OneAsync(string where, object parameters, Person by, CancellationToken cancel)
    {
        var (found, patient) = await database.ReadAsync<(RecordVersion?, PatientId?)>(async transaction =>
        {
            var row = await transaction.SingleAsync<VersionRow>($"select {Columns} from resources n join versions v on v.resource = n.key where {where}", parameters);
            if (row is null || await (await ClosedPatients.ForAsync(transaction, by.Id, clock.GetUtcNow())).HoldsAsync(transaction, row.Key))
                return default;
            return (await row.ReadAsync(transaction), await PatientOfAsync(transaction, row.Key));
        }, cancel);
        if (found is not null)
            await WriteDownAsync(by, "read-resource", patient, found.Place, cancel);
        return found;
    }

    internal static async Task<PatientId?> PatientOfAsync(DatabaseTransaction transaction, long resource)
    {
        var id = await transaction.ScalarAsync<string>(
            "select p.id from compartments c join resources p on p.key = c.patient where c.resource = @resource order by c.past, c.patient limit 1", new { resource });
        return id is null ? null : new PatientId(id);
    }

    private Task WriteDownAsync(Person by, string act, PatientId? patient, string detail, CancellationToken cancel) =>
        database.WriteAsync(t => AuditLog.AppendAsync(t, new AuditEntry(clock.GetUtcNow(), by.Id, act, Draft: null, patient, Detail: detail)), cancel);
}

/// <summary>A version as its row tells it, without its content.</summary>
internal sealed record VersionRow(long Key, string Type, string Id, long Version, long Number, string Act, string SourceSystem, string? Content, string? Original, string At)
{
    public async Task<RecordVersion> ReadAsync(DatabaseTransaction transaction) => new(
        new ResourceName(Type, Id),
        Version,
        Enum.Parse<VersionAct>(Act, ignoreCase: true),
        Stamp.Read(At),
        SourceSystem,
        Content is null ? null : Sha256.Parse(Content),
        Original is null ? null : Sha256.Parse(Original),
        Content is null ? null : FhirNode.Parse(await Blobs.GetAsync(transaction, Content)));
}
