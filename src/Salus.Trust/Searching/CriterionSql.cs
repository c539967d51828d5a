using System.Globalization;
using Salus.Fhir.Definitions;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>Turns the criteria of a search into conditions on the index tables.</summary>
/// <param name="closed">Nothing that speaks of these patients may decide anything, not even through a chain.</param>
internal sealed class CriterionSql(FhirDefinitions definitions, SqlValues values, ClosedPatients closed, DateTimeOffset now)
{
    private int aliases;

    /// <param name="type">The resource type the criterion is about.</param>
    /// <exception cref="SearchException">The value set or code system that it needs is not known.</exception>
    public IndexCondition Read(string type, SearchCriterion criterion) => criterion switch
    {
        ChainCriterion chain => Chain(type, chain),
        HasCriterion has => Has(has),
        ValueCriterion { Parameter.Code: "_id" } id => Ids(type, id),
        ValueCriterion { Parameter.Code: "_lastUpdated" } updated => LastUpdated(type, updated),
        ValueCriterion { Modifier: SearchModifier.Missing } missing => Missing(type, missing),
        ValueCriterion { Parameter.Type: "composite" } composite => Composite(type, composite),
        ValueCriterion value => Value(type, value),
        _ => throw new ArgumentOutOfRangeException(nameof(criterion)),
    };

    /// <summary>The keys of the resources of a type for which a criterion holds.</summary>
    private string KeysOf(string type, SearchCriterion criterion)
    {
        var condition = Read(type, criterion);
        var i = Alias();
        var that = $"{i}.type = {values.Add(type)} and {i}.deleted = 0 and {i}.version > 0 and {closed.Condition($"{i}.key")}";
        return condition.CanLead
            ? $"select {i}.key from ({condition.Keys}) {i}k join resources {i} on {i}.key = {i}k.key where {that}"
            : $"select {i}.key from resources {i} where {that} and {condition.On($"{i}.key")}";
    }

    private IndexCondition Chain(string type, ChainCriterion chain)
    {
        var rows = new List<IndexRows>();
        foreach (var target in chain.Targets)
        {
            var paths = Paths(type, chain.Reference, target.Type);
            if (paths.Count == 0)
                continue;
            var x = Alias();
            rows.Add(new IndexRows($"index_references {x}", $"{x}.path in ({values.List(paths)}) and {x}.target in ({KeysOf(target.Type, target.Inner)})", $"{x}.resource"));
        }
        return new IndexCondition(rows);
    }

    private IndexCondition Has(HasCriterion has)
    {
        var x = Alias();
        return new IndexCondition([new IndexRows(
            $"index_references {x}",
            $"{x}.path in ({values.List(Paths(has.Type, has.Reference, onlyType: null))}) and {x}.resource in ({KeysOf(has.Type, has.Inner)})",
            $"{x}.target")]);
    }

    private IndexCondition Ids(string type, ValueCriterion criterion)
    {
        var x = Alias();
        var ids = criterion.Values.OfType<TokenValue>().Select(v => v.Code ?? "");
        var missing = criterion.Values.OfType<MissingValue>().FirstOrDefault();
        return missing is not null
            ? new IndexCondition([], Negated: !missing.IsMissing)
            : new IndexCondition([new IndexRows($"resources {x}", $"{x}.type = {values.Add(type)} and {x}.id in ({values.List(ids)})", $"{x}.key")], criterion.Modifier is SearchModifier.Not);
    }

    private IndexCondition LastUpdated(string type, ValueCriterion criterion)
    {
        if (criterion.Values is [MissingValue missing])
            return new IndexCondition([], Negated: !missing.IsMissing);
        return new IndexCondition([.. criterion.Values.OfType<DateValue>().Select(v =>
        {
            var x = Alias();
            var (start, end) = (values.Add(StampOf(v.Start)), values.Add(StampOf(v.End)));
            var at = v.Prefix switch
            {
                SearchPrefix.Eq or SearchPrefix.Ap => $"{x}.at >= {start} and {x}.at < {end}",
                SearchPrefix.Ne => $"({x}.at < {start} or {x}.at >= {end})",
                SearchPrefix.Gt or SearchPrefix.Sa => $"{x}.at >= {end}",
                SearchPrefix.Ge => $"{x}.at >= {start}",
                SearchPrefix.Lt or SearchPrefix.Eb => $"{x}.at < {start}",
                _ => $"{x}.at < {end}",
            };
            return new IndexRows($"resources {x}", $"{x}.type = {values.Add(type)} and {at}", $"{x}.key");
        })]);
    }

    private IndexCondition Missing(string type, ValueCriterion criterion)
    {
        var rows = new List<IndexRows>();
        var numbers = criterion.Parameter.Type is "composite"
            ? SearchPlan.For(type, definitions).CompositesOf(criterion.Parameter).Select(c => c.Parts[0]).SelectMany(p => p).Select(p => (p.Kind, p.Number, OnlyType: (string?)null)).ToList()
            : [.. SearchPlan.For(type, definitions).PathsOf(criterion.Parameter).Select(u => (u.Path.Kind, u.Path.Number, u.OnlyType))];
        foreach (var (kind, number, onlyType) in numbers)
        {
            foreach (var table in TablesOf(kind))
            {
                var x = Alias();
                var only = onlyType is null || table != "index_references" ? "" : $" and exists (select 1 from resources {x}t where {x}t.key = {x}.target and {x}t.type = {values.Add(onlyType)})";
                rows.Add(new IndexRows($"{table} {x}", $"{x}.path = {values.Add(number)}{only}", $"{x}.resource"));
            }
        }
        return new IndexCondition(rows, Negated: ((MissingValue)criterion.Values[0]).IsMissing);
    }

