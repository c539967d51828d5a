using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Names;

/// <summary>Places and states: listed ones where nothing speaks for another meaning, unknown ones behind words such as "lives in".</summary>
internal static class PlacesInContext
{
    [MethodImpl(EveryWord.Passes)]
    public static void Find(ContextReading reading, List<IdentifierSpan> spans)
    {
        for (var i = 0; i < reading.Count; i++)
        {
            if (reading.Use(i) != WordUse.Open || reading.Words[i].Shape is WordShape.Digits or WordShape.Uncased)
                continue;
            if (reading.Is(i, WordFacts.RegionCode) && reading.Words[i].Shape == WordShape.AllCapitals && i > 0 && BehindPlace(reading, i))
            {
                ContextDetector.Take(reading, spans, i, i, WordUse.Region, 0.75);
                continue;
            }
            if (!reading.IsNameCase(i) && !reading.IsPlainCase(i))
                continue;
            if (reading.LowerText && reading.Words[i].Shape == WordShape.Lower && LowerTown(reading, i, out var end))
            {
                ContextDetector.Take(reading, spans, i, end, WordUse.Place, 0.55);
                i = end;
                continue;
            }
            if (reading.Is(i, WordFacts.Place | WordFacts.Region))
            {
                if (reading.IsHarmless(i) && !reading.IsNameCase(i))
                    continue;
                var ambiguous = reading.IsHarmless(i) || reading.IsListed(i) || reading.Is(i, WordFacts.Eponym);
                if (!ambiguous || HasCue(reading, i) || (reading.Is(i, WordFacts.Region) && !reading.IsHarmless(i) && reading.IsNameCase(i)))
                    ContextDetector.Take(reading, spans, i, i, reading.Is(i, WordFacts.Region) ? WordUse.Region : WordUse.Place, ambiguous ? 0.6 : 0.75);
                continue;
            }
            if ((reading.IsHarmless(i) && !(reading.Words[i].Shape == WordShape.Capitalised && i > 2 && reading.Reads(i - 1, "from", "in", "near", "to") && reading.IsBlank(i - 1) && reading.Is(i - 2, WordFacts.PlaceVerb) && !reading.Is(i, WordFacts.Medical))) || (reading.Is(i, WordFacts.Eponym) && !(i > 1 && reading.Is(i - 2, WordFacts.PlaceVerb) && reading.Is(i - 1, WordFacts.PlaceWord))) || reading.Is(i, WordFacts.Function | WordFacts.OrganizationWord | WordFacts.Month))
                continue;
            var last = i;
            while (last + 1 < reading.Count && last - i < 3 && (reading.IsBlank(last) || reading.Gap(last) is "-") && reading.Use(last + 1) == WordUse.Open && reading.IsNameCase(last + 1) && !reading.Words[last].IsPossessive && !reading.IsHarmless(last + 1))
                last++;
            if (last + 2 < reading.Count && reading.IsBlank(last) && Inside(reading, last + 1) is > 0 and var behind)
                last = behind;
            if (UnknownPlace(reading, i, last))
            {
                ContextDetector.Take(reading, spans, i, last, WordUse.Place, 0.55);
                i = last;
            }
        }
    }

    /// <summary>Places of several words with small ones inside, before any part of them is taken for a person.</summary>
    [MethodImpl(EveryWord.Passes)]
    public static void Bridged(ContextReading reading, List<IdentifierSpan> spans)
    {
        for (var i = 1; i < reading.Count; i++)
        {
            if (reading.Use(i) != WordUse.Open || reading.Words[i].Shape != WordShape.Capitalised || !reading.IsBlank(i - 1) || !reading.Reads(i - 1, "in", "from", "to", "near", "at") || reading.Is(i, WordFacts.Function | WordFacts.OrganizationWord | WordFacts.Medical | WordFacts.Title))
                continue;
            var last = i;
            while (last + 1 < reading.Count && last - i < 2 && reading.IsBlank(last) && reading.Use(last + 1) == WordUse.Open && reading.Words[last + 1].Shape == WordShape.Capitalised && !reading.IsHarmless(last + 1))
                last++;
            if (Inside(reading, last + 1) is > 0 and var behind && reading.Gap(last) is " " or "-" && !reading.Is(behind, WordFacts.OrganizationWord | WordFacts.Medical) && (!reading.IsHarmless(i) || reading.Is(i, WordFacts.AnyName)))
                ContextDetector.Take(reading, spans, i, behind, WordUse.Place, 0.6);
        }
    }

    /// <summary>"Stow-on-the-Wold", "King of Prussia": the last word behind small ones, or -1.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static int Inside(ContextReading reading, int i)
    {
        var at = i;
        while (at < reading.Count && at < i + 2 && reading.Gap(at) is " " or "-" && reading.Reads(at, "of", "on", "upon", "the", "super", "le", "la", "sur", "am", "an", "der", "del", "nad", "do", "da", "de"))
            at++;
        return at > i && at < reading.Count && reading.IsNameCase(at) && reading.Use(at) == WordUse.Open && !reading.IsHarmless(at) ? at : -1;
    }

