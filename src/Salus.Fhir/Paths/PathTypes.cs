using System.Collections.Frozen;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Paths;

/// <summary>The two type systems of FHIRPath on FHIR: what a node is, what system value it has, and the <c>is</c> of a named type.</summary>
internal static class PathTypes
{
    private static readonly FrozenSet<string> SystemNames =
        new[] { "Boolean", "Integer", "Long", "Decimal", "String", "Date", "DateTime", "Time", "Quantity", "Any" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The system type of a FHIR primitive type: String for code, uri, markdown and the like.</summary>
    public static PathKind KindOf(string primitive) => primitive switch
    {
        "boolean" => PathKind.Boolean,
        "integer" or "positiveInt" or "unsignedInt" => PathKind.Integer,
        "integer64" => PathKind.Long,
        "decimal" => PathKind.Decimal,
        "date" => PathKind.Date,
        "dateTime" or "instant" => PathKind.DateTime,
        "time" => PathKind.Time,
        _ => PathKind.String,
    };

    /// <summary>The shape of a node where its declared type is open: any resource, or nothing said.</summary>
    public static FhirShape? Concrete(FhirNode node, FhirShape? shape, FhirDefinitions definitions)
    {
        if (shape is { IsAnyResource: false } || (shape is not null && node.ResourceType is null))
            return shape;
        return node.ResourceType is { } type ? definitions.FindShape(type) : null;
    }

    public static PathValue System(FhirNode node, FhirShape? shape, in PathValue self)
    {
        if (node.Value is not { } literal)
            return shape is { IsPrimitive: false } && node.ResourceType is null && Quantity(node, shape) is { } quantity ? PathValue.Of(quantity) : self;
        var kind = shape is { IsPrimitive: true }
            ? KindOf(shape.TypeName)
            : node.Kind switch { FhirValueKind.Boolean => PathKind.Boolean, FhirValueKind.Number => PathKind.Decimal, _ => PathKind.String };
        switch (kind)
        {
            case PathKind.Boolean when literal is "true" or "false":
                return PathValue.Of(literal is "true");
            case PathKind.Integer when int.TryParse(literal, global::System.Globalization.CultureInfo.InvariantCulture, out var integer):
                return PathValue.Of(integer);
            case PathKind.Integer or PathKind.Long when long.TryParse(literal, global::System.Globalization.CultureInfo.InvariantCulture, out var wide):
                return PathValue.Of(wide);
            case PathKind.Integer or PathKind.Long or PathKind.Decimal when PathNumbers.TryFhirDecimal(literal, out var number):
                return PathValue.Of(number);
            case PathKind.Date or PathKind.DateTime when PathTemporal.ParseDateTime(literal, kind) is { } date:
                return PathValue.Of(date);
            case PathKind.Time when PathTemporal.ParseTime(literal) is { } time:
                return PathValue.Of(time);
            default:
                return PathValue.Of(literal);
        }
    }

    /// <summary>A FHIR Quantity as a quantity: its UCUM code, else its unit as words.</summary>
    private static PathQuantity? Quantity(FhirNode node, FhirShape shape)
    {
        if (!(shape.TypeName is "Quantity" or "Age" or "Duration" or "Count" or "Distance" or "SimpleQuantity" or "MoneyQuantity"))
            return null;
        string? value = null, code = null, unit = null, system = null;
        foreach (var child in node.Children)
        {
            switch (child.Name)
            {
                case "value": value = child.Value; break;
                case "code": code = child.Value; break;
                case "unit": unit = child.Value; break;
                case "system": system = child.Value; break;
                default: break;
            }
        }
        if (value is null || !PathNumbers.TryFhirDecimal(value, out var number))
            return null;
        return new PathQuantity(number, (system is null or "http://unitsofmeasure.org" ? code ?? unit : unit ?? code) ?? "1");
    }

    /// <summary>Whether a value is of a type, by the rules of <c>is</c> and <c>ofType</c>: subtypes count, the two namespaces do not mix.</summary>
    public static bool Is(in PathValue value, TypeName type, FhirDefinitions definitions)
    {
        if (value.Kind is not PathKind.Node)
        {
            if (type.Namespace is "FHIR")
                return false;
            return type.Name is "Any" || string.Equals(type.Name, value.Kind.ToString(), StringComparison.Ordinal);
        }
        if (type.Namespace is "System")
            return false;
        var actual = value.FhirType;
        return string.Equals(actual, type.Name, StringComparison.Ordinal) || definitions.IsSubtype(actual, type.Name);
    }

    public static bool IsKnown(TypeName type, FhirDefinitions definitions) => type.Namespace switch
    {
        "System" => true,
        "FHIR" => definitions.Type(type.Name) is not null,
        _ => SystemNames.Contains(type.Name) || definitions.Type(type.Name) is not null,
    };
}

/// <summary>A type as an expression names it; no namespace means either.</summary>
internal sealed record TypeName(string? Namespace, string Name)
{
    public override string ToString() => Namespace is null ? Name : $"{Namespace}.{Name}";
}
