using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Names;

/// <summary>Hospitals, employers, schools: by the kind of word they end or begin with, or by what is said of them.</summary>
internal static class OrganizationsInContext
{
    private const int MostWords = 7;

    // What names an organisation even in a text without capitals.
    private static readonly string[] Lower = ["hospital", "clinic", "center", "centre", "pharmacy", "inc", "llc", "ltd", "corp", "corporation", "incorporated", "gmbh", "university", "academy", "college", "bakery", "logistics", "hospice", "church", "institute", "infirmary", "bank", "elementary", "preparatory", "regional", "memorial", "foundation", "technologies", "industries", "holdings", "healthcare"];

    [MethodImpl(EveryWord.Passes)]
    public static void Find(ContextReading reading, List<IdentifierSpan> spans)
    {
        for (var i = 0; i < reading.Count; i++)
        {
            if (reading.Use(i) != WordUse.Open || reading.IsOrdinary(i))
                continue;
            if (reading.Is(i, WordFacts.OrganizationWord) && IsCapital(reading, i) && (!reading.LowerText || reading.Words[i].Shape != WordShape.Lower || reading.Reads(i, Lower)) && ByItsWord(reading, i, out var first, out var last))
            {
                Take(reading, spans, first, last);
                i = last;
            }
            else if (reading.Is(i, WordFacts.KnownOrganization) && reading.IsNameCase(i) && !reading.IsHarmless(i) && !reading.IsListed(i))
            {
                ContextDetector.Take(reading, spans, i, i, WordUse.Organization, 0.7);
            }
            else if (reading.Words[i].Shape == WordShape.Capitalised && reading.Reads(i, "st", "saint") && i + 1 < reading.Count && reading.Gap(i) is " " or ". " && reading.IsNameCase(i + 1) && reading.Words[i + 1].IsPossessive && !reading.Is(i + 1, WordFacts.Medical) && reading.Use(i + 1) == WordUse.Open)
            {
                ContextDetector.Take(reading, spans, i, i + 1, WordUse.Organization, 0.7);
                spans[^1] = spans[^1] with { Span = new TextSpan(spans[^1].Span.Start, spans[^1].Span.Length + 2) };
                i++;
            }
            else if (reading.LowerText && LowerWorkplace(reading, i, out last))
            {
                ContextDetector.Take(reading, spans, i, last, WordUse.Organization, 0.6);
                i = last;
            }
            else if (IsCapital(reading, i) && !reading.Is(i, WordFacts.Medical) && ByWhatIsSaid(reading, i, out last))
            {
                ContextDetector.Take(reading, spans, i, last, WordUse.Organization, 0.75);
                i = last;
            }
        }
    }

    private static void Take(ContextReading reading, List<IdentifierSpan> spans, int first, int last)
    {
        var legal = reading.Is(last, WordFacts.Legal);
        if (legal && first > 0 && reading.Words[first - 1].Shape == WordShape.Digits && reading.IsBlank(first - 1) && reading.Words[first - 1].Length < 4)
            first--;
        ContextDetector.Take(reading, spans, first, last, WordUse.Organization, 0.85);
        if (legal && reading.After(last) == '.' && !reading.Words[last].IsPossessive)
            spans[^1] = spans[^1] with { Span = new TextSpan(spans[^1].Span.Start, spans[^1].Span.Length + 1) };
    }

    /// <summary>A line with nothing but a name that is nobody's, below a person's and above a number: the letterhead of "Julia Sand".</summary>
    [MethodImpl(EveryWord.Passes)]
    public static void Letterheads(ContextReading reading, List<IdentifierSpan> spans)
    {
        var named = -9;
        var line = 0;
        for (var first = 0; first < reading.Count; line++)
        {
            var last = first;
            while (last + 1 < reading.Count && !reading.Words[last + 1].StartsLine)
                last++;
            if (reading.Use(first) == WordUse.Name && reading.Use(last) == WordUse.Name)
                named = line;
            else if (line - named is 1 or 2 && last - first < 6 && last + 1 < reading.Count && (reading.Words[last + 1].Shape == WordShape.Digits || line - named == 2) && IsOwn(reading, first, last))
                ContextDetector.Take(reading, spans, first, last, WordUse.Organization, 0.55);
            first = last + 1;
        }

        static bool IsOwn(ContextReading reading, int first, int last)
        {
            var own = false;
            for (var i = first; i <= last; i++)
            {
                if (reading.Use(i) != WordUse.Open || (reading.Words[i].Shape == WordShape.Lower && !reading.LowerText && !Reads(reading, i, "and")) || reading.After(i) is ':' or '.' or '?' or '!')
                    return false;
                own |= !reading.IsHarmless(i) && reading.Words[i].Length > 2;
            }
            return own;
        }
    }

