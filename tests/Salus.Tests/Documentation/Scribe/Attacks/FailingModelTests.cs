using System.Diagnostics;
using System.Text;
using Salus.Documentation.Scribe;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Tests.Language.Models;
using Salus.Tests.Samples;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Attacks;

/// <summary>Whatever an endpoint does instead of answering: the embedded engine's draft, a reason in words, and nothing else has changed.</summary>
public sealed class FailingModelTests : IDisposable
{
    private const string Password = Desk.Password;
    private const long MostBytesAllocated = 600L << 20;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-failing-");
    private readonly SteppedClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    public static TheoryData<string> Failures =>
        ["400", "401", "403", "404", "408", "413", "429", "500", "502", "503", "redirect", "flood", "hangs up", "breaks off", "half json", "no json", "html", "empty body", "wrong type", "tool call", "content filter", "half an answer", "deep json", "no statements", "statements of another form", "canary", "null"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_embedded_engine_writes_says_why_and_nothing_else_changes(string how)
    {
        await using var elsewhere = await ScriptedModelServer.StartAsync(_ => new ModelAnswer.Says("{}"), cancel: Cancel);
        await using var server = await ScriptedModelServer.StartAsync(q => Answer(how, q, elsewhere.Address), cancel: Cancel);
        using var models = Attacked.Models(folder, server.Address, clock);
        await using var desk = Desk.OnSqlite(Attacked.Checks);
        var visit = await TranscriptReader.ReadAsync(new FileInfo(Path.Combine(SampleVisitTests.Visits.FullName, "knee-injury.txt")), Cancel);
        var settings = await File.ReadAllTextAsync(Path.Combine(folder.FullName, ModelSettings.FileName), Cancel);
        var (before, watch) = (GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());

        var embedded = new NoteWriter(clock);
        var note = await new ModelNoteWriter(embedded, models, clock).WriteAsync(visit, new ScribeOptions(), Cancel);
        var reviewed = await desk.Review.SubmitAsync(note.Draft, note.Sources, Desk.Ada, Cancel);

        Assert.True(Stopwatch.GetElapsedTime(watch) < TimeSpan.FromSeconds(60));
        Assert.True(GC.GetTotalAllocatedBytes() - before < MostBytesAllocated);
        Assert.EndsWith("The embedded engine wrote this draft.", note.FellBack, StringComparison.Ordinal);
        Assert.StartsWith("The ", note.FellBack, StringComparison.Ordinal);
        Assert.DoesNotContain(note.FellBack!, c => c is '{' or '<' or '_');
        Assert.DoesNotContain("HTTP", note.FellBack, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(NoteWriter.Engine, reviewed.Draft.Origin.Engine);
        Assert.Equal(embedded.Write(visit, new ScribeOptions()).Statements.Select(s => s.Text), reviewed.Draft.Statements.Select(s => s.Text));
        Assert.Empty(elsewhere.Questions);
        Assert.All(server.Questions, q => Assert.EndsWith("/chat/completions", q.Path, StringComparison.Ordinal));
        Assert.Equal(settings, await File.ReadAllTextAsync(Path.Combine(folder.FullName, ModelSettings.FileName), Cancel));
        Assert.All(folder.EnumerateFiles(), f => Assert.True(f.Name is ModelSettings.FileName || f.Name.Contains("usage", StringComparison.Ordinal), f.Name));
        var item = Assert.Single(await desk.Review.WorkListAsync(WorkListQuery.Open, Desk.Ada, Cancel));
        Assert.NotEqual(DraftState.Signed, item.State);
        await Assert.ThrowsAsync<SignatureRefusedException>(() => desk.Review.SignAsync(reviewed.Draft.Id, 1, Desk.Ada, Password + "x", Cancel));
    }

    [Fact]
    public async Task A_model_that_never_answers_is_left_after_its_time()
    {
        var asked = new TaskCompletionSource();
        await using var server = await ScriptedModelServer.StartAsync(_ =>
        {
            asked.TrySetResult();
            return new ModelAnswer.Hangs();
        }, cancel: Cancel);
        using var models = Attacked.Models(folder, server.Address, clock, e => e with { TimeoutSeconds = 60 });
        var visit = await TranscriptReader.ReadAsync(new FileInfo(Path.Combine(SampleVisitTests.Visits.FullName, "knee-injury.txt")), Cancel);
        var writing = new ModelNoteWriter(new NoteWriter(clock), models, clock).WriteAsync(visit, new ScribeOptions(), Cancel);
        await asked.Task.WaitAsync(Cancel);
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("The model 'house' did not answer in time. The embedded engine wrote this draft.", (await writing).FellBack);
    }

    private static ModelAnswer Answer(string how, ModelQuestion question, Uri elsewhere) => how switch
    {
        "redirect" => new ModelAnswer.Redirects(elsewhere),
        "flood" => new ModelAnswer.Floods(100 << 20),
        "hangs up" => new ModelAnswer.HangsUp(),
        "breaks off" => new ModelAnswer.BreaksOff(question.User, 80),
        "half json" => new ModelAnswer.Sends("application/json", """{"choices": [ {"index": 0, "mess"""u8.ToArray()),
        "no json" => new ModelAnswer.Says("I am sorry, I cannot help with that."),
        "html" => new ModelAnswer.Sends("text/html", "<html><body>Log in</body></html>"u8.ToArray()),
        "empty body" => new ModelAnswer.Sends("application/json", []),
        "wrong type" => new ModelAnswer.Sends("image/png", [0x89, 0x50, 0x4E, 0x47]),
        "tool call" => new ModelAnswer.Says("""{"statements": [{"section": "hpi", "group": null, "text": "Right knee pain.", "turns": [2]}]}""") { Finish = "tool_calls" },
        "content filter" => new ModelAnswer.Says("") { Finish = "content_filter" },
        "half an answer" => new ModelAnswer.Says("""{"statements": [{"section": "hpi", "group": null, "text": "The patient""") { Finish = "length" },
        "deep json" => new ModelAnswer.Says($"{{\"statements\": {new StringBuilder().Insert(0, "[", 5_000)}{new StringBuilder().Insert(0, "]", 5_000)}}}"),
        "no statements" => new ModelAnswer.Says("""{"statements": []}"""),
        "statements of another form" => new ModelAnswer.Says("""{"statements": [1, "two", {"section": 3, "text": ["x"], "turns": "all"}, null]}"""),
        "canary" => new ModelAnswer.Says($$"""{"statements": [{"section": "hpi", "group": null, "text": "{{question.System[question.System.IndexOf("salus-", StringComparison.Ordinal)..][..22]}}", "turns": [2]}]}"""),
        "null" => new ModelAnswer.Says("null"),
        _ => new ModelAnswer.Fails(int.Parse(how, System.Globalization.CultureInfo.InvariantCulture), "<html><script>alert(1)</script>Welcome_to_nginx</html>"),
    };
}
