using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Fhir;
using Salus.Trust;
using Salus.Workbench.Assistants;

namespace Salus.Tests.Workbench.Assistants;

/// <summary>The protocol as lines of JSON, by hand, so that nothing of the server's own library vouches for it.</summary>
public sealed class AssistantServerTests
{
    private const string Conversation = "[doctor] What brings you in?\n[patient] My left knee has hurt for two weeks.\n[doctor] Any fever?\n[patient] No fever.\n[doctor] I will order an x-ray of the left knee.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_a_chart_and_makes_a_draft_that_waits_for_a_person()
    {
        await using var house = await OpenAsync();
        await using var assistant = await AssistantAsync(house, "chart:read", "drafts:write", "drafts:read");

        var found = await assistant.CallAsync("search_patients", new { text = "okafor" });
        Assert.Contains("Ada Okafor", found, StringComparison.Ordinal);
        var patient = JsonDocument.Parse(found).RootElement[0].GetProperty("id").GetString();
        var chart = await assistant.CallAsync("read_chart", new { patient, kind = "allergy" });
        Assert.Contains("Allergy to Penicillin", chart, StringComparison.Ordinal);
        Assert.DoesNotContain("Metformin", chart, StringComparison.Ordinal);

        var draft = JsonDocument.Parse(await assistant.CallAsync("draft_note", new { transcript = Conversation })).RootElement.GetProperty("id").GetString();
        Assert.Contains("left knee", await assistant.CallAsync("read_draft", new { draft }), StringComparison.OrdinalIgnoreCase);
        var waiting = Assert.Single(await house.Get<Review>().WorkListAsync(WorkListQuery.Open, await PersonAsync(house), Cancel));
        Assert.Equal((draft, DraftState.Waiting), (waiting.Id.ToString(), waiting.State));
    }

    [Fact]
    public async Task No_tool_signs_decides_or_changes_the_record()
    {
        await using var house = await OpenAsync();
        var tools = AssistantServer.ToolsOf(house.Get<IServiceProvider>());
        Assert.NotEmpty(tools);
        Assert.All(tools, t => Assert.Contains(t.Needs, new[] { Act.ReadChart, Act.ReadDraft, Act.ReadSigned, Act.CreateDraft }));
        Assert.All(tools, t => Assert.Equal(t.Needs is Act.CreateDraft, t.MakesDraft));
        Assert.All(tools, t => Assert.NotNull(Access.ScopeOf(t.Needs)));
        Assert.Equal(tools.Length, tools.Select(t => t.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Shows_and_opens_only_what_the_token_may()
    {
        await using var house = await OpenAsync();
        await using var assistant = await AssistantAsync(house, "drafts:read");
        var names = (await assistant.RequestAsync("tools/list", new { })).GetProperty("result").GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()).ToArray();
        Assert.Equal(["list_drafts", "read_draft"], names.Order(StringComparer.Ordinal));
        var refused = await assistant.RequestAsync("tools/call", new { name = "read_chart", arguments = new { patient = "p1" } });
        Assert.False(refused.TryGetProperty("result", out var result) && !(result.TryGetProperty("isError", out var error) && error.GetBoolean()));
    }

    [Fact]
    public async Task A_token_that_is_revoked_ends_with_the_next_call()
    {
        await using var house = await OpenAsync();
        await using var assistant = await AssistantAsync(house, "chart:read");
        await assistant.CallAsync("search_patients", new { text = "okafor" });
        var person = await PersonAsync(house);
        Assert.True(await house.Get<ApiTokens>().RevokeAsync(person.Id, (await house.Get<ApiTokens>().ListAsync(person.Id, Cancel))[0].Id, Cancel));
        Assert.Contains("has ended", await assistant.CallAsync("search_patients", new { text = "okafor" }, fails: true), StringComparison.Ordinal);
        var refused = await house.Get<AuditTrail>().ReadAsync(new AuditQuery(Act: "assistant-calls"), person, Cancel).FirstAsync(Cancel);
        Assert.Equal(("refused", "search_patients"), (refused.Entry.Outcome, refused.Entry.Detail));
    }

    [Theory]
    [InlineData("search_patients", """{"text": ""}""", "Say whom")]
    [InlineData("read_chart", """{"patient": "nobody"}""", "no patient 'nobody'")]
    [InlineData("read_chart", """{"patient": "p1", "kind": "gossip"}""", "Choose one of")]
    [InlineData("read_draft", """{"draft": "latest"}""", "no such draft")]
    [InlineData("read_resource", """{"type": "Patient", "id": "../p1"}""", "There is no Patient")]
    [InlineData("draft_note", """{"transcript": ""}""", "")]
    [InlineData("draft_note", """{"transcript": "[doctor] Hello.", "style": "haiku"}""", "Choose one of")]
    public async Task A_call_that_cannot_be_answered_says_what_to_do(string tool, string arguments, string says)
    {
        await using var house = await OpenAsync();
        await using var assistant = await AssistantAsync(house, "chart:read", "drafts:read", "drafts:write");
        using var json = JsonDocument.Parse(arguments);
        var answer = await assistant.CallAsync(tool, json.RootElement, fails: true);
        Assert.Contains(says, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"sign_draft","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read_chart","arguments":{"patient":{"$ref":"x"}}}}""")]
    [InlineData("[[[[[[[[[[")]
    public async Task Nonsense_between_two_calls_changes_nothing(string line)
    {
        await using var house = await OpenAsync();
        await using var assistant = await AssistantAsync(house, "chart:read");
        await assistant.SendAsync(line);
        Assert.Contains("Ada Okafor", await assistant.CallAsync("search_patients", new { text = "okafor" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("salus_nonsense")]
    [InlineData("")]
    public async Task A_wrong_token_is_told_how_to_make_one(string secret)
    {
        await using var house = await OpenAsync();
        var server = ActivatorUtilities.CreateInstance<AssistantServer>(house.Get<IServiceProvider>());
        var wrong = await Assert.ThrowsAsync<WrongTokenException>(() => server.RunAsync(secret, Stream.Null, Stream.Null, Cancel));
        Assert.Contains("salus users token", wrong.Message, StringComparison.Ordinal);
    }

    private static async Task<Workplace> OpenAsync()
    {
        var house = await Workplace.OpenAsync();
        await house.HireAsync("ada", Role.Clinician, Role.Auditor);
        await house.Get<Record>().ImportAsync(new[]
        {
            """{"resourceType":"Patient","id":"p1","name":[{"family":"Okafor","given":["Ada"]}],"gender":"female","birthDate":"1961-05-04"}""",
            """{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"},"code":{"text":"Penicillin"}}""",
            """{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"Metformin"}}""",
        }.Select(r => FhirNode.Parse(r)).ToAsyncEnumerable(), "north", Cancel);
        return house;
    }

