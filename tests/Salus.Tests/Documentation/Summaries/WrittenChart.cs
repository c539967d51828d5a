using System.Collections.Immutable;
using Salus.Documentation.Summaries;
using Salus.Fhir;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Summaries;

/// <summary>An invented patient of two sources, and what is written about her.</summary>
internal static class WrittenChart
{
    public static DateTimeOffset At { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public const string Person = """{"resourceType":"Patient","id":"p1","name":[{"family":"Okafor","given":["Ada"]}],"gender":"female","birthDate":"1961-05-04"}""";
    public const string Warfarin = """{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","authoredOn":"2024-01-05","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"Warfarin 5 mg tablet"},"dosageInstruction":[{"text":"one tablet daily"}]}""";
    public const string Penicillin = """{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"code":"active"}]},"criticality":"high","code":{"text":"Penicillin"},"reaction":[{"manifestation":[{"text":"rash"}]}]}""";
    public const string Latex = """{"resourceType":"AllergyIntolerance","id":"a2","patient":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Latex allergy (disorder)"}}""";
    public const string NoneKnown = """{"resourceType":"AllergyIntolerance","id":"a3","patient":{"reference":"Patient/p1"},"recordedDate":"2025-02-03","code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003","display":"No known allergy"}],"text":"No known allergy"}}""";
    public const string Stay = """{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/p1"},"type":[{"text":"Admission to medical ward"}],"period":{"start":"2026-02-02T10:00:00Z","end":"2026-02-06T09:00:00Z"},"hospitalization":{"dischargeDisposition":{"text":"Home"}}}""";

    public static string Potassium(string id, string day, decimal value) =>
        FormattableString.Invariant($$$"""{"resourceType":"Observation","id":"{{{id}}}","status":"final","subject":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}],"text":"Potassium"},"effectiveDateTime":"{{{day}}}","valueQuantity":{"value":{{{value}}},"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"},"referenceRange":[{"low":{"value":3.5,"code":"mmol/L"},"high":{"value":5.1,"code":"mmol/L"}}]}""");

    public static string Drug(string id, string name, string status, string from, string? until = null) =>
        $$$"""{"resourceType":"MedicationStatement","id":"{{{id}}}","status":"{{{status}}}","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"{{{name}}}"},"effectivePeriod":{"start":"{{{from}}}"{{{(until is null ? "" : $",\"end\":\"{until}\"")}}}}}""";

    public static Chart Of(params string[] resources) => OfSources([.. resources.Select(r => ("north", r))]);

    public static Chart OfSources(params (string System, string Json)[] resources) => Chart.Of(new PatientId("p1"), resources.Prepend(("north", Person)).Select(r => (r.Item1, Node: FhirNode.Parse(r.Item2))).Select(r =>
        new RecordVersion(new ResourceName(r.Node.ResourceType!, r.Node.Id!), 1, VersionAct.Create, At, r.Item1, Sha256.Of(r.Node.ToUtf8()), null, r.Node)));

    public static Written Write(SummaryKind kind, Chart chart, string? text = null) =>
        new SummaryWriter(new ModelWriter(Salus.Language.Models.ChatModels.None(TimeProvider.System), TimeProvider.System), TimeProvider.System).Write(new SummaryRequest(kind, chart, At) { Text = text });

    public static async Task<ImmutableArray<Finding>> CheckAsync(Draft draft, Sources sources) =>
        (await Inspection.RunAsync(draft, sources, [new EvidenceCheck(), new GroundingCheck(), new PersonCheck(), new SummaryCheck()], TestContext.Current.CancellationToken)).Findings;

    public static IEnumerable<string> In(this Written written, string section) => written.Draft.Statements.Where(s => s.Section == section).Select(s => s.Text);
}
