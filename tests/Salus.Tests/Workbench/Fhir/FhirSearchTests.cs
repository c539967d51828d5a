using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Workbench.Fhir;

public sealed class FhirSearchTests : IAsyncLifetime
{
    private Workplace workplace = null!;
    private FhirDesk desk = null!;

    public async ValueTask InitializeAsync()
    {
        workplace = await Workplace.OpenAsync();
        desk = await FhirDesk.OpenAsync(workplace);
        await desk.PutAsync("""{"resourceType":"Patient","id":"p1","name":[{"family":"Roe"}],"birthDate":"1970-01-01","identifier":[{"system":"http://a.example/mrn","value":"1"}]}""");
        await desk.PutAsync("""{"resourceType":"Patient","id":"p2","name":[{"family":"Doe"}],"birthDate":"1980-01-01","identifier":[{"system":"http://a.example/mrn","value":"2"}]}""");
        await desk.PutAsync(Observation("o1", "p1", "laboratory"));
        await desk.PutAsync(Observation("o2", "p1", "vital-signs"));
        await desk.PutAsync(Observation("o3", "p2", "laboratory"));
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return workplace.DisposeAsync();
    }

    [Theory]
    [InlineData("/Patient?name=roe", "p1")]
    [InlineData("/Patient?birthdate=ge1975", "p2")]
    [InlineData("/Patient?identifier=http://a.example/mrn|2", "p2")]
    [InlineData("/Observation?patient=p1&category=laboratory", "o1")]
    [InlineData("/Observation?subject:Patient.name=doe", "o3")]
    [InlineData("/Patient?_has:Observation:subject:category=vital-signs", "p1")]
    [InlineData("/Observation?patient=p1&_include=Observation:subject&category=laboratory", "o1 p1")]
    [InlineData("/Patient?name=nobody", "")]
    public async Task Finds(string query, string ids) => Assert.Equal(ids, Ids((await desk.GetAsync(query)).Resource));

    [Fact]
    public async Task Finds_the_same_by_POST_and_keeps_the_query_in_the_body()
    {
        var found = await desk.SendAsync("POST", "/Patient/_search", "name=roe", "application/x-www-form-urlencoded");
        Assert.Equal("p1", Ids(found.Resource));
        Assert.Equal((415, "not-supported"), (await desk.SendAsync("POST", "/Patient/_search", "{}")).Refusal);
    }

    [Fact]
    public async Task Pages_and_counts()
    {
        var first = (await desk.GetAsync("/Observation?_count=2&_total=accurate")).Resource;
        Assert.Equal("3", first.ValueAt("total"));
        var next = new Uri(first.All("link").Single(l => l["relation"]!.Value == "next")["url"]!.Value!).PathAndQuery["/fhir".Length..];
        var second = (await desk.GetAsync(next)).Resource;
        Assert.Equal("o1 o2 o3", $"{Ids(first)} {Ids(second)}");
        Assert.DoesNotContain(second.All("link"), l => l["relation"]!.Value == "next");
        var count = (await desk.GetAsync("/Observation?_summary=count")).Resource;
        Assert.Equal("3", count.ValueAt("total"));
        Assert.Empty(count.All("entry"));
    }

    [Fact]
    public async Task Refuses_what_it_does_not_know_unless_told_to_be_lenient()
    {
        Assert.Equal((400, "invalid"), (await desk.GetAsync("/Patient?dragon=1")).Refusal);
        var lenient = await desk.GetAsync("/Patient?dragon=1&name=roe", ("Prefer", "handling=lenient"));
        Assert.Contains("outcome", lenient.Resource.Select("entry.search.mode").Select(m => m.Value));
        Assert.Equal((404, "not-supported"), (await desk.GetAsync("/Dragon?name=1")).Refusal);
    }

    [Fact]
    public async Task Cuts_what_it_finds()
    {
        var found = (await desk.GetAsync("/Patient?name=roe&_elements=birthDate")).Resource;
        Assert.Null(found.Select("entry.resource.name").FirstOrDefault());
        Assert.Equal("1970-01-01", found.ValueAt("entry.resource.birthDate"));
    }

    [Fact]
    public async Task Gives_everything_of_a_patient_and_of_nobody_else()
    {
        var all = (await desk.GetAsync("/Patient/p1/$everything")).Resource;
        Assert.Equal(["o1", "o2", "p1"], Ids(all).Split(' ').Order());
        Assert.Equal((404, "not-found"), (await desk.GetAsync("/Patient/p9/$everything")).Refusal);
        Assert.Equal((400, "not-supported"), (await desk.GetAsync("/Patient/p1/$everything?start=2020")).Refusal);
        Assert.Equal("p1", Ids((await desk.GetAsync("/Patient/p1/$everything?_type=Patient")).Resource));
    }

