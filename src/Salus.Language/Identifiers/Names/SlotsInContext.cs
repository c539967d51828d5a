using System.Buffers;
using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Names;

/// <summary>
/// Names by the place they stand in, whatever the words are: "works for Golden Gate Indemnity", "back from Reading", "Pt: Snow, Casey". The words
/// of such names are everyday words as often as not, so no list tells them; their capitals in the middle of a sentence, or what stands before
/// them, do. Comes after everything that knows more, and takes only words that nothing else took.
/// </summary>
internal static class SlotsInContext
{
    private const double Unsure = 0.45;
    private const double Likely = 0.6;
    private const int LongestRun = 7;
    private const int LongestNumber = 4;

    private static readonly SearchValues<char> joining = SearchValues.Create(" -'’&");

    [MethodImpl(EveryWord.Passes)]
    public static void Find(ContextReading reading, List<IdentifierSpan> spans)
    {
        for (var i = 0; i < reading.Count; i++)
        {
            if (!Free(reading, i) || (reading.IsOrdinary(i) && reading.Use(i - 1) is WordUse.Open or WordUse.Kept))
                continue;
            if (Extends(reading, i))
                i = Take(reading, spans, i, reading.IsPlainCase(i) ? i : Run(reading, i), reading.Use(i - 1), Unsure);
            else if (Precedes(reading, i))
                i = Take(reading, spans, i, i, reading.Use(i + 1), Unsure);
            else if (reading.IsPlainCase(i))
                i = Spoken(reading, i, spans);
            else if (reading.Words[i].Shape is WordShape.Capitalised && reading.Words[i].Length > 2)
                i = Written(reading, i, spans);
        }
    }

    /// <summary>Nobody took it; a word of medicine may be one of a name here.</summary>
    private static bool Free(ContextReading reading, int i) => reading.Use(i) is WordUse.Open or WordUse.Kept;

    /// <summary>Goes on with what was found: "Aetna" Choice, "Blue Shield" of the Plains, "Miami"-Dade County.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static bool Extends(ContextReading reading, int i)
    {
        if (reading.Use(i - 1) is not (WordUse.Organization or WordUse.Place or WordUse.Name) || !(reading.IsBlank(i - 1) || reading.Gap(i - 1) is "-") || reading.Is(i, WordFacts.Month | WordFacts.Title | WordFacts.FormalTitle | WordFacts.Credential | WordFacts.RegionCode))
            return false;
        if (reading.Gap(i - 1) is "-" && reading.Words[i].Shape is WordShape.Lower)
            return reading.Use(i - 1) is WordUse.Name && !reading.IsHarmless(i);
        if (reading.Use(i - 1) is WordUse.Name && (reading.Is(i, WordFacts.Medical) || reading.Words[i].Shape is not WordShape.Capitalised))
            return false;
        return reading.IsNameCase(i) ? reading.Words[i].Length > 2 : reading.Use(i - 1) is WordUse.Organization && reading.Reads(i, "of") && reading.Reads(i + 1, "the") && i + 2 < reading.Count && reading.IsNameCase(i + 2);
    }

    /// <summary>Begins what was found: Presbyterian "St. Mark's".</summary>
    [MethodImpl(EveryWord.Passes)]
    private static bool Precedes(ContextReading reading, int i) =>
        reading.Use(i + 1) is WordUse.Organization or WordUse.Place && Joined(reading, i) && !reading.Begins(i) && reading.Words[i].Shape is WordShape.Capitalised && reading.Words[i].Length > 2
        && !reading.Is(i, WordFacts.Month | WordFacts.Title | WordFacts.FormalTitle | WordFacts.Label | WordFacts.Function | WordFacts.Medical);

