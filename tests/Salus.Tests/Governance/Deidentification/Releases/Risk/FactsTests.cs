using System.Text;
using Salus.Fhir;
using Salus.Governance.Deidentification.Releases;
using Salus.Governance.Deidentification.Releases.Risk;
using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Releases.Risk;

public sealed class FactsTests : IDisposable
{
    private readonly Clinic clinic = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => clinic.Dispose();

    [Fact]
    public async Task Patients_of_bundles_and_of_lines_are_compared_by_what_goes_out()
    {
        var patients = string.Join(",", Enumerable.Range(0, 11).Select(i => """
            {"fullUrl":"urn:uuid:p#","resource":{"resourceType":"Patient","id":"p#","gender":"female","birthDate":"1960","address":[{"state":"MA","postalCode":"021"}],
             "extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[{"url":"ombCategory","valueCoding":{"code":"2106-3"}}]}]}},
            {"resource":{"resourceType":"Encounter","subject":{"reference":"urn:uuid:p#"},"period":{"start":"2019","end":"2019"},"participant":[{"period":{"start":"1999"}}]}},
            {"resource":{"resourceType":"Condition","category":[{"coding":[{"code":"encounter-diagnosis"}]}],"code":{"coding":[{"code":"44054006"}]},"subject":{"reference":"Patient/p#"}}}
            """.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        clinic.Put("bundle.json", """{"resourceType":"Bundle","id":"b","entry":[""" + patients + "]}");
        clinic.Put("more.ndjson", """{"birthDate":"1931","id":"p99","gender":"male","resourceType":"Patient"}""" + "\n");

        var risk = (await RunAsync(new NoteReader(".json"), new NoteReader(".ndjson"))).Risk!;

        Assert.Equal((12, 1, 1, 1), (risk.People, risk.SmallestK, risk.BelowFive, risk.BelowEleven));
        Assert.Equal([QuasiIdentifier.BirthYear, QuasiIdentifier.Sex, QuasiIdentifier.PostalCode, QuasiIdentifier.State, QuasiIdentifier.Race, QuasiIdentifier.AdmissionYear], risk.Columns.Select(c => c.Column));
        Assert.Equal("2019", Assert.Single(risk.Columns.Single(c => c.Column is QuasiIdentifier.AdmissionYear).Common).Value);
        Assert.Equal(0, risk.SmallestL);
    }

    [Fact]
    public async Task FHIR_as_XML_tells_the_same_as_FHIR_as_JSON()
    {
        const string Json = """
            {"resourceType":"Bundle","type":"collection","entry":[
            {"fullUrl":"urn:uuid:p1","resource":{"resourceType":"Patient","id":"p1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>born 1960</p></div>"},"extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[{"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3"}}]}],
             "gender":"female","birthDate":"1960","address":[{"state":"MA","postalCode":"021"}]}},
            {"resource":{"resourceType":"Patient","id":"p2","gender":"male","birthDate":"1971-05-02"}},
            {"resource":{"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"subject":{"reference":"urn:uuid:p1"},"participant":[{"period":{"start":"1999"}}],"period":{"start":"2019","end":"2019"}}},
            {"resource":{"resourceType":"Condition","category":[{"coding":[{"code":"encounter-diagnosis"}]}],"code":{"coding":[{"code":"44054006"}]},"subject":{"reference":"Patient/p1"}}},
            {"resource":{"resourceType":"Condition","code":{"coding":[{"code":"38341003"}]},"subject":{"reference":"Patient/p2"}}}]}
            """;
        clinic.Put("bundle.json", Json);
        var json = (await RunAsync(new NoteReader(".json"))).Risk!;
        File.Delete(Path.Combine(clinic.Input.FullName, "bundle.json"));
        clinic.Put("bundle.xml", Encoding.UTF8.GetString(FhirNode.Parse(Json).ToXml()));
        var risk = (await RunAsync(new NoteReader(".xml"))).Risk!;

        Assert.Equal((2, 1, 2), (risk.People, risk.SmallestK, risk.BelowFive));
        Assert.Equal([QuasiIdentifier.BirthYear, QuasiIdentifier.Sex, QuasiIdentifier.PostalCode, QuasiIdentifier.State, QuasiIdentifier.Race, QuasiIdentifier.AdmissionYear], risk.Columns.Select(c => c.Column));
        Assert.Equal((2, 1), (risk.RareDiagnoses, risk.SmallestL));
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(json), System.Text.Json.JsonSerializer.Serialize(risk));
    }

    [Fact]
    public async Task Rows_of_a_table_are_people_unless_a_column_names_them()
    {
        clinic.Put("a.csv", "patient_id;birth_date;Sex;note\n1;1960-05-01;f;\"a; b\"\n1;1960-05-01;f;x\n2;1971;m;y\n");
        clinic.Put("b.csv", "age,zip3\n40,021\n41,021\n");

        var risk = (await RunAsync(new NoteReader(".csv"))).Risk!;

        Assert.Equal(4, risk.People);
        Assert.Equal([QuasiIdentifier.BirthYear, QuasiIdentifier.Age, QuasiIdentifier.Sex, QuasiIdentifier.PostalCode], risk.Columns.Select(c => c.Column));
    }

    [Fact]
    public async Task Messages_and_clinical_documents_tell_of_their_patients_too()
    {
        clinic.Put("a.hl7", "MSH|^~\\&|A|B\rPID|1||77^^^H||X^Y||19600501|F||2106-3|^^X^MA^02139\rPV1|1|I" + new string('|', 42) + "20190301\rDG1|1||I10\r");
        clinic.Put("b.xml", """<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><addr><state>MA</state><postalCode>021</postalCode></addr><patient><administrativeGenderCode code="F"/><birthTime value="1960"/><raceCode code="2106-3"/></patient></patientRole></recordTarget><author><time value="2001"/></author></ClinicalDocument>""");

        var risk = (await RunAsync(new NoteReader(".hl7"), new NoteReader(".xml"))).Risk!;

        Assert.Equal(2, risk.People);
        Assert.Equal([QuasiIdentifier.BirthYear, QuasiIdentifier.Sex, QuasiIdentifier.PostalCode, QuasiIdentifier.State, QuasiIdentifier.Race, QuasiIdentifier.AdmissionYear], risk.Columns.Select(c => c.Column));
        Assert.Equal(1, risk.Columns.Single(c => c.Column is QuasiIdentifier.BirthYear).Levels);
    }

    [Fact]
    public async Task An_output_that_cannot_be_read_back_is_not_released()
    {
        clinic.Put("a.json", """{"a": """);

        Assert.Contains("cannot be read back", (await Assert.ThrowsAsync<DeidentificationException>(() => RunAsync(new NoteReader(".json")))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.json", """{"resourceType":"Zoltan","text":"met Zoltan","id":"Zoltan","system":"Zoltan","data":"bWV0IFpvbHRhbiB0b2RheQ==","div":"<div xmlns=\"Zoltan\">met <b>Zoltan</b></div>","n":[{"given":["Zoltan"]}]}""", 5)]
    [InlineData("e.json", """{"code":{"coding":[{"system":"http://loinc.org","code":"1","display":"Zoltan count"}],"text":"Zoltan count"},"performer":{"display":"Zoltan"},"local":[{"system":"http://here","display":"Zoltan"}],"at":"2020-01-02T03:04:05Z"}""", 2)]
    [InlineData("b.xml", """<a xmlns="Zoltan" code="Zoltan"><b value="Zoltan"/><c>Zol<i>tan</i> Zoltan</c><!-- Zoltan --></a>""", 3)]
    [InlineData("c.hl7", "PID|1||Zoltan^Virag|\rOBX|1|TX|||met Zoltan\r", 2)]
    [InlineData("d.txt", "Zoltan\nZoltan", 2)]
    public async Task The_second_opinion_reads_strings_of_every_kind_of_file(string name, string text, int finds)
    {
        clinic.Put(name, text);
        var work = clinic.Works.Begin(Guid.Empty);
        using (work)
            Assert.Equal(finds, (await clinic.Run(new Listed("second", ("Zoltan", IdentifierClass.Name)), new NoteReader(Path.GetExtension(name))).RunAsync(clinic.Request, work, null, Cancel)).Second!.Total);
    }

    [Fact]
    public async Task A_hundred_thousand_words_in_one_line_are_read_in_pieces_and_none_is_lost()
    {
        clinic.Put("a.txt", string.Join(' ', Enumerable.Repeat("Zoltan", 100_000)));
        using var work = clinic.Works.Begin(Guid.Empty);

        var report = await clinic.Run(new Listed("second", ("Zoltan", IdentifierClass.Name))).RunAsync(clinic.Request, work, null, Cancel);

        Assert.Equal(100_000, report.Second!.Total);
        Assert.Single(work.Finds);
        Assert.Equal(SampleLength, Assert.Single(work.Samples).Text.Length);
    }

    private const int SampleLength = Salus.Governance.Deidentification.Releases.Sampling.SampledDocument.LongestShown;

    private async Task<ReleaseReport> RunAsync(params IFileDeidentifier[] readers)
    {
        using var work = clinic.Works.Begin(Guid.Empty);
        return await clinic.Run(null, readers).RunAsync(clinic.Request, work, null, Cancel);
    }
}
