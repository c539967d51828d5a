using System.Diagnostics;
using System.Globalization;
using Salus.Trust;

namespace Salus.Tests.Trust.Imports;

/// <summary>An importing process is killed with SIGKILL; what it reported is there, no batch is half there, and the same import again ends where a calm one does.</summary>
public sealed class ImportCrashTests : IDisposable
{
    private const int Resources = 2500;
    private const int Batch = 1000;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-import-crash-");

    [Fact(Timeout = 600_000)]
    public async Task A_killed_import_leaves_whole_batches_and_is_simply_run_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "There is no SIGKILL here.");
        var file = Path.Combine(folder.FullName, "patients.ndjson");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Resources).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"resourceType":"Patient","id":"p{{i}}","gender":"female","link":[{"other":{"reference":"Patient/p{{(i + 7) % Resources}}"},"type":"seealso"}]}""")), TestContext.Current.CancellationToken);
        var calm = await RunAsync("calm", file, fatalWrite: 0);
        Assert.Equal(0, calm.ExitCode);
        var writes = int.Parse(calm.Lines[^1].Split(' ')[1], CultureInfo.InvariantCulture);
        var expected = await StateAsync("calm");
        var broken = 0;
        for (var write = 1; write < writes; write += Math.Max(1, writes / 3))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"killed{write}");
            var killed = await RunAsync(name, file, write);
            Assert.Equal(128 + 9, killed.ExitCode);
            var there = await CountAsync(name);
            Assert.True(there % Batch == 0 || there == Resources, $"Killed at write {write}, {there} resources were there.");
            var told = killed.Lines.Where(l => l.StartsWith("imported", StringComparison.Ordinal)).Select(l => long.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture)).LastOrDefault();
            Assert.True(there >= told);
            broken += there < Resources ? 1 : 0;
            Assert.Equal(0, (await RunAsync(name, file, fatalWrite: 0)).ExitCode);
            Assert.Equal(expected, await StateAsync(name));
        }
        Assert.True(broken > 0);
    }

    private string Spec(string name) => "sqlite:" + Path.Combine(folder.FullName, name, "salus.db");

    private async Task<(int ExitCode, List<string> Lines)> RunAsync(string name, string file, int fatalWrite)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder.FullName, name));
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Salus.Tests.CrashProbe.dll"), Spec(name), home.FullName, fatalWrite.ToString(CultureInfo.InvariantCulture), "0", file]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            lines.Add(line);
        await process.WaitForExitAsync();
        return (process.ExitCode, lines);
    }

    private async Task<long> CountAsync(string name)
    {
        await using var database = Database.Parse(Spec(name));
        return await database.ReadAsync(t => t.ScalarAsync<long>("select count(*) from versions"), CancellationToken.None);
    }

    private async Task<string> StateAsync(string name)
    {
        await using var database = Database.Parse(Spec(name));
        return string.Join('\n', await database.ReadAsync(t => t.QueryAsync<string>(
            """
            select type || '/' || id || '/' || version || ' ' || content from resources
            union all
            select 'tokens ' || count(*) from index_tokens
            union all
            select 'references ' || count(*) from index_references
            order by 1
            """), CancellationToken.None));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
