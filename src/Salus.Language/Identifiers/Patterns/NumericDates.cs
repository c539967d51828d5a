using System.Text.RegularExpressions;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>
/// Dates in figures. A day with its year is one by form; a month and a day alone ("5/3") look like a strength, a pain score, a fraction or a
/// murmur, so words around them decide.
/// </summary>
internal static partial class NumericDates
{
    private const RegexOptions Form = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;

    // A form that says "the same again" is made into a program only where capitals count.
    private const RegexOptions Again = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Patience = 10_000;

    private static readonly WordSet before = new("""
        on since until till til thru through dated date dob seen admitted discharged due starting started beginning before after between by monday tuesday wednesday thursday friday saturday sunday
        mon tue tues wed thu thur thurs fri sat sun labs visit appointment appt last next effective received scheduled rescheduled collected ending week updated signed el le am vom den bis seit ab zum du
        """);

    private static readonly WordSet occasions = new("ct mri cxr echo xray ekg ecg eeg us labs lab culture cultures biopsy mammogram mammography cabg mi pci stent tavr appendectomy hysterectomy dexa pap colonoscopy surgery procedure visit from as of for and to");

    private static readonly WordSet versions = new("version v release section build software firmware chapter table figure rev revision");
    private static readonly WordSet scales = new("pain strength power motor reflex reflexes pulses pulse murmur murmurs scale score scored rate rated rates rating severity intensity gleason apgar strengths dtrs dtr grip grade graded sem muscle oriented orientation level ratio mallampati discomfort dyspnea phq gcs kps ecog hads sob");

    private static readonly WordSet after = new("strength power pain in out murmur murmurs tablet tablets tab tabs cup cups of bilaterally bilateral throughout scale severity systolic diastolic sem reflexes reflex pulses intensity inch inches dose teaspoon teaspoons pack packs ppd mile hour way dilated full points right left upper lower extensor flexor flexion extension grip sec seconds normal positive negative nodes tsp ns");

    /// <summary>Where the date that begins at a run of figures ends; 0 when none does.</summary>
    public static int Read(Page page, int at, int runEnd)
    {
        var length = runEnd - at;
        var mark = page[runEnd];
        if (length == 4 && mark is '-' or '/' or '.')
            return Take(page, at, page.Measure(Iso(), at), 0.92) is var end and > 0 ? end : Take(page, at, page.Measure(IsoMonth(), at), 0.75);
        if (length <= 2 && (mark is '/' or '-' or '.' || (mark == ' ' && page[runEnd + 1] is '/' or '.' or '-')))
            return Short(page, at, runEnd);
        return length is 8 or 12 or 14 or 6 ? Compact(page, at, length) : 0;
    }

    private static int Take(Page page, int at, int size, double confidence)
    {
        if (size == 0)
            return 0;
        page.Add(at, at + size, IdentifierClass.Date, confidence);
        return at + size;
    }

    private static int Short(Page page, int at, int runEnd)
    {
        var first = Calendar.Number(page.Text, at, runEnd);
        var size = page.Measure(Full(), at);
        if (size > 0)
        {
            var second = page.SkipDigits(Figure(page, runEnd));
            var value = Calendar.Number(page.Text, Figure(page, runEnd), second);
            if (!Calendar.IsDayEitherWay(first, value))
                return 0;
            var labelled = page.LabelBefore(at).Is(IdentifierClass.Date);
            var year = size - (second - at);
            if (page[runEnd] == '.' && !page.IsDigit(at + size - 3) && !labelled && (!Calendar.IsDay(value, first) || versions.Has(page.WordBefore(at, ":"))))
                return 0;
            if (year < 5 && page[runEnd] != '/' && !labelled && Measures.Follow(page, at + size))
                return 0;
            return Take(page, at, size, labelled ? 0.95 : year > 4 || page[runEnd] == '/' ? 0.9 : 0.75);
        }

        size = page.Measure(MonthYear(), at);
        if (size > 0 && first is >= 1 and <= 12 && !Measures.Follow(page, at + size))
        {
            page.Add(at, at + size, IdentifierClass.Date, 0.85);
            return at + size;
        }
        return page[runEnd] == '/' ? MonthAndDay(page, at, runEnd, first) : page[runEnd] == '.' ? GermanDay(page, at) : 0;
    }

    private static int MonthAndDay(Page page, int at, int runEnd, int first)
    {
        var end = page.SkipDigits(runEnd + 1);
        if (end - runEnd is < 2 or > 3 || page[end] == '/' || (page[end] == '.' && page.IsDigit(end + 1)) || char.IsLetter(page[end]) || page[end] is '%' or '+')
            return 0;
        var second = Calendar.Number(page.Text, runEnd + 1, end);
        if (!Calendar.IsDayEitherWay(first, second) || (first == 24 && second == 7))
            return 0;
        var scored = IsScore(page, at, second);
        var range = scored ? 0 : page.Measure(RangeTail(), end);
        if (range > 0)
        {
            page.Add(at, end, IdentifierClass.Date, 0.8);
            var other = Figure(page, end);
            if (page.Text.AsSpan(other, end + range - other).Count('/') > 1)
                return end;
            page.Add(other, end + range, IdentifierClass.Date, 0.8);
            return end + range;
        }
        var wordBefore = page.WordBefore(at, ",:(-.", out var wordStart);
        var padded = (page[at] == '0' && runEnd - at == 2) || (page[runEnd + 1] == '0' && end - runEnd == 3);
        var next = page.WordAfter(end);
        // "4/7", "2/52", "6/12": days, weeks and months as British notes write them.
        if (second is 7 or 12 && !padded && (wordBefore is "for" or "x" or "For" or "last" or "past" or "every" || next is "ago" or "history" or "hx" or "course" or "of" or "duration"))
            return 0;
        if (scored || after.Has(next) || Measures.Follow(page, end))
            return 0;
        if (page.LabelBefore(at).Is(IdentifierClass.Date))
            return Take(page, at, end - at, 0.9);
        // No fraction has such parts, a scale seldom.
        var calendar = (second > 12 || first > 12 || second == 11) && wordBefore is not ("of" or "in" or "score" or "than") && page[at - 1] is ' ' or '(' or '\n' or '\t' or ',';
        if (!before.Has(wordBefore) && !padded && !calendar && !(occasions.Has(wordBefore) && second is not (4 or 5 or 6 or 10) && (wordBefore.Length != 2 || AsOf(page, wordStart))))
            return 0;
        page.Add(at, end, IdentifierClass.Date, before.Has(wordBefore) ? 0.75 : 0.6);
        return end;
    }

