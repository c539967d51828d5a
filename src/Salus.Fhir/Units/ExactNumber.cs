using System.Globalization;
using System.Numerics;

namespace Salus.Fhir.Units;

/// <summary>
/// A rational number without rounding, so that 1/3 of a yard is a foot again and a conversion to and fro gives the same digits.
/// Always in lowest terms, with a positive denominator.
/// </summary>
public readonly struct ExactNumber : IEquatable<ExactNumber>, IComparable<ExactNumber>
{
    /// <summary>Larger powers of ten are refused: they would only fill the memory.</summary>
    private const int MaxExponent = 1000;

    private readonly BigInteger numerator;
    private readonly BigInteger denominatorLessOne;

    private ExactNumber(BigInteger numerator, BigInteger denominator)
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0)
            common = -common;
        this.numerator = numerator / common;
        denominatorLessOne = (denominator / common) - 1;
    }

    public static ExactNumber One { get; } = new(1, 1);

    public BigInteger Numerator => numerator;

    public BigInteger Denominator => denominatorLessOne + 1;

    public int Sign => numerator.Sign;

    /// <summary>Reads <c>6.022e23</c>; null when the text is no number, or one with an exponent beyond 1000.</summary>
    public static ExactNumber? Parse(ReadOnlySpan<char> text)
    {
        var e = text.IndexOfAny('e', 'E');
        var exponent = 0;
        if (e >= 0 && (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > MaxExponent))
            return null;
        var digits = e < 0 ? text : text[..e];
        var point = digits.IndexOf('.');
        var joined = point < 0 ? digits.ToString() : string.Concat(digits[..point], digits[(point + 1)..]);
        if (point >= 0)
            exponent -= digits.Length - point - 1;
        if (joined.Length > MaxExponent || !BigInteger.TryParse(joined, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return null;
        return exponent < 0 ? new ExactNumber(whole, BigInteger.Pow(10, -exponent)) : new ExactNumber(whole * BigInteger.Pow(10, exponent), 1);
    }

    public static ExactNumber From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var whole = (new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | (uint)bits[0];
        return new ExactNumber(value < 0 ? -whole : whole, BigInteger.Pow(10, value.Scale));
    }

    /// <summary>The number a double stands for in its shortest form, so that 0.1 is one tenth. Null for infinity and not-a-number.</summary>
    public static ExactNumber? From(double value) =>
        double.IsFinite(value) ? Parse(value.ToString("R", CultureInfo.InvariantCulture)) : null;

    internal ExactNumber Power(int exponent) => exponent >= 0
        ? new ExactNumber(BigInteger.Pow(numerator, exponent), BigInteger.Pow(Denominator, exponent))
        : new ExactNumber(BigInteger.Pow(Denominator, -exponent), BigInteger.Pow(numerator, -exponent));

    public static ExactNumber operator +(ExactNumber a, ExactNumber b) => new((a.numerator * b.Denominator) + (b.numerator * a.Denominator), a.Denominator * b.Denominator);

    public static ExactNumber operator -(ExactNumber a, ExactNumber b) => new((a.numerator * b.Denominator) - (b.numerator * a.Denominator), a.Denominator * b.Denominator);

    public static ExactNumber operator *(ExactNumber a, ExactNumber b) => new(a.numerator * b.numerator, a.Denominator * b.Denominator);

    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static ExactNumber operator /(ExactNumber a, ExactNumber b) =>
        b.numerator.IsZero ? throw new DivideByZeroException() : new(a.numerator * b.Denominator, a.Denominator * b.numerator);

    public static bool operator ==(ExactNumber a, ExactNumber b) => a.Equals(b);

    public static bool operator !=(ExactNumber a, ExactNumber b) => !a.Equals(b);

    public static bool operator <(ExactNumber a, ExactNumber b) => a.CompareTo(b) < 0;

    public static bool operator >(ExactNumber a, ExactNumber b) => a.CompareTo(b) > 0;

    public static bool operator <=(ExactNumber a, ExactNumber b) => a.CompareTo(b) <= 0;

    public static bool operator >=(ExactNumber a, ExactNumber b) => a.CompareTo(b) >= 0;

    public int CompareTo(ExactNumber other) => (numerator * other.Denominator).CompareTo(other.numerator * Denominator);

    public bool Equals(ExactNumber other) => numerator == other.numerator && denominatorLessOne == other.denominatorLessOne;

    public override bool Equals(object? obj) => obj is ExactNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(numerator, denominatorLessOne);

    public double ToDouble() => double.Parse(ToString(20), CultureInfo.InvariantCulture);

    /// <summary>Rounded to what a decimal holds (28 digits); null when it is too large for one.</summary>
    public decimal? ToDecimal() =>
        decimal.TryParse(ToString(29), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>As a decimal number, rounded half away from zero to a number of significant digits; no trailing zeros.</summary>
    public string ToString(int significantDigits)
    {
        if (numerator.IsZero)
            return "0";
        var magnitude = BigInteger.Abs(numerator);
        // The exponent of the first digit, from the lengths and corrected by one where needed.
        var first = (int)Math.Floor(BigInteger.Log10(magnitude) - BigInteger.Log10(Denominator));
        var shift = significantDigits - 1 - first;
        var digits = Rounded(magnitude, shift).ToString(CultureInfo.InvariantCulture);
        if (digits.Length > significantDigits)
        {
            shift -= digits.Length - significantDigits;
            digits = Rounded(magnitude, shift).ToString(CultureInfo.InvariantCulture);
        }
        var text = Plain(digits, shift);
        return numerator.Sign < 0 ? "-" + text : text;
    }

    private BigInteger Rounded(BigInteger magnitude, int shift)
    {
        var (top, bottom) = shift >= 0 ? (magnitude * BigInteger.Pow(10, shift), Denominator) : (magnitude, Denominator * BigInteger.Pow(10, -shift));
        return ((2 * top) + bottom) / (2 * bottom);
    }

    private static string Plain(string digits, int shift)
    {
        if (shift <= 0)
            return digits + new string('0', -shift);
        var padded = digits.PadLeft(shift + 1, '0');
        return $"{padded[..^shift]}.{padded[^shift..]}".TrimEnd('0').TrimEnd('.');
    }

    /// <summary>With at most 28 significant digits.</summary>
    public override string ToString() => ToString(28);
}
