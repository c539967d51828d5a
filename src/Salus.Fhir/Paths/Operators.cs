namespace Salus.Fhir.Paths;

/// <summary>The operators of FHIRPath 2.0 (§6) by their symbol.</summary>
internal static class Operators
{
    public static Expression Binary(string symbol, int position, Expression left, Expression right) => symbol switch
    {
        "and" or "or" or "xor" or "implies" => new Logic(position, symbol, left, right),
        "=" or "!=" or "~" or "!~" => new Comparing(position, symbol, left, right),
        "<" or ">" or "<=" or ">=" => new Ordering(position, symbol, left, right),
        "|" => new Union(position, left, right),
        "in" or "contains" => new Membership(position, symbol, left, right),
        _ => new Arithmetic(position, symbol, left, right),
    };
}

/// <summary>An expression with two operands, each evaluated on the same input; variables one side defines are not seen by the other.</summary>
internal abstract class BinaryExpression(int position, string symbol, Expression left, Expression right) : Expression(position)
{
    public string Symbol { get; } = symbol;

    public Expression Left { get; } = left;

    public Expression Right { get; } = right;

    public override IEnumerable<Expression> Parts => [Left, Right];

    protected static void Operand(Scope scope, Expression operand, in PathValues input, ref PathValues values)
    {
        var variables = scope.Variables;
        operand.Evaluate(scope, input, ref values);
        scope.Variables = variables;
    }

    /// <summary>Both operands as system values; false when one is empty.</summary>
    protected bool TryOperands(Scope scope, in PathValues input, out PathValue left, out PathValue right)
    {
        PathValues mine = default, other = default;
        Operand(scope, Left, input, ref mine);
        Operand(scope, Right, input, ref other);
        var what = $"'{Symbol}'";
        var both = Singletons.TryOne(scope, mine, Left.Position, what, out left);
        return Singletons.TryOne(scope, other, Right.Position, what, out right) && both;
    }
}

/// <summary>Three-valued logic: an empty operand is unknown (§6.5).</summary>
internal sealed class Logic(int position, string symbol, Expression left, Expression right) : BinaryExpression(position, symbol, left, right)
{
    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        var a = Singletons.Truth(scope, Left, input);
        bool? result;
        switch (Symbol)
        {
            case "and":
                result = a is false ? false : a & Singletons.Truth(scope, Right, input);
                break;
            case "or":
                result = a is true ? true : a | Singletons.Truth(scope, Right, input);
                break;
            case "implies":
                result = a is false ? true : !a | Singletons.Truth(scope, Right, input);
                break;
            default:
                result = a ^ Singletons.Truth(scope, Right, input);
                break;
        }
        if (result is { } known)
            output.Add(PathValue.Of(known));
    }
}

internal sealed class Comparing(int position, string symbol, Expression left, Expression right) : BinaryExpression(position, symbol, left, right)
{
    private readonly bool negated = symbol[0] == '!';
    private readonly bool loose = symbol[^1] == '~';

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        PathValues mine = default, other = default;
        Operand(scope, Left, input, ref mine);
        Operand(scope, Right, input, ref other);
        var result = loose ? PathEquality.Equivalent(mine, other) : PathEquality.Equal(mine, other);
        if (result is { } known)
            output.Add(PathValue.Of(known != negated));
    }
}

internal sealed class Ordering(int position, string symbol, Expression left, Expression right) : BinaryExpression(position, symbol, left, right)
{
    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        if (!TryOperands(scope, input, out var a, out var b))
            return;
        if (PathOrder.Compare(scope, a, b, Position) is not { } order)
            return;
        output.Add(PathValue.Of(Symbol switch
        {
            "<" => order < 0,
            ">" => order > 0,
            "<=" => order <= 0,
            _ => order >= 0,
        }));
    }
}

