using System.Collections.Immutable;
using System.Text;
using Salus.Fhir;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Writing;

/// <summary>A chart of an invented patient, with the sources that go with a draft about her.</summary>
internal static class InventedChart
{
    public static DateTimeOffset At { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly string[] resources =
    [
        """{"resourceType":"Patient","id":"p1","name":[{"family":"Okafor","given":["Ada"]}],"gender":"female","birthDate":"1961-05-04"}""",
        """{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Type 2 diabetes"},"onsetDateTime":"2014-03-01","subject":{"reference":"Patient/p1"}}""",
        """{"resourceType":"Condition","id":"c2","clinicalStatus":{"coding":[{"code":"resolved"}]},"code":{"text":"Pneumonia"},"onsetDateTime":"2019","subject":{"reference":"Patient/p1"}}""",
        """{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Penicillin"},"reaction":[{"manifestation":[{"text":"rash"}]}]}""",
        """{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","authoredOn":"2024-01-05","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"Metformin"},"dosageInstruction":[{"text":"500 mg twice daily"}]}""",
        """{"resourceType":"MedicationRequest","id":"m2","status":"stopped","intent":"order","authoredOn":"2023-01-05","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"Lisinopril"},"dosageInstruction":[{"doseAndRate":[{"doseQuantity":{"value":10,"unit":"mg"}}],"timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"d"}}}]}""",
        """{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"},"code":{"text":"Creatinine"},"effectiveDateTime":"2026-02-20","valueQuantity":{"value":1.1,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"},"referenceRange":[{"high":{"value":1.0,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}]}""",
        """{"resourceType":"Procedure","id":"x1","status":"completed","subject":{"reference":"Patient/p1"},"code":{"text":"Left knee arthroscopy"},"performedDateTime":"2018-06-02"}""",
        """{"resourceType":"Immunization","id":"i1","status":"completed","patient":{"reference":"Patient/p1"},"vaccineCode":{"text":"Influenza vaccine"},"occurrenceDateTime":"2025-10-11"}""",
        """{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/p1"},"type":[{"text":"Diabetes review"}],"period":{"start":"2026-02-20"}}""",
        $$$"""{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{"reference":"Patient/p1"},"type":{"text":"Letter"},"date":"2025-05-01T10:00:00Z","content":[{"attachment":{"contentType":"text/plain","data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes("She has no chest pain.\n\nMRI of the left knee shows a small effusion."))}}}"}}]}""",
    ];

    public static Chart Chart { get; } = Chart.Of(new PatientId("p1"), resources.Select(r => FhirNode.Parse(r)).Select(r =>
        new RecordVersion(new ResourceName(r.ResourceType!, r.Id!), 1, VersionAct.Create, At, "north", Sha256.Of(r.ToUtf8()), null, r)));

    public static ImmutableArray<ChartSentence> Sentences { get; } = ChartSentences.Of(Chart, At);

    /// <summary>Everything that any sentence points at.</summary>
    public static Sources Sources { get; } = Sources.Of(ChartSentences.SourcesOf(Chart, Sentences.SelectMany(s => s.Evidence), Sentences));

    public static ChartSentence Says(ChartSentenceKind kind, string part) => Sentences.Single(s => s.Kind == kind && s.Text.Contains(part, StringComparison.OrdinalIgnoreCase));
}
