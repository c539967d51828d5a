using System.Runtime.CompilerServices;
using Salus.Language.Identifiers.Known;

namespace Salus.Language.Identifiers.Names;

/// <summary>Phrases of the lists: terms of medicine that hold a name, which are set aside first, then places, states and known organisations.</summary>
internal static class ListedPhrases
{
    [MethodImpl(EveryWord.Passes)]
    public static void Find(ContextReading reading, NameLexicon lexicon, List<IdentifierSpan> spans)
    {
        for (var i = 0; i < reading.Count; i++)
        {
            if (reading.Use(i) != WordUse.Open)
                continue;
            if (reading.Is(i, WordFacts.PhraseStart) && Longest(reading, lexicon, i, out var last) is not PhraseKind.None and var kind)
            {
                if (kind == PhraseKind.Kept)
                {
                    if (!IsSomebodys(reading, i))
                        reading.Mark(i, last, WordUse.Kept);
                }
                else if (BeforeEponymNoun(reading, last))
                {
                    reading.Mark(i, last, WordUse.Kept);
                }
                else if (HasCapital(reading, i, last))
                {
                    ContextDetector.Take(reading, spans, i, last, kind switch { PhraseKind.Place => WordUse.Place, PhraseKind.Region => WordUse.Region, _ => WordUse.Organization }, 0.8);
                }
                continue;
            }
            if ((reading.Is(i, WordFacts.Eponym) && IsEponym(reading, i)) || (reading.Is(i, WordFacts.Place) && BeforeEponymNoun(reading, i)))
                reading.Mark(i, i, WordUse.Kept);
        }
    }

    /// <summary>A title or first name before it makes it a person's: "Mr. Wilson's disease".</summary>
    public static bool IsSomebodys(ContextReading reading, int i) =>
        i > 0 && reading.SameLine(i - 1) && reading.Gap(i - 1).IndexOfAnyExcept(" .") < 0
        && (reading.Is(i - 1, WordFacts.FormalTitle) || ((reading.Facts(i - 1) & (WordFacts.Given | WordFacts.Harmless | WordFacts.Eponym)) == WordFacts.Given && reading.IsNameCase(i - 1)));

    [MethodImpl(EveryWord.Passes)]
    private static bool IsEponym(ContextReading reading, int i)
    {
        if (IsSomebodys(reading, i))
            return false;
        if ((reading.Gap(i) is "-" && reading.Is(i + 1, WordFacts.Eponym)) || (i > 0 && reading.Gap(i - 1) is "-" && reading.Use(i - 1) == WordUse.Kept))
            return true;
        for (var j = i + 1; j <= i + 3 && j < reading.Count && reading.SameLine(j - 1); j++)
        {
            if (reading.Gap(j - 1).IndexOfAny(".;:,(") >= 0)
                break;
            if (reading.Is(j, WordFacts.EponymNoun))
                return true;
            if (!reading.Is(j, WordFacts.Eponym | WordFacts.Medical) && !reading.Words[j].In(reading.Text).Equals("and", StringComparison.OrdinalIgnoreCase))
                break;
        }
        // "Parkinson's", "Crohn's" stand alone for the disease where nobody owns anything after them.
        return !reading.IsListed(i) && !reading.Is(i, WordFacts.Place | WordFacts.Region);
    }

    private static bool BeforeEponymNoun(ContextReading reading, int last) =>
        last + 1 < reading.Count && reading.IsBlank(last) && reading.Is(last + 1, WordFacts.EponymNoun) && !reading.Is(last + 1, WordFacts.OrganizationWord | WordFacts.AnyName | WordFacts.Function);

    private static bool HasCapital(ContextReading reading, int first, int last)
    {
        for (var i = first; i <= last; i++)
        {
            if (reading.Words[i].Shape is WordShape.Capitalised or WordShape.AllCapitals || reading.IsPlainCase(i))
                return true;
        }
        return false;
    }

    [MethodImpl(EveryWord.Passes)]
    private static PhraseKind Longest(ContextReading reading, NameLexicon lexicon, int first, out int last)
    {
        var best = PhraseKind.None;
        last = first;
        var running = WordHash.Running(0, reading.Folded(first));
        for (var i = first + 1; i < reading.Count && i < first + NameLexicon.LongestPhrase; i++)
        {
            if (!IsJoined(reading, i - 1) || reading.Use(i) != WordUse.Open || reading.Folded(i).IsEmpty)
                break;
            running = WordHash.Running(WordHash.Add(running, ' '), reading.Folded(i));
            var step = lexicon.PhraseOf(WordHash.Finish(running));
            if (step.Kind is not PhraseKind.None)
                (best, last) = (step.Kind, i);
            if (!step.GoesOn)
                break;
        }
        return best;
    }

    [MethodImpl(EveryWord.Passes)]
    private static bool IsJoined(ContextReading reading, int i)
    {
        var gap = reading.Gap(i);
        if (reading.Words[i].IsPossessive && gap.Length > 2)
            gap = gap[2..];
        return gap is " " or "-" or ". " or "." or "'" or "' " or "\n" or "  ";
    }
}
