using Salus.Fhir;

namespace Salus.Tools.PackDefinitions;

/// <summary>Definitions without what machines do not need: narrative, prose, mappings, and rules that are repeated on every element.</summary>
internal static class Slim
{
    private static readonly HashSet<string> StructureParts = new(StringComparer.Ordinal)
    {
        "id", "url", "version", "name", "title", "status", "kind", "abstract", "context", "contextInvariant", "type", "baseDefinition", "derivation", "snapshot",
    };

    private static readonly HashSet<string> ElementParts = new(StringComparer.Ordinal)
    {
        "id", "path", "representation", "sliceName", "sliceIsConstraining", "slicing", "min", "max", "base", "contentReference", "type",
        "maxLength", "binding", "constraint", "isModifier", "isSummary", "mustSupport",
    };

    private static readonly string[] ValueParts = ["fixed", "pattern", "minValue", "maxValue"];

    private static readonly HashSet<string> SearchParts = new(StringComparer.Ordinal)
    {
        "id", "url", "version", "name", "status", "code", "base", "type", "expression", "target", "component", "multipleOr", "multipleAnd", "comparator", "modifier",
    };

    private static readonly HashSet<string> TermParts = new(StringComparer.Ordinal)
    {
        "id", "url", "version", "name", "title", "status", "experimental", "compose", "expansion", "caseSensitive", "valueSet", "hierarchyMeaning", "compositional", "versionNeeded", "content", "supplements", "concept",
    };

    private static readonly HashSet<string> ConceptProperties = new(StringComparer.Ordinal) { "notSelectable", "status", "inactive", "deprecated", "retired", "parent", "subsumedBy" };

    /// <summary>Content under licences that do not allow shipping it.</summary>
    private static readonly HashSet<string> Withheld = new(StringComparer.Ordinal)
    {
        "http://snomed.info/sct", "http://www.ama-assn.org/go/cpt", "http://nucc.org/provider-taxonomy",
    };

    public static FhirNode Structure(FhirNode source)
    {
        var own = source["url"]!.Value;
        return Keep(source, (name, node) => !StructureParts.Contains(name) ? null
            : name is "snapshot" ? Keep(node, (part, element) => part is "element" ? Element(element, own) : null)
            : node);
    }

    public static FhirNode SearchParameter(FhirNode source) => Keep(source, (name, node) => SearchParts.Contains(name) ? node : null);

    public static FhirNode Terms(FhirNode source)
    {
        var withheld = source.ResourceType is "CodeSystem" && Withheld.Contains(source["url"]!.Value!);
        var slim = Keep(source, (name, node) => !TermParts.Contains(name) || (withheld && name is "concept") ? null : name switch
        {
            "concept" => Concept(node),
            "compose" => Keep(node, (part, below) => part is "include" or "exclude" ? Include(below) : below),
            "expansion" => Keep(node, (part, below) => part is "contains" ? Contained(below) : part is "total" ? below : null),
            _ => node,
        });
        return withheld ? slim.With("content", "not-present") : slim;
    }

    private static FhirNode Element(FhirNode element, string? own) => Keep(element, (name, node) =>
        ValueParts.Any(p => name.StartsWith(p, StringComparison.Ordinal)) ? node
        : !ElementParts.Contains(name) ? null
        : name switch
        {
            // Stated once, on the types Element and Extension, instead of on each of their uses.
            "constraint" => node["key"]?.Value is "ele-1" or "ext-1" && node["source"]?.Value is { } from && !string.Equals(from, own, StringComparison.Ordinal)
                ? null
                : Keep(node, (part, below) => part is "extension" or "key" or "severity" or "human" or "expression" ? below : null),
            "binding" => Keep(node, (part, below) => part is "strength" or "valueSet" || (part is "extension" && below["url"]?.Value?.EndsWith("elementdefinition-maxValueSet", StringComparison.Ordinal) is true) ? below : null),
            "slicing" => Keep(node, (part, below) => part is "description" ? null : below),
            _ => node,
        });

    private static FhirNode Concept(FhirNode concept) => Keep(concept, (name, node) => name switch
    {
        "code" or "display" => node,
        "concept" => Concept(node),
        "property" when ConceptProperties.Contains(node["code"]?.Value ?? "") => node,
        _ => null,
    });

    /// <summary>A list of withheld codes becomes an include that says it is not complete.</summary>
    private static FhirNode Include(FhirNode include)
    {
        var withheld = include["concept"] is not null && Withheld.Contains(include["system"]?.Value ?? "");
        var slim = Keep(include, (name, node) => name is "concept" ? (withheld ? null : Keep(node, (part, below) => part is "code" or "display" ? below : null)) : node);
        return withheld ? slim.With("filter", FhirNode.List(FhirNode.Object(("property", "withheld"), ("op", "="), ("value", "true")))) : slim;
    }

    private static FhirNode? Contained(FhirNode contained) =>
        Withheld.Contains(contained["system"]?.Value ?? "") ? null
        : Keep(contained, (name, node) => name switch
        {
            "system" or "code" or "display" or "abstract" or "inactive" or "version" => node,
            "contains" => Contained(node),
            _ => null,
        });

    /// <summary>The node with each child as the function gives it back; null leaves it out.</summary>
    private static FhirNode Keep(FhirNode source, Func<string, FhirNode, FhirNode?> child)
    {
        var kept = source.Children.GroupBy(c => c.Name, StringComparer.Ordinal)
            .Select(g => (g.Key, g.First().InList
                ? FhirNode.List(g.Select(c => child(g.Key, c)).OfType<FhirNode>().Select(n => (FhirElement)n))
                : child(g.Key, g.First()) is { } one ? (FhirElement)one : default))
            .ToArray();
        return source.ResourceType is { } type ? FhirNode.Resource(type, kept) : FhirNode.Object(kept);
    }
}
