using System.Globalization;
using Salus.Fhir.Units;

namespace Salus.Fhir.Paths.Functions;

/// <summary><c>toX</c> and <c>convertsToX</c> (FHIRPath 2.0 §5.5). What cannot be converted is empty.</summary>
internal static class Conversions
{
    private delegate PathValue? Conversion(in PathValue value);

    public static IEnumerable<(string Name, Function Function)> Functions =>
    [
        .. Pair("Boolean", ToBoolean),
        .. Pair("Integer", ToInteger),
        .. Pair("Long", ToLong),
        .. Pair("Decimal", ToDecimal),
        .. Pair("String", ToText),
        .. Pair("Date", ToDate),
        .. Pair("DateTime", ToDateTime),
        .. Pair("Time", ToTime),
        ("toQuantity", new(0, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) =>
        {
            if (Quantity(scope, input, call, out _) is { } quantity)
                output.Add(PathValue.Of(quantity));
        })),
        ("convertsToQuantity", new(0, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) =>
        {
            var quantity = Quantity(scope, input, call, out var hasInput);
            if (hasInput)
                output.Add(PathValue.Of(quantity is not null));
        })),
    ];

    private static IEnumerable<(string Name, Function Function)> Pair(string type, Conversion convert) =>
    [
        ($"to{type}", new(0, 0, (Scope scope, in PathValues input, Call call, ref PathValues output) =>
        {
            if (call.TryInput(scope, input, out var value) && convert(value) is { } converted)
                output.Add(converted);
        })),
        ($"convertsTo{type}", new(0, 0, (Scope scope, in PathValues input, Call call, ref PathValues output) =>
        {
            if (call.TryInput(scope, input, out var value))
                output.Add(PathValue.Of(convert(value) is not null));
        })),
    ];

    private static PathValue? ToBoolean(in PathValue value)
    {
        switch (value.Kind)
        {
            case PathKind.Boolean:
                return value;
            case PathKind.Integer or PathKind.Long or PathKind.Decimal:
                return value.AsDecimal() switch { 1 => PathValue.Of(true), 0 => PathValue.Of(false), _ => null };
            case PathKind.String:
                return ((string)value.Content!).ToLowerInvariant() switch
                {
                    "true" or "t" or "yes" or "y" or "1" or "1.0" => PathValue.Of(true),
                    "false" or "f" or "no" or "n" or "0" or "0.0" => PathValue.Of(false),
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static PathValue? ToInteger(in PathValue value) => value.Kind switch
    {
        PathKind.Integer => value,
        PathKind.Long when value.AsInteger() is { } small => PathValue.Of(small),
        PathKind.Boolean => PathValue.Of(value.Truth ? 1 : 0),
        PathKind.String when int.TryParse((string)value.Content!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => PathValue.Of(number),
        _ => null,
    };

    private static PathValue? ToLong(in PathValue value) => value.Kind switch
    {
        PathKind.Integer or PathKind.Long => PathValue.Of(value.Bits),
        PathKind.Boolean => PathValue.Of(value.Truth ? 1L : 0L),
        PathKind.String when long.TryParse((string)value.Content!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => PathValue.Of(number),
        _ => null,
    };

    private static PathValue? ToDecimal(in PathValue value) => value.Kind switch
    {
        PathKind.Integer or PathKind.Long or PathKind.Decimal => PathValue.Of(value.AsDecimal()!.Value),
        PathKind.Boolean => PathValue.Of(value.Truth ? 1m : 0m),
        PathKind.String when PathNumbers.TryDecimal((string)value.Content!, out var number) => PathValue.Of(number),
        _ => null,
    };

    private static PathValue? ToText(in PathValue value) =>
        value.Kind is PathKind.Node or PathKind.Type ? null : PathValue.Of(value.Text!);

    private static PathValue? ToDate(in PathValue value) => value.Kind switch
    {
        PathKind.Date => value,
        PathKind.DateTime => PathValue.Of(DatesAndTimes.DatePart(value.AsTemporal()!)),
        PathKind.String when PathTemporal.ParseDateTime((string)value.Content!, PathKind.DateTime) is { } read => PathValue.Of(DatesAndTimes.DatePart(read)),
        _ => null,
    };

    private static PathValue? ToDateTime(in PathValue value) => value.Kind switch
    {
        PathKind.DateTime => value,
        PathKind.Date when value.AsTemporal() is { } date => PathValue.Of(new PathTemporal(PathKind.DateTime, date.Precision, date.LocalTicks)),
        PathKind.String when PathTemporal.ParseDateTime((string)value.Content!, PathKind.DateTime) is { } read => PathValue.Of(read),
        _ => null,
    };

    private static PathValue? ToTime(in PathValue value) => value.Kind switch
    {
        PathKind.Time => value,
        PathKind.String when PathTemporal.ParseTime(((string)value.Content!).AsSpan().TrimStart('T')) is { } read => PathValue.Of(read),
        _ => null,
    };

    private static PathQuantity? Quantity(Scope scope, in PathValues input, Call call, out bool hasInput)
    {
        hasInput = call.TryInput(scope, input, out var value);
        if (!hasInput)
            return null;
        var quantity = value.Kind switch
        {
            PathKind.Quantity => value.AsQuantity(),
            PathKind.Integer or PathKind.Long or PathKind.Decimal => new PathQuantity(value.AsDecimal()!.Value, "1"),
            PathKind.Boolean => new PathQuantity(value.Truth ? 1.0m : 0.0m, "1"),
            PathKind.String => PathQuantity.Parse((string)value.Content!),
            _ => null,
        };
        if (quantity is null || call.Arguments.Length == 0)
            return quantity;
        if (!call.TryText(scope, 0, out var unit))
            return null;
        var target = PathQuantity.CalendarWord(unit) is { } word ? new PathQuantity(0, word, IsCalendar: true) : new PathQuantity(0, unit.Trim('\''));
        return Ucum.TryConvert(quantity.Value, quantity.UcumCode, target.UcumCode) is { } converted ? target with { Value = converted } : null;
    }
}
