using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Salus.Trust;

/// <summary>
/// Rows for one table, gathered and sent together. The statement is prepared once per transaction, so a row costs
/// little more than its place in the tables. Send the rest with <see cref="FlushAsync"/> before anything reads them.
/// </summary>
/// <param name="head">Up to and with <c>values</c>: <c>insert into t (a, b) values</c>.</param>
/// <param name="tail">Behind the rows, for example <c>on conflict do nothing</c>.</param>
/// <param name="first">Rows that these point to: sent before them.</param>
internal sealed class RowBatch(DatabaseTransaction transaction, string head, int columns, string tail = "", RowBatch? first = null) : IAsyncDisposable
{
    private const int Together = 40;

    private readonly List<object?> values = new(Together * columns);
    private readonly Dictionary<int, DbCommand> prepared = [];
    private SqliteRowStatement? sqlite;

    /// <param name="row">As many values as columns: text, whole numbers, bytes or null.</param>
    public async ValueTask AddAsync(params object?[] row)
    {
        values.AddRange(row);
        if (values.Count >= Together * columns)
            await FlushAsync();
    }

    public async ValueTask FlushAsync()
    {
        if (first is not null)
            await first.FlushAsync();
        if (values.Count == 0)
            return;
        WritePoints.Pass(head);
        if (transaction.Connection is SqliteConnection connection)
        {
            sqlite ??= new SqliteRowStatement(connection, Sql(rows: 1));
            for (var from = 0; from < values.Count; from += columns)
                sqlite.Run(values, from, columns);
        }
        else
        {
            await SendAsync(values.Count / columns);
        }
        values.Clear();
    }

    private async Task SendAsync(int rows)
    {
        if (!prepared.TryGetValue(rows, out var command))
            prepared.Add(rows, command = Prepare(rows));
        for (var i = 0; i < values.Count; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        await command.ExecuteNonQueryAsync(transaction.Cancel);
    }

    private DbCommand Prepare(int rows)
    {
        var command = transaction.Connection.CreateCommand();
        command.Transaction = transaction.Inner;
        command.CommandText = Sql(rows);
        for (var i = 0; i < rows * columns; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "p" + i.ToString(CultureInfo.InvariantCulture);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private string Sql(int rows)
    {
        var sql = new StringBuilder(head);
        var number = 0;
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? " (" : ", (");
            for (var column = 0; column < columns; column++)
                sql.Append(column == 0 ? "@p" : ", @p").Append((number++).ToString(CultureInfo.InvariantCulture));
            sql.Append(')');
        }
        return sql.Append(' ').Append(tail).ToString();
    }

    public async ValueTask DisposeAsync()
    {
        sqlite?.Dispose();
        foreach (var command in prepared.Values)
            await command.DisposeAsync();
    }
}
