using System.Globalization;

namespace Salus.Documentation.Scribe;

/// <summary>Times as transcripts write them: <c>1:02</c>, <c>00:01:02</c>, <c>00:01:02.345</c>, <c>00:01:02,345</c>.</summary>
internal static class ClockTime
{
    /// <summary>Null when it is no such time.</summary>
    public static TimeSpan? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length is < 4 or > 16)
            return null;
        var millis = 0;
        var dot = text.IndexOfAny('.', ',');
        if (dot >= 0)
        {
            var fraction = text[(dot + 1)..];
            if (fraction.Length is 0 or > 9 || !Digits(fraction, out _) || !Digits(fraction[..Math.Min(3, fraction.Length)], out millis))
                return null;
            millis *= fraction.Length switch { 1 => 100, 2 => 10, _ => 1 };
            text = text[..dot];
        }
        var parts = new int[3];
        var count = 0;
        foreach (var range in text.Split(':'))
        {
            if (count == 3 || text[range].Length is 0 or > 4 || !Digits(text[range], out parts[count++]))
                return null;
        }
        if (count < 2)
            return null;
        var (hours, minutes, seconds) = count == 3 ? (parts[0], parts[1], parts[2]) : (0, parts[0], parts[1]);
        return seconds > 59 || (count == 3 && minutes > 59) || hours > 1000 ? null : new TimeSpan(0, hours, minutes, seconds, millis);
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        return !text.ContainsAnyExceptInRange('0', '9') && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
