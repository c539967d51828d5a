namespace Salus.Fhir.Validation;

/// <param name="Node">As the code system writes it, with properties and designations.</param>
internal sealed record Concept(string Code, string? Display, FhirNode Node, Concept? Parent)
{
    /// <summary>Values of a property, also of those that CodeSystem.concept has of its own.</summary>
    public IEnumerable<string> Property(string name) => name switch
    {
        "code" or "concept" => [Code],
        "display" => Display is { } display ? [display] : [],
        "parent" when Parent is { } parent => [parent.Code, .. Written(name)],
        "child" => [.. Node.All("concept").Select(c => c["code"]?.Value).OfType<string>(), .. Written(name)],
        _ => Written(name),
    };

    private IEnumerable<string> Written(string name) => Node.All("property")
        .Where(p => string.Equals(p["code"]?.Value, name, StringComparison.Ordinal))
        .Select(p => p.Children.FirstOrDefault(c => c.Name.StartsWith("value", StringComparison.Ordinal)))
        .Select(v => v?.Value ?? v?["code"]?.Value)
        .OfType<string>();

    public bool IsInactive => Property("inactive").Contains("true", StringComparer.Ordinal)
        || Property("status").Any(s => s is "retired" or "inactive");
}

/// <summary>A code system as a table. Immutable after it was read.</summary>
internal sealed class KnownCodes
{
    private readonly Dictionary<string, Concept> concepts;
    private readonly Dictionary<string, List<Concept>> children = new(StringComparer.Ordinal);

    public KnownCodes(FhirNode source)
    {
        Source = source;
        Url = source["url"]?.Value ?? "";
        Content = source["content"]?.Value ?? "complete";
        concepts = new(source["caseSensitive"]?.Value is "false" ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        Add(source, null);
        foreach (var concept in concepts.Values)
        {
            foreach (var parent in concept.Property("parent").Concat(concept.Property("subsumedBy")).Distinct(StringComparer.Ordinal))
            {
                if (!children.TryGetValue(parent, out var below))
                    children[parent] = below = [];
                below.Add(concept);
            }
        }
    }

    public FhirNode Source { get; }

    public string Url { get; }

    public string Content { get; }

    /// <summary>It adds to the codes of another system and has none of its own.</summary>
    public bool IsSupplement => Content is "supplement" || Source["supplements"] is not null;

    /// <summary>A code that is not here does not exist.</summary>
    public bool IsComplete => Content is "complete" && !IsSupplement;

    public IEnumerable<Concept> All => concepts.Values;

    public Concept? Find(string code) => concepts.GetValueOrDefault(code);

    /// <summary>Whether a code is another or below it, by hierarchy or by the properties parent and subsumedBy.</summary>
    public bool IsA(string code, string ancestor)
    {
        var open = new Stack<string>([ancestor]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var at))
        {
            if (string.Equals(at, code, StringComparison.Ordinal))
                return true;
            if (!seen.Add(at) || !children.TryGetValue(at, out var below))
                continue;
            below.ForEach(c => open.Push(c.Code));
        }
        return false;
    }

    private void Add(FhirNode above, Concept? parent)
    {
        var open = new Stack<(FhirNode Above, Concept? Parent)>([(above, parent)]);
        while (open.TryPop(out var next))
        {
            foreach (var node in next.Above.All("concept"))
            {
                if (node["code"]?.Value is not { } code)
                    continue;
                var concept = new Concept(code, node["display"]?.Value, node, next.Parent);
                concepts.TryAdd(code, concept);
                open.Push((node, concept));
            }
        }
    }
}
