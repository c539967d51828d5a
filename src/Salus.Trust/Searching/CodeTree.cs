using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>The codes that a modifier means: members of a value set, or what lies above or below a code of a loaded code system.</summary>
internal sealed class CodeTree(FhirDefinitions definitions)
{
    private const int Most = 5000;
    private const int DeepestImport = 8;

    /// <exception cref="SearchException">The value set, or a part of it, is not known here, or it is too large.</exception>
    public IReadOnlyCollection<(string System, string Code)> MembersOf(string valueSet)
    {
        var members = new HashSet<(string, string)>();
        AddMembers(valueSet, members, depth: 0);
        return members.Count <= Most ? members : throw new SearchException(":in", $"The value set has more than {Most} codes; search for the codes you need.");
    }

    /// <exception cref="SearchException">The code system is not loaded.</exception>
    public IReadOnlyCollection<(string System, string Code)> Reach(TokenValue token, bool below)
    {
        if (token is not { System: { Length: > 0 } system, Code: { } code } || definitions.CodeSystem(system) is not { } codes)
            throw new SearchException(below ? ":below" : ":above", "It needs system|code, of a code system that is loaded here.");
        return [.. (below ? Below(codes, code) : Above(codes, code)).Select(c => (system, c))];
    }

    private void AddMembers(string url, HashSet<(string, string)> members, int depth)
    {
        if (depth > DeepestImport || definitions.ValueSet(url) is not { } set)
            throw new SearchException(":in", "The value set, or one that it includes, is not loaded here: import it as a ValueSet resource.");
        foreach (var contained in Expansion(set["expansion"]))
            members.Add(contained);
        if (set["expansion"] is not null)
            return;
        foreach (var include in set["compose"]?.All("include") ?? [])
            AddIncluded(include, members, depth);
        foreach (var exclude in set["compose"]?.All("exclude") ?? [])
        {
            var excluded = new HashSet<(string, string)>();
            AddIncluded(exclude, excluded, depth);
            members.ExceptWith(excluded);
        }
    }

    private void AddIncluded(FhirNode include, HashSet<(string, string)> members, int depth)
    {
        foreach (var set in include.All("valueSet"))
            AddMembers(set.Value ?? "", members, depth + 1);
        if (include["system"]?.Value is not { } system)
            return;
        var named = include.All("concept").Select(c => c["code"]?.Value).OfType<string>().ToList();
        if (named.Count > 0)
        {
            members.UnionWith(named.Select(c => (system, c)));
            return;
        }
        if (definitions.CodeSystem(system) is not { } codes)
            throw new SearchException(":in", "The value set takes all codes of a system that is not loaded here: import it as a CodeSystem resource.");
        var filters = include.All("filter").ToList();
        if (filters.Count == 0)
        {
            members.UnionWith(All(codes).Select(c => (system, c)));
            return;
        }
        var fitting = filters.Select(f => (f["property"]?.Value, f["op"]?.Value, f["value"]?.Value) switch
        {
            ("concept" or "code", "is-a", { } top) => Below(codes, top).ToHashSet(StringComparer.Ordinal),
            ("concept" or "code", "descendent-of", { } top) => Below(codes, top).Where(c => c != top).ToHashSet(StringComparer.Ordinal),
            _ => throw new SearchException(":in", "The value set has a filter that is not supported here; expand it before it is imported."),
        });
        members.UnionWith(fitting.Aggregate((a, b) => [.. a.Intersect(b, StringComparer.Ordinal)]).Select(c => (system, c)));
    }

    private static IEnumerable<(string, string)> Expansion(FhirNode? node)
    {
        foreach (var contained in node?.All("contains") ?? [])
        {
            if (contained["system"]?.Value is { } system && contained["code"]?.Value is { } code && contained["abstract"]?.Value != "true")
                yield return (system, code);
            foreach (var below in Expansion(contained))
                yield return below;
        }
    }

    private static IEnumerable<string> All(FhirNode node) => node.All("concept").SelectMany(c => All(c).Prepend(c["code"]?.Value ?? ""));

    private static IEnumerable<string> Below(FhirNode node, string code) => node.All("concept").SelectMany(c => c["code"]?.Value == code ? All(c).Prepend(code) : Below(c, code));

    private static IEnumerable<string> Above(FhirNode node, string code)
    {
        foreach (var concept in node.All("concept"))
        {
            if (concept["code"]?.Value == code)
                return [code];
            if (Above(concept, code) is var path && path.Any())
                return path.Append(concept["code"]?.Value ?? "");
        }
        return [];
    }
}
