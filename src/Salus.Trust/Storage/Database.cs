using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Salus.Trust;

/// <summary>The two databases Salus runs on. SQL is the same; what differs is written in <see cref="Migrations"/>.</summary>
public enum Dialect
{
    Sqlite,
    Postgres,
}

/// <summary>
/// Where everything is kept. The first use brings the schema up to date.
/// All work happens in transactions: what <see cref="WriteAsync{T}"/> returned is on disk.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly Func<DbConnection> create;
    private readonly IAsyncDisposable? pool;
    private readonly SemaphoreSlim oneWriter = new(1);
    private readonly SemaphoreSlim oneMigration = new(1);
    private volatile bool current;

    private Database(Dialect dialect, string name, string? path, Func<DbConnection> create, IAsyncDisposable? pool)
    {
        (Dialect, Name, Path, this.create, this.pool) = (dialect, name, path, create, pool);
    }

    public Dialect Dialect { get; }

    /// <summary>For messages: the file, or host and database; never a password.</summary>
    public string Name { get; }

    /// <summary>The SQLite file; null for PostgreSQL.</summary>
    public string? Path { get; }

    /// <summary>One file, one machine.</summary>
    /// <exception cref="SqliteMissingException">No SQLite library on this machine.</exception>
    public static Database Sqlite(string path)
    {
        SqliteLibrary.Require();
        var full = System.IO.Path.GetFullPath(path);
        var connection = new SqliteConnectionStringBuilder { DataSource = full, ForeignKeys = true, DefaultTimeout = 15 }.ToString();
        return new Database(Dialect.Sqlite, full, full, () => new SqliteConnection(connection), pool: null);
    }

    /// <summary>For more than one machine.</summary>
    /// <param name="connectionString">As Npgsql reads it: <c>Host=…;Database=…;Username=…</c>.</param>
    /// <exception cref="ArgumentException">Not a connection string.</exception>
    public static Database Postgres(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = false };
#pragma warning disable CA2000 // the database owns it
        var source = NpgsqlDataSource.Create(settings);
