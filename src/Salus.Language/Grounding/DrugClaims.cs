using System.Collections.Frozen;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>Every drug of a claim must be named in the sources, with its own dose.</summary>
internal static class DrugClaims
{
    private static readonly FrozenSet<string> DoseUnits = new[] { "mg", "mcg", "milligram", "milligrams", "microgram", "micrograms", "units", "mEq" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<Fault> Faults(Claim claim)
    {
        foreach (var drug in claim.Reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug && !claim.Sources.Names(m.Concept)))
        {
            if (IsSaidInOtherWords(claim, drug))
                continue;
            yield return claim.Fault(FaultKind.Drug, FaultWeight.NotFound, drug.Span);
        }
        if (AllergyReader.SpeaksOfAllergy(claim.Reading))
            foreach (var allergen in claim.Reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.DrugClass && !claim.Sources.Names(m.Concept) && !IsSaidInOtherWords(claim, m) && claim.StanceOf(m.Span) is Stance.Affirmed))
                yield return claim.Fault(FaultKind.Drug, FaultWeight.NotFound, allergen.Span);
        foreach (var word in Unknown(claim))
            yield return claim.Fault(FaultKind.Drug, FaultWeight.NotFound, word);
    }

    /// <summary>Every word of the name was said: "vitamin d", "fish oil", or a recogniser's spelling of it.</summary>
    private static bool IsSaidInOtherWords(Claim claim, Mention drug) =>
        Tokenizer.Tokenize(drug.Words).Where(t => t.Kind is not TokenKind.Punctuation).All(t => claim.Sources.Words(Stemmer.Stem(t.Norm)).Count > 0);

    /// <summary>A word that stands where a drug stands, before its dose, and that nobody said.</summary>
    private static IEnumerable<TextSpan> Unknown(Claim claim)
    {
        var tokens = claim.Reading.Tokens;
        for (var index = 1; index + 1 < tokens.Length; index++)
        {
            if (tokens[index].Kind is not TokenKind.Number || !DoseUnits.Contains(tokens[index + 1].Norm))
                continue;
            var name = tokens[index - 1];
            if (name.IsWord && name.Norm.Length > 4 && WordWeights.Of(name.Norm) >= 1 && claim.Sources.Words(Stemmer.Stem(name.Norm)).Count == 0 && !claim.Reading.Mentions.Any(m => m.Span.Overlaps(name.Span)))
                yield return name.Span;
        }
    }
}
