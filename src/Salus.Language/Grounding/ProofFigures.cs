using System.Collections.Frozen;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>Numbers with their units, how often, and sides: each must be said where the claim points, and of the same thing.</summary>
internal static class ProofFigures
{
    private const int OwnerReach = 6;

    /// <summary>"A seven" is 7 of 10.</summary>
    private const decimal ScaleEnd = 10;

    private static readonly FrozenSet<string> Doses = new[] { "mg", "mcg", "g", "units", "unit", "IU", "mEq" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<Fault> Faults(Claim claim, Shown shown) => Numbers(claim, shown).Concat(HowOften(claim, shown)).Concat(HowLong(claim, shown)).Concat(SidesOf(claim, shown)).Concat(Swapped(claim, shown));

    private static IEnumerable<Fault> Numbers(Claim claim, Shown shown)
    {
        foreach (var read in NumberReader.Read(claim.Reading))
        {
            if (NumberClaims.IsPartOfName(claim.Reading, read))
                continue;
            if (read.Value == ScaleEnd && claim.Reading.Measures.Any(m => m.Span == read.Span && m.Measure.Second == ScaleEnd))
                continue;
            var number = read.Unit.Length > 0 ? read : read with { Unit = NumberClaims.MassAfter(claim.Reading, read) };
            var said = claim.Sources.Numbers(number.Value).Where(p => shown.Around.Contains(p.Passage)).ToArray();
            if (said.Length == 0 ? !NumberClaims.IsConverted(claim, number, shown.Around) : !Array.Exists(said, p => HasUnit(claim, p, number)))
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, number.Span);
            else if (Doses.Contains(number.Unit) && said.Length > 0 && !Array.Exists(said, p => IsOfTheDrug(claim, p, number)))
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, number.Span, "of something else", said[0].Passage);
        }
    }

    /// <summary>The unit was said with it; a strength without one, as people say it, has none of the rarer ones.</summary>
    private static bool HasUnit(Claim claim, NumberPlace place, NumberSaid number) =>
        number.Unit.Length == 0 || NumberClaims.AreEqual(place.Number.Unit, number.Unit) || place.Number.Unit.Length == 0 && !Doses.Contains(number.Unit)
        || place.Number.Unit.Length == 0 && claim.Sources.Readings[place.Passage].Tokens.Any(t => IsUnit(t.Norm, number.Unit));

    private static bool IsUnit(string word, string unit) => NumberClaims.AreEqual(word, unit) || unit switch
    {
        "mg" => word is "milligram" or "milligrams",
        "mcg" => word is "microgram" or "micrograms",
        "g" => word is "gram" or "grams",
        "unit" or "units" or "IU" => word is "unit" or "units",
        _ => word.StartsWith(unit, StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>The thing named closest before the dose, or else after it, is the drug of the claim; a bare answer names nothing.</summary>
    private static bool IsOfTheDrug(Claim claim, NumberPlace place, NumberSaid number)
    {
        var drug = claim.Reading.Mentions.LastOrDefault(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass && m.Span.End <= number.Span.Start) ?? claim.Reading.Mentions.FirstOrDefault(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass);
        if (drug is null)
            return true;
        var named = claim.Sources.Readings[place.Passage].Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass or ConceptKind.Test).ToArray();
        var before = Array.FindLast(named, m => m.Span.End <= place.Number.Span.Start);
        var after = Array.Find(named, m => m.Span.Start >= place.Number.Span.End);
        return before is null && after is null || before?.Concept == drug.Concept || after?.Concept == drug.Concept;
    }

    private static IEnumerable<Fault> HowOften(Claim claim, Shown shown)
    {
        var said = shown.Around.SelectMany(p => Rates.In(claim.Sources.Readings[p])).Select(r => r.Rate).ToHashSet();
        foreach (var (rate, span) in Rates.In(claim.Reading))
            if (!said.Contains(rate))
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, span);
    }

    /// <summary>"A few weeks", "a couple of months": some of a unit must be said of the same unit.</summary>
    private static IEnumerable<Fault> HowLong(Claim claim, Shown shown)
    {
        var said = shown.Around.SelectMany(p => Some(claim.Sources.Readings[p])).Select(s => s.Unit).ToHashSet(StringComparer.Ordinal);
        foreach (var (unit, span) in Some(claim.Reading))
            if (!said.Contains(unit))
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, span);
    }

    private static IEnumerable<(string Unit, TextSpan Span)> Some(Reading reading)
    {
        var tokens = reading.Tokens;
        for (var index = 0; index + 1 < tokens.Length; index++)
        {
            if (tokens[index].Norm is not ("few" or "couple" or "several"))
                continue;
            var unit = index + 2 < tokens.Length && tokens[index + 1].Norm is "of" ? index + 2 : index + 1;
            if (tokens[unit].Norm is "minutes" or "hours" or "days" or "weeks" or "months" or "years")
                yield return (tokens[unit].Norm, TextSpan.FromBounds(tokens[index].Span.Start, tokens[unit].Span.End));
        }
    }

    private static IEnumerable<Fault> SidesOf(Claim claim, Shown shown)
    {
        var said = claim.Sources.Sides.Where(s => shown.Around.Contains(s.Passage)).ToArray();
        if (said.Length == 0)
            said = [.. claim.Sources.Sides.Where(s => shown.Opening.Contains(s.Passage))];
        foreach (var claimed in SideClaims.In(claim.Reading, 0))
        {
            // Of the same part, else of none ("the right one"); of the same limb only where no side of the part is said at all.
            var near = Array.FindAll(said, s => claimed.Region is null || s.Region == claimed.Region);
            if (near.Length == 0)
                near = Array.FindAll(said, s => s.Region is null || s.Limb == claimed.Limb && !claim.Sources.Sides.Any(o => o.Region == claimed.Region));
            var isSaid = claimed.Side is Side.Both
                ? Array.Exists(near, s => s.Side is Side.Both) || Array.Exists(near, s => s.Side is Side.Left) && Array.Exists(near, s => s.Side is Side.Right) || shown.Around.Any(p => claim.Sources.Readings[p].Tokens.Any(t => t.Norm is "both"))
                : Array.Exists(near, s => s.Side == claimed.Side);
            if (!isSaid)
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.NotFound, claimed.Span);
        }
    }

    /// <summary>Two figures of a claim that were each said of what the claim gives to the other: "heart rate 96 and oxygen 88".</summary>
    private static IEnumerable<Fault> Swapped(Claim claim, Shown shown)
    {
        var owned = NumberReader.Read(claim.Reading).Where(n => !NumberClaims.IsPartOfName(claim.Reading, n)).Select(n => (Number: n, Owner: OwnerOf(claim.Reading, n.Span))).Where(n => n.Owner is not null).ToArray();
        foreach (var (number, owner) in owned)
            foreach (var other in owned.Where(o => o.Owner != owner && o.Number.Value != number.Value))
                if (IsSaidOf(number, other.Owner!, owner!) is { } passage && (IsSaidOf(other.Number, owner!, other.Owner!) is not null || FirstAfter(claim.Sources.Readings[passage], owner!) is { } first && first != number.Value))
                    yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, number.Span, other.Owner, passage);

        int? IsSaidOf(NumberSaid number, string owner, string not)
        {
            var said = claim.Sources.Numbers(number.Value).Where(p => shown.Cited.Contains(p.Passage)).ToArray();
            return said.Length > 0 && Array.TrueForAll(said, p => Nearest(claim.Sources.Readings[p.Passage], p.Number.Span, owner, not) == owner) ? said[0].Passage : null;
        }
    }

    /// <summary>Stem of the last word before a number that says what it is a number of.</summary>
    private static string? OwnerOf(Reading reading, TextSpan number)
    {
        var at = reading.TokenAt(number.Start);
        for (var index = at - 1; index >= Math.Max(0, at - OwnerReach); index--)
        {
            if (reading.Tokens[index].Norm is "." or ";")
                return null;
            if (reading.Tokens[index].IsWord && WordWeights.Of(reading.Tokens[index].Norm) > 0 && !WordProof.IsFrame(reading.Tokens[index].Norm))
                return Stemmer.Stem(reading.Tokens[index].Norm);
        }
        return null;
    }

    /// <summary>The number that follows a word soonest.</summary>
    private static decimal? FirstAfter(Reading reading, string stem)
    {
        for (var index = 0; index < reading.Tokens.Length; index++)
            if (Stemmer.Stem(reading.Tokens[index].Norm) == stem)
                foreach (var number in NumberReader.Read(reading).OrderBy(n => n.Span.Start))
                    if (number.Span.Start >= reading.Tokens[index].Span.End && reading.TokenAt(number.Span.Start) - index <= OwnerReach)
                        return number.Value;
        return null;
    }

    private static string? Nearest(Reading reading, TextSpan number, string one, string other)
    {
        var at = reading.TokenAt(number.Start);
        for (var index = at - 1; index >= 0; index--)
        {
            var stem = Stemmer.Stem(reading.Tokens[index].Norm);
            if (stem == one || stem == other)
                return stem;
        }
        return null;
    }
}
