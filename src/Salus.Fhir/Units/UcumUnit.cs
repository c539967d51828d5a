using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Salus.Fhir.Units;

/// <summary>A unit as its code says it: how much of which base units, and its name in words.</summary>
public sealed class UcumUnit
{
    internal UcumUnit(string code, string display, ExactNumber factor, ImmutableSortedDictionary<string, int> dimensions, UcumScale? scale)
    {
        Code = code;
        Display = display.Trim();
        Factor = factor;
        Dimensions = dimensions;
        Scale = scale;
        CanonicalCode = Compose(dimensions);
        PlainFactor = scale is null && factor.ToDecimal() is { } plain && Math.Abs(plain) < 1e14m && ExactNumber.From(plain) == factor ? plain : null;
    }

    /// <summary>The factor where a decimal holds it exactly and it leaves room for digits: most units of care.</summary>
    internal decimal? PlainFactor { get; }

    public string Code { get; }

    /// <summary>In words, for example <c>(milligram) / (deciliter)</c>.</summary>
    public string Display { get; }

    /// <summary>How many of the canonical unit one of this unit is; of a unit on a scale of its own, one step of it.</summary>
    public ExactNumber Factor { get; }

    /// <summary>Exponents by base unit: m, s, g, rad, K, C, cd, and each arbitrary unit is a base of its own.</summary>
    public ImmutableSortedDictionary<string, int> Dimensions { get; }

    /// <summary>The same dimensions in base units, in alphabetical order: <c>g.m-1.s-2</c>; <c>1</c> for a pure number.</summary>
    public string CanonicalCode { get; }

    /// <summary>Set for units such as Cel or [pH], whose zero or steps differ from those of the canonical unit.</summary>
    internal UcumScale? Scale { get; }

    public bool IsSpecial => Scale is not null;

    public bool IsComparableTo(UcumUnit other) => string.Equals(CanonicalCode, other.CanonicalCode, StringComparison.Ordinal);

    private static string Compose(ImmutableSortedDictionary<string, int> dimensions)
    {
        var code = new StringBuilder();
        foreach (var (unit, exponent) in dimensions)
        {
            if (code.Length > 0)
                code.Append('.');
            code.Append(unit);
            if (exponent != 1)
                code.Append(exponent.ToString(CultureInfo.InvariantCulture));
        }
        return code.Length == 0 ? "1" : code.ToString();
    }

    public override string ToString() => Code;
}

/// <summary>
/// A scale that is not a ratio scale (UCUM §21 to §22): the functions to and from the unit beside it in the table.
/// Temperatures stay exact; logarithms and tangents are computed with doubles.
/// </summary>
/// <param name="Name">Of the function in the table.</param>
/// <param name="Prefix">Of the special unit itself: 0.1 for dB.</param>
internal sealed record UcumScale(string Name, ExactNumber Prefix)
{
    private static readonly ExactNumber Celsius = ExactNumber.Parse("273.15")!.Value;

    private static readonly ExactNumber Fahrenheit = ExactNumber.Parse("459.67")!.Value;

    private static readonly ExactNumber Reaumur = ExactNumber.Parse("218.52")!.Value;

    /// <summary>From a value on this scale to a number of the unit beside it; null when there is none.</summary>
    public ExactNumber? ToRatio(ExactNumber value)
    {
        var x = value * Prefix;
        return Offset is { } offset ? x + offset : ExactNumber.From(Inverse(x.ToDouble()));
    }

    public ExactNumber? FromRatio(ExactNumber ratio)
    {
        var x = Offset is { } offset ? ratio - offset : ExactNumber.From(Function(ratio.ToDouble()));
        return x is { } known ? known / Prefix : null;
    }

    private ExactNumber? Offset => Name switch { "Cel" => Celsius, "degF" => Fahrenheit, "degRe" => Reaumur, _ => null };

    private double Function(double ratio) => Name switch
    {
        "ln" => Math.Log(ratio),
        "lg" => Math.Log10(ratio),
        "lgTimes2" => 2 * Math.Log10(ratio),
        "ld" => Math.Log2(ratio),
        "pH" or "hpX" => -Math.Log10(ratio),
        "hpC" => -Math.Log10(ratio) / 2,
        "hpM" => -Math.Log10(ratio) / 3,
        "hpQ" => -Math.Log10(ratio) / Math.Log10(50_000),
        "sqrt" => Math.Sqrt(ratio),
        _ => 100 * Math.Tan(ratio * Math.PI / 180),
    };

    private double Inverse(double x) => Name switch
    {
        "ln" => Math.Exp(x),
        "lg" => Math.Pow(10, x),
        "lgTimes2" => Math.Pow(10, x / 2),
        "ld" => Math.Pow(2, x),
        "pH" or "hpX" => Math.Pow(10, -x),
        "hpC" => Math.Pow(10, -2 * x),
        "hpM" => Math.Pow(10, -3 * x),
        "hpQ" => Math.Pow(50_000, -x),
        "sqrt" => x * x,
        _ => Math.Atan(x / 100) * 180 / Math.PI,
    };
}
