using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Salus.Fhir.Definitions;

/// <summary>
/// What R4 says about types, search and codes: the embedded definitions of FHIR 4.0.1, perhaps with profiles, value sets and
/// code systems of a user on top. Immutable and safe for many threads; each definition is read when first asked for.
/// SNOMED CT and CPT codes are not among what is embedded: a site adds them with <see cref="With"/>.
/// </summary>
public sealed class FhirDefinitions
{
    private const string Base = "http://hl7.org/fhir/StructureDefinition/";

    private readonly Lazy<DefinitionPack>? structures;
    private readonly Lazy<DefinitionPack>? terms;
    private readonly Lazy<FrozenDictionary<string, ImmutableArray<SearchParameter>>> search;
    private readonly FhirDefinitions? below;
    private readonly FrozenDictionary<string, ImmutableArray<FhirNode>> added;
    private readonly FrozenDictionary<string, ImmutableArray<FhirNode>> supplements = FrozenDictionary<string, ImmutableArray<FhirNode>>.Empty;
    private readonly ConcurrentDictionary<string, StructureDefinition> read = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FhirNode> readTerms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ElementDefinition, ShapeContents> contents = new();
    private readonly ConcurrentDictionary<string, FhirShape> shapes = new(StringComparer.Ordinal);
    private readonly Lazy<FrozenDictionary<string, DefinitionPack.Entry>> types;
    private readonly Lazy<ImmutableArray<string>> resourceTypes;

    private FhirDefinitions()
    {
        structures = new(() => DefinitionPack.Load("structures"));
        terms = new(() => DefinitionPack.Load("terms"));
        added = FrozenDictionary<string, ImmutableArray<FhirNode>>.Empty;
        types = new(() => structures.Value.Entries.Where(e => e.MakesType).ToFrozenDictionary(e => e.Type, StringComparer.Ordinal));
        resourceTypes = new(() => [.. types.Value.Values.Where(e => e.Kind is "+resource" && e.Type is not ("Resource" or "DomainResource")).Select(e => e.Type).Order(StringComparer.Ordinal)]);
        search = new(() => ByBase(ReadSearchPack()));
    }

