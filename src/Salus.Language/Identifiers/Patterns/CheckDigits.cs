namespace Salus.Language.Identifiers.Patterns;

/// <summary>Arithmetic that tells a real number of its kind from chance. Separators are skipped; a wrong length is never valid.</summary>
internal static class CheckDigits
{
    /// <summary>Payment cards: ISO/IEC 7812-1 annex B, 12 to 19 digits that are not all the same.</summary>
    public static bool IsCard(ReadOnlySpan<char> number) =>
        Sum(number, 0, out var count, out var varied) % 10 == 0 && count is >= 12 and <= 19 && varied;

    /// <summary>US National Provider Identifier: ten digits beginning with 1 or 2, Luhn over "80840" before them, which adds 24.</summary>
    public static bool IsProvider(ReadOnlySpan<char> number) =>
        number.Length > 0 && number[0] is '1' or '2' && Sum(number, 24, out var count, out _) % 10 == 0 && count == 10;

    /// <summary>US Drug Enforcement Administration number: two letters (or a letter and 9) and seven digits, 21 CFR 1301: (d1+d3+d5) + 2(d2+d4+d6) ends in d7.</summary>
    public static bool IsDea(ReadOnlySpan<char> number)
    {
        if (number.Length != 9 || !char.IsAsciiLetter(number[0]) || !(char.IsAsciiLetter(number[1]) || number[1] == '9') || number[2..].ContainsAnyExceptInRange('0', '9'))
            return false;
        var d = number[2..];
        return ((d[0] + d[2] + d[4] - (3 * '0')) + (2 * (d[1] + d[3] + d[5] - (3 * '0')))) % 10 == d[6] - '0';
    }

    /// <summary>International bank account number, ISO 13616: 15 to 34 characters, remainder 1 modulo 97 after the first four are moved to the end.</summary>
    public static bool IsIban(ReadOnlySpan<char> number)
    {
        Span<char> plain = stackalloc char[34];
        var length = 0;
        foreach (var c in number)
        {
            if (c is ' ' or '-')
                continue;
            if (!char.IsAsciiLetterOrDigit(c) || length == plain.Length)
                return false;
            plain[length++] = char.ToUpperInvariant(c);
        }
        if (length < 15 || !char.IsAsciiLetter(plain[0]) || !char.IsAsciiLetter(plain[1]) || !char.IsAsciiDigit(plain[2]) || !char.IsAsciiDigit(plain[3]))
            return false;
        var rest = 0;
        for (var i = 0; i < length; i++)
        {
            var c = plain[(i + 4) % length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }
        return rest == 1;
    }

    /// <summary>Vehicle identification number, 49 CFR 565.15: seventeen characters without I, O, Q; the ninth is the remainder modulo 11, X for 10.</summary>
    public static bool IsVehicle(ReadOnlySpan<char> number)
    {
        const string Values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
        ReadOnlySpan<int> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        if (number.Length != weights.Length)
            return false;
        var sum = 0;
        var digits = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var c = char.ToUpperInvariant(number[i]);
            var at = c == '.' ? -1 : Values.IndexOf(c, StringComparison.Ordinal);
            if (at < 0)
                return false;
            digits += at < 10 ? 1 : 0;
            sum += weights[i] * (at % 10);
        }
        var check = sum % 11;
        return digits is >= 3 and < 17 && number[8] is var given && (check == 10 ? given is 'X' or 'x' : given == '0' + check);
    }

    private static int Sum(ReadOnlySpan<char> number, int from, out int count, out bool varied)
    {
        (count, varied) = (0, false);
        var sum = from;
        var last = '\0';
        for (var i = number.Length - 1; i >= 0; i--)
        {
            var c = number[i];
            if (!char.IsAsciiDigit(c))
                continue;
            varied |= count > 0 && c != last;
            last = c;
            var value = c - '0';
            sum += count++ % 2 == 0 ? value : value > 4 ? (2 * value) - 9 : 2 * value;
        }
        return sum;
    }
}
