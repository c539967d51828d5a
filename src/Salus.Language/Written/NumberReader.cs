using System.Globalization;

namespace Salus.Language.Written;

/// <summary>How a number was put into words; what it may mean depends on it.</summary>
internal enum NumberForm
{
    /// <summary>Already in digits.</summary>
    Digits,

    /// <summary>One word below twenty, or a ten: <c>five</c>, <c>thirty</c>.</summary>
    Simple,

    /// <summary>Tens and units, hundreds, thousands, decimals.</summary>
    Compound,

    /// <summary>Hundreds without the word: <c>one thirty</c>. A time of day or 130.</summary>
    Pair,

    /// <summary><c>twenty nineteen</c>.</summary>
    Year,

    /// <summary>Digits read out one by one.</summary>
    Sequence,
}

/// <param name="Text">In digits.</param>
/// <param name="Next">The first token after the number.</param>
internal readonly record struct SpokenNumber(decimal Value, string Text, int Next, NumberForm Form)
{
    public bool IsWhole => decimal.Truncate(Value) == Value;
}

/// <summary>Reads the number that starts at a token, in words or digits.</summary>
internal static class NumberReader
{
    private const int LongestSequence = 20;

    public static bool TryRead(TokenReader tokens, int start, out SpokenNumber number)
    {
        if (!TryReadWhole(tokens, start, out number))
            return false;
        if (number.Form is NumberForm.Sequence or NumberForm.Year)
            return true;
        if (tokens[number.Next] == "point" && TryReadDecimals(tokens, number.Next + 1, out var digits, out var next))
            number = Make(number.Text.Replace(",", "", StringComparison.Ordinal) + "." + digits, next, NumberForm.Compound);
        if (number.IsWhole && tokens.Follows(number.Next, "and", "a", "half"))
            number = Make(number.Value + 0.5m, number.Next + 3, NumberForm.Compound);
        else if (number.IsWhole && tokens.Follows(number.Next, "and", "a", "quarter"))
            number = Make(number.Value + 0.25m, number.Next + 3, NumberForm.Compound);
        else if (number.IsWhole && tokens.Follows(number.Next, "and", "three", "quarters"))
            number = Make(number.Value + 0.75m, number.Next + 3, NumberForm.Compound);
        return true;
    }

    /// <summary>An ordinal in words or digits from 1 to 99: <c>fifth</c>, <c>twenty first</c>, <c>5th</c>.</summary>
    public static bool TryReadOrdinal(TokenReader tokens, int start, out int value, out int next)
    {
        (value, next) = (NumberWords.SmallOrdinal(tokens[start]), start + 1);
        if (value > 0)
            return true;
        value = NumberWords.TensOrdinal(tokens[start]);
        if (value > 0)
            return true;
        var ten = NumberWords.Ten(tokens[start]);
        var second = tokens.Next(start);
        if (ten > 0 && NumberWords.SmallOrdinal(tokens[second]) is > 0 and < 10 and var unit)
        {
            (value, next) = (ten + unit, second + 1);
            return true;
        }

        if (tokens.IsNumber(start) && tokens[start].Length <= 2 && tokens[start + 1] is "th" or "st" or "nd" or "rd" && !tokens.Tokens[start + 1].SpaceBefore)
        {
            (value, next) = (int.Parse(tokens[start], CultureInfo.InvariantCulture), start + 2);
            return value > 0;
        }

        return false;
    }

    /// <summary>The decimal digits after "point", one by one or as one number below a hundred.</summary>
    public static bool TryReadDecimals(TokenReader tokens, int start, out string digits, out int next)
    {
        (digits, next) = ("", start);
        if (tokens.IsNumber(start) && tokens[start].All(char.IsAsciiDigit))
        {
            (digits, next) = (tokens[start], start + 1);
            return digits.Length <= 6;
        }

        while (digits.Length < 6 && NumberWords.Digit(tokens[next]) is >= 0 and var digit)
        {
            digits += (char)('0' + digit);
            next++;
        }

        if (digits.Length > 0)
            return true;
        if (!TryReadBelowHundred(tokens, start, out var value, out next) || value < 10)
            return false;
        digits = value.ToString(CultureInfo.InvariantCulture);
        return true;
    }

    public static string Format(decimal value, bool isYear = false) =>
        value.ToString(value >= 10_000 && !isYear ? "#,##0.######" : "0.######", CultureInfo.InvariantCulture);

    private static SpokenNumber Make(decimal value, int next, NumberForm form) => new(value, Format(value, form is NumberForm.Year), next, form);