    private static bool AsOf(Page page, int start) =>
        page.Text.AsSpan(start, 2).Equals("CT", StringComparison.Ordinal) || page.Text.AsSpan(start, 2).Equals("US", StringComparison.Ordinal)
        || page.WordBefore(start) is "as" or "As" or "AS" or "week" or "morning" or "night" or "evening" or "afternoon" or "day" or "labs" or "dated";

    /// <summary>A denominator of a clinical scale, with a word of such a scale within sight before or after.</summary>
    private static bool IsScore(Page page, int at, int denominator)
    {
        if (denominator is not (3 or 4 or 5 or 6 or 8 or 9 or 10 or 15 or 30))
            return false;
        var from = Math.Max(0, at - 56);
        var look = page.Text.AsSpan(from, Math.Min(page.Length, at + 40) - from);
        while (!look.IsEmpty)
        {
            var start = 0;
            while (start < look.Length && !char.IsAsciiLetter(look[start]))
                start++;
            var end = start;
            while (end < look.Length && char.IsAsciiLetter(look[end]))
                end++;
            if (scales.Has(look[start..end]))
                return true;
            look = look[end..];
        }
        return false;
    }

    /// <summary>"am 03.05." in German: day and month with a full stop after both.</summary>
    private static int GermanDay(Page page, int at)
    {
        var size = page.Measure(DayDotMonthDot(), at);
        if (size == 0 || page.WordBefore(at) is not ("am" or "vom" or "den" or "bis" or "seit" or "ab" or "zum" or "der" or "dem"))
            return 0;
        page.Add(at, at + size, IdentifierClass.Date, 0.8);
        return at + size;
    }

    private static int Compact(Page page, int at, int length)
    {
        if (page.IsLetter(at + length) && page[at + length] is not ('T' or 't' or 'Z'))
            return 0;
        var label = page.LabelBefore(at);
        var dated = label.Is(IdentifierClass.Date);
        if (label.Class is not null && !dated && label.Grip is not Grip.Loose)
            return 0;
        int N(int from, int size) => Calendar.Number(page.Text, at + from, at + from + size);
        if (length >= 8 && N(0, 4) is >= 1900 and <= 2099 && Calendar.IsDay(N(4, 2), N(6, 2)) && (length == 8 || (N(8, 2) < 24 && N(10, 2) < 60)))
        {
            page.Add(at, at + 8, IdentifierClass.Date, dated ? 0.95 : page[at + length] == 'T' || length == 14 ? 0.8 : 0.6);
            return at + length;
        }
        if (!dated || !Calendar.IsDayEitherWay(N(0, 2), N(2, 2)) || (length == 8 && !Calendar.IsYear(N(4, 4))) || length > 8)
            return 0;
        page.Add(at, at + length, IdentifierClass.Date, 0.9);
        return at + length;
    }

    private static int Figure(Page page, int at)
    {
        while (at < page.Length && !page.IsDigit(at))
            at++;
        return at;
    }

    [GeneratedRegex(@"\G(?:18[89]|19\d|20\d)\d(?<s>[-/.])(?:0?[1-9]|1[0-2])\k<s>\s{0,2}(?:3[01]|[12]\d|0?[1-9])(?!\d)", Again, Patience)]
    private static partial Regex Iso();

    [GeneratedRegex(@"\G(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])(?![-/\d])", Form, Patience)]
    private static partial Regex IsoMonth();

    [GeneratedRegex(@"\G\d{1,2} ?(?<s>[-/.])\s{0,2}\d{1,2} ?\k<s>\s{0,2}(?:(?:18[89]|19\d|20\d)\d|'?\d\d)(?!\d|[-/.]\d|%|\s?[mM](?:[cC]?[gG]|[lL])\b)", Again, Patience)]
    private static partial Regex Full();

    [GeneratedRegex(@"\G\d{1,2}[-/](?:19|20)\d\d(?![-/]?\d)", Form, Patience)]
    private static partial Regex MonthYear();

    [GeneratedRegex(@"\G ?(?:-|to|through|thru|until) ?\d{1,2}[/](?:3[01]|[12]\d|0?[1-9])(?:/(?:(?:19|20)\d\d|\d\d))?(?!\d|/)", Form, Patience)]
    private static partial Regex RangeTail();

    [GeneratedRegex(@"\G(?:3[01]|[12]\d|0?[1-9])\. ?(?:1[0-2]|0?[1-9])\.(?!\d)", Form, Patience)]
    private static partial Regex DayDotMonthDot();
}
