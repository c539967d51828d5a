using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Definitions;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>Answers searches from the index tables inside one transaction, as if what speaks of closed patients were not there.</summary>
internal sealed class ResourceSearch(DatabaseTransaction transaction, FhirDefinitions definitions, ClosedPatients closed, DateTimeOffset now)
{
    public const int DefaultCount = 50;
    public const int MostOnAPage = 1000;

    /// <summary>A condition with fewer rows than this leads the search; counting further costs more than it saves.</summary>
    private const int Probe = 500;

    private const string Columns = "r.key, r.type, r.id, v.version, v.number, v.act, v.source_system as sourceSystem, v.content, v.original, v.at";

    /// <summary>The keys that a condition means, at most <paramref name="most"/>: for conditional changes inside their transaction.</summary>
    public async Task<IReadOnlyList<long>> KeysAsync(SearchQuery query, int most)
    {
        var values = new SqlValues();
        var (from, where) = await FromAsync(query, values);
        return await transaction.QueryAsync<long>($"select distinct r.key from {from} where {where} order by r.key limit {values.Add((long)most)}", values.All);
    }

    /// <summary>Null when there is no such patient, or none that is open.</summary>
    public async Task<SearchPage?> EverythingAsync(EverythingQuery query)
    {
        var patient = await transaction.ScalarAsync<long?>("select key from resources where type = 'Patient' and id = @Patient and version > 0 and deleted = 0", new { query.Patient });
        if (patient is not { } key || await closed.HoldsAsync(transaction, key))
            return null;
        var values = new SqlValues();
        var types = query.Types.IsDefaultOrEmpty ? "" : $" and r.type in ({values.List(query.Types)})";
        var since = query.Since is { } at ? $" and r.at >= {values.Add(Stamp.Of(at))}" : "";
        var after = query.Cursor is null ? 0 : SearchCursor.Read(query.Cursor, 0).Key;
        var limit = query.Count is { } count ? Math.Clamp(count, 1, MostOnAPage) : int.MaxValue - 1;
        var rows = await transaction.QueryAsync<VersionRow>(
            $"select {Columns} from compartments c join resources r on r.key = c.resource join versions v on v.resource = r.key and v.version = r.version where c.patient = {values.Add(key)} and c.past = 0 and c.resource > {values.Add(after)} and r.deleted = 0{types}{since} and {closed.Condition("r.key")} order by c.resource limit {values.Add((long)limit + 1)}",
            values.All);
        var matches = rows.Take(limit).ToList();
        var keys = matches.Select(m => m.Key).ToHashSet();
        // What the patient's resources name, such as practitioners and organizations; other patients' resources are not among it.
        var included = new List<VersionRow>();
        foreach (var part in matches.Chunk(500))
        {
            var more = new SqlValues();
            included.AddRange(await transaction.QueryAsync<VersionRow>(
                $"select distinct {Columns} from index_references x join resources r on r.key = x.target join versions v on v.resource = r.key and v.version = r.version where x.resource in ({more.List(part.Select(m => m.Key))}) and r.deleted = 0{(query.Types.IsDefaultOrEmpty ? "" : $" and r.type in ({more.List(query.Types)})")} and not exists (select 1 from compartments c where c.resource = r.key)",
                more.All));
        }
        return new SearchPage(
            await ReadAsync(matches),
            await ReadAsync(included.DistinctBy(i => i.Key).Where(i => !keys.Contains(i.Key))),
            Total: null,
            rows.Count > limit ? new SearchCursor(matches[^1].Key, []).Write() : null);
    }

    public async Task<SearchPage> SearchAsync(SearchQuery query)
    {
        var values = new SqlValues();
        var (from, where) = await FromAsync(query, values);
        var count = Math.Min(query.Summary is SearchSummary.Count ? 0 : query.Count ?? DefaultCount, MostOnAPage);
        long? total = query.Total || count == 0 ? await transaction.ScalarAsync<long>($"select count(distinct r.key) from {from} where {where}", values.All) : null;
        if (count == 0)
            return new SearchPage([], [], total, null);
        var sort = new SortSql(query, definitions, values);
        var after = query.Cursor is { } cursor ? $" and {sort.After(SearchCursor.Read(cursor, sort.Count), values)}" : "";
        var found = await transaction.QueryAsync<dynamic>(
            $"select distinct r.key{sort.Columns} from {from} {sort.Joins} where {where}{after} order by {sort.OrderBy} limit {values.Add((long)count + 1)}", values.All);
        var hits = found.Select(row => ((IDictionary<string, object>)row).Values.ToArray()).ToList();
        var rows = await RowsAsync([.. hits.Take(count).Select(h => (long)h[0])]);
        var includes = await new Inclusion(transaction, definitions, closed).ReadAsync(query, rows);
        return new SearchPage(
            await ReadAsync(rows),
            await ReadAsync(await RowsAsync(includes)),
            total,
            hits.Count > count ? new SearchCursor((long)hits[count - 1][0], hits[count - 1][1..]).Write() : null);
    }

    /// <summary>The condition with the fewest rows leads; the others are looked up for each of its resources.</summary>
    private async Task<(string From, string Where)> FromAsync(SearchQuery query, SqlValues values)
    {
        var reader = new CriterionSql(definitions, values, closed, now);
        var conditions = query.Criteria.Select(c => reader.Read(query.Type, c)).ToList();
        var there = $"r.type = {values.Add(query.Type)} and r.version > 0 and r.deleted = 0 and {closed.Condition("r.key")}";
        var leading = default(IndexCondition);
        var fewest = long.MaxValue;
        foreach (var condition in conditions.Where(c => c.CanLead))
        {
            var rows = await transaction.ScalarAsync<long>($"select count(*) from (select 1 from ({condition.Keys}) k limit {Probe.ToString(CultureInfo.InvariantCulture)}) n", values.All);
            if (rows == Probe && condition.Ordered)
                rows--;
            if (rows < fewest)
                (leading, fewest) = (condition, rows);
        }
        var others = string.Concat(conditions.Where(c => c != leading).Select(c => $" and {c.On("r.key")}"));
        return leading is null
            ? ("resources r", there + others)
            : ($"({leading.Keys}) k cross join resources r", $"r.key = k.key and {there}{others}");
    }

    private async Task<IReadOnlyList<VersionRow>> RowsAsync(IReadOnlyList<long> keys)
    {
        var rows = new List<VersionRow>(keys.Count);
        foreach (var part in keys.Chunk(500))
        {
            var values = new SqlValues();
            var found = (await transaction.QueryAsync<VersionRow>(
                $"select {Columns} from resources r join versions v on v.resource = r.key and v.version = r.version where r.key in ({values.List(part)})", values.All)).ToDictionary(r => r.Key);
            rows.AddRange(part.Select(k => found[k]));
        }
        return rows;
    }

    private async Task<ImmutableArray<RecordVersion>> ReadAsync(IEnumerable<VersionRow> rows)
    {
        var versions = ImmutableArray.CreateBuilder<RecordVersion>();
        foreach (var row in rows)
            versions.Add(await row.ReadAsync(transaction));
        return versions.ToImmutable();
    }
}
