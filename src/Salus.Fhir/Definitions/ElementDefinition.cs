using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Fhir.Definitions;

/// <summary>A type that an element may have.</summary>
/// <param name="Code">For example <c>HumanName</c>, <c>string</c>, <c>Reference</c>.</param>
/// <param name="Profiles">Canonical addresses that the content must conform to (one of them); empty when any will do.</param>
/// <param name="TargetProfiles">What a reference may point at; empty when anything.</param>
public sealed record ElementType(string Code, ImmutableArray<string> Profiles, ImmutableArray<string> TargetProfiles, FhirNode Source);

/// <summary>Which codes an element may carry.</summary>
/// <param name="Strength"><c>required</c>, <c>extensible</c>, <c>preferred</c> or <c>example</c>.</param>
/// <param name="ValueSet">Canonical address, perhaps with a version; null when the definition names none.</param>
/// <param name="MaxValueSet">Of an extensible binding: outside this one no code is allowed at all.</param>
public sealed record Binding(string Strength, string? ValueSet, string? MaxValueSet);

/// <summary>A rule written in FHIRPath.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
public sealed record Invariant(string Key, string Severity, string Human, string? Expression, bool IsBestPractice);

/// <summary>How the repetitions of an element are told apart.</summary>
/// <param name="Rules"><c>open</c>, <c>closed</c> or <c>openAtEnd</c>.</param>
public sealed record Slicing(ImmutableArray<(string Type, string Path)> Discriminators, string Rules, bool Ordered);

/// <summary>
/// An element of a structure with the elements below it. The rules that hold for every element (<c>ele-1</c>: a value or children)
/// and every extension (<c>ext-1</c>: a value or extensions) stand only on the types Element and Extension, not on each use.
/// </summary>
public sealed class ElementDefinition
{
    private ElementDefinition(FhirNode source)
    {
        Source = source;
        Path = source["path"]?.Value ?? "";
        Id = source["id"]?.Value ?? Path;
        Name = Path[(Path.LastIndexOf('.') + 1)..];
        SliceName = source["sliceName"]?.Value;
        Min = Count(source["min"]?.Value) ?? 0;
        Max = source["max"]?.Value is null or "*" ? null : Count(source["max"]!.Value) ?? 0;
        IsList = (source["base"]?["max"]?.Value ?? source["max"]?.Value) is not (null or "0" or "1");
        ContentReference = source["contentReference"]?.Value;
        Types = [.. source.All("type").Select(TypeOf)];
        Constraints = [.. source.All("constraint").Select(InvariantOf)];
        if (source["binding"] is { } binding)
            Binding = new Binding(binding["strength"]?.Value ?? "example", binding["valueSet"]?.Value, ExtensionValue(binding, "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"));
        if (source["slicing"] is { } slicing)
        {
            Slicing = new Slicing(
                [.. slicing.All("discriminator").Select(d => (d["type"]?.Value ?? "", d["path"]?.Value ?? ""))],
                slicing["rules"]?.Value ?? "open",
                slicing["ordered"]?.Value is "true");
        }
        Fixed = source.Children.FirstOrDefault(c => c.Name.StartsWith("fixed", StringComparison.Ordinal));
        Pattern = source.Children.FirstOrDefault(c => c.Name.StartsWith("pattern", StringComparison.Ordinal));
        MinValue = source.Children.FirstOrDefault(c => c.Name.StartsWith("minValue", StringComparison.Ordinal));
        MaxValue = source.Children.FirstOrDefault(c => c.Name.StartsWith("maxValue", StringComparison.Ordinal));
        MaxLength = Count(source["maxLength"]?.Value);
        IsModifier = source["isModifier"]?.Value is "true";
        IsSummary = source["isSummary"]?.Value is "true";
        MustSupport = source["mustSupport"]?.Value is "true";
    }

    public string Id { get; }

    /// <summary>For example <c>Observation.value[x]</c>.</summary>
    public string Path { get; }

    /// <summary>The last step of the path, for example <c>value[x]</c>.</summary>
    public string Name { get; }

    public string? SliceName { get; }

    public int Min { get; }

    /// <summary>Null means without limit.</summary>
    public int? Max { get; }

    /// <summary>It may repeat in the base definition, so JSON writes an array even where a profile allows one.</summary>
    public bool IsList { get; }

