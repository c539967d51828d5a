using System.Globalization;

namespace Salus.Fhir.Paths;

/// <summary>How far a date or time is known.</summary>
public enum PathPrecision
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
}

/// <summary>
/// A date, dateTime or time of FHIRPath, known to a precision and kept as written (digits of the fraction, offset).
/// Two values of different precision may be neither equal nor unequal: comparisons answer null then (FHIRPath 2.0 §6.1, §6.2).
/// </summary>
public sealed class PathTemporal
{
    private const long TicksPerHour = TimeSpan.TicksPerHour;

    internal PathTemporal(PathKind kind, PathPrecision precision, long localTicks, int fractionDigits = 0, int? offsetMinutes = null)
    {
        Kind = kind;
        Precision = precision;
        LocalTicks = localTicks;
        FractionDigits = precision is PathPrecision.Millisecond ? fractionDigits : 0;
        OffsetMinutes = offsetMinutes;
    }

    /// <summary>Date, DateTime or Time.</summary>
    public PathKind Kind { get; }

    public PathPrecision Precision { get; }

    /// <summary>Ticks of the wall clock at the start of the value; for a time of day, since midnight.</summary>
    public long LocalTicks { get; }

    /// <summary>How many digits the fraction of the second was written with.</summary>
    public int FractionDigits { get; }

    /// <summary>Minutes east of UTC; null when the value was written without an offset.</summary>
    public int? OffsetMinutes { get; }

    internal DateTime Local => new(LocalTicks, DateTimeKind.Unspecified);

