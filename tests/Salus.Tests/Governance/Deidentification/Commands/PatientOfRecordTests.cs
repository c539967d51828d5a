using System.Text.Json;
using Salus.Tests.Trust;
using Salus.Tests.Workbench.Commands;
using Salus.Trust;

namespace Salus.Tests.Governance.Deidentification.Commands;

/// <summary>What the record knows of a patient is searched for, by who may, and the reading is audited.</summary>
public sealed class PatientOfRecordTests : IAsyncLifetime
{
    private const string Chart = """
        {"resourceType":"Bundle","type":"collection","entry":[
        {"resource":{"resourceType":"Patient","id":"p1","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"https://wharfside.example/mrn","value":"WH-77 30419"}],
          "name":[{"use":"official","family":"Wanjala","given":["Grace","Nafula"]},{"use":"maiden","family":"Otieno"},{"use":"nickname","given":["Zawadi"]}],
          "birthDate":"1951-07-19","telecom":[{"system":"phone","value":"0161 496 0231"}],"address":[{"line":["9 Tannery Steps"],"city":"Oldmere","postalCode":"ZE9 4QT"}],
          "contact":[{"relationship":[{"text":"son"}],"name":{"family":"Wanjala","given":["Barasa"]},"telecom":[{"system":"phone","value":"0161 496 0777"}]}],
          "generalPractitioner":[{"reference":"Practitioner/gp","display":"Dr. Ottoline Threlkeld"}]}},
        {"resource":{"resourceType":"Practitioner","id":"gp","name":[{"family":"Threlkeld","given":["Ottoline"]}]}},
        {"resource":{"resourceType":"RelatedPerson","id":"r1","patient":{"reference":"Patient/p1"},"name":[{"family":"Mukhwana","given":["Simiyu"]}]}},
        {"resource":{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/p1"},"identifier":[{"value":"V-5520-981"}],
          "participant":[{"individual":{"reference":"Practitioner/np","display":"Fenwick Abara"}}]}},
        {"resource":{"resourceType":"Practitioner","id":"np","name":[{"family":"Abara","given":["Fenwick"]}]}}
        ]}
        """;

    private const string Note = "wanjala came with barasa; grace is well. formerly otieno, called zawadi. DOB 19.7.51, no. WH7730419, visit V5520981, tannery steps, 01614960777.\nthrelkeld and abara agree, simiyu mukhwana drove. Grade 2 murmur, potassium 4.1.";

    private static readonly string[] secrets = ["wanjala", "barasa", "grace", "otieno", "zawadi", "19.7.51", "WH7730419", "V5520981", "tannery", "01614960777", "threlkeld", "abara", "simiyu", "mukhwana"];

    private readonly Terminal salus = new();
    private string id = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await HireAsync("ada", "clinician");
        await HireAsync("stella", "data-steward");
        await File.WriteAllTextAsync(salus.File("chart.json"), Chart, Cancel);
        Assert.Equal(0, (await salus.RunAsync("import", salus.File("chart.json"), "--source", "north", "--as", "ada")).Code);
        await File.WriteAllTextAsync(salus.File("note.txt"), Note, Cancel);
        await using var desk = Here();
        id = Assert.Single(await desk.Database.ReadAsync(t => t.QueryAsync<string>("select id from resources where type = 'Patient'"), Cancel));
    }

    public ValueTask DisposeAsync()
    {
        salus.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Everything_the_record_tells_of_a_patient_is_found_and_the_reading_is_audited()
    {
        var written = await salus.RunAsync("deidentify", "text", salus.File("note.txt"), salus.File("clean.txt"), "--unreviewed", "--patient", id, "--as", "stella");
        Assert.Equal((0, ""), (written.Code, written.Code == 0 ? "" : written.Error));
        var clean = await File.ReadAllTextAsync(salus.File("clean.txt"), Cancel);
        Assert.All(secrets, s => Assert.DoesNotContain(s, clean, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Grade 2 murmur, potassium 4.1.", clean, StringComparison.Ordinal);
        Assert.All(secrets, s => Assert.DoesNotContain(s, written.Out + written.Error, StringComparison.OrdinalIgnoreCase));

        await using var desk = Here();
        var entry = Assert.Single(await new AuditTrail(desk.Database, desk.Clock).ReadAsync(new AuditQuery(Patient: new PatientId(id), Act: "read-everything"), Desk.Ada, Cancel).ToListAsync(Cancel));
        Assert.Equal("stella", entry.PersonName);
    }

    [Fact]
    public async Task Who_may_not_see_identified_originals_may_not_name_a_patient()
    {
        await HireAsync("ruth", "researcher");
        foreach (var account in (string[])["ruth", "ada"])
        {
            var refused = await salus.RunAsync("deidentify", "text", salus.File("note.txt"), salus.File("clean.txt"), "--unreviewed", "--patient", id, "--as", account);
            Assert.Equal(2, refused.Code);
            Assert.Contains("no account", refused.Error, StringComparison.OrdinalIgnoreCase);
            Assert.False(File.Exists(salus.File("clean.txt")));
        }
    }

    [Fact]
    public async Task A_patient_whom_the_record_does_not_hold_is_refused_and_nothing_written()
    {
        var refused = await salus.RunAsync("deidentify", "text", salus.File("note.txt"), salus.File("clean.txt"), "--unreviewed", "--patient", "nobody-here", "--as", "stella");
        Assert.Equal(1, refused.Code);
        Assert.Contains("no such patient in the record", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(salus.File("clean.txt")));
    }

    [Fact]
    public async Task Rows_of_a_batch_name_patients_of_the_record_or_the_call_does_for_all()
    {
        await File.WriteAllLinesAsync(salus.File("docs.jsonl"),
        [
            $$"""{"id":"a","text":"barasa drove.","patient":"{{id}}"}""",
            """{"id":"b","text":"barasa drove.","patient":"nobody-here"}""",
            """{"id":"c","text":"barasa drove."}""",
        ], Cancel);
        var byRow = await salus.RunAsync("deidentify", "text", "--batch", salus.File("docs.jsonl"), "--out", salus.File("spans.jsonl"), "--as", "stella");
        Assert.Equal(1, byRow.Code);
        Assert.Contains("Line 2 cannot be read: its patient is not in the record", byRow.Error, StringComparison.Ordinal);
        Assert.Equal("1, 0, 0", await CountsAsync());

        await salus.RunAsync("deidentify", "--batch", salus.File("docs.jsonl"), "--out", salus.File("spans.jsonl"), "--as", "stella", "--patient", id);
        Assert.Equal("1, 0, 1", await CountsAsync());
    }

    private Desk Here() => Desk.At(new TrustOptions("sqlite:" + salus.File("salus.db"), salus.Home));

    private async Task<string> CountsAsync() => string.Join(", ", (await File.ReadAllLinesAsync(salus.File("spans.jsonl"), Cancel)).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("spans").GetArrayLength()));

    private async Task HireAsync(string name, string role) =>
        Assert.Equal(0, (await salus.RunAsync("lantern orbit gravel\n", ["users", "add", name, "--name", name, "--role", role, "--password-stdin"])).Code);
}
