using System.Globalization;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Paths;

/// <summary>What a value of FHIRPath is: an element of a tree, or one of the system types.</summary>
public enum PathKind : byte
{
    None,
    Node,
    Boolean,
    Integer,
    Long,
    Decimal,
    String,
    Date,
    DateTime,
    Time,
    Quantity,
    Type,
}

/// <summary>
/// One item of a FHIRPath collection: a node of a FHIR tree with what its definition says, or a system value.
/// The accessors convert a FHIR primitive to its system value by its definition; they answer null when the item is something else.
/// </summary>
public readonly struct PathValue : IEquatable<PathValue>
{
    private readonly object? content;
    private readonly FhirShape? shape;
    private readonly int bits;

    internal PathValue(FhirNode node, FhirShape? shape)
    {
        (content, this.shape, Kind) = (node, shape, PathKind.Node);
    }

    private PathValue(PathKind kind, object? content, int bits = 0)
    {
        (Kind, this.content, this.bits) = (kind, content, bits);
    }

    public PathKind Kind { get; }

    /// <summary>The node, when this is one.</summary>
    public FhirNode? Node => Kind is PathKind.Node ? (FhirNode)content! : null;

    /// <summary>What the node is by its definition; null for system values and for elements that R4 does not define.</summary>
    public FhirShape? Shape => shape;

    /// <summary>For example <c>FHIR.Patient</c>, <c>FHIR.code</c>, <c>System.String</c>.</summary>
    public string TypeName => Kind is PathKind.Node ? $"FHIR.{FhirType}" : $"System.{Kind}";

    /// <summary>The FHIR type of a node without namespace; the element's JSON type where R4 does not define it.</summary>
    internal string FhirType => shape?.TypeName ?? Node?.ResourceType ?? Node?.Kind switch
    {
        FhirValueKind.Boolean => "boolean",
        FhirValueKind.Number => "decimal",
        FhirValueKind.String => "string",
        _ => "Element",
    };

    public static PathValue Of(bool value) => new(PathKind.Boolean, null, value ? 1 : 0);

    public static PathValue Of(int value) => new(PathKind.Integer, null, value);

    public static PathValue Of(long value) => new(PathKind.Long, value);

    public static PathValue Of(decimal value) => new(PathKind.Decimal, value);

    public static PathValue Of(string value) => new(PathKind.String, value);

    public static PathValue Of(PathTemporal value) => new(value.Kind, value);

    public static PathValue Of(PathQuantity value) => new(PathKind.Quantity, value);

    /// <summary>A node whose type is known by its <c>resourceType</c>, or by the shape.</summary>
    public static PathValue Of(FhirNode node, FhirShape? shape = null, FhirDefinitions? definitions = null) =>
        new(node, PathTypes.Concrete(node, shape, definitions ?? FhirDefinitions.R4));

    internal static PathValue Of(PathType value) => new(PathKind.Type, value);

    public bool? AsBoolean() => System() is { Kind: PathKind.Boolean } value ? value.bits != 0 : null;

    /// <summary>An Integer; also a Long that fits.</summary>
    public int? AsInteger() => System() is { IsInteger: true } value && value.Bits == (int)value.Bits ? (int)value.Bits : null;

    public long? AsLong() => System() is { IsInteger: true } value ? value.Bits : null;

    /// <summary>A Decimal, Integer or Long.</summary>
    public decimal? AsDecimal() => System() is var value && value.Kind is PathKind.Decimal ? (decimal)value.content! : value.IsInteger ? value.Bits : null;

    public string? AsString() => System() is { Kind: PathKind.String } value ? (string)value.content! : null;

    /// <summary>A Date, DateTime or Time.</summary>
    public PathTemporal? AsTemporal() => System().content as PathTemporal;

    /// <summary>A quantity literal, or a FHIR Quantity that has a value.</summary>
    public PathQuantity? AsQuantity() => System().content as PathQuantity;

    internal PathType? AsType() => content as PathType;

    internal bool IsInteger => Kind is PathKind.Integer or PathKind.Long;

    internal bool IsNumber => Kind is PathKind.Integer or PathKind.Long or PathKind.Decimal;

    internal bool IsTemporal => Kind is PathKind.Date or PathKind.DateTime or PathKind.Time;

    internal bool Truth => bits != 0;

    internal long Bits => Kind is PathKind.Long ? (long)content! : bits;

    internal object? Content => content;

    /// <summary>A FHIR primitive whose literal is its system value: a string, code, uri and the like.</summary>
    internal bool IsText => Kind is PathKind.Node && shape is { IsPrimitive: true } && Node!.Kind is FhirValueKind.String && PathTypes.KindOf(shape.TypeName) is PathKind.String;

    /// <summary>The system value of a FHIR primitive or Quantity; itself otherwise.</summary>
    internal PathValue System() => Kind is PathKind.Node ? PathTypes.System((FhirNode)content!, shape, this) : this;

    /// <summary>The value as text: the literal of a primitive, the FHIR form of a system value; null for an element with children only.</summary>
    public string? Text => Kind switch
    {
        PathKind.None => null,
        PathKind.Node => Node!.Value ?? (System() is { Kind: PathKind.Quantity } quantity ? quantity.Text : null),
        PathKind.Boolean => Truth ? "true" : "false",
        PathKind.Integer or PathKind.Long => Bits.ToString(CultureInfo.InvariantCulture),
        PathKind.Decimal => ((decimal)content!).ToString(CultureInfo.InvariantCulture),
        _ => content!.ToString(),
    };

    /// <summary>The equality of FHIRPath's <c>=</c>, but a number never equals a quantity; unknown counts as unequal.</summary>
    public bool Equals(PathValue other) => PathEquality.Equal(this, other) is true && (System().Kind is PathKind.Quantity) == (other.System().Kind is PathKind.Quantity);

    public override bool Equals(object? obj) => obj is PathValue other && Equals(other);

    public override int GetHashCode() => PathEquality.Hash(this);

    public static bool operator ==(PathValue left, PathValue right) => left.Equals(right);

    public static bool operator !=(PathValue left, PathValue right) => !left.Equals(right);

    public override string ToString() => Text ?? TypeName;
}

/// <summary>What <c>type()</c> answers: the namespace and name of a type.</summary>
internal sealed record PathType(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}