    /// <summary>Text whose capitals mean something.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static int Written(ContextReading reading, int first, List<IdentifierSpan> spans)
    {
        var last = Run(reading, first);
        if (reading.Is(first, WordFacts.Month | WordFacts.Title | WordFacts.FormalTitle | WordFacts.Label | WordFacts.RegionCode) || reading.Is(last + 1, WordFacts.EponymNoun) || reading.Is(last, WordFacts.EponymNoun))
            return first;
        if (Hyphened(reading, first))
            return Take(reading, spans, first, first + 1, WordUse.Name, Likely);
        if (Labelled(reading, first) || (reading.Reads(first - 1, "is") && reading.Reads(first - 2, "name") && reading.IsBlank(first - 1)))
            return Take(reading, spans, first, last, WordUse.Name, Likely);
        var several = last > first;
        var bare = Bare(reading, first, last);
        if (AfterPlaceCue(reading, first) && !reading.Begins(first) && !bare && (several || !reading.Is(first, WordFacts.Medical | WordFacts.Function)))
            return Take(reading, spans, first, last, WordUse.Place, Likely);
        if (BehindHouse(reading, first) && !bare)
            return Take(reading, spans, first, last, WordUse.Place, Unsure);
        return several && !bare && AfterHouseCue(reading, first) && (Firm(reading, first) || Telling(reading, first, last)) ? Take(reading, spans, first, last, WordUse.Organization, Unsure) : first;
    }

    /// <summary>Korean and Chinese given names: "Sung-ho", "Kwok-wai", of syllables that are no words.</summary>
    private static bool Hyphened(ContextReading reading, int first) =>
        reading.Gap(first) is "-" && reading.Words[first + 1].Shape is WordShape.Lower && reading.Words[first + 1].Length > 1 && !reading.IsHarmless(first) && !reading.IsHarmless(first + 1)
        && reading.Words[first].Length <= 6 && reading.Words[first + 1].Length <= 6 && reading.Gap(first + 1) is not "-";

    /// <summary>Text without capitals, or all in capitals: only a firm cue tells.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static int Spoken(ContextReading reading, int first, List<IdentifierSpan> spans)
    {
        if (!AfterHouseCue(reading, first) || reading.Is(first, WordFacts.Function) || reading.Reads(first, "home", "night", "work", "school", "nights", "least", "bed", "sleep", "all", "once", "first", "urgent", "physical", "this", "that"))
            return first;
        var last = first;
        var house = reading.Is(first, WordFacts.OrganizationWord) ? first : -1;
        while (last + 1 < reading.Count && last - first < LongestRun && reading.IsPlainCase(last + 1) && reading.IsBlank(last) && (!reading.Is(last + 1, WordFacts.Function | WordFacts.Verb) || reading.Reads(last + 1, "of", "and")))
        {
            last++;
            if (reading.Is(last, WordFacts.OrganizationWord))
                house = last;
        }
        while (last > first && reading.Is(last, WordFacts.Function))
            last--;
        if (house > first && !Bare(reading, first, house))
            return Take(reading, spans, first, house, WordUse.Organization, Unsure);
        return Firm(reading, first) && last > first && !Bare(reading, first, last) ? Take(reading, spans, first, last, WordUse.Organization, Unsure) : first;
    }

    /// <summary>The last word of a name that begins here: capitals, small words between capitals, numbers of a branch.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static int Run(ContextReading reading, int first)
    {
        var last = first;
        for (var i = first + 1; i < reading.Count && i - first < LongestRun && Joined(reading, i - 1); i++)
        {
            if (!Free(reading, i) || reading.Is(i, WordFacts.Month))
                break;
            if (reading.IsNameCase(i) || reading.Words[i].Shape is WordShape.Initial)
                last = i;
            else if (reading.Words[i].Shape is WordShape.Digits && reading.Words[i].Length <= LongestNumber && last == i - 1 && i - first > 1)
                last = i;
            else if (!reading.Reads(i, "of", "the", "and", "de", "del", "la", "las", "du", "upon", "le") && !(reading.Gap(i - 1) is "-" && reading.Gap(i) is "-"))
                break;
        }
        return last;
    }

    [MethodImpl(EveryWord.Passes)]
    private static bool Joined(ContextReading reading, int i)
    {
        var gap = reading.Gap(i);
        if (reading.Words[i].IsPossessive && gap.Length > 2)
            gap = gap[2..];
        return gap.Length is > 0 and < 4 && (gap.IndexOfAnyExcept(joining) < 0 || (gap is ". " && reading.Words[i].Length <= 3 && reading.Words[i].Shape is WordShape.Capitalised or WordShape.Initial));
    }

    /// <summary>Words that stand before nothing but an employer, a school or an insurer.</summary>
    private static bool Firm(ContextReading reading, int first) =>
        reading.Reads(first - 2, "work", "works", "working", "worked", "employed", "insurance", "insurer", "kids") || reading.Reads(first - 1, "joined", "attended");