    [MethodImpl(EveryWord.Passes)]
    private static bool IsCapital(ContextReading reading, int i) => reading.Words[i].Shape is WordShape.Capitalised or WordShape.AllCapitals or WordShape.Initial || reading.IsPlainCase(i) || (reading.Words[i].Shape == WordShape.Mixed && char.IsUpper(reading.Words[i].In(reading.Text)[0]));

    private static bool ByItsWord(ContextReading reading, int i, out int first, out int last)
    {
        first = i;
        last = i;
        while (last + 1 < reading.Count && last - i < MostWords && IsJoined(reading, last) && reading.Is(last + 1, WordFacts.OrganizationWord) && IsCapital(reading, last + 1))
            last++;
        if (last + 2 < reading.Count && reading.IsBlank(last) && reading.IsBlank(last + 1) && Reads(reading, last + 1, "of") && reading.IsNameCase(last + 2) && !reading.IsHarmless(last + 2))
        {
            last += 2;
            while (last + 1 < reading.Count && last - i < 2 * MostWords && IsJoined(reading, last) && reading.IsNameCase(last + 1) && !reading.Is(last + 1, WordFacts.Function))
                last++;
        }
        if (first == i && reading.Is(i, WordFacts.Care) && reading.IsNameCase(i))
        {
            while (last + 1 < reading.Count && last - i < 4 && reading.IsBlank(last) && reading.Use(last + 1) == WordUse.Open && reading.IsNameCase(last + 1) && !reading.IsHarmless(last + 1) && !reading.Is(last + 1, WordFacts.Credential))
                last++;
        }
        while (first > 0 && i - first < MostWords && IsPart(reading, first - 1))
            first--;
        while (first < i && (reading.Is(first, WordFacts.Function | WordFacts.PlaceWord | WordFacts.FormalTitle) || !IsCapital(reading, first)) && !Reads(reading, first, "St"))
            first++;
        return first <= last && HasOwnName(reading, first, last);
    }

    /// <summary>Words before the kind belong to it while they are capitalised or join ("of", "and", "&amp;").</summary>
    private static bool IsPart(ContextReading reading, int i)
    {
        if (!IsJoined(reading, i) || reading.Use(i) == WordUse.Kept || reading.Words[i + 1].StartsLine)
            return false;
        if (reading.IsPlainCase(i))
            return !reading.Is(i, WordFacts.Function | WordFacts.Verb | WordFacts.OrganizationVerb | WordFacts.PlaceWord | WordFacts.Title | WordFacts.Label) && (reading.Capitals[i] || !reading.Is(i, WordFacts.Medical | WordFacts.Everyday) || reading.IsListed(i) || reading.Reads(i, "good", "north", "south", "east", "west", "sacred", "holy", "saint", "community", "county", "general", "memorial", "valley", "lake", "river", "hill", "park", "golden", "first", "united", "unified", "national", "city", "parcel", "heart"));
        return IsCapital(reading, i) ? !reading.Words[i].IsPossessive || !reading.Words[i].StartsSentence || reading.IsListed(i) : reading.Reads(i, "of", "for") ? i > 0 && reading.Is(i - 1, WordFacts.OrganizationWord) || reading.Reads(i - 1, "bank", "city", "state", "county", "sisters", "friends", "daughters", "house", "shield") : reading.Reads(i, "and") && i > 0 && reading.IsNameCase(i - 1) && !reading.Is(i - 1, WordFacts.Given);
    }

    [MethodImpl(EveryWord.Passes)]
    private static bool IsJoined(ContextReading reading, int i)
    {
        if (i + 1 >= reading.Count)
            return false;
        var gap = reading.Gap(i);
        if (reading.Words[i].IsPossessive && gap.Length > 2)
            gap = gap[2..];
        return gap is " " or " & " or "-" or ". " or "  " or "'s " && !reading.Words[i + 1].StartsSentence;
    }

