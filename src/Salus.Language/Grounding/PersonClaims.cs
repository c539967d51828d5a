using System.Collections.Frozen;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>
/// Whose it is: a relative of the claim must be spoken of, near what the claim says of them; what was only said of relatives is not
/// the patient's; and a name or pronoun that is not the patient's tells that the sentence is about somebody else.
/// </summary>
internal static class PersonClaims
{
    private const int Reach = 3;

    private static readonly FrozenSet<string> Titles = Set("mr mrs ms miss");
    private static readonly FrozenSet<string> Male = Set("he his him himself male man gentleman mr boy");
    private static readonly FrozenSet<string> Female = Set("she her hers herself female woman lady mrs ms miss girl");

    public static IEnumerable<Fault> Faults(Claim claim) => Relatives(claim).Concat(Names(claim)).Concat(Gender(claim));

    private static IEnumerable<Fault> Relatives(Claim claim)
    {
        var relatives = claim.Reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Kin).ToArray();
        foreach (var kin in relatives)
        {
            var said = claim.Sources.Places(kin.Concept);
            if (claim.Sources.SomebodySpeaksForThePatient && kin.Concept.Name is "mother" or "father" or "parent" or "wife" or "husband" or "daughter" or "son")
                continue;
            if (said.Count == 0 && !IsSaidInOtherWords(claim, kin))
                yield return claim.Fault(FaultKind.Experiencer, FaultWeight.NotFound, kin.Span);
            else if (said.Count > 0 && !said.Any(p => claim.SharesWordNear(p.Passage, Reach, kin.Span)) && claim.Words.Count(w => w.Weight > 0.3) > 1)
                yield return claim.Fault(FaultKind.Experiencer, FaultWeight.Elsewhere, kin.Span, null, said[0].Passage);
        }
        if (relatives.Length > 0 || claim.Sources.SomebodySpeaksForThePatient)
            yield break;
        foreach (var finding in claim.Reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder))
        {
            var places = claim.Sources.Places(finding.Concept);
            if (places.Count == 0)
                continue;
            var others = places.Select(p => (p.Passage, Kin: Kinship.Before(claim.Sources.Readings[p.Passage], p.Mention.Span))).ToArray();
            if (others.All(o => o.Kin is not null))
                yield return claim.Fault(FaultKind.Experiencer, FaultWeight.Contradicted, finding.Span, others[0].Kin!.Words, others[0].Passage);
        }
    }

    /// <summary>"Maternal aunt" of an aunt on the mother's side.</summary>
    private static bool IsSaidInOtherWords(Claim claim, Mention kin) =>
        kin.Concept.Name is "parent" && (claim.Sources.All(ConceptKind.Kin).Any(p => p.Mention.Concept.Name is "mother" or "father"))
        || claim.Words.Any(w => claim.Reading.Tokens[w.Token].Span.Overlaps(kin.Span) && w.IsFound && claim.Sources.All(ConceptKind.Kin).Any(p => w.Places.Any(q => q.Passage == p.Passage)));

    /// <summary>A surname after a title that nobody said, when the patient's surname is known.</summary>
    private static IEnumerable<Fault> Names(Claim claim)
    {
        if (!claim.Sources.KnowsSurname)
            yield break;
        var tokens = claim.Reading.Tokens;
        for (var index = 0; index + 1 < tokens.Length; index++)
        {
            if (!Titles.Contains(tokens[index].Norm))
                continue;
            var name = tokens[index + 1].Norm == "." ? index + 2 : index + 1;
            if (name < tokens.Length && tokens[name].IsWord && claim.Sources.Words(Stemmer.Stem(tokens[name].Norm)).Count == 0)
                yield return claim.Fault(FaultKind.Experiencer, FaultWeight.NotFound, tokens[name].Span);
        }
    }

    private static IEnumerable<Fault> Gender(Claim claim)
    {
        if (claim.Sources.Gender is not { } gender || claim.Reading.Mentions.Any(m => m.Concept.Kind is ConceptKind.Kin or ConceptKind.Specialty))
            yield break;
        var wrong = gender is "male" ? Female : Male;
        var tokens = claim.Reading.Tokens;
        for (var index = 0; index < tokens.Length; index++)
            if (wrong.Contains(tokens[index].Norm))
            {
                yield return claim.Fault(FaultKind.Experiencer, FaultWeight.Contradicted, tokens[index].Span, gender);
                yield break;
            }
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
