using System.Text.RegularExpressions;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>Ages in figures and in words. The span is the age itself ("92" of "92-year-old"); above 89 it is an <see cref="IdentifierClass.OldAge"/>.</summary>
internal static partial class Ages
{
    private const RegexOptions Form = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;
    private const int Patience = 10_000;
    private const int Oldest = 125;

    // 18 F is a catheter, 101 F a fever, 5 M a molar.
    private static readonly WordSet tubes = new("foley catheter cath sheath tube guide introducer stent drain nephrostomy french chest pigtail dilator temp temperature fever");
    private static readonly WordSet subjects = new("a an is was pt patient the this old aged old/age");
    private static readonly WordSet decadeOwners = new("his her their my our your mid early late");

    private static readonly WordSet kin = new("mother father brother sister son daughter husband wife aunt uncle cousin grandmother grandfather mom dad niece nephew partner spouse grandson granddaughter mum twin grandma grandpa");
    private static readonly WordSet persons = new("he she who patient mother father brother sister son daughter husband wife aunt uncle cousin grandmother grandfather mom dad niece nephew partner");

    private static readonly WordSet aged = new("man woman male female lady gentleman claimant widow widower");
    private static readonly WordSet told = new("widowed widow widower retired frail lives living");

    public static int Figures(Page page, int at, int runEnd)
    {
        if (runEnd - at > 3)
            return 0;
        var age = Calendar.Number(page.Text, at, runEnd);
        if (age > Oldest || page[at - 1] == '+')
            return 0;
        var unit = runEnd;
        while (unit - runEnd < 4 && page[unit] is ' ' or '-' or '\n' or '\r' or '/')
            unit++;
        if (page[unit] is 'y' or 'Y' && page.Measure(YearsOld(), runEnd) > 0)
            return Take(page, at, runEnd, age, 0.95);
        if (page[runEnd] == '-' && page.SkipDigits(runEnd + 1) is var second && second - runEnd is > 1 and < 5 && page.Measure(YearsOld(), second) > 0 && Calendar.Number(page.Text, runEnd + 1, second) is var until and <= Oldest)
        {
            Take(page, at, runEnd, age, 0.9);
            return Take(page, runEnd + 1, second, until, 0.95);
        }
        if (page[unit] is 'm' or 'M' or 'w' or 'W' or 'd' or 'D' or 'h' or 'H' && page.Measure(MonthsOld(), runEnd) > 0)
            return Take(page, at, runEnd, 0, 0.85);
        if (age >= 10 && page[runEnd] is 's' or 'S' or '\'' && page.Measure(Decade(), runEnd) > 0 && age % 10 == 0 && decadeOwners.Has(page.WordBefore(at, "-")))
            return Take(page, at, runEnd + (page[runEnd] == '\'' ? 2 : 1), age, 0.85);
        if (page[unit] is 'm' or 'M' or 'f' or 'F' && page.Measure(Sex(), runEnd) > 0 && BesideSex(page, at, runEnd, age))
            return Take(page, at, runEnd, age, 0.8);
        if (page[runEnd] is '.' && page.IsDigit(runEnd + 1) || page[runEnd] is '/' or '%' or ':')
            return 0;
        if (page[at - 1] == '/' && page[at - 2] is 'M' or 'F' && !page.IsWordPart(at - 3) && age > 0 && !page.IsWordPart(runEnd))
            return Take(page, at, runEnd, age, 0.75);
        var label = page.LabelBefore(at);
        if (label.Is(IdentifierClass.Age) && (label.Grip == Grip.Firm || (age > 17 && EndsStatement(page, runEnd))) && (!page.IsLetter(runEnd) || page[runEnd] is 'y' or 'Y') && !Degrees(page, runEnd))
            return Take(page, at, runEnd, age, 0.9);
        if (age > 89 && page.WordBefore(at) is "reached" or "reaching" or "turned" or "Reached" && EndsStatement(page, runEnd))
            return Take(page, at, runEnd, age, 0.8);
        if (age > 89 && (IsOfSomebodyOld(page, runEnd) || (page[runEnd] == ',' && told.Has(page.WordAfter(runEnd + 1)))))
            return Take(page, at, runEnd, age, 0.8);
        return IsSomebodys(page, at, runEnd, age) ? Take(page, at, runEnd, age, 0.75) : 0;
    }

    /// <summary>"She is 93 and", "her mother, 91, and": an age by who stands before it.</summary>
    private static bool IsSomebodys(Page page, int at, int runEnd, int age)
    {
        if (age < 2 || page[at - 1] != ' ' || page.IsWordPart(runEnd) || page[runEnd] is '-' or '\'' || Measures.Follow(page, runEnd))
            return false;
        if (page[at - 2] == ',')
            return page[runEnd] is ',' or '.' or ';' && kin.Has(page.WordBefore(at, ","));
        var verb = page.WordBefore(at, "", out var start);
        return verb is "is" or "was" or "IS" or "'s" && page[start - 1] == ' ' && persons.Has(page.WordBefore(start)) && EndsStatement(page, runEnd);
    }

    /// <summary>"The 94 woman": ages that are told without "year-old".</summary>
    private static bool IsOfSomebodyOld(Page page, int end) => page[end] is ' ' && aged.Has(page.WordAfter(end));

