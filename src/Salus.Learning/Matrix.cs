namespace Salus.Learning;

/// <summary>Numbers in double precision, <c>[row, column]</c>, row after row: what linear methods work on. NaN means missing; most methods refuse it.</summary>
public sealed class Matrix
{
    private readonly double[] values;

    public Matrix(int rowCount, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        if ((long)rowCount * columnCount > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(rowCount), $"A matrix of {rowCount} rows and {columnCount} columns does not fit into memory in one piece.");
        RowCount = rowCount;
        ColumnCount = columnCount;
        values = new double[rowCount * columnCount];
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    public double this[int row, int column]
    {
        get => Row(row)[column];
        set => Row(row)[column] = value;
    }

    /// <summary>One row, to be read or filled in place.</summary>
    public Span<double> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, RowCount);
        return values.AsSpan(index * ColumnCount, ColumnCount);
    }

    /// <summary>One column, copied.</summary>
    public double[] Column(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ColumnCount);
        var column = new double[RowCount];
        for (var row = 0; row < column.Length; row++)
            column[row] = values[row * ColumnCount + index];
        return column;
    }

    /// <param name="rows">One array per row, all of the same length.</param>
    public static Matrix Of(IReadOnlyList<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var matrix = new Matrix(rows.Count, rows.Count == 0 ? 0 : rows[0].Length);
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length != matrix.ColumnCount)
                throw new ArgumentException($"Row {i} has {rows[i].Length} values, the first has {matrix.ColumnCount}.", nameof(rows));
            rows[i].CopyTo(matrix.Row(i));
        }
        return matrix;
    }

    /// <summary>The same numbers in double precision.</summary>
    public static Matrix Of(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var matrix = new Matrix(table.RowCount, table.ColumnCount);
        for (var row = 0; row < matrix.RowCount; row++)
        {
            var from = table.Row(row);
            var to = matrix.Row(row);
            for (var column = 0; column < to.Length; column++)
                to[column] = from[column];
        }
        return matrix;
    }

    /// <exception cref="ArgumentException">There are no rows or columns, or a value is missing or infinite; the message says where.</exception>
    internal void CheckFinite(string rows = "rows")
    {
        if (RowCount == 0 || ColumnCount == 0)
            throw new ArgumentException("There is nothing to learn from: the matrix is empty.", nameof(rows));
        var at = Array.FindIndex(values, v => !double.IsFinite(v));
        if (at >= 0)
            throw new ArgumentException($"Row {at / ColumnCount}, column {at % ColumnCount} is {(double.IsNaN(values[at]) ? "missing" : "infinite")}; fill it or leave the row out.", nameof(rows));
    }
}
