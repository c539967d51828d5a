using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Salus.Tests.Trust;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Tests.Workbench;

public sealed class ApiTests : IAsyncLifetime
{
    private Workplace workplace = null!;

    public async ValueTask InitializeAsync() => workplace = await Workplace.OpenAsync();

    public ValueTask DisposeAsync() => workplace.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_goes_from_the_list_to_a_signed_document()
    {
        var draft = await workplace.ProposeAsync();
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var list = await JsonAsync(await ada.GetAsync("/api/drafts", "application/json"));
        Assert.Equal("Ines Møller", Assert.Single(list.EnumerateArray()).GetProperty("patientName").GetString());

        var path = $"/api/drafts/{draft.Id}";
        var edited = await JsonAsync(await ada.SendAsync(HttpMethod.Put, $"{path}/statements/0", Body(new { revision = 1, text = "Knee pain." })));
        Assert.Equal(2, edited.GetProperty("draft").GetProperty("revision").GetInt32());

        var stale = await ada.SendAsync(HttpMethod.Put, $"{path}/statements/0", Body(new { revision = 1, text = "Hip pain." }));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Equal(2, (await JsonAsync(stale)).GetProperty("current").GetInt32());

        var added = await JsonAsync(await ada.SendAsync(HttpMethod.Post, $"{path}/statements", Body(new { revision = 2, section = "cc", text = "Walks without help." })));
        var key = added.GetProperty("statements")[1].GetProperty("key").GetString();
        var decided = await JsonAsync(await ada.SendAsync(HttpMethod.Post, $"{path}/decisions", Body(new { revision = 3, kind = "reject", target = key })));
        Assert.True(decided.GetProperty("statements")[1].GetProperty("rejected").GetBoolean());

        Assert.StartsWith("DRAFT, NOT SIGNED", await ada.ReadAsync($"{path}/text"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/api/notes/{draft.Id}", "*/*")).StatusCode);

        var refused = await ada.SendAsync(HttpMethod.Post, $"{path}/signature", Body(new { revision = 3, password = "wrong" }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.NotEmpty((await JsonAsync(refused)).GetProperty("reasons").EnumerateArray());

        var signed = await ada.SendAsync(HttpMethod.Post, $"{path}/signature", Body(new { revision = 3, password = Workplace.Password }));
        Assert.True(signed.IsSuccessStatusCode, await signed.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("Dr. clinician", (await JsonAsync(signed)).GetProperty("name").GetString());
        Assert.Equal("Bundle", (await JsonAsync(await ada.GetAsync($"/api/notes/{draft.Id}", "*/*"))).GetProperty("resourceType").GetString());
        Assert.StartsWith("CHIEF COMPLAINT", await ada.ReadAsync($"{path}/text"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await ada.SendAsync(HttpMethod.Put, $"{path}/statements/0", Body(new { revision = 3, text = "No." }))).StatusCode);
        Assert.Equal(3, (await JsonAsync(await ada.GetAsync($"{path}/history", "*/*"))).GetArrayLength());
    }

    [Fact]
    public async Task A_conversation_becomes_a_draft_that_waits_in_the_work_list()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var visit = new
        {
            transcript = "[doctor] what brings you in today ?\n[patient] my left knee hurts since three weeks .\n[doctor] any fever ?\n[patient] no .",
            patient = new { resourceType = "Patient", id = "p-77", gender = "female", name = new[] { new { family = "Quill" } } },
        };
        var created = await ada.SendAsync(HttpMethod.Post, "/api/scribe/visits", Body(visit));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var draft = await JsonAsync(await ada.GetAsync(created.Headers.Location!.ToString(), "application/json"));
        Assert.Contains("left knee", draft.GetProperty("draft").GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Quill", Assert.Single((await JsonAsync(await ada.GetAsync("/api/drafts", "application/json"))).EnumerateArray()).GetProperty("patientName").GetString());
    }

    [Theory]
    [InlineData("""{"transcript":""}""", "empty")]
    [InlineData("""{"transcript":"[doctor] hello\n[patient] hi","style":"sonnet"}""", "us-visit-note")]
    [InlineData("""{"transcript":"[doctor] hello\n[patient] hi","patient":{"resourceType":"Observation"}}""", "Patient")]
    public async Task A_conversation_that_cannot_be_drafted_is_refused_in_words(string json, string says)
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var refused = await ada.SendAsync(HttpMethod.Post, "/api/scribe/visits", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(says, (await JsonAsync(refused)).GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_open_blocking_finding_refuses_the_signature_and_says_why()
    {
        var draft = await workplace.ProposeAsync("p-1", Desk.Ibuprofen with { Text = "Ibuprofen 800 mg." });
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var refused = await ada.SendAsync(HttpMethod.Post, $"/api/drafts/{draft.Id}/signature", Body(new { revision = 1, password = Workplace.Password }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("800 mg", (await JsonAsync(refused)).GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_does_what_its_scopes_say_and_never_signs()
    {
        var draft = await workplace.ProposeAsync();
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        using var reader = await workplace.ConnectAsync(ada, "drafts:read");
        using var writer = await workplace.ConnectAsync(ada, [.. Access.Scopes]);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/drafts", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PutAsync($"/api/drafts/{draft.Id}/statements/0", Body(new { revision = 1, text = "Knee pain." }), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await writer.PutAsync($"/api/drafts/{draft.Id}/statements/0", Body(new { revision = 1, text = "Knee pain." }), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await writer.PostAsync($"/api/drafts/{draft.Id}/signature", Body(new { revision = 2, password = Workplace.Password }), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await writer.PostAsync("/api/tokens", Body(new { name = "more", scopes = new[] { "drafts:read" } }), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await writer.GetAsync("/api/audit", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_token_is_shown_once_expires_and_can_be_revoked()
    {
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        using var visitor = await workplace.SeatAsync(ada);
        var made = await JsonAsync(await visitor.SendAsync(HttpMethod.Post, "/api/tokens", Body(new { name = "ward screen", scopes = new[] { "drafts:read" }, days = 30 })));
        var secret = made.GetProperty("secret").GetString()!;
        Assert.DoesNotContain(secret, await visitor.ReadAsync("/api/tokens"), StringComparison.Ordinal);
        using var program = workplace.Program(secret);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/drafts", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await visitor.SendAsync(HttpMethod.Delete, $"/api/tokens/{made.GetProperty("token").GetProperty("id").GetInt64()}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/drafts", Cancel)).StatusCode);

        using var other = await workplace.ConnectAsync(ada, "drafts:read");
        workplace.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/drafts", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("sign")]
    [InlineData("sign:never")]
    [InlineData("people")]
    public async Task No_token_gets_a_scope_that_does_not_exist(string scope)
    {
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        await Assert.ThrowsAsync<AccountRefusedException>(() => workplace.Get<ApiTokens>().CreateAsync(ada.Id, "x", [scope], TimeSpan.FromDays(1), Cancel));
    }

    [Fact]
    public async Task A_wrong_token_does_not_fall_back_to_the_cookie()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        ada.Http.DefaultRequestHeaders.Authorization = new("Bearer", "salus_wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await ada.GetAsync("/api/drafts", "*/*")).StatusCode);
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("{\n\n  \"revision\": }", "line 3")]
    [InlineData("[]", "JSON")]
    [InlineData("{\"revision\":1}", "JSON")]
    [InlineData("{\"revision\":1,\"text\":null}", "JSON")]
    [InlineData("{\"revision\":1,\"text\":\"x\",\"surprise\":1}", "JSON")]
    [InlineData("{\"revision\":99999999999,\"text\":\"x\"}", "JSON")]
    [InlineData("", "missing")]
    public async Task Malformed_json_is_answered_with_where_it_is_wrong(string json, string says)
    {
        var draft = await workplace.ProposeAsync();
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var answer = await ada.SendAsync(HttpMethod.Put, $"/api/drafts/{draft.Id}/statements/0", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(says, (await JsonAsync(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/drafts?state=lost", 400)]
    [InlineData("GET", "/api/drafts?take=0", 400)]
    [InlineData("GET", "/api/drafts?take=many", 400)]
    [InlineData("GET", "/api/drafts/not-an-id", 400)]
    [InlineData("GET", "/api/drafts/01976d5a-0000-7000-8000-000000000000", 404)]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("DELETE", "/api/drafts", 405)]
    [InlineData("POST", "/api/drafts/01976d5a-0000-7000-8000-000000000000/send-back", 415)]
    public async Task Every_failure_is_a_problem_that_says_what_and_what_to_do(string method, string path, int status)
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var answer = await ada.SendAsync(new HttpMethod(method), path, method == "POST" ? new StringContent("x") : null);
        var problem = await JsonAsync(answer);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.NotEmpty(problem.GetProperty("reference").GetString()!);
    }

    [Fact]
    public async Task Too_large_a_request_is_refused_before_it_is_read()
    {
        var draft = await workplace.ProposeAsync();
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var answer = await ada.SendAsync(HttpMethod.Put, $"/api/drafts/{draft.Id}/statements/0", Body(new { revision = 1, text = new string('x', 2_000_000) }));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("20 MB", (await JsonAsync(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_description_lists_the_routes_and_what_they_answer()
    {
        using var anybody = workplace.Visit();
        var paths = (await JsonAsync(await anybody.GetAsync("/api/openapi.json", "*/*"))).GetProperty("paths");
        Assert.True(paths.GetProperty("/api/drafts/{id}/signature").GetProperty("post").GetProperty("responses").TryGetProperty("422", out _));
        Assert.DoesNotContain(paths.EnumerateObject(), p => p.Name.StartsWith("/people", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_asks_too_often_is_told_when_to_come_back()
    {
        await using var strict = await Workplace.OpenAsync(new WebLimits(RequestsPerMinute: 5));
        var ada = await strict.HireAsync("ada", Role.Clinician);
        using var program = await strict.ConnectAsync(ada, "drafts:read");
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/drafts", Cancel)).StatusCode);
        var refused = await program.GetAsync("/api/drafts", Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("60", refused.Headers.RetryAfter!.ToString());
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
    }

    private static JsonContent Body<T>(T value) => JsonContent.Create(value);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
}
