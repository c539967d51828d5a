using System.Collections.Frozen;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>
/// What a claim affirms must be said; what it affirms or denies must not be said the other way round where the sources speak of the same.
/// Findings are compared by what is said of them; other words only where a verb is denied in so many words, because speech
/// leaves too much open for more.
/// </summary>
internal static class PolarityClaims
{
    private const double SameMatter = 0.5;
    private const double SameWords = 0.6;
    private const double Slack = 0.15;
    private const int VerbReach = 4;

    /// <summary>Shorter ones are abbreviations with several meanings: "ED".</summary>
    private const int ShortestName = 4;

    private static readonly FrozenSet<string> Cues = Set("reports reported report denies denied deny endorses endorsed states stated notes noted negative positive normal present absent unremarkable well patient");

    /// <summary>Findings that mean little without their place: one may hold here and not there.</summary>
    private static readonly FrozenSet<string> Local = Set("pain tenderness swelling injury weakness numbness mass lump edema effusion deformity stiffness bruising ecchymosis erythema redness warmth discharge symptom fracture surgery lesion");

    private static readonly FrozenSet<string> Degrees = Set("trace mild moderate severe slight minimal chronic acute productive dry abnormal exertion palpation decreased increased reduced diminished difficulty type recurrent intermittent occasional persistent worsening positive diffuse focal general generalized limited full");

    /// <summary>Words that say whether and not what.</summary>
    public static bool IsCue(string word) => Cues.Contains(word);

    public static IEnumerable<Fault> Faults(Claim claim)
    {
        foreach (var finding in claim.Reading.Mentions.Where(IsFinding))
        {
            var stance = claim.StanceOf(finding.Span);
            var places = claim.Sources.Places(finding.Concept);
            if (places.Count == 0)
            {
                if (IsInvented(claim, finding, stance))
                    yield return claim.Fault(FaultKind.NotNamed, FaultWeight.NotFound, finding.Span);
            }
            else if (Opposed(claim, stance, finding, places) is { } fault)
                yield return fault;
        }
        foreach (var fault in VerbFaults(claim))
            yield return fault;
    }

    private static bool IsFinding(Mention mention) => mention.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam;

    /// <summary>A finding affirmed that nobody named; a normal finding denied that nobody named is the same.</summary>
    private static bool IsInvented(Claim claim, Mention finding, Stance stance)
    {
        var isNormal = finding.Concept.Attributes.GetValueOrDefault("polarity") is "normal";
        return (stance is Stance.Affirmed && !isNormal || stance is Stance.Denied && isNormal) && !IsSaidInOtherWords(claim, finding);
    }

    /// <summary>The fault when the places that speak of the same matter all say the other.</summary>
    private static Fault? Opposed(Claim claim, Stance stance, Mention finding, IReadOnlyList<ConceptPlace> places)
    {
        if (stance is not (Stance.Affirmed or Stance.Denied))
            return null;
        var other = stance is Stance.Affirmed ? Stance.Denied : Stance.Affirmed;
        var isLocal = Local.Contains(finding.Concept.Name);
        var said = places.Select(p => (p.Passage, p.Mention.Span, Context: isLocal ? claim.ContextBeside(p.Passage, p.Mention.Span, finding.Span) : claim.ContextAt(p.Passage, finding.Span))).ToArray();
        var best = said.Max(s => s.Context);
        if (best < SameMatter && isLocal)
            return null;
        var about = said.Where(s => s.Context >= best - Slack).Select(s => (s.Passage, Stance: claim.Sources.StanceOf(s.Passage, s.Span))).ToArray();
        return about.Any(s => s.Stance == other) && !about.Any(s => s.Stance == stance)
            ? claim.Fault(FaultKind.Polarity, FaultWeight.Contradicted, finding.Span, Word(other), about.First(s => s.Stance == other).Passage)
            : null;
    }

    /// <summary>"Is not taking" of what is taken; "helps" of what "does not help".</summary>
    private static IEnumerable<Fault> VerbFaults(Claim claim)
    {
        foreach (var word in claim.Words)
        {
            var token = claim.Reading.Tokens[word.Token];
            if (IsCue(token.Norm) || word.Places.IsEmpty || claim.Reading.Mentions.Any(m => IsFinding(m) && m.Span.Overlaps(token.Span)))
                continue;
            var isDenied = IsNegatedVerb(claim.Reading, word.Token);
            var about = word.Places.Select(p => (p.Passage, p.Token, Context: claim.ContextAt(p.Passage, token.Span))).Where(p => p.Context >= SameWords).ToArray();
            if (about.Length == 0 || claim.StanceOf(token.Span) is Stance.Open)
                continue;
            if (isDenied && about.All(p => claim.Sources.StanceOf(p.Passage, claim.Sources.Readings[p.Passage].Tokens[p.Token].Span) is Stance.Affirmed))
                yield return claim.Fault(FaultKind.Polarity, FaultWeight.Contradicted, token.Span, Word(Stance.Affirmed), about[0].Passage);
            else if (!isDenied && claim.StanceOf(token.Span) is Stance.Affirmed && about.Any(p => IsNegatedVerb(claim.Sources.Readings[p.Passage], p.Token)) && about.All(p => IsNegatedVerb(claim.Sources.Readings[p.Passage], p.Token) || claim.Sources.StanceOf(p.Passage, claim.Sources.Readings[p.Passage].Tokens[p.Token].Span) is not Stance.Affirmed))
                yield return claim.Fault(FaultKind.Polarity, FaultWeight.Contradicted, token.Span, Word(Stance.Denied), about[0].Passage);
        }
    }

    /// <summary>"Not", "never", "no longer" stands just before, with nothing but helping words between.</summary>
    private static bool IsNegatedVerb(Reading reading, int token)
    {
        for (var index = token - 1; index >= Math.Max(0, token - VerbReach); index--)
        {
            var word = reading.Tokens[index].Norm;
            if (word is "not" or "never" or "cannot" || word is "longer" && index > 0 && reading.Tokens[index - 1].Norm is "no")
                return true;
            if (word is not ("been" or "be" or "really" or "currently" or "taking" or "having" or "have" or "had" or "yet" or "any" or "to" or "seem" or "appear" or "the" or "her" or "his" or "a" or "being" or "also" or "even" or "ever"))
                return false;
        }
        return false;
    }

    private static string Word(Stance stance) => stance is Stance.Denied ? "denied" : "affirmed";

    /// <summary>Every word of it was said, or all but words of degree: "trace edema", "productive cough", "dyspnea on exertion".</summary>
    private static bool IsSaidInOtherWords(Claim claim, Mention finding)
    {
        var words = claim.Words.Where(w => claim.Reading.Tokens[w.Token].Span.Overlaps(finding.Span)).ToArray();
        return finding.Words.Length < ShortestName || words.Length > 0 && words.Any(w => w.IsFound) && Array.TrueForAll(words, w => w.IsFound || Degrees.Contains(claim.Reading.Tokens[w.Token].Norm));
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
