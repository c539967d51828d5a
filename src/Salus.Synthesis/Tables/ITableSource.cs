using System.Collections.Immutable;

namespace Salus.Synthesis.Tables;

/// <summary>Rows that can be read more than once, block by block, so that a table need not fit into memory.</summary>
public interface ITableSource
{
    ImmutableArray<Column> Columns { get; }

    /// <summary>All rows from the first, in blocks of at most <paramref name="rowsPerBlock"/>.</summary>
    IEnumerable<Table> Blocks(int rowsPerBlock, CancellationToken cancel);
}

/// <summary>Whole tables as sources.</summary>
public static class TableSources
{
    private const int RowsPerBlock = 65_536;

    /// <summary>The table as a source.</summary>
    public static ITableSource AsSource(this Table table) => new Held(table);

    /// <summary>All rows at once.</summary>
    public static Table ReadAll(this ITableSource source, CancellationToken cancel) =>
        source is Held held ? held.Table : Table.Join(source.Columns, [.. source.Blocks(RowsPerBlock, cancel)]);

    private sealed class Held(Table table) : ITableSource
    {
        public Table Table => table;

        public ImmutableArray<Column> Columns => table.Columns;

        public IEnumerable<Table> Blocks(int rowsPerBlock, CancellationToken cancel)
        {
            if (table.RowCount <= rowsPerBlock)
            {
                yield return table;
                yield break;
            }
            for (var start = 0; start < table.RowCount; start += rowsPerBlock)
            {
                cancel.ThrowIfCancellationRequested();
                yield return table.Take([.. Enumerable.Range(start, Math.Min(rowsPerBlock, table.RowCount - start))]);
            }
        }
    }
}
