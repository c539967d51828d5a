using System.Globalization;
using Salus.Fhir.Definitions;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>The order of a search: a value of each match for each sort key, and where in that order a page begins. Matches without a value come last.</summary>
internal sealed class SortSql
{
    /// <summary>Sorts behind every text we keep.</summary>
    private const string Last = "\U0010FFFF";

    private readonly List<(string Sql, bool Descending)> keys = [];
    private readonly List<string> joins = [];

    public SortSql(SearchQuery query, FhirDefinitions definitions, SqlValues values)
    {
        foreach (var sort in query.Sort)
        {
            var paths = SearchPlan.For(query.Type, definitions).PathsOf(sort.Parameter).Select(u => u.Path.Number).ToList();
            keys.Add((sort.Parameter switch
            {
                { Code: "_id" } => "r.id",
                { Code: "_lastUpdated" } => "r.at",
                { Type: "date" } => Date(paths, sort.Descending, values),
                { Type: "string" } => Joined("index_strings", "folded", paths, sort.Descending, values),
                { Type: "token" } => Joined("index_tokens", "code", paths, sort.Descending, values),
                { Type: "uri" } => Joined("index_uris", "value", paths, sort.Descending, values),
                { Type: "reference" } => Joined("index_references", "target", paths, sort.Descending, values),
                _ => Joined("index_quantities", "low", paths, sort.Descending, values),
            }, sort.Descending));
        }
    }

    public int Count => keys.Count;

    public string Joins => string.Join(' ', joins);

    /// <summary>Columns to select behind the key.</summary>
    public string Columns => string.Concat(keys.Select((k, i) => string.Create(CultureInfo.InvariantCulture, $", {k.Sql} as s{i}")));

    public string OrderBy => string.Concat(keys.Select(k => $"{k.Sql}{(k.Descending ? " desc" : "")}, ")) + "r.key";

    /// <summary>True for what comes after the cursor.</summary>
    public string After(SearchCursor cursor, SqlValues values)
    {
        var alternatives = new List<string>();
        var equal = "";
        for (var i = 0; i < keys.Count; i++)
        {
            var value = values.Add(cursor.Values[i]);
            alternatives.Add($"{equal}{keys[i].Sql} {(keys[i].Descending ? "<" : ">")} {value}");
            equal += $"{keys[i].Sql} = {value} and ";
        }
        alternatives.Add($"{equal}r.key > {values.Add(cursor.Key)}");
        return $"({string.Join(" or ", alternatives)})";
    }

    private static string Date(List<long> paths, bool descending, SqlValues values) => descending
        ? $"coalesce((select max(d.starts) from index_dates d where d.resource = r.key and d.path in ({values.List(paths)})), {values.Add(long.MinValue)})"
        : $"coalesce((select min(d.starts) from index_dates d where d.resource = r.key and d.path in ({values.List(paths)})), {values.Add(long.MaxValue)})";

    private string Joined(string table, string column, List<long> paths, bool descending, SqlValues values)
    {
        var alias = string.Create(CultureInfo.InvariantCulture, $"sort{joins.Count}");
        var text = column is "folded" or "code" or "value";
        object none = text ? descending ? "" : Last : descending ? long.MinValue : long.MaxValue;
        joins.Add($"left join (select resource, {(descending ? "max" : "min")}({column}) as value from {table} where path in ({values.List(paths)}) group by resource) {alias} on {alias}.resource = r.key");
        return $"coalesce({alias}.value, {values.Add(none)})";
    }
}
