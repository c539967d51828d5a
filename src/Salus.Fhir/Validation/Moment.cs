using System.Globalization;

namespace Salus.Fhir.Validation;

/// <summary>Dates and times as R4 writes them, that also exist: 2023-02-30 does not.</summary>
internal static class Moment
{
    public static string? Date(string value) =>
        DatePart(value, out var rest) is { } wrong ? wrong : rest.Length == 0 ? null : $"'{Short(value)}' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD.";

    public static string? DateTime(string value)
    {
        if (DatePart(value, out var rest) is { } wrong)
            return wrong;
        if (rest.Length == 0)
            return null;
        if (value.Length - rest.Length != 10 || rest[0] != 'T')
            return $"'{Short(value)}' is not a dateTime; write for example 2024, 2024-05, 2024-05-01 or 2024-05-01T13:45:00+02:00.";
        return TimePart(rest[1..], needsSeconds: true, out var zone) ?? Zone(zone, value);
    }

    public static string? Instant(string value)
    {
        if (DatePart(value, out var rest) is { } wrong)
            return wrong;
        if (value.Length - rest.Length != 10 || rest.Length == 0 || rest[0] != 'T')
            return $"'{Short(value)}' is not an instant; write date, time and offset, for example 2024-05-01T13:45:00.123Z.";
        return TimePart(rest[1..], needsSeconds: true, out var zone) ?? Zone(zone, value);
    }

    public static string? Time(string value) =>
        TimePart(value, needsSeconds: true, out var rest) ?? (rest.Length == 0 ? null : $"'{Short(value)}' is not a time; write hh:mm:ss without an offset.");

    private static string? DatePart(string value, out string rest)
    {
        rest = "";
        var end = value.IndexOf('T', StringComparison.Ordinal);
        var date = end < 0 ? value : value[..end];
        rest = end < 0 ? "" : value[end..];
        var formed = date.Length is 4 or 7 or 10
            && Digits(date, 0, 4) && (date.Length < 7 || (date[4] == '-' && Digits(date, 5, 2))) && (date.Length < 10 || (date[7] == '-' && Digits(date, 8, 2)));
        if (!formed)
            return $"'{Short(value)}' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD.";
        var year = Number(date, 0, 4);
        var month = date.Length < 7 ? 1 : Number(date, 5, 2);
        var day = date.Length < 10 ? 1 : Number(date, 8, 2);
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= System.DateTime.DaysInMonth(year, month)
            ? null
            : $"The date '{date}' does not exist.";
    }

    private static string? TimePart(string text, bool needsSeconds, out string rest)
    {
        rest = "";
        var formed = text.Length >= 5 && Digits(text, 0, 2) && text[2] == ':' && Digits(text, 3, 2);
        var seconds = formed && text.Length >= 8 && text[5] == ':' && Digits(text, 6, 2);
        if (!formed || (needsSeconds && !seconds))
            return $"'{Short(text)}' is not a time; write hours, minutes and seconds as hh:mm:ss.";
        var at = 8;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            var first = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (at == first)
                return $"'{Short(text)}' has a decimal point without digits.";
        }
        rest = text[at..];
        return Number(text, 0, 2) <= 23 && Number(text, 3, 2) <= 59 && Number(text, 6, 2) <= 60 ? null : $"The time '{Short(text)}' does not exist.";
    }

    private static string? Zone(string zone, string value)
    {
        if (zone.Length == 0)
            return $"'{Short(value)}' has a time but no offset; add Z or for example +02:00.";
        if (zone is "Z")
            return null;
        var formed = zone.Length == 6 && zone[0] is '+' or '-' && Digits(zone, 1, 2) && zone[3] == ':' && Digits(zone, 4, 2);
        return formed && Number(zone, 1, 2) <= 14 && Number(zone, 4, 2) <= 59 ? null : $"'{Short(zone)}' is not an offset; write Z or for example +02:00.";
    }

    private static bool Digits(string text, int at, int count) => text.Length >= at + count && !text.AsSpan(at, count).ContainsAnyExceptInRange('0', '9');

    private static int Number(string text, int at, int count) => int.Parse(text.AsSpan(at, count), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Short(string value) => PrimitiveRules.Short(value);
}
