namespace Salus.Trust;

/// <summary>All our tables, in an order in which no row points to a row of a later table.</summary>
internal static class Tables
{
    public static Task<IReadOnlyList<string>> NamesAsync(DatabaseTransaction transaction) => transaction.QueryAsync<string>(
        transaction.Dialect is Dialect.Sqlite
            ? "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name <> 'migrations' order by rowid"
            : "select relname::text from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname <> 'migrations' order by oid");

    public static async Task<bool> AnyRowsAsync(DatabaseTransaction transaction)
    {
        foreach (var table in await NamesAsync(transaction))
        {
            // The head of an empty ledger is the one row that a new database has.
            if (table != "ledger_head" && await transaction.ScalarAsync<long>($"select count(*) from (select 1 from {table} limit 1) t") > 0)
                return true;
        }
        return false;
    }

    public static async Task DropAsync(DatabaseTransaction transaction)
    {
        foreach (var table in (await NamesAsync(transaction)).Reverse().Append("migrations"))
            await transaction.ExecuteAsync($"drop table {table}");
    }

    /// <summary>PostgreSQL hands out numbers by itself; after rows came with theirs, it must go on from the highest.</summary>
    public static async Task ContinueCountersAsync(DatabaseTransaction transaction)
    {
        if (transaction.Dialect is not Dialect.Postgres)
            return;
        var counters = await transaction.QueryAsync<(string Table, string Column)>(
            "select table_name::text, column_name::text from information_schema.columns where table_schema = current_schema() and is_identity = 'YES'");
        foreach (var (table, column) in counters)
            await transaction.ScalarAsync<object>($"select setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, false) from {table}");
    }
}
