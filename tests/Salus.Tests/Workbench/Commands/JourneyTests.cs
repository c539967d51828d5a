using System.Text.Json.Nodes;
using Salus.Tests.Samples;

namespace Salus.Tests.Workbench.Commands;

/// <summary>From a recorded visit to a signed note that somebody else can check, without a browser.</summary>
public sealed class JourneyTests : IDisposable
{
    private const string Password = "lantern orbit gravel";

    private readonly Terminal salus = new();

    public void Dispose() => salus.Dispose();

    [Fact]
    public async Task A_visit_becomes_a_signed_note_that_leaves_and_can_be_verified_elsewhere()
    {
        await DoneAsync($"{Password}\n", "users", "add", "ada", "--name", "Dr. Ada Marsh", "--role", "clinician", "--role", "auditor", "--password-stdin");
        await DoneAsync("", "scribe", Path.Combine(SampleVisitTests.Visits.FullName, "knee-injury.txt"), "--patient", Path.Combine(SampleVisitTests.Visits.FullName, "knee-injury.patient.json"), "--submit");

        var waiting = Assert.Single(JsonNode.Parse(await DoneAsync("", "drafts", "list", "--json"))!.AsArray())!;
        var id = (string)waiting["id"]!;
        Assert.Equal("waiting", (string)waiting["state"]!);
        Assert.Contains(id[^12..], await DoneAsync("", "drafts", "list"), StringComparison.Ordinal);
        Assert.Contains("turn 2", await DoneAsync("", "drafts", "show", id[^12..]), StringComparison.Ordinal);

        await DoneAsync("", "drafts", "add", "latest", "assessment-plan", "Work note given for four weeks.", "--group", "Follow-up");
        await DoneAsync("", "drafts", "accept", "latest", "1");
        await OverruleWhatBlocksAsync();
        Assert.Contains("accept", await DoneAsync("", "drafts", "history", "latest"), StringComparison.Ordinal);

        Assert.Equal(1, (await salus.RunAsync("export", id)).Code);
        Assert.Equal(1, (await salus.RunAsync("wrong\n", ["sign", id, "--as", "ada", "--password-stdin"])).Code);
        Assert.Contains("Dr. Ada Marsh", await DoneAsync($"{Password}\n", "sign", id, "--as", "ada", "--password-stdin"), StringComparison.Ordinal);

        Assert.Equal("Bundle", (string)JsonNode.Parse(await DoneAsync("", "export", id))!["resourceType"]!);
        Assert.Contains("Signed by Dr. Ada Marsh", await DoneAsync("", "export", id, "--format", "text"), StringComparison.Ordinal);
        Assert.Contains("## ", await DoneAsync("", "export", id, "--format", "markdown"), StringComparison.Ordinal);
        await DoneAsync("", "export", "--all", "--out", salus.File("notes.ndjson"));
        Assert.Single(await File.ReadAllLinesAsync(salus.File("notes.ndjson"), TestContext.Current.CancellationToken));

        await DoneAsync("", "ledger", "verify");
        await DoneAsync("", "ledger", "export", "--out", salus.File("ledger.jsonl"));
        await DoneAsync("", "ledger", "checkpoint", "--out", salus.File("checkpoint.json"));
        using var elsewhere = new Terminal();
        Assert.Equal(0, (await elsewhere.RunAsync("ledger", "verify", salus.File("ledger.jsonl"), "--against", salus.File("checkpoint.json"))).Code);

        var lines = await File.ReadAllLinesAsync(salus.File("ledger.jsonl"), TestContext.Current.CancellationToken);
        (lines[^1], lines[^2]) = (lines[^2], lines[^1]);
        await File.WriteAllTextAsync(salus.File("moved.jsonl"), string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);
        var moved = await elsewhere.RunAsync("ledger", "verify", salus.File("moved.jsonl"), "--json");
        Assert.Equal(1, moved.Code);
        Assert.Contains("out of place", moved.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_restored_elsewhere_holds_the_same_work()
    {
        await DoneAsync($"{Password}\n", "users", "add", "ada", "--name", "Dr. Ada Marsh", "--role", "clinician", "--password-stdin");
        await DoneAsync("", "scribe", Path.Combine(SampleVisitTests.Visits.FullName, "sore-throat-child.txt"), "--submit");
        using var elsewhere = new Terminal();
        var backup = elsewhere.Home.FullName + ".zip";
        await DoneAsync("", "backup", backup);
        await DoneAsync("", "restore", "--check", backup);
        Assert.Equal(0, (await elsewhere.RunAsync("restore", backup)).Code);
        Assert.Equal(await DoneAsync("", "drafts", "show", "latest", "--json"), (await elsewhere.RunAsync("drafts", "show", "latest", "--json")).Out);
        Assert.Equal(0, (await elsewhere.RunAsync("ledger", "verify")).Code);
        Assert.Equal(1, (await elsewhere.RunAsync("restore", backup)).Code);
        File.Delete(backup);
    }

    [Fact]
    public async Task A_nurse_edits_but_does_not_sign_and_an_auditor_sees_no_draft()
    {
        await DoneAsync($"{Password}\n", "users", "add", "nia", "--name", "Nia", "--role", "nurse", "--password-stdin");
        await DoneAsync($"{Password}\n", "users", "add", "otto", "--name", "Otto", "--role", "auditor", "--password-stdin");
        await DoneAsync("", "scribe", Path.Combine(SampleVisitTests.Visits.FullName, "sore-throat-child.txt"), "--submit");
        await DoneAsync("", "drafts", "reject", "latest", "1", "--as", "nia", "--reason", "not said");
        Assert.Equal(1, (await salus.RunAsync($"{Password}\n", ["sign", "latest", "--as", "nia", "--password-stdin"])).Code);
        Assert.Equal(1, (await salus.RunAsync("drafts", "list", "--as", "otto")).Code);
    }

    private async Task OverruleWhatBlocksAsync()
    {
        var draft = JsonNode.Parse(await DoneAsync("", "drafts", "show", "latest", "--json"))!;
        foreach (var (index, finding) in draft["findings"]!.AsArray().Index().Where(f => (string)f.Item!["severity"]! == "blocking"))
            await DoneAsync("", "drafts", "overrule", "latest", $"F{index + 1}", "--reason", $"heard it myself: {(string)finding!["check"]!}");
    }

    private async Task<string> DoneAsync(string input, params string[] args)
    {
        var call = await salus.RunAsync(input, args);
        Assert.True(call.Code == 0, $"salus {string.Join(' ', args)}: {call.Error}");
        return call.Out;
    }
}
