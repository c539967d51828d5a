using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>
/// Numbers that stand for one person or thing: by their form and check digit, by the label before them, or by their mere length. Codes of
/// classifications (ICD-10, SNOMED CT, LOINC, NDC) look alike and are passed over by their labels and forms.
/// </summary>
internal static partial class Codes
{
    private const RegexOptions Form = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;

    // A form that says "the same again" is made into a program only where capitals count.
    private const RegexOptions Again = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Patience = 10_000;
    private const int LongestRun = 34;
    private const int MostJoints = 8;
    private const int LongUnlabelled = 7;

    private static readonly (string Phrase, int MostBetween)[] tails = [("last four", Page.Sight), ("last 4", Page.Sight), ("last-4", Page.Sight), ("last4", Page.Sight), ("final four", Page.Sight), ("ends in", 2), ("ends", 2), ("ending in", 2), ("ending", 2)];

    // Roots of code systems and of DICOM's own definitions: they name vocabularies, not instances.
    private static readonly string[] vocabularyRoots = ["2.16.840.1.113883.6.", "2.16.840.1.113883.5.", "2.16.840.1.113883.3.26.", "2.16.840.1.113883.10.", "2.16.840.1.113883.4.642.", "2.16.840.1.113883.12.", "1.2.840.10008."];

    /// <summary>At a token that holds a figure: what its form or check digit proves.</summary>
    public static int Proven(Page page, int at, int runEnd)
    {
        var form = page[at + 8] == '-' && page[at + 13] == '-' ? page.Measure(Uuid(), at) : 0;
        if (form > 0)
            return Take(page, at, at + form, IdentifierClass.OtherId, 0.95);
        if (page[at - 1] == '(' && page[at] == '0' && page.Measure(DeviceIdentifier(), at - 1) is > 0 and var device)
            return Take(page, at - 1, at - 1 + device, IdentifierClass.Device, 0.96);
        if (runEnd - at == 1 && page[runEnd] == '.' && page.Measure(ObjectIdentifier(), at) is > 0 and var oid)
            return IsVocabulary(page.Text.AsSpan(at, oid)) ? at + oid : Take(page, at, at + oid, IdentifierClass.OtherId, 0.85);
        if (runEnd - at is 3 && page[runEnd] is '-' or ' ' or '.' && page.IsDigit(runEnd + 1) && page.Measure(SocialSecurity(), at) is > 0 and var social )
            return Take(page, at, at + social, Claimed(page, at, IdentifierClass.SocialSecurity), page[runEnd] == '-' ? 0.93 : page[runEnd] == '.' ? 0.6 : 0.8);
        if (runEnd - at == 4 && page[at - 1] == '-' && page[at - 2] is 'x' or 'X' or '*' or '#')
            return Take(page, at, runEnd, IdentifierClass.SocialSecurity, 0.85);
        if (runEnd - at == 4 && page[at - 1] is '*' && page[at - 2] is '*')
            return Take(page, at, runEnd, page.LabelBefore(at - 1).Class ?? IdentifierClass.Account, 0.75);
        if (runEnd - at is >= 12 and <= 19 && CheckDigits.IsCard(page.Text.AsSpan(at, runEnd - at)) && !page.IsWordPart(runEnd))
            return Take(page, at, runEnd, page.LabelBefore(at) is { Class: { } kind, Grip: Grip.Firm } ? kind : IdentifierClass.Account, 0.92);
        if (runEnd - at == 4 && page.Measure(GroupedCard(), at) is > 0 and var card && CheckDigits.IsCard(page.Text.AsSpan(at, card)))
            return Take(page, at, at + card, IdentifierClass.Account, 0.95);
        if (runEnd - at == 10 && page[at] is '1' or '2' && CheckDigits.IsProvider(page.Text.AsSpan(at, 10)) && !page.LabelBefore(at).Is(IdentifierClass.Phone) && !page.LabelBefore(at).Is(IdentifierClass.Fax))
            return Take(page, at, runEnd, Claimed(page, at, IdentifierClass.Licence), 0.8);
        return 0;
    }

