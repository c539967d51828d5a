using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Resources;

namespace Salus.Trust;

/// <summary>
/// What the record knows about one person, put together from all sources for capabilities and pages to read. Nothing is decided here:
/// where sources differ, both stand side by side, and every fact leads to the version that says it. What was entered in error is left out.
/// </summary>
public sealed record Chart
{
    private readonly ImmutableDictionary<string, RecordVersion> byPlace;

    private Chart(PatientId patient, IReadOnlyList<RecordVersion> versions)
    {
        Patient = patient;
        byPlace = versions.ToImmutableDictionary(v => v.Place, StringComparer.Ordinal);
        Identities = [.. Of<Patient>(versions).OrderBy(p => p.Version.Name.Id == patient.Value ? 0 : 1).ThenBy(p => p.Version.Place, StringComparer.Ordinal)];
        Encounters = Newest(Of<Encounter>(versions).Where(e => e.Resource.Status is not ("entered-in-error" or "cancelled")), e => e.Period?.Start);
        Procedures = Newest(Of<Procedure>(versions).Where(p => p.Resource.Status is not ("entered-in-error" or "not-done")), p => p.Performed);
        Immunisations = Newest(Of<Immunization>(versions).Where(i => i.Resource.Status is not "entered-in-error"), i => i.Occurrence);
        Documents = Newest(Of<DocumentReference>(versions).Where(d => d.Resource.Status is not ("entered-in-error" or "superseded")), d => d.Date ?? d.Context?.Period?.Start);
        Reports = Newest(Of<DiagnosticReport>(versions).Where(r => r.Resource.Status is not ("entered-in-error" or "cancelled")), r => r.Effective ?? r.Issued);
        CarePlans = Newest(Of<CarePlan>(versions).Where(p => p.Resource.Status is not "entered-in-error"), p => p.Period?.Start);
        Problems = ChartProblem.From(Of<Condition>(versions));
        Allergies = ChartAllergies.From(Of<AllergyIntolerance>(versions));
        Medications = ChartMedication.From(Of<MedicationRequest>(versions), Of<MedicationStatement>(versions), MedicationNames(versions));
        Results = ResultCourse.From(Of<Observation>(versions), Reports);
    }

    public PatientId Patient { get; }

    /// <summary>Every version it was put together from, also those that no list shows, by their place.</summary>
    public ImmutableArray<RecordVersion> Versions => [.. byPlace.Values.OrderBy(v => v.Place, StringComparer.Ordinal)];

    /// <summary>Patient resources of this person; first the one that names the chart.</summary>
    public ImmutableArray<ChartFact<Patient>> Identities { get; }

    /// <summary>Each problem once, active ones first, then the newest.</summary>
    public ImmutableArray<ChartProblem> Problems { get; }

    public ChartAllergies Allergies { get; }

    /// <summary>Each medication once over all sources: conflicts first, then current ones.</summary>
    public ImmutableArray<ChartMedication> Medications { get; }

    /// <summary>Laboratory results, vital signs and other observations, each as a course over time.</summary>
    public ImmutableArray<ResultCourse> Results { get; }

    /// <summary>Newest first, as all that follow.</summary>
    public ImmutableArray<ChartFact<Encounter>> Encounters { get; }

    public ImmutableArray<ChartFact<Procedure>> Procedures { get; }

    public ImmutableArray<ChartFact<Immunization>> Immunisations { get; }

    public ImmutableArray<ChartFact<DocumentReference>> Documents { get; }

    /// <summary>What was written and signed here.</summary>
    public ImmutableArray<SignedNoteMention> SignedNotes { get; init; } = [];

    /// <summary>The words of the newest of <see cref="SignedNotes"/>, as many as were asked for; none unless they were.</summary>
    public ImmutableArray<SignedText> SignedTexts { get; init; } = [];

    public ImmutableArray<ChartFact<DiagnosticReport>> Reports { get; }

    public ImmutableArray<ChartFact<CarePlan>> CarePlans { get; }

    /// <summary>
    /// A chart of versions as they are in the record, for example of <see cref="Record.EverythingAsync"/>. Deleted ones are left out;
    /// resources that the patient's refer to, such as Medication, give names.
    /// </summary>
    public static Chart Of(PatientId patient, IEnumerable<RecordVersion> versions) =>
        new(patient, [.. versions.Where(v => v.Stored is not null).DistinctBy(v => v.Place, StringComparer.Ordinal)]);

    /// <summary>The version an evidence points at, as a source that goes with a draft; null when it is not of this chart.</summary>
    public Source? SourceOf(Evidence evidence) =>
        byPlace.TryGetValue(evidence.Source, out var version) ? version.ToSource($"{version.Name.Type} from {version.SourceSystem}") : null;

    private static ImmutableArray<ChartFact<T>> Of<T>(IEnumerable<RecordVersion> versions)
        where T : struct, IResourceView<T> =>
        [.. versions.Where(v => string.Equals(v.Name.Type, T.ResourceType, StringComparison.Ordinal)).Select(v => new ChartFact<T>(T.Of(v.Stored!), v))];

    private static ImmutableArray<ChartFact<T>> Newest<T>(IEnumerable<ChartFact<T>> facts, Func<T, FhirDate?> at)
        where T : struct, IResourceView<T> =>
        [.. facts.OrderByDescending(f => at(f.Resource)?.Start ?? DateTimeOffset.MinValue).ThenBy(f => f.Version.Place, StringComparer.Ordinal)];

    private static Dictionary<string, CodeableConcept> MedicationNames(IEnumerable<RecordVersion> versions) =>
        versions.Where(v => v.Name.Type is "Medication" && v.Stored?["code"] is not null)
            .DistinctBy(v => v.Name.Id, StringComparer.Ordinal)
            .ToDictionary(v => v.Name.Id, v => new CodeableConcept(v.Stored!["code"]!), StringComparer.Ordinal);
}
