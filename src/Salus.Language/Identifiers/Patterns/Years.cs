namespace Salus.Language.Identifiers.Patterns;

/// <summary>A year by itself: four figures that no unit, clock or label claims. A weak finding on purpose: profiles keep years.</summary>
internal static class Years
{
    private static readonly WordSet sure = new("in since of from until year circa during early late mid before after by class through spring summer fall winter back around about anno between and");
    // Before a number these tell a clock, a rate or a count.
    private static readonly WordSet clocks = new("at time hours hrs clock approximately x over under than per up daily every total");

    public static int Read(Page page, int at, int runEnd)
    {
        if (runEnd - at != 4 || !Calendar.IsYear(Calendar.Number(page.Text, at, runEnd)) || page[at] == '1' && page[at + 1] != '9')
            return 0;
        var mark = page[runEnd];
        var decade = mark == 's' || (mark == '\'' && page[runEnd + 1] == 's');
        if ((char.IsLetter(mark) && !decade) || mark is '%' or '\u00B0' or '_' || (mark is '.' or ',' or ':' && page.IsDigit(runEnd + 1)) || page[at - 1] is '$' or '\u20AC' or '\u00A3' or '#' or '_')
            return 0;
        if (!decade && Measures.Follow(page, runEnd) && page.WordAfter(runEnd) is not "French")
            return 0;
        if (mark is '-' or '/' && page.IsDigit(runEnd + 1) && page.SkipDigits(runEnd + 1) - runEnd is not (3 or 5))
            return 0;
        var before = page.WordBefore(at, "(-,'");
        if (clocks.Has(before) && page[at - 1] is ' ' || page.LabelBefore(at).Grip == Grip.Harmless)
            return 0;
        page.Add(at, runEnd, IdentifierClass.Year, sure.Has(before) || page[at - 1] == '(' ? 0.8 : 0.55);
        return runEnd;
    }
}
