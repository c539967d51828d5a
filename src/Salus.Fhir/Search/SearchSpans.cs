using System.Globalization;

namespace Salus.Fhir.Search;

/// <summary>Dates and numbers as spans: what is written with few digits stands for everything that rounds to it.</summary>
public static class SearchSpans
{
    /// <summary>An open start of a period.</summary>
    public const long Always = 0;

    /// <summary>An open end of a period.</summary>
    public static readonly long Forever = DateTime.MaxValue.Ticks;

    /// <summary>
    /// A FHIR date, dateTime or instant as ticks in UTC; without a time zone it is read as UTC. False when it is none.
    /// </summary>
    /// <param name="end">First tick behind the span.</param>
    public static bool TryDate(ReadOnlySpan<char> text, out long start, out long end)
    {
        (start, end) = (0, 0);
        var time = text.IndexOf('T');
        var day = time < 0 ? text : text[..time];
        if (day.Length is not (4 or 7 or 10) || !Number(day[..4], out var year) || year < 1)
            return false;
        var (month, date) = (1, 1);
        if (day.Length >= 7 && (day[4] != '-' || !Number(day[5..7], out month)))
            return false;
        if (day.Length == 10 && (day[7] != '-' || !Number(day[8..], out date)))
            return false;
        if (month is < 1 or > 12 || date < 1 || date > DateTime.DaysInMonth(year, month))
            return false;
        var from = new DateTime(year, month, date, 0, 0, 0, DateTimeKind.Utc);
        start = from.Ticks;
        if (time < 0)
        {
            end = day.Length switch
            {
                4 => year == 9999 ? Forever : from.AddYears(1).Ticks,
                7 => year == 9999 && month == 12 ? Forever : from.AddMonths(1).Ticks,
                _ => start + TimeSpan.TicksPerDay,
            };
            return true;
        }
        return day.Length == 10 && Time(text[(time + 1)..], ref start, out end);
    }

    private static bool Time(ReadOnlySpan<char> text, ref long start, out long end)
    {
        end = 0;
        var zone = text.IndexOfAny('Z', '+', '-');
        var clock = zone < 0 ? text : text[..zone];
        var offset = 0L;
        if (zone >= 0 && text[zone] != 'Z')
        {
            var shift = text[(zone + 1)..];
            if (shift.Length != 5 || shift[2] != ':' || !Number(shift[..2], out var hours) || !Number(shift[3..], out var minutes) || hours > 14 || minutes > 59)
                return false;
            offset = (hours * TimeSpan.TicksPerHour + minutes * TimeSpan.TicksPerMinute) * (text[zone] == '-' ? -1 : 1);
        }
        if (clock.Length < 5 || clock[2] != ':' || !Number(clock[..2], out var hour) || !Number(clock[3..5], out var minute) || hour > 24 || minute > 59)
            return false;
        var span = TimeSpan.TicksPerMinute;
        start += hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute - offset;
        if (clock.Length > 5)
        {
            if (clock.Length < 8 || clock[5] != ':' || !Number(clock[6..8], out var second) || second > 60)
                return false;
            span = TimeSpan.TicksPerSecond;
            start += second * TimeSpan.TicksPerSecond;
            if (clock.Length > 8)
            {
                if (clock[8] != '.' || clock.Length == 9)
                    return false;
                foreach (var digit in clock[9..])
                {
                    if (!char.IsAsciiDigit(digit))
                        return false;
                    span /= 10;
                    start += (digit - '0') * span;
                    if (span <= 1)
                        break;
                }
                span = Math.Max(span, 1);
            }
        }
        end = start + span;
        return true;
    }

    /// <summary>A decimal with the numbers that round to it: <c>100</c> is 99.5 up to 100.5, <c>1e2</c> is 50 up to 150. False when it is none.</summary>
    /// <param name="high">First number that no longer rounds to it.</param>
    public static bool TryNumber(ReadOnlySpan<char> text, out decimal value, out decimal low, out decimal high)
    {
        (low, high) = (0, 0);
        if (text.IsEmpty || !(char.IsAsciiDigit(text[^1])) || !decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value))
        {
            value = 0;
            return false;
        }
        var exponent = text.IndexOfAny('e', 'E');
        var digits = exponent < 0 ? text : text[..exponent];
        var point = digits.IndexOf('.');
        var power = -(point < 0 ? 0 : digits.Length - point - 1);
        if (exponent >= 0 && int.TryParse(text[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var shift))
            power += shift;
        if (power is < -27 or > 27)
        {
            (low, high) = (value, value);
            return true;
        }
        var half = 0.5m;
        for (; power > 0; power--)
            half *= 10;
        for (; power < 0; power++)
            half /= 10;
        (low, high) = (value - half, value + half);
        return true;
    }

    /// <summary>A number that sorts as the decimals do, for databases that only compare whole numbers: the order of the bits of a double.</summary>
    public static long Key(decimal value) => Key((double)value);

    /// <inheritdoc cref="Key(decimal)"/>
    public static long Key(double value)
    {
        // Adding zero makes one zero of the two.
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    private static bool Number(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
