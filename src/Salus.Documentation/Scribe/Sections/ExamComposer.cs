using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>What the doctor measured, found and read out: vital signs, examination, results.</summary>
internal sealed partial class ExamComposer(VisitReading reading)
{
    private static readonly Lazy<PhraseTable<(string Name, int Order)>> Systems = new(LoadSystems);

    private readonly ExamProse exam = new(new ReportedSpeech(reading.Patient));
    private readonly PlanProse plan = new(new ReportedSpeech(reading.Patient));

    public IEnumerable<Proposal> Compose()
    {
        string? about = null;
        Clause? announced = null;
        (string Name, int Order)? system = null;
        var systemTurn = -1;
        foreach (var clause in reading.Clauses)
        {
            if (clause.Speaker is not Speaker.Doctor)
                continue;
            var c = reading.CuesOf(clause);
            if (Shown().Match(clause.Key) is { Success: true } shown)
            {
                (about, announced) = (shown.Groups["what"].Value, clause);
                continue;
            }
            var phase = reading.PhaseOf(clause);
            if (phase is Phase.History && c["results"] + c["vitals"] == 0 || clause.Length < 2 || plan.Write(clause) is not null)
                continue;
            (string Name, string Value)[] measured = c["vitals"] > 0 && c["results"] == 0 ? [.. VitalSigns.In(clause.Key)] : [];
            foreach (var (name, value) in measured)
                yield return new Proposal("vitals", $"{name}: {value}", [clause], 6) { Kind = ProposalKind.Found, Fixed = true };
            if (measured.Length > 0 || exam.Write(clause) is not { } finding || Meta().IsMatch(finding.Text))
                continue;
            var named = Systems.Value.Find(clause.Words).Select(h => ((string Name, int Order)?)h.Means).FirstOrDefault();
            if (named is not null)
                (system, systemTurn) = (named, clause.Turn);
            else if (systemTurn < clause.Turn - 2)
                system = null;
            var result = c["results"] > 0 && (c["result-says"] > 0 || finding.About is not null) || c["results"] == 0 && about is not null && announced is not null && clause.Turn <= announced.Turn + 1 && c["result-says"] > 0;
            if (Vital().Match(finding.Text) is { Success: true } vital && c["vitals"] > 0)
            {
                yield return new Proposal("vitals", $"{vital.Groups["name"].Value}: {vital.Groups["value"].Value}", [clause], 6) { Kind = ProposalKind.Found, Fixed = true };
                continue;
            }
            if (c["vitals"] > 0 && c["results"] == 0 && (phase is Phase.Exam || phase is Phase.History && clause.Words.Any(w => char.IsAsciiDigit(w.Key[0]))))
            {
                yield return new Proposal("vitals", finding.Text, [clause], 2 + c["vitals"] + c["exam"] - 2 * c["small-talk"]) { Kind = ProposalKind.Found };
                continue;
            }
            if (result && phase is not Phase.History || result && c["result-says"] > 1)
            {
                if (phase is Phase.Plan && c["assessment"] > 0)
                    continue;
                var subject = (finding.About ?? (c["results"] == 0 ? about : null))?.Replace("your ", "", StringComparison.Ordinal);
                var text = subject is not null && !finding.Text.Contains(subject, StringComparison.OrdinalIgnoreCase) && ResultSubject().IsMatch(subject) ? $"{subject}: {Subjectless().Replace(finding.Text, "")}" : finding.Text;
                yield return new Proposal("results", text, announced is not null && c["results"] == 0 ? [announced, clause] : [clause], 2 + c["results"] + c["result-says"] - 2 * c["small-talk"]) { Kind = ProposalKind.Found };
            }
            else if (phase is Phase.Exam && (c["exam"] > 0 && (clause.Length > 2 || c["exam"] > 1) || c["anatomy"] > 0 && Judged().IsMatch(finding.Text) && !Told().IsMatch(clause.Key)))
            {
                yield return new Proposal("exam", finding.Text, [clause], 2 + c["exam"] - 2 * c["small-talk"]) { Kind = ProposalKind.Found, Group = system?.Name, Label = "exam" };
            }
        }
    }

    [GeneratedRegex(@"\b(?:I did review|I reviewed|I have reviewed|I was able to review|I wanted to go over|I looked at|I would like to|physical exam|concern me|when I touch$|knew about that|change to make|I want to|template|we sent that|this is looking|I know|we talked|we have been talking|take a listen|going to take|what that means|deep breaths)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Meta();

    /// <summary>"the ligaments are intact": a part of the body and how it was found.</summary>
    [GeneratedRegex(@"\b(?:is|are|was|were|looks?|feels?|sounds?|appears?|shows?)\b.*\b(?:intact|normal|clear|stable|symmetric|equal|soft|supple|clean|dry|warm|cool|tight|swollen|red|inflamed|enlarged|healed|healing|unremarkable|fine|good|tender|positive|negative|full|limited|decreased|increased)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Judged();

    /// <summary>What the patient told or what is to come is no finding.</summary>
    [GeneratedRegex(@"\b(?:you (?:said|told|mentioned|were saying)|if|going to|might|should|could|because|when you|want)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Told();

    private static PhraseTable<(string, int)> LoadSystems()
    {
        var table = new PhraseTable<(string, int)>();
        using var document = ScribeData.Read("exam-systems.json");
        var order = 0;
        foreach (var system in document.RootElement.GetProperty("systems").EnumerateObject())
        {
            foreach (var word in system.Value.EnumerateArray())
                table.Add(word.GetString()!, (system.Name, order));
            order++;
        }
        return table;
    }

    [GeneratedRegex(@"^(?:show me|pull up|bring up|let's look at|let's take a look at|let me look at|look at)\s+(?:the\s+|your\s+|his\s+|her\s+|some of\s+|those\s+)*(?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shown();

    [GeneratedRegex(@"^(?:(?:and|so|the|today|here)\s+)*(?<name>blood pressure|heart rate|temperature|respiratory rate|respirations|oxygen saturation|pulse ox|oxygen level|o2 sat|pulse|weight|bmi|vitals|vital signs)\s*(?:reading|readings)?(?:\s+(?:today|here|in the office|this morning|right now|here in the office|for you)|\s*,)*\s+(?:it\s+)?(?:is|was|were|are|looks|look|reads|of|at|'s)\s+(?:also\s+|like\s+|about\s+|at\s+|around\s+|here\s+|running\s+)*(?<value>.{2,60})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Vital();

    [GeneratedRegex(@"x-ray|mri|ct|echo|ekg|lab|panel|test|ultrasound|a1c|blood|scan|culture|biopsy|result", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ResultSubject();

    [GeneratedRegex(@"^(?:it|this|they|these|that|those)\s+(?:is|was|are|were|also|does|did)?\s*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subjectless();
}
