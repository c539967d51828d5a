using Salus.Fhir;

namespace Salus.Tests.Workbench.Fhir;

public sealed class FhirTransactionTests : IAsyncLifetime
{
    private const string Patient = """{"fullUrl":"urn:uuid:a","resource":{"resourceType":"Patient","name":[{"family":"Roe"}]},"request":{"method":"POST","url":"Patient"}}""";
    private const string Observation = """{"fullUrl":"urn:uuid:b","resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"urn:uuid:a"}},"request":{"method":"POST","url":"Observation"}}""";
    private Workplace workplace = null!;
    private FhirDesk desk = null!;

    public async ValueTask InitializeAsync()
    {
        workplace = await Workplace.OpenAsync();
        desk = await FhirDesk.OpenAsync(workplace);
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return workplace.DisposeAsync();
    }

    [Fact]
    public async Task Resolves_references_between_its_entries_in_any_order_and_answers_in_theirs()
    {
        var answer = await SendAsync("transaction", Observation, Patient, """{"request":{"method":"GET","url":"Patient?name=roe"}}""");
        Assert.Equal((200, "transaction-response"), (answer.Status, answer.Resource.ValueAt("type")));
        var entries = answer.Resource.All("entry").ToArray();
        Assert.Equal(["201 Created", "201 Created", "200 OK"], entries.Select(e => e.ValueAt("response.status")));
        Assert.Contains("/fhir/Observation/", entries[0].ValueAt("response.location"), StringComparison.Ordinal);
        var patient = entries[1].ValueAt("response.location")!.Split("/Patient/")[1].Split('/')[0];
        Assert.Equal(patient, FhirSearchTests.Ids(entries[2]["resource"]!));
        Assert.Equal($"Patient/{patient}", (await desk.GetAsync("/Observation")).Resource.ValueAt("entry.resource.subject.reference"));
    }

    [Theory]
    [InlineData("""{"resource":{"resourceType":"Patient","id":"p7"},"request":{"method":"PUT","url":"Patient/p7","ifMatch":"W/\"3\""}}""", 412, "conflict")]
    [InlineData("""{"resource":{"resourceType":"Observation"},"request":{"method":"POST","url":"Patient"}}""", 400, "invalid")]
    [InlineData("""{"request":{"method":"POST","url":"Patient"}}""", 400, "invalid")]
    [InlineData("""{"request":{"method":"SPOIL","url":"Patient"}}""", 400, "invalid")]
    [InlineData("""{"resource":{"resourceType":"Patient"}}""", 400, "invalid")]
    [InlineData("""{"request":{"method":"DELETE","url":"Patient/unknown"}}""", 404, "not-found")]
    [InlineData("""{"request":{"method":"GET","url":"Patient/unknown"}}""", 404, "not-found")]
    [InlineData("""{"request":{"method":"GET","url":"metadata/x/y/z/w"}}""", 400, "invalid")]
    [InlineData("""{"resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient?identifier=nobody"}},"request":{"method":"POST","url":"Observation"}}""", 404, "not-found")]
    public async Task Makes_nothing_when_one_entry_cannot_be_made_and_says_which(string wrong, int status, string code)
    {
        if (code == "not-found" && wrong.Contains("GET", StringComparison.Ordinal))
        {
            Assert.Equal((status, code), (await SendAsync("transaction", wrong)).Refusal);
            return;
        }
        var answer = await SendAsync("transaction", Patient, wrong);
        Assert.Equal((status, code), answer.Refusal);
        Assert.Contains("Bundle.entry[1]", answer.Text, StringComparison.Ordinal);
        Assert.Equal("", FhirSearchTests.Ids((await desk.GetAsync("/Patient")).Resource));
    }

    [Fact]
    public async Task A_batch_makes_what_it_can()
    {
        var answer = await SendAsync("batch", Patient, """{"request":{"method":"DELETE","url":"Patient/unknown"}}""", """{"request":{"method":"GET","url":"Patient"}}""");
        Assert.Equal(["201 Created", "404", "200 OK"], answer.Resource.All("entry").Select(e => e.ValueAt("response.status")));
        Assert.Equal("not-found", answer.Resource.All("entry").ElementAt(1).ValueAt("response.outcome.issue.code"));
    }

