using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>What is done with a drug, as far as acts can contradict each other.</summary>
internal enum DrugAct
{
    Start,
    Stop,
    Increase,
    Decrease,
    Continue,
}

/// <summary>Drugs of the claim must be named where it points, with their own dose, and the same act.</summary>
internal static class DrugComparison
{
    private static readonly FrozenDictionary<string, DrugAct> Acts = new Dictionary<string, DrugAct>(StringComparer.Ordinal)
    {
        ["start"] = DrugAct.Start, ["started"] = DrugAct.Start, ["begin"] = DrugAct.Start, ["initiate"] = DrugAct.Start, ["prescribe"] = DrugAct.Start, ["add"] = DrugAct.Start,
        ["stop"] = DrugAct.Stop, ["stopped"] = DrugAct.Stop, ["discontinue"] = DrugAct.Stop, ["discontinued"] = DrugAct.Stop, ["hold"] = DrugAct.Stop, ["quit"] = DrugAct.Stop,
        ["increase"] = DrugAct.Increase, ["increased"] = DrugAct.Increase, ["raise"] = DrugAct.Increase, ["double"] = DrugAct.Increase,
        ["decrease"] = DrugAct.Decrease, ["decreased"] = DrugAct.Decrease, ["reduce"] = DrugAct.Decrease, ["lower"] = DrugAct.Decrease, ["halve"] = DrugAct.Decrease, ["taper"] = DrugAct.Decrease,
        ["continue"] = DrugAct.Continue, ["keep"] = DrugAct.Continue, ["stay"] = DrugAct.Continue, ["resume"] = DrugAct.Start, ["restart"] = DrugAct.Start,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> MassUnits = new[] { "mg", "mcg", "g", "units", "unit", "mL", "puff", "puffs", "mEq", "tablet", "tablets", "capsule", "capsules", "drop", "drops", "IU" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private const int ActReach = 8;

    public static IEnumerable<Fault> Faults(Comparison comparison)
    {
        foreach (var drug in comparison.Claim.Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug))
        {
            var named = comparison.Evidence
                .SelectMany(e => e.Mentions.Where(m => m.Concept == drug.Concept).Select(m => (e.Passage, e.Reading, Mention: m)))
                .ToImmutableArray();
            if (!named.IsEmpty && comparison.Evidence.All(e => e.Mentions.All(m => m.Concept != drug.Concept || e.IsOfTheCompanion(m.Span))))
                yield return comparison.Fault(FaultKind.Experiencer, FaultWeight.Contradicted, drug.Span, "companion", named[0].Passage);
            if (named.IsEmpty)
            {
                var elsewhere = comparison.Sources.PassagesNaming(drug.Concept);
                var other = comparison.Evidence.SelectMany(e => e.Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug).Select(m => (e.Passage, m.Words))).FirstOrDefault();
                yield return elsewhere.Count > 0
                    ? comparison.Fault(FaultKind.Drug, FaultWeight.Elsewhere, drug.Span, null, elsewhere[0])
                    : comparison.Fault(FaultKind.Drug, other.Words is null ? FaultWeight.NotFound : FaultWeight.Contradicted, drug.Span, other.Words, other.Passage);
                continue;
            }
            foreach (var fault in DoseFaults(comparison, drug, named).Concat(ActFaults(comparison, drug, named)))
                yield return fault;
        }
    }

    /// <summary>A dose that the evidence gives to another drug, and never to this one.</summary>
    private static IEnumerable<Fault> DoseFaults(Comparison comparison, Mention drug, ImmutableArray<(int? Passage, Reading Reading, Mention Mention)> named)
    {
        foreach (var dose in NumberReader.Read(comparison.Claim).Where(n => MassUnits.Contains(n.Unit) && Owner(comparison.Claim, n) == drug))
        {
            var owners = comparison.Evidence
                .SelectMany(e => e.Numbers.Where(n => n.Value == dose.Value).Select(n => (e.Passage, Owner: Owner(e.Reading, n))))
                .ToImmutableArray();
            if (owners.IsEmpty || owners.Any(o => o.Owner is null || o.Owner.Concept == drug.Concept))
                continue;
            yield return comparison.Fault(FaultKind.Dose, FaultWeight.Contradicted, dose.Span, owners[0].Owner!.Words, owners[0].Passage);
        }
    }

