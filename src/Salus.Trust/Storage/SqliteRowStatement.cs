using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Salus.Trust;

/// <summary>
/// One prepared statement of SQLite, run for row after row with its values bound by position. The driver's own commands look every parameter
/// up by its name each time, which costs an import more than all tables together.
/// </summary>
internal sealed class SqliteRowStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private byte[] text = new byte[512];

    /// <exception cref="SqliteException">The statement cannot be prepared.</exception>
    public SqliteRowStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out statement), database);
    }

    /// <exception cref="SqliteException">The row was refused.</exception>
    public void Run(List<object?> values, int from, int columns)
    {
        for (var i = 0; i < columns; i++)
            SqliteException.ThrowExceptionForRC(Bind(i + 1, values[from + i]), database);
        var result = raw.sqlite3_step(statement);
        _ = raw.sqlite3_reset(statement);
        if (result is not raw.SQLITE_DONE and not raw.SQLITE_ROW)
            SqliteException.ThrowExceptionForRC(result, database);
    }

    private int Bind(int position, object? value)
    {
        switch (value)
        {
            case null:
                return raw.sqlite3_bind_null(statement, position);
            case long number:
                return raw.sqlite3_bind_int64(statement, position, number);
            case byte[] bytes:
                return raw.sqlite3_bind_blob(statement, position, bytes);
            case "":
                // An empty span has no address, and SQLite takes that for null.
                return raw.sqlite3_bind_text(statement, position, "");
            case string words:
                if (text.Length < words.Length * 3)
                    text = new byte[words.Length * 3];
                return raw.sqlite3_bind_text(statement, position, text.AsSpan(0, Encoding.UTF8.GetBytes(words, text)));
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, "Columns hold text, whole numbers or bytes.");
        }
    }

    public void Dispose() => statement.Dispose();
}
