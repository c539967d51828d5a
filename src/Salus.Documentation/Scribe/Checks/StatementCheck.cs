using System.Globalization;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>Checks single statements, whoever wrote them, against the conversation and what is known of the patient.</summary>
public static class StatementCheck
{
    /// <summary>The checker for a visit: its turns, then what the record says of the patient, as sentences.</summary>
    /// <param name="vocabulary">The words that findings and drugs are known by; null for those that come with Salus.</param>
    public static ClaimChecker CheckerOf(Visit visit, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(visit);
        return new ClaimChecker(visit.Transcript.Turns.Select(ToPassage).Concat(Facts(visit.Patient)), vocabulary ?? Vocabulary.Embedded);
    }

    /// <summary>The verdict on a statement of one or more claims: as bad as its worst claim.</summary>
    /// <param name="turns">How many of the checker's passages are turns; the others are facts of the record.</param>
    public static StatementVerdict Verdict(string id, string statement, ClaimChecker checker, int turns)
    {
        ArgumentNullException.ThrowIfNull(checker);
        var claims = checker.Check(statement).Select(ClaimJudge.Embedded.Judge).ToArray();
        var worst = Worst(claims);
        string? PlaceOf(int passage) => passage < turns ? string.Create(CultureInfo.InvariantCulture, $"turn {passage + 1}") : null;
        return new StatementVerdict(id, worst is not Language.Grounding.Verdict.Supported, Word(worst),
            [.. claims.SelectMany(c => c.Faults).Select(f => ToFinding(f, PlaceOf, p => p < turns ? p : null))]);
    }

    /// <summary>A text is as bad as its worst claim.</summary>
    internal static Verdict Worst(IEnumerable<CheckedClaim> claims) =>
        claims.Select(c => c.Verdict).OrderBy(v => v switch { Language.Grounding.Verdict.Contradicted => 0, Language.Grounding.Verdict.NotFound => 1, _ => 2 }).FirstOrDefault();

    internal static StatementFinding ToFinding(Fault fault, Func<int, string?> placeOf, Func<int, int?> turnOf) =>
        new(KindOf(fault.Kind), Word(fault.Weight is FaultWeight.Contradicted ? Language.Grounding.Verdict.Contradicted : Language.Grounding.Verdict.NotFound), MessageOf(fault, placeOf), fault.Claimed, fault.Claim.Start, fault.Claim.Length, fault.Said, fault.Passage is { } passage ? turnOf(passage) : null);

    internal static string Word(Verdict verdict) => verdict switch { Language.Grounding.Verdict.Contradicted => "contradicted", Language.Grounding.Verdict.NotFound => "not-found", _ => "supported" };

    private static string KindOf(FaultKind kind) => kind switch
    {
        FaultKind.DrugAct => "drug-act",
        FaultKind.NotNamed => "not-said",
        _ => kind.ToString().ToLowerInvariant(),
    };

    internal static string MessageOf(Fault fault, Func<int, string?> placeOf)
    {
        var place = fault.Passage is { } passage && placeOf(passage) is { } named ? $" ({named})" : "";
        return (fault.Kind, fault.Weight) switch
        {
            (FaultKind.Polarity, _) => $"'{fault.Claimed}' was {fault.Said}{place}.",
            (FaultKind.Experiencer, FaultWeight.Contradicted) => $"'{fault.Claimed}' was said of somebody else: '{fault.Said}'{place}.",
            (_, FaultWeight.Contradicted) => $"The statement says '{fault.Claimed}'; the source says '{fault.Said}'{place}.",
            (_, FaultWeight.Elsewhere) => $"'{fault.Claimed}' was said of something else{place}.",
            _ => $"'{fault.Claimed}' was not said.",
        };
    }

    internal static Passage ToPassage(Turn turn) => new(turn.Speaker switch
    {
        Speaker.Doctor => SpeakerRole.Clinician,
        Speaker.Patient => SpeakerRole.Patient,
        Speaker.Companion => SpeakerRole.Companion,
        _ => SpeakerRole.Unknown,
    }, turn.Text);

    internal static IEnumerable<Passage> Facts(VisitPatient? patient) =>
        patient is null ? [] : new PersonSentences(patient.Name, patient.Gender, patient.AgeYears, NamePath: null, AgePath: null).Passages();
}
