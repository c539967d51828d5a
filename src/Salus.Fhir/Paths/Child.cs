using Salus.Fhir.Definitions;

namespace Salus.Fhir.Paths;

/// <summary>
/// A step to the children of a name. What an element's definition says of the name is looked up once per shape and kept,
/// because one expression mostly meets one shape.
/// </summary>
internal sealed class Child(int position, string name, bool isFirst) : Expression(position)
{
    private Known? last;

    public string Name { get; } = name;

    /// <summary>Stands first, so it may name the type of the input: <c>Patient.name</c>.</summary>
    public bool IsFirst { get; } = isFirst;

    private bool MayNameType { get; } = isFirst && name.Length > 0 && char.IsAsciiLetterUpper(name[0]);

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        for (var i = 0; i < input.Count; i++)
        {
            var item = input[i];
            if (item.Node is { } node)
                Step(scope, item, node, ref output);
            else
                StepSystem(item, ref output);
        }
    }

    private void Step(Scope scope, in PathValue item, FhirNode node, ref PathValues output)
    {
        var shape = item.Shape;
        if (MayNameType && IsOfType(scope, item))
        {
            output.Add(item);
            return;
        }
        var known = last;
        if (known is null || !ReferenceEquals(known.Shape, shape) || !ReferenceEquals(known.Definitions, scope.Context.Definitions))
            last = known = Known.Of(shape, Name, scope.Context.Definitions);
        var written = known.Written;
        if (written.Length == 1)
        {
            var (only, childShape) = written[0];
            foreach (var child in node.Children)
            {
                if (string.Equals(child.Name, only, StringComparison.Ordinal))
                    output.Add(new PathValue(child, childShape is { IsAnyResource: false } ? childShape : PathTypes.Concrete(child, childShape, scope.Context.Definitions)));
            }
            return;
        }
        foreach (var child in node.Children)
        {
            foreach (var (choice, childShape) in written)
            {
                if (string.Equals(child.Name, choice, StringComparison.Ordinal))
                    output.Add(new PathValue(child, childShape));
            }
        }
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

    /// <summary>The names an element may be written with in one shape, and what each is.</summary>
    private sealed record Known(FhirShape? Shape, FhirDefinitions Definitions, (string Written, FhirShape? Shape)[] Written)
    {
        public static Known Of(FhirShape? shape, string name, FhirDefinitions definitions)
        {
            // 'valueQuantity' is how JSON writes it; an expression says 'value'. Only the name of the element is a step.
            var written = shape?.Written(name) ?? [];
            if (written.Count == 0 && shape?.Child(name) is not null)
                return new Known(shape, definitions, []);
            if (written.Count == 0)
                return new Known(shape, definitions, [(name, Undeclared(shape, name, definitions))]);
            var choices = new (string, FhirShape?)[written.Count];
            for (var i = 0; i < choices.Length; i++)
                choices[i] = (written[i], shape!.Child(written[i]));
            return new Known(shape, definitions, choices);
        }

        private static FhirShape? Undeclared(FhirShape? shape, string name, FhirDefinitions definitions) =>
            shape is null && name is "extension" or "modifierExtension" ? definitions.FindShape("Extension") : null;
    }
}
