using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Salus.Documentation.Scribe;
using Salus.Tests.Workbench;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Live;

/// <summary>Live visits over the real server: following, breaking off, limits, other people, the end of the program.</summary>
public sealed class LiveVisitTests : IAsyncLifetime
{
    private static readonly string[] talk =
    [
        "what brings you in today ?", "i hurt my right knee when i fell off a ladder .", "when was that ?", "it was three days ago .", "any numbness ?", "no numbness .",
        "are you taking anything for it ?", "i am taking ibuprofen 200 milligrams .", "okay let me take a look at your knee .", "your right knee has some swelling .",
    ];

    private Workplace workplace = null!;

    public async ValueTask InitializeAsync() => workplace = await OpenAsync(new LiveLimits());

    public ValueTask DisposeAsync() => workplace.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Turns_become_events_and_the_end_is_a_draft_in_the_work_list()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await StartAsync(ada);
        Assert.Equal(talk.Length, await SayAsync(ada, id, talk, after: 0));
        var events = await EventsAsync(ada, id, talk.Length);
        Assert.Equal(Enumerable.Range(1, talk.Length), events.Select(e => e.Id));
        Assert.Contains(events.SelectMany(e => e.Data.GetProperty("changes").EnumerateArray()), c => c.GetProperty("text").GetString()!.Contains("right knee", StringComparison.Ordinal));

