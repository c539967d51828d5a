using System.Text.RegularExpressions;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>
/// Postal addresses: a line with a street, a box or a military unit, and what belongs to it in the same block (flat, town, region, postal
/// code, country), also over several lines. A town alone after a street is not taken in: the block is one address only when it is complete.
/// </summary>
internal static partial class Addresses
{
    private const RegexOptions Form = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;
    private const int Patience = 10_000;
    private const int MostWords = 8;
    private const int MostParts = 9;

    /// <summary>At the first figure of "123 N. Main St", "28245 Puruntie 82 Apt. 595", "12 rue de la Paix".</summary>
    public static int NumberFirst(Page page, int at, int runEnd) => NumberFirst(page, at, runEnd, -1);

    private static int NumberFirst(Page page, int at, int runEnd, int unitAt)
    {
        if (runEnd - at > 6 || page[at - 1] is '.' or '/' or '$' or '%' or '+')
            return 0;
        var i = HouseNumberEnd(page, runEnd);
        if (i == 0 || page[i] is not (' ' or ',' or '\n'))
            return 0;
        var comma = page[i] == ',';
        i = page.SkipBlanks(comma ? i + 1 : i);
        var numbers = 1;
        if (page.IsDigit(i) && !comma && page.SkipDigits(i) is var second && second - i <= 5 && HouseNumberEnd(page, second) is > 0 and var house && page[house] == ' ' && page.IsLetter(house + 1))
        {
            i = house + 1;
            numbers++;
        }
        if (char.IsLower(page[i]) && numbers == 1 && Measures.Follow(page, runEnd) && !StreetWords.StandsBefore(page.WordAfter(i)))
            return 0;
        if (!page.IsLetter(i) && !(page.IsDigit(i) && page.Measure(OrdinalStreet(), i) > 0))
            return 0;
        if (runEnd - at >= 3 && page[i] is 'P' or 'p' or 'B' or 'b' && page.Measure(Box(), i) is > 0 and var box)
            return Block(page, unitAt >= 0 ? unitAt : at, i + box, 0.9, false);
        if (runEnd - at >= 3 && page.Measure(NumberedRoad(), i) is > 0 and var road)
            return Block(page, unitAt >= 0 ? unitAt : at, i + road, 0.85, true);
        var line = Read(page, i, char.IsUpper(page[i]) || page.IsDigit(i));
        if (line.Words == 0 || (comma && !line.Before))
            return 0;
        var addressed = page.LabelBefore(at).Is(IdentifierClass.Address);
        var unit = UnitAfter(page, line.End);
        double confidence;
        if (line.Sure && (line.Upper || line.Words <= 4))
            confidence = 0.9;
        else if (line.Before && line.Capitals > 0 && line.Words > 1)
            confidence = 0.85;
        else if (line.Upper && ( line.Ending || (line.Likely && line.Words > 1)))
            confidence = 0.85;
        else if (unit > line.End && (line.Numbered || line.Upper || addressed))
            confidence = 0.85;
        else if (addressed && (line.Upper || line.Numbered || line.Sure || line.Before))
            confidence = 0.8;
        else if (addressed && runEnd - at >= 2 && !Measures.Follow(page, i) && line.Words <= 3 && !Calendar.IsYear(Calendar.Number(page.Text, at, runEnd)))
            confidence = 0.7;
        else if (line.Numbered && runEnd - at >= 4 && line.Upper && Completes(page, line.End))
            confidence = 0.8;
        else if (line.Numbered && runEnd - at >= 4 && line.Upper && page.StartsLine(at) && page.EndsLine(line.End))
            confidence = 0.7;
        else
            return 0;
        return Block(page, unitAt >= 0 ? unitAt : NameBefore(page, at), line.End, confidence, addressed || numbers > 1 || line.Numbered);
    }

    /// <summary>At the figure of "Hauptstraße 12", "Rua do Arenque 1634", "lives on the north side of Joaquin Suarez 2906".</summary>
    public static int NameFirst(Page page, int at, int runEnd)
    {
        if (runEnd - at > 5 || page[at - 1] != ' ' || HouseNumberEnd(page, runEnd) is not (> 0 and var end))
            return 0;
        var (start, kind) = Leftwards(page, at);
        if (start == at)
            return 0;
        var addressed = page.LabelBefore(start).Is(IdentifierClass.Address) && runEnd - at >= 2;
        if (kind == 0 && !addressed && UnitAfter(page, end) == end)
            return 0;
        if (Measures.Follow(page, end) && UnitAfter(page, end) == end)
            return 0;
        return Block(page, start, end, kind > 0 ? 0.82 : 0.75, true);
    }