    /// <summary>Reads <c>2015-02-04</c>, <c>2015-02-04T14:34:28.123+10:00</c> or a part of it.</summary>
    internal static PathTemporal? ParseDateTime(ReadOnlySpan<char> text, PathKind kind)
    {
        int year, month = 1, day = 1;
        var precision = PathPrecision.Year;
        if (!Digits(ref text, 4, out year) || year < 1)
            return null;
        if (Skip(ref text, '-'))
        {
            if (!Digits(ref text, 2, out month) || month is < 1 or > 12)
                return null;
            precision = PathPrecision.Month;
            if (Skip(ref text, '-'))
            {
                if (!Digits(ref text, 2, out day) || day < 1 || day > DateTime.DaysInMonth(year, month))
                    return null;
                precision = PathPrecision.Day;
            }
        }
        var ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).Ticks;
        if (text.IsEmpty)
            return new PathTemporal(kind, precision, ticks);
        if (kind is PathKind.Date || !Skip(ref text, 'T'))
            return null;
        if (text.IsEmpty)
            return new PathTemporal(kind, precision, ticks);
        if (precision is not PathPrecision.Day || !Clock(ref text, out precision, out var ofDay, out var digits))
            return null;
        int? offset = null;
        if (!text.IsEmpty && !Offset(ref text, out offset))
            return null;
        return text.IsEmpty ? new PathTemporal(kind, precision, ticks + ofDay, digits, offset) : null;
    }

    /// <summary>Reads <c>14:34:28.123</c> or a part of it.</summary>
    internal static PathTemporal? ParseTime(ReadOnlySpan<char> text) =>
        Clock(ref text, out var precision, out var ticks, out var digits) && text.IsEmpty ? new PathTemporal(PathKind.Time, precision, ticks, digits) : null;

    private static bool Clock(ref ReadOnlySpan<char> text, out PathPrecision precision, out long ticks, out int digits)
    {
        (precision, ticks, digits) = (PathPrecision.Hour, 0, 0);
        if (!Digits(ref text, 2, out var hour) || hour > 23)
            return false;
        ticks = hour * TicksPerHour;
        if (!Skip(ref text, ':'))
            return true;
        if (!Digits(ref text, 2, out var minute) || minute > 59)
            return false;
        (precision, ticks) = (PathPrecision.Minute, ticks + (minute * TimeSpan.TicksPerMinute));
        if (!Skip(ref text, ':'))
            return true;
        if (!Digits(ref text, 2, out var second) || second > 60)
            return false;
        (precision, ticks) = (PathPrecision.Second, ticks + (second * TimeSpan.TicksPerSecond));
        if (text.Length < 2 || text[0] != '.' || !char.IsAsciiDigit(text[1]))
            return true;
        text = text[1..];
        var unit = TimeSpan.TicksPerSecond / 10;
        for (; !text.IsEmpty && char.IsAsciiDigit(text[0]); text = text[1..], unit /= 10, digits++)
            ticks += (text[0] - '0') * unit;
        precision = PathPrecision.Millisecond;
        return true;
    }

    private static bool Offset(ref ReadOnlySpan<char> text, out int? minutes)
    {
        minutes = null;
        if (Skip(ref text, 'Z'))
        {
            minutes = 0;
            return true;
        }
        var sign = text[0] switch { '+' => 1, '-' => -1, _ => 0 };
        text = text[1..];
        if (sign == 0 || !Digits(ref text, 2, out var hour) || hour > 14 || !Skip(ref text, ':') || !Digits(ref text, 2, out var minute) || minute > 59)
            return false;
        minutes = sign * ((hour * 60) + minute);
        return true;
    }

    private static bool Digits(ref ReadOnlySpan<char> text, int count, out int number)
    {
        number = 0;
        if (text.Length < count)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                return false;
            number = (number * 10) + text[i] - '0';
        }
        text = text[count..];
        return true;
    }

    private static bool Skip(ref ReadOnlySpan<char> text, char c)
    {
        if (text.IsEmpty || text[0] != c)
            return false;
        text = text[1..];
        return true;
    }

    /// <summary>Negative, zero or positive; null when the precision of one leaves it open.</summary>
    internal static int? Compare(PathTemporal a, PathTemporal b)
    {
        var (ticksA, ticksB) = (a.LocalTicks, b.LocalTicks);
        if (a.OffsetMinutes is { } offsetA && b.OffsetMinutes is { } offsetB)
        {
            ticksA -= offsetA * TimeSpan.TicksPerMinute;
            ticksB -= offsetB * TimeSpan.TicksPerMinute;
        }
        else if (a.OffsetMinutes.HasValue != b.OffsetMinutes.HasValue)
        {
            // One wall clock is anywhere between UTC-12 and UTC+14: certain only when every place on earth agrees.
            var (lowA, highA) = a.Instants();
            var (lowB, highB) = b.Instants();
            return highA < lowB ? -1 : highB < lowA ? 1 : null;
        }
        var common = (PathPrecision)Math.Min((int)a.Precision, (int)b.Precision);
        if (common < PathPrecision.Second)
        {
            var order = Truncated(ticksA, common).CompareTo(Truncated(ticksB, common));
            return order != 0 ? order : a.Precision == b.Precision ? 0 : null;
        }
        return ticksA.CompareTo(ticksB);
    }

    /// <summary>The first and the last tick, in UTC, that this value may mean.</summary>
    private (long Low, long High) Instants()
    {
        var last = LastTick();
        return OffsetMinutes is { } offset
            ? (LocalTicks - (offset * TimeSpan.TicksPerMinute), last - (offset * TimeSpan.TicksPerMinute))
            : (LocalTicks - (14 * TicksPerHour), last + (12 * TicksPerHour));
    }

    /// <summary>The last tick of the wall clock that this value may mean.</summary>
    internal long LastTick() => Precision switch
    {
        PathPrecision.Year => new DateTime(Local.Year, 12, 31, 0, 0, 0, DateTimeKind.Unspecified).Ticks + TimeSpan.TicksPerDay - 1,
        PathPrecision.Month => Local.AddDays(DateTime.DaysInMonth(Local.Year, Local.Month) - 1).Ticks + TimeSpan.TicksPerDay - 1,
        PathPrecision.Day => LocalTicks + TimeSpan.TicksPerDay - 1,
        PathPrecision.Hour => LocalTicks + TicksPerHour - 1,
        PathPrecision.Minute => LocalTicks + TimeSpan.TicksPerMinute - 1,
        PathPrecision.Second => LocalTicks + TimeSpan.TicksPerSecond - 1,
        _ => LocalTicks,
    };

    internal static long Truncated(long ticks, PathPrecision to)
    {
        switch (to)
        {
            case PathPrecision.Year:
                return new DateTime(new DateTime(ticks, DateTimeKind.Unspecified).Year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).Ticks;
            case PathPrecision.Month:
                var at = new DateTime(ticks, DateTimeKind.Unspecified);
                return new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Unspecified).Ticks;
            case PathPrecision.Day:
                return ticks - (ticks % TimeSpan.TicksPerDay);
            case PathPrecision.Hour:
                return ticks - (ticks % TicksPerHour);
            case PathPrecision.Minute:
                return ticks - (ticks % TimeSpan.TicksPerMinute);
            case PathPrecision.Second:
                return ticks - (ticks % TimeSpan.TicksPerSecond);
            default:
                return ticks;
        }
    }

    /// <summary>As FHIR writes it; a time without the leading <c>T</c>.</summary>
    public override string ToString()
    {
        var local = Local;
        var date = Kind is PathKind.Time
            ? ""
            : Precision switch
            {
                PathPrecision.Year => local.ToString("yyyy", CultureInfo.InvariantCulture),
                PathPrecision.Month => local.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                _ => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            };
        if (Precision <= PathPrecision.Day)
            return date;
        var clock = Precision switch
        {
            PathPrecision.Hour => local.ToString("HH", CultureInfo.InvariantCulture),
            PathPrecision.Minute => local.ToString("HH:mm", CultureInfo.InvariantCulture),
            PathPrecision.Second => local.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            _ => local.ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture)[..(9 + Math.Clamp(FractionDigits, 1, 7))],
        };
        var offset = OffsetMinutes switch
        {
            null => "",
            0 => "Z",
            { } minutes => string.Create(CultureInfo.InvariantCulture, $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}"),
        };
        return Kind is PathKind.Time ? clock : $"{date}T{clock}{offset}";
    }
}