/// <summary>The order of two system values (§6.2).</summary>
internal static class PathOrder
{
    /// <summary>Negative, zero or positive; null when it cannot be told.</summary>
    public static int? Compare(Scope scope, in PathValue a, in PathValue b, int position)
    {
        if (a.Kind is PathKind.String && b.Kind is PathKind.String)
            return string.CompareOrdinal((string)a.Content!, (string)b.Content!);
        if (a.IsNumber && b.IsNumber)
            return a.AsDecimal()!.Value.CompareTo(b.AsDecimal()!.Value);
        if (a.IsTemporal && b.IsTemporal && (a.Kind is PathKind.Time) == (b.Kind is PathKind.Time))
            return PathTemporal.Compare((PathTemporal)a.Content!, (PathTemporal)b.Content!);
        if (a.Kind is PathKind.Quantity && b.Kind is PathKind.Quantity)
            return PathQuantity.Compare((PathQuantity)a.Content!, (PathQuantity)b.Content!);
        if (PathEquality.Mixed(a, b) is var (x, y))
            return PathQuantity.Compare(x, y);
        throw scope.Wrong($"{a.TypeName} and {b.TypeName} have no order between them.", position);
    }
}

internal sealed class Union(int position, Expression left, Expression right) : BinaryExpression(position, "|", left, right)
{
    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        PathValues all = default;
        Operand(scope, Left, input, ref all);
        Operand(scope, Right, input, ref all);
        Distinct.AddTo(all, ref output);
    }
}

internal sealed class Membership(int position, string symbol, Expression left, Expression right) : BinaryExpression(position, symbol, left, right)
{
    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        PathValues item = default, collection = default;
        Operand(scope, Symbol is "in" ? Left : Right, input, ref item);
        Operand(scope, Symbol is "in" ? Right : Left, input, ref collection);
        if (item.Count > 1)
            throw Wrong(scope, $"'{Symbol}' looks for one item, but {item.Count} are given.");
        if (!item.IsEmpty)
            output.Add(PathValue.Of(PathEquality.Contains(collection, item[0])));
    }
}

/// <summary>A leading plus or minus.</summary>
internal sealed class Polarity(int position, Expression operand, bool Negative) : Expression(position)
{
    public Expression Operand { get; } = operand;

    public bool IsNegative { get; } = Negative;

    public override IEnumerable<Expression> Parts => [Operand];

    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        PathValues values = default;
        Operand.Evaluate(scope, input, ref values);
        if (!Singletons.TryOne(scope, values, Position, "A sign", out var value))
            return;
        output.Add(value.Kind switch
        {
            PathKind.Integer => PathValue.Of(IsNegative ? -(int)value.Bits : (int)value.Bits),
            PathKind.Long when IsNegative && value.Bits == -(long)int.MinValue => PathValue.Of(int.MinValue),
            PathKind.Long => PathValue.Of(IsNegative ? -value.Bits : value.Bits),
            PathKind.Decimal => PathValue.Of(IsNegative ? -value.AsDecimal()!.Value : value.AsDecimal()!.Value),
            PathKind.Quantity => PathValue.Of(value.AsQuantity()! with { Value = IsNegative ? -value.AsQuantity()!.Value : value.AsQuantity()!.Value }),
            _ => throw Wrong(scope, $"A sign belongs before a number or quantity, not before {value.TypeName}."),
        });
    }
}

/// <summary>A collection without its repetitions.</summary>
internal static class Distinct
{
    private const int Few = 12;

    public static void AddTo(in PathValues values, ref PathValues output)
    {
        if (values.Count <= 1)
        {
            output.AddRange(values);
            return;
        }
        PathValues kept = default;
        if (values.Count <= Few)
        {
            for (var i = 0; i < values.Count; i++)
            {
                if (!PathEquality.Contains(kept, values[i]))
                    kept.Add(values[i]);
            }
        }
        else
        {
            var seen = new HashSet<PathValue>(values.Count);
            for (var i = 0; i < values.Count; i++)
            {
                if (seen.Add(values[i]))
                    kept.Add(values[i]);
            }
        }
        output.AddRange(kept);
    }
}
