using System.Text.RegularExpressions;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>Postal codes outside an address: behind a label, a state or a town, or of a form that nothing else has.</summary>
internal static partial class PostalCodes
{
    private const RegexOptions Form = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Patience = 10_000;

    private static readonly WordSet places = new("in at from near to of");
    private static readonly WordSet areas = new("AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE JE GY IM");

    // Capitalised words before four or five figures that are no town.
    private static readonly WordSet rooms = new("room ward unit icu ed er or clinic suite bed bay building floor hall block box article section version grade stage level type number id case study trial protocol page phase route highway lot model vitamin the mrn no pt patient total year may march");

    public static int Figures(Page page, int at, int runEnd)
    {
        var length = runEnd - at;
        if (length is < 2 or > 6 || page[at - 1] is '$' or '#' or '/' or '.')
            return 0;
        if (page.LabelBefore(at).Is(IdentifierClass.PostalCode))
            return Take(page, at, page.Measure(Labelled(), at), 0.95);
        if (page.LabelBefore(at).Grip == Grip.Harmless)
            return 0;
        if (length == 5 && AfterRegion(page, at))
            return Take(page, at, page.Measure(Zip(), at), 0.9);
        if (length is 3 or 4 or 5 && AfterTown(page, at) && !Calendar.IsYear(Calendar.Number(page.Text, at, runEnd)) && !Measures.Follow(page, runEnd))
            return Take(page, at, page.Measure(European(), at), 0.6);
        if (length == 5 && (page.StartsLine(at) || page[page.SkipBlanksBack(at) - 1] == ',') && page.Measure(BeforeTown(), at) is > 0 && page[page.SkipBlanksBack(at) - 1] is ',' or '\n')
            return Take(page, at, length, 0.65);
        return 0;
    }

    /// <summary>British and Canadian codes, and those with the letters of their country before them ("D-10115").</summary>
    public static int Mixed(Page page, int at)
    {
        var labelled = page.LabelBefore(at).Is(IdentifierClass.PostalCode);
        if (labelled && page.Measure(AnyMixed(), at) is > 0 and var any)
            return Take(page, at, any, 0.95);
        if (!char.IsAsciiLetterUpper(page[at]))
            return 0;
        if (page.Measure(Canadian(), at) is > 0 and var canadian)
            return Take(page, at, canadian, 0.88);
        if (page.Measure(British(), at) is > 0 and var british && (areas.Has(page.Text.AsSpan(at, page.SkipWord(at) - at)) || BehindPlace(page, at) || page.EndsLine(at + british)))
            return Take(page, at, british, 0.85);
        return Take(page, at, page.Measure(WithCountry(), at), 0.75);
    }

    private static bool AfterRegion(Page page, int at)
    {
        if (page[at - 1] is not (' ' or ',' or '\n'))
            return false;
        var word = page.WordBefore(at, ",.");
        return Regions.IsName(word) || (Regions.IsAbbreviation(word) && char.IsUpper(word[0]) && char.IsUpper(word[^1]));
    }

    /// <summary>"in Bjert 6091": a place word, then one to four capitalised words, then the code.</summary>
    private static bool AfterTown(Page page, int at)
    {
        var i = at;
        for (var words = 0; words < 5; words++)
        {
            if (page[i - 1] != ' ')
                return false;
            var word = page.WordBefore(i, "", out var start);
            if (word.IsEmpty)
                return false;
            if (words > 0 && places.Has(word) && char.IsLower(word[0]))
                return true;
            if (rooms.Has(word) || (!char.IsUpper(word[0]) && !StreetWords.IsLink(word)) || (words == 0 && StreetWords.IsLink(word) && word.Length > 1))
                return false;
            i = start;
        }
        return false;
    }

    private static bool BehindPlace(Page page, int at)
    {
        var word = page.WordBefore(at, ",|");
        return page[page.SkipBlanksBack(at) - 1] is ',' or '|' || (word.Length > 1 && char.IsUpper(word[0]) && !rooms.Has(word));
    }

    private static int Take(Page page, int at, int size, double confidence)
    {
        if (size == 0)
            return 0;
        page.Add(at, at + size, IdentifierClass.PostalCode, confidence);
        return at + size;
    }

    [GeneratedRegex(@"\G\d{2,6}(?:[- ]\d{2,4}(?!\d)| [A-Z]{2}(?![\p{L}\d]))?(?![\d/])", Form, Patience)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"\G\d{5}(?:-\d{4})?(?![\d-])", Form, Patience)]
    private static partial Regex Zip();

    [GeneratedRegex(@"\G(?:\d{5}-\d{3}|\d{4}-\d{3}|\d{4} [A-Z]{2}(?![\p{L}\d])|\d{3} \d{2}|\d{4,5})(?![\d/:%-]|[.,]\d)", Form, Patience)]
    private static partial Regex European();

    [GeneratedRegex(@"\G\d{5} \p{Lu}\p{L}{2,30}(?:[ -]\p{L}{2,30}){0,3}(?=\s*(?:$|\n|\r|,))", Form, Patience)]
    private static partial Regex BeforeTown();

    [GeneratedRegex(@"\G[A-Za-z]{1,2}-?\d[A-Za-z\d]{0,4}(?:[ -]\d[A-Za-z\d]{1,2})?(?![\p{L}\d])", Form, Patience)]
    private static partial Regex AnyMixed();

    [GeneratedRegex(@"\G[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]\d[A-Z]\d(?![\p{L}\d])", Form, Patience)]
    private static partial Regex Canadian();

    [GeneratedRegex(@"\G[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?![\p{L}\d])", Form, Patience)]
    private static partial Regex British();

    [GeneratedRegex(@"\G(?:D|A|CH|F|I|E|NL|B|S|SE|DK|N|FIN|PL|CZ|SK|HU|L|P)-\d{4,5}(?= \p{Lu})", Form, Patience)]
    private static partial Regex WithCountry();
}
