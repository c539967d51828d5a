using Salus.Fhir;
using Salus.Fhir.Client;
using Salus.Fhir.Smart;
using Salus.Trust;

namespace Salus.Tests.Workbench.Fhir;

/// <summary>Bulk export, with our own client at the other end.</summary>
public sealed class FhirExportTests : IAsyncLifetime
{
    private Workplace workplace = null!;
    private FhirDesk desk = null!;
    private Person person = null!;

    public async ValueTask InitializeAsync()
    {
        workplace = await Workplace.OpenAsync();
        desk = await FhirDesk.OpenAsync(workplace);
        person = await workplace.HireAsync("warehouse", Role.Clinician);
        foreach (var id in new[] { "p1", "p2" })
        {
            await desk.PutAsync($$"""{"resourceType":"Patient","id":"{{id}}"}""");
            await desk.PutAsync($$$"""{"resourceType":"Observation","id":"o-{{{id}}}","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{{id}}}"}}""");
        }
        await desk.PutAsync("""{"resourceType":"Organization","id":"g"}""");
        await desk.PutAsync("""{"resourceType":"Group","id":"g1","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/p2"}}]}""");
    }

    public ValueTask DisposeAsync()
    {
        desk.Dispose();
        return workplace.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gives_all_patients_what_is_about_them(bool byPost) =>
        Assert.Equal("Observation/o-p1 Observation/o-p2 Patient/p1 Patient/p2", await ExportAsync(new BulkExportRequest { Patients = true, ByPost = byPost }));

    [Fact]
    public async Task Gives_the_members_of_a_group() => Assert.Equal("Observation/o-p2 Patient/p2", await ExportAsync(new BulkExportRequest { Group = "g1" }));

    [Fact]
    public async Task Finds_the_group_whatever_stands_in_the_query()
    {
        using var exporter = await FhirDesk.OpenAsync(workplace, "system/*.rs");
        var begun = await exporter.GetAsync("/Group/g1/$export?_type=Patient&_outputFormat=application/fhir+ndjson", ("Prefer", "respond-async"));
        var job = new Uri(begun.ContentLocation!).PathAndQuery["/fhir".Length..];
        FhirDesk.Answer status;
        while ((status = await exporter.GetAsync(job)).Status == 202)
            await Task.Yield();
        Assert.Contains("\"count\":1", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gives_types_filters_and_what_is_new() =>
        Assert.Equal("Organization/g Patient/p1", await ExportAsync(new BulkExportRequest { Types = ["Organization", "Patient"], TypeFilters = ["Patient?_id=p1"], Since = workplace.Clock.GetUtcNow().AddDays(-1) }));

    [Fact]
    public async Task Gives_nothing_from_before_and_no_more_than_the_scopes_open()
    {
        Assert.Equal("", await ExportAsync(new BulkExportRequest { Since = workplace.Clock.GetUtcNow().AddDays(1) }));
        Assert.Equal("Organization/g", await ExportAsync(new BulkExportRequest(), "system/Organization.rs"));
        Assert.Equal("Organization/g", await ExportAsync(new BulkExportRequest(), "system/Organization.rs user/*.rs"));
        await Assert.ThrowsAsync<FhirAccessDeniedException>(() => ExportAsync(new BulkExportRequest { Types = ["Patient"] }, "system/Organization.rs user/*.rs"));
    }

    [Fact]
    public async Task Gives_signed_notes_as_documents()
    {
        var draft = await workplace.ProposeAsync();
        await workplace.Get<Review>().SignAsync(draft.Id, draft.Revision, person, Workplace.Password, default);
        var found = await ExportAsync(new BulkExportRequest { Types = ["Bundle"] });
        Assert.StartsWith("Bundle/", found, StringComparison.Ordinal);
        Assert.DoesNotContain(" ", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/$export", "", 400, "invalid")]
    [InlineData("/$export?_outputFormat=csv", "respond-async", 400, "invalid")]
    [InlineData("/$export?_type=Dragon", "respond-async", 404, "not-supported")]
    [InlineData("/$export?dragon=1", "respond-async", 400, "not-supported")]
    [InlineData("/Patient/$export?_type=Organization", "respond-async", 400, "invalid")]
    [InlineData("/Group/unknown/$export", "respond-async", 404, "not-found")]
    [InlineData("/$export?_since=soon", "respond-async", 400, "invalid")]
    [InlineData("/jobs/unknown", "", 404, "not-found")]
    public async Task Refuses(string path, string prefer, int status, string code)
    {
        using var exporter = await FhirDesk.OpenAsync(workplace, "system/*.rs");
        Assert.Equal((status, code), (await exporter.GetAsync(path, ("Prefer", prefer))).Refusal);
    }

    [Fact]
    public async Task Is_for_system_scopes_alone_and_its_files_for_who_asked_until_they_are_deleted()
    {
        Assert.Equal((403, "forbidden"), (await desk.GetAsync("/$export", ("Prefer", "respond-async"))).Refusal);
        using var exporter = await FhirDesk.OpenAsync(workplace, "system/*.rs");
        using var another = await FhirDesk.OpenAsync(workplace, "system/*.rs");
        var begun = await exporter.GetAsync("/$export?_type=Patient", ("Prefer", "respond-async"));
        Assert.Equal(202, begun.Status);
        var job = new Uri(begun.ContentLocation!).PathAndQuery["/fhir".Length..];
        Assert.Equal((404, "not-found"), (await another.GetAsync(job)).Refusal);
        while ((await exporter.GetAsync(job)).Status == 202)
            await Task.Yield();
        Assert.Equal(200, (await exporter.GetAsync(job + "/Patient.ndjson", ("Accept", "application/fhir+ndjson"))).Status);
        Assert.Equal((404, "not-found"), (await another.GetAsync(job + "/Patient.ndjson")).Refusal);
        Assert.Equal((404, "not-found"), (await exporter.GetAsync(job + "/..%2f..%2fsalus.db")).Refusal);
        Assert.Equal(202, (await exporter.SendAsync("DELETE", job)).Status);
        Assert.Equal((404, "not-found"), (await exporter.GetAsync(job + "/Patient.ndjson")).Refusal);
    }

    private async Task<string> ExportAsync(BulkExportRequest request, string scopes = "system/*.rs")
    {
        var token = await workplace.Get<ApiTokens>().CreateAsync(person.Id, "export", scopes.Split(' '), TimeSpan.FromDays(1), default);
        using var client = new FhirClient(new Uri(workplace.Address, "/fhir"), new FhirClientOptions { Tokens = new Given(token.Secret) }, clock: new Salus.Tests.Fhir.Client.ImpatientClock());
        var export = await client.ExportAsync(request, TestContext.Current.CancellationToken);
        var manifest = await export.WaitAsync(TimeSpan.FromDays(1), null, TestContext.Current.CancellationToken);
        var found = new List<string>();
        foreach (var file in manifest.Output)
            found.AddRange(await export.ReadAsync(manifest, file, TestContext.Current.CancellationToken).Select(r => $"{r.ResourceType}/{r.Id}").ToListAsync(TestContext.Current.CancellationToken));
        await export.DeleteAsync(TestContext.Current.CancellationToken);
        return string.Join(' ', found.Where(f => !f.StartsWith("Group/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private sealed class Given(string token) : IAccessTokens
    {
        public ValueTask<string> TokenAsync(CancellationToken cancel) => ValueTask.FromResult(token);

        public void Forget(string token)
        {
        }
    }
}
