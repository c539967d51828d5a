using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>
/// One way in which dates are written, read and written both. The letters: <c>yyyy yy MM M dd d HH h mm ss fff tt</c> as usual,
/// <c>MMMM</c> March, <c>MMM</c> Mar, <c>MON</c> MAR, <c>K</c> a time zone (what is written is UTC, as <c>Z</c>); others stand for themselves.
/// </summary>
public sealed class DateForm
{
    /// <summary>Two figures for a year: 30 is 1930, 29 is 2029.</summary>
    private const int Pivot = 30;

    private static readonly string[] Tokens = ["yyyy", "MMMM", "MMM", "MON", "fff", "yy", "MM", "dd", "HH", "mm", "ss", "tt", "M", "d", "h", "K"];
    private static readonly string[] Months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] Iso = ["", " HH:mm", " HH:mm:ss", " HH:mm:ss.fff", "THH:mm", "THH:mm:ss", "THH:mm:ss.fff", "THH:mmK", "THH:mm:ssK", "THH:mm:ss.fffK"];
    private static readonly string[] Local = ["", " HH:mm", " HH:mm:ss", " h:mm tt", " h:mm:ss tt"];
    private static readonly string[] Days =
    [
        "dd/MM/yyyy", "MM/dd/yyyy", "d/M/yyyy", "M/d/yyyy", "dd.MM.yyyy", "d.M.yyyy", "dd-MM-yyyy", "MM-dd-yyyy", "yyyy/MM/dd",
        "dd-MON-yyyy", "dd-MMM-yyyy", "d MMM yyyy", "MMM d, yyyy",
    ];

    private readonly ImmutableArray<string> parts;

    /// <exception cref="FormatException">It has no year, or no month, or something twice.</exception>
    public DateForm(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Pattern = pattern;
        var found = ImmutableArray.CreateBuilder<string>();
        for (var at = 0; at < pattern.Length;)
        {
            var token = Array.Find(Tokens, t => pattern.AsSpan(at).StartsWith(t, StringComparison.Ordinal)) ?? pattern[at..(at + 1)];
            // A literal is kept apart from the letters that mean something by its length of one and its not being among them.
            found.Add(token);
            at += token.Length;
        }
        parts = found.ToImmutable();
        if (Twice("yyyy", "yy") || Twice("MMMM", "MMM", "MON", "MM", "M") || Twice("dd", "d") || Twice("HH", "h"))
            throw new FormatException($"The date format '{pattern}' says something twice.");
        if (!parts.Any(p => p is "yyyy" or "yy") || !parts.Any(p => p is "MMMM" or "MMM" or "MON" or "MM" or "M"))
            throw new FormatException($"The date format '{pattern}' has no year (yyyy) or no month (MM).");
    }

    public string Pattern { get; }

    /// <summary>Whether a time of day is written.</summary>
    public bool HasTime => parts.Any(p => p is "HH" or "h");

    public bool HasSeconds => parts.Contains("ss");

    /// <summary>Whether a day is written, not a month alone.</summary>
    public bool HasDay => parts.Any(p => p is "dd" or "d");

    /// <summary>Whether years are written with two figures.</summary>
    public bool HasShortYear => parts.Contains("yy");

    /// <summary>The forms that are recognised without being declared; where several fit, the earlier is meant.</summary>
    public static ImmutableArray<DateForm> Known { get; } =
    [
        .. Iso.Select(t => new DateForm("yyyy-MM-dd" + t)),
        .. Days.SelectMany(d => Local.Select(t => new DateForm(d + t))),
        .. new[] { "d MMMM yyyy", "MMMM d, yyyy", "ddMONyyyy", "ddMMMyyyy", "dd-MON-yy", "dd-MMM-yy", "dd/MM/yy", "MM/dd/yy", "d/M/yy", "M/d/yy", "dd.MM.yy", "yyyyMMdd", "yyyy-MM" }.Select(p => new DateForm(p)),
    ];

    /// <summary>The days since 1970-01-01 that a text says.</summary>
    public bool TryRead(ReadOnlySpan<char> text, out double days)
    {
        days = 0;
        int year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0, zone = 0;
        var fraction = 0.0;
        var afternoon = -1;
        var rest = text;
        foreach (var part in parts)
        {
            switch (part)
            {
                case "yyyy":
                    if (!Figures(ref rest, 4, 4, out year))
                        return false;
                    break;
                case "yy":
                    if (!Figures(ref rest, 2, 2, out year))
                        return false;
                    year += year < Pivot ? 2000 : 1900;
                    break;
                case "MMMM" or "MMM" or "MON":
                    if (!Month(ref rest, part, out month))
                        return false;
                    break;
                case "MM" or "M":
                    if (!Figures(ref rest, part.Length, 2, out month))
                        return false;
                    break;
                case "dd" or "d":
                    if (!Figures(ref rest, part.Length, 2, out day))
                        return false;
                    break;
                case "HH" or "h":
                    if (!Figures(ref rest, part.Length, 2, out hour) || (part is "h" && hour is 0 or > 12))
                        return false;
                    break;
                case "mm":
                    if (!Figures(ref rest, 2, 2, out minute))
                        return false;
                    break;
                case "ss":
                    if (!Figures(ref rest, 2, 2, out second))
                        return false;
                    break;
                case "fff":
                    var before = rest.Length;
                    if (!Figures(ref rest, 1, 9, out var figures))
                        return false;
                    fraction = figures / Math.Pow(10, before - rest.Length);
                    break;
                case "tt":
                    if (rest.Length < 2 || (rest[0] | 0x20) is not ('a' or 'p') || (rest[1] | 0x20) != 'm')
                        return false;
                    afternoon = (rest[0] | 0x20) == 'p' ? 12 : 0;
                    rest = rest[2..];
                    break;
                case "K":
                    if (!Zone(ref rest, out zone))
                        return false;
                    break;
                default:
                    if (rest.IsEmpty || rest[0] != part[0])
                        return false;
                    rest = rest[1..];
                    break;
            }
        }
        if (!rest.IsEmpty || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        if (afternoon >= 0)
            hour = (hour % 12) + afternoon;
        var whole = new DateOnly(year, month, day).DayNumber - Epoch;
        days = whole + (((hour * 3600.0) + ((minute - zone) * 60.0) + second + fraction) / 86_400);
        return true;
    }

    /// <summary>What is written for these days since 1970-01-01; what the form cannot say is cut off.</summary>
    public string Write(double days)
    {
        var milliseconds = HasTime ? Math.Round(days * 86_400_000) : Math.Floor(days) * 86_400_000;
        var ticks = Math.Clamp(milliseconds, (DateTime.MinValue - DateTime.UnixEpoch).TotalMilliseconds, (DateTime.MaxValue - DateTime.UnixEpoch).TotalMilliseconds - 1);
        var time = DateTime.UnixEpoch.AddTicks((long)ticks * TimeSpan.TicksPerMillisecond);
        var text = new StringBuilder(Pattern.Length + 8);
        foreach (var part in parts)
        {
            _ = part switch
            {
                "yyyy" => text.Append(CultureInfo.InvariantCulture, $"{time.Year:0000}"),
                "yy" => text.Append(CultureInfo.InvariantCulture, $"{time.Year % 100:00}"),
                "MMMM" => text.Append(Months[time.Month - 1]),
                "MMM" => text.Append(Months[time.Month - 1], 0, 3),
                "MON" => text.Append(Months[time.Month - 1][..3].ToUpperInvariant()),
                "MM" => text.Append(CultureInfo.InvariantCulture, $"{time.Month:00}"),
                "M" => text.Append(time.Month),
                "dd" => text.Append(CultureInfo.InvariantCulture, $"{time.Day:00}"),
                "d" => text.Append(time.Day),
                "HH" => text.Append(CultureInfo.InvariantCulture, $"{time.Hour:00}"),
                "h" => text.Append(((time.Hour + 11) % 12) + 1),
                "mm" => text.Append(CultureInfo.InvariantCulture, $"{time.Minute:00}"),
                "ss" => text.Append(CultureInfo.InvariantCulture, $"{time.Second:00}"),
                "fff" => text.Append(CultureInfo.InvariantCulture, $"{time.Millisecond:000}"),
                "tt" => text.Append(time.Hour < 12 ? "AM" : "PM"),
                "K" => text.Append('Z'),
                _ => text.Append(part),
            };
        }
        return text.ToString();
    }

    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    private static bool Figures(ref ReadOnlySpan<char> rest, int least, int most, out int number)
    {
        number = 0;
        var length = 0;
        while (length < most && length < rest.Length && char.IsAsciiDigit(rest[length]))
            number = (number * 10) + rest[length++] - '0';
        if (length < least)
            return false;
        rest = rest[length..];
        return true;
    }

    private static bool Month(ref ReadOnlySpan<char> rest, string part, out int month)
    {
        for (month = 1; month <= 12; month++)
        {
            var name = part is "MMMM" ? Months[month - 1] : Months[month - 1].AsSpan(0, 3);
            var fits = part is "MON" ? rest.Length >= 3 && char.IsAsciiLetterUpper(rest[1]) && rest.StartsWith(name, StringComparison.OrdinalIgnoreCase) : rest.StartsWith(name, StringComparison.OrdinalIgnoreCase);
            if (!fits)
                continue;
            rest = rest[name.Length..];
            return true;
        }
        return false;
    }

    private static bool Zone(ref ReadOnlySpan<char> rest, out int minutes)
    {
        minutes = 0;
        if (rest is ['Z', ..])
        {
            rest = rest[1..];
            return true;
        }
        if (rest is not ['+' or '-', ..])
            return false;
        var sign = rest[0] == '-' ? -1 : 1;
        rest = rest[1..];
        if (!Figures(ref rest, 2, 2, out var hours))
            return false;
        if (rest is [':', ..])
            rest = rest[1..];
        if (!Figures(ref rest, 2, 2, out var more))
            return false;
        minutes = sign * ((hours * 60) + more);
        return true;
    }

    private bool Twice(params ReadOnlySpan<string> tokens)
    {
        var count = 0;
        foreach (var token in tokens)
            count += parts.Count(p => string.Equals(p, token, StringComparison.Ordinal));
        return count > 1;
    }
}
