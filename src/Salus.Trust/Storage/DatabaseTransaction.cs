using System.Data.Common;
using System.Diagnostics;
using Dapper;

namespace Salus.Trust;

/// <summary>
/// SQL inside one transaction of a <see cref="Database"/>. Everything is parameterised; names are lower case with underscores.
/// Instants are stored as text by <see cref="Stamp"/>, ids and digests as text, contents as bytes, numbers as <c>bigint</c>.
/// </summary>
public sealed class DatabaseTransaction
{
    internal DatabaseTransaction(DbConnection connection, DbTransaction inner, Dialect dialect, CancellationToken cancel)
    {
        Connection = connection;
        Inner = inner;
        Dialect = dialect;
        Cancel = cancel;
    }

    public DbConnection Connection { get; }

    public DbTransaction Inner { get; }

    public Dialect Dialect { get; }

    public CancellationToken Cancel { get; }

    /// <returns>Rows changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        WritePoints.Pass(sql);
        return Connection.ExecuteAsync(Command(sql, parameters));
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await Connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    /// <summary>The only row, or the default when there is none.</summary>
    public Task<T?> SingleAsync<T>(string sql, object? parameters = null) =>
        Connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters));

    /// <summary>The first column of the first row.</summary>
    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        Connection.ExecuteScalarAsync<T>(Command(sql, parameters));

    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, Inner, cancellationToken: Cancel);
}

/// <summary>
/// Announces every change to the database just before it is made, and every commit before and after, on the
/// <see cref="DiagnosticListener"/> <c>Salus.Trust.Writes</c>: fault injection and tracing hang on here. Never carries contents.
/// </summary>
public static class WritePoints
{
    /// <summary>Name of the listener, and of its only event; the payload is the SQL text, <c>commit</c> or <c>committed</c>.</summary>
    public const string Name = "Salus.Trust.Writes";

    private static readonly DiagnosticListener listener = new(Name);

    internal static void Pass(string point)
    {
        if (listener.IsEnabled())
            listener.Write(Name, point);
    }
}