    /// <summary>"Tungata 11 Rott Crossroad": where a street with its number comes before another street, the address begins there.</summary>
    private static int NameBefore(Page page, int at)
    {
        if (page[at - 1] != ' ' || !page.IsLetter(at - 2))
            return at;
        var (start, kind) = Leftwards(page, at);
        return start < at && (kind == 2 || page.StartsLine(start) || page.LabelBefore(start).Is(IdentifierClass.Address)) && page[start - 1] != '\'' ? start : at;
    }

    /// <summary>Where the street's name before a number begins, and whether a word of it is a street's (1: needs more, 2: by itself).</summary>
    private static (int Start, int Kind) Leftwards(Page page, int at)
    {
        var start = at;
        var words = 0;
        var kind = 0;
        var named = at;
        for (var i = at; words < 6; words++)
        {
            var stop = i;
            while (stop > 0 && page[stop - 1] == ' ' && i - stop < 3)
                stop--;
            var dotted = page[stop - 1] == '.';
            var wordEnd = dotted ? stop - 1 : stop;
            var from = wordEnd;
            while (from > 0 && wordEnd - from < 40 && (page.IsLetter(from - 1) || (page[from - 1] is '-' or '\'' && page.IsLetter(from - 2))))
                from--;
            if (from == wordEnd || stop == i || page.IsDigit(from - 1))
                break;
            var word = page.Text.AsSpan(from, wordEnd - from);
            var link = StreetWords.IsLink(word) && char.IsLower(word[0]);
            var before = StreetWords.StandsBefore(word) && (words > 0);
            if (dotted && word.Length > 4 && !before)
                break;
            if (!char.IsUpper(word[0]) && !link && !before && !(words == 0 && (StreetWords.StandsAfter(word) || StreetWords.EndsAsStreet(word))))
                break;
            if (StreetWords.IsUnit(word) || (StreetWords.IsStop(word) && !link && !before) || Months.Of(word) is not (MonthWord.None or MonthWord.Foreign))
                break;
            i = from;
            if (!link || before)
                start = from;
            if (words == 0 && (StreetWords.EndsAsStreet(word) || (StreetWords.StandsAfter(word) && (dotted || word.Length > 2))))
                kind = StreetWords.EndsAsStreet(word) ? 2 : 1;
            if (before)
            {
                (kind, named) = (2, from);
                if (page[from - 1] is not ' ' || !char.IsUpper(page[from]))
                    break;
            }
        }
        if (kind == 1 && words < 2)
            return (at, 0);
        return (kind == 2 && named < at ? named : start, kind);
    }

    /// <summary>At a word: post-office boxes, rural routes, military units, and a flat before its street ("Flat 2, 15 Oak Road").</summary>
    public static int Named(Page page, int at)
    {
        var size = page.Measure(Box(), at);
        if (size > 0)
            return Block(page, at, at + size, 0.92, false);
        size = page.Measure(Ship(), at);
        if (size > 0)
        {
            page.Add(at, at + size, IdentifierClass.Address, 0.92);
            return at + size;
        }
        size = page.Measure(UnitPart(), at);
        if (size == 0)
            return 0;
        var next = PartStart(page, at + size, out _);
        return next > 0 && page.IsDigit(next) ? NumberFirst(page, next, page.SkipDigits(next), at) : 0;
    }

    /// <summary>"She lives on Elm Street": a street's name without a number, behind a word of place.</summary>
    public static int Unnumbered(Page page, int at, int end)
    {
        if (!char.IsUpper(page[at]) || page[at - 1] != ' ')
            return 0;
        var start = at;
        for (var words = 0; words < 4; words++)
        {
            var word = page.WordBefore(start, "", out var from);
            if (word.IsEmpty || !char.IsUpper(word[0]) || page[start - 1] != ' ' || StreetWords.IsStop(word) || page.IsWordPart(from - 1))
                break;
            start = from;
        }
        if (start == at || page.IsDigit(page.SkipBlanksBack(start) - 1) || page.WordBefore(start) is not ("on" or "at" or "off" or "along" or "near" or "onto" or "from" or "down"))
            return 0;
        return Block(page, start, end, 0.7, false);
    }

