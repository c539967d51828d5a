using System.Text.RegularExpressions;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>
/// Dates around the name of a month, a season or a holiday. "May" and "March" are verbs and names more often than months, so without a
/// number beside them they need a word that only stands before a time.
/// </summary>
internal static partial class WrittenDates
{
    private const RegexOptions Form = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;
    private const int Patience = 10_000;
    private const string Unit = "(?:one|two|three|four|five|six|seven|eight|nine)";
    private const string Late = "(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]" + Unit + ")?|(?:oh |o )?" + Unit + "|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)";
    private const string SpokenYear = "(?:two thousand(?: and)?(?: " + Late + ")?|(?:nineteen|twenty)(?: hundred)? " + Late + "|(?:oh|o) " + Unit + @")\b";
    private const string Year = @"(?:(?:18[89]|19\d|20\d)\d|'\d\d)";

    private static readonly WordSet times = new("in since during last next until till early late mid through thru before after around between from to by this of past and or following every each");
    private static readonly WordSet onlyTimes = new("in since during last next until till early late mid through thru past");
    private static readonly WordSet weekdays = new("monday tuesday wednesday thursday friday saturday sunday");
    private static readonly WordSet events = new("mammogram colonoscopy surgery biopsy appointment visit cabg echo mri");
    private static readonly WordSet parts = new("end beginning middle month start half part first second third fourth week late early mid as");
    private static readonly WordSet cardinals = new("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty");
    private static readonly WordSet ordinals = new("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth");

    public static int Month(Page page, int start, int end, MonthWord kind)
    {
        var from = DayBefore(page, start, end);
        if (from < start && kind == MonthWord.Ambiguous && (char.IsLower(page[start]) || char.IsUpper(page[start + 1])) && IsVerbBehindNumber(page, from, start, end))
            from = start;
        // "June 3 - February 22": the number belongs to the month before it.
        if (from < start && page.Text.AsSpan(from, start - from) is var between && (between.Contains('.') || between.Contains(" -", StringComparison.Ordinal)) && page.Measure(DayAfter(), end) > 0)
            from = start;
        var to = end;
        // A full stop after a month written in full ends a sentence.
        var stopped = page[end] == '.' && kind is MonthWord.Plain or MonthWord.Ambiguous;
        var tail = from < start ? page.Measure(YearAfterDay(), end) : 0;
        if (tail > 0)
            to = end + tail;
        else if (stopped && from == start && !HasYear(page, end, page.Measure(DayAfter(), end)))
            to = end;
        else if (from == start && page.Measure(DayAfter(), end) is > 0 and var day && (kind == MonthWord.Plain || HasYear(page, end, day) || !Measures.Follow(page, end + day)))
            to = end + day;
        else if (from == start && page.Measure(WordDayAfter(), end) is > 0 and var words)
            to = end + words;
        else if (from == start && page.Measure(CardinalAndYear(), end) is > 0 and var cardinal)
            to = end + cardinal;
        else if (from == start && page.Measure(YearAfterMonth(), end) is > 0 and var year)
            to = end + year;

        if (from < start || to > end)
        {
            if (kind == MonthWord.Foreign && from == start && !Calendar.IsYear(LastNumber(page, to)))
                return 0;
            if (kind is MonthWord.Ambiguous or MonthWord.Short && from == start && !char.IsUpper(page[start]) && to - end <= 3 && page.IsDigit(to - 1) && Verb(page, start, to))
                return 0;
            page.Add(from, to, IdentifierClass.Date, HasYear(page, end, to - end) ? 0.95 : 0.85);
            return to;
        }
        if (!Alone(page, start, end, kind))
            return 0;
        page.Add(start, end, IdentifierClass.Date, kind == MonthWord.Plain ? 0.75 : 0.7);
        return end;
    }

    /// <summary>"Christmas 2019", "Labor Day", "summer of 2020": what began with a word that may begin one.</summary>
    public static int Occasion(Page page, int start)
    {
        var size = page.Measure(Holiday(), start);
        if (size == 0)
            size = page.Measure(Season(), start);
        if (size > 0)
            page.Add(start, start + size, IdentifierClass.Date, 0.8);
        return size > 0 ? start + size : 0;
    }

    /// <summary>"The 3 may cause": a number and a verb, not a day and its month.</summary>
    private static bool IsVerbBehindNumber(Page page, int from, int start, int end)
    {
        var day = page.Text.AsSpan(from, start - from);
        var joined = page.IsDigit(from) ? day.ContainsAnyInRange('A', 'z') : day.Contains(" of ", StringComparison.OrdinalIgnoreCase);
        return !joined && page.Measure(YearAfterDay(), end) == 0 && page.IsLetter(page.SkipBlanks(end)) && page.WordBefore(from) is not ("on" or "On" or "ON" or "since" or "until");
    }

