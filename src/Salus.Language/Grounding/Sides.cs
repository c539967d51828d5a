using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>A side that was said of a part of the body or of a finding.</summary>
/// <param name="Place">The concept it was said of; null for "the right side", "on the left".</param>
internal sealed record SidedPlace(Side Side, Concept? Place, TextSpan Span);

/// <summary>Finds sides and leaves alone "all right", "right now", "she left", "two left".</summary>
internal static class SideReader
{
    private const int Reach = 4;

    public static ImmutableArray<SidedPlace> Read(ImmutableArray<Token> tokens, ImmutableArray<Mention> mentions)
    {
        var sides = ImmutableArray.CreateBuilder<SidedPlace>();
        for (var index = 0; index < tokens.Length; index++)
        {
            if (SideOf(tokens, index) is not { } side)
                continue;
            var span = tokens[index].Span;
            var limit = tokens[Math.Min(tokens.Length - 1, index + Reach)].Span.End;
            var place = mentions.FirstOrDefault(m => m.Span.End > span.Start && m.Span.Start <= limit && m.Span.Start >= span.Start - m.Span.Length && MayHaveSide(m.Concept));
            if (side is Side.Both && tokens[index].Norm is "both" && place is null)
                continue;
            if (place is not null || SaysSide(tokens, index))
                sides.Add(new SidedPlace(side, place?.Concept, span));
            else if (side is Side.Both && PlaceBefore(span.Start, mentions) is { } before)
                sides.Add(new SidedPlace(side, before, span));
        }
        return sides.ToImmutable();
    }

    private static Side? SideOf(ImmutableArray<Token> tokens, int index) => tokens[index].Norm switch
    {
        "left" or "left-sided" when !SaysDeparture(tokens, index) => Side.Left,
        "right" or "right-sided" when !IsIdiom(tokens, index) => Side.Right,
        "bilateral" or "bilaterally" or "both" => Side.Both,
        _ => null,
    };

    private static bool IsIdiom(ImmutableArray<Token> tokens, int index)
    {
        var before = index > 0 ? tokens[index - 1].Norm : "";
        var after = index + 1 < tokens.Length ? tokens[index + 1].Norm : "";
        var earlier = index > 1 ? tokens[index - 2].Norm : "";
        return before is "all" || before is "'s" && earlier is "that" or "it" && after is not "side" || after is "now" or "away" or "after" or "before" or "there" or "here" or "?";
    }

    /// <summary>"She left the hospital", "two pills left".</summary>
    private static bool SaysDeparture(ImmutableArray<Token> tokens, int index)
    {
        var before = index > 0 ? tokens[index - 1].Norm : "";
        return before is "i" or "he" or "she" or "they" or "we" or "pills" or "tablets" or "refills" or "has" or "have" or "had";
    }

    /// <summary>"On the left", "the right side", "left-handed", "right one".</summary>
    private static bool SaysSide(ImmutableArray<Token> tokens, int index)
    {
        var after = index + 1 < tokens.Length ? tokens[index + 1].Norm : "";
        if (after is "side" or "sided" or "one" or "hand" or "handed" or "upper" or "lower" or "extremity" or "-")
            return true;
        var before = index > 0 ? tokens[index - 1].Norm : "";
        var earlier = index > 1 ? tokens[index - 2].Norm : "";
        return before is "the" or "my" or "your" && earlier is "on" or "was" or "is" or "it" or "to" or "in" or "of" or "actually";
    }

    private static bool MayHaveSide(Concept concept) => concept.Kind is ConceptKind.Anatomy or ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam or ConceptKind.Test or ConceptKind.Procedure;

    private static Concept? PlaceBefore(int position, ImmutableArray<Mention> mentions) =>
        mentions.LastOrDefault(m => m.Span.End <= position && position - m.Span.End < 30 && MayHaveSide(m.Concept))?.Concept;
}
