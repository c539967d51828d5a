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
    private const int MentionReach = 4;
    private const int ScopeReach = 8;
    private const int DenialReach = 14;
    private const int FindingReach = 14;
    private const int AnswerReach = 8;

    /// <summary>Shorter ones are abbreviations with several meanings: "ED".</summary>
    private const int ShortestName = 4;

    private static readonly FrozenSet<string> Mentioning = Set("regarding regards needed time suspect suspected suspicious possible possibly potential complications complication risk risks if should when whenever while prn");
    /// <summary>What is done, works or is felt: denied in speech, it is denied.</summary>
    private static readonly FrozenSet<string> Deeds = "help relieve improve work take use feel want like sleep eat drink smoke hear notice bother prevent provide resolve change hurt exercise walk start tolerate tell receive need check follow continue".Split(' ').Select(Stemmer.Stem).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Denials = Set("not no never none nothing nope nah cannot without unable stop stopped quit off hold avoid instead forget forgot lack unfortunately hard trouble difficulty barely hardly rarely neither nor nobody less until unless negative declined refuse bad worse wrong");
    private static readonly FrozenSet<string> Cues = Set("reports reported report denies denied deny endorses endorsed states stated notes noted negative positive normal present absent unremarkable well patient");

    /// <summary>Findings that mean little without their place: one may hold here and not there.</summary>
    private static readonly FrozenSet<string> Local = Set("pain tenderness swelling injury weakness numbness mass lump edema effusion deformity stiffness bruising ecchymosis erythema redness warmth discharge symptom fracture surgery lesion");

    private static readonly FrozenSet<string> Degrees = Set("trace mild moderate severe slight minimal chronic acute productive dry abnormal exertion palpation decreased increased reduced diminished difficulty type recurrent intermittent occasional persistent worsening positive diffuse focal general generalized limited full");

    /// <summary>Words that say whether and not what.</summary>
    public static bool IsCue(string word) => Cues.Contains(word);

    public static IEnumerable<Fault> Faults(Claim claim)
    {
        var opposed = new List<Fault>();
        var agreed = 0;
        foreach (var finding in claim.Reading.Mentions.Where(IsFinding))
        {
            var stance = IsOnlyMentioned(claim, finding) ? Stance.Open : claim.StanceOf(finding.Span);
            var places = claim.Sources.Places(finding.Concept).Select(p => (p.Passage, p.Mention.Span)).ToArray();
            if (places.Length == 0)
            {
                if (IsInvented(claim, finding, stance))
                    yield return claim.Fault(FaultKind.NotNamed, FaultWeight.NotFound, finding.Span);
                else if (stance is Stance.Affirmed)
                    places = InOtherWords(claim, finding);
            }
            if (Opposed(claim, stance, finding, places) is { } fault)
                opposed.Add(fault);
            else if (places.Any(p => claim.Sources.StanceOf(p.Passage, p.Span) == stance))
                agreed++;
        }
        // A list that is denied or reported as a whole is turned as a whole: one odd finding among several is a misreading more often.
        if (opposed.Count >= agreed)
            foreach (var fault in opposed)
                yield return fault;
        if (claim.Reading.Tokens.Any(t => t.Norm is "if" or "should" or "unless"))
            yield break;
        foreach (var fault in VerbFaults(claim).Concat(DeniedScopes(claim)))
            yield return fault;
    }

    /// <summary>"Regarding her heartburn", "as needed for pain", "possible ligament strain", "her father has kidney stones": nothing is said of whether the patient has it.</summary>
    public static bool IsOnlyMentioned(Claim claim, Mention finding)
    {
        var at = claim.Reading.TokenAt(finding.Span.Start);
        var (first, _) = claim.Reading.SentenceAround(Math.Max(0, Math.Min(at, claim.Reading.Tokens.Length - 1)));
        for (var index = Math.Max(first, at - MentionReach); index < at; index++)
            if (Mentioning.Contains(claim.Reading.Tokens[index].Norm))
                return true;
        return claim.Reading.Mentions.Any(m => m.Concept.Kind is ConceptKind.Kin);
    }

    public static bool IsFinding(Mention mention) => mention.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam;

    /// <summary>A finding affirmed that nobody named; a normal finding denied that nobody named is the same.</summary>
    private static bool IsInvented(Claim claim, Mention finding, Stance stance)
    {
        var isNormal = finding.Concept.Attributes.GetValueOrDefault("polarity") is "normal";
        return (stance is Stance.Affirmed && !isNormal || stance is Stance.Denied && isNormal) && !finding.Words.Contains("covid", StringComparison.OrdinalIgnoreCase) && !IsSaidInOtherWords(claim, finding);
    }

    /// <summary>The fault when the places that speak of the same matter all say the other.</summary>
    private static Fault? Opposed(Claim claim, Stance stance, Mention finding, (int Passage, TextSpan Span)[] places)
    {
        // "Regular rate and rhythm" is denied in other words than these.
        if (stance is not (Stance.Affirmed or Stance.Denied) || places.Length == 0 || finding.Concept.Attributes.GetValueOrDefault("polarity") is "normal")
            return null;
        var other = stance is Stance.Affirmed ? Stance.Denied : Stance.Affirmed;
        var isLocal = Local.Contains(finding.Concept.Name);
        var said = places.Select(p => (p.Passage, p.Span, Context: isLocal ? claim.ContextBeside(p.Passage, p.Span, finding.Span) : claim.ContextAt(p.Passage, finding.Span))).ToArray();
        var best = said.Max(s => s.Context);
        if (best < SameMatter && isLocal)
            return null;
        var about = said.Where(s => s.Context >= best - Slack).Select(s => (s.Passage, Stance: claim.Sources.StanceOf(s.Passage, s.Span))).ToArray();
        if (other is Stance.Affirmed && Array.Exists(said, s => s.Context >= best - Slack && IsDenialNear(claim.Sources, new WordPlace(s.Passage, claim.Sources.Readings[s.Passage].TokenAt(s.Span.Start)), FindingReach)))
            return null;
        return about.Any(s => s.Stance == other) && !about.Any(s => s.Stance == stance)
            ? claim.Fault(FaultKind.Polarity, FaultWeight.Contradicted, finding.Span, Word(other), about.First(s => s.Stance == other).Passage)
            : null;
    }

    /// <summary>Where the rarest of the words of a finding is said, when the finding has no name of its own there.</summary>
    private static (int Passage, TextSpan Span)[] InOtherWords(Claim claim, Mention finding) =>
        claim.Words.Where(w => w.IsFound && claim.Reading.Tokens[w.Token].Span.Overlaps(finding.Span)).OrderBy(w => w.Places.Length).Take(1)
            .SelectMany(w => w.Places.Select(p => (p.Passage, claim.Sources.Readings[p.Passage].Tokens[p.Token].Span))).ToArray();

    /// <summary>
    /// "Will not order an echocardiogram", "is not doing well": what "not" governs is spoken of, and nowhere near a denial.
    /// </summary>
    private static IEnumerable<Fault> DeniedScopes(Claim claim)
    {
        var tokens = claim.Reading.Tokens;
        for (var index = 0; index < tokens.Length; index++)
        {
            if (tokens[index].Norm is not ("not" or "never" or "cannot") || index + 1 < tokens.Length && tokens[index + 1].Norm is "only" or "limited" or "sure")
                continue;
            var end = index + 1;
            while (end < tokens.Length && end <= index + ScopeReach && tokens[end].Norm is not ("," or ";" or "." or "but" or "and" or "because" or "if" or "when" or "or"))
                end++;
            var scope = claim.Words.Where(w => w.Token > index && w.Token < end && w.IsFound).ToArray();
            if (scope.Length == 0 || claim.StanceOf(tokens[scope[0].Token].Span) is Stance.Open)
                continue;
            var about = scope.SelectMany(w => Closest(claim, w)).ToArray();
            if (about.Length > 0 && !Array.Exists(about, p => IsDenialNear(claim.Sources, p, DenialReach)))
                yield return claim.Fault(FaultKind.Polarity, FaultWeight.Contradicted, TextSpan.FromBounds(tokens[index].Span.Start, tokens[end - 1].Span.End), Word(Stance.Affirmed), about[0].Passage);
        }
    }

    /// <summary>The places of a word that share most of the claim's other content, when they share enough.</summary>
    private static IEnumerable<WordPlace> Closest(Claim claim, ContentWord word)
    {
        var places = word.Places.Select(p => (Place: p, Context: claim.ContextAt(p.Passage, claim.Reading.Tokens[word.Token].Span))).ToArray();
        var best = places.Max(p => p.Context);
        return best < SameMatter ? [] : places.Where(p => p.Context >= best - Slack).Select(p => p.Place);
    }

    public static bool IsDenialNear(SourceIndex sources, WordPlace place, int reach)
    {
        var tokens = sources.Readings[place.Passage].Tokens;
        for (var index = Math.Max(0, place.Token - reach); index < Math.Min(tokens.Length, place.Token + reach); index++)
            if (Denials.Contains(tokens[index].Norm))
                return true;
        return place.Passage + 1 < sources.Readings.Length && tokens.Length - place.Token <= reach && sources.Readings[place.Passage + 1].Tokens.Take(AnswerReach).Any(t => Denials.Contains(t.Norm));
    }

    /// <summary>"Is not taking" of what is taken; "helps" of what "does not help".</summary>
    private static IEnumerable<Fault> VerbFaults(Claim claim)
    {
        foreach (var word in claim.Words)
        {
            var token = claim.Reading.Tokens[word.Token];
            if (IsCue(token.Norm) || word.Places.IsEmpty || token.Norm.EndsWith("ly", StringComparison.Ordinal) || claim.Reading.Mentions.Any(m => IsFinding(m) && m.Span.Overlaps(token.Span)))
                continue;
            var isDenied = IsNegatedVerb(claim.Reading, word.Token);
            var about = word.Places.Select(p => (p.Passage, p.Token, Context: claim.ContextAt(p.Passage, token.Span))).Where(p => p.Context >= SameWords).ToArray();
            if (about.Length == 0 || claim.StanceOf(token.Span) is Stance.Open)
                continue;
            if (isDenied && about.All(p => claim.Sources.StanceOf(p.Passage, claim.Sources.Readings[p.Passage].Tokens[p.Token].Span) is Stance.Affirmed))
                yield return claim.Fault(FaultKind.Polarity, FaultWeight.Contradicted, token.Span, Word(Stance.Affirmed), about[0].Passage);
            else if (!isDenied && Deeds.Contains(word.Stem) && claim.StanceOf(token.Span) is Stance.Affirmed && about.Any(p => IsNegatedVerb(claim.Sources.Readings[p.Passage], p.Token)) && about.All(p => IsNegatedVerb(claim.Sources.Readings[p.Passage], p.Token) || claim.Sources.StanceOf(p.Passage, claim.Sources.Readings[p.Passage].Tokens[p.Token].Span) is not Stance.Affirmed))
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
    public static bool IsSaidInOtherWords(Claim claim, Mention finding)
    {
        var words = claim.Words.Where(w => claim.Reading.Tokens[w.Token].Span.Overlaps(finding.Span)).ToArray();
        return finding.Words.Length < ShortestName || words.Length > 0 && words.Any(w => w.IsFound) && Array.TrueForAll(words, w => w.IsFound || Degrees.Contains(claim.Reading.Tokens[w.Token].Norm));
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