#pragma warning restore CA2000
        return new Database(Dialect.Postgres, $"PostgreSQL {settings.Host}/{settings.Database}", path: null, source.CreateConnection, source);
    }

    /// <param name="spec"><c>sqlite:PATH</c> or a PostgreSQL connection string.</param>
    /// <exception cref="ArgumentException">Neither.</exception>
    public static Database Parse(string spec)
    {
        const string sqlite = "sqlite:";
        if (spec.StartsWith(sqlite, StringComparison.OrdinalIgnoreCase) && spec.Length > sqlite.Length)
            return Sqlite(spec[sqlite.Length..]);
        if (!spec.Contains('=', StringComparison.Ordinal))
            throw new ArgumentException($"'{spec}' names no database: write sqlite:PATH, or a PostgreSQL connection string such as Host=db;Database=salus;Username=salus.", nameof(spec));
        return Postgres(spec);
    }

    /// <summary>Brings the schema up to date; does nothing when it is.</summary>
    /// <exception cref="SchemaTooNewException">A newer Salus wrote this database.</exception>
    /// <exception cref="RecordUnavailableException">The database cannot be opened or written.</exception>
    public async Task MigrateAsync(CancellationToken cancel)
    {
        if (current)
            return;
        await oneMigration.WaitAsync(cancel);
        try
        {
            if (current)
                return;
            await GuardAsync(async () =>
            {
                if (Path is not null)
                    CreateFile(Path);
                await using var connection = await ConnectAsync(cancel);
                await Migrations.ApplyAsync(connection, Dialect, Name, cancel);
                return 0;
            });
            current = true;
        }
        finally
        {
            oneMigration.Release();
        }
    }

    /// <summary>Reads one consistent state.</summary>
    /// <exception cref="RecordUnavailableException">The database cannot be opened or read.</exception>
    public async Task<T> ReadAsync<T>(Func<DatabaseTransaction, Task<T>> read, CancellationToken cancel)
    {
        await MigrateAsync(cancel);
        return await GuardAsync(async () =>
        {
            await using var connection = await ConnectAsync(cancel);
            await using var transaction = connection is SqliteConnection sqlite
                ? sqlite.BeginTransaction(deferred: true)
                : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            return await read(new DatabaseTransaction(connection, transaction, Dialect, cancel));
        });
    }

    /// <summary>
    /// All or nothing, and on disk when it returns. On SQLite one writer at a time; on PostgreSQL the rows that
    /// <paramref name="write"/> updates are locked until the end, so update first what you then decide about.
    /// </summary>
    /// <exception cref="RecordUnavailableException">The database cannot be opened or written; nothing was kept.</exception>
    public async Task<T> WriteAsync<T>(Func<DatabaseTransaction, Task<T>> write, CancellationToken cancel)
    {
        await MigrateAsync(cancel);
        if (Dialect is Dialect.Sqlite)
            await oneWriter.WaitAsync(cancel);
        try
        {
            return await GuardAsync(async () =>
            {
                await using var connection = await ConnectAsync(cancel);
                // SQLite: BEGIN IMMEDIATE, so that no reader has to be turned into a writer later.
                await using var inner = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
                try
                {
                    var result = await write(new DatabaseTransaction(connection, inner, Dialect, cancel));
                    WritePoints.Pass("commit");
                    await inner.CommitAsync(CancellationToken.None);
                    WritePoints.Pass("committed");
                    return result;
                }
                catch when (connection is SqliteConnection)
                {
                    await RollBackAsync((SqliteConnection)connection, inner);
                    throw;
                }
            });
        }
        finally
        {
            if (Dialect is Dialect.Sqlite)
                oneWriter.Release();
        }
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<DatabaseTransaction, Task> write, CancellationToken cancel) =>
        WriteAsync(async transaction =>
        {
            await write(transaction);
            return 0;
        }, cancel);

    /// <summary>A connection with the settings that make commits durable. The caller disposes it.</summary>
    internal async Task<DbConnection> ConnectAsync(CancellationToken cancel)
    {
        var connection = create();
        try
        {
            await connection.OpenAsync(cancel);
            if (Dialect is Dialect.Sqlite)
            {
                await using var settings = connection.CreateCommand();
                settings.CommandText = "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full;";
                await settings.ExecuteNonQueryAsync(cancel);
            }
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Patient data is for the account that runs Salus alone. SQLite gives its journal the same rights.</summary>
    private static void CreateFile(string path)
    {
        if (File.Exists(path))
            return;
        try
        {
            PrivateFolder.Create(System.IO.Path.GetDirectoryName(path)!);
            using var _ = PrivateFolder.Open(path, FileMode.OpenOrCreate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecordUnavailableException($"{path}: the database cannot be created. {e.Message} Choose another place with SALUS_HOME, or give the account that runs Salus the right to write there.", e);
        }
    }

    /// <summary>
    /// A full disk ends the transaction of SQLite, but its driver insists on rolling back, and its complaint would hide the reason:
    /// give it something to roll back.
    /// </summary>
    private static async Task RollBackAsync(SqliteConnection connection, DbTransaction transaction)
    {
        try
        {
            await transaction.RollbackAsync(CancellationToken.None);
        }
        catch (SqliteException) when (raw.sqlite3_get_autocommit(connection.Handle) != 0)
        {
            _ = raw.sqlite3_exec(connection.Handle, "begin");
            await transaction.RollbackAsync(CancellationToken.None);
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DbException e) when (RecordUnavailableException.From(e, Name) is not null)
        {
            throw RecordUnavailableException.From(e, Name)!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (pool is not null)
            await pool.DisposeAsync();
        else if (create() is SqliteConnection connection)
        {
            SqliteConnection.ClearPool(connection);
            await connection.DisposeAsync();
        }
        oneWriter.Dispose();
        oneMigration.Dispose();
    }
}
