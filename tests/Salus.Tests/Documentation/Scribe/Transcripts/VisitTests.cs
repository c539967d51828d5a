using System.Text;
using Salus.Documentation.Scribe;
using Salus.Fhir;

namespace Salus.Tests.Documentation.Scribe.Transcripts;

public sealed class VisitTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);
    private static readonly Transcript Short = Read.Text("[doctor] Hello <b>there</b>.\n[patient] Hi.");

    [Fact]
    public void Sources_hold_the_turns_word_for_word_and_the_bytes_as_they_came()
    {
        var source = Assert.Single(new Visit("v1", Short).ToSources());
        Assert.Equal(("transcript", "text/plain"), (source.Id, source.MediaType));
        Assert.Equal([("doctor", "Hello <b>there</b>."), ("patient", "Hi.")], source.Segments.Select(s => (s.Speaker, s.Text)));
        Assert.Equal("[doctor] Hello <b>there</b>.\n[patient] Hi.", Encoding.UTF8.GetString(source.Original.AsSpan()));
    }

    [Fact]
    public void Patient_and_encounter_become_FHIR_and_their_evidence_resolves()
    {
        var visit = new Visit("visit 1", Short, new VisitPatient("P-7", "Ngozi Okafor", "female", 62), At);
        var sources = visit.ToSources();
        var patient = FhirNode.Parse(sources.Find("patient")!.Original.AsSpan());
        foreach (var (evidence, value) in new[] { (visit.Patient!.NameEvidence, "Ngozi Okafor"), (visit.Patient.GenderEvidence, "female"), (visit.Patient.AgeEvidence, "62") })
        {
            Assert.Equal(value, evidence!.Value);
            Assert.Equal(value, Assert.Single(Salus.Fhir.Paths.FhirPath.Parse(evidence.Path).Select(patient)).Value);
        }
        Assert.Equal("2026-03-03T09:00:00.000+00:00", FhirNode.Parse(sources.Find("encounter")!.Original.AsSpan()).ValueAt("Encounter.period.start"));
    }

    [Theory]
    [InlineData("1964-03-03", 62)]
    [InlineData("1964-03-04", 61)]
    [InlineData("2024-02-29", 2)]
    [InlineData("1964", null)]
    [InlineData("2027-01-01", null)]
    public void The_age_is_worked_out_only_when_it_is_certain(string born, int? age)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","id":"p","name":[{"use":"nickname","text":"Go"},{"use":"official","family":"Okafor","given":["Ngozi"]}],"gender":"female","birthDate":"{{born}}"}""");
        var patient = VisitPatient.FromFhir(json, "p.json", At);
        Assert.Equal(("p", "Ngozi Okafor", "female", age), (patient.Id, patient.Name, patient.Gender, patient.AgeYears));
        Assert.Equal(born, patient.AgeEvidence!.Value);
        Assert.Equal(born, patient.Resource.ValueAt(patient.AgeEvidence.Path));
    }

    [Theory]
    [InlineData("{\"resourceType\":\"Observation\"}", "not a Patient")]
    [InlineData("nonsense", "JSON object")]
    public void Something_else_than_a_patient_is_refused(string json, string says) =>
        Assert.Contains(says, Assert.Throws<TranscriptException>(() => VisitPatient.FromFhir(Encoding.UTF8.GetBytes(json), "p.json", At)).Message, StringComparison.Ordinal);
}