        var finished = await JsonAsync(await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/finish"));
        Assert.Equal(id, finished.GetProperty("draft").GetString());
        var draft = Assert.Single((await JsonAsync(await ada.GetAsync("/api/drafts", "application/json"))).EnumerateArray());
        Assert.Equal(id, draft.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Gone, (await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/turns", Body(new { lines = "[doctor] wait" }))).StatusCode);
        Assert.Equal(id, (await JsonAsync(await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/finish"))).GetProperty("draft").GetString());
        Assert.Empty(Journals());
        Assert.Equal($"/drafts/{id}", (await ada.GetAsync($"/visits/live/{id}")).Headers.Location?.AbsolutePath);
        Assert.Single(await workplace.TrailAsync("start-live-visit"));
        Assert.DoesNotContain(workplace.Log, line => line.Contains("ladder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_stream_goes_on_after_its_last_event_without_loss_or_repetition()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await StartAsync(ada);
        await SayAsync(ada, id, talk[..6], after: 0);
        var first = await EventsAsync(ada, id, 4);
        await SayAsync(ada, id, talk[6..], after: 6);
        var second = await EventsAsync(ada, id, talk.Length - 4, last: "4");
        Assert.Equal(Enumerable.Range(1, talk.Length), first.Concat(second).Select(e => e.Id));
        Assert.Equal(talk, first.Concat(second).Select(e => e.Data.GetProperty("turn").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_stream_shows_turns_as_they_come_and_ends_with_the_visit()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await StartAsync(ada);
        using var answer = await ada.Http.GetAsync($"/api/scribe/live/{id}/events", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        Assert.Contains("open", await lines.ReadLineAsync(Cancel), StringComparison.Ordinal);
        await SayAsync(ada, id, talk[..2], after: null);
        await ada.SendAsync(HttpMethod.Delete, $"/api/scribe/live/{id}");
        var rest = await lines.ReadToEndAsync(Cancel);
        Assert.Contains("id: 2", rest, StringComparison.Ordinal);
        Assert.Contains("event: end", rest, StringComparison.Ordinal);
        Assert.Empty(Journals());
    }

    [Fact]
    public async Task Sending_again_adds_nothing_twice_and_gaps_and_other_words_are_refused()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await StartAsync(ada);
        Assert.Equal(4, await SayAsync(ada, id, talk[..4], after: 0));
        Assert.Equal(4, await SayAsync(ada, id, talk[..4], after: 0));
        Assert.Equal(6, await SayAsync(ada, id, talk[2..6], after: 2));
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(ada, id, new { lines = "[doctor] something else", after = 1 })).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(ada, id, new { lines = "[doctor] later", after = 9 })).StatusCode);
        Assert.Equal(6, (await EventsAsync(ada, id, 6)).Count);
    }

    [Fact]
    public async Task Nobody_else_reaches_a_visit()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        using var bo = await workplace.SeatAsync(Role.Nurse);
        var id = await StartAsync(ada);
        await SayAsync(ada, id, talk, after: 0);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(bo, id, new { lines = "[doctor] hello" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bo.GetAsync($"/api/scribe/live/{id}/events", "text/event-stream")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bo.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/finish")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bo.SendAsync(HttpMethod.Delete, $"/api/scribe/live/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bo.GetAsync($"/visits/live/{id}")).StatusCode);
        Assert.Equal(0, (await JsonAsync(await bo.GetAsync("/api/scribe/live", "application/json"))).GetArrayLength());
        Assert.Equal(1, (await JsonAsync(await ada.GetAsync("/api/scribe/live", "application/json"))).GetArrayLength());
    }

    [Fact]
    public async Task Another_site_cannot_speak_for_the_person()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await StartAsync(ada);
        using var forged = await ada.Http.PostAsync($"/api/scribe/live/{id}/turns", Body(new { lines = "[doctor] hello" }), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Fact]
    public async Task What_is_beyond_the_limits_is_refused_with_the_limit()
    {
        await workplace.DisposeAsync();
        workplace = await OpenAsync(new LiveLimits(Turns: 5, Characters: 200, TurnsPerRequest: 4, OpenPerPerson: 2, Streams: 1));
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await StartAsync(ada);
        var second = await StartAsync(ada);
        var third = await ada.SendAsync(HttpMethod.Post, "/api/scribe/live", Body(new { }));
        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
        Assert.Contains("You have 2 open", (await JsonAsync(third)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(ada, id, Lines(talk[..5]))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(ada, id, new { lines = "\n\n" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(ada, id, new { turns = new[] { new { text = new string('a', LiveNote.LongestTurn + 1) } } })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(ada, id, new { lines = "{\"speaker\":" })).StatusCode);
        Assert.Equal(4, await SayAsync(ada, id, talk[..4], after: null));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(ada, id, Lines(talk[4..6]))).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(ada, id, new { lines = "[doctor] " + new string('a', 190) })).StatusCode);
        using var stream = await ada.Http.GetAsync($"/api/scribe/live/{id}/events", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ada.GetAsync($"/api/scribe/live/{id}/events", "text/event-stream")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{second}/finish")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.SendAsync(HttpMethod.Post, "/api/scribe/live", Body(new { style = "sonnet" }))).StatusCode);
    }

    [Fact]
    public async Task A_visit_that_is_left_alone_becomes_a_draft_and_an_empty_one_goes()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var spoken = await StartAsync(ada);
        await StartAsync(ada);
        await SayAsync(ada, spoken, talk, after: 0);
        var visits = workplace.Get<LiveVisits>();
        workplace.Clock.Advance(visits.Limits.Idle - TimeSpan.FromMinutes(1));
        await visits.SweepAsync(Cancel);
        Assert.Equal(2, Journals().Length);
        workplace.Clock.Advance(TimeSpan.FromMinutes(1));
        await visits.SweepAsync(Cancel);
        Assert.Empty(Journals());
        Assert.Equal(spoken, (await workplace.Get<Review>().FindAsync(DraftId.Parse(spoken, null), new Person(default, "x", "x", [Role.Clinician]), Cancel)).Id.ToString());
    }

    [Fact]
    public async Task What_was_acknowledged_survives_the_end_of_the_program()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await StartAsync(ada);
        await SayAsync(ada, id, talk, after: 0);
        var before = (await EventsAsync(ada, id, talk.Length)).Select(e => e.Data.ToString()).ToArray();
        var journal = Assert.Single(Journals());
        await File.AppendAllTextAsync(journal, "{\"speaker\":\"doctor\",\"text\":\"half a li", Cancel);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(journal));

        using var again = Restarted(new LiveLimits());
        var visit = await again.FindAsync(Guid.Parse(id), await PersonAsync(), Cancel);
        Assert.Equal(talk.Length, visit.Count);
        Assert.Equal(talk, visit.Snapshot().Turns.Select(t => t.Text));
        Assert.Equal(before.Length + 1, await again.HearAsync(visit, [new Turn(Speaker.Doctor, "doctor", "let us order an x-ray of the knee .")], before.Length, Cancel));
        Assert.EndsWith("}\n", await File.ReadAllTextAsync(journal, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_that_was_interrupted_gives_one_draft()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await StartAsync(ada);
        await SayAsync(ada, id, talk, after: 0);
        var journal = Assert.Single(Journals());
        var content = await File.ReadAllBytesAsync(journal, Cancel);
        await ada.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/finish");
        await File.WriteAllBytesAsync(journal, content, Cancel);
        using var again = Restarted(new LiveLimits());
        var visit = Assert.Single(await again.ListAsync(await PersonAsync(), Cancel));
        Assert.Equal(id, (await again.FinishAsync(visit, Cancel)).ToString());
        Assert.Empty(Journals());
        Assert.Single((await JsonAsync(await ada.GetAsync("/api/drafts", "application/json"))).EnumerateArray());
    }

    [Fact]
    public async Task The_page_takes_turns_and_finishes_without_script()
    {
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var started = await ada.PostAsync("/visits/live", "/visits/live", ("_handler", "live"), ("name", "Ines Møller"), ("age", "44"), ("gender", "female"), ("style", "soap"));
        var page = started.Headers.Location!.AbsolutePath;
        Assert.StartsWith("/visits/live/", page, StringComparison.Ordinal);
        Assert.Contains("Nobody has spoken yet", await ada.ReadAsync(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await ada.PostAsync(page, page, ("_handler", "say"), ("speaker", "patient"), ("text", "i hurt my right knee three days ago ."))).StatusCode);
        await ada.PostAsync(page, page, ("_handler", "say"), ("speaker", "doctor"), ("text", string.Join('\n', talk.Select((t, i) => $"[{(i % 2 == 0 ? "doctor" : "patient")}] {t}"))));
        var html = await ada.ReadAsync(page);
        Assert.Contains("live-line open", html, StringComparison.Ordinal);
        Assert.Contains("live-line settled", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        var finished = await ada.PostAsync(page, page, ("_handler", "end"), ("act", "finish"));
        Assert.StartsWith("/drafts/", finished.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("Ines M", await ada.ReadAsync(finished.Headers.Location.AbsolutePath), StringComparison.Ordinal);
    }

    private LiveVisits Restarted(LiveLimits limits) => new(workplace.Get<ModelNoteWriter>(), workplace.Get<Review>(), workplace.Get<AuditLog>(), workplace.Get<TrustOptions>(), limits, workplace.Clock);

    private async Task<Person> PersonAsync() => (await workplace.TrailAsync("start-live-visit"))[0].Person is { } id ? new Person(id, "clinician", "Dr. clinician", [Role.Clinician]) : throw new InvalidOperationException();

    private string[] Journals() => Directory.GetFiles(Path.Combine(workplace.Get<TrustOptions>().Home.FullName, "live"));

    private static Task<Workplace> OpenAsync(LiveLimits limits) => Workplace.OpenAsync(services: s => s.Replace(ServiceDescriptor.Singleton(limits)));

    private static async Task<string> StartAsync(Visitor visitor)
    {
        var started = await visitor.SendAsync(HttpMethod.Post, "/api/scribe/live", Body(new { }));
        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        return (await JsonAsync(started)).GetProperty("id").GetString()!;
    }

    private static async Task<int> SayAsync(Visitor visitor, string id, string[] texts, int? after)
    {
        var from = Array.IndexOf(talk, texts[0]);
        var turns = texts.Select((text, i) => new { text, speaker = (from + i) % 2 == 0 ? "doctor" : "patient" });
        var heard = await PostAsync(visitor, id, after is null ? new { turns } : new { turns, after });
        Assert.True(heard.IsSuccessStatusCode, await heard.Content.ReadAsStringAsync(Cancel));
        return (await JsonAsync(heard)).GetProperty("turns").GetInt32();
    }

    private static object Lines(string[] texts) => new { lines = string.Join('\n', texts.Select(t => $"[doctor] {t}")) };

    private static Task<HttpResponseMessage> PostAsync(Visitor visitor, string id, object body) => visitor.SendAsync(HttpMethod.Post, $"/api/scribe/live/{id}/turns", Body(body));

    /// <summary>The first events of a stream that is then broken off.</summary>
    private static async Task<List<(int Id, JsonElement Data)>> EventsAsync(Visitor visitor, string id, int count, string? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/scribe/live/{id}/events");
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        using var answer = await visitor.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        var events = new List<(int, JsonElement)>();
        var data = default(JsonElement);
        while (events.Count < count && await lines.ReadLineAsync(Cancel) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
                data = JsonDocument.Parse(line[6..]).RootElement;
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                events.Add((int.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture), data));
        }
        return events;
    }

    private static JsonContent Body(object value) => JsonContent.Create(value);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
}