    /// <summary>"The corner of 11 Botley Road and Herceg Gateway": both streets.</summary>
    public static int Corner(Page page, int at)
    {
        var size = page.Measure(CornerOf(), at);
        if (size == 0)
            return 0;
        var text = page.Text.AsSpan(at, size);
        if (!text.ContainsAnyInRange('0', '9') && !char.IsUpper(text[text.IndexOf("of ", StringComparison.OrdinalIgnoreCase) + 3]))
            return 0;
        var start = page.WordBefore(at, "", out var the).Equals("the", StringComparison.OrdinalIgnoreCase) && page[at - 1] == ' ' ? the : at;
        page.Add(start, at + size, IdentifierClass.Address, 0.86);
        return at + size;
    }

    private readonly record struct Line(int End, int Words, bool Upper, bool Sure, bool Likely, bool Before, bool Ending, bool Numbered, int Capitals);

    /// <summary>The words of a street and the number behind them.</summary>
    private static Line Read(Page page, int at, bool upper)
    {
        var i = at;
        var end = at;
        var words = 0;
        bool sure = false, likely = false, before = false, ending = false, numbered = false;
        var capitals = 0;
        for (var count = 0; count < MostWords; count++)
        {
            if (page.IsDigit(i))
            {
                var ordinal = page.Measure(OrdinalStreet(), i);
                if (ordinal > 0 && !sure)
                {
                    i = end = i + ordinal;
                    words++;
                }
                else if (words > 0 && HouseNumberEnd(page, page.SkipDigits(i)) is > 0 and var number && page.SkipDigits(i) - i <= 5)
                {
                    if (sure && !before && !ending && !IsRoad(page, end))
                        break;
                    sure |= IsRoad(page, end);
                    (end, numbered, i) = (number, true, number);
                    if (page[i] == ' ' && page.WordAfter(i) is "South" or "North" or "East" or "West" or "N" or "S" or "E" or "W")
                        end = WordEnd(page, i + 1);
                    if (page[i] == ' ' && page.IsDigit(i + 1) && page.SkipDigits(i + 1) - i <= 4 && HouseNumberEnd(page, page.SkipDigits(i + 1)) is > 0 and var more)
                        (end, i) = (more, more);
                    break;
                }
                else
                {
                    break;
                }
            }
            else
            {
                var stop = WordEnd(page, i);
                if (stop == i)
                    break;
                var word = page.Text.AsSpan(i, stop - i);
                var link = StreetWords.IsLink(word);
                if (words > 0 && StreetWords.IsUnit(word) && page.Measure(UnitPart(), i) > 0)
                    break;
                var big = IsBig(word);
                if (!link && StreetWords.IsStop(word) && !StreetWords.IsSure(word))
                    break;
                var here = StreetWords.IsSure(word);
                if (here && word.Length <= 3 && page[stop] == ' ' && page.IsDigit(stop + 1) && !IsRoad(page, stop))
                    break;
                if (here && words > 0 && ((sure && word.Length == 2) || (before && !big)))
                    break;
                if (upper && !big && !link && !(here && words > 0) && !(words == 0 && StreetWords.StandsBefore(word)) && !StreetWords.StandsAfter(word) && !StreetWords.EndsAsStreet(word))
                    break;
                if (sure && !before && (!big || !upper))
                    break;
                if (!upper && words >= 4)
                    break;
                if (link && words == 0 && !big && !StreetWords.StandsBefore(word) && word is not ("n" or "s" or "e" or "w"))
                    break;
                capitals += big ? 1 : 0;
                sure |= here && words > 0;
                likely |= words > 0 && StreetWords.IsLikely(word);
                before |= words < 2 && StreetWords.StandsBefore(word);
                ending |= StreetWords.EndsAsStreet(word) || (words > 0 && StreetWords.StandsAfter(word) && stop - i > 2);
                words++;
                i = stop;
                if (page[i] == '.' && word.Length <= 5 && (here || StreetWords.IsLikely(word) || StreetWords.StandsBefore(word) || StreetWords.StandsAfter(word) || word.Length == 1 || word is "Jr" or "Sr" or "Mt" or "Ft"))
                    i++;
                if (!link)
                    end = i;
            }
            if (page[i] != ' ')
                break;
            i = page.SkipBlanks(i);
        }
        if (!upper && sure)
            end = TrimAfterStreet(page, at, end);
        return new(end, words, upper, sure, likely, before, ending, numbered, capitals);
    }

