namespace Salus.Fhir.Paths.Functions;

/// <summary>Numbers (FHIRPath 2.0 §5.7). What has no real answer, or does not fit a decimal, is empty.</summary>
internal static class Mathematics
{
    public static IEnumerable<(string Name, Function Function)> Functions =>
    [
        ("abs", new(0, 0, Abs)),
        ("ceiling", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Whole(scope, input, call, decimal.Ceiling, ref output))),
        ("floor", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Whole(scope, input, call, decimal.Floor, ref output))),
        ("truncate", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Whole(scope, input, call, decimal.Truncate, ref output))),
        ("round", new(0, 1, Round)),
        ("exp", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Real(scope, input, call, Math.Exp, ref output))),
        ("ln", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Real(scope, input, call, Math.Log, ref output))),
        ("sqrt", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Real(scope, input, call, Math.Sqrt, ref output))),
        ("log", new(1, 1, Log)),
        ("power", new(1, 1, Power)),
        ("precision", new(0, 0, Precision)),
        ("lowBoundary", new(0, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Boundary(scope, input, call, high: false, ref output))),
        ("highBoundary", new(0, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Boundary(scope, input, call, high: true, ref output))),
        ("comparable", new(1, 1, Comparable)),
    ];

    private static bool TryNumber(Scope scope, in PathValues input, Call call, out PathValue value)
    {
        if (!call.TryInput(scope, input, out value))
            return false;
        return value.IsNumber ? true : throw call.Wrong(scope, $"'{call.Name}' works on a number, not on {value.TypeName}.");
    }

    private static void Abs(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!call.TryInput(scope, input, out var value))
            return;
        output.Add(value.Kind switch
        {
            PathKind.Integer => PathValue.Of(Math.Abs((int)value.Bits)),
            PathKind.Long => PathValue.Of(Math.Abs(value.Bits)),
            PathKind.Decimal => PathValue.Of(Math.Abs(value.AsDecimal()!.Value)),
            PathKind.Quantity => PathValue.Of(value.AsQuantity()! with { Value = Math.Abs(value.AsQuantity()!.Value) }),
            _ => throw call.Wrong(scope, $"'abs' works on a number or quantity, not on {value.TypeName}."),
        });
    }

    private static void Whole(Scope scope, in PathValues input, Call call, Func<decimal, decimal> round, ref PathValues output)
    {
        if (!TryNumber(scope, input, call, out var value))
            return;
        var whole = round(value.AsDecimal()!.Value);
        output.Add(whole is >= int.MinValue and <= int.MaxValue ? PathValue.Of((int)whole) : PathValue.Of(whole));
    }

    private static void Round(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var digits = 0;
        if (!TryNumber(scope, input, call, out var value) || (call.Arguments.Length > 0 && !call.TryInteger(scope, 0, out digits)))
            return;
        if (digits is < 0 or > 28)
            throw call.Wrong(scope, "'round' takes 0 to 28 digits.");
        output.Add(PathValue.Of(decimal.Round(value.AsDecimal()!.Value, digits, MidpointRounding.AwayFromZero)));
    }

    private static void Real(Scope scope, in PathValues input, Call call, Func<double, double> function, ref PathValues output)
    {
        if (TryNumber(scope, input, call, out var value) && PathNumbers.FromDouble(function((double)value.AsDecimal()!.Value)) is { } result)
            output.Add(PathValue.Of(result));
    }

    private static void Log(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!TryNumber(scope, input, call, out var value) || !call.TryArgument(scope, 0, out var @base))
            return;
        var of = @base.AsDecimal() ?? throw call.Wrong(scope, "The base of 'log' is a number.");
        if (PathNumbers.FromDouble(Math.Log((double)value.AsDecimal()!.Value) / Math.Log((double)of)) is { } result)
            output.Add(PathValue.Of(result));
    }

    private static void Power(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!TryNumber(scope, input, call, out var value) || !call.TryArgument(scope, 0, out var exponent))
            return;
        var to = exponent.AsDecimal() ?? throw call.Wrong(scope, "The exponent of 'power' is a number.");
        if (PathNumbers.FromDouble(Math.Pow((double)value.AsDecimal()!.Value, (double)to)) is not { } result)
            return;
        if (value.IsInteger && exponent.IsInteger && result == decimal.Truncate(result) && Math.Abs(result) <= int.MaxValue)
            output.Add(PathValue.Of((int)result));
        else
            output.Add(PathValue.Of(result));
    }

    private static void Precision(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (call.TryInput(scope, input, out var value))
            output.Add(PathValue.Of(PathBoundary.DigitsOf(value) ?? throw call.Wrong(scope, $"'precision' works on a number, date or time, not on {value.TypeName}.")));
    }

    private static void Boundary(Scope scope, in PathValues input, Call call, bool high, ref PathValues output)
    {
        int? asked = null;
        if (!call.TryInput(scope, input, out var value))
            return;
        if (call.Arguments.Length > 0)
        {
            if (!call.TryInteger(scope, 0, out var digits))
                return;
            asked = digits;
        }
        if (value.IsNumber)
        {
            if (PathBoundary.OfDecimal(value.AsDecimal()!.Value, asked ?? 8, high) is { } number)
                output.Add(PathValue.Of(number));
        }
        else if (value.AsQuantity() is { } quantity)
        {
            if (PathBoundary.OfDecimal(quantity.Value, asked ?? 8, high) is { } bound)
                output.Add(PathValue.Of(quantity with { Value = bound }));
        }
        else if (value.AsTemporal() is { } temporal)
        {
            var most = temporal.Kind switch { PathKind.Date => 8, PathKind.Time => 9, _ => 17 };
            if (PathBoundary.OfTemporal(temporal, asked ?? most, high) is { } bound)
                output.Add(PathValue.Of(bound));
        }
        else
        {
            throw call.Wrong(scope, $"'{call.Name}' works on a number, quantity, date or time, not on {value.TypeName}.");
        }
    }

    private static void Comparable(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!call.TryInput(scope, input, out var value) || !call.TryArgument(scope, 0, out var other))
            return;
        var both = value.AsQuantity() is { } a && other.AsQuantity() is { } b && Units.Ucum.AreComparable(a.UcumCode, b.UcumCode);
        output.Add(PathValue.Of(both));
    }
}