    private IndexCondition Composite(string type, ValueCriterion criterion)
    {
        var rows = new List<IndexRows>();
        foreach (var composite in SearchPlan.For(type, definitions).CompositesOf(criterion.Parameter))
        {
            foreach (var value in criterion.Values.OfType<CompositeValue>())
            {
                var (from, where, first) = ("", "", "");
                for (var i = 0; i < composite.Parts.Length; i++)
                {
                    var kind = composite.Parts[i][0].Kind;
                    var x = Alias();
                    var on = $"{x}.path in ({values.List(composite.Parts[i].Where(p => p.Kind == kind).Select(p => p.Number))}) and {new ValueSql(values, now, definitions).Of(kind, x, SearchModifier.None, value.Parts[i])}";
                    (from, where, first) = i == 0
                        ? ($"{TablesOf(kind)[0]} {x}", on, x)
                        : ($"{from} join {TablesOf(kind)[0]} {x} on {x}.resource = {first}.resource and {x}.slot = {first}.slot", $"{where} and {on}", first);
                }
                rows.Add(new IndexRows(from, where, $"{first}.resource"));
            }
        }
        return new IndexCondition(rows);
    }

    private IndexCondition Value(string type, ValueCriterion criterion)
    {
        var negated = criterion.Modifier is SearchModifier.Not or SearchModifier.NotIn;
        var rows = new List<IndexRows>();
        var sql = new ValueSql(values, now, definitions);
        foreach (var group in SearchPlan.For(type, definitions).PathsOf(criterion.Parameter).GroupBy(u => u.OnlyType, StringComparer.Ordinal))
        {
            var paths = group.Select(u => u.Path.Number).ToList();
            foreach (var value in criterion.Values)
            {
                var x = Alias();
                string PathOf(string alias) => paths.Count == 1 ? $"{alias}.path = {values.Add(paths[0])}" : $"{alias}.path in ({values.List(paths)})";
                if (criterion.Parameter.Type is "reference" && criterion.Modifier is not SearchModifier.Identifier)
                    rows.AddRange(Reference(criterion, (ReferenceValue)value, x, PathOf(x), group.Key, paths.Count));
                else
                    rows.Add(Rows(criterion, value, x, PathOf, paths.Count, sql));
            }
        }
        return new IndexCondition(rows, negated);
    }

    private static IndexRows Rows(ValueCriterion criterion, SearchValue value, string x, Func<string, string> path, int paths, ValueSql sql) => criterion.Modifier switch
    {
        SearchModifier.Text => new IndexRows(
            $"index_texts {x}w join index_tokens {x} on {x}.path = {x}w.path and {x}.code = {x}w.code and {x}.system = {x}w.system",
            $"{path($"{x}w")} and {sql.Words($"{x}w", ((TextValue)value).Text)}",
            $"{x}.resource"),
        SearchModifier.Identifier => new IndexRows($"index_tokens {x}", $"{path(x)} and {sql.Of("token", x, SearchModifier.None, value)}", $"{x}.resource"),
        _ => new IndexRows(
            $"{TablesOf(criterion.Parameter.Type)[0]} {x}",
            $"{path(x)} and {sql.Of(criterion.Parameter.Type, x, criterion.Modifier, value)}",
            $"{x}.resource",
            Ordered: paths == 1 && value is TokenValue { Code: not null } && criterion.Modifier is SearchModifier.None),
    };

    private IEnumerable<IndexRows> Reference(ValueCriterion criterion, ReferenceValue value, string x, string path, string? onlyType, int paths)
    {
        if (value.Url is { } url)
        {
            yield return new IndexRows($"index_uris {x}", $"{path} and {x}.value = {values.Add(url)}", $"{x}.resource");
            yield break;
        }
        var types = value.Type is { } one ? [one] : onlyType is not null ? [onlyType] : criterion.Parameter.Targets.IsEmpty ? definitions.ResourceTypes : (IReadOnlyList<string>)criterion.Parameter.Targets;
        if (onlyType is not null && !types.Contains(onlyType, StringComparer.Ordinal))
            yield break;
        var r = Alias();
        yield return new IndexRows(
            $"index_references {x}",
            $"{path} and {x}.target in (select {r}.key from resources {r} where {r}.type in ({values.List(types)}) and {r}.id = {values.Add(value.Id!)})",
            $"{x}.resource",
            Ordered: paths == 1 && types.Count == 1);
    }

    private List<long> Paths(string type, SearchParameter reference, string? onlyType) =>
        [.. SearchPlan.For(type, definitions).PathsOf(reference).Where(u => onlyType is null || u.OnlyType is null || u.OnlyType == onlyType).Select(u => u.Path.Number)];

    internal static string[] TablesOf(string kind) => kind switch
    {
        "token" => ["index_tokens"],
        "string" => ["index_strings"],
        "date" => ["index_dates"],
        "number" or "quantity" => ["index_quantities"],
        "reference" => ["index_references", "index_uris", "index_tokens"],
        "uri" => ["index_uris"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no index of this kind."),
    };

    private static string StampOf(long ticks) => Stamp.Of(new DateTimeOffset(Math.Min(ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero));

    private string Alias() => "x" + (aliases++).ToString(CultureInfo.InvariantCulture);
}
