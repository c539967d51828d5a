using System.Text.Json;
using Salus.Samples;
using Salus.Tests.Workbench.Commands;

namespace Salus.Tests.Workbench.Models;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly Terminal terminal = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => terminal.Dispose();

    [Fact]
    public async Task A_model_is_added_tried_chosen_and_forgotten()
    {
        await using var server = await ScriptedModelServer.StartAsync(_ => new ModelAnswer.Says("{\"ready\": true}"), cancel: Cancel);
        Assert.Equal(0, (await terminal.RunAsync("models", "add", "house", "--url", server.Address.AbsoluteUri, "--model", "scripted", "--place", "inside", "--for", "scribe")).Code);

        var tried = await terminal.RunAsync("models", "test", "house");
        Assert.Equal(0, tried.Code);
        Assert.Contains("'house' answered in", tried.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("did not keep the form", tried.Out, StringComparison.Ordinal);

        using (var listed = JsonDocument.Parse((await terminal.RunAsync("models", "list", "--json")).Out))
        {
            Assert.Equal("scribe", listed.RootElement[0].GetProperty("usedBy")[0].GetString());
            Assert.Equal(1, listed.RootElement[0].GetProperty("today").GetProperty("calls").GetInt32());
        }
        Assert.Contains("embedded engine", (await terminal.RunAsync("models", "use", "scribe", "embedded")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await terminal.RunAsync("models", "remove", "house")).Code);
        Assert.Contains("There are no models", (await terminal.RunAsync("models", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_fails_says_what_to_do()
    {
        await using var server = await ScriptedModelServer.StartAsync(_ => new ModelAnswer.Fails(401), cancel: Cancel);
        await terminal.RunAsync("models", "add", "house", "--url", server.Address.AbsoluteUri, "--model", "scripted", "--place", "inside");
        var tried = await terminal.RunAsync("models", "test", "house");

        Assert.Equal(1, tried.Code);
        Assert.Contains("does not accept our key", tried.Error, StringComparison.Ordinal);
        Assert.Contains("Check where the key is read from", tried.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_talks_instead_of_keeping_the_form_is_said()
    {
        await using var server = await ScriptedModelServer.StartAsync(_ => new ModelAnswer.Says("Sure! I am ready."), cancel: Cancel);
        await terminal.RunAsync("models", "add", "house", "--url", server.Address.AbsoluteUri, "--model", "scripted", "--place", "inside");
        Assert.Contains("did not keep the form", (await terminal.RunAsync("models", "test", "house")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://models.example.org/v1", "inside", "env:KEY", "not encrypted")]
    [InlineData("https://models.example.org/v1", "outside", "sk-verysecret", "env:NAME")]
    [InlineData("models.example.org", "outside", "env:KEY", "--url is an address")]
    public async Task A_model_that_would_leak_is_refused(string url, string place, string key, string reason)
    {
        var call = await terminal.RunAsync("models", "add", "cloud", "--url", url, "--model", "m", "--place", place, "--key", key);
        Assert.NotEqual(0, call.Code);
        Assert.Contains(reason, call.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", call.Error + call.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(terminal.File("models.json")));
    }

    [Fact]
    public async Task The_file_is_for_its_owner_alone_and_holds_no_key()
    {
        await terminal.RunAsync("models", "add", "cloud", "--url", "https://models.example.org/v1", "--model", "m", "--place", "outside", "--key", "env:CLOUD_KEY");
        Assert.Contains("env:CLOUD_KEY", await File.ReadAllTextAsync(terminal.File("models.json"), Cancel), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(terminal.File("models.json")));
    }
}
