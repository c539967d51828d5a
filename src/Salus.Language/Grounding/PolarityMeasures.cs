using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>
/// What the claim affirms and denies beside what the sources make of the same: each place counts by how much of the claim's other
/// content stands around it, so a place that speaks of something else says little.
/// </summary>
internal static class PolarityMeasures
{
    private const int MostPlaces = 12;
    private const int DenialReach = 10;
    private const int NearReach = 5;
    private const int DoubleReach = 5;
    private const int TenseReach = 4;
    private const int OrReach = 40;
    private const double Light = 0.2;
    private const double Floor = 0.05;

    private static readonly FrozenSet<string> Deniers = Set("no not never without denies denied deny denying none negative cannot nor absent");
    private static readonly FrozenSet<string> Reporters = Set("reports reported reporting endorses endorsed complains complaining admits experiencing experiences has positive");

    /// <summary>Words that want a denial, question or condition before them.</summary>
    private static readonly FrozenSet<string> Weak = Set("any ever either anymore anything anyone anywhere nor yet");

    /// <summary>Words that a denial rarely governs.</summary>
    private static readonly FrozenSet<string> Strong = Set("some several already slight slightly mild mildly somewhat occasional occasionally sometimes still");

    private static readonly FrozenSet<string> Licences = Set("no not never without denies denied deny denying none negative cannot nor neither if should whether before than unless until avoid against prevent declines declined declining contact call when free absent unable lack hardly or every each all returns worsen worsens concerns questions may could consider");
    private static readonly FrozenSet<string> Present = Set("is are has have takes uses");
    private static readonly FrozenSet<string> PastTense = Set("was were had took used");

    public static ImmutableArray<string> Names { get; } =
    [
        "polarity.deniers", "polarity.reporters", "polarity.denied-findings", "polarity.affirmed-findings", "polarity.denied-unnamed", "polarity.affirmed-unnamed", "polarity.normal-denied",
        "polarity.finding-opposed", "polarity.finding-opposed-mean", "polarity.finding-agreed-least", "polarity.finding-agreed-mean", "polarity.finding-best-opposed", "polarity.finding-best-opposed-mean",
        "polarity.denied-finding-opposed", "polarity.affirmed-finding-opposed", "polarity.denied-finding-near", "polarity.affirmed-finding-near",
        "polarity.denied-words", "polarity.denied-word-opposed", "polarity.denied-word-opposed-mean", "polarity.denied-word-near", "polarity.denied-word-near-least",
        "polarity.affirmed-word-opposed", "polarity.affirmed-word-opposed-mean", "polarity.affirmed-word-near", "polarity.affirmed-word-near-mean",
        "polarity.answer", "polarity.answer-opposed", "polarity.said-denials",
        "polarity.weak-affirmed", "polarity.strong-denied", "polarity.twice", "polarity.but-same", "polarity.or-affirmed", "polarity.tense-odd",
    ];

