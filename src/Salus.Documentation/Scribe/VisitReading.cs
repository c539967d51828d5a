using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>The part of the visit a clause belongs to.</summary>
public enum Phase
{
    History,
    Exam,
    Plan,
}

/// <summary>A visit as heard: clauses with their cues, the phase each belongs to, questions with their answers, and who the patient is.</summary>
public sealed partial class VisitReading
{
    private readonly CueCounts[] cues;
    private readonly Phase[] phases;

    private VisitReading(Visit visit, ImmutableArray<Clause> clauses)
    {
        Visit = visit;
        Clauses = clauses;
        cues = [.. clauses.Select(Cues.Embedded.In)];
        phases = Phases();
        Exchanges = Exchange.Pair(clauses);
        var gender = visit.Patient?.Gender;
        Patient = PatientReference.For(string.IsNullOrWhiteSpace(gender) ? GenderSaid() : gender);
    }

    public Visit Visit { get; }

    public ImmutableArray<Clause> Clauses { get; }

    public ImmutableArray<Exchange> Exchanges { get; }

    public PatientReference Patient { get; }

    public static VisitReading Of(Visit visit) => new(visit, TurnCleanup.Clauses(visit.Transcript.Turns));

    public CueCounts CuesOf(Clause clause) => cues[clause.Index];

    public Phase PhaseOf(Clause clause) => phases[clause.Index];

    private Phase[] Phases()
    {
        var result = new Phase[Clauses.Length];
        var exam = int.MaxValue;
        var plan = int.MaxValue;
        for (var i = 0; i < Clauses.Length; i++)
        {
            if (Clauses[i].Speaker is not Speaker.Doctor || i < Clauses.Length / 10)
                continue;
            if (exam == int.MaxValue && (cues[i].Has("exam-opens") || cues[i]["exam"] >= 3))
                exam = i;
            else if (plan == int.MaxValue && i > Math.Min(exam, Clauses.Length / 2) && (cues[i].Has("plan-opens") || exam != int.MaxValue && Intends(Clauses[i].Key) && cues[i].Has("plan") && !cues[i].Has("small-talk")))
                plan = i;
        }
        if (exam == int.MaxValue && plan == int.MaxValue)
            plan = Clauses.Length * 2 / 3;
        for (var i = 0; i < result.Length; i++)
            result[i] = i >= plan ? Phase.Plan : i >= exam ? Phase.Exam : Phase.History;
        return result;
    }

    private static bool Intends(string key) => IntentWords().IsMatch(key);

    private string? GenderSaid()
    {
        foreach (var clause in Clauses.Where(c => c.Speaker is Speaker.Doctor))
        {
            var match = AgeAndSex().Match(clause.Key);
            if (match.Success)
                return match.Groups["sex"].Value is "female" or "woman" or "lady" or "girl" ? "female" : "male";
            var title = Title().Match(clause.Key);
            if (title.Success && clause.Index < 8)
                return title.Groups["title"].Value is "mr" or "sir" ? "male" : "female";
        }
        return null;
    }

    [GeneratedRegex(@"\b(?:going to|want to|like to|i'll|we'll|let's)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IntentWords();

    [GeneratedRegex(@"\b(?:year|years|yr|y)[- ]?(?:old|o)\s+(?:\w+\s+){0,3}?(?<sex>female|male|woman|man|gentleman|lady|girl|boy)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AgeAndSex();

    [GeneratedRegex(@"\b(?<title>mr|mrs|ms|miss|ma'am|sir)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Title();
}
