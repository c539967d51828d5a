using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Findings;
using Salus.Trust;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>Everything the patient brings: complaint, present illness, history, family, social circumstances, medication and allergies.</summary>
internal sealed partial class HistoryComposer(VisitReading reading)
{
    private readonly ReportedSpeech speech = new(reading.Patient);
    private readonly AnswerProse answers = new(reading.Patient, new ReportedSpeech(reading.Patient));
    private readonly DetailProse details = new(new ReportedSpeech(reading.Patient));

    public IEnumerable<Proposal> Compose()
    {
        var asked = new HashSet<int>();
        Proposal? complaint = null;
        foreach (var proposal in reading.Before is { Turns: > 0 } ? [] : Complaint())
            yield return complaint = proposal;
        if (Introduction(complaint) is { } introduction)
            yield return introduction;
        foreach (var exchange in reading.Exchanges.Where(e => reading.PhaseOf(e.Question) is not Phase.Plan))
        {
            if (FromExchange(exchange) is not { } proposal)
                continue;
            asked.Add(exchange.Question.Index);
            yield return proposal;
        }
        foreach (var clause in reading.Clauses)
        {
            if (clause.IsQuestion || clause.IsCutOff || clause.Length < 4 || asked.Contains(clause.Index))
                continue;
            var proposal = clause.Speaker is Speaker.Doctor ? FromDoctor(clause) : FromPatient(clause);
            if (proposal is not null)
                yield return proposal;
        }
    }

    /// <summary>The reason for the visit in the doctor's words ("here for ...", "presents with ..."), else in the patient's.</summary>
    private IEnumerable<Proposal> Complaint()
    {
        var opening = reading.Clauses.Take(Math.Max(30, reading.Clauses.Length / 3));
        foreach (var clause in opening)
        {
            if (clause.Speaker is Speaker.Doctor && Reason().Match(clause.Key) is { Success: true } match && Complaint(match.Groups["what"].Value) is { } reason)
            {
                yield return new Proposal("cc", reason, [clause], 9) { Kind = ProposalKind.Opening, Fixed = true };
                yield break;
            }
            if (clause.Speaker is Speaker.Doctor && ToldReason().Match(clause.Key) is { Success: true } told && Complaint(told.Groups["what"].Value) is { } heard)
            {
                yield return new Proposal("cc", heard, [clause], 9) { Kind = ProposalKind.Opening, Fixed = true };
                yield break;
            }
            if (clause.Speaker is not Speaker.Doctor && OwnPlace().Match(clause.Key) is { Success: true } place && Complaint(place.Groups["what"].Value) is { } where)
            {
                yield return new Proposal("cc", where + " problem", [clause], 9) { Kind = ProposalKind.Opening, Fixed = true };
                yield break;
            }
            if (clause.Speaker is not Speaker.Doctor && OwnReason().Match(clause.Key) is { Success: true } own && Complaint(own.Groups["what"].Value) is { } complaint)
            {
                yield return new Proposal("cc", complaint, [clause], 9) { Kind = ProposalKind.Opening, Fixed = true };
                yield break;
            }
        }
        foreach (var clause in opening)
        {
            var first = reading.Findings.FirstOrDefault(f => f.Polarity is Polarity.Affirmed && f.Experiencer.Kind is ExperiencerKind.Patient && reading.IsAboutPatient(f) && reading.ClausesOf([f.Named]) is [var own, ..] && own.Index == clause.Index);
            if (first is null || clause.IsQuestion)
                continue;
            var side = first.Side is Side.Left or Side.Right ? first.Side.ToString().ToLowerInvariant() + " " : "";
            // "Left pain" says nothing: a side belongs to a place.
            var site = first.Site is { } place && !first.Concept.Name.Contains(place.Name, StringComparison.OrdinalIgnoreCase) ? place.Name + " " : "";
            yield return new Proposal("cc", (site.Length > 0 || first.Concept.Name is not "pain" ? side : "") + site + first.Concept.Name, reading.ClausesOf(first.Evidence), 9) { Kind = ProposalKind.Opening, Fixed = true };
            yield break;
        }
    }

