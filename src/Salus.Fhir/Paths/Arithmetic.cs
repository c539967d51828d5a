using Salus.Fhir.Units;

namespace Salus.Fhir.Paths;

/// <summary>The operators of §6.6. Overflow and division by zero yield nothing; operands that do not belong together are an error.</summary>
internal sealed class Arithmetic(int position, string symbol, Expression left, Expression right) : BinaryExpression(position, symbol, left, right)
{
    public override void Evaluate(Scope scope, in PathValues input, ref PathValues output)
    {
        if (Symbol is "&")
        {
            Concatenate(scope, input, ref output);
            return;
        }
        if (!TryOperands(scope, input, out var a, out var b))
            return;
        try
        {
            if (Compute(scope, a, b) is { } result)
                output.Add(result);
        }
        catch (OverflowException)
        {
            // The result does not fit 28 digits, or 32 bits: FHIRPath says that it is empty.
        }
    }

    private void Concatenate(Scope scope, in PathValues input, ref PathValues output)
    {
        PathValues mine = default, other = default;
        Operand(scope, Left, input, ref mine);
        Operand(scope, Right, input, ref other);
        var a = Singletons.TryOne(scope, mine, Left.Position, "'&'", out var left) ? Words(scope, left) : "";
        var b = Singletons.TryOne(scope, other, Right.Position, "'&'", out var right) ? Words(scope, right) : "";
        output.Add(PathValue.Of(scope.Bounded(a + b, Position)));
    }

    private string Words(Scope scope, in PathValue value) =>
        value.Kind is PathKind.Node or PathKind.Type ? throw Wrong(scope, $"'&' joins texts; {value.TypeName} is none.") : value.Text!;

    private PathValue? Compute(Scope scope, in PathValue a, in PathValue b)
    {
        if (a.Kind is PathKind.String && b.Kind is PathKind.String && Symbol is "+")
            return PathValue.Of(scope.Bounded((string)a.Content! + (string)b.Content!, Position));
        if (a.IsInteger && b.IsInteger)
            return Whole(a.Bits, b.Bits, isLong: a.Kind is PathKind.Long || b.Kind is PathKind.Long);
        if (a.IsNumber && b.IsNumber)
            return Numbers(a.AsDecimal()!.Value, b.AsDecimal()!.Value);
        if (a.IsTemporal && b.Kind is PathKind.Quantity && Symbol is "+" or "-")
        {
            var amount = b.AsQuantity()!;
            return PathCalendar.Add(scope, a.AsTemporal()!, Symbol is "-" ? amount with { Value = -amount.Value } : amount, Position) is { } moved ? PathValue.Of(moved) : null;
        }
        if (a.Kind is PathKind.Quantity && b.Kind is PathKind.Quantity)
            return Quantities(a.AsQuantity()!, b.AsQuantity()!);
        if (PathEquality.Mixed(a, b) is var (x, y))
            return Quantities(x, y);
        throw Wrong(scope, $"'{Symbol}' does not take {a.TypeName} and {b.TypeName}.");
    }

    private PathValue? Whole(long a, long b, bool isLong)
    {
        if (Symbol is "/")
            return Numbers(a, b);
        if (Symbol is "div" or "mod" && b == 0)
            return null;
        var result = checked(Symbol switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "div" => a / b,
            _ => b == -1 ? 0 : a % b,
        });
        return isLong ? PathValue.Of(result) : PathValue.Of(checked((int)result));
    }

    private PathValue? Numbers(decimal a, decimal b)
    {
        if (Symbol is "/" or "div" or "mod" && b == 0)
            return null;
        return Symbol switch
        {
            "+" => PathValue.Of(a + b),
            "-" => PathValue.Of(a - b),
            "*" => PathValue.Of(a * b),
            "/" => PathValue.Of(a / b),
            "div" => decimal.Truncate(a / b) is var whole && whole == (int)whole ? PathValue.Of((int)whole) : PathValue.Of(whole),
            _ => PathValue.Of(a % b),
        };
    }

    private PathValue? Quantities(PathQuantity a, PathQuantity b)
    {
        switch (Symbol)
        {
            case "+" or "-":
                var sign = Symbol is "-" ? -1 : 1;
                if (string.Equals(a.Unit, b.Unit, StringComparison.Ordinal) && a.IsCalendar == b.IsCalendar)
                    return PathValue.Of(a with { Value = a.Value + (sign * b.Value) });
                return Ucum.TryConvert(b.Value, b.UcumCode, a.UcumCode) is { } same ? PathValue.Of(a with { Value = a.Value + (sign * same) }) : null;
            case "*":
                return Ucum.TryMultiply(a.Value, a.UcumCode, b.Value, b.UcumCode) is var (product, unit) ? PathValue.Of(new PathQuantity(product, unit)) : null;
            case "/":
                return b.Value != 0 && Ucum.TryDivide(a.Value, a.UcumCode, b.Value, b.UcumCode) is var (ratio, per) ? PathValue.Of(new PathQuantity(ratio, per)) : null;
            default:
                return null;
        }
    }
}
