using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>Numbers, sides, times, persons and drugs of a claim: how close to the claim's other content each is said, and what is said there instead.</summary>
internal static class DetailMeasures
{
    private const int Around = 1;

    private static readonly FrozenSet<string> Times = Stems("today yesterday tomorrow tonight currently previously recently ongoing chronic acute resolved history new onset ago last next past week month day year hour minute morning night evening afternoon weekend since once twice daily weekly monthly yearly annually nightly january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday current previous prior recent former formerly still sudden gradual longstanding now presently");
    private static readonly FrozenSet<string> Past = Stems("previously previous prior history ago past former formerly resolved years childhood last before used");
    private static readonly FrozenSet<string> Now = Stems("currently current today now ongoing still present presently continues");
    private static readonly FrozenSet<string> New = Stems("new onset acute recently recent sudden started began yesterday");
    private static readonly FrozenSet<string> Openers = Stems("last next past this few several couple two three four five six one every each half");

    public static ImmutableArray<string> Names { get; } =
    [
        "time.words", "time.unsaid", "time.context-least", "time.context-mean", "time.pairs", "time.pairs-unsaid", "time.pair-context-least", "time.past", "time.now", "time.new", "time.past-said", "time.now-said", "time.new-said", "time.past-missing", "time.now-against-past", "time.new-missing",
        "person.kin", "person.kin-unsaid", "person.kin-context", "person.kin-deficit", "person.said-of-kin", "person.said-of-kin-least", "person.same-kin", "person.kin-said",
        "number.count", "number.unsaid", "number.context-least", "number.unit-differs", "number.rival", "number.beside-least",
        "side.count", "side.own", "side.other", "side.lead", "side.other-share", "side.said",
        "drug.count", "drug.context-least", "drug.denials",
    ];

    public static IEnumerable<float> Of(Claim claim, ClaimPlaces places) =>
        TimesOf(claim, places).Concat(Persons(claim, places)).Concat(Numbers(claim, places)).Concat(Sides(claim, places)).Concat(Drugs(claim, places));

    private static IEnumerable<float> TimesOf(Claim claim, ClaimPlaces places)
    {
        var tokens = claim.Reading.Tokens;
        var stems = tokens.Select(t => Stemmer.Stem(t.Norm)).ToArray();
        var contexts = new List<float>();
        var (unsaid, pairs, pairsUnsaid, pairLeast) = (0, 0, 0, float.NaN);
        for (var index = 0; index < tokens.Length; index++)
        {
            if (!Times.Contains(stems[index]))
                continue;
            var said = claim.Sources.Words(stems[index]);
            contexts.Add(said.Count == 0 ? 0 : said.Max(p => (float)places.Context(p.Passage, Around, tokens[index].Span)));
            unsaid += said.Count == 0 ? 1 : 0;
            var before = index > 0 && (Openers.Contains(stems[index - 1]) || tokens[index - 1].Kind is TokenKind.Number);
            var after = index + 1 < tokens.Length && stems[index + 1] == "ago";
            foreach (var first in ((ReadOnlySpan<int>)[before ? index - 1 : -1, after ? index : -1]).ToArray().Where(i => i >= 0))
            {
                pairs++;
                var together = said.Where(p => first == index ? Follows(claim, p, 1, "ago") : Follows(claim, p, -1, stems[first])).Select(p => (float)places.Context(p.Passage, Around, tokens[index].Span)).DefaultIfEmpty(-1).Max();
                pairsUnsaid += together < 0 ? 1 : 0;
                pairLeast = float.IsNaN(pairLeast) ? together : Math.Min(pairLeast, together);
            }
        }
        yield return contexts.Count;
        yield return unsaid;
        yield return contexts.DefaultIfEmpty(float.NaN).Min();
        yield return contexts.DefaultIfEmpty(float.NaN).Average();
        yield return pairs;
        yield return pairsUnsaid;
        yield return pairLeast;
        var around = claim.Coverage.Evidence.SelectMany(p => claim.Sources.Readings[p].Tokens).Select(t => Stemmer.Stem(t.Norm)).ToArray();
        var (past, now, fresh) = (stems.Count(Past.Contains), stems.Count(Now.Contains), stems.Count(New.Contains));
        var (pastSaid, nowSaid, freshSaid) = (around.Count(Past.Contains), around.Count(Now.Contains), around.Count(New.Contains));
        yield return past;
        yield return now;
        yield return fresh;
        yield return pastSaid;
        yield return nowSaid;
        yield return freshSaid;
        yield return past == 0 ? float.NaN : pastSaid == 0 ? 1 : 0;
        yield return now == 0 ? float.NaN : pastSaid - nowSaid;
        yield return fresh == 0 ? float.NaN : freshSaid == 0 ? 1 : 0;
    }

    private static bool Follows(Claim claim, WordPlace place, int step, string stem)
    {
        var tokens = claim.Sources.Readings[place.Passage].Tokens;
        var at = place.Token + step;
        return at >= 0 && at < tokens.Length && Stemmer.Stem(tokens[at].Norm) == stem;
    }

