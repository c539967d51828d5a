using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Salus.Fhir.Definitions;

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
    // One reference says what a node holds: its value, its children, or both. Value and children of a node that was read
    // stay in the text until somebody asks; trees of large bundles are a few times the text, not dozens of times.
    private readonly FhirSource? source;
    private readonly int start;
    private readonly Marks marks;
    private readonly int length;
    private object? content;

    internal FhirNode(string name, FhirValueKind kind, string? value, ImmutableArray<FhirNode> children, string? resourceType = null, bool inList = false, bool isPrimitive = false)
    {
        Name = name;
        marks = (Marks)kind | When(inList, Marks.InList) | When(resourceType is not null, Marks.Resource)
            | When(isPrimitive || kind is not FhirValueKind.None, Marks.Primitive);
        content = Content(resourceType ?? value, children.IsDefaultOrEmpty ? null : ImmutableCollectionsMarshal.AsArray(children));
    }

    private FhirNode(string name, Marks marks, object? content, FhirSource? source, int start, int length)
    {
        Name = name;
        this.marks = marks;
        this.content = content;
        this.source = source;
        this.start = start;
        this.length = length;
    }

    /// <summary>A node with children that starts at an offset of a JSON text.</summary>
    internal static FhirNode Branch(string name, FhirNode[] children, string? resourceType, bool inList, FhirSource source, int start) =>
        new(name, When(inList, Marks.InList) | When(resourceType is not null, Marks.Resource), Content(resourceType, children.Length == 0 ? null : children), source, start, 0);

    /// <summary>A primitive whose literal stands at an offset of a JSON text, for a string without its quotes.</summary>
    internal static FhirNode Leaf(string name, FhirValueKind kind, bool inList, FhirSource source, int start, int length, bool escaped) =>
        new(name, (Marks)kind | Marks.Primitive | Marks.InText | When(inList, Marks.InList) | When(escaped, Marks.Escaped), null, source, start, length);

    /// <summary>A node at a line and column of an XML text.</summary>
    internal static FhirNode InXml(string name, FhirValueKind kind, string? value, FhirNode[] children, string? resourceType, bool inList, bool isPrimitive, FhirPosition position) =>
        new(name, (Marks)kind | Marks.LineAndColumn | When(inList, Marks.InList) | When(resourceType is not null, Marks.Resource) | When(isPrimitive, Marks.Primitive),
            Content(resourceType ?? value, children.Length == 0 ? null : children), null, (int)position.Line, (int)position.Column);

    [Flags]
    private enum Marks
    {
        None = 0,

        /// <summary>The two lowest bits are the <see cref="FhirValueKind"/>.</summary>
        LowKind = 1,
        HighKind = 2,
        KindMask = LowKind | HighKind,
        InList = 4,
        Primitive = 8,
        Resource = 16,

        /// <summary>The literal stands in the source.</summary>
        InText = 32,
        Escaped = 64,
        LineAndColumn = 128,
    }

    private static Marks When(bool condition, Marks mark) => condition ? mark : Marks.None;

    private bool Has(Marks mark) => (marks & mark) != Marks.None;

    /// <summary>A text (value of a primitive, type of a resource) beside children.</summary>
    private sealed class TextAndChildren(string? text, FhirNode[] children)
    {
        public string? Text { get; set; } = text;

        public FhirNode[] Children => children;
    }

    private static object? Content(string? text, FhirNode[]? children) =>
        children is null ? text : text is null ? children : new TextAndChildren(text, children);

    /// <summary>Element name in its parent, for example <c>family</c>; the resource type for the root of a resource.</summary>
    public string Name { get; }

    public FhirValueKind Kind => (FhirValueKind)(marks & Marks.KindMask);

    /// <summary>The literal exactly as written, without quotes and escapes, so <c>1.50</c> keeps its digits; null when there is none.</summary>
    public string? Value
    {
        get
        {
            if (Kind is FhirValueKind.None)
                return null;
            if (content is string text)
                return text;
            if (content is TextAndChildren both)
                return both.Text ??= Decoded();
            text = Decoded();
            content = text;
            return text;
        }
    }

    /// <summary>In document order, those of one name together; <c>resourceType</c> is not among them.</summary>
    public ImmutableArray<FhirNode> Children => ImmutableCollectionsMarshal.AsImmutableArray(ChildArray);

    internal bool HasChildren => content is FhirNode[] or TextAndChildren;

    /// <summary>Of the text when this is the whole of it, which tells how much it takes to write it; 0 otherwise.</summary>
    internal int TextLength => source is not null && Has(Marks.Resource) && start < 16 ? source.Length : 0;

    private FhirNode[] ChildArray => content switch
    {
        FhirNode[] children => children,
        TextAndChildren both => both.Children,
        _ => [],
    };

    /// <summary>For example <c>Patient</c>; null for an element that is not a resource.</summary>
    public string? ResourceType => Has(Marks.Resource) ? content as string ?? ((TextAndChildren)content!).Text : null;

    /// <summary>The element repeats: JSON writes it inside an array, even when there is only one.</summary>
    public bool InList => Has(Marks.InList);

    /// <summary>A primitive: one with a value, or one that has only an id or extensions, which JSON writes as <c>_name</c>.</summary>
    public bool IsPrimitive => Has(Marks.Primitive);

    /// <summary>Where the value starts in the text it was read from; null for a node that was built.</summary>
    public FhirPosition? Position =>
        source is not null ? source.PositionOf(Has(Marks.InText) && Kind is FhirValueKind.String ? start - 1 : start)
        : Has(Marks.LineAndColumn) ? new FhirPosition(start, length)
        : null;

    /// <summary>The logical id of a resource or element.</summary>
    public string? Id => this["id"]?.Value;

    /// <summary>The first child of that name; null when there is none.</summary>
    public FhirNode? this[string name]
    {
        get
        {
            foreach (var child in ChildArray)
            {
                if (string.Equals(child.Name, name, StringComparison.Ordinal))
                    return child;
            }
            return null;
        }
    }

    public IEnumerable<FhirNode> All(string name)
    {
        var (first, count) = Run(name);
        return new ArraySegment<FhirNode>(ChildArray, first, count);
    }

    /// <summary>The same as <see cref="All"/> without allocating.</summary>
    public ReadOnlySpan<FhirNode> Span(string name)
    {
        var (first, count) = Run(name);
        return ChildArray.AsSpan(first, count);
    }

    private (int First, int Count) Run(string name)
    {
        var children = ChildArray;
        var first = 0;
        while (first < children.Length && !string.Equals(children[first].Name, name, StringComparison.Ordinal))
            first++;
        var end = first;
        while (end < children.Length && string.Equals(children[end].Name, name, StringComparison.Ordinal))
            end++;
        return (first, end - first);
    }

    /// <summary>The literal as it stands in a JSON text, still valid between quotes; empty when the value is not in one or has escapes.</summary>
    internal bool TryGetPlainText(out ReadOnlySpan<byte> utf8)
    {
        utf8 = (marks & (Marks.InText | Marks.Escaped)) == Marks.InText ? source!.Text.AsSpan(start, length) : default;
        return (marks & (Marks.InText | Marks.Escaped)) == Marks.InText;
    }

    private string Decoded()
    {
        var literal = source!.Text.AsSpan(start, length);
        return Kind is FhirValueKind.Boolean ? literal[0] == 't' ? "true" : "false"
            : Has(Marks.Escaped) ? JsonEscapes.Decode(literal)
            : Encoding.UTF8.GetString(literal);
    }

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

    /// <summary>A primitive with an id or extensions beside its value, or in place of it when the value is empty.</summary>
    /// <exception cref="ArgumentException">The value is a list or has children of its own.</exception>
    public static FhirNode Primitive(FhirElement value, params ReadOnlySpan<(string Name, FhirElement Content)> elements)
    {
        if (value.IsList || value.Nodes is [{ IsPrimitive: false } or { Children.Length: > 0 }, ..])
            throw new ArgumentException("A primitive has one value, written as text, number or boolean.", nameof(value));
        return value.Nodes is [var only]
            ? new FhirNode("", only.Kind, only.Value, Named(elements))
            : new FhirNode("", FhirValueKind.None, null, Named(elements), isPrimitive: true);
    }

    /// <summary>A repeating element, written as a JSON array; left out when empty.</summary>
    public static FhirElement List(params IEnumerable<FhirElement> items) => FhirElement.List(items);

    /// <summary>This node with an element replaced where it stands, added at the end, or removed when the content is empty.</summary>
    public FhirNode With(string name, FhirElement content)
    {
        var named = Named((name, content));
        var at = 0;
        while (at < Children.Length && !string.Equals(Children[at].Name, name, StringComparison.Ordinal))
            at++;
        var others = Children.RemoveAll(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        return new FhirNode(Name, Kind, Value, others.InsertRange(Math.Min(at, others.Length), named), ResourceType, InList, IsPrimitive);
    }

    /// <summary>Reads one resource from UTF-8 JSON.</summary>
    /// <exception cref="FhirFormatException">Not FHIR JSON, with the line and what to do.</exception>
    public static FhirNode Parse(ReadOnlySpan<byte> json, FhirReadLimits? limits = null) => FhirJsonReader.Read(json, limits ?? FhirReadLimits.Default);

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, FhirReadLimits?)"/>
    public static FhirNode Parse(string json, FhirReadLimits? limits = null) => FhirJsonReader.Read(json, limits ?? FhirReadLimits.Default);

    public string ToJson(bool indented = false) => Encoding.UTF8.GetString(ToUtf8(indented));

    public byte[] ToUtf8(bool indented = false) => FhirJsonWriter.Write(this, indented, sorted: false);

    /// <summary>Reads one resource from XML: UTF-8, or UTF-16 with a byte order mark.</summary>
    /// <param name="definitions">What repeats, and what is a number; R4's own by default.</param>
    /// <exception cref="FhirFormatException">Not FHIR XML, with the line and what to do.</exception>
    public static FhirNode ParseXml(ReadOnlySpan<byte> xml, FhirDefinitions? definitions = null, FhirReadLimits? limits = null) =>
        FhirXmlReader.Read(xml, definitions ?? FhirDefinitions.R4, limits ?? FhirReadLimits.Default, problems: null)!;

    /// <inheritdoc cref="ParseXml(ReadOnlySpan{byte}, FhirDefinitions?, FhirReadLimits?)"/>
    public static FhirNode ParseXml(string xml, FhirDefinitions? definitions = null, FhirReadLimits? limits = null) => ParseXml(Encoding.UTF8.GetBytes(xml), definitions, limits);

    /// <summary>The XML form as UTF-8, in the order of the definitions.</summary>
    /// <exception cref="FhirFormatException">The resource has an element that its definition does not know, or a value that XML cannot hold.</exception>
    public byte[] ToXml(bool indented = false, FhirDefinitions? definitions = null) => FhirXmlWriter.Write(this, definitions ?? FhirDefinitions.R4, indented);

    /// <summary>Canonical JSON as R4 defines it: no white space, properties in alphabetical order. Equal resources give equal bytes.</summary>
    public byte[] ToCanonicalUtf8() => FhirJsonWriter.Write(this, indented: false, sorted: true);

    /// <summary>The same under another name. A resource keeps its type as name where none is given.</summary>
    internal FhirNode As(string name, bool inList) =>
        new(ResourceType is null || name.Length > 0 ? name : Name, inList ? marks | Marks.InList : marks & ~Marks.InList, content, source, start, length);

    /// <summary>A primitive that was read, with the children of its <c>_name</c> property.</summary>
    internal FhirNode WithTwin(FhirNode twin) =>
        new(Name, marks | Marks.Primitive, twin.ChildArray is { Length: > 0 } below ? Kind is FhirValueKind.None ? below : new TextAndChildren(content as string, below) : content, source, start, length);

    /// <summary>A <c>_name</c> property that has no value beside it.</summary>
    internal FhirNode AsPrimitive(string name, bool inList) =>
        new(name, When(inList, Marks.InList) | Marks.Primitive, ChildArray is { Length: > 0 } below ? below : null, source, start, 0);

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

    public bool Equals([NotNullWhen(true)] FhirNode? other)
    {
        const Marks compared = Marks.KindMask | Marks.InList | Marks.Primitive;
        return ReferenceEquals(this, other) || (other is not null
            && (marks & compared) == (other.marks & compared)
            && string.Equals(Name, other.Name, StringComparison.Ordinal)
            && string.Equals(Value, other.Value, StringComparison.Ordinal)
            && string.Equals(ResourceType, other.ResourceType, StringComparison.Ordinal)
            && ChildArray.AsSpan().SequenceEqual(other.ChildArray));
    }

    public override bool Equals(object? obj) => Equals(obj as FhirNode);

    public override int GetHashCode() => HashCode.Combine(Name, Value, ChildArray.Length, ResourceType);

    public override string ToString() => Value is null ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name} = {Value}");
}
