using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Salus.Documentation.Scribe;
using Salus.Tests.Samples;
using Salus.Tests.Workbench;
using Salus.Tests.Workbench.Commands;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Replay;

/// <summary>From a draft back to what it was made of, and from that to the same draft.</summary>
public sealed class EmbeddedReplayTests
{
    private const string Conversation = "[doctor] Hi Martha, what brings you in today?\n[patient] My left knee has been hurting for two weeks.\n[doctor] Any fever?\n[patient] No, no fever. I take ibuprofen 400 milligrams twice a day.\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string?> Visits()
    {
        var visits = new TheoryData<string, string, string?>();
        foreach (var file in SampleVisitTests.Visits.GetFiles("*.txt").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var patient = Path.ChangeExtension(file.FullName, ".patient.json");
            visits.Add(file.FullName, file.Name.Length % 2 == 0 ? "soap" : "us-visit-note", File.Exists(patient) ? patient : null);
        }
        return visits;
    }

    [Theory]
    [MemberData(nameof(Visits))]
    public async Task A_draft_of_the_embedded_engine_is_written_again_byte_for_byte(string file, string style, string? patient)
    {
        using var salus = new Terminal();
        await salus.RunAsync("lantern orbit gravel\n", ["users", "add", "ada", "--name", "Dr. Ada Marsh", "--role", "clinician", "--password-stdin"]);
        string[] scribe = ["scribe", file, "--style", style, "--length", "brief", "--submit", .. patient is null ? Array.Empty<string>() : ["--patient", patient]];
        Assert.Equal(0, (await salus.RunAsync(scribe)).Code);

        var replay = await salus.RunAsync("drafts", "replay", "latest");
        Assert.True(replay.Code == 0, replay.Out + replay.Error);
        Assert.Contains("Equal", replay.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Note:", replay.Out, StringComparison.Ordinal);
        var inputs = JsonNode.Parse((await salus.RunAsync("drafts", "inputs", "latest", "--json")).Out)!;
        Assert.All(inputs["inputs"]!.AsArray(), i => Assert.True((bool)i!["asItWas"]!));
        Assert.Equal(1, (await salus.RunAsync("drafts", "replay", "latest", "--ask-again")).Code);
    }

    [Fact]
    public async Task Edits_of_a_person_do_not_hide_what_the_engine_wrote()
    {
        await using var workplace = await Workplace.OpenAsync();
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var id = await DraftAsync(ada, new { transcript = Conversation, at = "2026-03-01T09:00:00+01:00", patient = new { resourceType = "Patient", birthDate = "1976-03-02", gender = "female", name = new[] { new { text = "Martha Collins" } } } });
        Assert.Equal(HttpStatusCode.OK, (await ada.SendAsync(HttpMethod.Put, $"/api/drafts/{id}/statements/0", JsonContent.Create(new { revision = 1, text = "Reworded." }))).StatusCode);

        var report = await JsonAsync(await ada.SendAsync(HttpMethod.Post, $"/api/drafts/{id}/replay", JsonContent.Create(new { })));
        Assert.True(report.GetProperty("equal").GetBoolean(), report.ToString());
        Assert.Equal(1, report.GetProperty("inputs").GetProperty("revision").GetInt32());
        Assert.Empty(report.GetProperty("differences").EnumerateArray());
        Assert.Single(await workplace.TrailAsync("replay-draft"));

        var page = await ada.PostAsync($"/drafts/{id}/inputs", $"/drafts/{id}/inputs", ("_handler", "replay"));
        Assert.Contains("byte for byte", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains($"/drafts/{id}/inputs", await ada.ReadAsync($"/drafts/{id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_of_the_engine_is_named_with_what_it_writes_otherwise()
    {
        await using var workplace = await Workplace.OpenAsync();
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        var visit = new Visit("visit-1", TranscriptReader.Read(new TranscriptFile("visit.txt", [.. Encoding.UTF8.GetBytes(Conversation)])), null, workplace.Clock.GetUtcNow());
        var draft = workplace.Get<NoteWriter>().Write(visit, new ScribeOptions());
        var older = draft with
        {
            Statements = draft.Statements.SetItem(0, draft.Statements[0] with { Text = "As an older version put it." }),
            Origin = draft.Origin with { EngineVersion = "0", Parameters = draft.Origin.Parameters.SetItem("program", "0.0.1") },
        };
        await workplace.Get<Review>().SubmitAsync(older, visit.ToSources(), ada, Cancel);

        var report = await workplace.Get<Salus.Trust.Replay>().RunAsync(older.Id, new RewriteCall(), ada, Cancel);
        Assert.False(report.Equal);
        Assert.Contains(report.Remarks, r => r.Contains("embedded-scribe 0", StringComparison.Ordinal));
        Assert.Contains(report.Remarks, r => r.StartsWith("program: it was '0.0.1'", StringComparison.Ordinal));
        Assert.Equal("As an older version put it.", report.Differences[0].Kept!.Text);
        Assert.Equal(draft.Statements[0].Text, report.Differences[^1].Again!.Text);
    }

    [Fact]
    public async Task A_draft_of_another_capability_shows_its_inputs_and_says_that_it_cannot_be_written_again()
    {
        await using var workplace = await Workplace.OpenAsync();
        using var ada = await workplace.SeatAsync(Role.Clinician);
        var draft = await workplace.ProposeAsync();
        Assert.Equal(2, (await JsonAsync(await ada.GetAsync($"/api/drafts/{draft.Id}/inputs", "application/json"))).GetProperty("inputs").GetArrayLength());
        var refused = await ada.SendAsync(HttpMethod.Post, $"/api/drafts/{draft.Id}/replay", JsonContent.Create(new { }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("drafts inputs", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("style", "sonnet", "no style")]
    [InlineData("learned", "0123456789abcdef", "--learned")]
    public async Task What_is_missing_is_named(string parameter, string value, string said)
    {
        await using var workplace = await Workplace.OpenAsync();
        var ada = await workplace.HireAsync("ada", Role.Clinician);
        var visit = new Visit("visit-1", TranscriptReader.Read(new TranscriptFile("visit.txt", [.. Encoding.UTF8.GetBytes(Conversation)])), null, workplace.Clock.GetUtcNow());
        var draft = workplace.Get<NoteWriter>().Write(visit, new ScribeOptions());
        draft = draft with { Origin = draft.Origin with { Parameters = draft.Origin.Parameters.SetItem(parameter, value) } };
        await workplace.Get<Review>().SubmitAsync(draft, visit.ToSources(), ada, Cancel);
        Assert.Contains(said, (await Assert.ThrowsAsync<NotRewritableException>(() => workplace.Get<Salus.Trust.Replay>().RunAsync(draft.Id, new RewriteCall(), ada, Cancel))).Message, StringComparison.Ordinal);
    }

    private static async Task<string> DraftAsync(Visitor by, object visit) =>
        (await JsonAsync(await by.SendAsync(HttpMethod.Post, "/api/scribe/visits", JsonContent.Create(visit)))).GetProperty("id").GetString()!;

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
