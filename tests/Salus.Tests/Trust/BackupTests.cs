using System.IO.Compression;
using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class BackupTests(PostgresServer server) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-backup-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FileInfo Archive => new(Path.Combine(folder.FullName, "salus.backup"));

    private DirectoryInfo NewHome => new(Path.Combine(folder.FullName, "restored"));

    [Theory]
    [InlineData(Dialect.Sqlite, Dialect.Sqlite)]
    [InlineData(Dialect.Sqlite, Dialect.Postgres)]
    [InlineData(Dialect.Postgres, Dialect.Sqlite)]
    [InlineData(Dialect.Postgres, Dialect.Postgres)]
    public async Task What_was_backed_up_comes_back_in_either_database_and_work_goes_on(Dialect from, Dialect to)
    {
        await using var desk = from is Dialect.Sqlite ? Desk.OnSqlite() : Desk.On(server.NewDatabase());
        var signed = (await desk.SubmitAsync()).Draft.Id;
        await desk.Review.SignAsync(signed, 1, Desk.Ada, Desk.Password, Cancel);
        var open = (await desk.SubmitAsync()).Draft.Id;
        var before = await desk.Record.FindAsync(signed, Desk.Ada, Cancel);
        var manifest = await desk.Backup.WriteAsync(Archive, progress: null, Cancel);
        Assert.Contains(manifest.Entries, e => e.Name == "home/ledger.key");

        var into = new TrustOptions(to is Dialect.Sqlite ? "sqlite:" + Path.Combine(NewHome.FullName, "salus.db") : server.NewDatabase(), NewHome);
        await Backup.RestoreAsync(Archive, into, force: false, progress: null, Cancel);
        await using var restored = Desk.At(into);
        Assert.Equal(before, await restored.Record.FindAsync(signed, Desk.Ada, Cancel));
        await restored.Review.SignAsync(open, 1, Desk.Ben, Desk.Password, Cancel);
        Assert.Equal(2, await restored.CountAsync("notes"));
        Assert.True((await new LedgerReader(restored.Database).VerifyAsync(new LedgerVerifier(), Cancel)).IsSound);
    }

    [Theory]
    [InlineData(Dialect.Sqlite)]
    [InlineData(Dialect.Postgres)]
    public async Task A_backup_taken_while_people_work_is_one_consistent_state(Dialect dialect)
    {
        await using var desk = dialect is Dialect.Sqlite ? Desk.OnSqlite() : Desk.On(server.NewDatabase());
        await desk.SubmitAsync();
        using var enough = new CancellationTokenSource();
        var work = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                await desk.Review.SignAsync((await desk.SubmitAsync()).Draft.Id, 1, Desk.Ada, Desk.Password, Cancel);
        }, Cancel);
        for (var i = 0; i < 3; i++)
            await desk.Backup.WriteAsync(new FileInfo(Archive.FullName + i), progress: null, Cancel);
        await enough.CancelAsync();
        await work;

        var into = new TrustOptions("sqlite:" + Path.Combine(NewHome.FullName, "salus.db"), NewHome);
        await Backup.RestoreAsync(new FileInfo(Archive.FullName + "2"), into, force: false, progress: null, Cancel);
        await using var restored = Desk.At(into);
        Assert.True((await new LedgerReader(restored.Database).VerifyAsync(new LedgerVerifier(), Cancel)).IsSound);
        Assert.Equal(await restored.CountAsync("notes"), await restored.Database.ReadAsync(t => t.ScalarAsync<long>("select count(*) from audit where act = 'sign'"), Cancel));
    }

    [Fact]
    public async Task A_flipped_bit_and_a_cut_end_are_found_and_nothing_is_restored()
    {
        await using var desk = Desk.OnSqlite();
        await desk.SubmitAsync();
        await desk.Backup.WriteAsync(Archive, progress: null, Cancel);
        var good = await File.ReadAllBytesAsync(Archive.FullName, Cancel);
        var into = new TrustOptions("sqlite:" + Path.Combine(NewHome.FullName, "salus.db"), NewHome);
        for (var at = 100; at < good.Length; at += good.Length / 40)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 4;
            await File.WriteAllBytesAsync(Archive.FullName, bad, Cancel);
            if (await ThrowsAsync(() => Backup.VerifyAsync(Archive, Cancel)) is null)
                Assert.Equal(good.Length, bad.Length); // a bit of the container that carries no content, such as a time
            else
                Assert.NotNull(await ThrowsAsync(() => Backup.RestoreAsync(Archive, into, force: false, progress: null, Cancel)));
        }
        await File.WriteAllBytesAsync(Archive.FullName, good[..^200], Cancel);
        var cut = await Assert.ThrowsAsync<BackupException>(() => Backup.RestoreAsync(Archive, into, force: false, progress: null, Cancel));
        Assert.Contains("cut short or damaged", cut.Message, StringComparison.Ordinal);
        Assert.False(NewHome.Exists);
    }

    [Fact]
    public async Task A_content_exchanged_inside_the_archive_is_found()
    {
        await using var desk = Desk.OnSqlite();
        await desk.SubmitAsync();
        await desk.Backup.WriteAsync(Archive, progress: null, Cancel);
        await using (var zip = await ZipFile.OpenAsync(Archive.FullName, ZipArchiveMode.Update, Cancel))
        {
            var name = zip.Entries.Single(e => e.Name.EndsWith("-drafts.jsonl", StringComparison.Ordinal)).FullName;
            zip.GetEntry(name)!.Delete();
            await using var other = new StreamWriter(await zip.CreateEntry(name).OpenAsync(Cancel));
            await other.WriteLineAsync("[\"id\"]");
        }
        var changed = await Assert.ThrowsAsync<BackupException>(() => Backup.VerifyAsync(Archive, Cancel));
        Assert.Contains("-drafts.jsonl does not fit its digest", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_home_or_database_with_something_in_it_is_only_replaced_when_told()
    {
        await using var desk = Desk.OnSqlite();
        var id = (await desk.SubmitAsync()).Draft.Id;
        await desk.Backup.WriteAsync(Archive, progress: null, Cancel);
        await Assert.ThrowsAsync<BackupException>(() => desk.Backup.WriteAsync(Archive, progress: null, Cancel));
        await Assert.ThrowsAsync<BackupException>(() => desk.Backup.WriteAsync(new FileInfo(Path.Combine(desk.Options.Home.FullName, "beside")), progress: null, Cancel));
        await using var other = Desk.On(server.NewDatabase());
        await other.SubmitAsync();
        await Assert.ThrowsAsync<BackupException>(() => Backup.RestoreAsync(Archive, other.Options, force: false, progress: null, Cancel));
        await Assert.ThrowsAsync<BackupException>(() => Backup.RestoreAsync(Archive, other.Options with { Home = NewHome }, force: false, progress: null, Cancel));
        await Backup.RestoreAsync(Archive, other.Options, force: true, progress: null, Cancel);
        Assert.Equal(id, Assert.Single(await other.Review.WorkListAsync(WorkListQuery.Open, Desk.Ada, Cancel)).Id);
    }

    private static async Task<BackupException?> ThrowsAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (BackupException e)
        {
            return e;
        }
    }

    public void Dispose() => folder.Delete(recursive: true);
}
