using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>The doctor's reasoning and what is to be done, under the problem it was said about.</summary>
internal sealed partial class PlanComposer(VisitReading reading)
{
    internal const string Agreement = "the patient agrees with the plan";

    private readonly ReportedSpeech speech = new(reading.Patient);

    public IEnumerable<Proposal> Compose()
    {
        var plan = new PlanProse(speech);
        var problem = reading.Before?.Problem;
        var planned = 0;
        var ordered = new HashSet<string>(StringComparer.Ordinal);
        Clause? agreed = null;
        foreach (var clause in reading.Clauses)
        {
            if (clause.Speaker is not Speaker.Doctor && planned > 0 && Agrees().IsMatch(clause.Key))
                agreed = clause;
            if (clause.Speaker is not Speaker.Doctor || clause.IsQuestion || clause.IsCutOff)
                continue;
            var phase = reading.PhaseOf(clause);
            var c = reading.CuesOf(clause);
            var key = clause.Key;
            var command = Command().IsMatch(key);
            if (phase is not Phase.Plan && !command)
                continue;
            if (Announced(key) is { } announced)
            {
                problem = announced.Problem;
                key = announced.After;
                if (key.Length < 8)
                    continue;
            }
            if (Meta().IsMatch(key))
                continue;
            var said = clause with { Words = Rest(clause, key) };
            if (plan.Write(said) is { } entry)
            {
                planned++;
                var score = 2.5 + c["plan"] + 0.5 * c["medications"] - 2 * c["small-talk"];
                if (c["plan"] + c["medications"] + c["results"] + c["symptom"] + c["history"] == 0)
                    score = 0.5;
                if (Warns().IsMatch(entry.Text))
                    yield return new Proposal("instructions", entry.Text, [clause], score) { Kind = ProposalKind.Planned, Label = "education" };
                else
                    yield return entry.IsFollowUp
                        ? new Proposal("followup", entry.Text, [clause], score) { Kind = ProposalKind.Planned }
                        : new Proposal("assessment-plan", entry.Text, [clause], score) { Kind = ProposalKind.Planned, Group = problem, Label = Kind(entry.Text) };
                if (OrderProse.Of(entry.Text) is { } order && ordered.Add(order))
                    yield return new Proposal("orders", order, [clause], 5) { Kind = ProposalKind.Ordered, Fixed = true, About = order };
            }
            else if (phase is Phase.Plan && speech.Doctor(said) is { } text && !Unclean().IsMatch(text) && IsSentence(text))
            {
                var score = 1 + c["assessment"] + 0.5 * (c["symptom"] + c["history"] + c["medications"] + c["results"]) - 2 * c["small-talk"] - (Leaning().IsMatch(key) ? 1 : 0);
                if (c["assessment"] + c["history"] + c["symptom"] + c["results"] + c["medications"] > 0)
                    yield return new Proposal("assessment-plan", text, [clause], score) { Kind = ProposalKind.Reasoned, Group = problem, Label = "reasoning" };
            }
        }
        if (agreed is not null)
            yield return new Proposal("followup", Agreement, [agreed], 3) { Kind = ProposalKind.Told, Fixed = true };
    }

    /// <summary>The problem that the doctor turns to with this clause of the plan; null when it names none.</summary>
    internal static string? ProblemOf(Clause clause, VisitReading reading) =>
        clause is { Speaker: Speaker.Doctor, IsQuestion: false, IsCutOff: false } && reading.PhaseOf(clause) is Phase.Plan ? Announced(clause.Key)?.Problem : null;

    private static (string Problem, string After)? Announced(string key) =>
        Problem().Match(key) is { Success: true } announced && IsProblem(announced.Groups["name"].Value)
            ? (ProblemEnd().Replace(Article().Replace(announced.Groups["name"].Value, ""), "").Trim(), announced.Groups["rest"].Value.Trim(' ', ','))
            : null;

