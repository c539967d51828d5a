using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Names;

/// <summary>
/// People's names. A candidate is a run of words that may be one name ("John F. Kennedy", "van der Berg", "SMITH, Anna"); its evidence is
/// added up from lists, writing and surroundings and must reach <see cref="Enough"/>.
/// </summary>
internal static class PeopleInContext
{
    private const double Enough = 1.99;
    private const int MostWords = 8;

    [MethodImpl(EveryWord.Passes)]
    public static void Find(ContextReading reading, List<IdentifierSpan> spans)
    {
        for (var i = 0; i < reading.Count; i++)
        {
            if (reading.Use(i) != WordUse.Open || (reading.IsOrdinary(i) && !NameEvidence.MayBeginSmall(reading, i)) || !NameEvidence.CanBegin(reading, i))
                continue;
            var last = EndOfRun(reading, i);
            var score = NameEvidence.Of(reading, i, last);
            if (score < Enough && last > i)
            {
                // The first word may be none of the name: "Will Maria come".
                if (NameEvidence.Of(reading, i + 1, last) is var rest && rest >= Enough && NameEvidence.CanBegin(reading, i + 1))
                    continue;
                last = i;
                score = NameEvidence.Of(reading, i, i);
            }
            else if (last > i && reading.Is(i, WordFacts.Harmless) && reading.Begins(i) && reading.Is(i, WordFacts.Function) && reading.Is(i + 1, WordFacts.Given))
            {
                continue;
            }
            if (score < Enough)
                continue;
            var first = BeforeParticles(reading, i);
            if (FirstNameBehindComma(reading, first, last) is > 0 and var behind)
                last = behind;
            ContextDetector.Take(reading, spans, first, last, WordUse.Name, Math.Min(0.95, 0.5 + (score / 12)));
            i = last;
        }
        Coordinated(reading, spans);
    }

    [MethodImpl(EveryWord.Passes)]
    private static int EndOfRun(ContextReading reading, int first)
    {
        var last = first;
        while (last - first < MostWords && last + 1 < reading.Count && !reading.Words[last].IsPossessive)
        {
            var next = last + 1;
            if (reading.Use(next) is not WordUse.Open)
                break;
            var gap = reading.Gap(last);
            var initial = reading.Words[last].Shape == WordShape.Initial;
            if (gap is " " or "  " or "-" || (initial && gap is "." or ". "))
            {
                if (NameEvidence.CanGoOn(reading, first, next, gap is "-"))
                {
                    last = next;
                    continue;
                }
                if (reading.Is(next, WordFacts.Suffix) && reading.Words[next].Shape != WordShape.Lower && next > first)
                    return next;
                if (gap is " " && AfterParticles(reading, next) is > 0 and var behind && NameEvidence.CanGoOn(reading, first, behind, false))
                {
                    last = behind;
                    continue;
                }
                break;
            }
            if (gap is "\n" && !reading.Words[first].StartsLine && (reading.Facts(last) & (WordFacts.Given | WordFacts.Harmless)) == WordFacts.Given && (reading.Facts(next) & (WordFacts.Family | WordFacts.Harmless)) == WordFacts.Family && reading.IsNameCase(next) && reading.After(next) != ':')
            {
                last = next;
                continue;
            }
            if (gap is ", " && reading.Is(next, WordFacts.Suffix) && reading.Words[next].Shape != WordShape.Lower && last > first)
                return next;
            if (gap is " \"" or " '" or " (" or " “" && next + 1 < reading.Count && reading.Gap(next) is "\" " or "' " or ") " or "” " && reading.IsNameCase(next) && NameEvidence.CanGoOn(reading, first, next + 1, false))
            {
                last = next + 1;
                continue;
            }
            break;
        }
        return last;
    }

    /// <summary>"van der Berg": where its first small word stands.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static int BeforeParticles(ContextReading reading, int i)
    {
        var most = i - 3;
        while (i > 0 && i > most && reading.Use(i - 1) == WordUse.Open && reading.Gap(i - 1) is " " or "-" or "'" && reading.Words[i - 1].Shape == WordShape.Lower && reading.Reads(i - 1, "van", "von", "'t", "de", "la", "der", "den", "del", "della", "di", "da", "dos", "du", "bin", "bint", "ibn", "al", "el", "ter", "ten", "af", "zu"))
            i--;
        return i;
    }

    private static int AfterParticles(ContextReading reading, int i)
    {
        var at = i;
        while (at < reading.Count && at < i + 3 && reading.Is(at, WordFacts.Particle) && reading.Words[at].Shape is WordShape.Lower or WordShape.Capitalised && reading.Gap(at) is " " or "-" or "'")
            at++;
        return at > i && at < reading.Count && reading.IsNameCase(at) ? at : -1;
    }

