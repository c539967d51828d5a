using System.Collections.Concurrent;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Paths;

/// <summary>
/// A step to the children of a name. What an element's definition says of the name is looked up once per shape and kept,
/// because one expression mostly meets one shape.
/// </summary>
internal sealed class Child(int position, string name, bool isFirst) : Expression(position)
{
    private readonly ConcurrentDictionary<FhirShape, Known> met = new();
    private Known? last;

    public string Name { get; } = name;

    /// <summary>Stands first, so it may name the type of the input: <c>Patient.name</c>.</summary>
    public bool IsFirst { get; } = isFirst;

    private bool MayNameType { get; } = isFirst && name.Length > 0 && char.IsAsciiLetterUpper(name[0]);

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        for (var i = 0; i < input.Count; i++)
            Step(scope, input[i], ref output);
    }

    /// <summary>Adds the children of one item.</summary>
    public void Step(Scope scope, in PathValue item, ref PathValues output)
    {
        if (item.Node is not { } node)
        {
            StepSystem(item, ref output);
        }
        else if (MayNameType && IsOfType(scope, item))
        {
            output.Add(item);
        }
        else if (node.HasChildren)
        {
            var known = Look(scope, item.Shape);
            if (known.IsChoice)
                StepChoice(node, item.Shape!, ref output);
            else if (known.Written is { } written)
                StepNamed(scope, node, written, known.Child, ref output);
        }
    }

    /// <summary>The children where the name has one type and is written in one way; false when it is a choice, a type, or open.</summary>
    public bool TryPlain(Scope scope, in PathValue item, out ReadOnlySpan<FhirNode> nodes, out FhirShape? shape)
    {
        nodes = default;
        shape = null;
        if (MayNameType || item.Node is not { } node || Look(scope, item.Shape) is not { IsChoice: false, Written: { } written, Child: { IsAnyResource: false } child })
            return false;
        shape = child;
        nodes = node.Span(written);
        return true;
    }

    private static void StepNamed(Scope scope, FhirNode node, string written, FhirShape? shape, ref PathValues output)
    {
        var isKnown = shape is { IsAnyResource: false };
        foreach (var child in node.Span(written))
            output.Add(new PathValue(child, isKnown ? shape : PathTypes.Concrete(child, shape, scope.Context.Definitions)));
    }

    /// <summary>A choice is written as its name with a type after it.</summary>
    private void StepChoice(FhirNode node, FhirShape shape, ref PathValues output)
    {
        foreach (var child in node.Children)
        {
            if (child.Name.Length > Name.Length && child.Name.StartsWith(Name, StringComparison.Ordinal) && shape.Child(child.Name) is { } type && string.Equals(type.ElementName, Name, StringComparison.Ordinal))
                output.Add(new PathValue(child, type));
        }
    }

    private Known Look(Scope scope, FhirShape? shape)
    {
        var known = last;
        if (known is not null && ReferenceEquals(known.Shape, shape))
            return known;
        if (shape is null)
            return Known.Of(null, Name, scope.Context.Definitions);
        return last = met.GetOrAdd(shape, static (shape, from) => Known.Of(shape, from.Name, from.Definitions), (Name, scope.Context.Definitions));
    }

    private bool IsOfType(Scope scope, in PathValue item) =>
        string.Equals(item.FhirType, Name, StringComparison.Ordinal) || scope.Context.Definitions.IsSubtype(item.FhirType, Name);

    /// <summary>The parts of system values: of a type its namespace and name, of a quantity its value and unit.</summary>
    private void StepSystem(in PathValue item, ref PathValues output)
    {
        if (item.AsType() is { } type)
        {
            if (Name is "namespace")
                output.Add(PathValue.Of(type.Namespace));
            else if (Name is "name")
                output.Add(PathValue.Of(type.Name));
        }
        else if (item.Kind is PathKind.Quantity && item.AsQuantity() is { } quantity)
        {
            if (Name is "value")
                output.Add(PathValue.Of(quantity.Value));
            else if (Name is "unit")
                output.Add(PathValue.Of(quantity.Unit));
        }
    }

    /// <summary>What the name means in one shape: a choice, an element written in one way, or nothing.</summary>
    private sealed record Known(FhirShape? Shape, bool IsChoice, string? Written, FhirShape? Child)
    {
        public static Known Of(FhirShape? shape, string name, FhirDefinitions definitions)
        {
            var written = shape?.Written(name) ?? [];
            if (written.Count > 1)
                return new Known(shape, IsChoice: true, null, null);
            if (written.Count == 1)
                return new Known(shape, IsChoice: false, written[0], shape!.Child(written[0]));
            // 'valueQuantity' is how JSON writes it; an expression says 'value'. What R4 does not define is taken by its name.
            return shape?.Child(name) is not null
                ? new Known(shape, IsChoice: false, null, null)
                : new Known(shape, IsChoice: false, name, shape is null && name is "extension" or "modifierExtension" ? definitions.FindShape("Extension") : null);
        }
    }
}