    /// <summary>More than the kind alone and ordinary words: "Emergency Department" is nobody's.</summary>
    private static bool HasOwnName(ContextReading reading, int first, int last)
    {
        var legal = false;
        var own = false;
        var everyday = 0;
        for (var i = first; i <= last; i++)
        {
            var facts = reading.Facts(i);
            legal |= i > first && (facts & WordFacts.Legal) != WordFacts.None && reading.Words[i].Length > 2 && i == last;
            if ((facts & (WordFacts.OrganizationWord | WordFacts.Function | WordFacts.EponymNoun)) != WordFacts.None)
                continue;
            if ((facts & WordFacts.Harmless) == WordFacts.None || ((facts & (WordFacts.AnyName | WordFacts.Place | WordFacts.Region)) != WordFacts.None && (facts & WordFacts.Medical) == WordFacts.None))
                own |= reading.Words[i].Length > 2 && (facts & WordFacts.Credential) == WordFacts.None;
            else if ((facts & WordFacts.Medical) == WordFacts.None)
                everyday++;
        }
        if (first < last && reading.LowerText && reading.Words[last].Shape == WordShape.Lower && !legal)
            return own && first > 0 && reading.Reads(first - 1, "at", "to", "from", "by", "in", "the", "of", "for", "with", "is", "go", "attended");
        if (legal)
            return own || everyday > 0 || last > first;
        if (own)
            return true;
        return everyday > 0 && first > 0 && reading.Is(first - 1, WordFacts.OrganizationVerb | WordFacts.Function) && HasVerb(reading, first) && !reading.Capitals[first];
    }

    private static bool HasVerb(ContextReading reading, int first)
    {
        for (var i = first - 1; i >= 0 && i >= first - 3 && reading.SameLine(i); i--)
        {
            if (reading.Is(i, WordFacts.OrganizationVerb))
                return true;
        }
        return false;
    }

