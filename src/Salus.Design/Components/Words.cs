using System.Globalization;

namespace Salus.Design.Components;

/// <summary>How types of the field are worded and classed on every page.</summary>
public static class Words
{
    public static string Of(Severity severity) => severity switch
    {
        Severity.Blocking => "Blocking",
        Severity.Warning => "Warning",
        _ => "Note",
    };

    /// <summary>Class of the style sheets and name of the icon.</summary>
    public static string Css(Severity severity) => severity switch
    {
        Severity.Blocking => "blocking",
        Severity.Warning => "warning",
        _ => "note",
    };

    public static string Count(int count, Severity severity) => severity switch
    {
        Severity.Blocking => $"{count} blocking",
        Severity.Warning => Count(count, "warning"),
        _ => Count(count, "note"),
    };

    /// <summary>What the sources hold and the draft leaves out, by what the capability reads.</summary>
    public static string LeftOut(string capability) => capability switch
    {
        "scribe" => "Said, not in the note",
        "registry" => "Open fields",
        _ => "Not in the draft",
    };

    /// <summary>For example <c>1 statement</c>, <c>3 statements</c>.</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>For nouns whose plural is not formed with an s.</summary>
    public static string Count(int count, string noun, string plural) => count == 1 ? $"1 {noun}" : $"{count} {plural}";

    /// <summary>A computed value with its unit as people write it: <c>77 years</c>, <c>60 points</c>, <c>-3.2 g/dL</c>.</summary>
    public static string Amount(Calculation calculation)
    {
        var unit = calculation.Unit switch
        {
            "a" => "years",
            "mo" => "months",
            "wk" => "weeks",
            "d" => "days",
            "h" => "hours",
            "1" => "",
            // An annotation is a word of its own, without a unit.
            ['{', .. var word, '}'] => word,
            var ucum => ucum,
        };
        if (calculation.Value is 1 && unit.EndsWith('s') && calculation.Unit is not ['{', ..])
            unit = unit[..^1];
        return $"{calculation.Value.ToString(CultureInfo.InvariantCulture)} {unit}".TrimEnd();
    }

    /// <summary>Age in the unit a person would use: days and weeks of a newborn, months up to two years, then years.</summary>
    public static string Age(DateOnly born, DateOnly on)
    {
        if (on < born)
            return "";
        var months = 12 * (on.Year - born.Year) + on.Month - born.Month - (on.Day < born.Day ? 1 : 0);
        return (months, on.DayNumber - born.DayNumber) switch
        {
            (_, < 14) and (_, var days) => Count(days, "day"),
            (< 3, var days) => Count(days / 7, "week"),
            (< 24, _) => Count(months, "month"),
            _ => Count(months / 12, "year"),
        };
    }

    /// <summary>Position in a recording: <c>4:07</c>, <c>1:04:07</c>.</summary>
    public static string Clock(TimeSpan time) =>
        time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    /// <summary>How long ago, in the unit a person would use.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now)
    {
        var past = now - then;
        return past switch
        {
            { TotalMinutes: < 1 } => "just now",
            { TotalMinutes: < 60 } => $"{(int)past.TotalMinutes} min ago",
            { TotalHours: < 24 } => $"{(int)past.TotalHours} h ago",
            { TotalDays: < 14 } => Count((int)past.TotalDays, "day") + " ago",
            _ => Day(then),
        };
    }

    public static string Day(DateTimeOffset time) => time.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset time) => time.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Up to two letters for the round badge of a person.</summary>
    public static string Initials(string name)
    {
        var parts = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(p => !p.EndsWith('.')).ToArray();
        return parts switch
        {
            [] => "?",
            [var only] => only[..1].ToUpperInvariant(),
            [var first, .., var last] => (first[..1] + last[..1]).ToUpperInvariant(),
        };
    }
}
