using System.Diagnostics;
using System.Globalization;
using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class SqliteCrashTests : CrashTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-crash-");

    protected override string NewSpec() => "sqlite:" + Path.Combine(folder.FullName, "salus.db");

    public override void Dispose()
    {
        base.Dispose();
        folder.Delete(recursive: true);
    }
}

public sealed class PostgresCrashTests(PostgresServer server) : CrashTests
{
    protected override string NewSpec() => server.NewDatabase();

    // The server outlives its client, so a smaller sample of the writes does.
    protected override int Stride => 3 * base.Stride;
}

/// <summary>
/// A process that works at the desk is killed with SIGKILL at one write after the other; then everything acknowledged must be there and nothing half. Every other write
/// takes its turn in a run, each of them with <c>SALUS_CRASH_STRIDE=1</c>.
/// </summary>
public abstract class CrashTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("salus-crash-home-");

    protected abstract string NewSpec();

    protected virtual int Stride => int.TryParse(Environment.GetEnvironmentVariable("SALUS_CRASH_STRIDE"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : 2;

    [Fact(Timeout = 600_000)]
    public async Task A_process_killed_at_any_write_loses_nothing_acknowledged_and_leaves_nothing_half_done()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "There is no SIGKILL here.");
        var spec = NewSpec();
        var acknowledged = new List<string>();
        var calm = await RunAsync(spec, fatalWrite: 0, acknowledged);
        Assert.Equal(0, calm.ExitCode);
        var writes = int.Parse(calm.LastLine.Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.InRange(writes, 30, 100);
        for (var write = 1; write <= writes; write += Stride)
        {
            var killed = await RunAsync(spec, write, acknowledged);
            Assert.Equal(128 + 9, killed.ExitCode);
        }

        await using var database = Database.Parse(spec);
        var state = await State.ReadAsync(database);
        Assert.All(acknowledged, line => state.MustHold(line));
        Assert.Equal(["decided", "edited", "signed", "submitted"], acknowledged.Select(line => line.Split(' ')[0]).Distinct().Order());
        state.MustAgree();
        var verdict = await new LedgerReader(database).VerifyAsync(new LedgerVerifier(), CancellationToken.None);
        Assert.True(verdict.IsSound, string.Join('\n', verdict.Faults));
    }

    private async Task<(int ExitCode, string LastLine)> RunAsync(string spec, int fatalWrite, List<string> acknowledged)
    {
        var probe = Path.Combine(AppContext.BaseDirectory, "Salus.Tests.CrashProbe.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", probe, spec, home.FullName, fatalWrite.ToString(CultureInfo.InvariantCulture), "1"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var last = "";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            last = line;
            if (!line.StartsWith("writes", StringComparison.Ordinal))
                acknowledged.Add(line);
        }
        await process.WaitForExitAsync();
        return (process.ExitCode, last);
    }

    public virtual void Dispose()
    {
        home.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private sealed record DraftRow(string Id, long Revision, string State);

    private sealed record RevisionRow(string Draft, long Number, string Content);

    private sealed record NoteRow(string Draft, long Revision, string Bundle, string Signature, long Position);

    private sealed record State(
        IReadOnlyList<DraftRow> Drafts,
        IReadOnlyList<RevisionRow> Revisions,
        IReadOnlyList<NoteRow> Notes,
        IReadOnlyList<string> Decided,
        IReadOnlyList<(string Kind, string Content)> Ledger,
        IReadOnlyList<(string Act, string Draft)> Audit,
        IReadOnlyList<string> Blobs)
    {
        public static Task<State> ReadAsync(Database database) => database.ReadAsync(async t => new State(
            await t.QueryAsync<DraftRow>("select id, revision, state from drafts"),
            await t.QueryAsync<RevisionRow>("select draft, number, content from revisions"),
            await t.QueryAsync<NoteRow>("select draft, revision, bundle, signature, ledger_index as position from notes"),
            await t.QueryAsync<string>("select draft from decisions"),
            await t.QueryAsync<(string, string)>("select kind, content from ledger order by position"),
            await t.QueryAsync<(string, string)>("select act, draft from audit where draft is not null"),
            await t.QueryAsync<string>("select digest from blobs")), CancellationToken.None);

        public void MustHold(string line)
        {
            var (what, id, revision) = (line.Split(' ')[0], line.Split(' ')[1], long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture));
            Assert.Contains(Revisions, r => r.Draft == id && r.Number == revision);
            Assert.Contains(Drafts, d => d.Id == id && d.Revision >= revision);
            if (what == "decided")
                Assert.Contains(id, Decided);
            if (what == "signed")
                Assert.Contains(Notes, n => n.Draft == id && n.Revision == revision);
        }

        /// <summary>Drafts, record, ledger and audit tell the same story.</summary>
        public void MustAgree()
        {
            Assert.Equal(Drafts.Where(d => d.State == "signed").Select(d => (d.Id, d.Revision)).Order(), Notes.Select(n => (n.Draft, n.Revision)).Order());
            Assert.All(Notes, n => Assert.Equal(("note", n.Bundle), Ledger[(int)n.Position]));
            Assert.All(Notes, n => Assert.Equal(("signature", n.Signature), Ledger[(int)n.Position - 1]));
            Assert.Equal(Notes.Count, Ledger.Count(l => l.Kind == "note"));
            Assert.Equal(Notes.Count, Ledger.Count(l => l.Kind == "signature"));
            Assert.Equal(Revisions.Select(r => r.Content).Order(), Ledger.Where(l => l.Kind == "draft").Select(l => l.Content).Order());
            Assert.Equal(Notes.Select(n => n.Draft).Order(), Audit.Where(a => a.Act == "sign").Select(a => a.Draft).Order());
            Assert.Equal(Revisions.Where(r => r.Number == 1).Select(r => r.Draft).Order(), Audit.Where(a => a.Act == "submit-draft").Select(a => a.Draft).Order());
            Assert.Equal(Decided.Order(), Audit.Where(a => a.Act == "reject").Select(a => a.Draft).Order());
            Assert.All(Drafts, d => Assert.Equal(d.Revision, Revisions.Count(r => r.Draft == d.Id)));
            Assert.Subset(Blobs.ToHashSet(), Revisions.Select(r => r.Content).Concat(Notes.Select(n => n.Bundle)).ToHashSet());
        }
    }
}