    /// <summary>Who the patient is, from the record, and why they came; only when the doctor did not introduce them.</summary>
    private Proposal? Introduction(Proposal? complaint)
    {
        if (reading.Visit.Patient is not { } patient || complaint is null || reading.Clauses.Any(c => c.Speaker is Speaker.Doctor && Introduction().IsMatch(c.Key)))
            return null;
        if (patient.Name is not { } name || patient.NameEvidence is not { } nameEvidence)
            return null;
        var facts = ImmutableArray.Create<Evidence>(nameEvidence);
        var who = "";
        if (patient is { AgeYears: { } age, AgeEvidence: { } ageEvidence })
        {
            who = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{age}-year-old ");
            facts = facts.Add(ageEvidence);
        }
        if (patient is { Gender: "male" or "female", GenderEvidence: { } genderEvidence })
        {
            who += patient.Gender;
            facts = facts.Add(genderEvidence);
        }
        else
            who += "patient";
        var article = who.StartsWith('8') || who.StartsWith("11-", StringComparison.Ordinal) || who.StartsWith("18-", StringComparison.Ordinal) ? "an" : "a";
        return new Proposal("hpi", $"{string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries))} is {article} {who} who presents with {(complaint.Text.EndsWith(" problem", StringComparison.Ordinal) ? "a " : "")}{complaint.Text}", complaint.From, 10) { Kind = ProposalKind.Opening, Fixed = true, Facts = facts };
    }

    private string? Complaint(string said)
    {
        var text = EndOfReason().Replace(said, "").Trim(' ', ',');
        text = LeadOfReason().Replace(text, "");
        text = Possessive().Replace(text, "");
        var counts = Cues.Embedded.In(text);
        if (text.Length < 4 || text.Count(c => c == ' ') > 9 || counts["symptom"] + counts["history"] + counts["anatomy"] + counts["surgical"] + counts["results"] == 0 && !Visit().IsMatch(text))
            return null;
        return speech.Doctor(text) is { } reason && !reason.StartsWith("the patient ", StringComparison.Ordinal) ? reason : null;
    }

    private Proposal? FromExchange(Exchange exchange)
    {
        var c = reading.CuesOf(exchange.Question);
        var relevant = reading.CountOf(exchange.Question, ConceptKind.Finding, ConceptKind.Disorder, ConceptKind.Drug) + c["symptom"] + c["history"] + c["medications"] + c["social"] + c["allergies"] + c["surgical"] + c["kin"];
        if (c.Has("small-talk"))
            return null;
        var text = relevant == 0 ? null : answers.Write(exchange);
        if (text is null)
            return Detail(exchange, c, relevant);
        var section = c.Has("kin") ? "fh" : c.Has("allergies") && c["symptom"] == 0 ? "allergies" : c["social"] > 0 && c["symptom"] - c["social"] < 1 ? "sh" : c.Has("surgical") && c["symptom"] == 0 ? "psh" : "hpi";
        // A yes to "any allergies?" is told by what is named, not by itself.
        if (section is "hpi" && c.Has("other-people") || section is "allergies" && exchange.Reply is Reply.Yes)
            return null;
        return new Proposal(section, text, [exchange.Question, exchange.Answer[0]], 3 + Math.Min(3, relevant)) { Kind = ProposalKind.Answer };
    }

    private Proposal? Detail(Exchange exchange, CueCounts c, double relevant)
    {
        if (c.Has("kin") || c.Has("other-people") || details.Write(exchange) is not { } detail)
            return null;
        var answered = reading.CuesOf(detail.From[^1]);
        if (answered.Has("other-people") || answered.Has("kin"))
            return null;
        return new Proposal(c["social"] > 0 && c["symptom"] == 0 ? "sh" : "hpi", detail.Text, detail.From, 2.5 + Math.Min(3, relevant)) { Kind = ProposalKind.Answer };
    }

