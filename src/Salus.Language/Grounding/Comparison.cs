using System.Collections.Immutable;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>
/// The cited part of a passage. What counts as evidence stands inside it; the rest of the passage is only context for
/// polarity. A passage is null for a fact that is none.
/// </summary>
internal sealed class CitedWords(Grounder sources, int? passage, Reading reading, TextSpan cited)
{
    private const int SubjectReach = 6;

    public int? Passage => passage;

    public Reading Reading => reading;

    public IEnumerable<Mention> Mentions => reading.Mentions.Where(m => Holds(m.Span));

    public IEnumerable<NumberSaid> Numbers => NumberReader.Read(reading).Where(n => Holds(n.Span));

    public IEnumerable<SidedPlace> Sides => reading.Sides.Where(s => Holds(s.Span));

    public IEnumerable<Token> Tokens => reading.Tokens.Where(t => Holds(t.Span));

    /// <summary>A companion speaks of themself: "I'm allergic to penicillin" from a mother.</summary>
    public bool IsOfTheCompanion(TextSpan mention)
    {
        if (passage is not { } index || !sources.IsCompanion(index))
            return false;
        var at = reading.TokenAt(mention.Start);
        return reading.Tokens.Take(at).TakeLast(SubjectReach).Any(t => t.Norm is "i" or "me" or "my");
    }

    public Stance StanceOf(TextSpan mention) => sources.StanceIn(this, mention);

    /// <summary>
    /// Where the words name a concept: as a concept, else by all of its content words, in any order: "no numbness , no tingling"
    /// names "numbness or tingling".
    /// </summary>
    public IEnumerable<TextSpan> Naming(Mention claimed)
    {
        var found = false;
        foreach (var mention in Mentions.Where(m => m.Concept == claimed.Concept))
        {
            found = true;
            yield return mention.Span;
        }
        if (!found && Words(claimed.Words) is { } span)
            yield return span;
    }

    /// <summary>The last place of the content words of a phrase, when all of them are here.</summary>
    public TextSpan? Words(string phrase)
    {
        TextSpan? last = null;
        foreach (var wanted in ContentStems(phrase))
        {
            var token = Tokens.LastOrDefault(t => t.IsWord && string.Equals(Stemmer.Stem(t.Norm), wanted, StringComparison.Ordinal));
            if (token.Norm is null)
                return null;
            if (last is null || token.Span.Start > last.Value.Start)
                last = token.Span;
        }
        return last;
    }

    private static IEnumerable<string> ContentStems(string phrase) =>
        Tokenizer.Tokenize(phrase).Where(t => t.IsWord && t.Norm.Length > 2 && t.Norm is not ("and" or "the" or "with" or "his" or "her" or "their" or "for" or "any" or "some")).Select(t => Stemmer.Stem(t.Norm));

    private bool Holds(TextSpan written) => reading.Written.ToOriginal(written).Overlaps(cited);
}

/// <summary>One claim beside its evidence.</summary>
internal sealed record Comparison(Grounder Sources, Reading Claim, ImmutableArray<CitedWords> Evidence)
{
    public Fault Fault(FaultKind kind, FaultWeight weight, TextSpan span, string? said = null, int? passage = null) =>
        new(kind, weight, span.In(Claim.Text), Claim.Written.ToOriginal(span), said, passage);
}
