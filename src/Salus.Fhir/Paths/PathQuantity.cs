using System.Globalization;
using Salus.Fhir.Units;

namespace Salus.Fhir.Paths;

/// <summary>
/// A number with a unit: a UCUM code, or a calendar duration (<c>year</c>, <c>month</c>, …) which is a length of the calendar, not of a clock.
/// </summary>
/// <param name="Unit">A UCUM code, or a calendar word in the singular when <paramref name="IsCalendar"/>.</param>
public sealed record PathQuantity(decimal Value, string Unit, bool IsCalendar = false)
{
    /// <summary>The calendar word of the singular or plural, else null.</summary>
    internal static string? CalendarWord(ReadOnlySpan<char> word) => word switch
    {
        "year" or "years" => "year",
        "month" or "months" => "month",
        "week" or "weeks" => "week",
        "day" or "days" => "day",
        "hour" or "hours" => "hour",
        "minute" or "minutes" => "minute",
        "second" or "seconds" => "second",
        "millisecond" or "milliseconds" => "millisecond",
        _ => null,
    };

    /// <summary>The UCUM code of this unit; a calendar word gives its nearest definite duration.</summary>
    internal string UcumCode => IsCalendar ? UcumOf(Unit) : Unit;

    /// <summary>Calendar years and months have no fixed length, so they equal no number of seconds (FHIRPath 2.0 §6.1.1).</summary>
    private bool IsIndefinite => IsCalendar && Unit is "year" or "month";

    private static string UcumOf(string calendar) => calendar switch
    {
        "year" => "a",
        "month" => "mo",
        "week" => "wk",
        "day" => "d",
        "hour" => "h",
        "minute" => "min",
        "second" => "s",
        _ => "ms",
    };

    /// <summary>Negative, zero or positive; null when the units cannot be compared.</summary>
    internal static int? Compare(PathQuantity a, PathQuantity b)
    {
        if (string.Equals(a.Unit, b.Unit, StringComparison.Ordinal) && a.IsCalendar == b.IsCalendar)
            return a.Value.CompareTo(b.Value);
        if (a.IsIndefinite || b.IsIndefinite)
        {
            // 1 year = 12 months holds in the calendar; 1 year against 365 days or 1 'a' is not known.
            return a.IsIndefinite && b.IsIndefinite ? Months(a).CompareTo(Months(b)) : null;
        }
        return Ucum.Compare(a.Value, a.UcumCode, b.Value, b.UcumCode);
    }

    private static decimal Months(PathQuantity quantity) => quantity.Unit is "year" ? quantity.Value * 12 : quantity.Value;

    /// <summary>Equal after rounding to the coarser of the two; calendar durations count as their definite neighbours.</summary>
    internal static bool Equivalent(PathQuantity a, PathQuantity b)
    {
        if (string.Equals(a.UcumCode, b.UcumCode, StringComparison.Ordinal))
            return PathNumbers.Equivalent(a.Value, b.Value);
        if (Ucum.TryConvert(b.Value, b.UcumCode, a.UcumCode) is not { } inA || Ucum.TryConvert(a.Value, a.UcumCode, b.UcumCode) is not { } inB)
            return false;
        // One step of the last digit of b, seen in the unit of a: the coarser side gives the precision.
        var stepB = Ucum.TryConvert(PathNumbers.LastDigit(b.Value), b.UcumCode, a.UcumCode) ?? 0;
        return stepB > PathNumbers.LastDigit(a.Value)
            ? Math.Round(inB, PathNumbers.Scale(b.Value), MidpointRounding.AwayFromZero) == b.Value
            : Math.Round(inA, PathNumbers.Scale(a.Value), MidpointRounding.AwayFromZero) == a.Value;
    }

    /// <summary>Reads <c>4</c>, <c>4.5 'mg'</c> or <c>4 days</c>.</summary>
    internal static PathQuantity? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var digits = 0;
        if (digits < text.Length && text[digits] is '+' or '-')
            digits++;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
            digits++;
        if (!PathNumbers.TryDecimal(text[..digits], out var value))
            return null;
        var unit = text[digits..].Trim();
        if (unit.IsEmpty)
            return new PathQuantity(value, "1");
        if (unit.Length > 2 && unit[0] == '\'' && unit[^1] == '\'')
            return Ucum.IsValid(unit[1..^1].ToString(), out _) ? new PathQuantity(value, unit[1..^1].ToString()) : null;
        return CalendarWord(unit) is { } word ? new PathQuantity(value, word, IsCalendar: true) : null;
    }

    public override string ToString() => IsCalendar
        ? string.Create(CultureInfo.InvariantCulture, $"{Value} {Unit}{(Value == 1 ? "" : "s")}")
        : string.Create(CultureInfo.InvariantCulture, $"{Value} '{Unit}'");
}