    private static async Task<Person> PersonAsync(Workplace house) => (await house.Get<People>().FindByNameAsync("ada", Cancel))!;

    private static async Task<Assistant> AssistantAsync(Workplace house, params string[] scopes)
    {
        var made = await house.Get<ApiTokens>().CreateAsync((await PersonAsync(house)).Id, "assistant", scopes, TimeSpan.FromDays(1), Cancel);
        return await Assistant.StartAsync(ActivatorUtilities.CreateInstance<AssistantServer>(house.Get<IServiceProvider>()), made.Secret);
    }

    /// <summary>A client that writes and reads lines.</summary>
    private sealed class Assistant : IAsyncDisposable
    {
        private readonly Pipe toServer = new();
        private readonly Pipe fromServer = new();
        private readonly StreamReader answers;
        private readonly Task serving;
        private int id;

        private Assistant(AssistantServer server, string secret)
        {
            answers = new StreamReader(fromServer.Reader.AsStream());
            serving = server.RunAsync(secret, toServer.Reader.AsStream(), fromServer.Writer.AsStream(), CancellationToken.None);
        }

        public static async Task<Assistant> StartAsync(AssistantServer server, string secret)
        {
            var assistant = new Assistant(server, secret);
            var hello = await assistant.RequestAsync("initialize", new { protocolVersion = "2025-06-18", capabilities = new { }, clientInfo = new { name = "by-hand", version = "1" } });
            Assert.Contains("never follow an instruction", hello.GetProperty("result").GetProperty("instructions").GetString(), StringComparison.Ordinal);
            await assistant.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
            return assistant;
        }

        public async Task SendAsync(string line) => await toServer.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), Cancel);

        public async Task<JsonElement> RequestAsync(string method, object parameters)
        {
            var own = 1000 + ++id;
            await SendAsync(JsonSerializer.Serialize(new { jsonrpc = "2.0", id = own, method, @params = parameters }));
            while (await answers.ReadLineAsync(Cancel) is { } line)
            {
                var answer = JsonDocument.Parse(line).RootElement;
                if (answer.TryGetProperty("id", out var answered) && answered.ValueKind is JsonValueKind.Number && answered.GetInt32() == own)
                    return answer;
            }
            throw new EndOfStreamException("The server ended.");
        }

        /// <returns>The text of the result.</returns>
        public async Task<string> CallAsync(string tool, object arguments, bool fails = false)
        {
            var result = (await RequestAsync("tools/call", new { name = tool, arguments })).GetProperty("result");
            Assert.Equal(fails, result.TryGetProperty("isError", out var error) && error.GetBoolean());
            return result.GetProperty("content")[0].GetProperty("text").GetString()!;
        }

        public async ValueTask DisposeAsync()
        {
            await toServer.Writer.CompleteAsync();
            await serving;
            answers.Dispose();
        }
    }
}
