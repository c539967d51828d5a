using System.Collections.Concurrent;

namespace Salus.Fhir.Units;

/// <summary>
/// The Unified Code for Units of Measure 2.0.1 (https://ucum.org), case-sensitive: which codes are units, which units can be
/// converted into each other, and how. Exact for ratio scales and temperatures; double precision for logarithmic ones.
/// </summary>
public static class Ucum
{
    /// <summary>Codes seen in data are few; strangers' codes must not fill the memory.</summary>
    private const int MostKept = 5000;

    private static readonly ConcurrentDictionary<string, UcumUnit> Known = new(StringComparer.Ordinal);

    /// <exception cref="UcumException">Not a unit; the message says where and why.</exception>
    public static UcumUnit Parse(string code)
    {
        if (Known.TryGetValue(code, out var known))
            return known;
        var unit = UcumParser.Parse(code);
        if (Known.Count < MostKept)
            Known.TryAdd(code, unit);
        return unit;
    }

    public static bool IsValid(string code, out string? reason)
    {
        reason = null;
        try
        {
            Parse(code);
            return true;
        }
        catch (UcumException e)
        {
            reason = e.Message;
            return false;
        }
    }

    /// <summary>The unit; null when the code is none.</summary>
    public static UcumUnit? TryParse(string code)
    {
        try
        {
            return Parse(code);
        }
        catch (UcumException)
        {
            return null;
        }
    }

    /// <summary>Whether amounts in the two units can be compared; false when one is no unit.</summary>
    public static bool AreComparable(string a, string b) => TryParse(a) is { } left && TryParse(b) is { } right && left.IsComparableTo(right);

    /// <summary>An amount of one unit in another.</summary>
    /// <exception cref="UcumException">A code is no unit, the units measure different things, or the result is no number.</exception>
    public static ExactNumber Convert(ExactNumber value, string from, string to)
    {
        var (source, target) = (Parse(from), Parse(to));
        if (!source.IsComparableTo(target))
            throw new UcumException($"'{from}' cannot be converted to '{to}': one is {source.CanonicalCode}, the other {target.CanonicalCode} in base units.");
        return FromCanonical(ToCanonical(value, source), target);
    }

    /// <inheritdoc cref="Convert(ExactNumber, string, string)"/>
    public static decimal Convert(decimal value, string from, string to) =>
        Convert(ExactNumber.From(value), from, to).ToDecimal() ?? throw new UcumException($"The amount in '{to}' does not fit 28 digits.");

    /// <inheritdoc cref="Convert(ExactNumber, string, string)"/>
    public static double Convert(double value, string from, string to) =>
        Convert(ExactNumber.From(value) ?? throw new UcumException("The amount is no number."), from, to).ToDouble();

    /// <summary>The same; null instead of an exception.</summary>
    public static decimal? TryConvert(decimal value, string from, string to)
    {
        if (string.Equals(from, to, StringComparison.Ordinal))
            return value;
        try
        {
            return Convert(ExactNumber.From(value), from, to).ToDecimal();
        }
        catch (UcumException)
        {
            return null;
        }
    }

    /// <summary>An amount in base units, with the code of those.</summary>
    /// <exception cref="UcumException">The code is no unit.</exception>
    public static (ExactNumber Value, string Code) Canonical(ExactNumber value, string code)
    {
        var unit = Parse(code);
        return (ToCanonical(value, unit), unit.CanonicalCode);
    }

    /// <summary>Negative, zero or positive; null when the units measure different things or one is no unit.</summary>
    public static int? Compare(decimal a, string unitA, decimal b, string unitB)
    {
        if (string.Equals(unitA, unitB, StringComparison.Ordinal))
            return a.CompareTo(b);
        if (TryParse(unitA) is not { } left || TryParse(unitB) is not { } right || !left.IsComparableTo(right))
            return null;
        if (left.PlainFactor is { } factorA && right.PlainFactor is { } factorB && TryTimes(a, factorA) is { } plainA && TryTimes(b, factorB) is { } plainB)
            return plainA.CompareTo(plainB);
        try
        {
            return ToCanonical(ExactNumber.From(a), left).CompareTo(ToCanonical(ExactNumber.From(b), right));
        }
        catch (UcumException)
        {
            return null;
        }
    }

    /// <summary>The exact product; null when it has more digits than a decimal holds.</summary>
    private static decimal? TryTimes(decimal value, decimal factor)
    {
        if (Math.Abs(value) > 1e14m || value.Scale + factor.Scale > 28)
            return null;
        var product = value * factor;
        return product.Scale == value.Scale + factor.Scale ? product : null;
    }

    /// <summary>The product in base units.</summary>
    /// <exception cref="UcumException">A code is no unit.</exception>
    public static (ExactNumber Value, string Code) Multiply(ExactNumber a, string unitA, ExactNumber b, string unitB) => Canonical(a * b, $"{Grouped(unitA)}.{Grouped(unitB)}");

    /// <summary>The quotient in base units.</summary>
    /// <exception cref="UcumException">A code is no unit.</exception>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static (ExactNumber Value, string Code) Divide(ExactNumber a, string unitA, ExactNumber b, string unitB) => Canonical(a / b, $"{Grouped(unitA)}/{Grouped(unitB)}");

    /// <summary>The product as a decimal; null when a code is no unit or the product does not fit. A pure number keeps the other's unit.</summary>
    public static (decimal Value, string Code)? TryMultiply(decimal a, string unitA, decimal b, string unitB)
    {
        if (unitA is "1" || unitB is "1")
            return Fits(() => (ExactNumber.From(a) * ExactNumber.From(b), unitA is "1" ? unitB : unitA));
        return Fits(() => Multiply(ExactNumber.From(a), unitA, ExactNumber.From(b), unitB));
    }

    /// <summary>The quotient as a decimal; null when a code is no unit, the divisor is zero or the quotient does not fit.</summary>
    public static (decimal Value, string Code)? TryDivide(decimal a, string unitA, decimal b, string unitB)
    {
        if (b == 0)
            return null;
        if (unitB is "1")
            return Fits(() => (ExactNumber.From(a) / ExactNumber.From(b), unitA));
        return Fits(() => Divide(ExactNumber.From(a), unitA, ExactNumber.From(b), unitB));
    }

    private static (decimal Value, string Code)? Fits(Func<(ExactNumber Value, string Code)> compute)
    {
        try
        {
            var (value, code) = compute();
            return value.ToDecimal() is { } number ? (number, code) : null;
        }
        catch (UcumException)
        {
            return null;
        }
    }

    private static string Grouped(string code) => code.Contains('/', StringComparison.Ordinal) ? $"({code})" : code;

    private static ExactNumber ToCanonical(ExactNumber value, UcumUnit unit) =>
        (unit.Scale is { } scale ? scale.ToRatio(value) ?? throw new UcumException($"The amount of '{unit.Code}' is out of range.") : value) * unit.Factor;

    private static ExactNumber FromCanonical(ExactNumber value, UcumUnit unit)
    {
        var ratio = value / unit.Factor;
        return unit.Scale is { } scale ? scale.FromRatio(ratio) ?? throw new UcumException($"The amount has no value in '{unit.Code}'.") : ratio;
    }
}
