using System.Collections.Immutable;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>How much of a claim's own content, the words that not every note uses, the sources hold, anywhere and close together.</summary>
/// <param name="Anywhere">Weighted share of content words found at all.</param>
/// <param name="Near">The same within the best few passages in a row.</param>
/// <param name="Weight">Sum of the weights: how much the claim says.</param>
/// <param name="Missing">Sum of the weights of words not found.</param>
/// <param name="Strangers">Parts of the body, tests, procedures and classes of drugs that the sources never name.</param>
/// <param name="First">First passage of the best few.</param>
/// <param name="Pairs">Share of neighbouring content words that the sources also have close to each other.</param>
internal sealed record Coverage(double Anywhere, double Near, double Weight, double Missing, double Pairs, int First, int Strangers, ImmutableArray<int> Evidence)
{
    public const int Window = 5;
    private const int PairReach = 12;
    private const double Specific = 0.5;

    /// <summary>
    /// Too little of it was said together. The limits trade sentences of other visits against what people write without its being said:
    /// set on the training part of ACI-BENCH, where fewer than one gold sentence in a hundred falls below them.
    /// </summary>
    public bool IsForeign => Weight >= 4 && Near < 0.15 || Strangers > 0 && Near < 0.47;

    public static Coverage Of(Claim claim)
    {
        var words = claim.Words.Where(w => w.Weight >= Specific && !claim.Reading.Measures.Any(m => m.Span.Overlaps(claim.Reading.Tokens[w.Token].Span))).ToImmutableArray();
        var weight = words.Sum(w => w.Weight);
        if (weight <= 0)
            return new Coverage(1, 1, 0, 0, 1, 0, 0, []);
        var found = words.Where(w => w.IsFound).Sum(w => w.Weight);
        var (near, first) = Best(words, claim.Sources.Readings.Length);
        var pairs = 0;
        var close = 0;
        for (var i = 0; i + 1 < words.Length; i++)
        {
            pairs++;
            if (words[i].Places.Any(p => words[i + 1].Places.Any(q => q.Passage == p.Passage && Math.Abs(q.Token - p.Token) <= PairReach)))
                close++;
        }
        var evidence = words.SelectMany(w => w.Places.Where(p => p.Passage >= first && p.Passage < first + Window).Select(p => (p.Passage, w.Stem, w.Weight))).Distinct()
            .GroupBy(p => p.Passage).OrderByDescending(g => g.Sum(p => p.Weight)).ThenBy(g => g.Key).Select(g => g.Key).Take(3);
        return new Coverage(found / weight, near / weight, weight, weight - found, pairs == 0 ? 1 : (double)close / pairs, first, StrangersOf(claim), [.. evidence]);
    }

    private static int StrangersOf(Claim claim) => claim.Reading.Mentions
        .Where(m => m.Concept.Kind is ConceptKind.Anatomy or ConceptKind.Test or ConceptKind.Procedure or ConceptKind.DrugClass or ConceptKind.Specialty && !claim.Sources.Names(m.Concept) && claim.StanceOf(m.Span) is not Stance.Denied)
        .Where(m => claim.Words.Any(w => !w.IsFound && claim.Reading.Tokens[w.Token].Span.Overlaps(m.Span)))
        .Select(m => m.Concept).Distinct().Count();

    private static (double Weight, int First) Best(ImmutableArray<ContentWord> words, int count)
    {
        var gain = new double[count + 1];
        foreach (var word in words)
        {
            // A window that starts in [p - Window + 1, p] sees the word at passage p; overlapping stretches count once.
            var seen = -1;
            foreach (var passage in word.Places.Select(p => p.Passage).Distinct())
            {
                var from = Math.Max(Math.Max(0, passage - Window + 1), seen + 1);
                for (var start = from; start <= passage; start++)
                    gain[start] += word.Weight;
                seen = passage;
            }
        }
        var best = 0;
        for (var start = 1; start < count; start++)
            if (gain[start] > gain[best])
                best = start;
        return (gain[best], best);
    }
}
