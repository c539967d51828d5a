using System.Globalization;

namespace Salus.Fhir.Paths;

/// <summary>Decimals of FHIRPath: 28 digits, and the digits written are kept.</summary>
internal static class PathNumbers
{
    /// <summary>Digits after the point as written.</summary>
    public static int Scale(decimal value) => value.Scale;

    /// <summary>Digits after the point without trailing zeros.</summary>
    public static int SignificantScale(decimal value)
    {
        var scale = (int)value.Scale;
        while (scale > 0 && decimal.Round(value, scale - 1) == value)
            scale--;
        return scale;
    }

    /// <summary>One step of the last digit written: 0.01 for 1.50.</summary>
    public static decimal LastDigit(decimal value) => new(1, 0, 0, isNegative: false, value.Scale);

    /// <summary>Equal after rounding to the less precise operand, trailing zeros ignored (FHIRPath 2.0 §6.1.3).</summary>
    public static bool Equivalent(decimal a, decimal b)
    {
        var scale = Math.Min(SignificantScale(a), SignificantScale(b));
        return Math.Round(a, scale, MidpointRounding.AwayFromZero) == Math.Round(b, scale, MidpointRounding.AwayFromZero);
    }

    public static bool TryDecimal(ReadOnlySpan<char> text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    /// <summary>A number of FHIR JSON, which may carry an exponent.</summary>
    public static bool TryFhirDecimal(ReadOnlySpan<char> text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);

    /// <summary>A double as the decimal it prints as; null for infinity, not-a-number and what a decimal cannot hold.</summary>
    public static decimal? FromDouble(double value) =>
        double.IsFinite(value) && Math.Abs(value) < 7.9e28 ? (decimal)value : null;
}
