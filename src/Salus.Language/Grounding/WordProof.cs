using System.Collections.Frozen;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>
/// Turns the burden round: a claim is believed only where the words it points at bear out each of its words, its polarity, its numbers and its
/// sides. For text whose writer may have invented anything. The other rules look for what speaks against a claim and believe the rest;
/// here the rest is told, so a true sentence in words of its own may be told too.
/// </summary>
internal static class WordProof
{
    private const int DenialReach = 8;
    private const int TwiceReach = 4;

    /// <summary>Words of notes that say how something is known or what is done with it, never what is the case.</summary>
    private static readonly FrozenSet<string> Frame = Set(
        "patient patients pt report reports reported reporting state states stated note notes noted describe describes described present presents presented presenting complain complains complained endorse endorses endorsed mention mentions mentioned tell tells told say says said explain explains explained "
        + "history medical surgical social past current currently visit evaluation evaluate evaluated follow follows followup followed assessment assess plan exam examination examined physical finding findings found reveal reveals revealed demonstrate demonstrates demonstrated show shows showed review reviewed appear appears appeared regarding reason "
        + "discuss discussed discussion counsel counseled counselled counseling advise advised advises recommend recommended recommends recommendation instruct instructed instructions inform informed agree agrees agreed order ordered obtain obtained perform performed schedule scheduled refer referred referral prescribe prescribed prescription provide provided undergo underwent arrange arranged plans planned "
        + "due related associated secondary attribute attributed include includes including such approximately about roughly around overall additionally further furthermore also however currently well experience experiences experienced experiencing have having been symptom symptoms issue issues concern concerns problem problems condition episode episodes occur occurs occurred "
        + "treatment therapy medication medications medicine management manage managed use uses used using take takes taking taken took dose doses dosage oral orally mouth tablet tablets per via mr mrs ms dr doctor clinician provider year years old day days week weeks month months hour hours minute minutes time times male female man woman boy girl gentleman lady child "
        + "left right both bilateral bilaterally side sides want wants wish wishes would like make made set get gets got give given gives go goes went come comes came thing things lot kind bit part place area region site location located");

    /// <summary>Words of grammar that can still turn a statement.</summary>
    private static readonly FrozenSet<string> Telling = Set("once all only most today tomorrow tonight yesterday before after until since during without");

    /// <summary>Words that deny, as far as a stance is not read from them.</summary>
    private static readonly FrozenSet<string> Denying = Set("no not never none neither nor nothing without denies denied deny denying negative absent absence lack lacks lacking unable cannot free resolved resolution gone stop stops stopped stopping discontinue discontinued quit quits hold held withhold avoid avoids ceased cease former formerly failed fails fail refuse refuses refused decline declines declined except unremarkable ruled excluded excludes longer nowhere nobody unlikely");

    private static readonly FrozenSet<string> Turning = Set("deny denies denied denying without absence absent lack lacks free unable unlikely exclude excluded");

    /// <summary>Words that begin as a denial and are none.</summary>
    private static readonly FrozenSet<string> NotLess = Set("less unless regardless nonetheless nevertheless bless");

    /// <summary>What of a claim nothing in the shown passages bears out; as spans of the claim with what it is about.</summary>
    /// <param name="shown">Passages that the claim points at, with those beside them that ask or answer.</param>
    public static IEnumerable<Fault> Faults(Claim claim, IReadOnlySet<int> shown)
    {
        var faults = new List<Fault>();
        faults.AddRange(Words(claim, shown));
        faults.AddRange(Numbers(claim, shown));
        faults.AddRange(Sides(claim, shown));
        if (DeniedTwice(claim) is { } twice)
            faults.Add(twice);
        return faults;
    }