    private static bool Verb(Page page, int start, int to) =>
        !page.EndsLine(to) && page.WordBefore(start, ",") is var word && !times.Has(word) && word is not ("on" or "On" or "ON" or "due" or "dated");

    private static bool Alone(Page page, int start, int end, MonthWord kind)
    {
        if (kind == MonthWord.Foreign || page[start - 1] is '@' or '_' || page[end] is '@' or '_' || (page[end] == '.' && page.IsLetter(end + 1)))
            return false;
        if (kind == MonthWord.Plain)
            return true;
        if (char.IsUpper(page[start]) && weekdays.Has(page.WordBefore(start, ",")))
            return true;
        var word = page.WordBefore(start, "-", out var wordStart);
        if (word.IsEmpty || page.StartsLine(start))
            return false;
        if (kind == MonthWord.Short)
            return onlyTimes.Has(word) && (char.IsUpper(page[start]) || word is "in" or "since") && !page.IsDigit(end);
        if (word is "on" or "On" or "ON" && page[end] is '.' or ',' or ';' or ')' or '\n' or '\0')
            return true;
        if (char.IsUpper(page[start]) && events.Has(word))
            return true;
        return onlyTimes.Has(word) || (word is "of" or "Of" or "OF" && parts.Has(page.WordBefore(wordStart)));
    }

    private static bool HasYear(Page page, int start, int length)
    {
        var digits = 0;
        for (var i = start; i < start + length; i++)
        {
            digits = page.IsDigit(i) ? digits + 1 : 0;
            if (digits == 4 || (digits == 2 && page[i - 2] is '\'' or '-'))
                return true;
        }
        return false;
    }

    private static int LastNumber(Page page, int end)
    {
        var start = end;
        while (page.IsDigit(start - 1) && end - start < 5)
            start--;
        return Calendar.Number(page.Text, start, end);
    }

    /// <summary>Where the day before the month begins ("3rd of", "3-", "twenty-third of", "3 de"); the month itself when there is none.</summary>
    private static int DayBefore(Page page, int month, int monthEnd)
    {
        var at = month;
        while (at > 0 && month - at < 3 && page[at - 1] is ' ' or '-' or '.' or '\n' or '/' or '\t')
            at--;
        var end = at;
        if (page[at - 1] is 'f' or 'F' or 'e' or 'E' or 'i' && page.WordBefore(at, "", out var link) is "of" or "de" or "OF" or "di" or "DE" or "Of")
            at = page.SkipBlanksBack(link);
        var word = page.WordBefore(at, "", out var wordStart);
        if (cardinals.Has(word) && (end > at || page.Measure(YearAfterDay(), monthEnd) > 0))
            return word.Length < 6 && page.WordBefore(wordStart, "-", out var before) is "twenty" or "thirty" or "Twenty" or "Thirty" ? before : wordStart;
        if (ordinals.Has(word))
        {
            if (end == at && month - at != 1 && page[at] != ' ')
                return month;
            var tens = page.WordBefore(wordStart, "-", out var tensStart);
            if (end == at && word is "second" or "first" && tens is not ("twenty" or "thirty"))
                return month;
            return tens.Equals("twenty", StringComparison.OrdinalIgnoreCase) || tens.Equals("thirty", StringComparison.OrdinalIgnoreCase) ? tensStart : wordStart;
        }
        if (word.Equals("st", StringComparison.OrdinalIgnoreCase) || word.Equals("nd", StringComparison.OrdinalIgnoreCase) || word.Equals("rd", StringComparison.OrdinalIgnoreCase) || word.Equals("th", StringComparison.OrdinalIgnoreCase) || word is "er" or "o" or "\u00BA")
            at = wordStart;
        else if (!word.IsEmpty)
            return month;
        if (page[at - 1] is '.' or '\u00BA')
            at--;
        var start = at;
        while (page.IsDigit(start - 1) && at - start < 3)
            start--;
        if (at - start is 0 or > 2 || Calendar.Number(page.Text, start, at) is < 1 or > 31 || page[start - 1] is '/' or '.' or ':' or '$' or '\'' || char.IsLetter(page[start - 1]) || EndsCode(page, start))
            return month;
        return RangeBefore(page, start);
    }