    /// <summary>In lower case nothing tells where a name ends, so the street's kind does.</summary>
    private static int TrimAfterStreet(Page page, int at, int end)
    {
        var last = end;
        for (var i = at; i < end;)
        {
            var stop = WordEnd(page, i);
            if (i > at && StreetWords.IsSure(page.Text.AsSpan(i, stop - i)))
                return page.IsDigit(end - 1) ? end : stop;
            i = Math.Max(i + 1, page.SkipBlanks(stop));
        }
        return last;
    }

    private static bool IsBig(ReadOnlySpan<char> word) => char.IsUpper(word[0]) || (word.Length > 2 && word[1] == '\'' && char.IsUpper(word[2]));

    private static bool IsRoad(Page page, int end)
    {
        var word = page.WordBefore(end);
        return word is "Highway" or "highway" or "Hwy" or "hwy" or "Route" or "route" or "Rte" or "Road" or "Interstate" or "HIGHWAY" or "HWY" or "Rd";
    }

    /// <summary>The block from its street line on: what surely belongs to it, then reported.</summary>
    private static int Block(Page page, int start, int end, double confidence, bool loose)
    {
        var sure = end;
        var i = end;
        var open = false;
        var complete = false;
        for (var part = 0; part < MostParts; part++)
        {
            var next = PartStart(page, i, out var broken);
            if (next == 0)
                break;
            if (page.Measure(UnitPart(), next) is > 0 and var unit)
            {
                i = sure = next + unit;
                continue;
            }
            if (page.Measure(Postal(), next) is > 0 and var postal && (broken || open || complete))
            {
                i = sure = next + postal;
                complete = true;
                // A code may stand before its town ("10115 Berlin"); after a town it ends the block, but for a country.
                if (open && page.Measure(CountryAhead(), i) is > 0 and var ahead && Regions.IsName(page.WordBefore(i + ahead)))
                    sure = i + ahead;
                if (open)
                    break;
                if (page[i] == ' ' && TownEnd(page, i + 1) is var town && town > i + 1)
                    i = sure = town;
                open = true;
                continue;
            }
            var stop = open && page.Measure(LowerCode(), next) is > 0 and var code ? next + code : TownEnd(page, next);
            if (stop == next || (page[stop] == ':' && !complete))
                break;
            if (open && char.IsLower(page[next]) && stop - next < 4)
            {
                i = stop;
                continue;
            }
            if (HasRegion(page, next, stop) || IsCode(LastWord(page, next, stop), open || stop - next > 3))
            {
                i = sure = stop;
                complete = open = true;
                continue;
            }
            if (complete && !broken)
                break;
            if (!broken && loose && page.IsDigit(i - 1))
                (sure, complete) = (stop, true);
            i = stop;
            open = true;
        }
        page.Add(start, sure, IdentifierClass.Address, complete ? Math.Max(confidence, 0.94) : confidence);
        return sure;
    }

    private static bool IsCode(ReadOnlySpan<char> word, bool open) =>
        open && word.Length is 2 or 3 && (Regions.IsAbbreviation(word) || word.Equals("nan", StringComparison.Ordinal) || (char.IsUpper(word[0]) && char.IsUpper(word[^1])));

    private static bool HasRegion(Page page, int from, int to)
    {
        for (var i = from; i < to;)
        {
            var stop = WordEnd(page, i);
            if (stop > i && Regions.IsName(page.Text.AsSpan(i, Math.Min(stop, to) - i)))
                return true;
            i = Math.Max(i + 1, stop);
        }
        return false;
    }

    private static ReadOnlySpan<char> LastWord(Page page, int from, int to)
    {
        var at = to;
        while (at > from && page.IsLetter(at - 1))
            at--;
        return page.Text.AsSpan(at, to - at);
    }

    /// <summary>Past what parts two pieces of a block: a comma, a line break with its indentation, both, or a blank; 0 where the block ends.</summary>
    private static int PartStart(Page page, int at, out bool broken)
    {
        broken = false;
        var lines = 0;
        // The full stop of "u. 12." ends a number, not the block, when a flat or another line follows.
        var i = page[at] == '.' && page.IsDigit(at - 1) && (page.EndsLine(at + 1) || page.Measure(UnitPart(), page.SkipBlanks(at + 1)) > 0) ? at + 1 : at;
        var most = Math.Min(page.Length, at + 24);
        for (; i < most; i++)
        {
            var c = page[i];
            // Marks of a quoted or bulleted line.
            if (lines == 1 && c is '>' or '?' or '|' or '*' or '\u2022')
                continue;
            if (c == '\n' && ++lines > 1 && page[page.SkipBlanks(i + 1)] != ',')
                return 0;
            if (c is ',' or '\n')
                broken = true;
            else if (c is not (' ' or '\t' or '\r'))
                break;
        }
        return i == at || !page.IsWordPart(i) && page[i] != '#' ? 0 : i;
    }

