using System.Globalization;

namespace Salus.Fhir.Resources;

/// <summary>How much of a date is written.</summary>
public enum FhirDatePrecision
{
    Year,
    Month,
    Day,
    Minute,
    Second,
}

/// <summary>
/// A FHIR date, dateTime or instant as it is written, which may be a year alone. It means every instant from <see cref="Start"/>
/// up to <see cref="End"/>; without an offset it is read as UTC. Ordered by start, then by end.
/// </summary>
public readonly record struct FhirDate : IComparable<FhirDate>
{
    private FhirDate(string text, FhirDatePrecision precision, DateTimeOffset start, DateTimeOffset end, bool hasOffset)
    {
        Text = text;
        Precision = precision;
        Start = start;
        End = end;
        HasOffset = hasOffset;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    public FhirDatePrecision Precision { get; }

    public DateTimeOffset Start { get; }

    /// <summary>The first instant that is no longer meant.</summary>
    public DateTimeOffset End { get; }

    public bool HasOffset { get; }

    /// <summary>The first day, by the clock of the place where it was written.</summary>
    public DateOnly Day => DateOnly.FromDateTime(Start.DateTime);

    /// <exception cref="FormatException">Not a date as FHIR writes it.</exception>
    public static FhirDate Parse(string text) =>
        TryParse(text, out var date) ? date : throw new FormatException($"'{Excerpt.Of(text)}' is not a FHIR date: write 2024, 2024-05, 2024-05-17 or 2024-05-17T08:30:00+02:00.");

    public static bool TryParse(string? text, out FhirDate date)
    {
        date = default;
        if (text is null || text.Length is < 4 or > 48 || !Digits(text, 0, 4, out var year) || year == 0)
            return false;
        if (text.Length == 4)
            return Make(text, FhirDatePrecision.Year, new DateTime(year, 1, 1), null, d => d.AddYears(1), out date);
        if (text[4] != '-' || !Digits(text, 5, 2, out var month) || month is < 1 or > 12)
            return false;
        if (text.Length == 7)
            return Make(text, FhirDatePrecision.Month, new DateTime(year, month, 1), null, d => d.AddMonths(1), out date);
        if (text[7] != '-' || !Digits(text, 8, 2, out var day) || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        var midnight = new DateTime(year, month, day);
        if (text.Length == 10)
            return Make(text, FhirDatePrecision.Day, midnight, null, d => d.AddDays(1), out date);
        return text[10] == 'T' && TryTime(text, midnight, out date);
    }

    private static bool TryTime(string text, DateTime midnight, out FhirDate date)
    {
        date = default;
        if (text.Length < 16 || text[13] != ':' || !Digits(text, 11, 2, out var hour) || hour > 23 || !Digits(text, 14, 2, out var minute) || minute > 59)
            return false;
        var at = 16;
        var (precision, second, ticks) = (FhirDatePrecision.Minute, 0, 0L);
        if (at < text.Length && text[at] == ':')
        {
            // 60 is a leap second.
            if (!Digits(text, at + 1, 2, out second) || second > 60)
                return false;
            precision = FhirDatePrecision.Second;
            at += 3;
            if (at < text.Length && text[at] == '.' && !Fraction(text, ref at, out ticks))
                return false;
        }
        if (!TryOffset(text[at..], out var offset))
            return false;
        var moment = midnight.AddHours(hour).AddMinutes(minute);
        if (DateTime.MaxValue - moment <= TimeSpan.FromSeconds(61))
            return false;
        var step = precision is FhirDatePrecision.Minute ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(ticks == 0 ? 1 : 0) + TimeSpan.FromTicks(ticks == 0 ? 0 : 1);
        return Make(text, precision, moment.AddSeconds(second).AddTicks(ticks), offset, d => d.Add(step), out date);
    }

    private static bool Fraction(string text, ref int at, out long ticks)
    {
        ticks = 0;
        var unit = TimeSpan.TicksPerSecond;
        var first = ++at;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            unit /= 10;
            ticks += unit * (text[at] - '0');
        }
        return at > first;
    }

    private static bool TryOffset(string text, out TimeSpan? offset)
    {
        offset = text is "Z" ? TimeSpan.Zero : null;
        if (text is "" or "Z")
            return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || !Digits(text, 1, 2, out var hours) || !Digits(text, 4, 2, out var minutes) || hours > 14 || minutes > 59 || (hours == 14 && minutes > 0))
            return false;
        offset = new TimeSpan(text[0] == '-' ? -hours : hours, text[0] == '-' ? -minutes : minutes, 0);
        return true;
    }

    private static bool Make(string text, FhirDatePrecision precision, DateTime start, TimeSpan? offset, Func<DateTimeOffset, DateTimeOffset> after, out FhirDate date)
    {
        date = default;
        var utc = start.Ticks - (offset ?? TimeSpan.Zero).Ticks;
        if (utc < 0 || utc > DateTimeOffset.MaxValue.UtcTicks)
            return false;
        var from = new DateTimeOffset(start, offset ?? TimeSpan.Zero);
        // The year 9999 ends where time ends.
        var end = start.Year == 9999 && (precision is FhirDatePrecision.Year || (start.Month == 12 && (precision is FhirDatePrecision.Month || start.Day == 31))) ? DateTimeOffset.MaxValue : after(from);
        date = new FhirDate(text, precision, from, end, offset is not null);
        return true;
    }

    private static bool Digits(string text, int at, int count, out int number)
    {
        number = 0;
        return at + count <= text.Length && int.TryParse(text.AsSpan(at, count), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public int CompareTo(FhirDate other) => Start.CompareTo(other.Start) is not 0 and var byStart ? byStart : End.CompareTo(other.End);

    public static bool operator <(FhirDate left, FhirDate right) => left.CompareTo(right) < 0;

    public static bool operator >(FhirDate left, FhirDate right) => left.CompareTo(right) > 0;

    public static bool operator <=(FhirDate left, FhirDate right) => left.CompareTo(right) <= 0;

    public static bool operator >=(FhirDate left, FhirDate right) => left.CompareTo(right) >= 0;

    public override string ToString() => Text;
}
