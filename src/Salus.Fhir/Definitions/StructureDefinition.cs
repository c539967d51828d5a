namespace Salus.Fhir.Definitions;

/// <summary>A data type, a resource type, a profile on one of them, or a logical model.</summary>
public sealed class StructureDefinition
{
    private readonly Lazy<ElementDefinition> root;

    /// <exception cref="FormatException">The resource has no url or no elements.</exception>
    public StructureDefinition(FhirNode source)
    {
        Source = source;
        Url = source["url"]?.Value ?? throw new FormatException("The StructureDefinition has no url, so nothing can name it.");
        Version = source["version"]?.Value;
        Name = source["name"]?.Value ?? Url;
        Type = source["type"]?.Value ?? Name;
        Kind = source["kind"]?.Value ?? "";
        IsAbstract = source["abstract"]?.Value is "true";
        BaseUrl = source["baseDefinition"]?.Value;
        Derivation = source["derivation"]?.Value;
        HasSnapshot = source["snapshot"]?["element"] is not null;
        root = new Lazy<ElementDefinition>(() => ElementDefinition.Tree((source["snapshot"] ?? source["differential"])?.All("element") ?? []));
    }

    public string Url { get; }

    public string? Version { get; }

    public string Name { get; }

    /// <summary>For example <c>Patient</c>; for a profile the type it constrains.</summary>
    public string Type { get; }

    /// <summary><c>primitive-type</c>, <c>complex-type</c>, <c>resource</c> or <c>logical</c>.</summary>
    public string Kind { get; }

    public bool IsAbstract { get; }

    public string? BaseUrl { get; }

    /// <summary><c>specialization</c> makes a type, <c>constraint</c> a profile.</summary>
    public string? Derivation { get; }

    /// <summary>All elements are there; otherwise only the differences from the base.</summary>
    public bool HasSnapshot { get; }

    /// <summary>The elements as a tree: of the snapshot, or of the differences when there is none.</summary>
    /// <exception cref="FormatException">An element has no parent before it.</exception>
    public ElementDefinition Root => root.Value;

    public FhirNode Source { get; }

    public override string ToString() => Url;
}
