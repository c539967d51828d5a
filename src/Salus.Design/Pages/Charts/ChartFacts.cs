using System.Collections.Immutable;
using Salus.Design.Patients;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>Everything the record has about one person, by kind, ready to become a <see cref="ChartView"/>.</summary>
internal sealed class ChartFacts
{
    public ChartFacts(IReadOnlyList<RecordVersion> about, IReadOnlyList<RecordVersion> named)
    {
        Patients = [.. about.Of<Patient>()];
        Observations = [.. about.Of<Observation>()];
        Reports = [.. about.Of<DiagnosticReport>()];
        Conditions = [.. about.Of<Condition>()];
        Allergies = [.. about.Of<AllergyIntolerance>()];
        Orders = [.. about.Of<MedicationRequest>()];
        Statements = [.. about.Of<MedicationStatement>()];
        Encounters = [.. about.Of<Encounter>()];
        Procedures = [.. about.Of<Procedure>()];
        Immunisations = [.. about.Of<Immunization>()];
        Documents = [.. about.Of<DocumentReference>()];
        Medications = about.Concat(named).Where(v => v is { Name.Type: "Medication", Stored: not null } && v.Stored["code"] is not null)
            .DistinctBy(v => v.Name.Id, StringComparer.Ordinal).ToDictionary(v => v.Name.Id, v => new CodeableConcept(v.Stored!["code"]!), StringComparer.Ordinal);
    }

    public ImmutableArray<Fact<Patient>> Patients { get; }

    public ImmutableArray<Fact<Observation>> Observations { get; }

    public ImmutableArray<Fact<DiagnosticReport>> Reports { get; }

    public ImmutableArray<Fact<Condition>> Conditions { get; }

    public ImmutableArray<Fact<AllergyIntolerance>> Allergies { get; }

    public ImmutableArray<Fact<MedicationRequest>> Orders { get; }

    public ImmutableArray<Fact<MedicationStatement>> Statements { get; }

    public ImmutableArray<Fact<Encounter>> Encounters { get; }

    public ImmutableArray<Fact<Procedure>> Procedures { get; }

    public ImmutableArray<Fact<Immunization>> Immunisations { get; }

    public ImmutableArray<Fact<DocumentReference>> Documents { get; }

    /// <summary>Medication resources that orders refer to, by id.</summary>
    private Dictionary<string, CodeableConcept> Medications { get; }

    public ChartView ToView(string id, DateOnly today)
    {
        var (knowledge, allergies, noneBy) = ProblemReading.Allergies(Allergies);
        var (vitals, panels) = ResultReading.Read(Observations, Reports);
        return new ChartView(id, PatientReading.Read(Patients, today))
        {
            AllergyKnowledge = knowledge,
            Allergies = allergies,
            NoAllergiesBy = noneBy,
            Problems = ProblemReading.Problems(Conditions),
            Medications = MedicationReading.Read(Orders, Statements, Medications),
            Vitals = vitals,
            Panels = panels,
            Encounters = ItemReading.Encounters(Encounters),
            Procedures = ItemReading.Procedures(Procedures),
            Immunisations = ItemReading.Immunisations(Immunisations),
            Documents = ItemReading.Documents(Documents),
        };
    }
}
