using System.Collections.Immutable;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths.Functions;

namespace Salus.Fhir.Paths;

/// <summary>What an expression can be told to do wrong before it runs.</summary>
/// <param name="Position">Zero-based character in the expression.</param>
public sealed record FhirPathProblem(int Position, string Reason);

/// <summary>
/// Walks an expression with the types its input has by definition, and reports what can never work: an element that no type there has,
/// a type that does not exist, a text function on a structure. Where a type is open it reports nothing.
/// </summary>
internal sealed class PathChecker(FhirDefinitions definitions, bool isStrict)
{
    private readonly List<FhirPathProblem> problems = [];

    /// <summary>The types something may have; empty when that is not known.</summary>
    /// <param name="IsOrdered">False for children and descendants, whose order says nothing.</param>
    private readonly record struct Known(ImmutableArray<FhirShape> Shapes, ImmutableArray<PathKind> Kinds, bool IsOrdered = true)
    {
        public static Known Open { get; } = new([], []);

        public bool IsOpen => Shapes.IsEmpty && Kinds.IsEmpty;

        public static Known Of(PathKind kind) => new([], [kind]);

        public static Known Of(FhirShape? shape) => shape is null or { IsAnyResource: true } ? Open : new([shape], []);

        public Known Or(Known other) => IsOpen || other.IsOpen ? Open with { IsOrdered = IsOrdered && other.IsOrdered } : new([.. Shapes, .. other.Shapes], [.. Kinds, .. other.Kinds]);
    }

    public static ImmutableArray<FhirPathProblem> Check(Expression root, string type, FhirDefinitions definitions, bool isStrict)
    {
        var checker = new PathChecker(definitions, isStrict);
        var input = Known.Of(definitions.FindShape(type));
        checker.TypeOf(root, input, input);
        return [.. checker.problems.OrderBy(p => p.Position)];
    }

    private Known TypeOf(Expression expression, Known input, Known self)
    {
        switch (expression)
        {
            case Literal literal:
                return Known.Of(literal.Value.Kind);
            case This:
                return self;
            case Parenthesis parenthesis:
                return TypeOf(parenthesis.Inner, input, self);
            case Child child:
                return TypeOfChild(child, input);
            case Chain chain:
                var current = TypeOf(chain.Steps[0], input, self);
                foreach (var step in chain.Steps.AsSpan(1))
                    current = TypeOf(step, current, self);
                return current;
            case Indexer indexer:
                NeedsOrder(indexer, "An index", input);
                TypeOf(indexer.At, self, self);
                return input;
            case TypeTest test:
                return TypeOfTest(test, test.Left is null ? input : TypeOf(test.Left, input, self));
            case Call call:
                return TypeOfCall(call, input, self);
            case Polarity polarity:
                return TypeOf(polarity.Operand, input, self);
            case Union union:
                return TypeOf(union.Left, input, self).Or(TypeOf(union.Right, input, self));
            case Arithmetic arithmetic:
                return TypeOfArithmetic(arithmetic, TypeOf(arithmetic.Left, input, self), TypeOf(arithmetic.Right, input, self));
            case BinaryExpression binary:
                TypeOf(binary.Left, input, self);
                TypeOf(binary.Right, input, self);
                return Known.Of(PathKind.Boolean);
            default:
                return Known.Open;
        }
    }

    private Known TypeOfChild(Child child, Known input)
    {
        if (input.IsOpen)
            return Known.Open;
        if (child.IsFirst && input.Shapes is [var root] && (string.Equals(root.TypeName, child.Name, StringComparison.Ordinal) || definitions.IsSubtype(root.TypeName, child.Name)))
            return input;
        var found = new List<FhirShape>();
        var isOpen = false;
        foreach (var shape in input.Shapes)
        {
            foreach (var written in shape.Written(child.Name))
            {
                var below = shape.Child(written)!;
                isOpen |= below.IsAnyResource;
                found.Add(below);
            }
        }
        var ofSystem = input.Kinds.Any(k => (k is PathKind.Quantity && child.Name is "value" or "unit") || (k is PathKind.Type && child.Name is "name" or "namespace"));
        if (found.Count == 0 && !ofSystem)
        {
            var choice = input.Shapes.Select(s => s.Child(child.Name)).FirstOrDefault(s => s is not null);
            var types = string.Join(" or ", input.Shapes.Select(s => s.TypeName).Concat(input.Kinds.Select(k => k.ToString())).Distinct(StringComparer.Ordinal).Take(5));
            problems.Add(new FhirPathProblem(child.Position, choice is null ? $"{types} has no element '{child.Name}'." : $"'{child.Name}' is how JSON writes '{choice.ElementName}'; write {choice.ElementName}.ofType({choice.TypeName})."));
        }
        return found.Count == 0 || isOpen || ofSystem ? Known.Open : new Known([.. found], []);
    }

