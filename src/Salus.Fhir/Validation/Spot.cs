using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>A node of the resource under validation: what it is, and where.</summary>
internal sealed class Spot
{
    private readonly FhirDefinitions definitions;
    private readonly int index;
    private ImmutableArray<Spot> children;
    private string? path;

    private Spot(FhirDefinitions definitions, FhirNode node, FhirShape? shape, FhirShape? declared, Spot? parent, int index)
    {
        this.definitions = definitions;
        this.index = index;
        Node = node;
        Shape = shape;
        Declared = declared;
        Parent = parent;
        Resource = node.ResourceType is not null || parent is null ? this : parent.Resource;
        Root = parent is null ? this : parent.Root;
    }

    public FhirNode Node { get; }

    /// <summary>Its own type; null for an element that the definition does not have.</summary>
    public FhirShape? Shape { get; }

    /// <summary>As its parent declares it: for a resource inside another the shape of the element that holds it.</summary>
    public FhirShape? Declared { get; }

    public Spot? Parent { get; }

    /// <summary>The resource it belongs to; itself when it is one.</summary>
    public Spot Resource { get; }

    public Spot Root { get; }

    public bool IsResource => Node.ResourceType is not null;

    /// <summary><c>value</c> for <c>valueQuantity</c>.</summary>
    public string ElementName => Declared?.ElementName ?? Node.Name;

    public string TypeName => Shape?.TypeName ?? "";

    /// <summary>FHIRPath from the root.</summary>
    public string Path => path ??= Parent is null ? Node.ResourceType ?? Shape?.TypeName ?? Node.Name : $"{Parent.Path}.{Step()}";

    /// <summary>All that is directly below, in document order.</summary>
    public ImmutableArray<Spot> Children => children.IsDefault ? children = Below() : children;

    public static Spot Of(FhirDefinitions definitions, FhirNode resource, FhirShape? shape) => new(definitions, resource, shape, null, null, 0);

    public IEnumerable<Spot> All(string elementName)
    {
        foreach (var child in Children)
        {
            if (string.Equals(child.ElementName, elementName, StringComparison.Ordinal))
                yield return child;
        }
    }

    public Spot? First(string elementName) => All(elementName).FirstOrDefault();

    /// <summary>This one and everything below it.</summary>
    public IEnumerable<Spot> Descendants()
    {
        var open = new Stack<Spot>();
        open.Push(this);
        while (open.TryPop(out var spot))
        {
            yield return spot;
            for (var i = spot.Children.Length - 1; i >= 0; i--)
                open.Push(spot.Children[i]);
        }
    }

    public string? Value(string elementName) => Node[elementName]?.Value;

    private ImmutableArray<Spot> Below()
    {
        if (Node.Children.IsEmpty)
            return [];
        var below = ImmutableArray.CreateBuilder<Spot>(Node.Children.Length);
        string? last = null;
        var at = 0;
        foreach (var child in Node.Children)
        {
            at = string.Equals(child.Name, last, StringComparison.Ordinal) ? at + 1 : 0;
            last = child.Name;
            var declared = Shape?.Child(child.Name);
            var shape = child.ResourceType is { } type && (declared is null || declared.IsAnyResource) ? declared is null ? null : definitions.FindShape(type) : declared;
            below.Add(new Spot(definitions, child, shape, declared, this, at));
        }
        return below.MoveToImmutable();
    }

    private string Step()
    {
        if (Declared is { } declared && !string.Equals(declared.ElementName, Node.Name, StringComparison.Ordinal))
            return $"{declared.ElementName}.ofType({declared.TypeName})";
        return Node.InList ? string.Create(CultureInfo.InvariantCulture, $"{Node.Name}[{index}]") : Node.Name;
    }

    public override string ToString() => Path;
}