    [GeneratedRegex(@"^(?:that |it |this )?(?:sounds (?:good|great|fine|perfect|like a plan|okay)|works(?: for me)?|is fine|is perfect|all sounds good|(?:will|would) be (?:good|great|fine|perfect)|makes sense)\b|^i (?:agree|understand|can do that|will do that)\b|^i'll do that\b|^that's (?:fine|perfect|great|good|okay)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Agrees();

    /// <summary>Has a subject at its start and a verb, and is more than an "if" or "when" without its consequence.</summary>
    private bool IsSentence(string text)
    {
        var words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var verbs = words.Count(Verbs.IsFinite);
        return verbs > (Subordinate().IsMatch(text) ? 1 : 0) && (Opens().IsMatch(text) || (reading.Visit.Patient?.Name ?? "").StartsWith(words[0], StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^(?:if|when|since|because|as|although|while|once|until|unless)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subordinate();

    [GeneratedRegex(@"^(?:i|I|my|we|the|he|she|it|this|there|his|her|their|these|those|based|today|overall|currently|after|given|no|most|if|when|since|as|again|so far|at this|at that|unfortunately|fortunately|everything|a|an|mr|mrs|ms|patient|additionally|in|on|for|with|once|although|while)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Opens();

    private static ImmutableArray<Word> Rest(Clause clause, string key)
    {
        if (ReferenceEquals(key, clause.Key))
            return clause.Words;
        var wanted = key.Count(c => c == ' ') + key.Count(c => c == ',') + 1;
        return clause.Words.Length > wanted ? clause.Words[^wanted..] : clause.Words;
    }

    /// <summary>When the patient should call or come at once.</summary>
    [GeneratedRegex(@"^The patient (?:was advised to|will)\b.*\b(?:call|come back|come in|return|go to|let (?:me|us) know|seek|emergency|urgent care|er)\b.*\b(?:if|when|should)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Warns();

    private static string Kind(string text) =>
        Vocabulary.Embedded.Matcher.Find(text).Any(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass) && !Advised().IsMatch(text) ? "treatment" : Referral().IsMatch(text) ? "referral" : Testing().IsMatch(text) ? "testing" : Advised().IsMatch(text) ? "education" : "treatment";

    private static bool IsProblem(string name)
    {
        var counts = Cues.Embedded.In(name);
        return !NoProblem().IsMatch(name) && name.Count(ch => ch == ' ') <= 5 && (counts["history"] + counts["symptom"] + counts["assessment"] + counts["surgical"] + counts["anatomy"] > 0 || Disease().IsMatch(name));
    }

    [GeneratedRegex(@"^(?:i|we|you|it|that|this|what|next|now|surgery|medications?|treatment|exam|plan|assessment|labs?|results?|x-rays?|mri|right now|pain medication|follow[- ]?up|pain control|swelling|breathing|dose)\b|\b(?:i|you|we|think)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NoProblem();

    [GeneratedRegex(@"(?:\s+(?:and|or|the (?:first|second|third|fourth|next|last) (?:one|problem|issue|thing)?|the (?:first|second|third|next|last)|today|here|as well|part|portion|issues?|piece|situation))+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ProblemEnd();

    private const string Name = @"(?<name>[a-z][a-z0-9'/ -]{2,60}?)";

    [GeneratedRegex(@"^(?:(?:so|and|now|then|okay|but|also|again|lastly|next|first|finally|there)\s*,?\s*)*(?:(?:for|regarding|with regards? to|in terms of|as far as|concerning|then for|and for|when it comes to|with respect to|as for)\s+(?:your|the|her|his|this|that)\s+(?:(?:first|second|third|fourth|fifth|next|last|primary|other|final|main|new)\s+(?:problem|diagnosis|issue|concern|one|thing|complaint)?\s*(?:of|is|,|with)?\s*)?(?:the |your |a |an )?(?:problem (?:of|with) )?|from (?:a|an|your|the)\s+)" + Name + @"(?:(?:\s*,|\s+standpoint\s*,?|\s+goes\s*,?|\s+problem\s*,?|$)(?<rest>.*)|\s+(?<rest>(?:i|i'm|i'd|i'll|we|we'll|we're|you|you're|you've|it|it's|that|that's|let's|this|so|your|what|there|my|again|as|he|she)\s.*))$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Problem();

    [GeneratedRegex(@"\b(?:itis|osis|emia|oma|opathy|disease|disorder|syndrome|diabetes|hypertension|pressure|cholesterol|pain|failure|fracture|strain|sprain|infection|maintenance|anemia|asthma|depression|anxiety|copd|gerd|reflux|obesity|thyroid|cancer|injury|stones?|migraines?)\b|(?:itis|osis|emia|oma|opathy|algia)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Disease();

    [GeneratedRegex(@"^(?:the|your|a|an|this|that|problem of|problem with|diagnosis of|history of)\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Article();

    [GeneratedRegex(@"^(?:hey |hi )?(?:dragon\s*,?\s*)?(?:order|prescribe|refer)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Command();

    [GeneratedRegex(@"^(?:let me|let's (?:talk|look|go over|discuss|see)|tell me|do you|does that|is that|any|questions|what questions|how does|sound|if you have any|you can|thank|take care|have a|see you|my assessment|my plan|show me|finalize|hey)\b|\b(?:my assessment|questions for me|talk about|talk a little|go over|what that means|let you know|your wife|your husband)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Meta();

    [GeneratedRegex(@"\b(?:I am glad|I am happy|I know that|let us|let me|I will let|I do not know|you|going to be able|I have to|I was going|I am sorry|does that|do you)\b|^(?:I|we) (?:am|are) going|\b(?:fantastic|awesome|great job|wonderful|terrific)\b|\b(?:I|we|there|need|want|might|if|could|this could)$|^(?:I|we) think if\b|\bwant to want\b|\btaking is\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Unclean();

    [GeneratedRegex(@"^(?:it|that|this|those|these|they|which|because|and)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Leaning();

    [GeneratedRegex(@"\b(?:refer|referral|consult|specialist|cardiology|cardiologist|podiatry|physical therapy|orthopedic|surgeon|rheumatologist|nephrologist|urology)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Referral();

    [GeneratedRegex(@"\b(?:order|repeat|x-ray|mri|ct|labs?|blood work|test|tests|testing|echocardiogram|ultrasound|panel|a1c|screening|colonoscopy|mammogram|urinalysis|culture|ekg|stress test|scan|biopsy)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Testing();

    [GeneratedRegex(@"^The patient (?:was advised|will)\b|\b(?:diet|exercise|monitor|avoid|call|let me know)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Advised();
}