    private Proposal? FromDoctor(Clause clause)
    {
        if (reading.PhaseOf(clause) is not Phase.History)
            return null;
        var c = reading.CuesOf(clause);
        var intro = Introduction().IsMatch(clause.Key);
        if (!intro && (c["history"] + c["symptom"] + c["surgical"] + c["medications"] + c["social"] == 0 || Talk().IsMatch(clause.Key)))
            return null;
        var key = Preface().Replace(clause.Key, "${rest}");
        if (!intro && !AboutPatient().IsMatch(key))
            return null;
        if (speech.Doctor(key) is not { } text || text.StartsWith("I ", StringComparison.Ordinal) && !c.Has("history"))
            return null;
        return new Proposal("hpi", text, [clause], intro ? 10 : c["history"] + c["symptom"] + 0.5 * c["medications"] + c["surgical"] - 2 * c["small-talk"]) { Kind = intro ? ProposalKind.Opening : ProposalKind.Recounted, Fixed = intro };
    }

    private Proposal? FromPatient(Clause clause)
    {
        var phase = reading.PhaseOf(clause);
        var c = reading.CuesOf(clause);
        if (phase is Phase.Plan)
            return null;
        var text = clause.Speaker is Speaker.Companion && reading.SpokenForByCompanion ? (c.Has("other-people") ? null : speech.Companion(clause)) : AboutOthers().IsMatch(clause.Key) ? null : speech.Patient(clause);
        if (text is null || !Opens().IsMatch(text) || text.Contains("would not say", StringComparison.Ordinal))
            return null;
        text = TrailsOff().Replace(text, "");
        var score = 0.7 * reading.CountOf(clause, ConceptKind.Finding, ConceptKind.Disorder, ConceptKind.Drug, ConceptKind.Test, ConceptKind.Procedure) + c["symptom"] + 0.5 * c["time"] + c["medications"] + 0.7 * c["anatomy"] + c["history"] + 0.7 * c["social"] + c["surgical"] - 2 * c["small-talk"] - (phase is Phase.Exam ? 1 : 0);
        if (c.Has("kin") && c["history"] + c["symptom"] > 0 && !clause.Words.Any(w => w.Key is "i" or "i'm" or "i've" or "me"))
            return new Proposal("fh", text, [clause], score + 1) { Kind = ProposalKind.Told };
        if (c.Has("other-people") && !text.StartsWith("the patient ", StringComparison.Ordinal))
            return null;
        var leans = Leaning().IsMatch(clause.Key);
        var section = c["social"] > 0 && c["symptom"] == 0 && c["history"] == 0 && c["medications"] == 0 ? "sh" : "hpi";
        return new Proposal(section, text, [clause], score - (leans ? 0.5 : 0)) { Kind = ProposalKind.Told, Leans = leans };
    }