    /// <summary>At a token of letters and figures: IBAN, vehicle and DEA numbers.</summary>
    public static int ProvenMixed(Page page, int at, int tokenEnd)
    {
        var length = tokenEnd - at;
        if (length == 4 || length is >= 15 and <= LongestRun)
        {
            var size = page.Measure(Iban(), at);
            for (; size >= 15; size = page.Text.AsSpan(at, size).LastIndexOf(' '))
            {
                if (CheckDigits.IsIban(page.Text.AsSpan(at, size)))
                    return Take(page, at, at + size, IdentifierClass.Account, 0.97);
            }
        }
        if (length == 17 && CheckDigits.IsVehicle(page.Text.AsSpan(at, length)))
            return Take(page, at, tokenEnd, IdentifierClass.Vehicle, 0.95);
        if (length == 9 && CheckDigits.IsDea(page.Text.AsSpan(at, length)))
            return Take(page, at, tokenEnd, Claimed(page, at, IdentifierClass.Licence), 0.9);
        return 0;
    }

    /// <summary>What a label before it makes of a code.</summary>
    public static int Labelled(Page page, int at)
    {
        var label = page.LabelBefore(at);
        if (label.Class is not { } kind || kind is IdentifierClass.Phone or IdentifierClass.Fax or IdentifierClass.Address or IdentifierClass.Date or IdentifierClass.Age or IdentifierClass.PostalCode)
            return 0;
        var end = Extent(page, at, label.Grip == Grip.Firm, out var digits, out var letters, out var length);
        if (Measures.Follow(page, end) && digits < 6)
            return 0;
        var enough = label.Grip switch
        {
            Grip.Firm => digits >= 3 || (digits >= 2 && letters >= 2) || (digits >= 1 && letters >= 4),
            Grip.Middling => digits >= 4 || (digits >= 2 && letters >= 1 && length >= 4),
            Grip.Loose => digits >= 5 || (digits >= 3 && letters >= 1),
            _ => false,
        };
        if (page.Measure(Fraction(), at) == end - at || (label.Grip != Grip.Firm && page.Measure(Classified(), at) == end - at))
            return 0;
        if (!enough || (label.Grip != Grip.Firm && page.Text.AsSpan(at, end - at).ContainsAny('/', ':')) || (label.Grip != Grip.Firm && digits == 4 && letters == 0 && Calendar.IsYear(Calendar.Number(page.Text, at, at + 4))))
            return 0;
        return Take(page, WithLetters(page, at, kind), end, kind, label.Grip switch { Grip.Firm => 0.95, Grip.Middling => 0.8, _ => 0.7 });
    }

    /// <summary>Letters that touch a number of an account are part of it, though they read as its label: "ACC98603575".</summary>
    private static int WithLetters(Page page, int at, IdentifierClass kind)
    {
        while (kind is IdentifierClass.Account && page.IsLetter(at - 1))
            at--;
        return at;
    }

    /// <summary>A code that nothing explains: too long for a measure.</summary>
    public static int Unlabelled(Page page, int at)
    {
        if (page.LabelBefore(at).Grip == Grip.Harmless || page[at - 1] is '$' or '\u20AC' or '\u00A3')
            return 0;
        var end = Extent(page, at, false, out var digits, out var letters, out _);
        if (digits == 4 && letters == 0 && page.SkipDigits(at) == end && IsTail(page, at))
            return Take(page, at, end, IdentifierClass.SocialSecurity, 0.85);
        if (page[at - 1] == '(' && page[end] == ')' && digits >= 5 && IsBehindName(page, at - 1))
            return Take(page, at, end, IdentifierClass.MedicalRecord, 0.7);
        if (letters == 0 && page.SkipDigits(at) != end)
        {
            // Three pairs, as archives of paper number their records.
            if (digits == 6 && page.Measure(Pairs(), at) == end - at && !Measures.Follow(page, end))
                return Take(page, at, end, IdentifierClass.MedicalRecord, 0.5);
            // Figures in groups: a catalogue of digits and marks, such as "19-045-22317".
            if (digits < LongUnlabelled || page[end] is '%' || Measures.Follow(page, end) || page.Text.AsSpan(at, end - at).ContainsAny('.', ':', '/'))
                return 0;
            return Take(page, at, end, IdentifierClass.OtherId, 0.5);
        }
        if (letters == 0)
            return digits >= LongUnlabelled && !Measures.Follow(page, end) ? Take(page, at, end, IdentifierClass.OtherId, digits >= 9 ? 0.55 : 0.45) : 0;
        if (digits < 5 || page.Text.AsSpan(at, end - at).Contains(':') || page.Measure(Classified(), at) == end - at || Measures.Follow(page, page.SkipDigits(at)))
            return 0;
        return Take(page, at, end, IdentifierClass.OtherId, 0.55);
    }

