using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Search;

/// <summary>Reads the parameters of a search (https://hl7.org/fhir/R4/search.html).</summary>
internal sealed class SearchReader(FhirDefinitions definitions, bool lenient)
{
    private const int DeepestChain = 5;
    private static readonly string[] Presentation = ["_format", "_pretty"];

    private readonly List<string> ignored = [];

    public SearchQuery Read(string type, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        if (!definitions.IsResource(type))
            throw new SearchException(type, "R4 has no resource of this type.");
        var query = new SearchQuery(type, []);
        var criteria = ImmutableArray.CreateBuilder<SearchCriterion>();
        foreach (var (name, value) in parameters)
        {
            if (Presentation.Contains(name))
                continue;
            if (Result(query, name, value) is { } changed)
                query = changed;
            else if (Criterion(type, name, name, value, depth: 0) is { } criterion)
                criteria.Add(criterion);
        }
        return query with { Criteria = criteria.ToImmutable(), Ignored = [.. ignored] };
    }

    /// <summary>Parameters that say what to hand out; null when this is none of them.</summary>
    private SearchQuery? Result(SearchQuery query, string name, string value) => name.Split(':')[0] switch
    {
        "_count" => query with { Count = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw new SearchException(name, "It takes a number of resources.") },
        "_cursor" => query with { Cursor = value },
        "_total" => value is "none" or "estimate" or "accurate" ? query with { Total = value != "none" } : throw new SearchException(name, "It takes none, estimate or accurate."),
        "_summary" => query with
        {
            Summary = value switch
            {
                "false" => SearchSummary.None,
                "true" => SearchSummary.Summary,
                "text" => SearchSummary.Text,
                "data" => SearchSummary.Data,
                "count" => SearchSummary.Count,
                _ => throw new SearchException(name, "It takes true, false, text, data or count."),
            },
        },
        "_elements" => query with { Elements = [.. query.Elements, .. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(e => e[(e.LastIndexOf('.') + 1)..])] },
        "_sort" => query with { Sort = [.. query.Sort, .. value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => Sort(query.Type, name, s)).OfType<SearchSort>()] },
        "_include" => query with { Includes = query.Includes.AddRange(Include(name, value)) },
        "_revinclude" => query with { ReverseIncludes = query.ReverseIncludes.AddRange(Include(name, value)) },
        "_contained" => value == "false" ? query : throw new SearchException(name, "Contained resources are handed out with those that contain them, not alone."),
        _ => null,
    };

    private SearchSort? Sort(string type, string name, string key)
    {
        var code = key.TrimStart('-');
        if (Find(type, code) is { } parameter && parameter.Type is not ("composite" or "special"))
            return new SearchSort(parameter, key[0] == '-');
        return Unknown<SearchSort>(name, $"{type} cannot be sorted by '{Clean(code)}'. {Known(type)}");
    }

    private IEnumerable<SearchInclude> Include(string name, string value)
    {
        var iterate = name.Split(':') switch
        {
            [_] => false,
            [_, "iterate" or "recurse"] => true,
            _ => throw new SearchException(name, "Its only modifier is ':iterate'."),
        };
        var parts = value.Split(':');
        if (parts.Length is < 2 or > 3 || !definitions.IsResource(parts[0]))
            return Unknown<SearchInclude>(name, "It is written Type:parameter or Type:parameter:TargetType, for example Observation:subject.") is { } never ? [never] : [];
        if (parts.Length == 3 && !definitions.IsResource(parts[2]))
            return Unknown<SearchInclude>(name, "The target type after the second colon is no resource type.") is { } none ? [none] : [];
        var target = parts.Length == 3 ? parts[2] : null;
        if (parts[1] == "*")
            return [new SearchInclude(parts[0], null, target, iterate)];
        return Find(parts[0], parts[1]) is { Type: "reference" } reference
            ? [new SearchInclude(parts[0], reference, target, iterate)]
            : Unknown<SearchInclude>(name, $"{parts[0]} has no reference parameter '{Clean(parts[1])}'. {Known(parts[0])}") is { } missing ? [missing] : [];
    }

    /// <param name="whole">The name as the caller wrote it.</param>
    /// <returns>Null when it was left out.</returns>
    private SearchCriterion? Criterion(string type, string name, string whole, string value, int depth)
    {
        if (depth > DeepestChain)
            throw new SearchException(whole, $"The chain has more than {DeepestChain} links.");
        if (name.StartsWith("_has:", StringComparison.Ordinal))
            return Has(type, name, whole, value, depth);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0)
            return Chain(type, name[..dot], name[(dot + 1)..], whole, value, depth);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var code = colon < 0 ? name : name[..colon];
        if (Find(type, code) is not { } parameter)
            return Unknown<SearchCriterion>(whole, $"{type} has no search parameter '{Clean(code)}'. {Known(type)}");
        if (parameter.Expression is null && parameter.Type is not "composite")
            return Unknown<SearchCriterion>(whole, "This parameter is not supported here.");
        var (modifier, target) = colon < 0 ? (SearchModifier.None, null) : Modifier(parameter, name[(colon + 1)..], whole);
        return new ValueCriterion(parameter, modifier, target, new SearchValueReader(definitions, type, whole).Read(parameter, modifier, target, value));
    }

    private SearchCriterion? Chain(string type, string head, string rest, string whole, string value, int depth)
    {
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var code = colon < 0 ? head : head[..colon];
        if (Find(type, code) is not { Type: "reference" } reference)
            return Unknown<SearchCriterion>(whole, $"{type} has no reference parameter '{Clean(code)}' to follow. {Known(type)}");
        if (colon >= 0)
        {
            var target = head[(colon + 1)..];
            if (!definitions.IsResource(target))
                throw new SearchException(whole, "After the colon stands the type that the reference leads to, for example subject:Patient.name.");
            return Criterion(target, rest, whole, value, depth + 1) is { } inner ? new ChainCriterion(reference, [new ChainTarget(target, inner)]) : null;
        }
        var first = rest.Split('.', ':')[0];
        var fitting = reference.Targets.Where(t => definitions.IsResource(t) && (first == "_has" || Find(t, first) is not null)).ToList();
        if (fitting.Count == 0)
            return Unknown<SearchCriterion>(whole, $"Nothing that '{code}' can lead to has a parameter '{Clean(first)}'.");
        var targets = fitting.Select(t => Criterion(t, rest, whole, value, depth + 1) is { } inner ? new ChainTarget(t, inner) : null).OfType<ChainTarget>().ToImmutableArray();
        return targets.Length == 0 ? null : new ChainCriterion(reference, targets);
    }

    private SearchCriterion? Has(string type, string name, string whole, string value, int depth)
    {
        var parts = name.Split(':', 4);
        if (parts.Length < 4 || !definitions.IsResource(parts[1]))
            throw new SearchException(whole, "It is written _has:Type:reference:parameter, for example _has:Observation:patient:code.");
        if (Find(parts[1], parts[2]) is not { Type: "reference" } reference)
            return Unknown<SearchCriterion>(whole, $"{parts[1]} has no reference parameter '{Clean(parts[2])}'. {Known(parts[1])}");
        if (!reference.Targets.IsEmpty && !reference.Targets.Contains(type))
            return Unknown<SearchCriterion>(whole, $"'{parts[2]}' of {parts[1]} does not lead to a {type}.");
        return Criterion(parts[1], parts[3], whole, value, depth + 1) is { } inner ? new HasCriterion(parts[1], reference, inner) : null;
    }

    private (SearchModifier Modifier, string? Target) Modifier(SearchParameter parameter, string text, string whole)
    {
        if (parameter.Type is "reference" && definitions.IsResource(text))
            return (SearchModifier.None, text);
        return ((text, parameter.Type) switch
        {
            ("missing", _) => SearchModifier.Missing,
            ("exact", "string") => SearchModifier.Exact,
            ("contains", "string") => SearchModifier.Contains,
            ("not", "token") => SearchModifier.Not,
            ("text", "token") => SearchModifier.Text,
            ("in", "token") => SearchModifier.In,
            ("not-in", "token") => SearchModifier.NotIn,
            ("of-type", "token") => SearchModifier.OfType,
            ("above", "token" or "uri") => SearchModifier.Above,
            ("below", "token" or "uri") => SearchModifier.Below,
            ("identifier", "reference") => SearchModifier.Identifier,
            _ => throw new SearchException(whole, $"A parameter of the type '{parameter.Type}' has no such modifier."),
        }, null);
    }

    private SearchParameter? Find(string type, string code) => definitions.SearchParameters(type).FirstOrDefault(p => string.Equals(p.Code, code, StringComparison.Ordinal));

    private T? Unknown<T>(string name, string reason) where T : class
    {
        if (!lenient)
            throw new SearchException(name, reason);
        ignored.Add(name);
        return null;
    }

    private string Known(string type) => $"It has: {string.Join(", ", definitions.SearchParameters(type).Where(p => p.Expression is not null).Select(p => p.Code))}.";

    /// <summary>Names come from strangers and go into messages.</summary>
    private static string Clean(string name) => name.Length > 64 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_') ? "?" : name;
}
