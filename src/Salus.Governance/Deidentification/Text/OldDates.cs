using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Known;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Dates and years of a text that tell that somebody is older than may be told: a date of birth, and any other day of so long ago that who was there is (45 CFR
/// 164.514(b)(2)(i)(C): "all elements of dates (including year) indicative of such age"). To move them by a year would still tell it, so nothing of them stays.
/// </summary>
internal sealed partial class OldDates
{
    private const int LabelReach = 40;

    /// <summary>Appointments and expiries lie no further ahead; a year in two digits beyond is one of the last century.</summary>
    private const int FurthestAhead = 5;

    private readonly string text;
    private readonly int lastYear;
    private readonly int top;
    private readonly bool saysOldAge;
    private readonly KnownIdentifiers? birth;
    private readonly int birthYear;

    private OldDates(string text, ImmutableArray<IdentifierSpan> spans, int top, DateOnly today, DateOnly? born)
    {
        (this.text, this.top) = (text, top);
        saysOldAge = spans.Any(s => s.Class is IdentifierClass.OldAge);
        lastYear = spans.Where(s => s.Class is IdentifierClass.Date).Select(s => FourDigits(s.Span.In(text))).Where(y => y < today.Year + 200).DefaultIfEmpty(0).Max() is var latest && latest > today.Year ? latest : today.Year;
        // The year alone decides: who turned 90 in the last year may be 89 still, and is taken for 90.
        if (born is { } day && lastYear - day.Year > top)
            (birth, birthYear) = (KnownIdentifiers.Of([new(IdentifierClass.Date, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), KnownPeople.Patient)]), day.Year);
    }

    /// <summary>Written in the place of such a date.</summary>
    public string Instead => string.Create(CultureInfo.InvariantCulture, $"[over {top} years ago]");

    /// <summary>Null where the policy keeps dates or ages of any height, or the text has no date.</summary>
    public static OldDates? Of(string text, ImmutableArray<IdentifierSpan> spans, DeidentificationPolicy policy, DateOnly today, DateOnly? born) =>
        policy.Of(IdentifierClass.OldAge) is Treatment.Keep || policy.Of(IdentifierClass.Date) is Treatment.Keep || !spans.Any(s => s.Class is IdentifierClass.Date or IdentifierClass.Year)
            ? null
            : new OldDates(text, spans, policy.Ages.Top, today, born);

    /// <param name="original">What stands in the span.</param>
    public bool Tells(IdentifierSpan span, string original)
    {
        if (span.Class is not (IdentifierClass.Date or IdentifierClass.Year))
            return false;
        if (FourDigits(original) is > 0 and var year)
            return lastYear - year > top;
        if (TwoDigits().Match(original) is not { Success: true } match)
            return false;
        var century = lastYear / 100 * 100;
        var late = century + int.Parse(match.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        var early = late - 100;
        if (lastYear - early <= top)
            return false;
        if (birth is not null && (early == birthYear || late == birthYear) && IsKnownBirth(original))
            return true;
        return late > lastYear + FurthestAhead || IsBirth(span) && (late > lastYear || saysOldAge);
    }

    private bool IsKnownBirth(string original)
    {
        var read = IdentifierText.Of(original);
        return birth!.Matches(read).Any(m => m.Span.Length >= read.Plain.Trim().Length);
    }

    private bool IsBirth(IdentifierSpan span)
    {
        var before = text.AsSpan(Math.Max(0, span.Span.Start - LabelReach)..span.Span.Start);
        var after = text.AsSpan(span.Span.End, Math.Min(LabelReach, text.Length - span.Span.End));
        return Before().IsMatch(before) || After().IsMatch(after);
    }

    /// <summary>0 where none stands there.</summary>
    private static int FourDigits(string date)
    {
        var match = Year().Match(date);
        return match.Success ? int.Parse(match.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"(\bborn|\bd\.?\s?o\.?\s?b\b\.?|\bbirth(day|date)?|\bb\.|\bgeb(oren)?\b\.?|\bn[ée]e? le|\bnacid[oa]( el)?|\bnat[oa] il)(\s(on|in|am|the|is|was|of))*[\s:|=(,""*\[\]-]*\z", Options)]
    private static partial Regex Before();

    [GeneratedRegex(@"\A[\s(,\[]*(d\.?o\.?b\b|date of birth|birth)", Options)]
    private static partial Regex After();

    [GeneratedRegex(@"(^|[^0-9])(?<year>(1[89]|20|21)[0-9]{2})([^0-9]|\z)|^(?<year>(1[89]|20|21)[0-9]{2})(0[1-9]|1[0-2])([0-2][0-9]|3[01])|^[0-3][0-9][0-3][0-9](?<year>(19|20)[0-9]{2})\z", Options)]
    private static partial Regex Year();

    [GeneratedRegex(@"([0-9]{1,2}[/. -]{1,2}[0-9]{1,2}[/. -]{1,2}|[a-z]{3}\.?[,/ -]?\s?|')(?<year>[0-9]{2})\z", Options)]
    private static partial Regex TwoDigits();
}
