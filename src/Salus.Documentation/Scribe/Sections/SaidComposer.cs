using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Every clause that may matter, carried over as it was said, in each section it could belong to. The other composers propose what they
/// understand; this one leaves nothing out, so that what a site writes and leaves out can be learned. Without learning, a clause that is
/// full of medicine and that no other composer could use is written in the first of its sections; the rest is not.
/// </summary>
internal sealed partial class SaidComposer(VisitReading reading)
{
    /// <summary>Below the score from which a statement is written without learning.</summary>
    private const double Most = 0.9;

    /// <summary>So much of medicine makes a clause worth a sentence of its own.</summary>
    private const double Rich = 3;

    /// <summary>Longer, it runs over thoughts that nobody divided.</summary>
    private const int LongestAlone = 35;

    private readonly ClauseProse prose = new(reading.Patient, new ReportedSpeech(reading.Patient));
    private readonly ExamProse exam = new(new ReportedSpeech(reading.Patient));
    private readonly PlanProse plan = new(new ReportedSpeech(reading.Patient));

    /// <param name="understood">What is proposed already; the same words in the same section are not proposed again.</param>
    public IEnumerable<Proposal> Compose(IEnumerable<Proposal> understood)
    {
        var known = understood.Select(p => (p.Section, p.Text)).ToHashSet();
        var used = understood.Where(p => p.Score >= 1).SelectMany(p => p.From).Select(c => c.Index).ToHashSet();
        var problem = reading.Before?.Problem;
        foreach (var clause in reading.Clauses)
        {
            if (PlanComposer.ProblemOf(clause, reading) is { } announced)
                problem = announced;
            if (clause.IsQuestion || clause.IsCutOff || clause.Length < 2)
                continue;
            var weight = Weight(clause);
            if (weight <= 0)
                continue;
            var alone = weight >= Rich && clause.Length <= LongestAlone && !used.Contains(clause.Index) && !Leaning().IsMatch(clause.Key) && !reading.CuesOf(clause).Has("other-people") && !reading.CuesOf(clause).Has("kin");
            foreach (var (section, text) in Renditions(clause))
            {
                if (!known.Add((section, text)))
                    continue;
                yield return new Proposal(section, text, [clause], alone ? 1 + Math.Min(0.9, 0.1 * weight) : Math.Min(Most, 0.2 * weight))
                {
                    Kind = ProposalKind.Said,
                    Group = section is "assessment-plan" ? problem : null,
                    Label = section is "exam" ? "exam" : section is "assessment-plan" ? "reasoning" : null,
                };
                alone = false;
            }
        }
    }

    private IEnumerable<(string Section, string Text)> Renditions(Clause clause)
    {
        var c = reading.CuesOf(clause);
        if (clause.Speaker is not Speaker.Doctor)
        {
            if ((clause.Speaker is Speaker.Companion || c.Has("other-people") && !c.Has("kin") && clause.Words[0].Key.Split('\'')[0] is not "i" ? null : prose.Patient(clause)) is not { } told)
                yield break;
            // What happened to somebody else is no history of the patient.
            yield return (c.Has("kin") ? "fh" : "hpi", told);
            if (c.Has("kin") || c.Has("other-people"))
                yield break;
            foreach (var (cue, section) in OfPatient)
                if (c.Has(cue))
                    yield return (section, told);
            yield break;
        }
        var phase = reading.PhaseOf(clause);
        var whole = prose.Doctor(clause) ?? (phase is not Phase.History && reading.CountOf(clause, ConceptKind.Finding, ConceptKind.Disorder, ConceptKind.Drug, ConceptKind.Test, ConceptKind.Procedure) + c["anatomy"] > 0 ? prose.Named(clause) : null);
        if (phase is Phase.History)
        {
            if (whole is not null)
                yield return ("hpi", whole);
        }
        else
        {
            if (exam.Write(clause) is { Text: var found } && found != whole && c["exam"] + c["results"] + c["vitals"] + c["anatomy"] + reading.CountOf(clause, ConceptKind.Finding, ConceptKind.Disorder, ConceptKind.Test) > 0)
                foreach (var section in Shown(c, phase))
                    yield return (section, found);
            if (whole is not null && phase is Phase.Exam)
                foreach (var section in Shown(c, phase))
                    yield return (section, whole);
        }
        if (phase is not Phase.Plan)
            yield break;
        if (plan.Write(clause) is { } entry)
            yield return (entry.IsFollowUp ? "assessment-plan" : "followup", entry.Text);
        else if (whole is not null)
        {
            yield return ("assessment-plan", whole);
            if (c.Has("followup"))
                yield return ("followup", whole);
        }
    }

    private static readonly ImmutableArray<(string Cue, string Section)> OfPatient = [("social", "sh"), ("surgical", "psh"), ("history", "pmh"), ("medications", "medications"), ("allergies", "allergies")];

    private static IEnumerable<string> Shown(CueCounts c, Phase phase)
    {
        var result = c["results"] > 0 && c["result-says"] > 0;
        if (result)
            yield return "results";
        if (phase is Phase.Exam)
            yield return "exam";
        if (c.Has("results") && !result)
            yield return "results";
        if (c.Has("vitals") && phase is Phase.Exam)
            yield return "vitals";
    }

    /// <summary>Makes no sense without what was said before it.</summary>
    [GeneratedRegex(@"^(?:(?:and|so|but|then|or)\s+)*(?:it|it's|that|that's|this|this is|those|these|which|they|they're|the other|not|about|like|if|when|because|he|she|he's|she's)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Leaning();

    /// <summary>What the clause holds of the words of medicine; small talk takes from it.</summary>
    private double Weight(Clause clause)
    {
        var c = reading.CuesOf(clause);
        return reading.CountOf(clause, ConceptKind.Finding, ConceptKind.Disorder, ConceptKind.Drug, ConceptKind.Test, ConceptKind.Procedure)
            + c["symptom"] + c["history"] + c["medications"] + c["surgical"] + c["social"] + c["allergies"] + c["kin"] + c["anatomy"] + c["exam"] + c["results"] + c["vitals"] + c["plan"] + c["assessment"] + c["followup"] + 0.5 * c["time"]
            + (clause.Length > 4 || reading.PhaseOf(clause) is not Phase.History ? 0.5 : 0) + c["result-says"] - c["small-talk"];
    }
}
