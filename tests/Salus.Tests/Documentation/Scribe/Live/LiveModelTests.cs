using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Salus.Documentation.Scribe;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Tests.Workbench;
using Salus.Tests.Workbench.Commands;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Live;

/// <summary>A live visit at a site with a model: the embedded engine drafts while people talk, the model writes the end.</summary>
public sealed class LiveModelTests : IAsyncLifetime
{
    private const string Talk = "[doctor] what brings you in today ?\n[patient] i hurt my right knee when i fell off a ladder three days ago .\n[doctor] any numbness ?\n[patient] no numbness . i am taking ibuprofen 200 milligrams .\n";

    private static readonly string answer = JsonSerializer.Serialize(new { statements = new[] { new { section = "hpi", group = (string?)null, text = "Right knee injury after a fall off a ladder three days ago.", turns = new[] { 2 } } } });

    private Func<ModelQuestion, ModelAnswer> script = _ => new ModelAnswer.Says(answer);
    private ScriptedModelServer server = null!;
    private Workplace workplace = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedModelServer.StartAsync(q => script(q), cancel: Cancel);
        workplace = await Workplace.OpenAsync();
        await ChooseAsync(workplace.Get<TrustOptions>().Home);
    }

    public async ValueTask DisposeAsync()
    {
        await workplace.DisposeAsync();
        await server.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_writes_the_end_and_every_difference_to_what_was_shown_says_so()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await TalkAsync(ada);
        Assert.Empty(server.Questions);

        var end = await JsonAsync(await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/finish"));
        Assert.Equal("model house", end.GetProperty("engine").GetString());
        Assert.False(end.TryGetProperty("fellBack", out _));
        Assert.Contains(end.GetProperty("differences").EnumerateArray(), d => d.GetProperty("reason").GetString()!.StartsWith("The model", StringComparison.Ordinal));
        var draft = await JsonAsync(await ada.GetAsync($"/api/drafts/{id}", "application/json"));
        Assert.Equal("Right knee injury after a fall off a ladder three days ago.", Assert.Single(draft.GetProperty("draft").GetProperty("statements").EnumerateArray()).GetProperty("text").GetString());
        Assert.True((await JsonAsync(await ada.SendAsync(HttpMethod.Post, $"/api/drafts/{id}/replay", JsonContent.Create(new { })))).GetProperty("equal").GetBoolean());
    }

    [Fact]
    public async Task Where_the_model_fails_the_end_is_the_embedded_engines_and_says_why()
    {
        script = _ => new ModelAnswer.Fails(401);
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await TalkAsync(ada);
        var end = await JsonAsync(await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/finish"));
        Assert.Equal(NoteWriter.Engine, end.GetProperty("engine").GetString());
        Assert.Contains("does not accept our key", end.GetProperty("fellBack").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_the_words_while_the_model_writes_and_a_change_of_mind_leads_back_to_the_visit()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        script = _ => new ModelAnswer.Says(answer) { Before = (piece, cancel) => piece < 3 ? Task.CompletedTask : goOn.Task.WaitAsync(cancel) };
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await TalkAsync(ada);
        Assert.Contains("writes the note when you finish", await ada.ReadAsync($"/visits/live/{id}"), StringComparison.Ordinal);

        var finish = await ada.PostAsync($"/visits/live/{id}", $"/visits/live/{id}", ("_handler", "end"), ("act", "finish"));
        Assert.Equal($"/visits/writing/{id}", finish.Headers.Location!.AbsolutePath);
        Assert.Contains("Back to the visit", await ada.ReadAsync($"/visits/writing/{id}"), StringComparison.Ordinal);
        var back = await ada.PostAsync($"/visits/writing/{id}", $"/visits/writing/{id}", ("_handler", "stop"), ("act", "discard"));
        Assert.Equal($"/visits/live/{id}", back.Headers.Location!.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, (await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/turns", JsonContent.Create(new { lines = "[doctor] one more thing , any fever ?" }))).StatusCode);

        goOn.SetResult();
        await ada.PostAsync($"/visits/live/{id}", $"/visits/live/{id}", ("_handler", "end"), ("act", "finish"));
        await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/finish");
        Assert.Equal("model house", (await JsonAsync(await ada.GetAsync($"/api/drafts/{id}", "application/json"))).GetProperty("draft").GetProperty("origin").GetProperty("engine").GetString());
    }

    [Fact]
    public async Task Nothing_is_added_to_a_visit_that_is_being_written_up()
    {
        var (asked, goOn) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        script = _ => new ModelAnswer.BreaksOff(answer, 4)
        {
            Before = cancel =>
            {
                asked.TrySetResult();
                return goOn.Task.WaitAsync(cancel);
            },
        };
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await TalkAsync(ada);
        var finishing = ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/finish");
        await asked.Task.WaitAsync(Cancel);
        Assert.Equal(HttpStatusCode.Conflict, (await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/turns", JsonContent.Create(new { lines = "[doctor] wait" }))).StatusCode);
        goOn.SetResult();
        Assert.Equal(NoteWriter.Engine, (await JsonAsync(await finishing)).GetProperty("engine").GetString());
    }

    [Fact]
    public async Task A_followed_conversation_is_finished_by_the_model_unless_the_embedded_engine_is_asked_for()
    {
        using var salus = new Terminal();
        await ChooseAsync(salus.Home);
        var followed = await salus.RunAsync(Talk, ["scribe", "--follow", "-", "--json"]);
        var last = JsonNode.Parse(followed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        Assert.Equal("model house", (string)last["engine"]!);
        Assert.Contains("Right knee injury", (string)last["finished"]!["note"]!, StringComparison.Ordinal);
        Assert.Equal("", followed.Error);

        var shown = await salus.RunAsync(Talk, ["scribe", "--follow", "-"]);
        Assert.Contains("hpi: Right knee injury after a fall off a ladder three days ago.", shown.Error, StringComparison.Ordinal);
        var ours = await salus.RunAsync(Talk, ["scribe", "--follow", "-", "--json", "--embedded"]);
        Assert.Contains("\"engine\":\"embedded-scribe\"", ours.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_in_the_terminal_shows_the_words_as_they_come_but_not_between_json()
    {
        using var salus = new Terminal();
        await ChooseAsync(salus.Home);
        await File.WriteAllTextAsync(salus.File("visit.txt"), Talk, Cancel);
        Assert.Contains("hpi: Right knee injury after a fall off a ladder three days ago.", (await salus.RunAsync("scribe", salus.File("visit.txt"))).Error, StringComparison.Ordinal);
        Assert.Equal("", (await salus.RunAsync("scribe", salus.File("visit.txt"), "--json")).Error);
        Assert.Equal([true, false], server.Questions.Select(q => q.Stream));
    }

    private async Task ChooseAsync(DirectoryInfo home) =>
        await File.WriteAllBytesAsync(Path.Combine(home.FullName, ModelSettings.FileName), ModelSettings.None.With("house", new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", ModelPlace.Inside) { Retries = 0 }).WithUse("scribe", "house").ToJson(), Cancel);

    private static async Task<string> TalkAsync(Visitor by)
    {
        var id = (await JsonAsync(await by.SendAsync(HttpMethod.Post, "/api/scribe/live", JsonContent.Create(new { encounterId = "visit-7" })))).GetProperty("id").GetString()!;
        await JsonAsync(await by.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/turns", JsonContent.Create(new { lines = Talk })));
        return id;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
