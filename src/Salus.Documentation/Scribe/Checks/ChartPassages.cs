using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Resources;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Trust;

namespace Salus.Documentation.Scribe.Checks;

/// <summary>A passage of the sources and how a reader finds it.</summary>
/// <param name="Place">For messages: <c>visit.txt, turn 3</c>, <c>letter.txt, paragraph 2</c>, <c>MedicationRequest/m1</c>.</param>
/// <param name="Element">The value in the chart that says it; null for turns and paragraphs.</param>
public sealed record PlacedPassage(Passage Passage, string Place, Element? Element = null)
{
    /// <summary>Zero-based turn of a transcript; null for anything else.</summary>
    public int? Turn { get; init; }
}

/// <summary>
/// A chart as sentences that a claim can be held against: who the patient is, problems, medications with doses, allergies, results with
/// units and dates, procedures. Each leads to the version in the record that says it. What a source says is over is said to be over.
/// </summary>
public static class ChartPassages
{
    /// <summary>Results older than the newest few of their kind are left out: a course may hold thousands.</summary>
    private const int KeptPoints = 10;

    /// <param name="at">Ages are those of this day; null leaves them out.</param>
    public static ImmutableArray<PlacedPassage> Of(Chart chart, DateTimeOffset? at)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return
        [
            .. chart.Identities.SelectMany(i => StatementCheck.Facts(VisitPatient.FromFhir(i.Version.Stored!, at)).Select(f => new PlacedPassage(f, Named(i.Version), Evidence(i.Version, "Patient.gender") ?? Evidence(i.Version, "Patient.birthDate")))),
            .. chart.Problems.Select(Problem),
            .. chart.Medications.SelectMany(m => m.Accounts).Select(Medication),
            .. chart.Allergies.All.Select(Allergy),
            .. chart.Allergies.NoneKnownBy is { } none ? [Said("The patient has no known allergies.", none.Version, Concept(none.Version, "AllergyIntolerance.code"))] : ImmutableArray<PlacedPassage>.Empty,
            .. chart.Results.SelectMany(c => c.Points.TakeLast(KeptPoints).Select(p => Result(c, p))),
            .. chart.Procedures.Where(p => p.Resource.Code?.Display is not null).Select(p => Said($"The patient had {p.Resource.Code!.Value.Display}{On(p.Resource.Performed)}.", p.Version, Concept(p.Version, "Procedure.code"))),
        ];
    }

    private static PlacedPassage Problem(ChartProblem problem) => Said(
        problem.Active ? $"The patient has {problem.Name}{Since(problem.Since)}." : $"The patient had {problem.Name} in the past; it is resolved.",
        problem.Shown.Version, Concept(problem.Shown.Version, "Condition.code"));

    private static PlacedPassage Medication(MedicationSaying saying)
    {
        var dose = string.Join("; ", saying.Dosages.Select(DoseOf).Where(d => d.Length > 0));
        return Said($"The patient {(saying.Current ? "takes" : "took, and has stopped,")} {saying.Name}{(dose.Length > 0 ? " " + dose : "")}{Since(saying.From)}{(saying.Reason is { } reason ? $", for {reason}" : "")}.", saying.Version, Concept(saying.Version, saying.Path));
    }

    private static string DoseOf(Dosage dosage)
    {
        if (dosage.Text is { Length: > 0 } text)
            return text;
        var amount = string.Join(" and ", dosage.Doses.Select(d => d.Dose).OfType<Quantity>().Select(q => string.Create(CultureInfo.InvariantCulture, $"{q.Value} {q.Unit ?? q.Code}")));
        var every = dosage.Timing?.Repeat is { Frequency: { } times, PeriodUnit: { } unit } repeat
            ? string.Create(CultureInfo.InvariantCulture, $" {times} times every {repeat.Period ?? 1} {UnitWord(unit)}")
            : dosage.Timing?.Code?.Display is { } code ? " " + code : "";
        return (amount + every).Trim();
    }

    private static PlacedPassage Allergy(ChartAllergy allergy)
    {
        var reactions = allergy.Reactions.IsEmpty ? "" : $"; it causes {string.Join(" and ", allergy.Reactions)}";
        return Said(allergy.Active ? $"The patient is allergic to {allergy.Substance}{reactions}." : $"An allergy to {allergy.Substance} was recorded and is no longer active.", allergy.Shown.Version, Concept(allergy.Shown.Version, "AllergyIntolerance.code"));
    }

    private static PlacedPassage Result(ResultCourse course, ResultPoint point) =>
        new(new Passage(SpeakerRole.Note, string.Create(CultureInfo.InvariantCulture, $"{course.Name}{(point.Part.Length > 0 ? " " + point.Part : "")} was {point.Comparator}{point.Text} on {point.At:MMMM d, yyyy}.")), Named(point.Fact.Version), Evidence(point.Fact.Version, point.Number is null ? point.Path : point.Path + ".value"));

    private static PlacedPassage Said(string text, RecordVersion version, Element? evidence) => new(new Passage(SpeakerRole.Note, text), Named(version), evidence);

    private static string Named(RecordVersion version) => version.Name.ToString()!;

    private static Element? Concept(RecordVersion version, string path) => Evidence(version, path + ".text") ?? Evidence(version, path + ".coding[0].display");

    private static Element? Evidence(RecordVersion version, string path)
    {
        try
        {
            return ChartEvidence.Of(version, path);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Since(FhirDate? date) => date is { } known ? string.Create(CultureInfo.InvariantCulture, $" since {Day(known)}") : "";

    private static string On(FhirDate? date) => date is { } known ? string.Create(CultureInfo.InvariantCulture, $" in {Day(known)}") : "";

    private static string Day(FhirDate date) => date.Start.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);

    private static string UnitWord(string ucum) => ucum switch { "h" => "hours", "d" => "day", "wk" => "week", "mo" => "month", "a" => "year", _ => ucum };
}
