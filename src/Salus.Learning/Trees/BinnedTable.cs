namespace Salus.Learning.Trees;

/// <summary>
/// A table with every column cut into at most 255 steps of about equal row counts, one byte a cell, column by column. Step 0 holds
/// the missing values; equal values always share a step. Columns with few different values keep each of them.
/// </summary>
internal sealed class BinnedTable
{
    private readonly byte[][] steps;
    private readonly float[][] limits;

    private BinnedTable(int rowCount, byte[][] steps, float[][] limits)
    {
        RowCount = rowCount;
        this.steps = steps;
        this.limits = limits;
    }

    public int RowCount { get; }

    public int ColumnCount => steps.Length;

    /// <summary>The steps of a column, row by row.</summary>
    public byte[] Column(int column) => steps[column];

    /// <summary>Steps of a column, the missing one included.</summary>
    public int BinCount(int column) => limits[column].Length + 2;

    /// <summary>The value that parts <paramref name="bin"/> and all below it from those above: at most this goes left.</summary>
    public float UpperEdge(int column, int bin) => limits[column][bin - 1];

    public static BinnedTable Of(FeatureTable table, int bins)
    {
        var cells = new byte[table.ColumnCount][];
        var edges = new float[table.ColumnCount][];
        Parallel.For(0, table.ColumnCount, column =>
        {
            var values = table.Column(column);
            edges[column] = Edges(values, bins);
            cells[column] = Array.ConvertAll(values, v => Bin(v, edges[column]));
        });
        return new BinnedTable(table.RowCount, cells, edges);
    }

    private static byte Bin(float value, float[] edges)
    {
        if (float.IsNaN(value))
            return 0;
        var at = Array.BinarySearch(edges, value);
        return (byte)((at >= 0 ? at : ~at) + 1);
    }

    /// <summary>The values that part the steps, rising; each lies halfway between two neighbours so that values unseen fall sensibly.</summary>
    private static float[] Edges(float[] values, int bins)
    {
        var sorted = Array.FindAll(values, v => !float.IsNaN(v));
        Array.Sort(sorted);
        var different = new List<(float Value, int Count)>();
        foreach (var value in sorted)
            if (different.Count > 0 && different[^1].Value == value)
                different[^1] = (value, different[^1].Count + 1);
            else
                different.Add((value, 1));
        var edges = new List<float>();
        var filled = 0;
        var left = sorted.Length;
        for (var i = 0; i + 1 < different.Count; i++)
        {
            filled += different[i].Count;
            var stepsLeft = bins - edges.Count;
            if (different.Count > bins && (double)filled * stepsLeft < left)
                continue;
            edges.Add(Between(different[i].Value, different[i + 1].Value));
            left -= filled;
            filled = 0;
            if (edges.Count == bins - 1)
                break;
        }
        return [.. edges];
    }

    private static float Between(float low, float high)
    {
        var middle = low + (high - low) / 2;
        return middle >= low && middle < high && float.IsFinite(middle) ? middle : low;
    }
}
