using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>
/// Telephone, fax and pager numbers: a run of figures in groups, judged by the lengths of the groups and by words before. Groups parted by
/// blanks alone are also how tables of results look, so those need a leading zero, brackets or such a word.
/// </summary>
internal static partial class Phones
{
    private const RegexOptions Form = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;
    private const int Patience = 10_000;
    private const int MostGroups = 8;

    /// <summary>Where the number that begins here, with its plus or bracket, ends; 0 when there is none.</summary>
    [MethodImpl(EveryWord.Passes)]
    public static int Read(Page page, int at)
    {
        Span<int> lengths = stackalloc int[MostGroups];
        var first = page[at] is '+' or '(' ? page[at + 1] == '(' ? at + 2 : at + 1 : at;
        var groups = 0;
        var digits = 0;
        var end = at;
        var marks = 0;
        var blanks = 0;
        var mark = '\0';
        for (var i = first; groups < MostGroups;)
        {
            var stop = page.SkipDigits(i);
            if (stop == i || stop - i > 15)
                break;
            lengths[groups++] = stop - i;
            digits += stop - i;
            end = page[stop] == ')' ? stop + 1 : stop;
            if (digits > 15)
                return 0;
            i = Next(page, end, ref marks, ref blanks, ref mark);
            if (i == 0)
                break;
        }
        if (groups == 0 || page.IsLetter(end) && page[end] is not ('x' or 'X' or 'e' or 'E'))
            return 0;
        var label = page.LabelBefore(at);
        var kind = label.Is(IdentifierClass.Fax) ? IdentifierClass.Fax : IdentifierClass.Phone;
        var labelled = label.Class is IdentifierClass.Phone or IdentifierClass.Fax;
        if (!labelled && label.Class is not null && label.Grip is Grip.Firm && !label.Is(IdentifierClass.SocialSecurity))
            return 0;
        var confidence = Confidence(page, at, first, lengths[..groups], digits, marks, blanks, mark, labelled, label.Grip, end);
        if (confidence == 0)
            return 0;
        end += digits >= 7 ? page.Measure(Extension(), end) : 0;
        page.Add(at, end, kind, confidence);
        return end;
    }

    /// <summary>Past what may part two groups: one mark, blanks, a line break after a mark; 0 when the number ends.</summary>
    private static int Next(Page page, int at, ref int marks, ref int blanks, ref char mark)
    {
        var i = at;
        var closed = page[at - 1] == ')';
        if (page[i] == ' ' && page[i + 1] is '-' or '.' && page[i + 2] == ' ')
            i++;
        if (page[i] is '-' or '.' or '/')
        {
            if (mark is not '\0' && mark != page[i] && mark != '/')
                return 0;
            mark = page[i];
            marks++;
            i++;
            while (mark == '-' && page[i] is ' ' or '\n' or '\r' && i - at < 4)
                i++;
        }
        else if (page[i] is ' ' or '\u00A0')
        {
            blanks += closed ? 0 : 1;
            i++;
            if (page[i] == ' ' && closed)
                i++;
        }
        else if (closed && page[i] == '\n')
        {
            i++;
        }
        if (page[i] == '(' && i > at - 1)
            i++;
        return page.IsDigit(i) ? i : 0;
    }

    private static double Confidence(Page page, int at, int first, ReadOnlySpan<int> lengths, int digits, int marks, int blanks, char mark, bool labelled, Grip grip, int end)
    {
        var bracketed = page[first - 1] == '(' && page[first + lengths[0]] == ')';
        var groups = lengths.Length;
        if (page[at] == '+')
            return digits is >= 8 and <= 15 ? 0.95 : labelled && digits >= 5 ? 0.8 : 0;
        if (page[end] is '%' || Measures.Follow(page, end) && !labelled)
            return 0;
        if (labelled && (lengths[0] > 1 || page[first] == '1') && digits >= (grip == Grip.Firm ? groups > 1 ? 5 : 3 : 6) && digits <= 15 && (digits > 3 || page.LabelBefore(at).Is(IdentifierClass.Phone)))
            return digits >= 7 ? 0.95 : digits == 4 && Calendar.IsYear(Calendar.Number(page.Text, first, first + 4)) && lengths[0] == 4 && grip != Grip.Firm ? 0 : 0.8;
        if (bracketed)
            return lengths[0] is >= 2 and <= 5 && digits is >= 7 and <= 12 && groups >= 2 && lengths[^1] >= 2 ? 0.88 : 0;
        if (groups is 3 && lengths[0] == 3 && lengths[1] == 3 && lengths[2] == 4)
            return mark is '-' or '.' || blanks == 2 ? 0.92 : 0.88;
        if (groups == 4 && lengths[0] == 1 && page[first] == '1' && lengths[1] == 3 && lengths[2] == 3 && lengths[3] == 4)
            return 0.93;
        if (groups == 2 && lengths[0] == 3 && lengths[1] == 4 && mark is '-' or '.')
            return page[first] is >= '2' && mark == '-' ? 0.75 : 0;
        if (groups == 2 && lengths[0] == 6 && lengths[1] == 4 && mark is '-')
            return 0.7;
        if (page[first] == '0' && page[first + 1] == '0' && digits is >= 10 and <= 15 && groups > 1)
            return 0.85;
        if (page[first] == '0' && digits is >= 9 and <= 12 && groups > 1 && lengths[0] is >= 2 and <= 5 && Least(lengths) >= 2)
            return 0.85;
        if (page[first] == '0' && digits is 10 or 11 && groups == 1)
            return 0.7;
        if (groups >= 4 && digits is 8 or 10 && Least(lengths) == 2 && Most(lengths) == 2 && marks == groups - 1 && mark != '/')
            return 0.8;
        if (groups == 1 && digits == 10 && page[first] >= '2' && page[first + 3] >= '2')
            return 0.6;
        return groups == 1 && digits == 11 && page[first] == '1' && page[first + 1] >= '2' && page[first + 4] >= '2' ? 0.6 : 0;
    }

    private static int Least(ReadOnlySpan<int> lengths)
    {
        var least = int.MaxValue;
        foreach (var length in lengths)
            least = Math.Min(least, length);
        return least;
    }

    private static int Most(ReadOnlySpan<int> lengths)
    {
        var most = 0;
        foreach (var length in lengths)
            most = Math.Max(most, length);
        return most;
    }

    [GeneratedRegex(@"\G(?: ?,? ?(?:(?:x|xt|ext|extn|extension)\.?:? ?#?|option|opt\.?|pin) ?\d{1,6}(?!\d)| ?\([chmw]\))", Form, Patience)]
    private static partial Regex Extension();
}