    /// <summary>"Smith, John Q." and "SMITH, JOHN": the last word of the first names, or -1.</summary>
    private static int FirstNameBehindComma(ContextReading reading, int first, int last)
    {
        if (last + 1 >= reading.Count || reading.Gap(last) is not (", " or ",") || last - first > 3)
            return -1;
        var next = last + 1;
        var listedGiven = reading.Is(last, WordFacts.Given) && !reading.Is(last, WordFacts.Family);
        var starts = reading.Words[first].StartsLine || NameEvidence.BehindLabel(reading, first) || (reading.Words[last].Shape == WordShape.AllCapitals && !reading.Capitals[last]);
        if (listedGiven || !starts || reading.Use(next) != WordUse.Open || reading.Words[next].Shape == WordShape.Lower || reading.IsPlainCase(next) && !reading.Capitals[next] || reading.Is(next, WordFacts.Credential | WordFacts.Function))
            return -1;
        if (!reading.Is(next, WordFacts.Given) && !(reading.Words[next].Shape == WordShape.Initial && reading.After(next) == '.') && !(NameEvidence.BehindLabel(reading, first) && reading.IsNameCase(next) && !reading.IsHarmless(next)))
            return -1;
        if (reading.Words[next].Shape == WordShape.Initial && next + 1 < reading.Count && reading.Gap(next) is "." && reading.Words[next + 1].Shape is WordShape.Initial)
            return -1;
        var end = EndOfRun(reading, next);
        return end + 1 < reading.Count && reading.Gap(end) is ", " && reading.Is(end + 1, WordFacts.Given) && !reading.Is(end + 1, WordFacts.Credential) ? -1 : end;
    }

    /// <summary>"Kónya, Becker and Vasquez": what stands in a row with a name is a name.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static void Coordinated(ContextReading reading, List<IdentifierSpan> spans)
    {
        var row = new List<(int First, int Last)>();
        for (var i = 0; i < reading.Count; i++)
        {
            if (reading.Use(i) != WordUse.Name && reading.IsOrdinary(i))
                continue;
            row.Clear();
            var names = 0;
            for (var at = i; MemberAt(reading, at, out var last); at = NextInRow(reading, last))
            {
                row.Add((at, last));
                names += reading.Use(at) == WordUse.Name ? 1 : 0;
            }
            if (row.Count < 2)
                continue;
            if (names > 0 && names < row.Count)
            {
                foreach (var (first, last) in row)
                {
                    if (reading.Use(first) == WordUse.Open)
                        ContextDetector.Take(reading, spans, first, last, WordUse.Name, 0.6);
                }
            }
            i = row[^1].Last;
        }
    }

    [MethodImpl(EveryWord.Passes)]
    private static bool MemberAt(ContextReading reading, int i, out int last)
    {
        last = i;
        if ((uint)i >= (uint)reading.Count)
            return false;
        if (reading.Use(i) == WordUse.Name)
        {
            while (last + 1 < reading.Count && last - i < MostWords && reading.Use(last + 1) == WordUse.Name && (reading.IsBlank(last) || reading.Gap(last) is "-" or ". "))
                last++;
            return true;
        }
        if (reading.Use(i) != WordUse.Open || !(reading.Words[i].Shape == WordShape.Capitalised && reading.IsNameCase(i) || reading.IsPlainCase(i) && reading.Is(i, WordFacts.Given)) || reading.IsHarmless(i) || (reading.Is(i, WordFacts.Place | WordFacts.Region | WordFacts.Eponym) && !reading.IsListed(i)) || reading.Is(i, WordFacts.OrganizationWord | WordFacts.Title))
            return false;
        while (last + 1 < reading.Count && last - i < MostWords && reading.IsBlank(last) && reading.Use(last + 1) == WordUse.Open && reading.IsNameCase(last + 1) && !reading.IsHarmless(last + 1))
            last++;
        return !(last + 1 < reading.Count && reading.IsBlank(last) && reading.Is(last + 1, WordFacts.EponymNoun));
    }

    /// <summary>Behind ", ", " and " or ", and "; -1 where the row ends.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static int NextInRow(ContextReading reading, int last)
    {
        if (last + 1 >= reading.Count || reading.Words[last].IsPossessive)
            return -1;
        if (reading.Gap(last) is not (", " or " "))
            return -1;
        if (OrganizationsInContext.Reads(reading, last + 1, "and"))
            return last + 2 < reading.Count && reading.IsBlank(last + 1) ? last + 2 : -1;
        return reading.Gap(last) is ", " ? last + 1 : -1;
    }
}