    private FhirDefinitions(FhirDefinitions below, IEnumerable<FhirNode> resources)
    {
        this.below = below;
        types = below.types;
        resourceTypes = below.resourceTypes;
        var known = resources.Where(r => r.ResourceType is not null && r["url"]?.Value is not null).ToList();
        added = known.GroupBy(r => r["url"]!.Value!, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
        supplements = known.Where(r => r.ResourceType is "CodeSystem" && r["supplements"]?.Value is not null)
            .GroupBy(r => r["supplements"]!.Value!.Split('|')[0], StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
        var parameters = known.Where(r => r.ResourceType is "SearchParameter").Select(SearchParameter.From).ToList();
        search = parameters.Count == 0 ? below.search : new(() => ByBase(below.search.Value.Values.SelectMany(p => p).DistinctBy(p => p.Url).Concat(parameters)));
    }

    /// <summary>FHIR 4.0.1 (2019-11-01) as published by HL7.</summary>
    public static FhirDefinitions R4 { get; } = new();

    /// <summary>Concrete resource types in alphabetical order.</summary>
    public IReadOnlyList<string> ResourceTypes => resourceTypes.Value;

    public bool IsResource(string type) => types.Value.TryGetValue(type, out var entry) && entry.Kind is "+resource";

    public bool IsPrimitive(string type) => types.Value.TryGetValue(type, out var entry) && entry.Kind is "+primitive-type";

    /// <summary>Whether a type is, or is derived from, another: Age from Quantity, Patient from DomainResource.</summary>
    public bool IsSubtype(string type, string ancestor)
    {
        while (!string.Equals(type, ancestor, StringComparison.Ordinal))
        {
            if (!types.Value.TryGetValue(type, out var entry) || !entry.BaseUrl.StartsWith(Base, StringComparison.Ordinal))
                return false;
            type = entry.BaseUrl[Base.Length..];
        }
        return true;
    }

    /// <summary>A structure by type name or canonical address, with or without <c>|version</c>; null when it is not known in that version.</summary>
    /// <exception cref="FormatException">A structure that a user added cannot be read.</exception>
    public StructureDefinition? Structure(string nameOrUrl)
    {
        var url = nameOrUrl.Contains(':', StringComparison.Ordinal) ? nameOrUrl : Base + nameOrUrl;
        // Only what is known is kept: addresses in hostile resources must not fill the memory.
        return read.TryGetValue(url, out var known) ? known : ReadStructure(url) is { } found ? read.GetOrAdd(url, found) : null;
    }

    /// <summary>The definition of a data type or resource type; null for a profile or an unknown name.</summary>
    public StructureDefinition? Type(string name) =>
        name.Length == 0 ? null : types.Value.ContainsKey(name) || name.Contains(':', StringComparison.Ordinal) ? Structure(name) : null;

    /// <summary>Parameters of a resource type, with those of Resource and DomainResource.</summary>
    public IReadOnlyList<SearchParameter> SearchParameters(string resourceType) => search.Value.GetValueOrDefault(resourceType, []);

    /// <summary>A value set without its texts; null when it is not known.</summary>
    public FhirNode? ValueSet(string url) => Term(url, "ValueSet");

    /// <summary>A code system without its texts; null when it is not known.</summary>
    public FhirNode? CodeSystem(string url) => Term(url, "CodeSystem");

    /// <summary>Profiles that an implementation guide a user added demands of every resource of a type.</summary>
    public IEnumerable<string> GlobalProfiles(string resourceType) =>
        added.Values.SelectMany(a => a).Where(r => r.ResourceType is "ImplementationGuide").SelectMany(g => g.All("global"))
            .Where(g => string.Equals(g["type"]?.Value, resourceType, StringComparison.Ordinal)).Select(g => g["profile"]?.Value).OfType<string>()
            .Concat(below?.GlobalProfiles(resourceType) ?? []);

    /// <summary>Code systems a user added that supplement another, for example with translations.</summary>
    public IEnumerable<FhirNode> Supplements(string codeSystem) =>
        supplements.GetValueOrDefault(codeSystem, []).Concat(below?.Supplements(codeSystem) ?? []);

    /// <summary>Any conformance resource a user added, by canonical address; null when nobody did.</summary>
    public FhirNode? Added(string url, string resourceType) =>
        Pick(url, resourceType) ?? below?.Added(url, resourceType);

    /// <summary>These definitions with more on top: profiles, extensions, value sets, code systems, search parameters. Those without url are left out.</summary>
    public FhirDefinitions With(IEnumerable<FhirNode> conformanceResources) => new(this, conformanceResources);

    /// <summary>The shape of a resource type or data type.</summary>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public FhirShape Shape(string type) => FindShape(type) ?? throw new ArgumentException($"R4 has no type '{type}'.", nameof(type));

    /// <summary>The same; null when there is no such type.</summary>
    public FhirShape? FindShape(string type)
    {
        if (shapes.TryGetValue(type, out var known))
            return known;
        if (below is not null && types.Value.ContainsKey(type))
            return below.FindShape(type);
        return Type(type) is { } structure
            ? shapes.GetOrAdd(type, new FhirShape(type, type, structure.Root, Contents(structure, structure.Root), 0, structure.Kind is "primitive-type"))
            : null;
    }

    internal ShapeContents Contents(StructureDefinition structure, ElementDefinition element) =>
        contents.GetOrAdd(element, static (element, from) => new ShapeContents(from.Self, from.structure, element), (Self: this, structure));

    /// <summary>The element that a content reference such as <c>#Questionnaire.item</c> means.</summary>
    internal static ElementDefinition Find(StructureDefinition structure, string reference)
    {
        var path = reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..];
        var element = structure.Root;
        foreach (var step in path.Split('.').Skip(1))
            element = element.Child(step) ?? throw new FormatException($"The structure {structure.Url} refers to '{reference}', which it does not have.");
        return element;
    }

    private StructureDefinition? ReadStructure(string url)
    {
        if (Pick(url, "StructureDefinition") is { } mine)
            return new StructureDefinition(mine);
        if (below is not null)
            return below.Structure(url);
        return Entry(structures!.Value, url) is { } entry ? new StructureDefinition(structures.Value.Read(entry)) : null;
    }

    private FhirNode? Term(string url, string resourceType)
    {
        var key = $"{resourceType} {url}";
        return readTerms.TryGetValue(key, out var known) ? known : ReadTerm(url, resourceType) is { } found ? readTerms.GetOrAdd(key, found) : null;
    }

    private FhirNode? ReadTerm(string url, string resourceType)
    {
        if (Pick(url, resourceType) is { } mine)
            return mine;
        if (below is not null)
            return below.Term(url, resourceType);
        return Entry(terms!.Value, url) is { } entry && string.Equals(entry.Type, resourceType, StringComparison.Ordinal) ? terms.Value.Read(entry) : null;
    }

    private FhirNode? Pick(string url, string resourceType)
    {
        var (address, version) = Split(url);
        if (!added.TryGetValue(address, out var candidates))
            return null;
        var fitting = candidates.Where(c => string.Equals(c.ResourceType, resourceType, StringComparison.Ordinal));
        return version is null
            ? fitting.MaxBy(c => c["version"]?.Value ?? "", VersionOrder.Instance)
            : fitting.FirstOrDefault(c => c["version"]?.Value is { } has && (string.Equals(has, version, StringComparison.Ordinal) || has.StartsWith(version + ".", StringComparison.Ordinal)));
    }

    private static DefinitionPack.Entry? Entry(DefinitionPack pack, string url)
    {
        var (address, version) = Split(url);
        return pack.Find(address) is { } entry && (version is null || entry.Version.Length == 0 || string.Equals(version, entry.Version, StringComparison.Ordinal) || entry.Version.StartsWith(version + ".", StringComparison.Ordinal))
            ? entry
            : null;
    }

    private static (string Address, string? Version) Split(string url)
    {
        var bar = url.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? (url, null) : (url[..bar], url[(bar + 1)..]);
    }

    private static IEnumerable<SearchParameter> ReadSearchPack()
    {
        var pack = DefinitionPack.Load("search");
        return pack.Entries.Select(pack.Read).Select(SearchParameter.From);
    }

    private FrozenDictionary<string, ImmutableArray<SearchParameter>> ByBase(IEnumerable<SearchParameter> parameters)
    {
        var all = parameters.ToList();
        return ResourceTypes.ToFrozenDictionary(
            type => type,
            type => all.Where(p => p.Base.Any(b => IsSubtype(type, b))).OrderBy(p => p.Code, StringComparer.Ordinal).ToImmutableArray(),
            StringComparer.Ordinal);
    }

    /// <summary>By the numbers in a version, so that 1.10 comes after 1.9; other text by its characters.</summary>
    private sealed class VersionOrder : IComparer<string>
    {
        public static readonly VersionOrder Instance = new();

        public int Compare(string? x, string? y) => Version.TryParse(x, out var a) && Version.TryParse(y, out var b) ? a.CompareTo(b) : string.CompareOrdinal(x, y);
    }
}