    [GeneratedRegex(@"\b(?:presents?|presenting|here|came in|come in|coming in|in to see (?:me|us)|see (?:me|us)|comes in|being seen|visit|evaluated|referred)\s+(?:in\s+|today\s+|to\s+see\s+(?:me|us)\s+|to\s+|the\s+clinic\s+|the\s+office\s+|back\s+|now\s+|,\s*)*(?:for|with|because of|due to|complaining of|regarding|to establish care for)\s+(?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Reason();

    /// <summary>"The nurse says you've had some chest discomfort?"</summary>
    [GeneratedRegex(@"\b(?:says|said|told me|tells me|understand|hear|heard|see|mentioned)\s+(?:that\s+)?(?:here\s+|there\s+)?(?:you're\s+|you've\s+|you\s+)(?:have\s+|had\s+|been\s+having\s+|having\s+|got\s+|been\s+)+(?:some\s+|a\s+)?(?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ToldReason();

    /// <summary>"It's my right knee": a place without a word for what is wrong with it.</summary>
    [GeneratedRegex(@"^(?:it's|it is|well it's)\s+(?:mostly |really |just )*my\s+(?<what>(?:left |right |lower |upper )*[a-z]+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnPlace();

    [GeneratedRegex(@"^(?:i'm|i am|i've been|i have been|i've|i have|i was|i'm here)\s+(?:just\s+|been\s+|here\s+|because\s+)*(?:having|here for|here because of|got|had|experiencing|for)?\s*(?:some |a lot of |this |these |really bad |a )*(?<what>(?:[a-z'-]+ ){0,3}(?:pain|ache|cough|headache|headaches|swelling|rash|fever|numbness|tingling|dizziness|nausea|injury|trouble sleeping|shortness of breath|fatigue|weakness|palpitations|lump))\b.*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnReason();

    [GeneratedRegex(@"^(?:a |an |the |some |your |this |that |these |his |her |what |evaluation of |an evaluation of |a evaluation of |possible |kind of |little bit of |a little bit of )+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LeadOfReason();

    [GeneratedRegex(@"(?:,|\s+(?:and then|and you|so|i|we|you|he|she|it's|it|can you|could you|tell|today|but|that|which|who|is that|with a|as well|right|here|after|what|how|since|where|when)\b).*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex EndOfReason();

    [GeneratedRegex(@"\b(?:your|my|his|her|their)\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Possessive();

    [GeneratedRegex(@"\b(?:exam|annual|physical|follow[- ]?up|checkup|check-up|evaluation|refill|visit|vaccine|screening|establish)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Visit();

    [GeneratedRegex(@"\b(?:year|years)[- ]?old\b|\bpast medical history\b|\b\d+ y\.?o\b|\bpresents\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Introduction();

    [GeneratedRegex(@"^(?:(?:so|and|then|lastly|first|also|now|but|well)\s*,?\s*)*(?:i (?:know|see|saw|understand|remember|noticed|heard|have|had|think|read)(?: here| in your chart| from your chart| in the chart)?(?: that| here that)?|it looks like(?: here)?(?: that)?|it sounds like|it says here(?: that)?|you (?:said|mentioned|told me|were saying|also said|also mentioned)(?: that)?|sounds like|looks like|my nurse (?:said|told me)(?: that)?|the nurse (?:said|told me)(?: that)?)\s+(?<rest>you.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Preface();

    [GeneratedRegex(@"^(?:your|you|you're|you've|you'd)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AboutPatient();

    [GeneratedRegex(@"\b(?:tell me|let's|let me|talk|question|glad|happy to|sorry|nurse|how|what|great|remember to|you can|you should|you need|if you|you want|you know|you see|you could|you might|welcome|i want|i'd like|you're going|you'll)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Talk();

    [GeneratedRegex(@"\b(?:he|she|he's|she's|him|his|her|hers|they|they're|they've|them|their|you|you're|your)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AboutOthers();

    /// <summary>A sentence of its own begins with its subject or its time, not with the middle of a thought.</summary>
    [GeneratedRegex(@"^(?:the|he|she|it|that|this|there|those|these|they|when|if|in|on|at|since|after|before|last|yesterday|over|during|for|about|sometimes|usually|every|once|today|recently|my|his|her|walking|standing|sitting|bending|lifting|then|no|most)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Opens();

    [GeneratedRegex(@"(?:\s*,)?\s+(?:and then all of a sudden|all of a sudden|and then|and for some reason|for some reason|or whatever|and whatnot|and things|like that|or so|though|and all that|and that)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TrailsOff();

    [GeneratedRegex(@"^(?:(?:and|so|but|then)\s+)*(?:it|it's|that|that's|this|this is|those|these|which|they|the other|not|about|like)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Leaning();
}