    private static bool EndsStatement(Page page, int end) =>
        end >= page.Length || page[end] is ',' or '.' or ';' or '?' or '!' or '\n' or ')' || page[page.SkipBlanks(end)] is ',' or '.' or '?' or '\n'
        || page.WordAfter(end) is "and" or "now" or "today" or "with" or "who" or "but" or "AND" or "you" or "so" or "when" or "this" or "next" or "last" or "of" or "from" or "in" or "year" or "years";

    /// <summary>"In her nineties", at the decade.</summary>
    public static int Decades(Page page, int at, int end) =>
        decadeOwners.Has(page.WordBefore(at, "-")) ? Take(page, at, end, page[at] is 'n' or 'N' ? 90 : 1, 0.9) : 0;

    /// <summary>"Ninety-three years old", "aged ninety-four", "a hundred and two years old", at the first word of the number.</summary>
    public static int Words(Page page, int at)
    {
        var size = page.Measure(NumberWord(), at);
        if (size == 0)
            return 0;
        if (page[at] is 'h' or 'H' && page.WordBefore(at, "", out var one) is "a" or "one" or "A" or "One")
            (at, size) = (one, size + at - one);
        var old = page.Text.AsSpan(at, size).StartsWith("ninety", StringComparison.OrdinalIgnoreCase) || page.Text.AsSpan(at, size).Contains("hundred", StringComparison.OrdinalIgnoreCase);
        if (page.Measure(YearsOldAfterWord(), at + size) > 0)
            return Take(page, at, at + size, old ? 90 : 1, 0.95);
        if (page.Measure(MonthsOld(), at + size) > 0)
            return Take(page, at, at + size, 1, 0.8);
        if (old && IsOfSomebodyOld(page, at + size))
            return Take(page, at, at + size, 90, 0.8);
        if (size > 4 && page.LabelBefore(at) is { Class: IdentifierClass.Age } label && (label.Grip == Grip.Firm || EndsStatement(page, at + size)) && !Degrees(page, at + size))
            return Take(page, at, at + size, old ? 90 : 1, 0.85);
        return 0;
    }

    private static int Take(Page page, int at, int end, int age, double confidence)
    {
        page.Add(at, end, age > 89 ? IdentifierClass.OldAge : IdentifierClass.Age, confidence);
        return end;
    }

    private static bool Degrees(Page page, int end) =>
        Measures.Follow(page, end) && !page.WordAfter(page[end] == '-' ? end + 1 : end).StartsWith("y", StringComparison.OrdinalIgnoreCase) && !page.WordAfter(end).StartsWith("month", StringComparison.OrdinalIgnoreCase);

    private static bool BesideSex(Page page, int at, int runEnd, int age)
    {
        if (age < 1 || page[at - 1] is '.' or '/' or '-' or '+' or ':' or '$')
            return false;
        var sex = page.SkipBlanks(runEnd);
        if (page[sex] is '/' or '-')
            sex = page.SkipBlanks(sex + 1);
        if (char.IsLower(page[sex]) && (sex > runEnd || page[sex] != 'f' && page[sex] != 'm'))
            return false;
        if (tubes.Has(page.WordAfter(sex + 1)))
            return false;
        var before = page.WordBefore(at, ",:(");
        if (tubes.Has(before))
            return false;
        var alone = page.StartsLine(at) || subjects.Has(before) || page[page.SkipBlanksBack(at) - 1] is ',' or '(' or ';';
        return alone && (age is < 95 or > 106 || sex == runEnd) && (sex == runEnd || !Measures.Follow(page, runEnd) || page[sex] is 'M' or 'F');
    }

    [GeneratedRegex(@"\G(?:[-\s]{0,3}(?:years?|yrs?|y)\.?[-\s]{1,3}(?:olds?|of[-\s]age|young|male|female|man|woman|boy|girl|lady|gentleman|[mf])\b|[-\s]?y\.?\s?/?\s?o\b|[-\s]?yrs?\s?/?\s?old\b|[-\s]?y/?o[mf]\b|[-\s]?(?:yr|y)s?\s?[mf]\b|[-\s](?:plus[-\s])?year[-\s]?old|[-\s]years?,?[-\s](?:and[-\s])?\d{1,2}[-\s]months?[-\s]old)", Form, Patience)]
    private static partial Regex YearsOld();

    [GeneratedRegex(@"\G[-\s]{1,3}(?:years?|yrs?)[-\s]{1,3}(?:olds?|of[-\s]age|young)\b", Form, Patience)]
    private static partial Regex YearsOldAfterWord();

    [GeneratedRegex(@"\G(?:\s?-\s?|\s|)(?:months?|mos?|weeks?|wks?|days?|hours?)[-\s]{1,2}olds?\b", Form, Patience)]
    private static partial Regex MonthsOld();

    [GeneratedRegex(@"\G'?s\b", Form, Patience)]
    private static partial Regex Decade();

    [GeneratedRegex(@"\G ?[-/]? ?[mf](?![a-z0-9'-])", Form, Patience)]
    private static partial Regex Sex();

    [GeneratedRegex(@"\G(?:hundred(?:[- ](?:and[- ])?(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen))?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- \n](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)\b", Form, Patience)]
    private static partial Regex NumberWord();
}
