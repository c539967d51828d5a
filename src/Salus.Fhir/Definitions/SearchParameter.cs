using System.Collections.Immutable;

namespace Salus.Fhir.Definitions;

/// <summary>A part of a composite search parameter.</summary>
/// <param name="Definition">Url of the parameter that the part is searched by.</param>
/// <param name="Expression">FHIRPath relative to the composite's own expression.</param>
public sealed record SearchComponent(string Definition, string Expression);

/// <summary>What resources can be found by.</summary>
/// <param name="Code">The name in a query, for example <c>birthdate</c>.</param>
/// <param name="Type"><c>number</c>, <c>date</c>, <c>string</c>, <c>token</c>, <c>reference</c>, <c>composite</c>, <c>quantity</c>, <c>uri</c> or <c>special</c>.</param>
/// <param name="Expression">FHIRPath over the resource; null for parameters that only a server can answer, such as <c>_content</c>.</param>
/// <param name="Targets">Resource types that a reference may lead to.</param>
public sealed record SearchParameter(
    string Url, string Code, string Type, string? Expression, ImmutableArray<string> Base, ImmutableArray<string> Targets, ImmutableArray<SearchComponent> Components)
{
    /// <exception cref="FormatException">The resource has no url, code, type or base.</exception>
    public static SearchParameter From(FhirNode source) => new(
        Needed(source, "url"),
        Needed(source, "code"),
        Needed(source, "type"),
        source["expression"]?.Value,
        [.. ElementDefinition.Values(source, "base")],
        [.. ElementDefinition.Values(source, "target")],
        [.. source.All("component").Select(c => new SearchComponent(Needed(c, "definition"), Needed(c, "expression")))]);

    private static string Needed(FhirNode source, string name) =>
        source[name]?.Value ?? throw new FormatException($"The SearchParameter {source["url"]?.Value} has no {name}.");
}
