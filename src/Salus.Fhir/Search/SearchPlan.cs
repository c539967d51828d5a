using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Search;

/// <summary>Which paths of a resource type have to be indexed so that all its search parameters can be answered.</summary>
public sealed class SearchPlan
{
    private const string ResolvesTo = ".where(resolve() is ";

    private static readonly ConditionalWeakTable<FhirDefinitions, ConcurrentDictionary<string, SearchPlan>> known = [];

    private readonly Dictionary<(string Kind, string? Within, string Expression), SearchPath> paths = [];
    private readonly FrozenDictionary<string, ImmutableArray<SearchPathUse>> uses;
    private readonly FrozenDictionary<string, ImmutableArray<SearchComposite>> composites;

    private SearchPlan(FhirDefinitions definitions, string type)
    {
        Type = type;
        var parameters = definitions.SearchParameters(type).Where(p => p.Expression is not null).ToList();
        uses = parameters.Where(p => p.Type is not ("composite" or "special") && p.Code is not ("_id" or "_lastUpdated"))
            .ToFrozenDictionary(p => p.Url, p => Uses(p).ToImmutableArray(), StringComparer.Ordinal);
        composites = parameters.Where(p => p.Type is "composite")
            .ToFrozenDictionary(p => p.Url, p => Composites(p, parameters).ToImmutableArray(), StringComparer.Ordinal);
        Paths = [.. paths.Values];
    }

    public string Type { get; }

    /// <summary>Each once.</summary>
    public ImmutableArray<SearchPath> Paths { get; }

    public static SearchPlan For(string type, FhirDefinitions? definitions = null) =>
        known.GetOrCreateValue(definitions ?? FhirDefinitions.R4).GetOrAdd(type, static (type, definitions) => new SearchPlan(definitions, type), definitions ?? FhirDefinitions.R4);

    /// <summary>The places that hold the values of a parameter; any of them may match.</summary>
    public ImmutableArray<SearchPathUse> PathsOf(SearchParameter parameter) => uses.GetValueOrDefault(parameter.Url, []);

    /// <summary>The elements over which a composite parameter may match; any of them is enough.</summary>
    public ImmutableArray<SearchComposite> CompositesOf(SearchParameter parameter) => composites.GetValueOrDefault(parameter.Url, []);

    private IEnumerable<SearchPathUse> Uses(SearchParameter parameter)
    {
        foreach (var part in Parts(parameter.Expression!))
        {
            if (!IsOf(part, Type))
                continue;
            var at = parameter.Type is "reference" && part[^1] == ')' ? part.LastIndexOf(ResolvesTo, StringComparison.Ordinal) : -1;
            yield return at < 0
                ? new SearchPathUse(Path(parameter.Type, null, part), null)
                : new SearchPathUse(Path(parameter.Type, null, part[..at]), part[(at + ResolvesTo.Length)..^1]);
        }
    }

    private IEnumerable<SearchComposite> Composites(SearchParameter parameter, List<SearchParameter> parameters)
    {
        foreach (var element in Parts(parameter.Expression!).Where(p => p == Type || IsOf(p, Type)))
        {
            var parts = parameter.Components.Select(c => parameters.Find(p => string.Equals(p.Url, c.Definition, StringComparison.Ordinal)) is { } part
                ? Parts(c.Expression.Replace("ofType(DateTime)", "ofType(dateTime)", StringComparison.Ordinal))
                    .Select(e => element == Type ? Path(part.Type, null, $"{Type}.{e}") : Path(part.Type, element, e)).ToImmutableArray()
                : []).ToImmutableArray();
            if (parts.All(p => p.Length > 0))
                yield return new SearchComposite(parts);
        }
    }

    private SearchPath Path(string kind, string? within, string expression)
    {
        if (!paths.TryGetValue((kind, within, expression), out var path))
            paths.Add((kind, within, expression), path = new SearchPath(Type, kind, expression, within));
        return path;
    }

    private static bool IsOf(string expression, string type)
    {
        var plain = expression.AsSpan().TrimStart('(');
        return plain.StartsWith(type + ".", StringComparison.Ordinal) || plain.StartsWith("Resource.", StringComparison.Ordinal) || plain.StartsWith("DomainResource.", StringComparison.Ordinal);
    }

    /// <summary>The operands of a union, without parentheses around a whole one.</summary>
    private static IEnumerable<string> Parts(string expression)
    {
        var (depth, quoted, from) = (0, false, 0);
        for (var i = 0; i <= expression.Length; i++)
        {
            var c = i < expression.Length ? expression[i] : '|';
            if (c == '\'')
                quoted = !quoted;
            else if (!quoted && c == '(')
                depth++;
            else if (!quoted && c == ')')
                depth--;
            if (i < expression.Length && (quoted || depth > 0 || c != '|'))
                continue;
            yield return Bare(expression[from..i].Trim());
            from = i + 1;
        }
    }

    private static string Bare(string part)
    {
        while (part.Length > 2 && part[0] == '(' && part[^1] == ')')
        {
            var depth = 0;
            for (var i = 0; i < part.Length - 1; i++)
            {
                depth += part[i] switch { '(' => 1, ')' => -1, _ => 0 };
                if (depth == 0)
                    return part;
            }
            part = part[1..^1].Trim();
        }
        return part;
    }
}