    [Fact]
    public async Task A_token_for_one_patient_finds_that_patient_alone()
    {
        using var bound = await FhirDesk.OpenAsync(workplace, "patient/*.rs", "p1");
        Assert.Equal("o1 o2", Ids((await bound.GetAsync("/Observation")).Resource));
        Assert.Equal("", Ids((await bound.GetAsync("/Observation?patient=p2")).Resource));
        Assert.Equal("p1", Ids((await bound.GetAsync("/Patient")).Resource));
        Assert.Equal((403, "forbidden"), (await bound.GetAsync("/Patient?_has:Observation:subject:category=laboratory")).Refusal);
        Assert.Equal((403, "forbidden"), (await bound.GetAsync("/Observation?subject:Patient.name=doe")).Refusal);
        Assert.Equal((404, "not-found"), (await bound.GetAsync("/Patient/p2/$everything")).Refusal);
        Assert.Equal(200, (await bound.GetAsync("/Patient/p1/$everything")).Status);
    }

    [Fact]
    public async Task A_scope_that_a_query_narrows_opens_what_the_query_finds()
    {
        using var narrow = await FhirDesk.OpenAsync(workplace, "user/Observation.rs?category=laboratory");
        Assert.Equal("o1 o3", Ids((await narrow.GetAsync("/Observation")).Resource));
        Assert.Equal(200, (await narrow.GetAsync("/Observation/o1")).Status);
        Assert.Equal((404, "not-found"), (await narrow.GetAsync("/Observation/o2")).Refusal);
        Assert.Equal((403, "forbidden"), (await narrow.GetAsync("/Observation/o1/_history/1")).Refusal);
        Assert.Equal((403, "forbidden"), (await narrow.GetAsync("/Observation?subject:Patient.name=doe")).Refusal);
        Assert.Equal("o1", Ids((await narrow.GetAsync("/Observation?patient=p1&_include=Observation:subject")).Resource));
        using var two = await FhirDesk.OpenAsync(workplace, "user/Observation.rs?category=laboratory user/Observation.rs?category=vital-signs");
        Assert.Equal("o1 o2 o3", Ids((await two.GetAsync("/Observation")).Resource));
    }

    [Fact]
    public async Task Creates_updates_and_deletes_by_condition()
    {
        const string query = "identifier=http://a.example/mrn|3";
        const string three = """{"resourceType":"Patient","identifier":[{"system":"http://a.example/mrn","value":"3"}]}""";
        var created = await desk.SendAsync("POST", "/Patient", three, headers: ("If-None-Exist", query));
        Assert.Equal(201, created.Status);
        var again = await desk.SendAsync("POST", "/Patient", three, headers: ("If-None-Exist", query));
        Assert.Equal((200, created.Resource.Id), (again.Status, again.Resource.Id));
        Assert.Equal((412, "multiple-matches"), (await desk.SendAsync("POST", "/Patient", three, headers: ("If-None-Exist", "birthdate=gt1900"))).Refusal);
        var updated = await desk.SendAsync("PUT", "/Patient?" + query, three.Replace("}]", "}],\"active\":true", StringComparison.Ordinal));
        Assert.Equal((200, created.Resource.Id, "true"), (updated.Status, updated.Resource.Id, updated.Resource.ValueAt("active")));
        Assert.Equal(201, (await desk.SendAsync("PUT", "/Patient?identifier=http://a.example/mrn|4", three.Replace("\"3\"", "\"4\"", StringComparison.Ordinal))).Status);
        Assert.Equal(204, (await desk.SendAsync("DELETE", "/Patient?" + query)).Status);
        Assert.Equal("", Ids((await desk.GetAsync("/Patient?" + query)).Resource));
        Assert.Equal(204, (await desk.SendAsync("DELETE", "/Patient?" + query)).Status);
        Assert.Equal((412, "multiple-matches"), (await desk.SendAsync("DELETE", "/Patient?birthdate=gt1900")).Refusal);
        Assert.Equal((400, "invalid"), (await desk.SendAsync("DELETE", "/Patient")).Refusal);
        using var bound = await FhirDesk.OpenAsync(workplace, "patient/*.cruds", "p1");
        Assert.Equal((403, "forbidden"), (await bound.SendAsync("DELETE", "/Observation?category=laboratory")).Refusal);
    }

    internal static string Ids(FhirNode bundle) => string.Join(' ', bundle.All("entry").Select(e => e["resource"]).Where(r => r?.ResourceType is not null and not "OperationOutcome").Select(r => r!.Id));

    private static string Observation(string id, string patient, string category) =>
        $$$$"""{"resourceType":"Observation","id":"{{{{id}}}}","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"{{{{category}}}}"}]}],"code":{"text":"x"},"subject":{"reference":"Patient/{{{{patient}}}}"}}""";
}
