using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>
/// Finds what has a form: numbers, codes, dates, ages, addresses of all kinds. One pass over the text; only at a figure, a mark such as "@", or
/// a word that may begin something is anything tried, and every try looks at a bounded stretch, so the cost is linear in the text.
/// </summary>
public sealed class PatternDetector : IIdentifierDetector
{
    // No measure has more figures; what has is somebody's code or an image written as figures.
    private const int LongestNumber = 40;

    public string Name => "pattern";

    [MethodImpl(EveryWord.Passes)]
    public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(found);
        var page = new Page(text.Plain, found, Name);
        var plain = text.Plain;
        var taken = 0;
        for (var i = 0; i < plain.Length;)
        {
            var c = plain[i];
            if (c == ' ')
                i++;
            else if (char.IsAsciiDigit(c))
                i = AtNumber(page, i, ref taken);
            else if (char.IsLetter(c))
                i = AtWord(page, i, ref taken);
            else
                i = AtMark(page, c, i, ref taken);
        }
    }

    [MethodImpl(EveryWord.Passes)]
    private static int AtNumber(Page page, int at, ref int taken)
    {
        var runEnd = page.SkipDigits(at);
        // The second half of something that was read or refused with its first: "120/80", "10:30", "T2".
        if ((page.IsLetter(at - 1) && !IsGluedLabel(page, at)) || (at != taken && at - 1 != taken && page[at - 1] is '.' or ',' or '/' or '-' or ':' && page.IsDigit(at - 2)))
            return runEnd;
        if (runEnd - at > LongestNumber)
        {
            page.Add(at, runEnd, IdentifierClass.OtherId, 0.4);
            return taken = runEnd;
        }
        var end = NetworkNames.Numbered(page, at);
        if (end == 0)
            end = NumericDates.Read(page, at, runEnd);
        if (end == 0)
            end = Ages.Figures(page, at, runEnd);
        if (end == 0)
            end = Codes.Proven(page, at, runEnd);
        // "12MAR2021": the month reads its day.
        if (end == 0 && runEnd - at <= 2 && page.IsLetter(runEnd) && Months.Of(page.Text.AsSpan(runEnd, page.SkipWord(runEnd) - runEnd)) != MonthWord.None)
            return runEnd;
        if (end == 0 && page.IsLetter(runEnd))
            end = Codes.ProvenMixed(page, at, TokenEnd(page, at));
        if (end == 0)
            end = Addresses.NumberFirst(page, at, runEnd);
        if (end == 0 && page.LabelBefore(at).Grip == Grip.Loose)
            end = PostalCodes.Figures(page, at, runEnd);
        if (end == 0)
            end = Codes.Labelled(page, at);
        if (end == 0)
            end = Phones.Read(page, at);
        if (end == 0)
            end = Addresses.NameFirst(page, at, runEnd);
        if (end == 0)
            end = PostalCodes.Figures(page, at, runEnd);
        if (end == 0)
            end = Years.Read(page, at, runEnd);
        if (end == 0)
            end = Codes.Unlabelled(page, at);
        if (end == 0)
            return runEnd;
        taken = end;
        return Math.Max(end, at + 1);
    }

    /// <summary>"dob3/4/1950", "mrn7729103".</summary>
    private static bool IsGluedLabel(Page page, int at) =>
        page.IsLetter(at - 2) && page.IsLetter(at - 3) && Labels.Of(page.WordBefore(at)) is { Grip: Grip.Firm, Class: IdentifierClass.Date or IdentifierClass.MedicalRecord or IdentifierClass.SocialSecurity or IdentifierClass.Account };

    [MethodImpl(EveryWord.Passes)]
    private static int AtWord(Page page, int at, ref int taken)
    {
        var end = at + 1;
        while (end < page.Length && char.IsLetter(page.Text[end]))
            end++;
        var last = 0;
        if (page.IsDigit(end) || (page[end] is '-' or ':' or '_' && page.IsDigit(end + 1)))
            last = AtMixed(page, at, end);
        else if (page[end] == ':' && end - at <= 4 && char.IsAsciiHexDigit(page[end + 1]))
            last = NetworkNames.Numbered(page, at);
        if (last == 0 && end - at <= Trigger.Longest)
            last = Trigger.At(page, at, end);
        if (last > 0)
            taken = last;
        return Math.Max(end, last);
    }

    /// <summary>A token that begins with letters and holds a figure.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static int AtMixed(Page page, int at, int lettersEnd)
    {
        if (lettersEnd - at > 20 || page.IsDigit(at - 1) || (page.IsDigit(lettersEnd) && IsGluedLabel(page, lettersEnd)))
            return 0;
        at = TokenStart(page, at);
        var end = lettersEnd - at <= 4 ? NetworkNames.Numbered(page, at) : 0;
        if (end == 0)
            end = Codes.Proven(page, at, at);
        if (end == 0)
            end = Codes.ProvenMixed(page, at, TokenEnd(page, at));
        if (end == 0)
            end = Codes.Labelled(page, at);
        if (end == 0)
            end = PostalCodes.Mixed(page, at);
        return end == 0 ? Codes.Unlabelled(page, at) : end;
    }

    [MethodImpl(EveryWord.Passes)]
    private static int AtMark(Page page, char c, int at, ref int taken)
    {
        var end = 0;
        if (c == '@')
            end = NetworkNames.Email(page, at, at + 1);
        else if (c is '(' or '[' && page[at + 1] is 'a' or 'A' && page[at + 2] is 't' or 'T' && page[at + 3] is ')' or ']')
            end = NetworkNames.Email(page, at, at + 4);
        else if (c == '.' && at >= taken && page.IsWordPart(at + 1) && !page.IsDigit(at + 1) && page.IsWordPart(at - 1))
            end = NetworkNames.Dotted(page, at);
        else if (c is '+' or '(' && !page.IsWordPart(at - 1) && (page.IsDigit(at + 1) || (page[at + 1] is '(' or '+' && page.IsDigit(at + 2))))
            end = Phones.Read(page, at);
        else if (c == ':' && page[at + 1] == ':' && !page.IsWordPart(at - 1))
            end = NetworkNames.Numbered(page, at);
        if (end > 0)
            taken = end;
        return Math.Max(at + 1, end);
    }

    /// <summary>"IRIS-LE37734": capitals joined before belong to the code.</summary>
    private static int TokenStart(Page page, int at)
    {
        var start = at;
        while (at - start < 16 && (char.IsAsciiLetterUpper(page[start - 1]) || (page[start - 1] == '-' && char.IsAsciiLetterUpper(page[start - 2]))))
            start--;
        return page.IsWordPart(start - 1) ? at : start;
    }

    private static int TokenEnd(Page page, int at)
    {
        var end = at;
        while (end - at < Page.Sight && page.IsWordPart(end))
            end++;
        return end;
    }
}
