using System.Globalization;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>How values of FHIR are worded on a chart.</summary>
internal static class FhirWords
{
    /// <summary>With as much of the date as was written: <c>3 May 2019</c>, <c>May 2019</c>, <c>2019</c>; empty for none.</summary>
    public static string When(FhirDate? date) => date is not { } known ? "" : known.Day.ToString(known.Precision switch
    {
        FhirDatePrecision.Year => "yyyy",
        FhirDatePrecision.Month => "MMM yyyy",
        _ => "d MMM yyyy",
    }, CultureInfo.InvariantCulture);

    /// <summary><c>since 2011</c>, <c>2011 to 3 May 2012</c>, <c>until 2012</c>; empty when neither is known.</summary>
    public static string Span(FhirDate? from, FhirDate? until) => (When(from), When(until)) switch
    {
        ("", "") => "",
        (var start, "") => $"since {start}",
        ("", var end) => $"until {end}",
        var (start, end) when start == end => start,
        var (start, end) => $"{start} to {end}",
    };

    /// <summary>
    /// As people write a unit: the text that came with it, or its UCUM code with annotations in curly brackets left out and the few codes
    /// that nobody writes by hand replaced.
    /// </summary>
    public static string Unit(Quantity quantity) => Unit(quantity.Unit ?? quantity.Code ?? "");

    /// <inheritdoc cref="Unit(Quantity)"/>
    public static string Unit(string unit)
    {
        while (unit.IndexOf('{', StringComparison.Ordinal) is var open and >= 0 && unit.IndexOf('}', open) is var close and > 0)
            unit = unit.Remove(open, close - open + 1);
        unit = unit.Replace("mm[Hg]", "mmHg", StringComparison.Ordinal).Replace("10*3", "10³", StringComparison.Ordinal).Replace("10*6", "10⁶", StringComparison.Ordinal)
            .Replace("10*9", "10⁹", StringComparison.Ordinal).Replace("10*12", "10¹²", StringComparison.Ordinal).Replace("[in_i]", "in", StringComparison.Ordinal).Replace("[lb_av]", "lb", StringComparison.Ordinal);
        return unit switch
        {
            "Cel" => "°C",
            "[degF]" => "°F",
            "1" or "(score)" => "",
            "kg/m2" => "kg/m²",
            _ => unit.Trim('/', ' ') is { Length: > 0 } rest && unit.EndsWith('/') ? rest : unit,
        };
    }

    public static string Amount(Quantity? quantity) => quantity is { } known && known.Node["value"]?.Value is { } digits ? $"{known.Comparator}{digits} {Unit(known)}".Trim() : "";

    /// <summary>Codes that mean sexes in more than one value set.</summary>
    public static string Sex(string? gender) => gender switch
    {
        null => "",
        { Length: > 0 } known => char.ToUpperInvariant(known[0]) + known[1..],
        _ => "",
    };
}