    /// <summary>The drug that a dose belongs to: the last one before it in the sentence, else the first after it.</summary>
    private static Mention? Owner(Reading reading, NumberSaid number)
    {
        var token = Math.Min(reading.TokenAt(number.Span.Start), reading.Tokens.Length - 1);
        if (token < 0)
            return null;
        var (first, last) = reading.SentenceAround(token);
        int from = reading.Tokens[first].Span.Start, to = reading.Tokens[last].Span.End;
        var drugs = reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug && m.Span.Start >= from && m.Span.End <= to).ToImmutableArray();
        var after = drugs.FirstOrDefault(m => m.Span.Start >= number.Span.End && m.Span.Start - number.Span.End <= 6);
        return after ?? drugs.LastOrDefault(m => m.Span.End <= number.Span.Start) ?? drugs.FirstOrDefault(m => m.Span.Start >= number.Span.End);
    }

    private static IEnumerable<Fault> ActFaults(Comparison comparison, Mention drug, ImmutableArray<(int? Passage, Reading Reading, Mention Mention)> named)
    {
        if (ActOn(comparison.Claim, drug) is not { } claimed)
            yield break;
        var acts = named.Select(n => (n.Passage, n.Reading, Act: ActOn(n.Reading, n.Mention))).Where(n => n.Act is not null).ToImmutableArray();
        if (acts.IsEmpty || acts.Any(a => !Contradict(a.Act!.Value.Act, claimed.Act)))
            yield break;
        var (passage, reading, act) = acts[0];
        yield return comparison.Fault(FaultKind.DrugAct, FaultWeight.Contradicted, claimed.Span, act!.Value.Span.In(reading.Text), passage);
    }

    /// <summary>Where the cited words do something with a drug of the claim, the claim does the same with it and nothing else.</summary>
    public static IEnumerable<Fault> OtherActs(Claim claim, Shown shown)
    {
        foreach (var drug in claim.Reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass))
        {
            if (ActOn(claim.Reading, drug) is not { } claimed)
                continue;
            var acts = claim.Sources.Places(drug.Concept).Where(p => shown.Cited.Contains(p.Passage)).Select(p => (p.Passage, Act: ActOn(claim.Sources.Readings[p.Passage], p.Mention))).Where(a => a.Act is not null).ToArray();
            if (acts.Length > 0 && Array.TrueForAll(acts, a => a.Act!.Value.Act != claimed.Act))
                yield return claim.Fault(FaultKind.Unproven, FaultWeight.Contradicted, claimed.Span, acts[0].Act!.Value.Span.In(claim.Sources.Readings[acts[0].Passage].Text), acts[0].Passage);
        }
    }

    private static bool Contradict(DrugAct said, DrugAct claimed) => (said, claimed) switch
    {
        (DrugAct.Increase, DrugAct.Decrease or DrugAct.Stop) or (DrugAct.Decrease, DrugAct.Increase) => true,
        (DrugAct.Start or DrugAct.Continue, DrugAct.Stop) or (DrugAct.Stop, DrugAct.Start or DrugAct.Continue or DrugAct.Increase or DrugAct.Decrease) => true,
        _ => false,
    };

    private static (DrugAct Act, TextSpan Span)? ActOn(Reading reading, Mention drug)
    {
        var at = reading.TokenAt(drug.Span.Start);
        for (var index = at - 1; index >= Math.Max(0, at - ActReach); index--)
        {
            var token = reading.Tokens[index];
            if (token.Norm is "." or "?" or ";" or "but")
                break;
            if (Acts.TryGetValue(token.Norm, out var act))
                return index > 0 && reading.Tokens[index - 1].Norm is "not" or "n't" or "never" ? null : (act, token.Span);
        }
        return null;
    }
}
