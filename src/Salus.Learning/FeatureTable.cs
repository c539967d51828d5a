namespace Salus.Learning;

/// <summary>What is known of each case: <c>[row, column]</c>, numbers without units of their own; NaN means that the value is missing.</summary>
public sealed class FeatureTable
{
    private readonly float[] values;

    public FeatureTable(int rowCount, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        if ((long)rowCount * columnCount > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(rowCount), $"A table of {rowCount} rows and {columnCount} columns does not fit into memory in one piece.");
        RowCount = rowCount;
        ColumnCount = columnCount;
        values = new float[rowCount * columnCount];
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    public float this[int row, int column]
    {
        get => Row(row)[column];
        set => Row(row)[column] = value;
    }

    /// <summary>One case, to be read or filled in place.</summary>
    public Span<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, RowCount);
        return values.AsSpan(index * ColumnCount, ColumnCount);
    }

    /// <summary>One column, copied.</summary>
    public float[] Column(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ColumnCount);
        var column = new float[RowCount];
        for (var row = 0; row < column.Length; row++)
            column[row] = values[row * ColumnCount + index];
        return column;
    }

    /// <param name="rows">One array per case, all of the same length.</param>
    public static FeatureTable Of(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = new FeatureTable(rows.Count, rows.Count == 0 ? 0 : rows[0].Length);
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length != table.ColumnCount)
                throw new ArgumentException($"Row {i} has {rows[i].Length} values, the first has {table.ColumnCount}.", nameof(rows));
            rows[i].CopyTo(table.Row(i));
        }
        return table;
    }
}
