using System.Collections.Frozen;

namespace Salus.Fhir.Definitions;

/// <summary>
/// What an element of an instance is, walked by the names that JSON writes: <c>Shape("Observation").Child("valueQuantity")</c>.
/// Asking twice gives the same object.
/// </summary>
public sealed class FhirShape
{
    private readonly ShapeContents contents;

    internal FhirShape(string typeName, string elementName, ElementDefinition element, ShapeContents contents, int order, bool isPrimitive)
    {
        TypeName = typeName;
        ElementName = elementName;
        Element = element;
        this.contents = contents;
        Order = order;
        IsPrimitive = isPrimitive;
        IsAnyResource = typeName is "Resource" or "DomainResource";
        JsonKind = !isPrimitive ? FhirValueKind.None : typeName switch
        {
            "boolean" => FhirValueKind.Boolean,
            "integer" or "positiveInt" or "unsignedInt" or "decimal" => FhirValueKind.Number,
            _ => FhirValueKind.String,
        };
    }

    /// <summary>For example <c>Patient</c>, <c>HumanName</c>, <c>string</c>, <c>BackboneElement</c>.</summary>
    public string TypeName { get; }

    /// <summary><c>value</c> for <c>valueQuantity</c>; the written name for everything that is not a choice.</summary>
    public string ElementName { get; }

    /// <summary>Where it is declared.</summary>
    public ElementDefinition Element { get; }

    /// <summary>Place among its siblings in the definition; the types of one choice share it.</summary>
    public int Order { get; }

    public bool IsPrimitive { get; }

    public bool IsList => Element.IsList;

    /// <summary>Holds a resource of any type: what it is, its <see cref="FhirNode.ResourceType"/> says.</summary>
    public bool IsAnyResource { get; }

    /// <summary>How JSON writes the value of a primitive.</summary>
    public FhirValueKind JsonKind { get; }

    /// <summary>The child written with that name, for example <c>valueQuantity</c>; null when the type has none.</summary>
    public FhirShape? Child(string writtenName) => contents.Named.GetValueOrDefault(writtenName);

    /// <summary>The names an element may be written with: <c>value</c> gives <c>valueQuantity</c>, <c>valueString</c> and so on; empty when the type has none.</summary>
    public IReadOnlyList<string> Written(string elementName) => contents.Written.GetValueOrDefault(elementName, []);

    /// <summary>All children in the order of the definition.</summary>
    public IReadOnlyList<(string WrittenName, FhirShape Shape)> Children => contents.InOrder;

    public override string ToString() => $"{Element.Path}: {TypeName}";
}

/// <summary>The children that shapes of one type, or of one backbone element, have in common. Filled on first use: types contain themselves.</summary>
internal sealed class ShapeContents(FhirDefinitions definitions, StructureDefinition structure, ElementDefinition parent)
{
    private Filled? filled;

    public FrozenDictionary<string, FhirShape> Named => Fill().Named;

    public FrozenDictionary<string, string[]> Written => Fill().Written;

    public (string WrittenName, FhirShape Shape)[] InOrder => Fill().InOrder;

    // Two threads may both fill it; one result wins, so that asking twice gives the same object.
    private Filled Fill() => Volatile.Read(ref filled) ?? Interlocked.CompareExchange(ref filled, Make(), null) ?? filled;

    private Filled Make()
    {
        var children = new List<(string WrittenName, FhirShape Shape)>();
        var isPrimitive = structure.Kind is "primitive-type";
        for (var order = 0; order < parent.Children.Length; order++)
        {
            var element = parent.Children[order];
            if (isPrimitive && element.Name is "value")
                continue;
            if (element.Name.EndsWith("[x]", StringComparison.Ordinal))
            {
                var name = element.Name[..^3];
                foreach (var type in element.Types)
                    children.Add((name + char.ToUpperInvariant(type.Code[0]) + type.Code[1..], Child(element, name, type.Code, order)));
            }
            else
            {
                children.Add((element.Name, Child(element, element.Name, element.Types.IsEmpty ? "" : element.Types[0].Code, order)));
            }
        }
        return new Filled(
            children.ToFrozenDictionary(c => c.WrittenName, c => c.Shape, StringComparer.Ordinal),
            children.GroupBy(c => c.Shape.ElementName, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.Select(c => c.WrittenName).ToArray(), StringComparer.Ordinal),
            [.. children]);
    }

    private FhirShape Child(ElementDefinition element, string name, string type, int order)
    {
        // Resource.id is declared as a System.String, which would make it a string; R4 means an id.
        if (element.Path is "Resource.id" || (element.Source["base"]?["path"]?.Value is "Resource.id"))
            type = "id";
        // R4 says Resource of Bundle.entry.response.outcome; the packed definitions say OperationOutcome. Either way a resource is inside.
        if (type is not "Resource" && definitions.Type(type) is { Kind: "resource" })
            type = "Resource";
        if (element.ContentReference is { } reference)
        {
            var target = FhirDefinitions.Find(structure, reference);
            return new FhirShape(target.Types.IsEmpty ? "BackboneElement" : target.Types[0].Code, name, element, definitions.Contents(structure, target), order, isPrimitive: false);
        }
        return element.Children.IsEmpty && definitions.Type(type) is { } declared
            ? new FhirShape(type, name, element, definitions.Contents(declared, declared.Root), order, declared.Kind is "primitive-type")
            : new FhirShape(type, name, element, definitions.Contents(structure, element), order, isPrimitive: false);
    }

    private sealed record Filled(FrozenDictionary<string, FhirShape> Named, FrozenDictionary<string, string[]> Written, (string, FhirShape)[] InOrder);
}