    /// <summary>"The last four of your social. Patient: 4672", "ends 6041": four figures that somebody calls the end of a number.</summary>
    private static bool IsTail(Page page, int at)
    {
        var from = Math.Max(0, at - Page.Sight);
        var before = page.Text.AsSpan(from, at - from);
        foreach (var (phrase, mostBetween) in tails)
        {
            var end = before.LastIndexOf(phrase, StringComparison.OrdinalIgnoreCase) is >= 0 and var found ? found + phrase.Length : -1;
            if (end >= 0 && !page.IsWordPart(from + end) && before.Length - end <= mostBetween && !before[end..].ContainsAnyInRange('0', '9') && !Measures.Follow(page, from + end))
                return true;
        }
        return false;
    }

    /// <summary>How far a code reaches: runs of letters and figures joined by single marks, a line broken after a hyphen, blanks between short groups of figures.</summary>
    private static int Extent(Page page, int at, bool blanks, out int digits, out int letters, out int length)
    {
        (digits, letters) = (0, 0);
        var end = at;
        for (var joints = 0; joints <= MostJoints; joints++)
        {
            var start = end;
            if (joints > 0)
            {
                if (page[end] is '-' or '/' or '_' or '.' or ':' && page.IsWordPart(end + 1))
                    start = end + 1;
                else if (page[end] == '-' && page[end + 1] is '\n' or '\r' && page.IsDigit(page.SkipBlanks(end + 1, lines: true)))
                    start = page.SkipBlanks(end + 1, lines: true);
                else if (blanks && letters > 1 && digits > 3 && page[end] == ' ' && page.Measure(MixedGroup(), end + 1) > 0 && !(page.IsDigit(end + 1) && Measures.Follow(page, page.SkipDigits(end + 1))))
                    start = end + 1;
                else if (blanks && letters == 0 && page[end] is ' ' or '\n' && page.IsDigit(end + 1) && JoinsGroup(page, at, end))
                    start = end + 1;
                else
                    break;
            }
            var stop = start;
            var most = Math.Min(page.Length, start + LongestRun);
            while (stop < most && page.IsWordPart(stop))
            {
                if (page.IsDigit(stop))
                    digits++;
                else
                    letters++;
                stop++;
            }
            if (joints > 0 && page[end] is '.' or ':' && !page.IsDigit(start))
            {
                letters -= stop - start;
                break;
            }
            end = stop;
        }
        length = end - at;
        return end;
    }

    /// <summary>"Aminata Amoah (F0552029)".</summary>
    private static bool IsBehindName(Page page, int bracket)
    {
        var family = page.WordBefore(bracket, "", out var start);
        return family.Length > 1 && char.IsUpper(family[0]) && page.WordBefore(start) is { Length: > 1 } given && char.IsUpper(given[0]) && page[start - 1] == ' ';
    }

    /// <summary>At the word "plate": one to three groups of letters and figures behind it, in any case ("yu56 nxv", "A YB 6363").</summary>
    public static int Plate(Page page, int end)
    {
        var i = end + page.Measure(PlateLink(), end);
        var start = i;
        var last = start;
        var (digits, letters) = (0, 0);
        for (var groups = 0; groups < 3; groups++)
        {
            var stop = i;
            var numbers = 0;
            while (stop - i < 8 && page.IsWordPart(stop))
                numbers += page.IsDigit(stop++) ? 1 : 0;
            var group = page.Text.AsSpan(i, stop - i);
            if (group.IsEmpty || page.IsWordPart(stop) || (numbers == 0 && (group.Length > 4 || !(char.IsUpper(group[0]) && char.IsUpper(group[^1])) && CommonWords.ContainsAnyCase(group))) || (numbers == group.Length && Measures.Follow(page, stop)))
                break;
            digits += numbers;
            letters += group.Length - numbers;
            last = stop;
            if (page[stop] is not (' ' or '-'))
                break;
            i = stop + 1;
        }
        return digits >= 1 && letters >= 1 && digits + letters >= 4 ? Take(page, start, last, IdentifierClass.Vehicle, 0.93) : 0;
    }

