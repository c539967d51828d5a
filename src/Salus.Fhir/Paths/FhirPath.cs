using System.Collections.Immutable;

namespace Salus.Fhir.Paths;

/// <summary>
/// A FHIRPath 2.0 expression (http://hl7.org/fhirpath/N1), with the functions FHIR adds and those of the 3.0 ballot that the
/// conformance suite uses. Compiled once; immutable, and safe for many threads.
/// </summary>
public sealed class FhirPath
{
    private readonly Expression root;

    private FhirPath(string text, Expression root)
    {
        Text = text;
        this.root = root;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    internal Expression Root => root;

    /// <exception cref="FhirPathSyntaxException">Not an expression; the message says where and what was expected.</exception>
    public static FhirPath Parse(string expression) => new(expression, new PathParser(expression).ParseAll());

    /// <summary>What the expression yields for a resource or element.</summary>
    /// <exception cref="FhirPathException">The expression does not fit the input, for example one item was needed and there are two.</exception>
    public ImmutableArray<PathValue> Evaluate(FhirNode input, PathContext? context = null) => Run(input, context).ToImmutable();

    /// <summary>The same for any value; pass null to evaluate without input.</summary>
    public ImmutableArray<PathValue> Evaluate(PathValue? input, PathContext? context = null) => Run(input, context ?? PathContext.Default).ToImmutable();

    /// <summary>The truth of what the expression yields: one boolean is itself, any other single item is true, nothing is false.</summary>
    /// <exception cref="FhirPathException">It yields several items, or cannot be evaluated.</exception>
    public bool IsTrue(FhirNode input, PathContext? context = null)
    {
        var values = Run(input, context);
        return Singletons.Truth(values) ?? (values.IsEmpty ? false : throw new FhirPathException($"A condition must yield one value, but {values.Count} came.", 0, Text));
    }

    /// <summary>The nodes the expression yields; system values are left out.</summary>
    public IEnumerable<FhirNode> Select(FhirNode input, PathContext? context = null)
    {
        var values = Run(input, context);
        var nodes = new List<FhirNode>(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Node is { } node)
                nodes.Add(node);
        }
        return nodes;
    }

    private PathValues Run(FhirNode input, PathContext? context)
    {
        context ??= PathContext.Default;
        return Run(new PathValue(input, PathTypes.Concrete(input, context.Shape, context.Definitions)), context);
    }

    private PathValues Run(PathValue? input, PathContext context)
    {
        var scope = new Scope(context, Text, input.GetValueOrDefault(), input.HasValue);
        PathValues output = default;
        root.Evaluate(scope, scope.This, ref output);
        return output;
    }

    public override string ToString() => Text;
}