    private static IEnumerable<Fault> Words(Claim claim, IReadOnlySet<int> shown)
    {
        var tokens = claim.Reading.Tokens;
        var words = claim.Words.ToDictionary(w => w.Token);
        var denials = new List<(Token Token, bool IsProven)>();
        for (var index = 0; index < tokens.Length; index++)
        {
            var token = tokens[index];
            if (!token.IsWord || Frame.Contains(token.Norm) || Denying.Contains(token.Norm) || !words.ContainsKey(index) && !Telling.Contains(token.Norm))
                continue;
            var mention = claim.Reading.Mentions.FirstOrDefault(m => m.Span.Overlaps(token.Span));
            var named = mention is null ? [] : claim.Sources.Places(mention.Concept).Where(p => shown.Contains(p.Passage)).Select(p => new WordPlace(p.Passage, claim.Sources.Readings[p.Passage].TokenAt(p.Mention.Span.Start))).ToArray();
            if (named.Length > 0 && mention!.Span.Start < token.Span.Start)
                continue;
            var places = named.Length > 0 ? named.ToHashSet() : (words.TryGetValue(index, out var word) ? word.Places : claim.Sources.Related(Stemmer.Stem(token.Norm))).ToHashSet();
            var opposite = new HashSet<WordPlace>();
            foreach (var (stem, isOpposite) in named.Length > 0 ? [] : ProofWords.Of(Stemmer.Stem(token.Norm)))
                (isOpposite ? opposite : places).UnionWith(claim.Sources.Words(stem));
            places.RemoveWhere(p => !shown.Contains(p.Passage));
            opposite.RemoveWhere(p => !shown.Contains(p.Passage));
            var span = mention?.Span ?? token.Span;
            if (places.Count == 0 && opposite.Count == 0)
            {
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, span);
                continue;
            }
            var stance = IsDenied(claim, token, mention) ? Stance.Denied : claim.StanceOf(span);
            if (stance is not (Stance.Affirmed or Stance.Denied))
                continue;
            var isProven = places.Any(p => Agrees(claim.Sources, p, stance, mention)) || opposite.Any(p => Agrees(claim.Sources, p, stance is Stance.Denied ? Stance.Affirmed : Stance.Denied, mention));
            if (stance is Stance.Affirmed && !isProven)
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, span, "otherwise", (places.Count > 0 ? places : opposite).First().Passage);
            else if (stance is Stance.Denied && mention is not null && !isProven)
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, span, "otherwise", (places.Count > 0 ? places : opposite).First().Passage);
            else if (stance is Stance.Denied)
                denials.Add((token, isProven));
        }
        // Of what is denied in words without a name, one must be denied where it is said: "cannot swallow tablets".
        if (denials.Count > 0 && !denials.Exists(d => d.IsProven))
            yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, denials[0].Token.Span, "otherwise");
        else if (denials.Count == 0 && tokens.FirstOrDefault(t => Denying.Contains(t.Norm)) is { Norm: not null } denial && !IsAnyDenied(claim.Sources, shown))
            yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, denial.Span);
    }

    /// <summary>A word that carries its denial in itself: "painless".</summary>
    private static bool IsDenied(Claim claim, Token token, Mention? mention) =>
        mention is null && token.Norm.EndsWith("less", StringComparison.Ordinal) && !NotLess.Contains(token.Norm) && claim.StanceOf(token.Span) is Stance.Affirmed;

    private static bool Agrees(SourceIndex sources, WordPlace place, Stance stance, Mention? mention)
    {
        var said = sources.StanceOf(place.Passage, sources.Readings[place.Passage].Tokens[place.Token].Span);
        if (said == stance)
            return true;
        if (stance is Stance.Denied)
            return said is not Stance.Affirmed && PolarityClaims.IsDenialNear(sources, place, DenialReach);
        var isHeld = mention?.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder;
        return said is not Stance.Denied && !isHeld;
    }

    private static bool IsAnyDenied(SourceIndex sources, IReadOnlySet<int> shown) =>
        shown.Any(p => p < sources.Readings.Length && sources.Readings[p].Tokens.Any(t => Denying.Contains(t.Norm)));

    private static IEnumerable<Fault> Numbers(Claim claim, IReadOnlySet<int> shown)
    {
        foreach (var number in NumberReader.Read(claim.Reading))
        {
            if (NumberClaims.IsPartOfName(claim.Reading, number))
                continue;
            var said = claim.Sources.Numbers(number.Value).Where(p => shown.Contains(p.Passage)).ToArray();
            if (said.Length == 0 ? !NumberClaims.IsConverted(claim, number, shown) : number.Unit.Length > 0 && said.All(p => p.Number.Unit.Length > 0 && !NumberClaims.AreEqual(p.Number.Unit, number.Unit)))
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, number.Span);
        }
    }

    private static IEnumerable<Fault> Sides(Claim claim, IReadOnlySet<int> shown)
    {
        var said = claim.Sources.Sides.Where(s => shown.Contains(s.Passage)).ToArray();
        foreach (var claimed in SideClaims.In(claim.Reading, 0))
        {
            var near = said.Where(s => s.Region is null || claimed.Region is null || s.Region == claimed.Region || s.Limb == claimed.Limb).ToArray();
            var isSaid = claimed.Side is Side.Both
                ? Array.Exists(near, s => s.Side is Side.Both) || Array.Exists(near, s => s.Side is Side.Left) && Array.Exists(near, s => s.Side is Side.Right) || shown.Any(p => p < claim.Sources.Readings.Length && claim.Sources.Readings[p].Tokens.Any(t => t.Norm is "both"))
                : Array.Exists(near, s => s.Side == claimed.Side || s.Side is Side.Both);
            if (!isSaid)
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, claimed.Span);
        }
    }

    /// <summary>"Does not deny", "never without": two turns make a riddle that no reader should sign.</summary>
    private static Fault? DeniedTwice(Claim claim)
    {
        var tokens = claim.Reading.Tokens;
        for (var index = 1; index < tokens.Length; index++)
        {
            if (!Turning.Contains(tokens[index].Norm))
                continue;
            for (var before = Math.Max(0, index - TwiceReach); before < index; before++)
                if (tokens[before].Norm is "not" or "no" or "never" or "cannot" or "denies" or "denied" or "without" && !tokens[(before + 1)..index].Any(t => t.Kind is TokenKind.Punctuation || t.Norm is "and" or "or" or "but"))
                    return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, TextSpan.FromBounds(tokens[before].Span.Start, tokens[index].Span.End));
        }
        for (var index = 0; index + 1 < tokens.Length; index++)
            if (tokens[index].Norm is "denies" or "denied" or "denying" && tokens[index + 1].Norm is "no" or "not" or "never" or "having" && index + 2 < tokens.Length && (tokens[index + 1].Norm is not "having" || tokens[index + 2].Norm is "no"))
                return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, TextSpan.FromBounds(tokens[index].Span.Start, tokens[index + 1].Span.End));
        return null;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
