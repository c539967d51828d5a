using System.Diagnostics;
using System.Text.Json;

namespace Salus.Tests.Workbench.Commands;

/// <summary>Exit code 2 when the call was wrong, 1 when the work failed; the reason on the error stream, never a stack.</summary>
public sealed class BadCallTests : IDisposable
{
    private readonly Terminal salus = new();

    public void Dispose() => salus.Dispose();

    [Theory]
    [InlineData(2, "frobnicate", "frobnicate")]
    [InlineData(2, "ledger verify nowhere.jsonl", "nowhere.jsonl")]
    [InlineData(2, "evaluate nothing --data .", "Known:")]
    [InlineData(2, "export", "--all")]
    [InlineData(2, "export --all --format text", "--format")]
    [InlineData(2, "restore nowhere.zip", "nowhere.zip")]
    [InlineData(2, "users add ada --name Ada --role wizard", "wizard")]
    [InlineData(2, "users link --hours 1000", "1 to 168")]
    [InlineData(2, "drafts list --state lost", "lost")]
    [InlineData(2, "drafts list --as nobody", "nobody")]
    [InlineData(2, "scribe", "--batch")]
    [InlineData(2, "serve --urls nonsense", "nonsense")]
    [InlineData(2, "serve --urls http://0.0.0.0:5080", "--behind-proxy")]
    [InlineData(1, "scribe nowhere.txt", "nowhere.txt")]
    [InlineData(1, "drafts list", "users add")]
    [InlineData(1, "ledger checkpoint", "empty")]
    [InlineData(1, "users disable nobody", "nobody")]
    public async Task A_call_that_cannot_be_done_says_why(int code, string line, string mentions)
    {
        var call = await salus.RunAsync(line.Split(' '));
        Assert.Equal(code, call.Code);
        Assert.Contains(mentions, call.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", call.Error, StringComparison.Ordinal);
        Assert.Empty(call.Out);
    }

    [Fact]
    public async Task Files_that_are_no_transcript_no_ledger_and_no_backup_are_told_apart_from_their_content()
    {
        var file = salus.File("binary.bin");
        await File.WriteAllBytesAsync(file, [0, 1, 2, 255, 254, 0, 0, 9], TestContext.Current.CancellationToken);
        foreach (var args in (string[][])[["scribe", file], ["ledger", "verify", file], ["restore", "--check", file], ["ledger", "verify", file, "--against", file]])
        {
            var call = await salus.RunAsync(args);
            Assert.Equal(1, call.Code);
            Assert.NotEmpty(call.Error);
            Assert.DoesNotContain("   at ", call.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_database_that_is_none_is_told()
    {
        var file = salus.File("text.db");
        await File.WriteAllTextAsync(file, "This is not a database, but long enough to look at: " + new string('x', 2000), TestContext.Current.CancellationToken);
        var call = await salus.RunAsync("users", "list", "--database", "sqlite:" + file);
        Assert.Equal(1, call.Code);
        Assert.Contains("no SQLite database", call.Error, StringComparison.Ordinal);
        Assert.Contains("sqlite:PATH", (await salus.RunAsync("users", "list", "--database", "nonsense")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_never_taken_from_nowhere()
    {
        var call = await salus.RunAsync("users", "add", "ada", "--name", "Ada", "--role", "clinician", "--password-stdin");
        Assert.Equal(2, call.Code);
        Assert.Contains("standard input", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_says_json_is_json()
    {
        foreach (var line in (string[])["version --json", "users list --json", "ledger verify --json", "evaluate --json", "learn --json"])
        {
            var call = await salus.RunAsync(line.Split(' '));
            Assert.Equal(0, call.Code);
            using var _ = JsonDocument.Parse(call.Out);
        }
    }

    [Fact]
    public async Task A_missing_library_is_named_with_the_package_that_has_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems bring SQLite along.");
        var libraries = salus.Home.CreateSubdirectory("libraries");
        foreach (var name in (string[])["libsqlite3.so.0", "libsqlite3.so"])
            await File.WriteAllTextAsync(Path.Combine(libraries.FullName, name), "not a library", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "salus"), ["users", "list", "--home", salus.Home.FullName]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["LD_LIBRARY_PATH"] = libraries.FullName;
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("libsqlite3-0", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }
}
