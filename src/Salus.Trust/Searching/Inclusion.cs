using Salus.Fhir.Definitions;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>Follows <c>_include</c> and <c>_revinclude</c> from the matches of a page.</summary>
internal sealed class Inclusion(DatabaseTransaction transaction, FhirDefinitions definitions, ClosedPatients closed)
{
    /// <summary>Resources that may come along with one page.</summary>
    public const int Most = 5000;

    private const int DeepestIteration = 10;

    /// <returns>Keys of what comes along, without the matches.</returns>
    /// <exception cref="SearchException">More would come along than a page can carry.</exception>
    public async Task<IReadOnlyList<long>> ReadAsync(SearchQuery query, IReadOnlyList<VersionRow> matches)
    {
        var seen = matches.Select(m => m.Key).ToHashSet();
        var included = new List<long>();
        var newest = matches.Select(m => (m.Key, m.Type)).ToList();
        for (var round = 0; newest.Count > 0 && round <= DeepestIteration; round++)
        {
            var found = new List<(long Key, string Type)>();
            foreach (var include in query.Includes.Where(i => round == 0 || i.Iterate))
                found.AddRange(await ForwardAsync(include, [.. newest.Where(n => n.Type == include.Source).Select(n => n.Key)]));
            foreach (var include in query.ReverseIncludes.Where(i => round == 0 || i.Iterate))
                found.AddRange(await BackwardAsync(include, [.. newest.Where(n => include.Target is null || n.Type == include.Target).Select(n => n.Key)]));
            newest = [.. found.Where(f => seen.Add(f.Key))];
            included.AddRange(newest.Select(n => n.Key));
            if (included.Count > Most)
                throw new SearchException("_include", $"More than {Most} resources would come along with one page: ask for fewer matches with _count.");
        }
        return included;
    }

    private Task<List<(long, string)>> ForwardAsync(SearchInclude include, IReadOnlyList<long> from) => FollowAsync(include, from, "target", "resource", include.Target);

    private Task<List<(long, string)>> BackwardAsync(SearchInclude include, IReadOnlyList<long> from) => FollowAsync(include, from, "resource", "target", include.Source);

    private async Task<List<(long, string)>> FollowAsync(SearchInclude include, IReadOnlyList<long> from, string to, string by, string? type)
    {
        var found = new List<(long, string)>();
        foreach (var part in from.Chunk(500))
        {
            var values = new SqlValues();
            var paths = include.Reference is null ? null : SearchPlan.For(include.Source, definitions).PathsOf(include.Reference).Select(u => u.Path.Number).ToList();
            found.AddRange(await transaction.QueryAsync<(long, string)>(
                $"""
                select distinct r.key, r.type from index_references x join resources r on r.key = x.{to}
                where x.{by} in ({values.List(part)}){(paths is null ? "" : $" and x.path in ({values.List(paths)})")}
                and r.version > 0 and r.deleted = 0{(type is null ? "" : $" and r.type = {values.Add(type)}")} and {closed.Condition("r.key")}
                order by r.key limit {values.Add((long)Most + 1)}
                """, values.All));
        }
        return found;
    }
}