    public static IEnumerable<float> Of(Claim claim, ClaimPlaces places)
    {
        var tokens = claim.Reading.Tokens;
        var deniers = tokens.Count(t => Deniers.Contains(t.Norm));
        yield return deniers;
        yield return tokens.Count(t => Reporters.Contains(t.Norm));

        var findings = claim.Reading.Mentions.Where(PolarityClaims.IsFinding)
            .Select(m => (Mention: m, Stance: PolarityClaims.IsOnlyMentioned(claim, m) ? Stance.Open : claim.StanceOf(m.Span))).ToArray();
        var unnamed = findings.Where(f => !claim.Sources.Names(f.Mention.Concept)).ToArray();
        yield return findings.Count(f => f.Stance is Stance.Denied);
        yield return findings.Count(f => f.Stance is Stance.Affirmed);
        yield return unnamed.Count(f => f.Stance is Stance.Denied);
        yield return unnamed.Count(f => f.Stance is Stance.Affirmed);
        yield return findings.Count(f => f.Stance is Stance.Denied && f.Mention.Concept.Attributes.GetValueOrDefault("polarity") is "normal");

        var compared = findings.Where(f => f.Stance is Stance.Affirmed or Stance.Denied).Select(f => Compare(claim, places, f.Mention.Span, f.Stance, PlacesOf(claim, f.Mention))).Where(c => c.HasPlaces).ToArray();
        yield return Max(compared, c => c.Opposed);
        yield return Mean(compared, c => c.Opposed);
        yield return Min(compared, c => c.Agreed);
        yield return Mean(compared, c => c.Agreed);
        yield return Max(compared, c => c.BestOpposed);
        yield return Mean(compared, c => c.BestOpposed);
        yield return Max(compared.Where(c => c.IsDenied), c => c.Opposed);
        yield return Max(compared.Where(c => !c.IsDenied), c => c.Opposed);
        yield return Min(compared.Where(c => c.IsDenied), c => c.DenialNear);
        yield return Max(compared.Where(c => !c.IsDenied), c => c.DenialNear);

        var words = claim.Words.Where(w => w.IsFound && w.Weight > Light && !PolarityClaims.IsCue(tokens[w.Token].Norm))
            .Select(w => (Word: w, Stance: claim.StanceOf(tokens[w.Token].Span))).Where(w => w.Stance is Stance.Affirmed or Stance.Denied)
            .Select(w => Compare(claim, places, tokens[w.Word.Token].Span, w.Stance, w.Word.Places)).ToArray();
        var denied = Array.FindAll(words, w => w.IsDenied);
        var affirmed = Array.FindAll(words, w => !w.IsDenied);
        yield return denied.Length;
        yield return Max(denied, c => c.Opposed);
        yield return Mean(denied, c => c.Opposed);
        yield return Mean(denied, c => c.DenialNear);
        yield return Min(denied, c => c.DenialNear);
        yield return Max(affirmed, c => c.Opposed);
        yield return Mean(affirmed, c => c.Opposed);
        yield return Max(affirmed, c => c.DenialNear);
        yield return Mean(affirmed, c => c.DenialNear);

        var answer = Answer(claim);
        yield return answer switch { Stance.Denied => -1, Stance.Affirmed => 1, Stance.Open => 0, _ => float.NaN };
        yield return answer is Stance.Denied or Stance.Affirmed ? answer is Stance.Denied == deniers > 0 ? 0 : 1 : float.NaN;
        yield return claim.Coverage.Evidence.IsEmpty ? float.NaN : claim.Coverage.Evidence.Sum(p => claim.Sources.Readings[p].Tokens.Count(t => Deniers.Contains(t.Norm)));

        foreach (var value in Oddities(claim, findings))
            yield return value;
    }

    /// <summary>
    /// What grammar expects of polarity and tense (polarity items after Ladusaw 1979): "reports any", "denies chest pain or dyspnea" turned into
    /// "reports chest pain or dyspnea", "has not had some", "no pain, but no swelling", "previously is".
    /// </summary>
    private static IEnumerable<float> Oddities(Claim claim, (Mention Mention, Stance Stance)[] findings)
    {
        var tokens = claim.Reading.Tokens;
        var (weak, strong, twice, same, or, tense) = (0, 0, 0, 0, 0, 0);
        for (var index = 0; index < tokens.Length; index++)
        {
            var norm = tokens[index].Norm;
            var (first, last) = claim.Reading.SentenceAround(index);
            if (Weak.Contains(norm) && !AnyBetween(tokens, first, index, Licences))
                weak++;
            else if (Strong.Contains(norm) && AnyBetween(tokens, Math.Max(first, index - NearReach), index, Deniers))
                strong++;
            else if (Deniers.Contains(norm) && AnyBetween(tokens, Math.Max(first, index - DoubleReach), index, Deniers) && norm is not "nor" and not "denies")
                twice++;
            else if (norm is "but" or "however" or "although" && AnyBetween(tokens, first, index, Deniers) == AnyBetween(tokens, index + 1, last + 1, Deniers))
                same++;
            else if (norm is "or" && !AnyBetween(tokens, first, index, Licences) && Array.Exists(findings, f => f.Stance is Stance.Affirmed && f.Mention.Span.Start > tokens[index].Span.Start && f.Mention.Span.Start - tokens[index].Span.End < OrReach))
                or++;
            else if (norm is "previously" or "formerly" && AnyBetween(tokens, Math.Max(first, index - TenseReach), Math.Min(last + 1, index + TenseReach), Present) || norm is "currently" or "today" && AnyBetween(tokens, Math.Max(first, index - TenseReach), Math.Min(last + 1, index + TenseReach), PastTense))
                tense++;
        }
        return [weak, strong, twice, same, or, tense];
    }