    private static IEnumerable<float> Persons(Claim claim, ClaimPlaces places)
    {
        var kin = claim.Reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Kin).ToArray();
        var contexts = kin.Select(k => claim.Sources.Places(k.Concept).Select(p => (float)places.Context(p.Passage, Around, k.Span)).DefaultIfEmpty(-1).Max()).ToArray();
        yield return kin.Length;
        yield return contexts.Count(c => c < 0);
        yield return contexts.DefaultIfEmpty(float.NaN).Min();
        yield return contexts.Length == 0 ? float.NaN : (float)places.Best(3) - contexts.Min();
        var whose = claim.Reading.Mentions.Where(PolarityClaims.IsFinding)
            .Select(m => (Claimed: Kinship.Before(claim.Reading, m.Span), Said: claim.Sources.Places(m.Concept).Select(p => Kinship.Before(claim.Sources.Readings[p.Passage], p.Mention.Span)).ToArray()))
            .Where(w => w.Said.Length > 0).ToArray();
        var ofKin = whose.Where(w => w.Claimed is null).Select(w => (float)w.Said.Count(s => s is not null) / w.Said.Length).ToArray();
        yield return ofKin.DefaultIfEmpty(float.NaN).Max();
        yield return ofKin.DefaultIfEmpty(float.NaN).Min();
        yield return whose.Where(w => w.Claimed is not null).Select(w => (float)w.Said.Count(s => s?.Concept == w.Claimed!.Concept) / w.Said.Length).DefaultIfEmpty(float.NaN).Min();
        yield return claim.Coverage.Evidence.Count(p => claim.Sources.Readings[p].Mentions.Any(m => m.Concept.Kind is ConceptKind.Kin));
    }

    private static IEnumerable<float> Numbers(Claim claim, ClaimPlaces places)
    {
        var (count, unsaid, differs) = (0, 0, 0);
        var (least, besideLeast, rival) = (float.NaN, float.NaN, float.NaN);
        foreach (var number in NumberReader.Read(claim.Reading))
        {
            count++;
            var same = claim.Sources.Numbers(number.Value);
            unsaid += same.Count == 0 ? 1 : 0;
            differs += number.Unit.Length > 0 && same.Count > 0 && same.All(p => p.Number.Unit.Length > 0 && !string.Equals(p.Number.Unit, number.Unit, StringComparison.OrdinalIgnoreCase)) ? 1 : 0;
            var context = same.Select(p => (float)places.Context(p.Passage, Around, number.Span)).DefaultIfEmpty(-1).Max();
            var beside = same.Select(p => (float)places.Beside(TokenOf(claim, p), number.Span)).DefaultIfEmpty(-1).Max();
            least = float.IsNaN(least) ? context : Math.Min(least, context);
            besideLeast = float.IsNaN(besideLeast) ? beside : Math.Min(besideLeast, beside);
            var other = claim.Sources.AllNumbers.Where(v => v != number.Value).SelectMany(claim.Sources.Numbers)
                .Where(p => string.Equals(p.Number.Unit, number.Unit, StringComparison.OrdinalIgnoreCase)).Select(p => (float)places.Beside(TokenOf(claim, p), number.Span)).DefaultIfEmpty(0).Max();
            rival = float.IsNaN(rival) ? other - beside : Math.Max(rival, other - beside);
        }
        yield return count;
        yield return unsaid;
        yield return least;
        yield return differs;
        yield return rival;
        yield return besideLeast;
    }

    private static WordPlace TokenOf(Claim claim, NumberPlace place) => new(place.Passage, claim.Sources.Readings[place.Passage].TokenAt(place.Number.Span.Start));

    private static IEnumerable<float> Sides(Claim claim, ClaimPlaces places)
    {
        var sides = SideClaims.In(claim.Reading, 0).Where(s => s.Side is Side.Left or Side.Right).ToArray();
        var (own, other, lead, share) = (float.NaN, float.NaN, float.NaN, float.NaN);
        foreach (var side in sides)
        {
            var said = claim.Sources.Sides.Where(s => side.Region is not null && s.Region == side.Region).ToArray();
            if (said.Length == 0)
                said = [.. claim.Sources.Sides.Where(s => side.Limb is not null && s.Limb == side.Limb)];
            if (said.Length == 0)
                said = [.. claim.Sources.Sides];
            var agreeing = said.Where(s => s.Side == side.Side || s.Side is Side.Both).Select(s => Closeness(claim, places, s, side.Span)).DefaultIfEmpty(0).Max();
            var opposing = said.Where(s => s.Side != side.Side && s.Side is not Side.Both).Select(s => Closeness(claim, places, s, side.Span)).DefaultIfEmpty(0).Max();
            if (float.IsNaN(lead) || opposing - agreeing > lead)
                (own, other, lead, share) = (agreeing, opposing, opposing - agreeing, said.Length == 0 ? float.NaN : (float)said.Count(s => s.Side != side.Side && s.Side is not Side.Both) / said.Length);
        }
        yield return sides.Length;
        yield return own;
        yield return other;
        yield return lead;
        yield return share;
        yield return claim.Sources.Sides.Length;
    }

    private static float Closeness(Claim claim, ClaimPlaces places, SaidSide side, TextSpan except) =>
        (float)(0.1 + places.Beside(new WordPlace(side.Passage, claim.Sources.Readings[side.Passage].TokenAt(side.Span.Start)), except) + places.Context(side.Passage, Around, except));

    private static IEnumerable<float> Drugs(Claim claim, ClaimPlaces places)
    {
        var drugs = claim.Reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass).ToArray();
        yield return drugs.Length;
        yield return drugs.Select(d => claim.Sources.Places(d.Concept).Select(p => (float)places.Context(p.Passage, 2, d.Span)).DefaultIfEmpty(-1).Max()).DefaultIfEmpty(float.NaN).Min();
        yield return drugs.SelectMany(d => claim.Sources.Places(d.Concept)).Select(p => claim.Sources.StanceOf(p.Passage, p.Mention.Span) is Stance.Denied ? 1f : 0f).DefaultIfEmpty(float.NaN).Average();
    }

    private static FrozenSet<string> Stems(string words) => words.Split(' ').Select(Stemmer.Stem).ToFrozenSet(StringComparer.Ordinal);
}
