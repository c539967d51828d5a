using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>A side that was said, and of what part of the body.</summary>
/// <param name="Region">Stem of the body word: <c>knee</c>; null for "on the left".</param>
/// <param name="Limb">What the region belongs to: <c>leg</c>, <c>arm</c>; the region itself for others.</param>
internal sealed record SaidSide(Side Side, string? Region, string? Limb, int Passage, TextSpan Span);

/// <summary>
/// A side in a claim must be a side that was said of the same part, else of the same limb, else where the claim's words are said,
/// else at all.
/// </summary>
internal static class SideClaims
{
    private const int Reach = 4;
    private const int BodyReach = 5;
    private const double Margin = 0.2;
    private const int Rarely = 3;

    private static readonly FrozenDictionary<string, string> Limbs = Read(
        "leg knee ankle foot feet toe heel leg thigh hip calf shin hamstring quadricep groin gluteal buttock achill femur tibia hallux metatarsal patella plantar|arm shoulder elbow wrist hand finger thumb arm forearm bicep tricep rotator bicipital humerus radiu digit knuckl palm|ey ey vision eyelid|ear ear hear|chest lung breast chest rib|trunk kidnei flank abdomen quadrant back side lumbar ovari ovarian testicl groin cva|neck neck cervical thyroid jaw|face face cheek nostril nare sinu tonsil");

    private static readonly FrozenSet<string> Positions = "side sided lower upper greater hand handed more worse than with when like where that this also outside inside medial lateral mid middle posterior anterior dorsal".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<Fault> Faults(Claim claim)
    {
        var spoken = claim.Sources.Sides;
        foreach (var claimed in In(claim.Reading, 0).Where(s => s.Side is Side.Left or Side.Right))
        {
            if (IsComparedWithItself(claim.Reading, claimed))
                yield return claim.Fault(FaultKind.Side, FaultWeight.NotFound, claimed.Span);
            if (spoken.IsEmpty)
                continue;
            var said = spoken.Where(s => claimed.Region is not null && s.Region == claimed.Region).ToImmutableArray();
            if (said.IsEmpty)
                said = [.. spoken.Where(s => claimed.Limb is not null && s.Limb == claimed.Limb)];
            if (said.IsEmpty)
                said = [.. spoken.Where(s => s.Limb is null && claim.SharesWordNear(s.Passage, 1, claimed.Span))];
            if (said.IsEmpty)
                said = [.. spoken.Where(s => claim.SharesWordNear(s.Passage, Reach, claimed.Span))];
            if (said.IsEmpty)
                said = spoken;
            var agreeing = said.Where(s => s.Side == claimed.Side || s.Side is Side.Both).ToArray();
            if (agreeing.Length > 0 && !IsOutspoken(claim, claimed, agreeing, [.. said.Where(s => s.Side != claimed.Side && s.Side is not Side.Both)]))
                continue;
            said = [.. said.Where(s => s.Side != claimed.Side)];
            yield return claim.Fault(FaultKind.Side, FaultWeight.Contradicted, claimed.Span, said[0].Span.In(claim.Sources.Readings[said[0].Passage].Text), said[0].Passage);
        }
    }

    /// <summary>"Left worse than left".</summary>
    private static bool IsComparedWithItself(Reading reading, SaidSide claimed)
    {
        var at = reading.TokenAt(claimed.Span.Start);
        return at > 3 && reading.Tokens[at - 1].Norm is "than" && reading.Tokens[at - 3].Norm == reading.Tokens[at].Norm;
    }

    /// <summary>Both sides are said of the part; what else the claim says is said beside the other one, or nearly always of it.</summary>
    private static bool IsOutspoken(Claim claim, SaidSide claimed, SaidSide[] agreeing, SaidSide[] others)
    {
        if (others.Length == 0)
            return false;
        var own = agreeing.Max(s => claim.ContextBeside(s.Passage, s.Span, claimed.Span));
        var other = others.Max(s => claim.ContextBeside(s.Passage, s.Span, claimed.Span));
        return other - own >= Margin || other >= own && agreeing.Length * Rarely <= others.Length;
    }

    /// <summary>The sides that a text names; "all right", "right now" and "she left" are none.</summary>
    public static IEnumerable<SaidSide> In(Reading reading, int passage)
    {
        var known = reading.Sides.Select(s => s.Span.Start).ToHashSet();
        for (var index = 0; index < reading.Tokens.Length; index++)
        {
            var token = reading.Tokens[index];
            var side = token.Norm switch { "left" => Side.Left, "right" => Side.Right, "bilateral" or "bilaterally" or "both" => Side.Both, _ => Side.NotSaid };
            if (side is Side.NotSaid)
                continue;
            var region = Region(reading, index);
            if (region is null && !known.Contains(token.Span.Start))
                continue;
            yield return new SaidSide(side, region, region is null ? null : Limbs.GetValueOrDefault(region, region), passage, token.Span);
        }
    }

    /// <summary>The body word after the side in its phrase, else the one just before it.</summary>
    private static string? Region(Reading reading, int side)
    {
        for (var index = side + 1; index < Math.Min(reading.Tokens.Length, side + BodyReach); index++)
        {
            if (reading.Tokens[index].Norm is "." or "," or ";" or "?" or "now" or "away" or "left" or "right" or "i" or "you" or "after")
                break;
            if (Limbs.ContainsKey(Stemmer.Stem(reading.Tokens[index].Norm)))
                return Stemmer.Stem(reading.Tokens[index].Norm);
            if (reading.Tokens[index].Norm is "extremity" or "extremities" && index > 0)
                return reading.Tokens[index - 1].Norm is "upper" ? "arm" : "leg";
        }
        if (side + 1 < reading.Tokens.Length && reading.Tokens[side + 1].Norm is { Length: > 3 } next && reading.Tokens[side + 1].IsWord && WordWeights.Of(next) > 0.3 && !Positions.Contains(next))
            return Stemmer.Stem(next);
        for (var index = side - 1; index >= Math.Max(0, side - BodyReach); index--)
        {
            if (reading.Tokens[index].Norm is "." or "," or ";" or "?")
                break;
            if (Limbs.ContainsKey(Stemmer.Stem(reading.Tokens[index].Norm)) && reading.Tokens[side - 1].Norm is "the" or "my" or "your" or "on" or "in" or "is" or "his" or "her")
                return Stemmer.Stem(reading.Tokens[index].Norm);
        }
        return null;
    }

    private static FrozenDictionary<string, string> Read(string groups)
    {
        var limbs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in groups.Split('|'))
        {
            var words = group.Split(' ');
            foreach (var word in words[1..])
                limbs.TryAdd(Stemmer.Stem(word), words[0]);
        }
        return limbs.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