    [Fact]
    public async Task Creates_by_condition_and_points_to_what_was_there()
    {
        const string known = """{"fullUrl":"urn:uuid:a","resource":{"resourceType":"Patient","identifier":[{"system":"http://a.example","value":"1"}]},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=http://a.example|1"}}""";
        await SendAsync("transaction", known);
        var second = await SendAsync("transaction", known, Observation);
        Assert.Equal(["200 OK", "201 Created"], second.Resource.All("entry").Select(e => e.ValueAt("response.status")));
        var patient = Assert.Single(FhirSearchTests.Ids((await desk.GetAsync("/Patient")).Resource).Split(' '));
        Assert.Equal($"Patient/{patient}", (await desk.GetAsync("/Observation")).Resource.ValueAt("entry.resource.subject.reference"));
        await SendAsync("transaction", """{"resource":{"resourceType":"Condition","subject":{"reference":"Patient?identifier=http://a.example|1"}},"request":{"method":"POST","url":"Condition"}}""");
        Assert.Equal($"Patient/{patient}", (await desk.GetAsync("/Condition")).Resource.ValueAt("entry.resource.subject.reference"));
    }

    [Fact]
    public async Task Updates_patches_and_deletes_in_one_go()
    {
        await desk.PutAsync("""{"resourceType":"Patient","id":"p1"}""");
        await desk.PutAsync("""{"resourceType":"Patient","id":"p2","active":true}""");
        await desk.PutAsync("""{"resourceType":"Patient","id":"p3"}""");
        var answer = await SendAsync("transaction",
            """{"resource":{"resourceType":"Patient","id":"p1","gender":"other"},"request":{"method":"PUT","url":"Patient/p1","ifMatch":"W/\"1\""}}""",
            """{"resource":{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Patient.active"},{"name":"value","valueBoolean":false}]}]},"request":{"method":"PATCH","url":"Patient/p2"}}""",
            """{"request":{"method":"DELETE","url":"Patient/p3"}}""");
        Assert.Equal(["200 OK", "200 OK", "204 No Content"], answer.Resource.All("entry").Select(e => e.ValueAt("response.status")));
        Assert.Equal("other", (await desk.GetAsync("/Patient/p1")).Resource.ValueAt("gender"));
        Assert.Equal("false", (await desk.GetAsync("/Patient/p2")).Resource.ValueAt("active"));
        Assert.Equal(410, (await desk.GetAsync("/Patient/p3")).Status);
    }

    [Fact]
    public async Task Refuses_what_is_no_bundle_of_requests_two_changes_of_one_resource_and_what_scopes_do_not_open()
    {
        Assert.Equal((400, "invalid"), (await desk.SendAsync("POST", "", """{"resourceType":"Patient"}""")).Refusal);
        Assert.Equal((400, "invalid"), (await SendAsync("document")).Refusal);
        const string put = """{"resource":{"resourceType":"Patient","id":"p1"},"request":{"method":"PUT","url":"Patient/p1"}}""";
        Assert.Equal((400, "invalid"), (await SendAsync("transaction", put, put)).Refusal);
        using var reader = await FhirDesk.OpenAsync(workplace, "user/*.rs");
        Assert.Equal((403, "forbidden"), (await reader.SendAsync("POST", "", Bundle("transaction", Patient))).Refusal);
        using var bound = await FhirDesk.OpenAsync(workplace, "patient/*.cruds", "p1");
        Assert.Equal((403, "forbidden"), (await bound.SendAsync("POST", "", Bundle("transaction", Patient))).Refusal);
    }

    private Task<FhirDesk.Answer> SendAsync(string type, params string[] entries) => desk.SendAsync("POST", "", Bundle(type, entries));

    private static string Bundle(string type, params string[] entries) => $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries)}}]}""".Replace(",\"entry\":[]", "", StringComparison.Ordinal);
}
