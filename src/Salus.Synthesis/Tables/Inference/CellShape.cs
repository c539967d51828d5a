using System.Runtime.CompilerServices;
using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>What the text of one cell could be.</summary>
[Flags]
internal enum Shapes
{
    None = 0,
    Number = 1,
    Integer = 2,

    /// <summary>Figures with a zero in front, <c>00420</c>, or more figures than a number holds: not to be reckoned with.</summary>
    Figures = 4,

    /// <summary>A number beyond a limit of detection: <c>&lt;0.6</c>.</summary>
    Limit = 8,

    /// <summary>A number with a comma for the point: <c>3,5</c>.</summary>
    Comma = 16,
    Icd9 = 32,

    /// <summary>A form of ICD-9-CM that is no number: <c>V27</c>, <c>E885.9</c>.</summary>
    Icd9Letter = 64,
    Icd10 = 128,
    Atc = 256,

    /// <summary>Names one person wherever it stands: an address of e-mail, a telephone number, a social security number.</summary>
    Contact = 512,
    Uuid = 1024,

    /// <summary>Letters and figures without a space, with at least two figures: as keys are written.</summary>
    KeyLike = 2048,

    /// <summary>Always the same number of decimals is written after the point.</summary>
    HasPoint = 4096,
}

/// <summary>What a text could be, found without knowing its column.</summary>
/// <param name="Value">The number, where it is one; also of <see cref="Shapes.Limit"/> and <see cref="Shapes.Comma"/>.</param>
/// <param name="Decimals">Written after the point.</param>
/// <param name="Dates">A bit for each of <see cref="DateForm.Known"/> that reads it.</param>
internal readonly partial record struct CellShape(Shapes Shapes, double Value, int Decimals, UInt128 Dates)
{
    private const int MostFigures = 15;

    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.eE+-");
    private static readonly SearchValues<char> OfCodes = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> NotInKeys = SearchValues.Create(" ,[]()<>+%");

    public bool Has(Shapes shape) => (Shapes & shape) != Shapes.None;

    /// <summary>The shape of a cell that is not empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static CellShape Of(ReadOnlySpan<char> cell)
    {
        var shapes = Shapes.None;
        UInt128 dates = 0;
        if (TryNumber(cell, out var value, out var decimals, out var figures))
        {
            if (figures)
                shapes |= Shapes.Figures;
            else
                shapes |= decimals == 0 && !cell.Contains('.') ? Shapes.Number | Shapes.Integer : Shapes.Number;
            if (cell.Contains('.'))
                shapes |= Shapes.HasPoint;
            if (cell.Length == 8 && cell[0] is '1' or '2')
                dates = DatesOf(cell);
            if (IsIcd9Number(cell))
                shapes |= Shapes.Icd9;
            if (figures && cell.Length is >= 9 and <= 16)
                shapes |= Shapes.KeyLike;
            return new CellShape(shapes, value, decimals, dates);
        }
        if (cell.Length > 64)
            return new CellShape(Shapes.None, double.NaN, 0, dates);
        if (cell[0] is '<' or '>' or '≤' or '≥' && TryNumber(cell.TrimStart("<>=≤≥ "), out value, out decimals, out figures) && !figures)
            return new CellShape(Shapes.Limit, value, decimals, dates);
        if (cell.Length <= 24 && cell.Count(',') == 1 && !cell.Contains('.') && TryComma(cell, out value, out decimals))
            return new CellShape(Shapes.Comma, value, decimals, dates);
        var digits = 0;
        foreach (var c in cell)
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        if (digits == 0)
            return new CellShape(cell.Contains('@') && Mail().IsMatch(cell) ? Shapes.Contact : Shapes.None, double.NaN, 0, dates);
        if (cell.Length is >= 6 and <= 35 && digits >= 3)
            dates = DatesOf(cell);
        if (cell[0] is 'V' or 'E' && IsIcd9Letter(cell))
            shapes |= Shapes.Icd9 | Shapes.Icd9Letter;
        if (char.IsAsciiLetterUpper(cell[0]) && cell.Length is >= 3 and <= 8)
        {
            if (IsIcd10(cell))
                shapes |= Shapes.Icd10;
            if (IsAtc(cell))
                shapes |= Shapes.Atc;
        }
        if (dates == 0 && (Mail().IsMatch(cell) || Phone().IsMatch(cell)))
            shapes |= Shapes.Contact;
        if (cell.Length == 36 && Guid.TryParseExact(cell, "D", out _))
            shapes |= Shapes.Uuid;
        if (digits >= 2 && !cell.ContainsAny(NotInKeys))
            shapes |= Shapes.KeyLike;
        return new CellShape(shapes, double.NaN, 0, dates);
    }

    public static bool IsNumber(ReadOnlySpan<char> cell) => TryNumber(cell, out _, out _, out _);

    /// <summary>Whether a text commonly stands for a missing value. Zero never does.</summary>
    /// <param name="decided">Also the dots and strokes that mean it only among numbers and dates.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsMissingMark(ReadOnlySpan<char> cell, bool decided) => cell.Length switch
    {
        0 => true,
        1 => cell[0] is '?' || (decided && cell[0] is '.' or '-'),
        2 => cell is "NA" or "--" && (decided || cell is "NA"),
        3 => cell.Equals("nan", StringComparison.OrdinalIgnoreCase) || cell.Equals("n/a", StringComparison.OrdinalIgnoreCase) || cell is "NaT",
        4 => cell.Equals("null", StringComparison.OrdinalIgnoreCase) || cell is "#N/A" or "<NA>",
        6 => cell is "(null)",
        _ => false,
    };

    /// <param name="figures">It is written in figures but is no quantity: a zero in front, or more figures than a number holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryNumber(ReadOnlySpan<char> cell, out double value, out int decimals, out bool figures)
    {
        value = double.NaN;
        decimals = 0;
        figures = false;
        if (cell.IsEmpty || cell.Length > 40 || !(char.IsAsciiDigit(cell[^1]) || cell[^1] == '.'))
            return false;
        var unsigned = cell[0] is '-' or '+' ? cell[1..] : cell;
        if (unsigned.IsEmpty || !(char.IsAsciiDigit(unsigned[0]) || (unsigned[0] == '.' && unsigned.Length > 1)))
            return false;
        long whole = 0;
        var point = -1;
        for (var i = 0; i < unsigned.Length; i++)
        {
            var c = unsigned[i];
            if (char.IsAsciiDigit(c) && i < 18)
                whole = (whole * 10) + c - '0';
            else if (c == '.' && point < 0)
                point = i;
            else
                return Slow(cell, unsigned, out value, out decimals, out figures);
        }
        decimals = point < 0 ? 0 : unsigned.Length - point - 1;
        var written = unsigned.Length - (point < 0 ? 0 : 1);
        if (point < 0 && ((unsigned.Length > 1 && unsigned[0] == '0') || unsigned.Length > MostFigures))
            figures = true;
        // Both parts are exact, so their quotient is the number nearest to what is written: Clinger, PLDI 1990.
        if (written <= MostFigures && decimals <= 22)
            value = whole / Powers[decimals];
        else if (!double.TryParse(unsigned, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return false;
        if (cell[0] == '-')
            value = -value;
        return true;
    }

    private static readonly double[] Powers = [.. Enumerable.Range(0, 23).Select(p => double.Parse($"1e{p}", CultureInfo.InvariantCulture))];

    private static bool Slow(ReadOnlySpan<char> cell, ReadOnlySpan<char> unsigned, out double value, out int decimals, out bool figures)
    {
        decimals = 0;
        figures = false;
        value = double.NaN;
        if (unsigned.ContainsAnyExcept(OfNumbers) || !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
            return false;
        var exponent = unsigned.IndexOfAny('e', 'E');
        if (exponent < 0)
        {
            var point = unsigned.IndexOf('.');
            decimals = point < 0 ? 0 : unsigned.Length - point - 1;
            figures = point < 0;
            return true;
        }
        var mantissa = unsigned[..exponent];
        var after = mantissa.IndexOf('.') is var p && p < 0 ? 0 : mantissa.Length - p - 1;
        decimals = int.TryParse(unsigned[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) ? Math.Clamp(after - power, 0, 30) : 0;
        return true;
    }

    internal static bool TryComma(ReadOnlySpan<char> cell, out double value, out int decimals)
    {
        Span<char> pointed = stackalloc char[24];
        value = double.NaN;
        decimals = 0;
        if (cell.Length > 24)
            return false;
        cell.Replace(pointed, ',', '.');
        return TryNumber(pointed[..cell.Length], out value, out decimals, out var figures) && !figures;
    }

    private static UInt128 DatesOf(ReadOnlySpan<char> cell)
    {
        var dates = UInt128.Zero;
        for (var i = 0; i < DateForm.Known.Length; i++)
            if (DateForm.Known[i].TryRead(cell, out var days) && (cell.Length != 8 || DateForm.Known[i].Pattern is not "yyyyMMdd" || days is > -25_567 and < 47_482))
                dates |= UInt128.One << i;
        return dates;
    }

    /// <summary>Three figures, then up to two after a point: ICD-9-CM, diseases and injuries. Leading zeros are often lost.</summary>
    private static bool IsIcd9Number(ReadOnlySpan<char> cell)
    {
        var point = cell.IndexOf('.');
        var whole = point < 0 ? cell : cell[..point];
        return whole.Length is >= 1 and <= 3 && !whole.ContainsAnyExceptInRange('0', '9') && (point < 0 || (cell.Length - point - 1 is 1 or 2));
    }

    private static bool IsIcd9Letter(ReadOnlySpan<char> cell)
    {
        var figures = cell[0] == 'V' ? 2 : 3;
        if (cell.Length < 1 + figures || cell.Slice(1, figures).ContainsAnyExceptInRange('0', '9'))
            return false;
        var rest = cell[(1 + figures)..];
        return rest.IsEmpty || (rest[0] == '.' && rest.Length is 2 or 3 && !rest[1..].ContainsAnyExceptInRange('0', '9'));
    }

    private static bool IsIcd10(ReadOnlySpan<char> cell)
    {
        if (!char.IsAsciiDigit(cell[1]) || !(char.IsAsciiDigit(cell[2]) || cell[2] is 'A' or 'B'))
            return false;
        var rest = cell[3..];
        if (rest.IsEmpty)
            return true;
        if (rest[0] == '.')
            rest = rest[1..];
        return rest.Length is >= 1 and <= 4 && !rest.ContainsAnyExcept(OfCodes);
    }

    /// <summary>A10BA02 and the groups above it: A10, A10B, A10BA.</summary>
    private static bool IsAtc(ReadOnlySpan<char> cell) =>
        cell.Length is 3 or 4 or 5 or 7 && "ABCDGHJLMNPRSV".Contains(cell[0], StringComparison.Ordinal) && char.IsAsciiDigit(cell[1]) && char.IsAsciiDigit(cell[2])
        && (cell.Length < 4 || char.IsAsciiLetterUpper(cell[3])) && (cell.Length < 5 || char.IsAsciiLetterUpper(cell[4])) && (cell.Length < 7 || (char.IsAsciiDigit(cell[5]) && char.IsAsciiDigit(cell[6])));

    [GeneratedRegex(@"^[^@\s]{1,64}@[^@\s]{1,60}\.[A-Za-z]{2,}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mail();

    [GeneratedRegex(@"^(\+\d[\d \-().]{7,20}|\(\d{3}\) ?\d{3}[- ]\d{4}|\d{3}[-. ]\d{3}[-. ]\d{4}|\d{3}-\d{2}-\d{4})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Phone();
}