    private static bool JoinsGroup(Page page, int at, int end)
    {
        var stop = page.SkipDigits(end + 1);
        var last = end;
        while (last > at && page.IsDigit(last - 1))
            last--;
        return end - last is >= 2 and <= 4 && stop - end is >= 3 and <= 6 && page[stop] is not ('/' or ':' or '-' or '.' or '%') && !page.IsLetter(stop) && !Measures.Follow(page, stop);
    }

    private static IdentifierClass Claimed(Page page, int at, IdentifierClass otherwise) =>
        page.LabelBefore(at) is { Class: { } kind, Grip: Grip.Firm } && kind is not (IdentifierClass.Date or IdentifierClass.Age or IdentifierClass.PostalCode or IdentifierClass.Address) ? kind : otherwise;

    private static bool IsVocabulary(ReadOnlySpan<char> oid)
    {
        foreach (var root in vocabularyRoots)
            if (oid.StartsWith(root, StringComparison.Ordinal))
                return true;
        return false;
    }

    private static int Take(Page page, int at, int end, IdentifierClass kind, double confidence)
    {
        page.Add(at, end, kind, confidence);
        return end;
    }

    [GeneratedRegex(@"\G[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])", Form, Patience)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\G\(01\) ?\d{14}(?:\s?\((?:10|11|17|21|240|250)\) ?[a-z0-9./-]{1,20}){0,6}", Form, Patience)]
    private static partial Regex DeviceIdentifier();

    [GeneratedRegex(@"\G[0-2](?:\.\d{1,39}){5,24}(?!\d)", Form, Patience)]
    private static partial Regex ObjectIdentifier();

    [GeneratedRegex(@"\G\d{3}(?<s>[- .])\s{0,2}\d{2}\k<s>\s{0,2}\d{4}(?!\d|[-.]\d)(?:-?[A-Za-z]\d?(?![0-9A-Za-z]))?", Again, Patience)]
    private static partial Regex SocialSecurity();

    [GeneratedRegex(@"\G\d{4}(?<s>[ -])\s?(?:\d{4}\k<s>\s?\d{4}\k<s>\s?\d{1,4}(?:\k<s>\d{1,3})?|\d{6}\k<s>\s?\d{5}|\d{6}\k<s>\s?\d{4})(?!\d)", Again, Patience)]
    private static partial Regex GroupedCard();

    [GeneratedRegex(@"\G[a-z]{2}\d{2}(?:[a-z0-9]{11,30}|(?:[ -][a-z0-9]{4}){2,7}(?:[ -][a-z0-9]{1,4})?)(?![a-z0-9])", Form, Patience)]
    private static partial Regex Iban();

    [GeneratedRegex(@"\G\d\d-\d\d-\d\d", Again, Patience)]
    private static partial Regex Pairs();

    [GeneratedRegex(@"\G(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{4,6}(?![a-z0-9/-])", Form, Patience)]
    private static partial Regex MixedGroup();

    // "2/52 ago", "5/325": a duration or a strength.
    [GeneratedRegex(@"\G\d{1,3}/\d{1,3}", Form, Patience)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\Gs?(?: (?:number|no\.?|is|was|of|reads)){0,3}[ \t]?[:#(]?[ \t]?", Form, Patience)]
    private static partial Regex PlateLink();

    // ICD-10-CM ("S72.001A"), SNP ("rs1800562"), HGVS ("c.1521").
    [GeneratedRegex(@"\G(?:[a-z]\d[0-9a-z](?:\.[0-9a-z]{1,4})?|rs\d{3,12}|(?:icd|cpt|hcpcs|loinc|cyp|nct)-?[0-9a-z.-]{1,16}|[gjlcabdehkmpqstv]\d{4})", Form, Patience)]
    private static partial Regex Classified();
}
