using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Tests.Workbench;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Replay;

/// <summary>What a model was sent is kept as it was sent, and proves how its draft came to be.</summary>
public sealed class ModelReplayTests : IAsyncLifetime
{
    private const string Conversation = "[doctor] Hi Martha, what brings you in today?\n[patient] My left knee has been hurting for two weeks.\n[doctor] Any fever?\n[patient] No, no fever. I take ibuprofen 400 milligrams twice a day. Call me at 555-201-9988.\n";
    private const string Key = "sk-quiet-lantern-4471";

    private readonly ConcurrentQueue<ModelQuestion> asked = new();
    private string answer = Answer("hpi", "[NAME-1] reports left knee pain for two weeks.", 2);
    private ScriptedModelServer server = null!;
    private Workplace workplace = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedModelServer.StartAsync(
            q =>
            {
                asked.Enqueue(q);
                return new ModelAnswer.Says(answer);
            }, cancel: Cancel);
        workplace = await Workplace.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await workplace.DisposeAsync();
        await server.DisposeAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ModelPlace.Inside)]
    [InlineData(ModelPlace.Outside)]
    public async Task The_kept_answer_gives_the_same_statements_and_the_request_is_the_one_that_was_sent(ModelPlace place)
    {
        await ChooseAsync(place);
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await DraftAsync(ada);

        var inputs = await JsonAsync(await ada.GetAsync($"/api/drafts/{id}/inputs", "application/json"));
        Assert.Equal(Assert.Single(asked).Json, inputs.GetProperty("request").GetString());
        Assert.Equal(answer, inputs.GetProperty("answer").GetString());
        Assert.DoesNotContain(Key, inputs.ToString(), StringComparison.Ordinal);
        Assert.Equal(place is ModelPlace.Inside, inputs.GetProperty("request").GetString()!.Contains("555-201-9988", StringComparison.Ordinal));
        Assert.Equal(place is ModelPlace.Inside, inputs.GetProperty("request").GetString()!.Contains("Collins", StringComparison.Ordinal));

        var report = await ReplayAsync(ada, id);
        Assert.True(report.GetProperty("equal").GetBoolean(), report.ToString());
        Assert.True(report.GetProperty("sameRequest").GetBoolean());
        Assert.Empty(report.GetProperty("remarks").EnumerateArray());
        Assert.Single(asked);
    }

    [Fact]
    public async Task Asking_again_sends_the_same_bytes_and_shows_what_is_answered_otherwise()
    {
        await ChooseAsync(ModelPlace.Outside);
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await DraftAsync(ada);

        var same = await ReplayAsync(ada, id, askAgain: true);
        Assert.True(same.GetProperty("equal").GetBoolean(), same.ToString());
        Assert.Equal(2, asked.Count);
        Assert.Single(asked.Select(q => q.Json).Distinct(StringComparer.Ordinal));

        answer = Answer("hpi", "Left knee pain, two weeks.", 2);
        var other = await ReplayAsync(ada, id, askAgain: true);
        Assert.False(other.GetProperty("equal").GetBoolean());
        Assert.True(other.GetProperty("sameRequest").GetBoolean());
        Assert.Equal(answer, other.GetProperty("newAnswer").GetString());
        Assert.Equal(2, other.GetProperty("differences").GetArrayLength());
        Assert.Equal(2, (await workplace.TrailAsync("ask-model-again")).Count);
    }

    [Fact]
    public async Task What_was_written_inside_the_house_is_not_sent_to_the_same_name_outside()
    {
        await ChooseAsync(ModelPlace.Inside);
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await DraftAsync(ada);
        await ChooseAsync(ModelPlace.Outside);
        var refused = await ada.SendAsync(HttpMethod.Post, $"/api/drafts/{id}/replay", JsonContent.Create(new { askAgain = true }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Single(asked);
        Assert.True((await ReplayAsync(ada, id)).GetProperty("equal").GetBoolean());
    }

    [Fact]
    public async Task A_signed_note_leads_back_to_its_request_and_other_settings_do_not_change_what_was()
    {
        await ChooseAsync(ModelPlace.Inside, e => e with { ContextTokens = 3_000, MaxTokens = 1_000, Temperature = 0.3, Seed = 7 });
        using var ada = await workplace.SeatAsync(Role.Clinician);
        answer = Answer("hpi", "The patient reports left knee pain for two weeks.", 2);
        var id = await DraftAsync(ada);
        var reviewed = await workplace.Get<Review>().OpenAsync(new DraftId(Guid.Parse(id)), null, (await workplace.Get<People>().FindByNameAsync("clinician", Cancel))!, Cancel);
        var clinician = (await workplace.Get<People>().FindByNameAsync("clinician", Cancel))!;
        foreach (var finding in reviewed.OpenBlocking)
            await workplace.Get<Review>().DecideAsync(reviewed.Draft.Id, 1, DecisionKind.Overrule, finding.KeyIn(reviewed.Draft), "Seen.", clinician, Cancel);
        await workplace.Get<Review>().SignAsync(reviewed.Draft.Id, 1, clinician, Workplace.Password, Cancel);

        await ChooseAsync(ModelPlace.Inside, e => e with { ContextTokens = 64_000, Temperature = 1 });
        var report = await ReplayAsync(ada, id);
        Assert.True(report.GetProperty("equal").GetBoolean(), report.ToString());
        Assert.Contains("/inputs", await ada.ReadAsync($"/drafts/{id}/signed"), StringComparison.Ordinal);
        Assert.Contains("known_of_the_patient", await ada.ReadAsync($"/drafts/{id}/inputs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_passed_between_us_and_the_model_is_not_shown_as_a_source_of_the_note()
    {
        await ChooseAsync(ModelPlace.Inside);
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var page = await ada.ReadAsync($"/drafts/{await DraftAsync(ada)}");
        Assert.DoesNotContain("Request to the model", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Answer of the model", page, StringComparison.Ordinal);
    }

    private static string Answer(string section, string text, params int[] turns) => JsonSerializer.Serialize(new { statements = new[] { new { section, group = (string?)null, text, turns } } });

    private async Task ChooseAsync(ModelPlace place, Func<ModelEndpoint, ModelEndpoint>? change = null)
    {
        Environment.SetEnvironmentVariable("SALUS_TEST_REPLAY_KEY", Key);
        var endpoint = new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", place) { Retries = 0, Key = SecretReference.Parse("env:SALUS_TEST_REPLAY_KEY") };
        var file = new FileInfo(Path.Combine(workplace.Get<TrustOptions>().Home.FullName, ModelSettings.FileName));
        await File.WriteAllBytesAsync(file.FullName, ModelSettings.None.With("house", change?.Invoke(endpoint) ?? endpoint).WithUse("scribe", "house").ToJson(), Cancel);
    }

    private static async Task<string> DraftAsync(Visitor by) => (await JsonAsync(await by.SendAsync(HttpMethod.Post, "/api/scribe/visits", JsonContent.Create(new
    {
        transcript = Conversation,
        encounterId = "visit-7",
        at = "2026-03-01T09:00:00+01:00",
        patient = new { resourceType = "Patient", id = "p-4471", birthDate = "1976-03-02", gender = "female", name = new[] { new { text = "Martha Collins" } } },
    })))).GetProperty("id").GetString()!;

    private static async Task<JsonElement> ReplayAsync(Visitor by, string id, bool askAgain = false) =>
        await JsonAsync(await by.SendAsync(HttpMethod.Post, $"/api/drafts/{id}/replay", JsonContent.Create(new { askAgain })));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
