using System.Net;
using Salus.Fhir;
using Salus.Fhir.Client;
using static Salus.Tests.Fhir.Client.ScriptedServer;

namespace Salus.Tests.Fhir.Client;

public sealed class BulkExportTests
{
    private const string Lines = "{\"resourceType\":\"Patient\",\"id\":\"1\"}\n{\"resourceType\":\"Patient\",\"id\":\"2\"}\n";
    private readonly ImpatientClock clock = new();
    private readonly List<string> progress = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Starts_waits_streams_and_deletes(bool byPost)
    {
        var server = new ScriptedServer((request, n) => (request.RequestUri!.AbsolutePath, request.Method.Method) switch
        {
            ("/r4/Group/g-1/$export", _) => Accepted(),
            ("/r4/jobs/1", "DELETE") => new HttpResponseMessage(HttpStatusCode.Accepted),
            ("/r4/jobs/1", _) when n < 4 => Running(),
            ("/r4/jobs/1", _) => Json(Manifest()),
            _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(request.RequestUri.AbsolutePath.EndsWith("errors", StringComparison.Ordinal) ? "{\"resourceType\":\"OperationOutcome\"}" : Lines) },
        });
        using var client = new FhirClient(new Uri("https://ehr.example/r4"), null, server, clock);
        var export = await client.ExportAsync(new BulkExportRequest { Group = "g-1", Types = ["Patient", "Observation"], Since = clock.GetUtcNow(), TypeFilters = ["Observation?category=laboratory"], ByPost = byPost }, TestContext.Current.CancellationToken);
        var manifest = await export.WaitAsync(TimeSpan.FromHours(1), new Told(progress), TestContext.Current.CancellationToken);
        Assert.Equal(["12 %", "12 %"], progress);
        Assert.Equal([9.0, 9.0], clock.Waited.Select(w => w.TotalSeconds).Where(s => s < 90));
        var file = Assert.Single(manifest.Output);
        Assert.Equal(("Patient", 2L), (file.Type, file.Count));
        Assert.Equal(["1", "2"], await export.ReadAsync(manifest, file, TestContext.Current.CancellationToken).Select(r => r.Id).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal("OperationOutcome", (await export.ReadAsync(manifest, Assert.Single(manifest.Errors), TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken)).ResourceType);
        await export.DeleteAsync(TestContext.Current.CancellationToken);

        var start = server.Asked[0];
        var said = byPost ? start.Body! : Uri.UnescapeDataString(start.Address.Query);
        Assert.Equal(byPost ? HttpMethod.Post : HttpMethod.Get, start.Method);
        Assert.Contains("Patient,Observation", said, StringComparison.Ordinal);
        Assert.Contains("2026-06-01T12:00:00.000+00:00", said, StringComparison.Ordinal);
        Assert.Contains("Observation?category=laboratory", said, StringComparison.Ordinal);
        Assert.Equal("respond-async", Assert.Single(server.Requests[0].Headers.GetValues("Prefer")));
    }

    [Theory]
    [InlineData("""{"output":[]}""")]
    [InlineData("""{"transactionTime":"yesterday","output":[]}""")]
    [InlineData("""{"transactionTime":"2026-06-01T12:00:00Z","output":[{"type":"Patient"}]}""")]
    [InlineData("""{"transactionTime":"2026-06-01T12:00:00Z","output":[{"type":"Patient","url":"https://evil.example/1"}]}""")]
    [InlineData("""{"transactionTime":"2026-06-01T12:00:00Z","requiresAccessToken":false,"output":[{"type":"Patient","url":"http://files.example/1"}]}""")]
    [InlineData("not json")]
    public async Task Refuses_a_manifest_that_cannot_be_followed(string manifest)
    {
        var (client, export) = await StartAsync((_, _) => Json(manifest));
        using var _ = client;
        await Assert.ThrowsAsync<FhirTransportException>(() => export.WaitAsync(TimeSpan.FromHours(1), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Fetches_files_elsewhere_only_without_the_token()
    {
        string? sent = "not asked";
        var (client, export) = await StartAsync((request, _) =>
        {
            if (request.RequestUri!.Host != "files.example")
                return Json("""{"transactionTime":"2026-06-01T12:00:00Z","requiresAccessToken":false,"output":[{"type":"Patient","url":"https://files.example/1"}]}""");
            sent = request.Headers.Authorization?.Parameter;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Lines) };
        });
        using var _ = client;
        var manifest = await export.WaitAsync(TimeSpan.FromHours(1), null, TestContext.Current.CancellationToken);
        Assert.Equal(2, await export.ReadAsync(manifest, manifest.Output[0], TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken));
        Assert.Null(sent);
    }

    [Fact]
    public async Task Waits_no_longer_than_its_patience()
    {
        var (client, export) = await StartAsync((_, _) => Running());
        using var _ = client;
        await Assert.ThrowsAsync<TimeoutException>(() => export.WaitAsync(TimeSpan.FromMinutes(1), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Says_that_an_export_failed()
    {
        var (client, export) = await StartAsync((_, _) => Outcome(HttpStatusCode.InternalServerError, "exception"));
        using var _ = client;
        await Assert.ThrowsAsync<FhirRequestException>(() => export.WaitAsync(TimeSpan.FromHours(1), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Asks_nowhere_else_how_far_it_is()
    {
        var server = new ScriptedServer((_, _) => new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new StringContent("") { Headers = { ContentLocation = new Uri("https://evil.example/jobs/1") } } });
        using var client = new FhirClient(new Uri("https://ehr.example/r4"), null, server, clock);
        await Assert.ThrowsAsync<FhirTransportException>(() => client.ExportAsync(new BulkExportRequest(), TestContext.Current.CancellationToken));
    }

    private async Task<(FhirClient Client, BulkExport Export)> StartAsync(Func<HttpRequestMessage, int, HttpResponseMessage> answer)
    {
        var server = new ScriptedServer((request, n) => n == 1 ? Accepted() : answer(request, n));
        var client = new FhirClient(new Uri("https://ehr.example/r4"), new FhirClientOptions { Tokens = new OneToken(), Attempts = 1 }, server, clock);
        return (client, await client.ExportAsync(new BulkExportRequest(), TestContext.Current.CancellationToken));
    }

    private static HttpResponseMessage Accepted() => new(HttpStatusCode.Accepted) { Content = new StringContent("") { Headers = { ContentLocation = new Uri("https://ehr.example/r4/jobs/1") } } };

    private static HttpResponseMessage Running() => new HttpResponseMessage(HttpStatusCode.Accepted) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(9)) } }.With("X-Progress", "12 %");

    private static string Manifest() => """{"transactionTime":"2026-06-01T12:00:00Z","request":"x","requiresAccessToken":true,"output":[{"type":"Patient","url":"https://ehr.example/files/1","count":2}],"error":[{"type":"OperationOutcome","url":"https://ehr.example/files/errors"}]}""";

    private sealed class Told(List<string> words) : IProgress<string>
    {
        public void Report(string value) => words.Add(value);
    }

    private sealed class OneToken : Salus.Fhir.Smart.IAccessTokens
    {
        public ValueTask<string> TokenAsync(CancellationToken cancel) => ValueTask.FromResult("secret");

        public void Forget(string token)
        {
        }
    }
}

file static class Headers
{
    public static HttpResponseMessage With(this HttpResponseMessage answer, string name, string value)
    {
        answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }
}