    /// <summary>"in", "from", "to" before it, or a state behind it.</summary>
    [MethodImpl(EveryWord.Passes)]
    public static bool HasCue(ContextReading reading, int i)
    {
        if (i > 0 && reading.IsBlank(i - 1) && reading.Is(i - 1, WordFacts.PlaceWord | WordFacts.PlaceVerb) && !((OrganizationsInContext.Reads(reading, i - 1, "at") || OrganizationsInContext.Reads(reading, i - 1, "to")) && reading.Is(i, WordFacts.Given)))
            return true;
        return i + 1 < reading.Count && reading.Gap(i) is ", " or " " && (reading.Is(i + 1, WordFacts.RegionCode) && reading.Words[i + 1].Shape == WordShape.AllCapitals && reading.Words[i + 1].Length < 4 && !reading.Capitals[i + 1] || reading.Gap(i) is ", " && reading.Is(i + 1, WordFacts.Region) && reading.IsNameCase(i + 1));
    }

    /// <summary>"moved here from moose jaw.": without capitals, up to the sign behind it.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static bool LowerTown(ContextReading reading, int i, out int last)
    {
        last = i;
        if (i < 2 || reading.Is(i, WordFacts.Function) || !reading.IsBlank(i - 1) || !reading.IsBlank(i - 2) || !reading.Reads(i - 1, "from", "in", "near")
            || !reading.Reads(i - 2, "here", "back", "moved", "live", "lives", "lived", "living", "born", "originally", "raised", "over", "trip", "house", "home", "drove", "flew", "came", "i'm"))
            return false;
        var own = false;
        for (; last < i + 3; last++)
        {
            own |= !reading.IsHarmless(last);
            if (last + 1 >= reading.Count || !reading.IsBlank(last))
                break;
            if (reading.Is(last + 1, WordFacts.Function | WordFacts.Verb | WordFacts.PlaceWord | WordFacts.Medical) || reading.Words[last + 1].Shape == WordShape.Digits)
                return false;
        }
        return own && last < i + 3 && reading.Words[last].Length > 2;
    }

    /// <summary>The end of an address: behind a number and a comma or line end, with nothing or a state behind it.</summary>
    public static bool BehindAddress(ContextReading reading, int first, int last)
    {
        if (first == 0 || reading.Words[first - 1].Shape is not (WordShape.Digits or WordShape.Mixed) || reading.Gap(first - 1) is not { Length: < 6 } gap || !gap.ContainsAny(',', '\n'))
            return false;
        var end = reading.After(last);
        return end is '\n' or '\r' or ',' && (last + 1 >= reading.Count || !reading.SameLine(last) || reading.Is(last + 1, WordFacts.Region | WordFacts.RegionCode));
    }

    private static bool BehindPlace(ContextReading reading, int i)
    {
        var gap = reading.Gap(i - 1);
        if (gap.Length > 6 || gap.IndexOfAnyExcept(" ,\n\r") >= 0)
            return false;
        return reading.Use(i - 1) == WordUse.Place || (gap is ", " && reading.IsNameCase(i - 1) && !reading.Capitals[i] && i + 1 < reading.Count && reading.Words[i + 1].Shape == WordShape.Digits && reading.Words[i + 1].Length >= 4);
    }

    private static bool UnknownPlace(ContextReading reading, int first, int last)
    {
        var next = last + 1;
        if (next < reading.Count && reading.Gap(last) is ", " && reading.IsNameCase(first) && (reading.Use(next) == WordUse.Region || reading.Is(next, WordFacts.Region) && reading.IsNameCase(next) || reading.Is(next, WordFacts.RegionCode) && reading.Words[next].Shape == WordShape.AllCapitals && reading.Words[next].Length == 2 && (!reading.Is(next, WordFacts.Credential | WordFacts.Medical | WordFacts.Function) || next + 1 < reading.Count && reading.Words[next + 1].Shape == WordShape.Digits && reading.Words[next + 1].Length == 5)))
            return true;
        if (BehindAddress(reading, first, last) && (reading.IsNameCase(first) || reading.Capitals[first]))
            return true;
        if (next < reading.Count && reading.Words[first].StartsLine && !reading.SameLine(last) && reading.Is(next, WordFacts.Region) && first > 0 && reading.Words[next].StartsLine)
            return true;
        if (first > 0 && reading.IsNameCase(first) && (reading.Gap(first - 1) is ": " && OrganizationsInContext.Reads(reading, first - 1, "where") || reading.IsBlank(first - 1) && (OrganizationsInContext.Reads(reading, first - 1, "city") || OrganizationsInContext.Reads(reading, first - 1, "town"))))
            return true;
        if (first == 0 || !reading.IsBlank(first - 1) || !reading.Is(first - 1, WordFacts.PlaceWord))
            return false;
        if (next < reading.Count && reading.IsBlank(last) && reading.Is(next, WordFacts.Medical | WordFacts.EponymNoun) || reading.Words[first].Shape == WordShape.AllCapitals && reading.Words[first].Length < 5)
            return false;
        for (var i = first - 2; i >= 0 && i >= first - 5 && reading.SameLine(i); i--)
        {
            if (reading.Is(i, WordFacts.PlaceVerb))
                return reading.IsNameCase(first) || reading.Words[first].Length > 3 && i >= first - 3;
            if (reading.Words[i + 1].StartsSentence)
                break;
        }
        return reading.IsNameCase(first) && reading.Words[first].Length > 3 && reading.Reads(first - 1, "in", "from", "near", "at", "to", "around") && !NameEvidence.LikeDrug(reading, first) && !reading.IsListed(first) && !reading.Words[first].IsPossessive
            && (next >= reading.Count || !reading.IsBlank(last) || reading.Is(next, WordFacts.Function) || reading.Words[next].Shape == WordShape.Digits);
    }
}
