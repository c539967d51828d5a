using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>Names, units and numbers of charts as people read them. Nothing is renamed: only what terminologies hang on for machines goes.</summary>
public static partial class ChartWords
{
    /// <summary>Significant digits of a number that its source wrote with more than a measurement can have.</summary>
    private const int SignificantDigits = 3;

    private const int MostWrittenDigits = 5;

    /// <summary>Without the semantic tag of SNOMED CT (<c>(disorder)</c>), the property in brackets of LOINC and characters without width.</summary>
    public static string Plain(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control))
                clean.Append(rune);
        var plain = Spaces().Replace(Loinc().Replace(Tag().Replace(clean.ToString(), ""), ""), " ").Trim();
        return plain.Length > 0 ? plain : name;
    }

    /// <summary><c>mm[Hg]</c> as <c>mmHg</c>, <c>mL/min/{1.73_m2}</c> as <c>mL/min/1.73 m2</c>; annotations that are no unit go.</summary>
    public static string Unit(string ucum)
    {
        ArgumentNullException.ThrowIfNull(ucum);
        return ucum switch
        {
            "mm[Hg]" => "mmHg",
            "mL/min/{1.73_m2}" => "mL/min/1.73 m2",
            "Cel" => "°C",
            "[degF]" => "°F",
            "[lb_av]" => "lb",
            "[in_i]" => "in",
            "1" => "",
            _ => Annotation().Replace(ucum, "").Replace("10*3/uL", "×10³/µL", StringComparison.Ordinal).Replace("10*6/uL", "×10^6/µL", StringComparison.Ordinal).Replace("10*9/L", "×10^9/L", StringComparison.Ordinal).Trim(),
        };
    }

    /// <summary>The number for a reader: as written, unless it has more digits than a measurement can have.</summary>
    public static decimal Rounded(decimal number)
    {
        if (Digits(number) <= MostWrittenDigits)
            return number;
        var whole = Math.Abs(decimal.Truncate(number));
        var before = whole == 0 ? LeadingZeros(number) : whole.ToString(CultureInfo.InvariantCulture).Length;
        return Math.Round(number, Math.Clamp(SignificantDigits - before, 0, 10), MidpointRounding.AwayFromZero);
    }

    public static string Number(decimal number) => number.ToString("0.##########", CultureInfo.InvariantCulture);

    /// <summary>Day of a time, <c>2026-03-01</c>.</summary>
    public static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A FHIR date as far as it is known, without the time of day.</summary>
    public static string Day(Salus.Fhir.Resources.FhirDate date) => date.Text.Length > 10 ? date.Text[..10] : date.Text;

    /// <summary>0.05 counts as -1 digits before the point, so that three significant digits stay.</summary>
    private static int LeadingZeros(decimal number)
    {
        var places = 0;
        for (var n = Math.Abs(number); n is > 0 and < 0.1m && places < 8; n *= 10)
            places++;
        return -places;
    }

    private static int Digits(decimal number) => number.ToString(CultureInfo.InvariantCulture).Count(char.IsAsciiDigit);

    [GeneratedRegex(@"\s+\((?:disorder|finding|procedure|situation|regime/therapy|morphologic abnormality|event|observable entity|person|physical object|substance|product)\)\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s*\[[^\]]*\]|\s+by (?:Automated count|calculation|Test strip)\b|/Hemoglobin\.total in Blood", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Loinc();

    [GeneratedRegex(@"\s{2,}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\{[^}]*\}|^\((?:score)\)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Annotation();
}
