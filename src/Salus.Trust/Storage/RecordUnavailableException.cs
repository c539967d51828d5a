using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Salus.Trust;

/// <summary>
/// The database cannot be read or written now: full disk, read-only file, no connection, damaged file.
/// Nothing of the refused act was kept, unless the connection broke during the commit. The message says which, and what an operator can do.
/// </summary>
public sealed class RecordUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Null for an error that says something about the program instead of the machine.</summary>
    internal static RecordUnavailableException? From(Exception error, string where) => error switch
    {
        SqliteException sqlite => Explain(sqlite) is { } why ? new RecordUnavailableException($"{where}: {why} Nothing was changed.", error) : null,
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } => Unanswered(where, error),
        PostgresException postgres => Explain(postgres) is { } why ? new RecordUnavailableException($"{where}: {why} Nothing was changed.", error) : null,
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException } or NpgsqlException { IsTransient: true } => Unanswered(where, error),
        _ => null,
    };

    private static RecordUnavailableException Unanswered(string where, Exception error) => new(
        $"{where}: the database server does not answer. Check that it runs and that the connection string is right; then look whether the last act was kept before you repeat it.", error);

    private static string? Explain(SqliteException error) => error.SqliteErrorCode switch
    {
        5 or 6 => "another program has kept the database busy for too long. Try again; if it stays, look for a second 'salus' that hangs.",
        8 => "the database is read-only. Give the account that runs Salus the right to write the file and its folder.",
        10 => "the disk refused to read or write. Check the disk and the system log.",
        11 or 26 => "the file is damaged or no SQLite database. Restore a backup with 'salus restore'.",
        13 => "the disk is full. Free some space and try again.",
        14 => "the database file cannot be opened. Check that the folder exists and that the account that runs Salus may write there.",
        _ => null,
    };

    private static string? Explain(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.DiskFull => "the database server's disk is full. Free some space and try again.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "the database is read-only. Connect to the primary server, or lift its read-only setting.",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable => "somebody else wrote the same at the same time. Try again.",
        PostgresErrorCodes.TooManyConnections => "the database server accepts no more connections. Try again, or raise its limit.",
        PostgresErrorCodes.CannotConnectNow => "the database server is starting or stopping. Try again in a minute.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "the database server refuses the account. Check user and password in the connection string.",
        PostgresErrorCodes.InvalidCatalogName => "the database does not exist on the server. Create it, or correct the connection string.",
        _ => null,
    };
}

/// <summary>What is stored does not match its digest: somebody or something changed it behind Salus's back.</summary>
public sealed class RecordDamagedException(string message) : Exception(message);
