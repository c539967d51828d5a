using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>A side in the claim must be the side that was said of the same place.</summary>
internal static class SideComparison
{
    public static IEnumerable<Fault> Faults(Comparison comparison)
    {
        var said = comparison.Evidence.SelectMany(e => e.Sides.Where(s => !SideRetraction.IsTakenBack(e.Reading, s.Span)).Select(s => (e.Passage, e.Reading, Sided: s))).ToImmutableArray();
        foreach (var claimed in comparison.Claim.Sides)
        {
            var samePlace = said.Where(s => claimed.Place is not null && s.Sided.Place == claimed.Place).ToImmutableArray();
            var candidates = samePlace.IsEmpty ? said : samePlace;
            if (Covers(candidates.Select(c => c.Sided.Side), claimed.Side))
                continue;
            if (said.Any(s => s.Sided.Side == claimed.Side) && candidates.All(c => comparison.Evidence.Any(e => SideRetraction.Takes(e.Reading, c.Sided.Side))))
                continue;
            if (!candidates.IsEmpty)
            {
                var (passage, reading, sided) = candidates[0];
                yield return comparison.Fault(FaultKind.Side, FaultWeight.Contradicted, claimed.Span, sided.Span.In(reading.Text), passage);
                continue;
            }
            var elsewhere = claimed.Place is null ? [] : comparison.Sources.PassagesNaming(claimed.Place)
                .SelectMany(i => comparison.Sources.ReadingOf(i).Sides.Where(s => s.Place == claimed.Place).Select(s => (Passage: i, s.Side, Words: s.Span.In(comparison.Sources.ReadingOf(i).Text)))).ToImmutableArray();
            if (elsewhere.IsEmpty)
                yield return comparison.Fault(FaultKind.Side, FaultWeight.NotFound, claimed.Span);
            else if (Covers(elsewhere.Select(e => e.Side), claimed.Side))
                yield return comparison.Fault(FaultKind.Side, FaultWeight.Elsewhere, claimed.Span, null, elsewhere[0].Passage);
            else
                yield return comparison.Fault(FaultKind.Side, FaultWeight.Contradicted, claimed.Span, elsewhere[0].Words, elsewhere[0].Passage);
        }
    }

    private static bool Covers(IEnumerable<Side> said, Side claimed)
    {
        var sides = said.ToHashSet();
        return sides.Contains(claimed)
            || claimed is Side.Both && sides.Contains(Side.Left) && sides.Contains(Side.Right)
            || claimed is Side.Left or Side.Right && sides.Contains(Side.Both);
    }
}

/// <summary>Months and days of the week in the claim must be named where it points; years and days of the month are numbers.</summary>
internal static class DateComparison
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["january"] = "january", ["jan"] = "january", ["february"] = "february", ["feb"] = "february", ["march"] = "march", ["april"] = "april", ["june"] = "june", ["july"] = "july",
        ["august"] = "august", ["aug"] = "august", ["september"] = "september", ["sept"] = "september", ["october"] = "october", ["oct"] = "october", ["november"] = "november", ["nov"] = "november",
        ["december"] = "december", ["dec"] = "december", ["monday"] = "monday", ["tuesday"] = "tuesday", ["wednesday"] = "wednesday", ["thursday"] = "thursday", ["friday"] = "friday",
        ["saturday"] = "saturday", ["sunday"] = "sunday", ["yesterday"] = "yesterday", ["tomorrow"] = "tomorrow",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<Fault> Faults(Comparison comparison)
    {
        var said = comparison.Evidence.SelectMany(e => Dates(e.Tokens).Select(d => (e.Passage, d.Name))).ToImmutableArray();
        foreach (var (name, span) in Dates(comparison.Claim.Tokens))
            if (!said.Any(s => string.Equals(s.Name, name, StringComparison.Ordinal)))
                yield return said.IsEmpty
                    ? comparison.Fault(FaultKind.Date, FaultWeight.NotFound, span)
                    : comparison.Fault(FaultKind.Date, FaultWeight.Contradicted, span, said[0].Name, said[0].Passage);
    }

    private static IEnumerable<(string Name, TextSpan Span)> Dates(IEnumerable<Token> tokens) =>
        tokens.Select(t => (Found: Names.TryGetValue(t.Norm, out var name), Name: name!, t.Span)).Where(t => t.Found).Select(t => (t.Name, t.Span));
}