    /// <summary>The end of up to four capitalised words, or of lower-case ones that a region or a code follows.</summary>
    private static int TownEnd(Page page, int at)
    {
        var end = at;
        var i = at;
        for (var words = 0; words < 4; words++)
        {
            var bracket = page[i] == '(' && words > 0 ? 1 : 0;
            var stop = WordEnd(page, i + bracket);
            if (stop == i + bracket || page.IsDigit(stop))
                break;
            var word = page.Text.AsSpan(i + bracket, stop - i - bracket);
            var link = StreetWords.IsLink(word) || word is "nan" or "s" or "sur" or "bei" or "upon";
            if (!char.IsUpper(word[0]) && (!link || words == 0) && word is not "nan" && !Regions.IsName(word))
            {
                // All in lower case: a town counts when a region or a code comes next.
                return words > 0 ? end : page.Measure(LowerTown(), i) is > 0 and var lower ? i + lower : LowerRegionEnd(page, i);
            }
            if (StreetWords.IsStop(word) && !link && !(words > 0 && word.Length == 2 && char.IsUpper(word[1])))
                break;
            i = stop;
            if (bracket > 0 && page[i] == ')')
                i++;
            if (page[i] == '.' && word is "St" or "Ft" or "Mt" or "ST" or "FT" or "MT" && page[i + 1] == ' ')
                i++;
            if (!link || word is "nan")
                end = i;
            if (page[i] != ' ' || IsFinal(word))
                break;
            i++;
        }
        return end;
    }

    /// <summary>"calgary alberta", "belfast, south africa": words in lower case up to the name of a region; where they begin when there is none.</summary>
    private static int LowerRegionEnd(Page page, int at)
    {
        var i = at;
        for (var words = 0; words < 5; words++)
        {
            var stop = WordEnd(page, i);
            var word = page.Text.AsSpan(i, stop - i);
            if (word.IsEmpty || (StreetWords.IsStop(word) && word.Length > 2))
                return at;
            if (Regions.IsName(word))
                return stop;
            i = page[stop] == ',' && page[stop + 1] == ' ' ? stop + 2 : page[stop] == ' ' ? stop + 1 : stop;
            if (i == stop)
                return at;
        }
        return at;
    }

    private static bool IsFinal(ReadOnlySpan<char> word) => word.Length is 2 && Regions.IsAbbreviation(word) && char.IsUpper(word[1]);

    private static bool Completes(Page page, int at)
    {
        var next = PartStart(page, at, out var broken);
        if (next == 0 || !broken)
            return false;
        var stop = TownEnd(page, next);
        if (stop == next)
            return false;
        var after = PartStart(page, stop, out _);
        return HasRegion(page, next, stop) || (after > 0 && (page.Measure(Postal(), after) > 0 || IsCode(LastWord(page, after, WordEnd(page, after)), true)));
    }

    private static int UnitAfter(Page page, int at)
    {
        var next = PartStart(page, at, out _);
        return next > 0 && page.Measure(UnitPart(), next) is > 0 and var unit ? next + unit : at;
    }

    /// <summary>Past a letter, a fraction or a second number that belongs to a house number; 0 when the figures are part of something else.</summary>
    private static int HouseNumberEnd(Page page, int end)
    {
        if (page[end] is '-' or '/' && page.IsDigit(end + 1) && page.SkipDigits(end + 1) - end <= 5)
            end = page.SkipDigits(end + 1);
        if (page[end] is '\u00BC' or '\u00BD' or '\u00BE' || (page.IsLetter(end) && !page.IsWordPart(end + 1)))
            end++;
        if (page[end] == '.' && !page.IsWordPart(end + 1))
            return end;
        return page.IsWordPart(end) || page[end] is '%' or '/' or ':' or '\u00B0' || (page[end] is '.' or '-' && page.IsWordPart(end + 1)) ? 0 : end;
    }