    private static bool AnyBetween(ImmutableArray<Token> tokens, int from, int to, FrozenSet<string> among)
    {
        for (var index = from; index < Math.Min(to, tokens.Length); index++)
            if (among.Contains(tokens[index].Norm))
                return true;
        return false;
    }

    private static IEnumerable<WordPlace> PlacesOf(Claim claim, Mention finding)
    {
        var named = claim.Sources.Places(finding.Concept);
        if (named.Count > 0)
            return named.Select(p => new WordPlace(p.Passage, claim.Sources.Readings[p.Passage].TokenAt(p.Mention.Span.Start)));
        return claim.Words.Where(w => w.IsFound && claim.Reading.Tokens[w.Token].Span.Overlaps(finding.Span)).OrderBy(w => w.Places.Length).Take(1).SelectMany(w => w.Places);
    }

    private static Compared Compare(Claim claim, ClaimPlaces places, TextSpan span, Stance stance, IEnumerable<WordPlace> named)
    {
        var nearest = named.Select(p => (Place: p, Context: places.Context(p.Passage, 1, span))).OrderByDescending(p => p.Context).ThenBy(p => p.Place.Passage).Take(MostPlaces).ToArray();
        var (all, opposed, agreed, near) = (0.0, 0.0, 0.0, 0.0);
        var (best, bestStance) = (-1.0, Stance.Open);
        foreach (var (place, context) in nearest)
        {
            var closeness = Floor + (context + places.Beside(place, span)) / 2;
            var weight = closeness * closeness;
            var said = claim.Sources.StanceOf(place.Passage, claim.Sources.Readings[place.Passage].Tokens[place.Token].Span);
            all += weight;
            if (said is Stance.Affirmed or Stance.Denied)
                _ = said == stance ? agreed += weight : opposed += weight;
            if (PolarityClaims.IsDenialNear(claim.Sources, place, DenialReach))
                near += weight;
            if (weight > best)
                (best, bestStance) = (weight, said);
        }
        return all <= 0
            ? default
            : new Compared(true, stance is Stance.Denied, (float)(opposed / all), (float)(agreed / all), bestStance is Stance.Affirmed or Stance.Denied ? bestStance == stance ? 0 : 1 : 0.5f, (float)(near / all));
    }

    /// <summary>How the turn after the closest passage answers, when that passage asks.</summary>
    private static Stance Answer(Claim claim)
    {
        if (claim.Coverage.Evidence.IsEmpty)
            return Stance.Asked;
        var passage = claim.Coverage.Evidence[0];
        return passage + 1 < claim.Sources.Readings.Length && claim.Sources.Speaker(passage) is Findings.SpeakerRole.Clinician && claim.Sources.Readings[passage].Tokens.Any(t => t.Norm is "?")
            ? StanceReader.AnswerOf(claim.Sources.Readings[passage + 1])
            : Stance.Asked;
    }

    private static float Max(IEnumerable<Compared> compared, Func<Compared, float> value) => compared.Select(value).DefaultIfEmpty(float.NaN).Max();

    private static float Min(IEnumerable<Compared> compared, Func<Compared, float> value) => compared.Select(value).DefaultIfEmpty(float.NaN).Min();

    private static float Mean(IEnumerable<Compared> compared, Func<Compared, float> value) => compared.Select(value).DefaultIfEmpty(float.NaN).Average();

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <param name="Opposed">Share of the places, by closeness, that say the other.</param>
    /// <param name="BestOpposed">1 when the closest place says the other, 0 when it says the same.</param>
    /// <param name="DenialNear">Share of the places with a word of denial around them.</param>
    private readonly record struct Compared(bool HasPlaces, bool IsDenied, float Opposed, float Agreed, float BestOpposed, float DenialNear);
}
