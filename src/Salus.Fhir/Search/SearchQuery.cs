using System.Collections.Immutable;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Search;

/// <summary>What a search asks for; all criteria must hold.</summary>
/// <param name="Type">The resource type searched for.</param>
public sealed record SearchQuery(string Type, ImmutableArray<SearchCriterion> Criteria)
{
    /// <summary>Also hand out what the matches refer to.</summary>
    public ImmutableArray<SearchInclude> Includes { get; init; } = [];

    /// <summary>Also hand out what refers to the matches.</summary>
    public ImmutableArray<SearchInclude> ReverseIncludes { get; init; } = [];

    /// <summary>Empty: in the order in which the resources came into the record.</summary>
    public ImmutableArray<SearchSort> Sort { get; init; } = [];

    /// <summary>Matches on a page; null: as many as the server likes. 0: only count them.</summary>
    public int? Count { get; init; }

    /// <summary>Whether to say how many match in all.</summary>
    public bool Total { get; init; }

    public SearchSummary Summary { get; init; }

    /// <summary>Elements of the root to hand out; empty: all.</summary>
    public ImmutableArray<string> Elements { get; init; } = [];

    /// <summary>Where the page before ended; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Parameters that were left out because nobody knows them, and the caller allowed that.</summary>
    public ImmutableArray<string> Ignored { get; init; } = [];

    /// <summary>Reads the parameters of a search, percent-decoded.</summary>
    /// <param name="lenient">Leave unknown parameters out instead of refusing the search (<c>Prefer: handling=lenient</c>).</param>
    /// <exception cref="SearchException">The search cannot be answered as it is written.</exception>
    public static SearchQuery Parse(string type, IEnumerable<KeyValuePair<string, string>> parameters, FhirDefinitions? definitions = null, bool lenient = false) =>
        new SearchReader(definitions ?? FhirDefinitions.R4, lenient).Read(type, parameters);

    /// <summary>The same from text such as <c>code=http://loinc.org|718-7&amp;_count=10</c>.</summary>
    /// <inheritdoc cref="Parse(string, IEnumerable{KeyValuePair{string, string}}, FhirDefinitions?, bool)"/>
    public static SearchQuery Parse(string type, string query, FhirDefinitions? definitions = null, bool lenient = false) =>
        Parse(type, query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair), definitions, lenient);

    private static KeyValuePair<string, string> Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? new(Decode(text), "") : new(Decode(text[..at]), Decode(text[(at + 1)..]));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

public enum SearchSummary
{
    None,
    Summary,
    Text,

    /// <summary>All but the narrative.</summary>
    Data,

    /// <summary>Only how many.</summary>
    Count,
}

/// <summary>One condition on a resource.</summary>
public abstract record SearchCriterion;

public enum SearchModifier
{
    None,
    Missing,
    Exact,
    Contains,
    Not,
    Text,
    In,
    NotIn,
    Above,
    Below,
    Identifier,
    OfType,
}

/// <summary>A parameter has one of the values.</summary>
/// <param name="TargetType">Of a reference; null: any.</param>
public sealed record ValueCriterion(SearchParameter Parameter, SearchModifier Modifier, string? TargetType, ImmutableArray<SearchValue> Values) : SearchCriterion;

/// <summary>A reference leads to a resource for which one of the alternatives holds, each for its type.</summary>
public sealed record ChainCriterion(SearchParameter Reference, ImmutableArray<ChainTarget> Targets) : SearchCriterion;

/// <param name="Inner">On a resource of that type.</param>
public sealed record ChainTarget(string Type, SearchCriterion Inner);

/// <summary>A resource of another type, for which the inner criterion holds, refers to this one.</summary>
public sealed record HasCriterion(string Type, SearchParameter Reference, SearchCriterion Inner) : SearchCriterion;

/// <param name="Reference">Null: every reference.</param>
/// <param name="Target">Only resources of this type; null: any.</param>
/// <param name="Iterate">Also for resources that were themselves included.</param>
public sealed record SearchInclude(string Source, SearchParameter? Reference, string? Target, bool Iterate);

public sealed record SearchSort(SearchParameter Parameter, bool Descending);
