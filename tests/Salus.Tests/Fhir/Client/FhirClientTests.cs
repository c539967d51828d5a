using System.Net;
using System.Text.Json.Nodes;
using Salus.Fhir;
using Salus.Fhir.Client;
using Salus.Fhir.Smart;
using static Salus.Tests.Fhir.Client.ScriptedServer;

namespace Salus.Tests.Fhir.Client;

public sealed class FhirClientTests
{
    private const string Patient = """{"resourceType":"Patient","id":"7","meta":{"versionId":"3"}}""";
    private static readonly Uri server = new("https://ehr.example/r4");
    private readonly ImpatientClock clock = new();

    [Fact]
    public async Task Reads_below_the_base_with_the_token()
    {
        var (client, asked) = Open((_, _) => Json(Patient));
        Assert.Equal("7", (await client.ReadAsync("Patient", "7")).Id);
        await client.ReadVersionAsync("Patient", "7", "3");
        Assert.Equal(["https://ehr.example/r4/Patient/7", "https://ehr.example/r4/Patient/7/_history/3"], asked.Asked.Select(a => a.Address.AbsoluteUri));
        Assert.All(asked.Asked, a => Assert.Equal("t-1", a.Token));
    }

    [Theory]
    [InlineData("Patient", "../Practitioner")]
    [InlineData("Patient", "7?x")]
    [InlineData("Patient", "")]
    [InlineData("Patient", "..")]
    [InlineData("Patient/x", "7")]
    public async Task Sends_no_id_that_changes_the_address(string type, string id)
    {
        var (client, asked) = Open((_, _) => Json(Patient));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ReadAsync(type, id));
        Assert.Empty(asked.Asked);
    }

    [Fact]
    public void Asks_nobody_for_patient_data_in_the_clear() => Assert.Throws<ArgumentException>(() => new FhirClient(new Uri("http://ehr.example/r4")));

    [Fact]
    public async Task Names_refusals_and_keeps_the_servers_words_out_of_the_message()
    {
        var (client, _) = Open((_, n) => n switch
        {
            1 => Outcome(HttpStatusCode.NotFound, "not-found", "no Jane Roe here"),
            2 => Outcome(HttpStatusCode.PreconditionFailed, "conflict"),
            3 => Outcome(HttpStatusCode.UnprocessableEntity, "invalid"),
            4 => Outcome(HttpStatusCode.Forbidden, "forbidden"),
            _ => new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("<html>") },
        });
        var missing = await Assert.ThrowsAsync<FhirNotFoundException>(() => client.ReadAsync("Patient", "7"));
        Assert.Equal("Reading a Patient was refused with 404 (not-found).", missing.Message);
        Assert.Equal("no Jane Roe here", missing.Outcome!.ValueAt("issue.diagnostics"));
        await Assert.ThrowsAsync<FhirConflictException>(() => client.UpdateAsync(FhirNode.Parse(Patient), "2"));
        await Assert.ThrowsAsync<FhirInvalidException>(() => client.CreateAsync(FhirNode.Parse(Patient)));
        await Assert.ThrowsAsync<FhirAccessDeniedException>(() => client.DeleteAsync("Patient", "7"));
        Assert.Null((await Assert.ThrowsAsync<FhirRequestException>(() => client.ReadAsync("Patient", "7"))).Outcome);
    }

    [Fact]
    public async Task Sends_conditions_as_headers()
    {
        var (client, asked) = Open((request, _) =>
        {
            var answer = request.Method == HttpMethod.Get ? new HttpResponseMessage(HttpStatusCode.NotModified) : Json(Patient, request.Method == HttpMethod.Post ? HttpStatusCode.Created : HttpStatusCode.OK);
            answer.Headers.ETag = new("\"4\"", isWeak: true);
            answer.Headers.Location = new Uri("https://ehr.example/r4/Patient/7/_history/4");
            return answer;
        });
        var created = await client.CreateAsync(FhirNode.Parse(Patient), "identifier=a|b");
        Assert.True(created.Created);
        Assert.Equal(("7", "4"), (created.Id, created.Version));
        await client.UpdateAsync(FhirNode.Parse(Patient), "3");
        Assert.True((await client.ReadIfNewerAsync("Patient", "7", "4")).NotModified);
        await client.PatchAsync("Patient", "7", new JsonArray(new JsonObject { ["op"] = "remove", ["path"] = "/active" }), "4");
        Assert.Equal("identifier=a|b", Assert.Single(asked.Requests[0].Headers.GetValues("If-None-Exist")));
        Assert.Equal("W/\"3\"", Assert.Single(asked.Requests[1].Headers.GetValues("If-Match")));
        Assert.Equal("W/\"4\"", Assert.Single(asked.Requests[2].Headers.GetValues("If-None-Match")));
        Assert.Equal("application/json-patch+json", asked.Requests[3].Content!.Headers.ContentType!.MediaType);
        await Assert.ThrowsAsync<ArgumentException>(() => client.CreateAsync(FhirNode.Parse(Patient), "a=b\r\nX-Evil: 1"));
    }

    [Fact]
    public async Task Takes_the_id_from_the_location_when_there_is_no_body()
    {
        var (client, _) = Open((_, _) => new HttpResponseMessage(HttpStatusCode.Created) { Headers = { Location = new Uri("Patient/9/_history/1", UriKind.Relative) } });
        Assert.Equal("9", (await client.CreateAsync(FhirNode.Parse(Patient))).Id);
    }

    [Fact]
    public async Task Follows_pages_on_the_same_server()
    {
        var (client, asked) = Open((_, n) => Json(Page(n < 3 ? $"https://ehr.example/r4?page={n + 1}" : null, $"p{n}")));
        var found = await client.SearchAsync("Patient", "name=roe").Select(e => e["resource"]!.Id).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["p1", "p2", "p3"], found);
        Assert.Equal("https://ehr.example/r4/Patient?name=roe", asked.Asked[0].Address.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://evil.example/r4?page=2")]
    [InlineData("http://ehr.example/r4?page=2")]
    [InlineData("https://ehr.example:8443/r4?page=2")]
    [InlineData("https://ehr.example@evil.example/r4")]
    [InlineData("//evil.example/x")]
    public async Task Follows_no_page_that_leads_away(string next)
    {
        var (client, asked) = Open((_, _) => Json(Page(next, "p1")));
        await Assert.ThrowsAsync<FhirTransportException>(async () => await client.SearchAsync("Patient", "").CountAsync(TestContext.Current.CancellationToken));
        Assert.Single(asked.Asked);
    }

    [Fact]
    public async Task Breaks_off_pages_that_go_in_a_circle_or_never_end()
    {
        var (circle, asked) = Open((_, _) => Json(Page("https://ehr.example/r4?page=2", "p1")));
        await Assert.ThrowsAsync<FhirTransportException>(async () => await circle.SearchAsync("Patient", "").CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, asked.Asked.Count);
        var (endless, all) = Open((_, n) => Json(Page($"https://ehr.example/r4?page={n + 1}", "p1")), o => o with { MostPages = 5 });
        await Assert.ThrowsAsync<FhirTransportException>(async () => await endless.SearchAsync("Patient", "").CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(5, all.Asked.Count);
    }

    [Fact]
    public async Task Searches_by_post_keep_the_query_out_of_the_address()
    {
        var (client, asked) = Open((_, _) => Json(Page(null, "p1")));
        Assert.Equal(1, await client.SearchByPostAsync("Patient", "name=roe").CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal("https://ehr.example/r4/Patient/_search", asked.Asked[0].Address.AbsoluteUri);
        Assert.Equal("name=roe", asked.Asked[0].Body);
    }

    [Fact]
    public async Task Tries_reads_again_with_growing_pauses()
    {
        var (client, asked) = Open((_, n) => n < 4 ? new HttpResponseMessage(HttpStatusCode.BadGateway) : Json(Patient));
        await client.ReadAsync("Patient", "7");
        Assert.Equal(4, asked.Asked.Count);
        Assert.Equal([0.5, 1, 2], clock.Waited.Select(w => w.TotalSeconds).Where(s => s < 10));
    }

    [Fact]
    public async Task Waits_as_long_as_the_server_asks_and_not_for_ever()
    {
        var (client, _) = Open((_, n) => n == 1 ? Busy(7) : Json(Patient));
        await client.ReadAsync("Patient", "7");
        Assert.Contains(TimeSpan.FromSeconds(7), clock.Waited);
        var (patient, asked) = Open((_, _) => Busy(3600));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Assert.ThrowsAsync<FhirRequestException>(() => patient.ReadAsync("Patient", "7"))).Status);
        Assert.Single(asked.Asked);
    }

    [Fact]
    public async Task Repeats_no_create_that_may_have_worked()
    {
        var (broken, asked) = Open((_, _) => new HttpResponseMessage(HttpStatusCode.BadGateway));
        await Assert.ThrowsAsync<FhirRequestException>(() => broken.CreateAsync(FhirNode.Parse(Patient)));
        Assert.Single(asked.Asked);
        var (lost, sent) = Open((_, _) => throw new HttpRequestException("connection reset"));
        await Assert.ThrowsAsync<FhirTransportException>(() => lost.CreateAsync(FhirNode.Parse(Patient)));
        await Assert.ThrowsAsync<FhirTransportException>(() => lost.UpdateAsync(FhirNode.Parse(Patient), "3"));
        Assert.Equal(2, sent.Asked.Count);
        var (busy, times) = Open((_, n) => n < 3 ? Busy(1) : Json(Patient, HttpStatusCode.Created));
        await busy.CreateAsync(FhirNode.Parse(Patient));
        Assert.Equal(3, times.Asked.Count);
    }

    [Fact]
    public async Task Gets_a_new_token_once_when_the_old_one_is_refused()
    {
        var (client, asked) = Open((request, _) => request.Headers.Authorization!.Parameter == "t-1" ? Outcome(HttpStatusCode.Unauthorized, "login") : Json(Patient));
        await client.ReadAsync("Patient", "7");
        Assert.Equal(["t-1", "t-2"], asked.Asked.Select(a => a.Token));
        var (never, all) = Open((_, _) => Outcome(HttpStatusCode.Unauthorized, "login"));
        await Assert.ThrowsAsync<FhirAccessDeniedException>(() => never.ReadAsync("Patient", "7"));
        Assert.Equal(2, all.Asked.Count);
    }

    [Fact]
    public async Task Follows_redirects_at_home_and_never_elsewhere()
    {
        var (client, asked) = Open((_, n) => n == 1 ? Redirect("/r4/Patient/8") : Json(Patient));
        await client.ReadAsync("Patient", "7");
        Assert.Equal("https://ehr.example/r4/Patient/8", asked.Asked[1].Address.AbsoluteUri);
        var (away, first) = Open((_, _) => Redirect("https://evil.example/r4/Patient/7"));
        await Assert.ThrowsAsync<FhirTransportException>(() => away.ReadAsync("Patient", "7"));
        var (circle, round) = Open((_, _) => Redirect("/r4/Patient/7"));
        await Assert.ThrowsAsync<FhirTransportException>(() => circle.ReadAsync("Patient", "7"));
        Assert.Single(first.Asked);
        Assert.Equal(6, round.Asked.Count);
    }

    [Fact]
    public async Task Reads_no_more_than_allowed()
    {
        var (client, _) = Open((_, _) => Json(Patient + new string(' ', 1000)), o => o with { LongestAnswer = 500 });
        await Assert.ThrowsAsync<FhirTransportException>(() => client.ReadAsync("Patient", "7"));
        var (page, _) = Open((_, _) => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>") });
        await Assert.ThrowsAsync<FhirTransportException>(() => page.ReadAsync("Patient", "7"));
    }

    [Fact]
    public async Task Stops_when_told()
    {
        using var stop = new CancellationTokenSource();
        var (client, _) = Open((_, _) =>
        {
            stop.Cancel();
            return Busy(30);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ReadAsync("Patient", "7", stop.Token));
    }

    [Fact]
    public async Task Gives_the_outcome_of_a_validation_whether_good_or_bad()
    {
        var (client, asked) = Open((_, n) => Outcome(n == 1 ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, "structure"));
        Assert.Equal("structure", (await client.ValidateAsync(FhirNode.Parse(Patient), "http://example.org/profile")).ValueAt("issue.code"));
        Assert.Equal("structure", (await client.ValidateAsync(FhirNode.Parse(Patient))).ValueAt("issue.code"));
        Assert.Contains("http://example.org/profile", asked.Asked[0].Body, StringComparison.Ordinal);
        Assert.Equal("https://ehr.example/r4/Patient/$validate", asked.Asked[0].Address.AbsoluteUri);
    }

    [Fact]
    public async Task Sends_only_transactions_and_batches_to_the_server_itself()
    {
        var (client, asked) = Open((_, _) => Json("""{"resourceType":"Bundle","type":"transaction-response"}"""));
        Assert.Equal("transaction-response", (await client.TransactAsync(FhirNode.Resource("Bundle", ("type", "transaction"))))["type"]!.Value);
        await Assert.ThrowsAsync<ArgumentException>(() => client.TransactAsync(FhirNode.Resource("Bundle", ("type", "document"))));
        Assert.Equal("https://ehr.example/r4/", Assert.Single(asked.Asked).Address.AbsoluteUri);
    }

    private (FhirClient Client, ScriptedServer Server) Open(Func<HttpRequestMessage, int, HttpResponseMessage> answer, Func<FhirClientOptions, FhirClientOptions>? change = null)
    {
        var scripted = new ScriptedServer(answer);
        var options = new FhirClientOptions { Tokens = new NumberedTokens() };
        return (new FhirClient(server, change?.Invoke(options) ?? options, scripted, clock), scripted);
    }

    private static string Page(string? next, string id)
    {
        var link = next is null ? "" : $$$""",{"relation":"next","url":"{{{next}}}"}""";
        return $$$"""{"resourceType":"Bundle","type":"searchset","link":[{"relation":"self","url":"https://ehr.example/r4/Patient"}{{{link}}}],"entry":[{"resource":{"resourceType":"Patient","id":"{{{id}}}"}}]}""";
    }

    private static HttpResponseMessage Busy(int seconds) => new(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(seconds)) } };

    private static HttpResponseMessage Redirect(string to) => new(HttpStatusCode.TemporaryRedirect) { Headers = { Location = new Uri(to, UriKind.RelativeOrAbsolute) } };

    private sealed class NumberedTokens : IAccessTokens
    {
        private int number = 1;

        public ValueTask<string> TokenAsync(CancellationToken cancel) => ValueTask.FromResult($"t-{number}");

        public void Forget(string token) => number++;
    }
}