    /// <summary>"works for X", "X is a software company", "the X office", "Hawkins, Richardson and Santana".</summary>
    [MethodImpl(EveryWord.Passes)]
    private static bool ByWhatIsSaid(ContextReading reading, int i, out int last)
    {
        last = i;
        if (reading.Is(i, WordFacts.Function | WordFacts.Month | WordFacts.Title) || reading.Use(i) != WordUse.Open)
            return false;
        if (reading.IsPlainCase(i) && reading.Words[i].StartsLine && IsFirm(reading, i, out last) && (last + 1 >= reading.Count || !reading.SameLine(last)))
            return true;
        last = i;
        var capital = reading.IsNameCase(i) || (reading.Words[i].Shape == WordShape.Mixed && !reading.LowerText);
        if (!capital)
            return false;
        var line = reading.Words[i].StartsLine;
        if (line && IsFirm(reading, i, out last) && (last + 1 >= reading.Count || !reading.SameLine(last)) && reading.After(last) is '\n' or '\r')
            return true;
        last = i;
        while (last + 1 < reading.Count && last - i < 6 && (reading.IsBlank(last) || reading.Gap(last) is "-") && reading.Use(last + 1) == WordUse.Open && !reading.Words[last].IsPossessive && (reading.IsNameCase(last + 1) || reading.Words[last + 1].Shape is WordShape.AllCapitals))
            last++;
        if (last - i > 4)
            return false;
        var before = i > 0 && reading.IsBlank(i - 1) ? i - 1 : -1;
        if (before >= 0 && (Reads(reading, before, "from") || Reads(reading, before, "at") || Reads(reading, before, "for") || Reads(reading, before, "by")) && IsFirm(reading, i, out var end))
        {
            last = end;
            return true;
        }
        if (before > 0 && (Reads(reading, before, "for") || Reads(reading, before, "at") || Reads(reading, before, "by") || Reads(reading, before, "with")) && !AllHarmless(reading, i, last)
            && (reading.Is(before - 1, WordFacts.OrganizationVerb) || (before > 1 && reading.Is(before - 2, WordFacts.OrganizationVerb) && reading.Is(before - 1, WordFacts.Everyday))))
        {
            if (Reads(reading, before, "for"))
                return reading.Words[before - 1].In(reading.Text).StartsWith("work", StringComparison.OrdinalIgnoreCase) || reading.Words[before - 1].In(reading.Text).StartsWith("job", StringComparison.OrdinalIgnoreCase);
            if (Reads(reading, before, "by"))
                return reading.Words[before - 1].In(reading.Text).StartsWith("employ", StringComparison.OrdinalIgnoreCase) || reading.Words[before - 1].In(reading.Text).StartsWith("insur", StringComparison.OrdinalIgnoreCase);
            return Reads(reading, before, "at");
        }
        if (before > 0 && (Reads(reading, before, "support") || Reads(reading, before, "joined") || Reads(reading, before, "joining")) && !AllHarmless(reading, i, last) && !reading.Is(i, WordFacts.Given | WordFacts.Place | WordFacts.Region))
            return true;
        if (before > 0 && (last > i || !AllHarmless(reading, i, last)) && !reading.Is(i, WordFacts.Place | WordFacts.Region) && (reading.Reads(before, "from") && reading.IsNameCase(before - 1) && !reading.IsHarmless(before - 1)
            || Reads(reading, before, "at") && Reads(reading, last + 1, "as") && reading.IsBlank(last)))
            return true;
        if (last == i + 1 && reading.Gap(i) is "-" && before >= 0 && reading.Reads(before, "from", "at", "for", "during", "by") && reading.Is(i, WordFacts.Family) && reading.Is(last, WordFacts.Family) && !reading.Is(before - 1, WordFacts.Before | WordFacts.Verb))
            return true;
        if (before > 0 && reading.Reads(before, "became") && !AllHarmless(reading, i, last) && reading.Reads(last + 1, "in"))
            return true;
        if (BehindCoverage(reading, i) && (last > i || !AllHarmless(reading, i, last)) && !IsPerson(reading, i, last))
            return true;
        if (BehindCare(reading, i) && !AllHarmless(reading, i, last) && !IsPerson(reading, i, last) && !reading.Is(i, WordFacts.Given | WordFacts.Region) && (last > i || !reading.Is(i, WordFacts.AnyName | WordFacts.Place)) && reading.Words[i].Length > 2 && !reading.Is(last, WordFacts.Medical | WordFacts.Credential))
            return true;
        if (AllHarmless(reading, i, last) || IsPerson(reading, i, last))
            return false;
        if (last + 1 < reading.Count && reading.IsBlank(last) && (reading.Facts(last + 1) & (WordFacts.Verb | WordFacts.OrganizationNoun)) == (WordFacts.Verb | WordFacts.OrganizationNoun) && (!reading.IsListed(i) || last > i) && !(before >= 0 && reading.IsNameCase(before)))
            return true;
        if (last + 1 < reading.Count && reading.IsBlank(last) && (Reads(reading, last + 1, "office") || Reads(reading, last + 1, "offices") || Reads(reading, last + 1, "headquarters")) && before >= 0 && Reads(reading, before, "the"))
            return true;
        return IsCalledCompany(reading, last);
    }

    /// <summary>The next line gives a member's number.</summary>
    private static bool NamesMember(ContextReading reading, int i)
    {
        while (i + 1 < reading.Count && !reading.Words[i + 1].StartsLine)
            i++;
        return reading.Reads(i + 1, "member", "group", "policy", "subscriber", "id");
    }

    /// <summary>"admitted to", "transferred from", "home health by", "MD, ": only organisations and people stand behind these.</summary>
    private static bool BehindCare(ContextReading reading, int i) =>
        i > 1 && (reading.IsBlank(i - 1)
            ? (reading.Reads(i - 1, "to", "from", "at") && reading.Reads(i - 2, "admitted", "readmitted", "transferred", "discharged", "hospitalized", "hospitalised", "seen", "treated", "evaluated", "presented", "teacher", "nurse", "student", "stayed", "rehab", "surgery", "was", "been", "records")) || (reading.Reads(i - 1, "by") && reading.Reads(i - 2, "health", "therapy", "services", "transport", "dialysis"))
            : reading.Gap(i - 1) is ", " && reading.Words[i - 1].Shape != WordShape.Lower && (reading.Reads(i - 1, "physician", "surgeon", "consultant", "practitioner") || reading.Is(i - 1, WordFacts.Credential)));

