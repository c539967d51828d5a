using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Moves dates by whole days, the same number for all dates of a subject, so that every interval between two of them stays, over leap years too. Times of the day
/// and offsets stay as written. A month or a year alone moves by that number rounded to months or years, the same for all, so that intervals in months and years stay.
/// </summary>
internal sealed partial class DateShift(DateFacts facts, ReleaseKey key)
{
    /// <summary>Taken for a date that says no year: neither it nor the year before it has a leap day, so intervals within it stay.</summary>
    private const int SomeYear = 2023;

    private readonly Recent<int> days = new();

    public int DaysOf(Subject subject) => days.GetOrAdd(subject.Id ?? "", (key, facts), static (id, of) =>
    {
        Span<byte> bytes = stackalloc byte[32];
        of.key.Derive(bytes, "days", id);
        var bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return of.facts.KeepWeekday
            ? -7 * (1 + (int)(bits % (ulong)Math.Max(1, of.facts.Days / 7)))
            : -(1 + (int)(bits % (ulong)of.facts.Days));
    });

    public string? Shift(string date, Subject subject, int year = 0)
    {
        if (date.Length is 0 or > 200)
            return null;
        var by = DaysOf(subject);
        return Fhir(date, by) ?? V2(date, by) ?? WrittenDate.Shift(date, by, facts.DayFirst, year is > 0 and < 9999 ? year : SomeYear);
    }

    /// <summary>YYYY, YYYY-MM, YYYY-MM-DD, and a time behind it.</summary>
    private static string? Fhir(string date, int by)
    {
        if (date.Length is not (4 or 7 or >= 10) || !FhirForm().IsMatch(date))
            return null;
        var year = Number(date, 0, 4);
        return date.Length switch
        {
            4 => Year(year, by),
            7 => Month(year, Number(date, 5, 2), by) is var (y, m) ? string.Create(CultureInfo.InvariantCulture, $"{y:0000}-{m:00}") : null,
            _ => Day(year, Number(date, 5, 2), Number(date, 8, 2), by) is { } day ? string.Concat(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), date.AsSpan(10)) : null,
        };
    }

    /// <summary>YYYY[MM[DD[HH[MM[SS[.SSSS]]]]]][+/-ZZZZ].</summary>
    private static string? V2(string date, int by)
    {
        if (!V2Form().IsMatch(date))
            return null;
        var end = date.AsSpan().IndexOfAny('+', '-');
        var digits = end < 0 ? date.Length : end;
        var year = Number(date, 0, 4);
        if (year is < 1800 or > 2200)
            return null;
        return digits switch
        {
            4 => Year(year, by) + date[4..],
            6 => Month(year, Number(date, 4, 2), by) is var (y, m) ? string.Create(CultureInfo.InvariantCulture, $"{y:0000}{m:00}{date[6..]}") : null,
            _ => Day(year, Number(date, 4, 2), Number(date, 6, 2), by) is { } day ? string.Concat(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), date.AsSpan(8)) : null,
        };
    }

    internal static DateOnly? Day(int year, int month, int day, int by)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return null;
        var number = new DateOnly(year, month, day).DayNumber + by;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber(number) : null;
    }

    internal static (int Year, int Month)? Month(int year, int month, int by)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12)
            return null;
        var months = year * 12 + month - 1 + (int)Math.Round(by / 30.436875, MidpointRounding.AwayFromZero);
        return months / 12 is >= 1 and <= 9999 and var moved ? (moved, months % 12 + 1) : null;
    }

    internal static string? Year(int year, int by) =>
        year + (int)Math.Round(by / 365.2425, MidpointRounding.AwayFromZero) is >= 1 and <= 9999 and var moved ? moved.ToString("0000", CultureInfo.InvariantCulture) : null;

    private static int Number(string text, int at, int length) => int.Parse(text.AsSpan(at, length), NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?( ?(Z|[+-][0-9]{2}:?[0-9]{2}))?)?)?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FhirForm();

    [GeneratedRegex(@"^[0-9]{4}([0-9]{2}([0-9]{2}([0-9]{2}([0-9]{2}([0-9]{2}(\.[0-9]{1,4})?)?)?)?)?)?([+-][0-9]{4})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex V2Form();
}