    /// <summary>A word of houses at the end, or one that is no ordinary word.</summary>
    private static bool Telling(ContextReading reading, int first, int last)
    {
        if (reading.Is(last, WordFacts.OrganizationWord))
            return true;
        for (var i = first; i <= last; i++)
        {
            if (!reading.IsHarmless(i) && reading.Words[i].Shape is WordShape.Capitalised && reading.Words[i].Length > 2)
                return true;
        }
        return false;
    }

    /// <summary>Nothing but words of medicine, or one that every text has.</summary>
    private static bool Bare(ContextReading reading, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            if (!reading.Is(i, WordFacts.Medical | WordFacts.Function | WordFacts.Month | WordFacts.Eponym | WordFacts.Label) && reading.Words[i].Shape is not (WordShape.Digits or WordShape.Initial))
                return false;
        }
        return true;
    }

    private static bool Labelled(ContextReading reading, int first) =>
        reading.BehindColon(first) && reading.SameLine(first - 1) && !((reading.IsConversation || reading.IsHarmless(first)) && reading.Reads(first - 1, "patient", "provider", "physician"))
        && reading.Reads(first - 1, "name", "pt", "patient", "bill", "attending", "resident", "student", "cc", "attn", "re", "physician", "provider", "surgeon", "signed", "caregiver", "guardian", "spouse", "subscriber")
        && !reading.Is(first, WordFacts.Medical);

    /// <summary>A small word after which a name may stand: asked before anything dearer.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static bool AfterSmallWord(ContextReading reading, int first)
    {
        if (first == 0 || !reading.IsBlank(first - 1))
            return false;
        var before = reading.Words[first - 1];
        return before.Length switch
        {
            2 => reading.Reads(first - 1, "at", "in", "of", "to", "by", "is"),
            3 => reading.Reads(first - 1, "for"),
            4 => reading.Reads(first - 1, "from", "near"),
            5 => reading.Reads(first - 1, "under"),
            6 => reading.Reads(first - 1, "joined"),
            7 => reading.Reads(first - 1, "outside"),
            8 => reading.Reads(first - 1, "attended"),
            _ => false,
        };
    }

    private static bool AfterPlaceCue(ContextReading reading, int first) =>
        AfterSmallWord(reading, first) && (reading.Reads(first - 1, "in", "near") || (reading.Reads(first - 1, "outside") && !reading.Is(first, WordFacts.Everyday)) || (reading.Reads(first - 1, "of") && reading.Reads(first - 2, "county", "city", "town", "outside", "north", "south", "east", "west"))
            || (reading.Reads(first - 1, "from") && reading.Reads(first - 2, "back", "here", "moved", "came", "comes", "travelled", "traveled")));

    /// <summary>A comma or bar behind a street, a flat or a house with a name.</summary>
    private static bool BehindHouse(ContextReading reading, int first)
    {
        if (first < 2 || reading.Gap(first - 1).Trim() is not ("," or "|") || !reading.SameLine(first - 1))
            return false;
        return reading.Is(first - 1, WordFacts.Street) || reading.Use(first - 1) is WordUse.Organization
            || (reading.Words[first - 1].Shape is WordShape.Digits or WordShape.Mixed && reading.Reads(first - 2, "unit", "apt", "suite", "box", "apartment", "south", "north", "east", "west", "road"));
    }

    [MethodImpl(EveryWord.Passes)]
    private static bool AfterHouseCue(ContextReading reading, int first) =>
        AfterSmallWord(reading, first) && (reading.Reads(first - 1, "at", "from", "joined", "attended", "by", "under", "for")
            || (reading.Reads(first - 1, "is") && reading.Reads(first - 2, "insurance", "insurer", "employer", "carrier", "payer"))
            || (reading.Reads(first - 1, "to") && reading.Reads(first - 2, "go", "goes", "went", "admitted", "transferred", "referred", "taken")));

    private static int Take(ContextReading reading, List<IdentifierSpan> spans, int first, int last, WordUse use, double confidence)
    {
        ContextDetector.Take(reading, spans, first, last, use, confidence);
        return last;
    }
}
