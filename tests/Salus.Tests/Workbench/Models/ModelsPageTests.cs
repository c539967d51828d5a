using System.Net;
using System.Net.Http.Json;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Trust;

namespace Salus.Tests.Workbench.Models;

public sealed class ModelsPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_light_follows_what_the_model_does()
    {
        var fails = true;
        await using var server = await ScriptedModelServer.StartAsync(_ => fails ? new ModelAnswer.Fails(404) : new ModelAnswer.Says("{\"ready\": true}"), cancel: Cancel);
        await using var workplace = await Workplace.OpenAsync();
        await File.WriteAllBytesAsync(Path.Combine(workplace.Get<TrustOptions>().Home.FullName, ModelSettings.FileName),
            ModelSettings.None.With("house", new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", ModelPlace.Inside)).WithUse("scribe", "house").ToJson(), Cancel);
        using var administrator = await workplace.SeatAsync(Role.Administrator);

        Assert.Contains("Not asked yet", await administrator.ReadAsync("/models"), StringComparison.Ordinal);
        var failed = await (await administrator.PostAsync("/models/house/test", "/models")).Content.ReadAsStringAsync(Cancel);
        Assert.Contains("does not know the model", WebUtility.HtmlDecode(failed), StringComparison.Ordinal);
        Assert.Contains("Fails", failed, StringComparison.Ordinal);

        fails = false;
        Assert.Contains("Answers", await (await administrator.PostAsync("/models/house/test", "/models")).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.All(await workplace.TrailAsync("test-model"), entry => Assert.Equal("house", entry.Detail));
        Assert.Equal(2, (await workplace.TrailAsync("test-model")).Count);
    }

    [Fact]
    public async Task The_work_list_says_quietly_that_the_embedded_engine_writes_until_the_model_answers_again()
    {
        var answers = new Queue<ModelAnswer>([new ModelAnswer.Fails(404), new ModelAnswer.Says("I cannot help with that."), new ModelAnswer.Says("""{"statements": [{"section": "hpi", "group": null, "text": "Left knee pain.", "turns": [1]}]}""")]);
        await using var server = await ScriptedModelServer.StartAsync(_ => answers.Dequeue(), cancel: Cancel);
        await using var workplace = await Workplace.OpenAsync();
        await File.WriteAllBytesAsync(Path.Combine(workplace.Get<TrustOptions>().Home.FullName, ModelSettings.FileName),
            ModelSettings.None.With("house", new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", ModelPlace.Inside) { Retries = 0 }).WithUse("scribe", "house").ToJson(), Cancel);
        using var ada = await workplace.SeatAsync(Role.Clinician);
        using var otto = await workplace.SeatAsync(Role.Auditor);

        Assert.DoesNotContain("embedded engine does its work", await ada.ReadAsync("/"), StringComparison.Ordinal);
        foreach (var problem in new[] { "does not know the model", "did not answer in the form" })
        {
            await DraftAsync(ada);
            var list = WebUtility.HtmlDecode(await ada.ReadAsync("/"));
            Assert.Contains(problem, list, StringComparison.Ordinal);
            Assert.Contains("the embedded engine does its work: visit notes.", list, StringComparison.Ordinal);
            Assert.Contains("\"models\":{\"chosen\":1,\"failing\":1}", await ada.ReadAsync("/health"), StringComparison.Ordinal);
        }
        Assert.DoesNotContain("embedded engine does its work", await otto.ReadAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("house", await ada.ReadAsync("/health"), StringComparison.Ordinal);

        await DraftAsync(ada);
        Assert.DoesNotContain("embedded engine does its work", await ada.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("\"failing\":0", await ada.ReadAsync("/health"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_there_and_a_used_up_day_show_as_failing()
    {
        await using var workplace = await Workplace.OpenAsync();
        var endpoint = new ModelEndpoint(ModelKind.Chat, new Uri("http://127.0.0.1:9/v1"), "scripted", ModelPlace.Inside) { Retries = 0 };
        await File.WriteAllBytesAsync(Path.Combine(workplace.Get<TrustOptions>().Home.FullName, ModelSettings.FileName),
            ModelSettings.None.With("keyless", endpoint with { Key = SecretReference.Parse("env:SALUS_TEST_NO_SUCH_KEY") }).With("spent", endpoint with { TokensPerDay = 10 }).WithUse("scribe", "keyless").ToJson(), Cancel);
        workplace.Get<ModelUsage>().Add("spent", succeeded: true, 8, 8, 0);
        using var ada = await workplace.SeatAsync(Role.Clinician);
        await DraftAsync(ada);
        Assert.Contains("does not accept our key", WebUtility.HtmlDecode(await ada.ReadAsync("/")), StringComparison.Ordinal);
        using var administrator = await workplace.SeatAsync(Role.Administrator);
        Assert.Contains("limit for the model 'spent' is used up", WebUtility.HtmlDecode(await administrator.ReadAsync("/models")), StringComparison.Ordinal);
    }

    private static async Task DraftAsync(Visitor by) => Assert.Equal(HttpStatusCode.Created, (await by.SendAsync(HttpMethod.Post, "/api/scribe/visits", JsonContent.Create(new { transcript = "[patient] My left knee hurts." }))).StatusCode);

    [Fact]
    public async Task A_broken_file_of_models_is_said_and_stops_nothing_else()
    {
        await using var workplace = await Workplace.OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(workplace.Get<TrustOptions>().Home.FullName, ModelSettings.FileName), "{\"models\": ", Cancel);
        using var administrator = await workplace.SeatAsync(Role.Administrator);

        Assert.Contains("models.json, line 1", await administrator.ReadAsync("/models"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/people")).StatusCode);
    }
}
