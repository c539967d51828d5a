using System.Collections.Immutable;

namespace Salus.Synthesis.Tables;

/// <summary>Rows of one shape, held column by column: <c>[column][row]</c>, what a cell means says <see cref="Column"/>. Not to be changed once made; safe for several threads.</summary>
public sealed class Table
{
    private readonly ImmutableArray<double[]> cells;

    /// <param name="cells">One array for each column, all of one length. The table keeps them.</param>
    /// <exception cref="ArgumentException">Another number of columns than the schema has, or columns of different lengths.</exception>
    public Table(ImmutableArray<Column> columns, ImmutableArray<double[]> cells)
    {
        if (columns.Length != cells.Length)
            throw new ArgumentException($"{cells.Length} columns of cells for {columns.Length} columns.", nameof(cells));
        RowCount = cells.Length == 0 ? 0 : cells[0].Length;
        foreach (var column in cells)
            if (column.Length != RowCount)
                throw new ArgumentException($"A column has {column.Length} rows, the first has {RowCount}.", nameof(cells));
        Columns = columns;
        this.cells = cells;
    }

    public ImmutableArray<Column> Columns { get; }

    public int RowCount { get; }

    public int ColumnCount => Columns.Length;

    /// <summary>The cells of a column, row by row: to be read, never written.</summary>
    public double[] this[int column] => cells[column];

    /// <summary>Index of the column of this name; −1 when there is none.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Length; i++)
            if (string.Equals(Columns[i].Name, name, StringComparison.Ordinal))
                return i;
        return -1;
    }

    /// <summary>These rows, in this order; a row may come more than once.</summary>
    public Table Take(ReadOnlySpan<int> rows)
    {
        var taken = ImmutableArray.CreateBuilder<double[]>(cells.Length);
        foreach (var column in cells)
        {
            var values = new double[rows.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = column[rows[i]];
            taken.Add(values);
        }
        return new Table(Columns, taken.MoveToImmutable());
    }

    /// <summary>The rows of all, one table after the other.</summary>
    /// <param name="blocks">Tables with the same columns.</param>
    public static Table Join(ImmutableArray<Column> columns, IReadOnlyList<Table> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var joined = ImmutableArray.CreateBuilder<double[]>(columns.Length);
        for (var column = 0; column < columns.Length; column++)
        {
            var values = new double[blocks.Sum(b => b.RowCount)];
            var at = 0;
            foreach (var block in blocks)
            {
                block[column].CopyTo(values, at);
                at += block.RowCount;
            }
            joined.Add(values);
        }
        return new Table(columns, joined.MoveToImmutable());
    }
}
