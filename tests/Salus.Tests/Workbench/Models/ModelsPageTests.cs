using System.Net;
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
    public async Task A_broken_file_of_models_is_said_and_stops_nothing_else()
    {
        await using var workplace = await Workplace.OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(workplace.Get<TrustOptions>().Home.FullName, ModelSettings.FileName), "{\"models\": ", Cancel);
        using var administrator = await workplace.SeatAsync(Role.Administrator);

        Assert.Contains("models.json, line 1", await administrator.ReadAsync("/models"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/people")).StatusCode);
    }
}