    private static int WordEnd(Page page, int at)
    {
        var end = at;
        var most = Math.Min(page.Length, at + 40);
        while (end < most && (page.IsLetter(end) || (end > at && page[end] is '-' or '\'' && page.IsLetter(end + 1))))
            end++;
        return end;
    }

    [GeneratedRegex(@"\G(?:p\.? ?o\.? ?box|post office box|postfach|apartado(?: postal)?|bo[iî]te postale|casilla|box) ?#?\d{1,6}\b|\Gpsc \d{1,5},? ?box \d{1,6}\b|\Gunit \d{4,5},? ?box \d{1,6}\b|\Gcmr \d{1,5},? ?box \d{1,6}\b|\G(?:r\.?r\.?|rural route|hc|h\.c\.|star route|rfd) ?#?\d{1,4},? ?box ?#?\d{1,6}[a-z]?\b|\G(?:rural route|rfd) ?#?\d{1,4}\b", Form, Patience)]
    private static partial Regex Box();

    [GeneratedRegex(@"\G(?:fm|farm[- ]to[- ]market(?: road)?|bia (?:rd|road|route)\.?|us(?: (?:hwy|highway|route)\.?)?|county (?:rd|road|hwy|highway|route)\.?|state (?:rd|road|hwy|highway|route)\.?) \d{1,4}[a-z]?(?: (?:[nsew]\b\.?|north|south|east|west))?(?![\p{L}\d%/])", Form, Patience)]
    private static partial Regex NumberedRoad();

    [GeneratedRegex(@"\G(?:usns|usns?|uscgc|uss|usnv|usnm|usaf) [\p{L}' -]{2,40}\r?\n?,? ?(?:fpo|apo|dpo),? ?(?:aa|ae|ap),? ?\d{5}(?:-\d{4})?\b", Form, Patience)]
    private static partial Regex Ship();

    [GeneratedRegex(@"\G(?:corner|intersection|junction) of (?:[\p{L}\d.'-]{1,30} ){1,7}?(?:and|&) (?:(?:ten|van|de|la|di|von|ul\.|the) )?(?:(?-i:\p{Lu})[\p{L}'-]{0,30}(?: (?-i:\p{Lu})[\p{L}'-]{0,30}){0,3}(?: \d{1,5}(?!\d))?|(?-i:\p{Ll})[\p{L}'-]{1,30} [\p{L}'-]{2,30})", Form, Patience)]
    private static partial Regex CornerOf();

    [GeneratedRegex(@"\G(?:(?:apt|apartment|suite|ste|unit|flat|fl|floor|bldg|building|rm|room|lot|trailer|trlr|box|penthouse|piso|puerta|appt|lgh|top|level|tower|block|spc|space|p\.? ?o\.? ?box)\.?:? ?(?:no\.? ?)?#? ?(?:\d{1,6}[a-z]?|[a-z]\d{0,4})(?:-\w{1,4})?\b|#\s?\d{1,6}[a-z]?\b|#[a-z]\d{0,4}\b|\d{1,3}(?:st|nd|rd|th) (?:floor|fl)\b)", Form, Patience)]
    private static partial Regex UnitPart();

    [GeneratedRegex(@"\G(?:[A-Z]{1,2}-)?(?:\d{5}-\d{3,4}|\d{4}-\d{3}|\d{2}-\d{3}|\d{3} \d{2,3}|\d{4,6}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?: (?-i:[A-Z]{2})(?=\s))?(?![\p{L}\d/:%]|[-.,]\d| \d\d)", Form, Patience)]
    private static partial Regex Postal();

    [GeneratedRegex(@"\G(?:,|,?\s)\s{0,8}(?-i:[\p{Lu}])\p{L}{2,20}(?: (?-i:[\p{Lu}])\p{L}{2,20}){0,2}", Form, Patience)]
    private static partial Regex CountryAhead();

    [GeneratedRegex(@"\G\p{Ll}{2,20}(?:[ -]\p{Ll}{2,20}){0,3}?(?=,?\s{1,6}(?:[a-z]{2,3},?\s{1,4}\d{5}(?!\d)|,? ?[a-z]{2}\s*$))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex LowerTown();

    [GeneratedRegex(@"\G[a-z]{2,3}(?=,?\s{1,6}\d{5}(?!\d))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex LowerCode();

    [GeneratedRegex(@"\G\d{1,3}(?:st|nd|rd|th)(?= \p{L})", Form, Patience)]
    private static partial Regex OrdinalStreet();
}
