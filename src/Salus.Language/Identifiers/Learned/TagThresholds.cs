using System.Runtime.CompilerServices;
using Salus.Language.Identifiers.Names;

namespace Salus.Language.Identifiers.Learned;

/// <summary>Below which chance to be of no interest a word is taken: the higher, the more is found, and the more wrongly.</summary>
/// <param name="Harmless">Of a word that the lists call harmless.</param>
/// <param name="Listed">Of a word that is a name in some list, whatever else it is.</param>
/// <param name="Strange">Of a word that no list has.</param>
/// <param name="Beside">Of a word joined to one that was found.</param>
public sealed record TagThresholds(double Harmless, double Listed, double Strange, double Beside)
{
    private const double Value = 0.6;
    private const double Result = 0.1;
    private const int LongestValue = 7;
    private const int LeastPart = 4;
    private const double Term = 0.4;
    private const double Beginning = 0.9;
    private const WordFacts AnyProper = WordFacts.AnyName | WordFacts.Place | WordFacts.KnownOrganization;

    /// <summary>Where recall still grows faster than false finds, on notes of authors that the model did not learn from.</summary>
    public static TagThresholds Clinical { get; } = new(0.96, 0.985, 0.995, 0.998);

    /// <summary>Of texts unlike those that the model learned from.</summary>
    public static TagThresholds Elsewhere { get; } = new(0.5, 0.5, 0.5, 0.5);

    /// <summary>Small numbers are mostly values, words of medicine findings, harmless words at the beginning of a sentence nothing at all: there the model has to be surer.</summary>
    [MethodImpl(EveryWord.Passes)]
    internal double Of(ContextReading reading, WordSigns signs, int i, bool isBeside)
    {
        if (reading.Words[i] is { Shape: WordShape.Digits, Length: < LongestValue } && (reading.Words[i].Length < LeastPart || FollowsTerm(reading, i)) && !IsPart(reading, i))
            return Math.Min(Harmless, Result);
        if (reading.Words[i] is { Shape: WordShape.Mixed, Length: < LongestValue })
            return Math.Min(Harmless, Value);
        if (reading.Words[i] is { Shape: WordShape.Digits, Length: < 5 })
            return Math.Min(Harmless, Value);
        var isListed = reading.Is(i, AnyProper);
        if (reading.Is(i, WordFacts.FormalTitle) || (reading.Is(i, WordFacts.Medical) && !reading.Is(i, WordFacts.AnyName)))
            return Math.Min(Harmless, Term);
        if (!isListed && reading.Begins(i) && reading.Words[i].Shape is WordShape.Capitalised && reading.IsHarmless(i))
            return Math.Min(Harmless, Beginning);
        return isBeside ? Beside : isListed ? Listed : signs.IsStrange(i) ? Strange : Harmless;
    }

    /// <summary>One of several groups that may be one number: "043 5330".</summary>
    private static bool IsPart(ContextReading reading, int i) => IsGroup(reading, i - 1, i - 1) || IsGroup(reading, i, i + 1);

    private static bool IsGroup(ContextReading reading, int gap, int other) =>
        (uint)other < (uint)reading.Count && reading.Words[other] is { Shape: WordShape.Digits or WordShape.Mixed, Length: >= LeastPart } && reading.Gap(gap) is " " or "-";

    /// <summary>One of the numbers behind a word of medicine: "carbidopa-levodopa 25/100", "sodium 140, 141, 138".</summary>
    private static bool FollowsTerm(ContextReading reading, int i)
    {
        const int longestList = 6;
        var at = i - 1;
        while (at >= 0 && i - at < longestList && reading.Words[at].Shape is WordShape.Digits && reading.SameLine(at))
            at--;
        return at >= 0 && reading.SameLine(at) && reading.Is(at, WordFacts.Medical) && !reading.Is(at, WordFacts.AnyName | WordFacts.Label) && !reading.Gap(at).ContainsAny("#:");
    }
}
