using System.Globalization;
using System.Text;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Invented numbers and addresses of machines, in the shape of the original and, where there are such, from ranges that belong to nobody: telephones 555-01xx
/// (North American Numbering Plan), example.org (RFC 2606), 192.0.2.0/24 and 2001:db8::/32 (RFC 5737, RFC 3849), social security numbers with an area from 900 on.
/// </summary>
internal sealed class NumberSurrogates(ReleaseKey key)
{
    public string Of(IdentifierClass kind, string original)
    {
        var normal = Normal(original);
        var draws = new Draws(key, stackalloc byte[32], kind is IdentifierClass.Fax ? "phone" : kind.Word(), "", normal);
        return kind switch
        {
            IdentifierClass.Phone or IdentifierClass.Fax => Phone(original, ref draws),
            IdentifierClass.Email => Email(original, ref draws),
            IdentifierClass.Url => Url(original, ref draws),
            IdentifierClass.IpAddress => Ip(original, ref draws),
            IdentifierClass.SocialSecurity => SocialSecurity(original, ref draws),
            _ => Redrawn(original, ref draws),
        };
    }

    /// <summary>Other digits and letters in the same shape. The first digit is no zero where it was none.</summary>
    public static string Redrawn(string original, ref Draws draws)
    {
        string written;
        var tries = 0;
        do
        {
            var drawn = new StringBuilder(original.Length);
            foreach (var c in original)
            {
                drawn.Append(c switch
                {
                    _ when char.IsDigit(c) => (char)('0' + (drawn.Length == 0 && c != '0' ? 1 + draws.Next(9) : draws.Next(10))),
                    _ when char.IsUpper(c) => (char)('A' + draws.Next(26)),
                    _ when char.IsLetter(c) => (char)('a' + draws.Next(26)),
                    < ' ' or > '~' => '-',
                    _ => c,
                });
            }
            written = drawn.ToString();
        }
        while (string.Equals(written, original, StringComparison.Ordinal) && original.Any(char.IsLetterOrDigit) && ++tries < 16);
        return written;
    }

    /// <summary>The last seven digits become 555-01xx and the area code another one; fewer digits are drawn anew.</summary>
    private static string Phone(string original, ref Draws draws)
    {
        var end = original.Length;
        // An extension is drawn for itself.
        var extension = original.AsSpan().IndexOfAny('x', 'X');
        if (extension < 0)
            extension = original.IndexOf("ext", StringComparison.OrdinalIgnoreCase);
        if (extension > 0)
            end = extension;
        var digits = original.AsSpan(0, end).ToString().Count(char.IsDigit);
        if (digits < 7)
            return Redrawn(original, ref draws);
        var made = new char[digits];
        for (var i = 0; i < digits; i++)
            made[i] = (char)('0' + draws.Next(10));
        "55501".CopyTo(0, made, digits - 7, 5);
        if (digits >= 10)
            made[digits - 10] = (char)('2' + draws.Next(8));
        if (digits == 11)
            made[0] = '1';
        var at = 0;
        var written = new StringBuilder(original.Length);
        for (var i = 0; i < original.Length; i++)
            written.Append(i < end && char.IsDigit(original[i]) ? made[at++] : i >= end && char.IsDigit(original[i]) ? (char)('0' + draws.Next(10)) : char.IsLetter(original[i]) && i < end ? 'X' : original[i]);
        return written.ToString();
    }

    private static string SocialSecurity(string original, ref Draws draws)
    {
        var at = 0;
        var written = new StringBuilder(original.Length);
        var digits = original.Count(char.IsDigit);
        foreach (var c in original)
        {
            if (!char.IsDigit(c))
            {
                written.Append(char.IsLetter(c) ? 'X' : c);
                continue;
            }
            // No number begins with 9; 900 to 999 are for taxes of others and their group 00 is never given.
            written.Append(at is 0 && digits >= 9 ? '9' : digits >= 9 && at is 3 or 4 ? '0' : (char)('0' + draws.Next(10)));
            at++;
        }
        return written.ToString();
    }

    private static string Email(string original, ref Draws draws)
    {
        var prefix = original.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? original[..7] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}person{draws.Next(900_000) + 100_000}@example.org");
    }

    private static string Url(string original, ref Draws draws)
    {
        var scheme = original.IndexOf("://", StringComparison.Ordinal);
        var number = draws.Next(900_000) + 100_000;
        return scheme is > 0 and < 12
            ? string.Create(CultureInfo.InvariantCulture, $"{original[..scheme]}://example.org/{number}")
            : string.Create(CultureInfo.InvariantCulture, $"www.example.org/{number}");
    }

    private static string Ip(string original, ref Draws draws)
    {
        var v6 = original.Count(c => c == ':') > 1;
        var mac = v6 && original.Count(c => c == ':') == 5 && original.Length == 17;
        if (mac)
            return Redrawn(original, ref draws);
        var suffix = original.IndexOf('/', StringComparison.Ordinal) is >= 0 and var mask ? original[mask..] : "";
        return v6
            ? string.Create(CultureInfo.InvariantCulture, $"2001:db8::{draws.Next(0xFFFF) + 1:x}{suffix}")
            : string.Create(CultureInfo.InvariantCulture, $"192.0.2.{draws.Next(254) + 1}{suffix}");
    }

    /// <summary>Equal for the same number with other signs between its digits.</summary>
    private static string Normal(string original)
    {
        var normal = new StringBuilder(original.Length);
        foreach (var c in original)
            if (char.IsLetterOrDigit(c))
                normal.Append(char.ToLowerInvariant(c));
        return normal.Length > 0 ? normal.ToString() : original;
    }
}
