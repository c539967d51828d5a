using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Salus.Fhir;

/// <summary>How the value of a node is written in JSON.</summary>
public enum FhirValueKind
{
    /// <summary>No value of its own: an object, or a primitive that only carries an id or extensions.</summary>
    None,
    String,
    Number,
    Boolean,
}

/// <summary>
/// A node of an immutable FHIR R4 tree: an element with its name, its value if it is a primitive, and its children.
/// A repeating element is several children of one name; the <c>_name</c> twin of a JSON primitive is merged into the primitive.
/// Equal when names, values, list positions and children (in order) are equal.
/// </summary>
public sealed class FhirNode : IEquatable<FhirNode>
{
    internal FhirNode(string name, FhirValueKind kind, string? value, ImmutableArray<FhirNode> children, string? resourceType = null, bool inList = false)
    {
        Name = name;
        Kind = kind;
        Value = value;
        Children = children;
        ResourceType = resourceType;
        InList = inList;
    }

    /// <summary>Element name in its parent, for example <c>family</c>; the resource type for the root of a resource.</summary>
    public string Name { get; }

    public FhirValueKind Kind { get; }

    /// <summary>The literal exactly as written, without quotes and escapes, so <c>1.50</c> keeps its digits; null when there is none.</summary>
    public string? Value { get; }

    /// <summary>In document order; <c>resourceType</c> is not among them.</summary>
    public ImmutableArray<FhirNode> Children { get; }

    /// <summary>For example <c>Patient</c>; null for an element that is not a resource.</summary>
    public string? ResourceType { get; }

    /// <summary>The element repeats: JSON writes it inside an array, even when there is only one.</summary>
    public bool InList { get; }

    /// <summary>The logical id of a resource or element.</summary>
    public string? Id => this["id"]?.Value;

    /// <summary>The first child of that name; null when there is none.</summary>
    public FhirNode? this[string name] => Children.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    public IEnumerable<FhirNode> All(string name) => Children.Where(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    /// <summary>
    /// The nodes at a path of element names with optional indexes, for example <c>Patient.name[0].family</c>.
    /// A leading resource type must match. An index counts among everything the path selects so far, as in FHIRPath.
    /// </summary>
    /// <exception cref="FormatException">The path is not written like that.</exception>
    public IEnumerable<FhirNode> Select(string path) => FhirPlace.Select(this, path);

    /// <summary>The value of the first node at a path that has one; null when none does.</summary>
    public string? ValueAt(string path) => Select(path).FirstOrDefault(n => n.Value is not null)?.Value;

    /// <summary>This node and everything below it, each with its path.</summary>
    public IEnumerable<FhirPlace> Places() => FhirPlace.Below(this);

    /// <summary>A resource; elements without value are left out.</summary>
    public static FhirNode Resource(string type, params ReadOnlySpan<(string Name, FhirElement Content)> elements) =>
        new(type, FhirValueKind.None, null, Named(elements), type);

    /// <summary>An element with children; elements without value are left out.</summary>
    public static FhirNode Object(params ReadOnlySpan<(string Name, FhirElement Content)> elements) =>
        new("", FhirValueKind.None, null, Named(elements));

    /// <summary>A repeating element, written as a JSON array; left out when empty.</summary>
    public static FhirElement List(params IEnumerable<FhirElement> items) => FhirElement.List(items);

    /// <summary>This node with an element replaced where it stands, added at the end, or removed when the content is empty.</summary>
    public FhirNode With(string name, FhirElement content)
    {
        var named = Named((name, content));
        var at = 0;
        while (at < Children.Length && !string.Equals(Children[at].Name, name, StringComparison.Ordinal))
            at++;
        var others = Children.Where(c => !string.Equals(c.Name, name, StringComparison.Ordinal)).ToArray();
        at = Math.Min(at, others.Length);
        return new FhirNode(Name, Kind, Value, [.. others[..at], .. named, .. others[at..]], ResourceType, InList);
    }

    /// <summary>Reads one resource from UTF-8 JSON.</summary>
    /// <exception cref="FhirFormatException">Not FHIR JSON, with the line and what to do.</exception>
    public static FhirNode Parse(ReadOnlySpan<byte> json, FhirReadLimits? limits = null) => FhirJson.Read(json, limits ?? FhirReadLimits.Default);

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, FhirReadLimits?)"/>
    public static FhirNode Parse(string json, FhirReadLimits? limits = null) => Parse(Encoding.UTF8.GetBytes(json), limits);

    public string ToJson(bool indented = false) => Encoding.UTF8.GetString(ToUtf8(indented));

    public byte[] ToUtf8(bool indented = false) => FhirJson.Write(this, indented, sorted: false);

    /// <summary>Canonical JSON as R4 defines it: no white space, properties in alphabetical order. Equal resources give equal bytes.</summary>
    public byte[] ToCanonicalUtf8() => FhirJson.Write(this, indented: false, sorted: true);

    internal FhirNode As(string name, bool inList) => new(ResourceType is null || name.Length > 0 ? name : Name, Kind, Value, Children, ResourceType, inList);

    private static ImmutableArray<FhirNode> Named(params ReadOnlySpan<(string Name, FhirElement Content)> elements)
    {
        var children = ImmutableArray.CreateBuilder<FhirNode>(elements.Length);
        foreach (var (name, content) in elements)
        {
            foreach (var earlier in children)
            {
                if (string.Equals(earlier.Name, name, StringComparison.Ordinal))
                    throw new ArgumentException($"The element '{name}' is given twice; use a list.", nameof(elements));
            }
            foreach (var node in content.Nodes)
                children.Add(node.As(name, content.IsList));
        }
        return children.ToImmutable();
    }

    public bool Equals([NotNullWhen(true)] FhirNode? other) =>
        other is not null && Kind == other.Kind && InList == other.InList
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Value, other.Value, StringComparison.Ordinal)
        && string.Equals(ResourceType, other.ResourceType, StringComparison.Ordinal)
        && Children.SequenceEqual(other.Children);

    public override bool Equals(object? obj) => Equals(obj as FhirNode);

    public override int GetHashCode() => HashCode.Combine(Name, Value, Children.Length, ResourceType);

    public override string ToString() => Value is null ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name} = {Value}");
}