    /// <summary>The number is the end of a code: "U20927-1 Apr".</summary>
    private static bool EndsCode(Page page, int number)
    {
        if (page[number - 1] != '-')
            return false;
        var start = number - 1;
        while (page.IsWordPart(start - 1) && number - start < 5)
            start--;
        return number - 1 - start > 2 && !char.IsLetter(page[number - 2]);
    }

    /// <summary>"3-5 May", "3 to 5 May": the earlier day belongs to the same date.</summary>
    private static int RangeBefore(Page page, int day)
    {
        var at = page.SkipBlanksBack(day);
        if (page[at - 1] == '-')
            at = page.SkipBlanksBack(at - 1);
        else if (page.WordBefore(at, "", out var word) is "to" or "and")
            at = page.SkipBlanksBack(word);
        else
            return day;
        if (page[at - 1] is 't' or 'd' or 'h' && page.IsDigit(at - 3))
            at -= 2;
        var start = at;
        while (page.IsDigit(start - 1) && at - start < 3)
            start--;
        return at - start is 1 or 2 && Calendar.Number(page.Text, start, at) is >= 1 and <= 31 && !page.IsWordPart(start - 1) && page[start - 1] is not ('/' or '.' or '-') ? start : day;
    }

    [GeneratedRegex(@"\G(?:\.?(?:,?\s{1,2}(?:of |de |del |in )?|[-/. ]?)(?:(?:18[89]|19\d|20\d)\d|'\d\d|(?<=[-/])\d\d(?!\d)|(?<=\d\p{L}{3,9})\d\d(?!\d)|(?<=[a-z] )\d\d(?!\d|[:/%.]\d| ?[ap]\.?m\b| \p{Ll}))(?!\d|:\d)|,? (?:of )?" + SpokenYear + ")", Form, Patience)]
    private static partial Regex YearAfterDay();

    [GeneratedRegex(@"\G\.?(?: ?,? ?the |[ \t]?,?[ \t\n-]{1,2}|-|/)(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%a-z]|[.:/]\d| ?[ap]\.?m\b)(?: ?(?:-|to|through|thru|and|&) ?(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:/%a-z]|\.\d))?(?: ?,?\s{1,2}(?:of )?" + Year + @"(?!\d|:\d)|-(?:(?:19|20)\d\d|\d\d)(?!\d)|,(?:19|20)\d\d(?!\d))?", Form, Patience)]
    private static partial Regex DayAfter();

    [GeneratedRegex(@"\G (?:the )?" + Late + ",? (?:of )?" + SpokenYear, Form, Patience)]
    private static partial Regex CardinalAndYear();

    [GeneratedRegex(@"\G,? (?:the )?(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)\b(?:,? (?:of |in )?(?:" + Year + @"(?!\d)|" + SpokenYear + @"))?", Form, Patience)]
    private static partial Regex WordDayAfter();

    [GeneratedRegex(@"\G(?:\.?(?:,?\s{1,2}(?:of |de |del )?|[-/ ]?)" + Year + @"(?!\d|:\d|s\b)|,? (?:of |in )?" + SpokenYear + "| of (?:sixty|seventy|eighty|ninety)(?:[- ]" + Unit + @")?\b)", Form, Patience)]
    private static partial Regex YearAfterMonth();

    [GeneratedRegex(@"\G(?:christmas(?: (?:eve|day))?|xmas(?: (?:eve|day))?|thanksgiving(?: (?:day|eve))?|halloween|easter(?: (?:sunday|monday))?(?! (?:egg|bunny|basket|seal))|hanukkah|chanukah|kwanzaa|ramadan|diwali|passover|yom kippur|rosh hashanah|juneteenth|new year'?s?(?: (?:eve|day))|labou?r day|memorial day|independence day|veterans'? day|columbus day|president'?s'? day|mlk day|martin luther king(?: jr\.?)? day|valentine'?s day|mother'?s day|father'?s day|boxing day|good friday|ash wednesday|palm sunday|cinco de mayo|st\.? patrick'?s day|bastille day|mardi gras|eid(?: al-(?:fitr|adha))?|guy fawkes night|remembrance day|canada day|australia day|anzac day)\b(?:,? (?:of |in )?" + Year + @"(?!\d))?", Form, Patience)]
    private static partial Regex Holiday();

    [GeneratedRegex(@"\G(?:spring|summer|fall|autumn|winter|q[1-4]),?(?: of)? (?:19|20)\d\d(?:[-/]\d\d)?(?!\d)", Form, Patience)]
    private static partial Regex Season();
}
