namespace Salus.Language.Identifiers.Second;

/// <summary>
/// Judges numbers by their shape alone: how many digits, how they are parted, whether a check digit holds. It shares no rule with the patterns
/// that a text was cleaned by.
/// </summary>
internal static class DigitShapes
{
    private const int LongestShape = 48;
    private const int ShortestCode = 6;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Adds the numbers of a text that no measurement is written like.</summary>
    public static void Find(string text, ICollection<(TextSpan Span, IdentifierClass Class)> found)
    {
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '@' && Address(text, at) is { Length: > 0 } address)
                found.Add((address, IdentifierClass.Email));
            if (!char.IsAsciiLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }
            var end = EndOf(text, at);
            if (ClassOf(text, at, end) is { } kind)
                found.Add((TextSpan.FromBounds(at, end), kind));
            at = end;
        }
    }

    /// <summary>Letters and digits with single separators between; letters end at a blank, so that only digits run over it.</summary>
    private static int EndOf(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < LongestShape)
        {
            if (char.IsAsciiLetterOrDigit(text[end]))
            {
                end++;
                continue;
            }
            var next = end + 1;
            if (text[end] is ')' && next < text.Length && text[next] == ' ')
                next++;
            if (text[end] is '-' or '/' && next < text.Length && (IsMonthAt(text, next) && char.IsAsciiDigit(text[end - 1]) || char.IsAsciiDigit(text[next]) && end - start > 3 && IsMonthAt(text, end - 3)))
            {
                end = next;
                continue;
            }
            if (next >= text.Length || !char.IsAsciiDigit(text[next]) || !char.IsAsciiDigit(text[end - 1]) || text[end] is not ('-' or '.' or '/' or ' ' or ')' or '+' or '\u2013' or '\n'))
                break;
            end = next;
        }
        while (end < text.Length && end - start >= LongestShape && char.IsAsciiLetterOrDigit(text[end]))
            end++;
        return end;
    }

    private static bool IsMonthAt(string text, int at) => at + 3 <= text.Length && Array.Exists(Months, month => string.Compare(text, at, month, 0, 3, StringComparison.OrdinalIgnoreCase) == 0);

    private static IdentifierClass? ClassOf(string text, int start, int end)
    {
        Span<int> groups = stackalloc int[LongestShape];
        var (count, digits, letters) = (0, 0, 0);
        for (var at = start; at < end && at - start < LongestShape; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                if (at == start || !char.IsAsciiDigit(text[at - 1]))
                    count++;
                groups[count - 1]++;
                digits++;
            }
            else if (char.IsAsciiLetter(text[at]))
            {
                letters++;
            }
        }
        if (digits < 4)
            return null;
        if (letters > 0)
            return digits >= 4 && (letters + digits >= ShortestCode) && !IsMonthBetween(text.AsSpan(start, end - start)) && !EndsInUnit(text.AsSpan(start, end - start), digits) ? IdentifierClass.OtherId : IsMonthBetween(text.AsSpan(start, end - start)) ? IdentifierClass.Date : null;
        var shape = groups[..count];
        var separator = count > 1 ? text[start + shape[0]] : '\0';
        if (count == 3 && separator is '/' or '-' or '.' && text[start + shape[0] + 1 + shape[1]] == separator && digits is >= 4 and <= 8 && shape[0] is 1 or 2 or 4 && shape[1] is 1 or 2 && shape[2] is 1 or 2 or 4)
            return IdentifierClass.Date;
        if (shape is [3, 2, 4])
            return IdentifierClass.SocialSecurity;
        if (digits is >= 13 and <= 19 && Luhn(text.AsSpan(start, end - start)))
            return IdentifierClass.Account;
        if (separator is ' ' or '\n' && !shape.SequenceEqual((ReadOnlySpan<int>)[3, 3, 4]) && shape.IndexOfAnyExceptInRange(3, 4) >= 0)
            return null;
        if (shape is [3, 3, 4] or [1, 3, 3, 4] or [3, 4] || digits is >= 10 and <= 15 && count is >= 2 and <= 6)
            return IdentifierClass.Phone;
        return count == 1 && digits >= ShortestCode && !IsCounted(text, end) || count is 2 or 3 && digits >= 9 ? IdentifierClass.OtherId : null;
    }

    /// <summary>"500000 units", "150000/µL".</summary>
    private static bool IsCounted(string text, int end)
    {
        var rest = text.AsSpan(end, Math.Min(10, text.Length - end)).TrimStart(" /");
        return rest.StartsWith("unit", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("iu", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("cop", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("cell", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("\u00B5") || rest.StartsWith("\u03BC") || rest.StartsWith("mcl", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("plate", StringComparison.OrdinalIgnoreCase);
    }

    private static bool EndsInUnit(ReadOnlySpan<char> shape, int digits) =>
        digits <= 6 && (shape.EndsWith("mg", StringComparison.OrdinalIgnoreCase) || shape.EndsWith("mcg", StringComparison.OrdinalIgnoreCase) || shape.EndsWith("ml", StringComparison.OrdinalIgnoreCase) || shape.EndsWith("u", StringComparison.OrdinalIgnoreCase) || shape.EndsWith("units", StringComparison.OrdinalIgnoreCase) || shape.EndsWith("iu", StringComparison.OrdinalIgnoreCase) || shape.EndsWith("s", StringComparison.Ordinal));

    private static bool IsMonthBetween(ReadOnlySpan<char> shape)
    {
        foreach (var month in Months)
        {
            if (shape.IndexOf(month, StringComparison.OrdinalIgnoreCase) is > 0 and var at && char.IsAsciiDigit(shape[0]) && char.IsAsciiDigit(shape[^1]) && at < 4)
                return true;
        }
        return false;
    }

    /// <summary>Check digit of payment cards: ISO/IEC 7812-1 annex B.</summary>
    private static bool Luhn(ReadOnlySpan<char> shape)
    {
        var sum = 0;
        var isDoubled = false;
        for (var at = shape.Length - 1; at >= 0; at--)
        {
            if (!char.IsAsciiDigit(shape[at]))
                continue;
            var digit = (shape[at] - '0') * (isDoubled ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
            isDoubled = !isDoubled;
        }
        return sum % 10 == 0;
    }

    private static TextSpan Address(string text, int at)
    {
        var (start, end) = (at, at + 1);
        while (start > 0 && at - start < 64 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '_' or '-' or '+'))
            start--;
        var hasPoint = false;
        while (end < text.Length && end - at < 128 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-'))
            hasPoint |= text[end++] == '.' && end < text.Length && char.IsAsciiLetter(text[end]);
        return start < at && hasPoint ? TextSpan.FromBounds(start, text[end - 1] is '.' or '-' ? end - 1 : end) : default;
    }
}