    private Known TypeOfTest(TypeTest test, Known input)
    {
        if (!PathTypes.IsKnown(test.Type, definitions))
            problems.Add(new FhirPathProblem(test.Position, $"There is no type '{test.Type}'."));
        if (test.Verb is "is")
            return Known.Of(PathKind.Boolean);
        if (test.Type.Namespace is not "System" && definitions.FindShape(test.Type.Name) is { } shape)
            return Known.Of(shape);
        return Enum.TryParse<PathKind>(test.Type.Name, out var kind) ? Known.Of(kind) : Known.Open with { IsOrdered = input.IsOrdered };
    }

    private Known TypeOfCall(Call call, Known input, Known self)
    {
        switch (call.Name)
        {
            case "where" or "all" or "exists" or "sort" or "trace":
                foreach (var argument in call.Name is "trace" ? call.Arguments[1..] : call.Arguments)
                    TypeOf(argument, input, input);
                return call.Name is "all" or "exists" ? Known.Of(PathKind.Boolean) : call.Name is "sort" ? input with { IsOrdered = true } : input;
            case "select":
                return TypeOf(call.Arguments[0], input, input) with { IsOrdered = input.IsOrdered };
            case "repeat" or "repeatAll" or "aggregate":
                // What is found is walked again with the same expression, so its type is open.
                return Known.Open;
            case "children" or "descendants":
                return Known.Open with { IsOrdered = false };
            case "first" or "last" or "tail" or "skip" or "take":
                NeedsOrder(call, $"'{call.Name}'", input);
                Outside(call, self);
                return input;
            case "single" or "distinct" or "intersect" or "exclude":
                Outside(call, self);
                return input;
            case "union" or "combine":
                return input.Or(TypeOf(call.Arguments[0], self, self));
            case "iif":
                var branches = call.Arguments.Select(a => TypeOf(a, input, input)).ToArray();
                if (Only(branches[0]) is { } criterion and not PathKind.Boolean)
                    problems.Add(new FhirPathProblem(call.Arguments[0].Position, $"The criterion of 'iif' is a boolean, not {criterion}."));
                return branches.Length == 3 ? branches[1].Or(branches[2]) : branches[1];
            case "extension":
                return Known.Of(definitions.FindShape("Extension"));
            case "defineVariable":
                return input;
            case "type":
                return Known.Of(PathKind.Type);
            case "count" or "length" or "indexOf":
                NeedsText(call, input);
                return Known.Of(PathKind.Integer);
            case "empty" or "not" or "startsWith" or "endsWith" or "contains" or "matches" or "matchesFull":
                NeedsText(call, input);
                Outside(call, self);
                return Known.Of(PathKind.Boolean);
            case "substring" or "upper" or "lower" or "replace" or "replaceMatches" or "trim" or "split" or "toChars" or "encode" or "decode" or "escape" or "unescape":
                NeedsText(call, input);
                Outside(call, self);
                return Known.Of(PathKind.String);
            case "toString" or "join":
                return Known.Of(PathKind.String);
            case "today":
                return Known.Of(PathKind.Date);
            case "now":
                return Known.Of(PathKind.DateTime);
            default:
                Outside(call, self);
                return Known.Open;
        }
    }

    private void Outside(Call call, Known self)
    {
        foreach (var argument in call.Arguments)
            TypeOf(argument, self, self);
    }

    private void NeedsOrder(Expression where, string what, Known input)
    {
        if (isStrict && !input.IsOrdered)
            problems.Add(new FhirPathProblem(where.Position, $"{what} needs an order, and children and descendants have none."));
    }

    private void NeedsText(Call call, Known input)
    {
        if (call.Name is "count" or "empty" or "not" || input.IsOpen)
            return;
        var fits = input.Kinds.Contains(PathKind.String) || input.Shapes.Any(s => s.IsPrimitive && PathTypes.KindOf(s.TypeName) is PathKind.String);
        if (!fits)
            problems.Add(new FhirPathProblem(call.Position, $"'{call.Name}' works on a text, not on {string.Join(" or ", input.Shapes.Select(s => s.TypeName).Concat(input.Kinds.Select(k => k.ToString())).Distinct(StringComparer.Ordinal).Take(5))}."));
    }

    private Known TypeOfArithmetic(Arithmetic arithmetic, Known left, Known right)
    {
        if (arithmetic.Symbol is "&")
            return Known.Of(PathKind.String);
        if (Only(left) is not { } a || Only(right) is not { } b)
            return Known.Open;
        var isDate = a is PathKind.Date or PathKind.DateTime or PathKind.Time;
        if (isDate && (b is not PathKind.Quantity || arithmetic.Symbol is not ("+" or "-")))
            problems.Add(new FhirPathProblem(arithmetic.Position, $"'{arithmetic.Symbol}' does not take {a} and {b}; a date takes a duration, for example 7 days."));
        return isDate ? left : a == b && arithmetic.Symbol is not "/" && a is not PathKind.Quantity ? Known.Of(a) : Known.Open;
    }

    /// <summary>The one system type something has; null when it is open, or one of several.</summary>
    private static PathKind? Only(Known type) => type switch
    {
        { Shapes: [], Kinds: [var kind] } => kind,
        { Shapes: [{ IsPrimitive: true } shape], Kinds: [] } => PathTypes.KindOf(shape.TypeName),
        _ => null,
    };
}
