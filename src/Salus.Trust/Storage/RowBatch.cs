using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Salus.Trust;

/// <summary>
/// Rows for one table, gathered and sent many to a statement. The statements are prepared once per transaction, so a row costs
/// little more than its place in the tables. Send the rest with <see cref="FlushAsync"/> before anything reads them.
/// </summary>
/// <param name="head">Up to and with <c>values</c>: <c>insert into t (a, b) values</c>.</param>
/// <param name="tail">Behind the rows, for example <c>on conflict do nothing</c>.</param>
internal sealed class RowBatch(DatabaseTransaction transaction, string head, int columns, string tail = "") : IAsyncDisposable
{
    private static readonly int[] Sizes = [40, 8, 1];

    private readonly List<object> values = [];
    private readonly Dictionary<int, DbCommand> prepared = [];

    /// <summary>Rows given so far.</summary>
    public long Count { get; private set; }

    /// <summary>The next row fills a statement, which is then sent.</summary>
    public bool NextIsSent => values.Count + columns >= Sizes[0] * columns;

    /// <param name="row">As many values as columns; null is SQL's null.</param>
    public async ValueTask AddAsync(params object?[] row)
    {
        foreach (var value in row)
            values.Add(value ?? DBNull.Value);
        Count++;
        if (values.Count >= Sizes[0] * columns)
            await FlushAsync();
    }

    public async ValueTask FlushAsync()
    {
        var from = 0;
        foreach (var size in Sizes)
        {
            for (; values.Count - from >= size * columns; from += size * columns)
                await SendAsync(size, from);
        }
        values.Clear();
    }

    private async Task SendAsync(int rows, int from)
    {
        if (!prepared.TryGetValue(rows, out var command))
        {
            command = Prepare(rows);
            prepared.Add(rows, command);
        }
        for (var i = 0; i < rows * columns; i++)
            command.Parameters[i].Value = values[from + i];
        WritePoints.Pass(command.CommandText);
        await command.ExecuteNonQueryAsync(transaction.Cancel);
    }

    private DbCommand Prepare(int rows)
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
        var command = transaction.Connection.CreateCommand();
        command.Transaction = transaction.Inner;
        command.CommandText = sql.Append(' ').Append(tail).ToString();
        for (var i = 0; i < number; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "p" + i.ToString(CultureInfo.InvariantCulture);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in prepared.Values)
            await command.DisposeAsync();
    }
}