    /// <summary>"Insurance: ", "my insurance is", "Employer: ", "authorization from".</summary>
    [MethodImpl(EveryWord.Passes)]
    private static bool BehindCoverage(ContextReading reading, int i)
    {
        if (i == 0 || !reading.SameLine(i - 1))
            return false;
        if (reading.Gap(i - 1).Contains(':') && reading.Gap(i - 1).Length < 5)
            return reading.Reads(i - 1, "insurance", "insurer", "payer", "payor", "carrier", "coverage", "employer", "pharmacy", "facility", "hospital", "clinic", "school", "company", "workplace") || (reading.Reads(i - 1, "plan") && (!reading.Words[i - 1].StartsLine || NamesMember(reading, i))) || (reading.Reads(i - 1, "to") && reading.Reads(i - 2, "fax", "faxed", "referred", "transferred"));
        return i > 1 && reading.IsBlank(i - 1) && reading.IsBlank(i - 2) && reading.Reads(i - 1, "is", "from", "by", "with", "through") && reading.Reads(i - 2, "insurance", "insurer", "payer", "carrier", "coverage", "employer", "authorization", "covered", "insured");
    }

    /// <summary>"Hawkins, Richardson and Santana".</summary>
    private static bool IsFirm(ContextReading reading, int i, out int last)
    {
        last = i + 3;
        return last < reading.Count && reading.Gap(i) is ", " && reading.IsBlank(i + 1) && Reads(reading, i + 2, "and") && reading.IsBlank(i + 2)
            && Partner(reading, i) && Partner(reading, i + 1) && Partner(reading, last);

        static bool Partner(ContextReading reading, int i) => (reading.IsNameCase(i) ? reading.Is(i, WordFacts.Family) || !reading.IsHarmless(i) : reading.IsPlainCase(i) && reading.Is(i, WordFacts.Family)) && !reading.Words[i].IsPossessive;
    }

    /// <summary>"i work at marigold bakery, over in": up to a sign or a small word, where something in it is no everyday word.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static bool LowerWorkplace(ContextReading reading, int i, out int last)
    {
        last = i;
        if (i < 2 || reading.Is(i, WordFacts.Function) || !reading.IsBlank(i - 1) || !reading.IsBlank(i - 2))
            return false;
        var works = reading.Reads(i - 1, "at", "for", "by", "with") && (reading.Is(i - 2, WordFacts.OrganizationVerb) && reading.Reads(i - 2, "work", "works", "worked", "working", "employed", "job")) || BehindCoverage(reading, i);
        if (!works)
            return false;
        var own = false;
        for (last = i; last < i + 5; last++)
        {
            own |= !reading.IsHarmless(last) || (last > i && reading.Is(last, WordFacts.OrganizationWord) && !reading.Is(last, WordFacts.Medical));
            if (last + 1 >= reading.Count || !reading.IsBlank(last) || reading.Is(last + 1, WordFacts.Function | WordFacts.Verb | WordFacts.PlaceWord) || reading.Words[last + 1].Shape == WordShape.Digits || reading.Reads(last + 1, "now", "today", "part", "full", "member", "under"))
                break;
        }
        return own && last < i + 5;
    }

    private static bool IsPerson(ContextReading reading, int first, int last) => (reading.Facts(first) & (WordFacts.Given | WordFacts.Harmless)) == WordFacts.Given && last > first;

    private static bool IsCalledCompany(ContextReading reading, int last)
    {
        if (last + 3 >= reading.Count || !SaysIs(reading, last))
            return false;
        for (var i = last + 2; i < reading.Count && i < last + 10 && reading.SameLine(i - 1) && !reading.Words[i].StartsSentence; i++)
        {
            if (reading.Is(i, WordFacts.OrganizationNoun) || reading.Reads(i, "501"))
                return true;
            if (Reads(reading, i, "of") || Reads(reading, i, "from") || Reads(reading, i, "at") || Reads(reading, i, "for"))
                return false;
        }
        return false;
    }

    private static bool SaysIs(ContextReading reading, int last) =>
        (reading.IsBlank(last) && (Reads(reading, last + 1, "is") || Reads(reading, last + 1, "was")) && (Reads(reading, last + 2, "a") || Reads(reading, last + 2, "an") || Reads(reading, last + 2, "the")))
        || (reading.Gap(last) is ", " && (Reads(reading, last + 1, "a") || Reads(reading, last + 1, "an")));

    private static bool AllHarmless(ContextReading reading, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            if (!reading.IsHarmless(i) && reading.Words[i].Length > 2)
                return false;
        }
        return true;
    }

    [MethodImpl(EveryWord.Passes)]
    internal static bool Reads(ContextReading reading, int i, string word) => (uint)i < (uint)reading.Count && reading.Words[i].In(reading.Text).Equals(word, StringComparison.OrdinalIgnoreCase);
}
