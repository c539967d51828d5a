using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Fhir;

/// <summary>
/// What an element holds while a tree is being built: nothing, one value or node, or a list.
/// Plain .NET values convert by themselves; null means the element is left out.
/// </summary>
public readonly struct FhirElement : IEquatable<FhirElement>
{
    private readonly ImmutableArray<FhirNode> nodes;

    private FhirElement(ImmutableArray<FhirNode> nodes, bool isList)
    {
        this.nodes = nodes;
        IsList = isList;
    }

    internal ImmutableArray<FhirNode> Nodes => nodes.IsDefault ? [] : nodes;

    internal bool IsList { get; }

    internal static FhirElement List(IEnumerable<FhirElement> items) => new([.. items.SelectMany(i => i.Nodes)], isList: true);

    /// <summary>An exact number literal, for decimals whose digits matter.</summary>
    public static FhirElement Number(string literal) =>
        decimal.TryParse(literal, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _)
            ? Primitive(FhirValueKind.Number, literal)
            : throw new FormatException($"'{literal}' is not a FHIR number.");

    public static implicit operator FhirElement(FhirNode? node) => node is null ? default : new([node], isList: false);
    public static implicit operator FhirElement(string? text) => string.IsNullOrEmpty(text) ? default : Primitive(FhirValueKind.String, text);
    public static implicit operator FhirElement(bool? value) => value is { } known ? Primitive(FhirValueKind.Boolean, known ? "true" : "false") : default;
    public static implicit operator FhirElement(bool value) => (bool?)value;
    public static implicit operator FhirElement(int? value) => value is { } known ? Primitive(FhirValueKind.Number, known.ToString(CultureInfo.InvariantCulture)) : default;
    public static implicit operator FhirElement(int value) => (int?)value;
    public static implicit operator FhirElement(decimal value) => Primitive(FhirValueKind.Number, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An instant or dateTime with milliseconds and offset.</summary>
    public static implicit operator FhirElement(DateTimeOffset? at) =>
        at?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public static implicit operator FhirElement(DateTimeOffset at) => (DateTimeOffset?)at;

    private static FhirElement Primitive(FhirValueKind kind, string literal) => new([new FhirNode("", kind, literal, [])], isList: false);

    public bool Equals(FhirElement other) => IsList == other.IsList && Nodes.SequenceEqual(other.Nodes);

    public override bool Equals(object? obj) => obj is FhirElement other && Equals(other);

    public override int GetHashCode() => Nodes.Length;

    public static bool operator ==(FhirElement left, FhirElement right) => left.Equals(right);

    public static bool operator !=(FhirElement left, FhirElement right) => !left.Equals(right);
}
