using System.Collections.Immutable;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>Findings of the claim must be named where it points, with the same polarity and of the same person.</summary>
internal static class PolarityComparison
{
    public static IEnumerable<Fault> Faults(Comparison comparison, bool aboutFamily)
    {
        foreach (var finding in comparison.Claim.Mentions.Where(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam))
        {
            var named = comparison.Evidence.SelectMany(e => e.Naming(finding).Select(span => new Place(e, span))).ToImmutableArray();
            if (named.IsEmpty)
            {
                yield return NotNamed(comparison, finding);
                continue;
            }
            if (PolarityFault(comparison, finding.Span, named) is { } contradicted)
                yield return contradicted;
            if (ExperiencerFault(comparison, finding, named, aboutFamily) is { } other)
                yield return other;
        }
        foreach (var words in UnnamedObjects(comparison.Claim))
        {
            var named = comparison.Evidence.Select(e => (e, Span: e.Words(words.In(comparison.Claim.Text)))).Where(e => e.Span is not null).Select(e => new Place(e.e, e.Span!.Value)).ToImmutableArray();
            if (!named.IsEmpty && PolarityFault(comparison, words, named) is { } contradicted)
                yield return contradicted;
        }
    }

    /// <summary>A denial of what nobody asked about is as wrong as an invented finding.</summary>
    private static Fault NotNamed(Comparison comparison, Mention finding)
    {
        var elsewhere = comparison.Sources.PassagesNaming(finding.Concept);
        var isDenial = StanceReader.Of(comparison.Claim, finding.Span) is Stance.Denied;
        return comparison.Fault(FaultKind.NotNamed, elsewhere.Count > 0 && !isDenial ? FaultWeight.Elsewhere : FaultWeight.NotFound, finding.Span, null, elsewhere.Count > 0 ? elsewhere[0] : null);
    }

    private static Fault? PolarityFault(Comparison comparison, TextSpan claimed, ImmutableArray<Place> named)
    {
        var stances = named.Select(n => n.Words.StanceOf(n.Span)).ToImmutableArray();
        return StanceReader.Of(comparison.Claim, claimed) switch
        {
            Stance.Affirmed when stances.All(s => s is Stance.Denied) => comparison.Fault(FaultKind.Polarity, FaultWeight.Contradicted, claimed, "denied", named[0].Words.Passage),
            Stance.Denied when stances.All(s => s is Stance.Affirmed) => comparison.Fault(FaultKind.Polarity, FaultWeight.Contradicted, claimed, "affirmed", named[0].Words.Passage),
            _ => null,
        };
    }

    /// <summary>What is reported or denied in words that no vocabulary knows: "denies cramps", "reports a funny feeling".</summary>
    private static IEnumerable<TextSpan> UnnamedObjects(Reading claim)
    {
        for (var index = 0; index + 1 < claim.Tokens.Length; index++)
        {
            if (claim.Tokens[index].Norm is not ("denies" or "denied" or "reports" or "reported" or "endorses" or "endorsed"))
                continue;
            var first = index + 1;
            while (first < claim.Tokens.Length && claim.Tokens[first].Norm is "a" or "an" or "any" or "the" or "some" or "no" or "his" or "her" or "their" or "having")
                first++;
            var last = first;
            while (last < claim.Tokens.Length && claim.Tokens[last].IsWord && last < first + 3 && claim.Tokens[last].Norm is not ("in" or "with" or "of" or "and" or "or" or "on" or "at" or "for" or "that" or "when" or "but"))
                last++;
            if (last == first)
                continue;
            var span = TextSpan.FromBounds(claim.Tokens[first].Span.Start, claim.Tokens[last - 1].Span.End);
            if (!claim.Mentions.Any(m => m.Span.Overlaps(span)))
                yield return span;
        }
    }

    private static Fault? ExperiencerFault(Comparison comparison, Mention finding, ImmutableArray<Place> named, bool aboutFamily)
    {
        var claimed = Kinship.Before(comparison.Claim, finding.Span);
        var said = named.Select(n => (n.Words.Passage, Kin: Kinship.Before(n.Words.Reading, n.Span))).ToImmutableArray();
        var isSomebodyElse = claimed is null ? !aboutFamily && said.All(s => s.Kin is not null) : said.All(s => s.Kin is not null && s.Kin.Concept != claimed.Concept);
        return isSomebodyElse ? comparison.Fault(FaultKind.Experiencer, FaultWeight.Contradicted, finding.Span, said[0].Kin!.Words, said[0].Passage) : null;
    }

    private readonly record struct Place(CitedWords Words, TextSpan Span);
}