    public ImmutableArray<ElementType> Types { get; }

    /// <summary>For example <c>#Questionnaire.item</c>: the content is that of another element of the same structure.</summary>
    public string? ContentReference { get; }

    /// <summary>The exact value (<c>fixed[x]</c>), under its written name; null when there is none.</summary>
    public FhirNode? Fixed { get; }

    /// <summary>The least that the value must hold (<c>pattern[x]</c>); null when there is none.</summary>
    public FhirNode? Pattern { get; }

    public FhirNode? MinValue { get; }

    public FhirNode? MaxValue { get; }

    /// <summary>In characters.</summary>
    public int? MaxLength { get; }

    public Binding? Binding { get; }

    public ImmutableArray<Invariant> Constraints { get; }

    public Slicing? Slicing { get; }

    public bool IsModifier { get; }

    public bool IsSummary { get; }

    public bool MustSupport { get; }

    public FhirNode Source { get; }

    /// <summary>Elements directly below, without slices, in the order of the definition; empty for an element whose type defines its content.</summary>
    public ImmutableArray<ElementDefinition> Children { get; private set; } = [];

    /// <summary>The named slices of this element.</summary>
    public ImmutableArray<ElementDefinition> Slices { get; private set; } = [];

    /// <summary>The child of that definition name, for example <c>value[x]</c>; null when there is none.</summary>
    public ElementDefinition? Child(string name) => Children.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    public override string ToString() => Id;

    /// <summary>The tree of a flat list of elements, by their order and paths.</summary>
    /// <exception cref="FormatException">The list is empty, or an element has no path or no parent before it.</exception>
    internal static ElementDefinition Tree(IEnumerable<FhirNode> elements)
    {
        var open = new List<Branch>();
        Branch? root = null;
        foreach (var source in elements)
        {
            var branch = new Branch(new ElementDefinition(source));
            var depth = branch.Element.Path.Count(c => c == '.');
            if (branch.Element.Path.Length == 0 || depth > open.Count)
                throw new FormatException($"The element '{branch.Element.Id}' has no parent before it in its structure.");
            open.RemoveRange(depth, open.Count - depth);
            open.Add(branch);
            if (depth == 0)
                root ??= branch;
            else
                open[depth - 1].Add(branch);
        }
        if (root is null)
            throw new FormatException("The structure has no elements.");
        root.Close();
        return root.Element;
    }

    private static ElementType TypeOf(FhirNode type)
    {
        var code = type["code"]?.Value ?? "";
        if (code.StartsWith("http://hl7.org/fhirpath/System.", StringComparison.Ordinal))
            code = ExtensionValue(type, "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type") ?? "string";
        return new ElementType(code, [.. Values(type, "profile")], [.. Values(type, "targetProfile")], type);
    }

    private static Invariant InvariantOf(FhirNode constraint) => new(
        constraint["key"]?.Value ?? "",
        constraint["severity"]?.Value ?? "error",
        constraint["human"]?.Value ?? "",
        constraint["expression"]?.Value,
        ExtensionValue(constraint, "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice") is "true");

    internal static string? ExtensionValue(FhirNode node, string url) =>
        node.All("extension").FirstOrDefault(e => string.Equals(e["url"]?.Value, url, StringComparison.Ordinal))
            ?.Children.FirstOrDefault(c => c.Name.StartsWith("value", StringComparison.Ordinal))?.Value;

    internal static IEnumerable<string> Values(FhirNode node, string name) => node.All(name).Select(n => n.Value).OfType<string>();

    private static int? Count(string? digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <summary>An element while its tree is still growing.</summary>
    private sealed class Branch(ElementDefinition element)
    {
        private readonly List<Branch> children = [];
        private readonly List<Branch> slices = [];

        public ElementDefinition Element { get; } = element;

        public void Add(Branch branch)
        {
            var sliced = branch.Element.SliceName is null ? null
                : children.FindLast(c => string.Equals(c.Element.Path, branch.Element.Path, StringComparison.Ordinal));
            (sliced?.slices ?? children).Add(branch);
        }

        public void Close()
        {
            children.ForEach(c => c.Close());
            slices.ForEach(s => s.Close());
            Element.Children = [.. children.Select(c => c.Element)];
            Element.Slices = [.. slices.Select(s => s.Element)];
        }
    }
}
