using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>Less of a value, true as far as it goes: the first digits of a postal code, the year of a date, a band of ages. Null when the value cannot be read.</summary>
internal static partial class Coarsening
{
    public static string? Of(DeidentificationPolicy policy, IdentifierClass kind, string original) => kind switch
    {
        IdentifierClass.PostalCode => PostalCode(policy.PostalCodes, original),
        IdentifierClass.Date or IdentifierClass.Year => Year(original),
        IdentifierClass.Age or IdentifierClass.OldAge => Age(policy.Ages, kind, original),
        IdentifierClass.Address or IdentifierClass.Place => null,
        _ => null,
    };

    /// <summary>
    /// ZIP codes keep their first digits when more than 20,000 people live there, and become 000 otherwise (45 CFR 164.514(b)(2)(i)(B)). Codes of other countries
    /// keep nothing, for nobody said how many people they hold.
    /// </summary>
    private static string? PostalCode(PostalCodeFacts facts, string original)
    {
        var match = Zip().Match(original);
        if (!match.Success)
            return null;
        var digits = match.Groups["zip"].ValueSpan;
        if (digits.Length == 3)
            return facts.Digits < 3 || facts.Small.Contains(original.Trim()) ? "000" : original.Trim();
        return facts.Digits == 0 || facts.Small.Contains(digits[..3].ToString()) ? "00000"[..Math.Max(3, facts.Digits)] : digits[..facts.Digits].ToString();
    }

    /// <summary>The year that a date in any writing says in four digits, or in two at its end.</summary>
    public static string? Year(string date)
    {
        var match = FourDigits().Match(date);
        if (match.Success)
            return match.Groups["year"].Value;
        match = TwoDigits().Match(date);
        return match.Success && int.Parse(match.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) is var year
            ? (year + (year < 50 ? 2000 : 1900)).ToString(CultureInfo.InvariantCulture) : null;
    }

    private static string? Age(AgeFacts facts, IdentifierClass kind, string original)
    {
        var digits = Digits().Match(original);
        if (!digits.Success)
            return kind is IdentifierClass.OldAge ? string.Create(CultureInfo.InvariantCulture, $"over {facts.Top}") : null;
        var (before, after) = (original[..digits.Index], original[(digits.Index + digits.Length)..]);
        if (digits.Length > 3 || !int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var age))
            return null;
        if (age > facts.Top)
            return string.Create(CultureInfo.InvariantCulture, $"{before}{facts.Top + 1}{(char.IsAsciiDigit(original[^1]) && before.Length == 0 ? "" : "+")}{(after.StartsWith('+') ? after[1..] : after)}");
        if (facts.Band == 1)
            return original;
        var from = age / facts.Band * facts.Band;
        return string.Create(CultureInfo.InvariantCulture, $"{before}{from}-{Math.Min(from + facts.Band - 1, facts.Top)}{after}");
    }

    [GeneratedRegex(@"^\s*(?<zip>[0-9]{5}|[0-9]{3})(-?[0-9]{4})?\s*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Zip();

    [GeneratedRegex(@"(?<![0-9])(?<year>(1[89]|20|21)[0-9]{2})(?![0-9])|^(?<year>(1[89]|20|21)[0-9]{2})(0[1-9]|1[0-2])([0-2][0-9]|3[01]|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FourDigits();

    [GeneratedRegex(@"(^[0-9]{1,2}[/.-][0-9]{1,2}[/.-]|[A-Za-z]{3}[- ]|')(?<year>[0-9]{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TwoDigits();

    [GeneratedRegex(@"[0-9]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Digits();
}
