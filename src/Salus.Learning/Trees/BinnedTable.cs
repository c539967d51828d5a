using System.Collections.Immutable;

namespace Salus.Learning.Trees;

/// <summary>
/// A table with every column cut into at most 255 steps, one byte a cell, column by column: what trees are grown on. Step 0 holds the
/// missing values. A column of numbers has steps of about equal row counts, equal values always share one, and a column with few
/// different values keeps each of them. A categorical column keeps its most frequent levels and joins the rare ones. Immutable.
/// </summary>
public sealed class BinnedTable
{
    private readonly byte[][] steps;
    private readonly float[][] limits;
    private readonly CategoryBins?[] categories;

    private BinnedTable(int rowCount, byte[][] steps, float[][] limits, CategoryBins?[] categories)
    {
        RowCount = rowCount;
        this.steps = steps;
        this.limits = limits;
        this.categories = categories;
    }

    public int RowCount { get; }

    public int ColumnCount => steps.Length;

    /// <summary>The steps of a column, row by row.</summary>
    public ReadOnlySpan<byte> Column(int column) => steps[column];

    /// <summary>Steps of a column, the missing one included, so 1 to 256.</summary>
    public int BinCount(int column) => categories[column]?.Count ?? limits[column].Length + 2;

    public bool IsCategorical(int column) => categories[column] is not null;

    /// <summary>
    /// The value that parts <paramref name="bin"/> (1 and up) of a column of numbers and all below it from those above: at most this
    /// goes left. Of the last step the largest number there is, which parts all numbers from the missing ones.
    /// </summary>
    public float UpperEdge(int column, int bin) => bin > limits[column].Length ? float.MaxValue : limits[column][bin - 1];

    /// <summary>The step a value would fall into.</summary>
    public byte BinOf(int column, float value) => categories[column]?.Bin(value) ?? NumberBin(value, limits[column]);

    internal byte[] Steps(int column) => steps[column];

    internal ImmutableArray<CategoryBins?> Categories => [.. categories];

    /// <param name="table">Numbers, finite or NaN for missing.</param>
    /// <param name="bins">Steps a column is cut into at most, 2 to 255; the missing one comes on top.</param>
    /// <param name="categorical">Columns that hold level numbers (0 and up) without an order.</param>
    /// <param name="threads">Threads at most; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">A value is infinite, or a categorical one is no level; the message says where.</exception>
    public static BinnedTable Of(FeatureTable table, int bins = 255, IEnumerable<int>? categorical = null, int threads = -1)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (bins is < 2 or > 255)
            throw new ArgumentOutOfRangeException(nameof(bins), bins, "It must lie between 2 and 255.");
        var levels = new bool[table.ColumnCount];
        foreach (var column in categorical ?? [])
            levels[column >= 0 && column < levels.Length ? column : throw new ArgumentException($"There is no column {column} to be categorical; the table has {levels.Length}.", nameof(categorical))] = true;
        CheckFinite(table);
        var cells = new byte[table.ColumnCount][];
        var edges = new float[table.ColumnCount][];
        var found = new CategoryBins?[table.ColumnCount];
        foreach (var column in Enumerable.Range(0, levels.Length).Where(c => levels[c]))
        {
            var values = table.Column(column);
            var category = CategoryBins.Of(values, bins, column);
            (found[column], edges[column], cells[column]) = (category, [], Array.ConvertAll(values, category.Bin));
        }
        Parallel.For(0, table.ColumnCount, new ParallelOptions { MaxDegreeOfParallelism = threads }, column =>
        {
            if (levels[column])
                return;
            var values = table.Column(column);
            var different = DistinctValues.Of(values);
            edges[column] = Edges(different.Sorted, bins);
            cells[column] = different.Map(values, value => NumberBin(value, edges[column]));
        });
        return new BinnedTable(table.RowCount, cells, edges, found);
    }

    private static void CheckFinite(FeatureTable table)
    {
        for (var row = 0; row < table.RowCount; row++)
        {
            var values = table.Row(row);
            for (var column = 0; column < values.Length; column++)
                if (float.IsInfinity(values[column]))
                    throw new ArgumentException($"Row {row}, column {column} is infinite; only numbers and NaN (missing) can be learned from.", nameof(table));
        }
    }

    private static byte NumberBin(float value, float[] edges)
    {
        if (float.IsNaN(value))
            return 0;
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (edges[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return (byte)(low + 1);
    }

    /// <summary>The values that part the steps, rising; each lies halfway between two neighbours so that values unseen fall sensibly.</summary>
    private static float[] Edges(List<(float Value, int Count)> different, int bins)
    {
        var edges = new List<float>();
        var filled = 0;
        var left = different.Sum(d => d.Count);
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
