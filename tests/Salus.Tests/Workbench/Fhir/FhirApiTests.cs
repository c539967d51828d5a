using System.Net;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Workbench.Fhir;

public sealed class FhirApiTests : IAsyncLifetime
{
    private const string Roe = """{"resourceType":"Patient","id":"p1","name":[{"family":"Roe"}],"birthDate":"1970-01-01"}""";
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
    public async Task Creates_reads_updates_deletes_and_remembers_it_all()
    {
        var created = await desk.SendAsync("POST", "/Patient", """{"resourceType":"Patient","id":"mine","name":[{"family":"Roe"}]}""");
        Assert.Equal((201, "W/\"1\""), (created.Status, created.ETag));
        var id = created.Resource.Id!;
        Assert.NotEqual("mine", id);
        Assert.EndsWith($"/fhir/Patient/{id}/_history/1", created.Location, StringComparison.Ordinal);
        Assert.Equal("1", created.Resource.ValueAt("meta.versionId"));

        var updated = await desk.SendAsync("PUT", $"/Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}","name":[{"family":"Doe"}]}""", headers: ("If-Match", "W/\"1\""));
        Assert.Equal((200, "W/\"2\""), (updated.Status, updated.ETag));
        Assert.Equal("Roe", (await desk.GetAsync($"/Patient/{id}/_history/1")).Resource.ValueAt("name.family"));
        Assert.Equal("Doe", (await desk.GetAsync($"/Patient/{id}")).Resource.ValueAt("name.family"));
        Assert.Equal(204, (await desk.SendAsync("DELETE", $"/Patient/{id}")).Status);
        var gone = await desk.GetAsync($"/Patient/{id}");
        Assert.Equal((410, "deleted"), gone.Refusal);
        Assert.Equal("W/\"3\"", gone.ETag);
        Assert.Equal((410, "deleted"), (await desk.GetAsync($"/Patient/{id}/_history/3")).Refusal);

        var history = (await desk.GetAsync($"/Patient/{id}/_history")).Resource;
        Assert.Equal(["DELETE", "PUT", "POST"], history.All("entry").Select(e => e.ValueAt("request.method")));
        Assert.Equal(["W/\"3\"", "W/\"2\"", "W/\"1\""], history.All("entry").Select(e => e.ValueAt("response.etag")));
        Assert.Equal(201, (await desk.SendAsync("PUT", $"/Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}"}""")).Status);
    }

    [Fact]
    public async Task Creates_under_the_clients_own_id_and_changes_nothing_twice()
    {
        Assert.Equal((201, "W/\"1\""), ((await desk.PutAsync(Roe)) switch { var a => (a.Status, a.ETag) }));
        Assert.Equal((200, "W/\"1\""), ((await desk.PutAsync(Roe)) switch { var a => (a.Status, a.ETag) }));
    }

    [Fact]
    public async Task Pages_through_history()
    {
        for (var i = 0; i < 5; i++)
            await desk.PutAsync($$"""{"resourceType":"Patient","id":"p{{i}}"}""");
        await desk.PutAsync("""{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"x"}}""");
        var seen = new List<string?>();
        for (var next = "/Patient/_history?_count=2"; next is not null;)
        {
            var page = (await desk.GetAsync(next)).Resource;
            seen.AddRange(page.All("entry").Select(e => e.ValueAt("resource.id")));
            next = page.All("link").FirstOrDefault(l => l["relation"]!.Value == "next")?["url"]!.Value is { } url ? new Uri(url).PathAndQuery["/fhir".Length..] : null;
        }
        Assert.Equal(["p4", "p3", "p2", "p1", "p0"], seen);
        Assert.Equal(6, (await desk.GetAsync("/_history")).Resource.All("entry").Count());
        Assert.Empty((await desk.GetAsync("/_history?_since=2027-01-01T00:00:00Z")).Resource.All("entry"));
        Assert.Equal((400, "invalid"), (await desk.GetAsync("/_history?_cursor=x")).Refusal);
        Assert.Equal((400, "invalid"), (await desk.GetAsync("/_history?_count=0")).Refusal);
        Assert.Equal((400, "invalid"), (await desk.GetAsync("/_history?_since=tomorrow")).Refusal);
        Assert.Equal((404, "not-found"), (await desk.GetAsync("/Patient/unknown/_history")).Refusal);
    }

    [Fact]
    public async Task Reads_again_only_what_is_new()
    {
        await desk.PutAsync(Roe);
        Assert.Equal(304, (await desk.GetAsync("/Patient/p1", ("If-None-Match", "W/\"1\""))).Status);
        Assert.Equal(200, (await desk.GetAsync("/Patient/p1", ("If-None-Match", "W/\"2\""))).Status);
        Assert.Equal(304, (await desk.GetAsync("/Patient/p1", ("If-Modified-Since", "Mon, 01 Jun 2026 12:00:00 GMT"))).Status);
        Assert.Equal(200, (await desk.GetAsync("/Patient/p1", ("If-Modified-Since", "Mon, 01 Jun 2026 11:00:00 GMT"))).Status);
    }

    [Theory]
    [InlineData("W/\"7\"")]
    [InlineData("W/\"x\"")]
    [InlineData("nonsense")]
    public async Task Refuses_a_change_to_another_version_than_the_newest(string version)
    {
        await desk.PutAsync(Roe);
        Assert.Equal((412, "conflict"), (await desk.SendAsync("PUT", "/Patient/p1", Roe.Replace("Roe", "Doe", StringComparison.Ordinal), headers: ("If-Match", version))).Refusal);
        Assert.Equal((412, "conflict"), (await desk.SendAsync("DELETE", "/Patient/p1", headers: ("If-Match", version))).Refusal);
        Assert.Equal((412, "conflict"), (await desk.SendAsync("PATCH", "/Patient/p1", """[{"op":"remove","path":"/name"}]""", "application/json-patch+json", ("If-Match", version))).Refusal);
        Assert.Equal("1", (await desk.GetAsync("/Patient/p1")).Resource.ValueAt("meta.versionId"));
    }

    [Fact]
    public async Task Creates_only_where_nothing_is_when_asked_so()
    {
        Assert.Equal(201, (await desk.SendAsync("PUT", "/Patient/p1", Roe, headers: ("If-None-Match", "*"))).Status);
        Assert.Equal((412, "conflict"), (await desk.SendAsync("PUT", "/Patient/p1", Roe, headers: ("If-None-Match", "*"))).Refusal);
    }

    [Fact]
    public async Task Patches_by_JSON_Patch()
    {
        await desk.PutAsync(Roe);
        var patched = await desk.SendAsync("PATCH", "/Patient/p1", """[{"op":"test","path":"/name/0/family","value":"Roe"},{"op":"replace","path":"/name/0/family","value":"Doe"},{"op":"add","path":"/active","value":true}]""", "application/json-patch+json", ("If-Match", "W/\"1\""));
        Assert.Equal((200, "Doe", "true"), (patched.Status, patched.Resource.ValueAt("name.family"), patched.Resource.ValueAt("active")));
        Assert.Equal((409, "conflict"), (await desk.SendAsync("PATCH", "/Patient/p1", """[{"op":"test","path":"/active","value":false}]""", "application/json-patch+json")).Refusal);
        Assert.Equal((422, "processing"), (await desk.SendAsync("PATCH", "/Patient/p1", """[{"op":"replace","path":"/id","value":"p2"}]""", "application/json-patch+json")).Refusal);
        Assert.Equal((422, "processing"), (await desk.SendAsync("PATCH", "/Patient/p1", """{"op":"remove"}""", "application/json-patch+json")).Refusal);
        Assert.Equal((404, "not-found"), (await desk.SendAsync("PATCH", "/Patient/p2", "[]", "application/json-patch+json")).Refusal);
        Assert.Equal((415, "not-supported"), (await desk.SendAsync("PATCH", "/Patient/p1", "[]", "text/plain")).Refusal);
    }

    [Fact]
    public async Task Answers_as_the_client_prefers()
    {
        Assert.Equal("", (await desk.SendAsync("PUT", "/Patient/p1", Roe, headers: ("Prefer", "return=minimal"))).Text);
        Assert.Equal("OperationOutcome", (await desk.SendAsync("PUT", "/Patient/p1", Roe, headers: ("Prefer", "return=OperationOutcome"))).Resource.ResourceType);
        Assert.Contains("\n", (await desk.GetAsync("/Patient/p1?_pretty=true")).Text, StringComparison.Ordinal);
        var cut = (await desk.GetAsync("/Patient/p1?_elements=birthDate")).Resource;
        Assert.Null(cut["name"]);
        Assert.NotNull(cut["birthDate"]);
        Assert.Equal("SUBSETTED", cut.ValueAt("meta.tag.code"));
        Assert.NotNull((await desk.GetAsync("/Patient/p1?_summary=true")).Resource["name"]);
        Assert.Null((await desk.GetAsync("/Patient/p1?_summary=text")).Resource["name"]);
        Assert.Equal((400, "invalid"), (await desk.GetAsync("/Patient/p1?_summary=half")).Refusal);
    }

    [Fact]
    public async Task Keeps_the_provenance_that_a_client_sends_along()
    {
        await desk.SendAsync("PUT", "/Patient/p1", Roe, headers: ("X-Provenance", """{"resourceType":"Provenance","recorded":"2026-06-01T12:00:00Z","agent":[{"who":{"display":"Registration desk"}}]}"""));
        var entries = (await desk.GetAsync("/Provenance/_history")).Resource.All("entry").ToArray();
        Assert.Equal("Patient/p1", Assert.Single(entries).ValueAt("resource.target.reference"));
        Assert.Equal((400, "invalid"), (await desk.SendAsync("PUT", "/Patient/p1", Roe, headers: ("X-Provenance", """{"resourceType":"Patient"}"""))).Refusal);
    }

    [Theory]
    [InlineData("GET", "/Patient/unknown", null, 404, "not-found")]
    [InlineData("GET", "/Patient/p1/_history/x", null, 404, "not-found")]
    [InlineData("GET", "/Dragon/1", null, 404, "not-supported")]
    [InlineData("GET", "/nothing/here/at/all", null, 404, "not-found")]
    [InlineData("DELETE", "/Patient/unknown", null, 404, "not-found")]
    [InlineData("POST", "/metadata", "{}", 404, "not-supported")]
    [InlineData("DELETE", "/_history", null, 404, "not-supported")]
    [InlineData("DELETE", "/Patient/p1/_history", null, 405, "not-supported")]
    [InlineData("POST", "/Patient", "", 400, "invalid")]
    [InlineData("POST", "/Patient", "{", 400, "structure")]
    [InlineData("POST", "/Patient", """{"resourceType":"Observation"}""", 400, "invalid")]
    [InlineData("PUT", "/Patient/p1", """{"resourceType":"Patient","id":"p2"}""", 422, "invalid")]
    [InlineData("PUT", "/Patient/p1", """{"resourceType":"Patient"}""", 400, "invalid")]
    [InlineData("PUT", "/Patient/a_b", """{"resourceType":"Patient","id":"a_b"}""", 422, "invalid")]
    public async Task Refuses_with_an_outcome(string method, string path, string? body, int status, string code) =>
        Assert.Equal((status, code), (await desk.SendAsync(method, path, body)).Refusal);

    [Fact]
    public async Task Refuses_kinds_of_content_it_does_not_know()
    {
        Assert.Equal((415, "not-supported"), (await desk.SendAsync("POST", "/Patient", "x", "text/plain")).Refusal);
        Assert.Equal((415, "not-supported"), (await desk.SendAsync("POST", "/Patient", Roe, "application/fhir+json; charset=utf-16")).Refusal);
        await desk.PutAsync(Roe);
        Assert.Equal((406, "not-supported"), (await desk.GetAsync("/Patient/p1", ("Accept", "text/csv"))).Refusal);
        Assert.Equal((406, "not-supported"), (await desk.GetAsync("/Patient/p1?_format=ttl")).Refusal);
        Assert.Equal(200, (await desk.GetAsync("/Patient/p1?_format=json", ("Accept", "text/csv"))).Status);
        Assert.Equal(200, (await desk.GetAsync("/Patient/p1?_format=application/fhir+json")).Status);
    }

    [Fact]
    public async Task Refuses_a_body_without_end()
    {
        var person = await workplace.HireAsync("verbose", Role.Clinician);
        var token = await workplace.Get<ApiTokens>().CreateAsync(person.Id, "x", ["chart:write"], TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        // asks first, and so hears the refusal before it has sent anything
        using var patient = new FhirDesk(new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(2) }) { BaseAddress = workplace.Address, DefaultRequestHeaders = { Authorization = new("Bearer", token.Secret) } });
        var answer = await patient.SendAsync("POST", "/Patient", new string(' ', (16 * 1024 * 1024) + 1), headers: ("Expect", "100-continue"));
        Assert.Equal((413, "too-long"), answer.Refusal);
    }

    [Fact]
    public async Task Refuses_strangers_and_wrong_tokens_with_an_outcome()
    {
        using var stranger = new FhirDesk(new HttpClient { BaseAddress = workplace.Address });
        Assert.Equal((401, "login"), (await stranger.GetAsync("/Patient/p1")).Refusal);
        Assert.Equal((401, "login"), (await stranger.GetAsync("/Patient/p1", ("Accept", "text/html"))).Refusal);
        using var liar = new FhirDesk(workplace.Program("salus_wrong"));
        Assert.Equal((401, "login"), (await liar.GetAsync("/Patient/p1")).Refusal);
        using var narrow = await FhirDesk.OpenAsync(workplace, "user/Observation.rs");
        Assert.Equal((403, "forbidden"), (await narrow.GetAsync("/Patient/p1")).Refusal);
        Assert.Equal((403, "forbidden"), (await narrow.SendAsync("POST", "/Observation", "{}")).Refusal);
        Assert.Equal((404, "not-found"), (await narrow.GetAsync("/Observation/o1")).Refusal);
        Assert.Equal((403, "forbidden"), (await narrow.GetAsync("/_history")).Refusal);
        using var page = workplace.Visit();
        Assert.Equal(HttpStatusCode.Unauthorized, (await page.GetAsync("/fhir/Patient/p1")).StatusCode);
    }

    [Fact]
    public async Task A_token_for_one_patient_opens_nobody_else()
    {
        await desk.PutAsync(Roe);
        await desk.PutAsync("""{"resourceType":"Patient","id":"p2"}""");
        await desk.PutAsync(Observation("o1", "p1"));
        await desk.PutAsync(Observation("o2", "p2"));
        await desk.PutAsync("""{"resourceType":"Practitioner","id":"d1"}""");
        using var bound = await FhirDesk.OpenAsync(workplace, "patient/*.cruds", "p1");
        Assert.Equal(200, (await bound.GetAsync("/Patient/p1")).Status);
        Assert.Equal(200, (await bound.GetAsync("/Observation/o1")).Status);
        Assert.Equal(200, (await bound.GetAsync("/Practitioner/d1")).Status);
        Assert.Equal((404, "not-found"), (await bound.GetAsync("/Patient/p2")).Refusal);
        Assert.Equal((404, "not-found"), (await bound.GetAsync("/Observation/o2")).Refusal);
        Assert.Equal((404, "not-found"), (await bound.GetAsync("/Observation/o2/_history/1")).Refusal);
        Assert.Equal((404, "not-found"), (await bound.GetAsync("/Observation/o2/_history")).Refusal);
        Assert.Equal((403, "forbidden"), (await bound.GetAsync("/Observation/_history")).Refusal);
        Assert.Equal((403, "forbidden"), (await bound.PutAsync(Observation("o3", "p2"))).Refusal);
        Assert.Equal((404, "not-found"), (await bound.PutAsync(Observation("o2", "p1"))).Refusal);
        Assert.Equal((404, "not-found"), (await bound.SendAsync("DELETE", "/Observation/o2")).Refusal);
        Assert.Equal((404, "not-found"), (await bound.SendAsync("PATCH", "/Observation/o2", "[]", "application/json-patch+json")).Refusal);
        Assert.Equal((403, "forbidden"), (await bound.SendAsync("PATCH", "/Observation/o1", """[{"op":"replace","path":"/subject/reference","value":"Patient/p2"}]""", "application/json-patch+json")).Refusal);
        Assert.Equal((403, "forbidden"), (await bound.PutAsync("""{"resourceType":"Practitioner","id":"d1","active":false}""")).Refusal);
        Assert.Equal(201, (await bound.PutAsync(Observation("o3", "p1"))).Status);
    }

    [Fact]
    public async Task A_restricted_patient_is_not_there()
    {
        await desk.PutAsync(Roe);
        await desk.PutAsync(Observation("o1", "p1"));
        var administrator = await workplace.HireAsync("admin", Role.Administrator);
        await workplace.Get<RestrictedPatients>().RestrictAsync(new PatientId("p1"), administrator.Id, default);
        Assert.Equal((404, "not-found"), (await desk.GetAsync("/Patient/p1")).Refusal);
        Assert.Equal((404, "not-found"), (await desk.GetAsync("/Observation/o1")).Refusal);
        Assert.Empty((await desk.GetAsync("/_history")).Resource.All("entry"));
    }

    [Fact]
    public async Task Writes_every_reading_into_the_trail_and_no_patient_into_the_log()
    {
        await desk.PutAsync("""{"resourceType":"Patient","id":"p1","name":[{"family":"Featherstonehaugh"}]}""");
        await desk.GetAsync("/Patient/p1");
        await desk.SendAsync("POST", "/Patient", """{"resourceType":"Patient","name":[{"family":"Featherstonehaugh"}],"name":[]}""");
        Assert.Contains(await workplace.TrailAsync("read-resource"), e => e.Detail == "Patient/p1/1");
        Assert.DoesNotContain(workplace.Log, line => line.Contains("Featherstonehaugh", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Speaks_XML_as_well()
    {
        var created = await desk.SendAsync("PUT", "/Patient/p9", "<Patient xmlns='http://hl7.org/fhir'><id value='p9'/><name><family value='Roe'/></name></Patient>", "application/fhir+xml", ("Accept", "application/fhir+xml"));
        Assert.Equal((201, "application/fhir+xml"), (created.Status, created.MediaType));
        Assert.Contains("<family value=\"Roe\"", created.Text, StringComparison.Ordinal);
        Assert.Equal("Roe", (await desk.GetAsync("/Patient/p9?_format=json", ("Accept", "application/fhir+xml"))).Resource.ValueAt("name.family"));
        Assert.Equal((400, null), (await desk.SendAsync("PUT", "/Patient/p9", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Patient xmlns='http://hl7.org/fhir'><id value='&e;'/></Patient>", "application/fhir+xml", ("Accept", "application/fhir+xml"))).Refusal);
    }

    [Fact]
    public async Task Validates_against_profiles_that_the_site_brought_in()
    {
        const string profile = "http://example.org/StructureDefinition/born";
        const string unborn = """{"resourceType":"Patient","gender":"female"}""";
        async Task<bool> FailsAsync() => (await desk.SendAsync("POST", $"/Patient/$validate?profile={Uri.EscapeDataString(profile)}", unborn)).Resource.Select("issue").Any(i => i["severity"]?.Value == "error" && i.ToJson().Contains("birthDate", StringComparison.Ordinal));
        Assert.False(await FailsAsync());
        await desk.PutAsync($$"""{"resourceType":"StructureDefinition","id":"born","url":"{{profile}}","name":"Born","status":"active","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint","differential":{"element":[{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]} }""");
        Assert.True(await FailsAsync());
        await desk.SendAsync("DELETE", "/StructureDefinition/born");
        Assert.False(await FailsAsync());
    }

    [Fact]
    public async Task Validates_what_is_sent_and_what_is_stored()
    {
        var good = await desk.SendAsync("POST", "/Patient/$validate", """{"resourceType":"Patient","gender":"female"}""");
        Assert.Equal(200, good.Status);
        Assert.DoesNotContain("error", good.Resource.Select("issue.severity").Select(s => s.Value));
        var bad = await desk.SendAsync("POST", "/Patient/$validate", """{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient","gender":"banana"}}]}""");
        Assert.Equal(200, bad.Status);
        Assert.Contains("error", bad.Resource.Select("issue.severity").Select(s => s.Value));
        await desk.PutAsync(Roe);
        Assert.Equal(200, (await desk.GetAsync("/Patient/p1/$validate")).Status);
        Assert.Equal((404, "not-found"), (await desk.GetAsync("/Patient/p2/$validate")).Refusal);
        Assert.Equal((400, "invalid"), (await desk.SendAsync("POST", "/Patient/$validate", """{"resourceType":"Observation"}""")).Refusal);
        Assert.Equal((400, "invalid"), (await desk.SendAsync("POST", "/Patient/$validate", """{"resourceType":"Parameters"}""")).Refusal);
        Assert.Empty((await desk.GetAsync("/_history?_since=2026-06-02")).Resource.All("entry"));
    }

    [Fact]
    public async Task Says_what_it_does()
    {
        using var anybody = new FhirDesk(new HttpClient { BaseAddress = workplace.Address });
        var statement = (await anybody.GetAsync("/metadata")).Resource;
        Assert.Equal(("CapabilityStatement", "4.0.1"), (statement.ResourceType, statement.ValueAt("fhirVersion")));
        Assert.Equal(FhirNode.Parse(Roe).ResourceType, statement.Select("rest.resource").Single(r => r["type"]!.Value == "Patient")["type"]!.Value);
    }

    private static string Observation(string id, string patient) => $$$"""{"resourceType":"Observation","id":"{{{id}}}","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{{patient}}}"}}""";
}
