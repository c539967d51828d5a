using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Names;

/// <summary>A name once found is found wherever its words stand again in the same text: alone, in capitals, in small letters.</summary>
internal static class RepeatedNames
{
    private const int Shortest = 3;

    [MethodImpl(EveryWord.Passes)]
    public static void Find(ContextReading reading, List<IdentifierSpan> spans)
    {
        var known = new HashSet<ulong>();
        for (var i = 0; i < reading.Count; i++)
        {
            if (reading.Use(i) == WordUse.Name && reading.Words[i].Length >= Shortest && !reading.Is(i, WordFacts.Particle | WordFacts.Suffix | WordFacts.Function) && (!reading.IsHarmless(i) || reading.IsListed(i)))
                known.Add(reading.Hash(i));
        }
        if (known.Count == 0)
            return;
        for (var i = 0; i < reading.Count; i++)
        {
            if (reading.Use(i) == WordUse.Open && reading.Words[i].Length >= Shortest && known.Contains(reading.Hash(i)) && Means(reading, i))
                ContextDetector.Take(reading, spans, i, i, WordUse.Name, 0.7);
        }
    }

    private static bool Means(ContextReading reading, int i)
    {
        if (reading.IsHarmless(i))
            return reading.IsNameCase(i) && !reading.Begins(i) && !NameEvidence.IsMonth(reading, i) && !(reading.IsBlank(i) && reading.Is(i + 1, WordFacts.EponymNoun));
        if (reading.Is(i, WordFacts.Eponym | WordFacts.Place | WordFacts.Region))
            return reading.Words[i].Shape != WordShape.Lower;
        return reading.Words[i].Shape is not WordShape.Lower || reading.LowerText || reading.Words[i].Length > 4;
    }
}
