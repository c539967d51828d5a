using System.Text.Json.Nodes;
using Salus.Tests.Samples;

namespace Salus.Tests.Workbench.Commands;

/// <summary><c>salus scribe --follow</c>.</summary>
public sealed class FollowTests : IDisposable
{
    private readonly Terminal salus = new();

    public void Dispose() => salus.Dispose();

    [Fact]
    public async Task A_followed_conversation_ends_in_the_draft_of_the_whole_one()
    {
        var file = Path.Combine(SampleVisitTests.Visits.FullName, "knee-injury.txt");
        var followed = await salus.RunAsync(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), ["scribe", "--follow", "-", "--json"]);
        Assert.Equal(0, followed.Code);
        var lines = followed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.Equal(Enumerable.Range(1, lines.Length - 1), lines[..^1].Select(l => (int)l["number"]!));
        Assert.Contains(lines, l => l["changes"] is JsonArray changes && changes.Any(c => (string)c!["kind"]! == "settled"));
        var whole = JsonNode.Parse((await salus.RunAsync("scribe", file, "--json")).Out)!;
        Assert.Equal(Texts(whole["statements"]!), Texts(lines[^1]["finished"]!["statements"]!));

        static IEnumerable<string> Texts(JsonNode statements) => statements.AsArray().Select(s => (string)s!["text"]!);
    }

    [Fact]
    public async Task Json_lines_and_lines_without_a_label_are_turns()
    {
        var followed = await salus.RunAsync("""
            {"speaker":"doctor","text":"what brings you in today?"}
            i have had a bad cough for two weeks

            {"speaker":"patient","text":"and a fever since monday"}
            """, ["scribe", "--follow", "-", "--json"]);
        Assert.Equal(0, followed.Code);
        var turns = followed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1].Select(l => JsonNode.Parse(l)!["turn"]!).ToArray();
        Assert.Equal(["doctor", "patient", "patient"], turns.Select(t => (string)t["speaker"]!));
        Assert.Equal([false, true, false], turns.Select(t => (bool)t["guessed"]!));
    }

    [Fact]
    public async Task A_file_left_alone_ends_with_the_finished_note_and_can_be_submitted()
    {
        await File.WriteAllTextAsync(salus.File("growing.txt"), "[doctor] what brings you in today ?\n[patient] i have had a bad cough for two weeks .", TestContext.Current.CancellationToken);
        var followed = await salus.RunAsync("scribe", "--follow", salus.File("growing.txt"), "--idle", "0", "--submit");
        Assert.Equal(0, followed.Code);
        Assert.Contains("cough for 2 weeks", followed.Out, StringComparison.Ordinal);
        Assert.Contains("waits for review", followed.Error, StringComparison.Ordinal);
        await salus.RunAsync("lantern orbit gravel\n", ["users", "add", "ada", "--name", "Dr. Ada Marsh", "--role", "clinician", "--password-stdin"]);
        Assert.Single(JsonNode.Parse((await salus.RunAsync("drafts", "list", "--json")).Out)!.AsArray());
    }

    [Theory]
    [InlineData(1, "", "scribe", "--follow", "-")]
    [InlineData(1, "{\"speaker\":\"doctor\"", "scribe", "--follow", "-")]
    [InlineData(1, "", "scribe", "--follow", "nowhere.txt")]
    [InlineData(2, "", "scribe", "a.txt", "--follow", "-")]
    [InlineData(2, "", "scribe", "--follow", "-", "--style", "sonnet")]
    [InlineData(2, "", "scribe", "--follow", "-", "--idle", "-3")]
    public async Task Refuses_what_cannot_be_followed_with_one_message(int code, string input, params string[] args)
    {
        var call = await salus.RunAsync(input, args);
        Assert.Equal(code, call.Code);
        Assert.NotEmpty(call.Error);
        Assert.DoesNotContain("   at ", call.Error, StringComparison.Ordinal);
    }
}