    private static SpokenNumber Make(string digits, int next, NumberForm form) =>
        new(decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), digits, next, form);

    private static bool TryReadWhole(TokenReader tokens, int start, out SpokenNumber number)
    {
        number = default;
        if (tokens.IsNumber(start))
        {
            var written = tokens[start];
            if (written.Length > 15 || !decimal.TryParse(written, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value))
                return false;
            number = new SpokenNumber(value, written, start + 1, NumberForm.Digits);
            return true;
        }

        if (TryReadSequence(tokens, start, out number))
            return true;
        int first, next;
        if (tokens[start] == "a" && tokens[start + 1] is "hundred" or "thousand")
            (first, next) = (1, start + 1);
        else if (!TryReadBelowHundred(tokens, start, out first, out next))
            return false;
        var form = next == start + 1 ? NumberForm.Simple : NumberForm.Compound;

        if (tokens[next] is "hundred" or "thousand" or "million")
            return TryReadScaled(tokens, first, next, out number);

        if (first is 19 or 20 && TryReadTail(tokens, next, out var tail, out var afterYear) && (first == 20 || tail >= 10))
        {
            number = Make((first * 100) + tail, afterYear, NumberForm.Year);
            return true;
        }

        if (first is >= 1 and <= 9 && form == NumberForm.Simple && TryReadTail(tokens, next, out var rest, out var afterPair))
        {
            number = Make((first * 100) + rest, afterPair, NumberForm.Pair);
            return true;
        }

        number = Make(first, next, form);
        return true;
    }

    private static bool TryReadScaled(TokenReader tokens, int first, int scaleAt, out SpokenNumber number)
    {
        decimal total = 0, current = first;
        var next = scaleAt;
        decimal lastScale = 10_000_000;
        while (tokens[next] is "hundred" or "thousand" or "million")
        {
            var scale = tokens[next] switch { "hundred" => 100m, "thousand" => 1000m, _ => 1_000_000m };
            if (scale == 100m)
            {
                current *= scale;
            }
            else if (scale < lastScale)
            {
                total += current * scale;
                current = 0;
                lastScale = scale;
            }
            else
            {
                break;
            }

            next++;
            var rest = tokens[next] == "and" ? next + 1 : next;
            if (!TryReadBelowHundred(tokens, rest, out var more, out var afterMore) || more == 0)
                continue;
            if (rest > next && tokens.Follows(afterMore, "of"))
                break;
            if (tokens[afterMore] == "hundred" && scale == 100m)
                break;
            current += more;
            next = afterMore;
        }

        number = Make(total + current, next, NumberForm.Compound);
        return true;
    }

    /// <summary>The second half of a pair or year: 10 to 99, or "oh" and a digit.</summary>
    private static bool TryReadTail(TokenReader tokens, int start, out int value, out int next)
    {
        if (tokens[start] == "oh" && NumberWords.Digit(tokens[start + 1]) is > 0 and var digit)
        {
            (value, next) = (digit, start + 2);
            return true;
        }

        return TryReadBelowHundred(tokens, start, out value, out next) && value >= 10 && tokens[next] is not ("hundred" or "thousand");
    }

    private static bool TryReadBelowHundred(TokenReader tokens, int start, out int value, out int next)
    {
        (value, next) = (NumberWords.UnitOrTeen(tokens[start]), start + 1);
        if (value >= 0)
            return true;
        value = NumberWords.Ten(tokens[start]);
        if (value < 0)
            return false;
        var second = tokens.Next(start);
        if (NumberWords.UnitOrTeen(tokens[second]) is > 0 and < 10 and var unit)
            (value, next) = (value + unit, second + 1);
        return true;
    }

    /// <summary>Four or more digits read out, three when one is "oh" or "zero", and the emergency number.</summary>
    private static bool TryReadSequence(TokenReader tokens, int start, out SpokenNumber number)
    {
        number = default;
        Span<char> digits = stackalloc char[LongestSequence];
        var count = 0;
        var zero = false;
        while (count < LongestSequence && NumberWords.Digit(tokens[start + count]) is >= 0 and var digit)
        {
            zero |= digit == 0;
            digits[count++] = (char)('0' + digit);
        }

        if (count < 3 || tokens[start] == "oh" || NumberWords.Ten(tokens[start + count]) > 0 || tokens.IsNumber(start + count) || tokens[start + count] is "hundred" or "point" or "thousand")
            return false;
        var text = new string(digits[..count]);
        if (count == 3 && !zero && text != "911")
            return false;
        number = new SpokenNumber(decimal.Parse(text, CultureInfo.InvariantCulture), text, start + count, NumberForm.Sequence);
        return true;
    }
}
