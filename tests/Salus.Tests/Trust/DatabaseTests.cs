using System.Diagnostics;
using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class DatabaseTests(PostgresServer server) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-database-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(folder.FullName, "inner", "salus.db");

    [Fact]
    public async Task A_new_database_is_for_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other rights.");
            return;
        }
        await using var database = Database.Parse("sqlite:" + File);
        await database.MigrateAsync(Cancel);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(Path.GetDirectoryName(File)!));
    }

    [Theory]
    [InlineData(Dialect.Sqlite)]
    [InlineData(Dialect.Postgres)]
    public async Task Programs_that_start_together_migrate_once(Dialect dialect)
    {
        var spec = dialect is Dialect.Sqlite ? "sqlite:" + File : server.NewDatabase();
        var databases = Enumerable.Range(0, 4).Select(_ => Database.Parse(spec)).ToArray();
        await Task.WhenAll(databases.Select(d => Task.Run(() => d.MigrateAsync(Cancel))));
        Assert.Equal(1, await databases[0].ReadAsync(t => t.ScalarAsync<long>("select count(*) from migrations where number = 1"), Cancel));
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [Theory]
    [InlineData(Dialect.Sqlite)]
    [InlineData(Dialect.Postgres)]
    public async Task The_database_of_a_newer_program_is_left_alone(Dialect dialect)
    {
        var spec = dialect is Dialect.Sqlite ? "sqlite:" + File : server.NewDatabase();
        await using (var today = Database.Parse(spec))
            await today.WriteAsync(t => t.ExecuteAsync("insert into migrations (number, name) values (9999, 'tomorrow')"), Cancel);
        await using var older = Database.Parse(spec);
        var refused = await Assert.ThrowsAsync<SchemaTooNewException>(() => older.MigrateAsync(Cancel));
        Assert.Equal(9999, refused.Found);
        Assert.Contains("Install the newer version", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Dialect.Sqlite)]
    [InlineData(Dialect.Postgres)]
    public async Task What_failed_half_way_was_never_there(Dialect dialect)
    {
        await using var database = Database.Parse(dialect is Dialect.Sqlite ? "sqlite:" + File : server.NewDatabase());
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync(async t =>
        {
            await t.ExecuteAsync("insert into audit (at, act, outcome) values ('', 'x', 'done')");
            throw new InvalidOperationException();
        }, Cancel));
        Assert.Equal(0, await database.ReadAsync(t => t.ScalarAsync<long>("select count(*) from audit"), Cancel));
    }

    [Fact]
    public async Task A_commit_survives_a_power_cut_because_SQLite_waits_for_the_disk()
    {
        await using var database = Database.Parse("sqlite:" + File);
        Assert.Equal("wal", await database.ReadAsync(t => t.ScalarAsync<string>("pragma journal_mode"), Cancel));
        Assert.Equal(2, await database.ReadAsync(t => t.ScalarAsync<long>("pragma synchronous"), Cancel));
    }

    [Theory]
    [InlineData("salus.db", "names no database")]
    [InlineData("sqlite:", "names no database")]
    [InlineData("Hast=x;Database=y", "'hast'")]
    public void A_database_that_cannot_be_meant_is_refused(string spec, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Database.Parse(spec)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task A_full_disk_is_told_and_what_was_there_before_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", "size=1m", "salus-test", folder.FullName) == 0, "Mounting a small disk needs root.");
        try
        {
            await using var database = Database.Parse("sqlite:" + File);
            await database.WriteAsync(t => t.ExecuteAsync("insert into audit (at, act, outcome) values ('', 'kept', 'done')"), Cancel);
            var content = new byte[2_000_000];
            var full = await Assert.ThrowsAsync<RecordUnavailableException>(() => database.WriteAsync(t => t.ExecuteAsync("insert into blobs (digest, content) values ('x', @content)", new { content }), Cancel));
            Assert.Contains("the disk is full", full.Message, StringComparison.Ordinal);
            Assert.Contains("Nothing was changed", full.Message, StringComparison.Ordinal);
            Assert.Equal("kept", await database.ReadAsync(t => t.ScalarAsync<string>("select act from audit"), Cancel));
            Assert.Equal(0, await database.ReadAsync(t => t.ScalarAsync<long>("select count(*) from blobs"), Cancel));
            await database.WriteAsync(t => t.ExecuteAsync("insert into audit (at, act, outcome) values ('', 'goes on', 'done')"), Cancel);
        }
        finally
        {
            Run("umount", folder.FullName);
        }
    }

    [Fact]
    public async Task A_full_disk_of_the_server_is_told()
    {
        await using var database = Database.Parse(server.NewDatabase());
        await database.WriteAsync(t => t.ExecuteAsync(
            """
            create function no_space() returns trigger language plpgsql as $$ begin raise exception 'no space' using errcode = '53100'; end $$;
            create trigger no_space before insert on blobs execute function no_space();
            """), Cancel);
        var full = await Assert.ThrowsAsync<RecordUnavailableException>(() => database.WriteAsync(t => t.ExecuteAsync("insert into blobs (digest, content) values ('x', '')"), Cancel));
        Assert.Contains("disk is full", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_file_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "salus-test", folder.FullName) == 0, "Mounting a read-only disk needs root.");
        try
        {
            await using (var database = Database.Parse("sqlite:" + File))
                await database.MigrateAsync(Cancel);
            Assert.Equal(0, Run("mount", "-o", "remount,ro", folder.FullName));
            await using var readOnly = Database.Parse("sqlite:" + File);
            var refused = await Assert.ThrowsAsync<RecordUnavailableException>(() => readOnly.WriteAsync(t => t.ExecuteAsync("insert into audit (at, act, outcome) values ('', 'x', 'done')"), Cancel));
            Assert.Matches("read-only|may write there", refused.Message);
        }
        finally
        {
            Run("umount", folder.FullName);
        }
    }

    [Fact]
    public async Task A_read_only_server_is_told()
    {
        var spec = server.NewDatabase();
        await using (var database = Database.Parse(spec))
            await database.MigrateAsync(Cancel);
        await using var readOnly = Database.Parse(spec + ";Options=-c default_transaction_read_only=on");
        var refused = await Assert.ThrowsAsync<RecordUnavailableException>(() => readOnly.WriteAsync(t => t.ExecuteAsync("insert into audit (at, act, outcome) values ('', 'x', 'done')"), Cancel));
        Assert.Contains("read-only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_and_a_file_that_is_no_database_are_told()
    {
        await using var nobody = Database.Parse("Host=127.0.0.1;Port=1;Database=x;Timeout=2");
        Assert.Contains("does not answer", (await Assert.ThrowsAsync<RecordUnavailableException>(() => nobody.MigrateAsync(Cancel))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5000), Cancel);
        await using var letters = Database.Parse("sqlite:" + File);
        Assert.Contains("no SQLite database", (await Assert.ThrowsAsync<RecordUnavailableException>(() => letters.MigrateAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_SQLite_is_told_in_one_line_with_the_package()
    {
        var message = new SqliteMissingException().Message;
        Assert.Contains("libsqlite3-0", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
