using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Salus.Documentation.Scribe;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Tests.Workbench;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Streaming;

/// <summary>Notes whose words are followed while a model writes them: on the event stream, on the page, and in the terminal.</summary>
public sealed class StreamedNoteTests : IAsyncLifetime
{
    private const string Conversation = "[doctor] Hi Martha, what brings you in today?\n[patient] My left knee has been hurting for two weeks.\n[doctor] Any fever?\n[patient] No, no fever. I take ibuprofen 400 milligrams twice a day.\n";
    private const int PieceLength = 16;

    private static readonly string answer = JsonSerializer.Serialize(new
    {
        statements = new[]
        {
            new { section = "hpi", group = (string?)null, text = "[NAME-1] reports left knee pain for two weeks.", turns = new[] { 2 } },
            new { section = "hpi", group = (string?)null, text = "Denies fever.", turns = new[] { 4 } },
        },
    });

    private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<ModelQuestion, ModelAnswer> script = _ => new ModelAnswer.Says(answer);
    private ScriptedModelServer server = null!;
    private Workplace workplace = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedModelServer.StartAsync(q => script(q), cancel: Cancel);
        workplace = await Workplace.OpenAsync();
        await ChooseAsync(ModelPlace.Inside);
    }

    public async ValueTask DisposeAsync()
    {
        goOn.TrySetResult();
        await workplace.DisposeAsync();
        await server.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Words_come_before_the_answer_is_complete_and_the_draft_is_checked_like_every_other()
    {
        WaitAfter("left knee");
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await BeginAsync(ada);
        await using var events = Follow(ada, id);
        Assert.StartsWith("[NAME-1] reports left kne", await WordsAsync(events, until: "left kn"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/api/drafts/{id}", "application/json")).StatusCode);

        goOn.SetResult();
        var end = await EndAsync(events);
        Assert.Equal(id, end.GetProperty("draft").GetString());
        var draft = await JsonAsync(await ada.GetAsync($"/api/drafts/{id}", "application/json"));
        Assert.Equal("model house", draft.GetProperty("draft").GetProperty("origin").GetProperty("engine").GetString());
        Assert.NotEqual(0, draft.GetProperty("checks").GetArrayLength());
        Assert.DoesNotContain(workplace.Log, l => l.Contains("knee", StringComparison.Ordinal));
        Assert.True((await JsonAsync(await ada.SendAsync(HttpMethod.Post, $"/api/drafts/{id}/replay", JsonContent.Create(new { })))).GetProperty("equal").GetBoolean());
    }

    [Fact]
    public async Task Names_that_were_hidden_from_an_outside_model_are_put_back_as_they_are_heard()
    {
        await ChooseAsync(ModelPlace.Outside);
        using var ada = await workplace.SeatAsync(Role.Clinician);
        await using var events = Follow(ada, await BeginAsync(ada));
        var words = await WordsAsync(events, until: "two weeks.");
        Assert.StartsWith("Martha reports", words, StringComparison.Ordinal);
        Assert.DoesNotContain("[", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_stream_goes_on_after_its_last_event()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await BeginAsync(ada);
        await using (var whole = Follow(ada, id))
            await EndAsync(whole);
        var all = await NumbersAsync(ada, id, after: 0);
        Assert.Equal(Enumerable.Range(1, all.Count), all);
        Assert.Equal(all.Skip(3), await NumbersAsync(ada, id, after: 3));
    }

    [Fact]
    public async Task Whoever_does_not_want_to_wait_gets_the_embedded_engines_draft()
    {
        WaitAfter("left knee");
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await BeginAsync(ada);
        await using var events = Follow(ada, id);
        await WordsAsync(events, until: "left kn");
        var end = await JsonAsync(await ada.SendAsync(HttpMethod.Delete, $"/api/scribe/writings/{id}"));
        Assert.Contains("was stopped", end.GetProperty("fellBack").GetString(), StringComparison.Ordinal);
        var draft = await JsonAsync(await ada.GetAsync($"/api/drafts/{id}", "application/json"));
        Assert.Equal(NoteWriter.Engine, draft.GetProperty("draft").GetProperty("origin").GetProperty("engine").GetString());
    }

    [Fact]
    public async Task A_discarded_draft_is_not_there_and_its_event_stream_says_so()
    {
        WaitAfter("left knee");
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await BeginAsync(ada);
        await using var events = Follow(ada, id);
        await WordsAsync(events, until: "left kn");
        await JsonAsync(await ada.SendAsync(HttpMethod.Delete, $"/api/scribe/writings/{id}?discard=true"));
        Assert.False((await EndAsync(events)).TryGetProperty("draft", out _));
        Assert.Empty((await JsonAsync(await ada.GetAsync("/api/drafts", "application/json"))).EnumerateArray());
    }

    [Theory]
    [InlineData("breaks off")]
    [InlineData("not finished")]
    [InlineData("canary")]
    public async Task What_was_heard_of_an_answer_that_fails_counts_for_nothing(string how)
    {
        script = q => how switch
        {
            "breaks off" => new ModelAnswer.BreaksOff(answer, 90) { Before = _ => goOn.Task },
            "not finished" => new ModelAnswer.Says(answer[..90]) { Finish = "length" },
            _ => new ModelAnswer.Says(answer.Replace("Denies fever", "Denies " + q.System[q.System.IndexOf("salus-", StringComparison.Ordinal)..][..22], StringComparison.Ordinal)),
        };
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await BeginAsync(ada);
        await using var events = Follow(ada, id);
        await WordsAsync(events, until: "reports");
        goOn.TrySetResult();
        Assert.Contains("The embedded engine wrote this draft", (await EndAsync(events)).GetProperty("fellBack").GetString(), StringComparison.Ordinal);
        Assert.Contains("The embedded engine wrote this draft", await ada.ReadAsync($"/visits/writing/{id}"), StringComparison.Ordinal);
        Assert.Equal(NoteWriter.Engine, (await JsonAsync(await ada.GetAsync($"/api/drafts/{id}", "application/json"))).GetProperty("draft").GetProperty("origin").GetProperty("engine").GetString());
    }

    [Theory]
    [InlineData("answers at once")]
    [InlineData("refuses to stream")]
    public async Task A_model_that_cannot_answer_in_pieces_writes_all_the_same(string how)
    {
        var whole = JsonSerializer.SerializeToUtf8Bytes(new { id = "x", @object = "chat.completion", created = 0, model = "scripted", choices = new[] { new { index = 0, message = new { role = "assistant", content = answer }, finish_reason = "stop" } } });
        script = q => q.Stream ? how == "answers at once" ? new ModelAnswer.Sends("application/json", whole) : new ModelAnswer.Fails(400) : new ModelAnswer.Says(answer);
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await BeginAsync(ada);
        await using var events = Follow(ada, id);
        Assert.Contains("left knee pain for two weeks.", await WordsAsync(events, until: "two weeks."), StringComparison.Ordinal);
        Assert.False((await EndAsync(events)).TryGetProperty("fellBack", out _));
        Assert.Equal([true, false], server.Questions.Select(q => q.Stream));
    }

    [Fact]
    public async Task The_page_leads_from_the_conversation_over_the_words_to_the_draft_also_without_script()
    {
        WaitAfter("left knee");
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var sent = await ada.PostAsync("/visits/new", "/visits/new", ("_handler", "visit"), ("text", Conversation), ("name", "Martha Collins"), ("style", "us-visit-note"), ("length", "standard"));
        var address = sent.Headers.Location!.AbsolutePath;
        Assert.StartsWith("/visits/writing/", address, StringComparison.Ordinal);
        await using (var events = Follow(ada, address[^36..]))
            await WordsAsync(events, until: "left kn");
        var page = await ada.ReadAsync(address);
        Assert.Contains("reports left kn", page, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", page, StringComparison.Ordinal);

        goOn.SetResult();
        await using (var events = Follow(ada, address[^36..]))
            await EndAsync(events);
        Assert.Equal($"/drafts/{address[^36..]}", (await ada.GetAsync(address)).Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task Nobody_hears_what_is_written_for_somebody_else()
    {
        WaitAfter("left knee");
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await BeginAsync(ada);
        using var ben = await workplace.SeatAsync(await workplace.HireAsync("ben", Role.Clinician));
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync($"/api/scribe/writings/{id}/events", "text/event-stream")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync($"/visits/writing/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.SendAsync(HttpMethod.Delete, $"/api/scribe/writings/{id}")).StatusCode);
    }

    [Fact]
    public async Task The_end_of_the_program_loses_no_draft()
    {
        WaitAfter("left knee");
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await BeginAsync(ada);
        await using (var events = Follow(ada, id))
            await WordsAsync(events, until: "left kn");
        await workplace.Get<NoteWritings>().StopAsync(Cancel);
        Assert.Equal(NoteWriter.Engine, (await JsonAsync(await ada.GetAsync($"/api/drafts/{id}", "application/json"))).GetProperty("draft").GetProperty("origin").GetProperty("engine").GetString());
    }

    /// <summary>The model says everything up to these words and waits there.</summary>
    private void WaitAfter(string words)
    {
        var stop = answer.IndexOf(words, StringComparison.Ordinal) / PieceLength + 2;
        script = _ => new ModelAnswer.Says(answer) { PieceLength = PieceLength, Before = (piece, cancel) => piece < stop ? Task.CompletedTask : goOn.Task.WaitAsync(cancel) };
    }

    private async Task ChooseAsync(ModelPlace place)
    {
        var file = new FileInfo(Path.Combine(workplace.Get<TrustOptions>().Home.FullName, ModelSettings.FileName));
        await File.WriteAllBytesAsync(file.FullName, ModelSettings.None.With("house", new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", place) { Retries = 0 }).WithUse("scribe", "house").ToJson(), Cancel);
    }

    private static async Task<string> BeginAsync(Visitor by)
    {
        var begun = await by.SendAsync(HttpMethod.Post, "/api/scribe/writings", JsonContent.Create(new { transcript = Conversation, patient = new { resourceType = "Patient", name = new[] { new { text = "Martha Collins" } } } }));
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        return (await JsonAsync(begun)).GetProperty("id").GetString()!;
    }

    private static IAsyncEnumerator<SseItem<string>> Follow(Visitor by, string id, int after = 0) => EventsAsync(by, id, after).GetAsyncEnumerator(Cancel);

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(Visitor by, string id, int after)
    {
        using var response = await by.Http.GetAsync($"/api/scribe/writings/{id}/events?after={after}", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Cancel)).EnumerateAsync(Cancel))
            yield return item;
    }

    /// <summary>What was said of the first statement, once it holds these words.</summary>
    private static async Task<string> WordsAsync(IAsyncEnumerator<SseItem<string>> events, string until)
    {
        var words = "";
        while (!words.Contains(until, StringComparison.Ordinal) && await events.MoveNextAsync())
            if (events.Current.EventType == "words" && JsonDocument.Parse(events.Current.Data).RootElement is var said && said.GetProperty("statement").GetInt32() == 0)
                words += said.GetProperty("words").GetString();
        return words;
    }

    private static async Task<JsonElement> EndAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        while (await events.MoveNextAsync())
            if (events.Current.EventType == "end")
                return JsonDocument.Parse(events.Current.Data).RootElement;
        throw new InvalidOperationException("The stream ended without its end.");
    }

    private static async Task<List<int>> NumbersAsync(Visitor by, string id, int after)
    {
        var numbers = new List<int>();
        await foreach (var item in EventsAsync(by, id, after))
            if (item.EventType == "words")
                numbers.Add(JsonDocument.Parse(item.Data).RootElement.GetProperty("number").GetInt32());
        return numbers;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
