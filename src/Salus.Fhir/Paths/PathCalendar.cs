namespace Salus.Fhir.Paths;

/// <summary>Adding a duration to a date, dateTime or time (FHIRPath 2.0 §6.6.7): calendar arithmetic down to the precision of the value.</summary>
internal static class PathCalendar
{
    /// <summary>Null when the result is outside the years 1 to 9999.</summary>
    public static PathTemporal? Add(Scope scope, PathTemporal value, PathQuantity amount, int position)
    {
        var unit = amount.IsCalendar ? amount.Unit : amount.Unit switch
        {
            "wk" => "week",
            "d" => "day",
            "h" => "hour",
            "min" => "minute",
            "s" => "second",
            "ms" => "millisecond",
            "a" or "mo" => throw scope.Wrong($"'{amount.Unit}' is a fixed number of seconds, not a step of the calendar; write year or month.", position),
            _ => throw scope.Wrong($"'{amount.Unit}' is no duration that can be added to a date or time.", position),
        };
        if (value.Kind is PathKind.Time)
        {
            if (unit is "year" or "month")
                throw scope.Wrong($"A {unit} cannot be added to a time of day.", position);
            var ofDay = (decimal)value.LocalTicks + Ticks(unit, amount.Value);
            var wrapped = ((ofDay % TimeSpan.TicksPerDay) + TimeSpan.TicksPerDay) % TimeSpan.TicksPerDay;
            return new PathTemporal(PathKind.Time, value.Precision, PathTemporal.Truncated((long)wrapped, value.Precision), Digits(value), null);
        }
        try
        {
            var moved = Move(value, unit, amount.Value);
            var precision = value.Precision is PathPrecision.Second && moved % TimeSpan.TicksPerSecond != 0 ? PathPrecision.Millisecond : value.Precision;
            return new PathTemporal(value.Kind, precision, PathTemporal.Truncated(moved, precision), Digits(value), value.OffsetMinutes);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static int Digits(PathTemporal value) => Math.Max(value.FractionDigits, 3);

    private static long Move(PathTemporal value, string unit, decimal amount)
    {
        switch (unit)
        {
            case "year":
                return value.Local.AddYears((int)amount).Ticks;
            case "month":
                // Of a year alone, twelve months make a step.
                return value.Precision is PathPrecision.Year ? value.Local.AddYears((int)amount / 12).Ticks : value.Local.AddMonths((int)amount).Ticks;
            default:
                break;
        }
        var ticks = Ticks(unit, amount);
        return value.Precision switch
        {
            // A month counts 30 days and a year 365 where the value knows no days.
            PathPrecision.Year => value.Local.AddYears((int)(ticks / (365 * TimeSpan.TicksPerDay))).Ticks,
            PathPrecision.Month => value.Local.AddMonths((int)(ticks / (30 * TimeSpan.TicksPerDay))).Ticks,
            PathPrecision.Day => value.Local.AddDays((int)(ticks / TimeSpan.TicksPerDay)).Ticks,
            _ => value.Local.AddTicks(checked((long)ticks)).Ticks,
        };
    }

    /// <summary>The fraction counts for seconds only; longer units step whole.</summary>
    private static decimal Ticks(string unit, decimal amount) => unit switch
    {
        "week" => decimal.Truncate(amount) * 7 * TimeSpan.TicksPerDay,
        "day" => decimal.Truncate(amount) * TimeSpan.TicksPerDay,
        "hour" => decimal.Truncate(amount) * TimeSpan.TicksPerHour,
        "minute" => decimal.Truncate(amount) * TimeSpan.TicksPerMinute,
        "second" => decimal.Truncate(amount * TimeSpan.TicksPerSecond),
        _ => decimal.Truncate(amount * TimeSpan.TicksPerMillisecond),
    };
}
