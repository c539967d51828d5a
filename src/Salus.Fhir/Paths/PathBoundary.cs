namespace Salus.Fhir.Paths;

/// <summary><c>lowBoundary</c> and <c>highBoundary</c>: the least and the greatest value that a value of limited precision may mean.</summary>
internal static class PathBoundary
{
    private const int MaxDigits = 28;

    /// <summary>Half a step of the last digit below or above, shown with a number of decimals; null when the digits do not fit.</summary>
    public static decimal? OfDecimal(decimal value, int digits, bool high)
    {
        if (digits is < 0 or > MaxDigits || value.Scale >= MaxDigits)
            return null;
        var half = PathNumbers.LastDigit(value) / 2;
        var bound = high ? value + half : value - half;
        // Away from zero the bound is rounded, towards zero it is cut, so that a coarser precision never reaches over the value.
        var outward = high == (bound > 0);
        var shown = decimal.Round(bound, digits, outward ? MidpointRounding.AwayFromZero : MidpointRounding.ToZero);
        return shown.Scale < digits ? Widened(shown, digits) : shown;
    }

    /// <summary>The same number with zeros added to its right.</summary>
    private static decimal? Widened(decimal value, int digits)
    {
        try
        {
            var widened = value + new decimal(0, 0, 0, isNegative: false, (byte)digits);
            return widened.Scale == digits ? widened : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <param name="digits">4 a year, 6 a month, 8 a day, 10 an hour, 12 a minute, 14 a second, 17 a millisecond; of a time 2, 4, 6, 9.</param>
    public static PathTemporal? OfTemporal(PathTemporal value, int digits, bool high)
    {
        var isTime = value.Kind is PathKind.Time;
        if (Precision(isTime ? digits + 8 : digits) is not { } precision || (isTime && precision < PathPrecision.Hour) || (value.Kind is PathKind.Date && precision > PathPrecision.Day))
            return null;
        var ticks = high ? value.LastTick() : value.LocalTicks;
        ticks -= ticks % TimeSpan.TicksPerMillisecond;
        // Where no offset is written the moment is earliest in the east (+14:00) and latest in the west (-12:00).
        int? offset = value.Kind is PathKind.DateTime && precision > PathPrecision.Day ? value.OffsetMinutes ?? (high ? -12 * 60 : 14 * 60) : null;
        return new PathTemporal(value.Kind, precision, PathTemporal.Truncated(ticks, precision), 3, offset);
    }

    private static PathPrecision? Precision(int digits) => digits switch
    {
        4 => PathPrecision.Year,
        6 => PathPrecision.Month,
        8 => PathPrecision.Day,
        10 => PathPrecision.Hour,
        12 => PathPrecision.Minute,
        14 => PathPrecision.Second,
        17 => PathPrecision.Millisecond,
        _ => null,
    };

    /// <summary>Digits a value is written with: of a number those after the point, of a date or time all of them.</summary>
    public static int? DigitsOf(in PathValue value)
    {
        if (value.IsNumber)
            return PathNumbers.Scale(value.AsDecimal()!.Value);
        if (value.AsTemporal() is not { } temporal)
            return null;
        var digits = temporal.Precision switch
        {
            PathPrecision.Year => 4,
            PathPrecision.Month => 6,
            PathPrecision.Day => 8,
            PathPrecision.Hour => 10,
            PathPrecision.Minute => 12,
            PathPrecision.Second => 14,
            _ => 17,
        };
        return temporal.Kind is PathKind.Time ? digits - 8 : digits;
    }
}
