using System.Collections.Immutable;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths.Functions;

namespace Salus.Fhir.Paths;

/// <summary>
/// A FHIRPath 2.0 expression (http://hl7.org/fhirpath/N1), with the functions FHIR adds and those of the 3.0 ballot that the
/// conformance suite uses. Compiled once; immutable, and safe for many threads.
/// </summary>
public sealed class FhirPath
{
    private readonly Expression root;
    private Met? last;

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

    /// <summary>
    /// What can never work on a type: elements it does not have, types that do not exist, functions on the wrong thing. Where types are
    /// open (contained resources, what a reference points at) nothing is reported.
    /// </summary>
    /// <param name="type">Of the input, for example <c>Patient</c> or <c>HumanName</c>.</param>
    /// <param name="isStrict">Also report what leans on the order of children.</param>
    public ImmutableArray<FhirPathProblem> Check(string type, FhirDefinitions? definitions = null, bool isStrict = false) =>
        PathChecker.Check(root, type, definitions ?? FhirDefinitions.R4, isStrict);

    /// <summary>The names of the external constants it uses, except those it defines itself.</summary>
    internal IReadOnlyCollection<string> ExternalConstants()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var defined = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<Expression>([root]);
        while (open.TryPop(out var part))
        {
            if (part is ExternalConstant constant)
                used.Add(constant.Name);
            if (part is Call { Name: "defineVariable", Arguments: [Literal { Value: { Kind: PathKind.String } name }, ..] })
                defined.Add(name.Text!);
            foreach (var inner in part.Parts)
                open.Push(inner);
        }
        used.ExceptWith(defined);
        return used;
    }

    /// <summary>Known without being given: <c>%context</c>, <c>%resource</c> and the constants of FHIR.</summary>
    internal static bool IsKnownConstant(string name) => name is "context" or "resource" or "rootResource" || ExternalConstant.Constant(name) is not null;

    private PathValues Run(FhirNode input, PathContext? context)
    {
        context ??= PathContext.Default;
        return Run(new PathValue(input, ShapeOf(input, context)), context);
    }

    /// <summary>Expressions mostly meet one type of resource, so the last shape is kept.</summary>
    private FhirShape? ShapeOf(FhirNode input, PathContext context)
    {
        if (context.Shape is not null || input.ResourceType is not { } type)
            return PathTypes.Concrete(input, context.Shape, context.Definitions);
        var known = last;
        if (known is null || !ReferenceEquals(known.Definitions, context.Definitions) || !string.Equals(known.Type, type, StringComparison.Ordinal))
            last = known = new Met(type, context.Definitions, PathTypes.Concrete(input, null, context.Definitions));
        return known.Shape;
    }

    private sealed record Met(string Type, FhirDefinitions Definitions, FhirShape? Shape);

    private PathValues Run(PathValue? input, PathContext context)
    {
        var scope = Scope.Enter(context, Text, input.GetValueOrDefault(), input.HasValue);
        PathValues output = default;
        root.Evaluate(scope, scope.This, ref output);
        // After an error the scope is left to the collector: it may hold anything.
        scope.Leave();
        return output;
    }

    public override string ToString() => Text;
}
