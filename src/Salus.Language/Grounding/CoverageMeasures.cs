using System.Collections.Immutable;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>How much of a claim was said, how close together, and which of the things it names nobody named.</summary>
internal static class CoverageMeasures
{
    private const double Light = 0.3;
    private const int LongestLabel = 7;

    public static ImmutableArray<string> Names { get; } =
    [
        "coverage.anywhere", "coverage.near", "coverage.weight", "coverage.missing", "coverage.pairs", "coverage.strangers",
        "coverage.words", "coverage.found-words", "coverage.one-passage", "coverage.three-passages", "coverage.rarest", "coverage.missing-heavy",
        "coverage.last-missing", "coverage.longest-missing-run", "coverage.pair-distance", "coverage.by-clinician",
        "named.concepts", "named.unnamed", "named.findings", "named.findings-unnamed", "named.findings-unsaid", "named.finding-words", "named.drugs-unnamed", "named.body-unnamed", "named.tests-unnamed",
        "form.tokens", "form.commas", "form.findings-share", "form.label", "form.passages",
    ];

    public static IEnumerable<float> Of(Claim claim, ClaimPlaces places)
    {
        var coverage = claim.Coverage;
        var words = claim.Words;
        yield return (float)coverage.Anywhere;
        yield return (float)coverage.Near;
        yield return (float)coverage.Weight;
        yield return (float)coverage.Missing;
        yield return (float)coverage.Pairs;
        yield return coverage.Strangers;
        yield return words.Length;
        yield return words.IsEmpty ? float.NaN : (float)words.Count(w => w.IsFound) / words.Length;
        yield return (float)places.Best(1);
        yield return (float)places.Best(3);
        yield return words.Where(w => w.Weight > Light && w.IsFound).Select(w => (float)w.Places.Length).DefaultIfEmpty(float.NaN).Min();
        yield return words.Count(w => w.Weight > 0.9 && !w.IsFound);
        yield return words.LastOrDefault(w => w.Weight > Light) is { } last ? last.IsFound ? 0 : 1 : float.NaN;
        yield return LongestMissingRun(words);
        yield return PairDistance(claim);
        yield return ByClinician(claim);

        var mentions = claim.Reading.Mentions;
        var unnamed = mentions.Where(m => !claim.Sources.Names(m.Concept)).ToArray();
        var findings = mentions.Where(PolarityClaims.IsFinding).ToArray();
        var findingsUnnamed = Array.FindAll(findings, m => !claim.Sources.Names(m.Concept));
        yield return mentions.Length;
        yield return unnamed.Length;
        yield return findings.Length;
        yield return findingsUnnamed.Length;
        yield return findingsUnnamed.Count(m => !PolarityClaims.IsSaidInOtherWords(claim, m));
        yield return findingsUnnamed.Select(m => FoundOf(claim, m)).DefaultIfEmpty(float.NaN).Min();
        yield return unnamed.Count(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass);
        yield return unnamed.Count(m => m.Concept.Kind is ConceptKind.Anatomy);
        yield return unnamed.Count(m => m.Concept.Kind is ConceptKind.Test or ConceptKind.Procedure or ConceptKind.Specialty);
        yield return claim.Reading.Tokens.Length;
        yield return claim.Reading.Tokens.Count(t => t.Norm is "," or ";");
        yield return words.IsEmpty ? float.NaN : (float)words.Count(w => findings.Any(f => f.Span.Overlaps(claim.Reading.Tokens[w.Token].Span))) / words.Length;
        yield return claim.Reading.Tokens.Take(LongestLabel).Any(t => t.Norm is ":") ? 1 : 0;
        yield return MathF.Log2(1 + places.Count);
    }

    private static float FoundOf(Claim claim, Mention mention)
    {
        var words = claim.Words.Where(w => claim.Reading.Tokens[w.Token].Span.Overlaps(mention.Span)).ToArray();
        return words.Length == 0 ? float.NaN : (float)words.Count(w => w.IsFound) / words.Length;
    }

    private static int LongestMissingRun(ImmutableArray<ContentWord> words)
    {
        var (longest, run) = (0, 0);
        foreach (var word in words)
        {
            run = word.IsFound ? 0 : run + 1;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    /// <summary>Mean number of passages between the closest places of neighbouring content words, cut off at 20; far apart means put together.</summary>
    private static float PairDistance(Claim claim)
    {
        var found = claim.Words.Where(w => w.IsFound && w.Weight > Light).ToArray();
        if (found.Length < 2)
            return float.NaN;
        var sum = 0.0;
        for (var index = 0; index + 1 < found.Length; index++)
            sum += Math.Min(20, Closest(found[index].Places, found[index + 1].Places));
        return (float)(sum / (found.Length - 1));
    }

    /// <summary>Both lists are in order of passages, so one walk finds the smallest distance.</summary>
    private static int Closest(ImmutableArray<WordPlace> one, ImmutableArray<WordPlace> other)
    {
        var (a, b, best) = (0, 0, int.MaxValue);
        while (a < one.Length && b < other.Length)
        {
            best = Math.Min(best, Math.Abs(one[a].Passage - other[b].Passage));
            if (one[a].Passage < other[b].Passage)
                a++;
            else
                b++;
        }
        return best;
    }

    private static float ByClinician(Claim claim)
    {
        var evidence = claim.Coverage.Evidence;
        return evidence.IsEmpty ? float.NaN : (float)evidence.Count(p => claim.Sources.Speaker(p) is Findings.SpeakerRole.Clinician) / evidence.Length;
    }
}
