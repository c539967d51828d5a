using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Salus.Trust;

/// <summary>
/// Numbered changes of the schema, <c>Storage/Migrations/NNNN_name.sql</c>, each applied once and in order. One set for both dialects:
/// <c>{bytes}</c> and <c>{counter}</c> stand for the two types that differ.
/// </summary>
internal static class Migrations
{
    private static readonly ImmutableArray<Migration> all = Load();

    public static long Newest => all[^1].Number;

    /// <exception cref="SchemaTooNewException">A newer Salus wrote this database.</exception>
    public static async Task ApplyAsync(DbConnection connection, Dialect dialect, string where, CancellationToken cancel)
    {
        if (await NumberAsync(connection, dialect, transaction: null) is var known && known == Newest)
            return;
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
        if (dialect is Dialect.Postgres)
            await connection.ExecuteAsync("select pg_advisory_xact_lock(7258001)", transaction: transaction);
        known = await NumberAsync(connection, dialect, transaction);
        if (known > Newest)
            throw new SchemaTooNewException(where, known, Newest);
        if (known == 0)
            await connection.ExecuteAsync("create table if not exists migrations (number bigint primary key, name text not null)", transaction: transaction);
        foreach (var migration in all.Where(m => m.Number > known))
        {
            await connection.ExecuteAsync(new CommandDefinition(Translate(migration.Sql, dialect), transaction: transaction, cancellationToken: cancel));
            await connection.ExecuteAsync("insert into migrations (number, name) values (@Number, @Name)", new { migration.Number, migration.Name }, transaction);
        }
        await transaction.CommitAsync(cancel);
    }

    private static async Task<long> NumberAsync(DbConnection connection, Dialect dialect, DbTransaction? transaction)
    {
        var there = await connection.ExecuteScalarAsync<long>(
            dialect is Dialect.Sqlite
                ? "select count(*) from sqlite_master where type = 'table' and name = 'migrations'"
                : "select count(*) from pg_tables where schemaname = current_schema() and tablename = 'migrations'",
            transaction: transaction);
        return there == 0 ? 0 : await connection.ExecuteScalarAsync<long>("select coalesce(max(number), 0) from migrations", transaction: transaction);
    }

    private static string Translate(string sql, Dialect dialect) => sql
        .Replace("{bytes}", dialect is Dialect.Sqlite ? "blob" : "bytea", StringComparison.Ordinal)
        .Replace("{counter}", dialect is Dialect.Sqlite ? "integer primary key autoincrement" : "bigint generated always as identity primary key", StringComparison.Ordinal);

    private static ImmutableArray<Migration> Load()
    {
        var assembly = typeof(Migrations).Assembly;
        var migrations = ImmutableArray.CreateBuilder<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var name = resource.Split('.')[^2];
            migrations.Add(new Migration(long.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd()));
        }
        migrations.Sort((a, b) => a.Number.CompareTo(b.Number));
        return migrations.ToImmutable();
    }

    private sealed record Migration(long Number, string Name, string Sql);
}

/// <summary>The database was written by a newer Salus; an older one must not touch it.</summary>
public sealed class SchemaTooNewException(string where, long found, long known) : Exception(
    string.Create(CultureInfo.InvariantCulture, $"{where}: written by a newer Salus (schema {found}; this program knows {known}). Install the newer version, or restore a backup made with this one."))
{
    public long Found { get; } = found;
}
