namespace Salus.Learning.Trees;

/// <summary>
/// Which step each level of a categorical column falls into: 1 and up for the levels kept, in their order; one more for all rare ones
/// together, where there are any; 0 for a missing value and for a level never seen.
/// </summary>
internal sealed class CategoryBins
{
    /// <summary>A level must be exact as a <see cref="float"/>.</summary>
    public const int MostLevel = 1 << 24;

    private readonly int[] levels;
    private readonly byte[] direct;

    /// <param name="levels">Those kept, rising, at most 254.</param>
    /// <param name="hasRare">Whether all others share a step.</param>
    public CategoryBins(int[] levels, bool hasRare)
    {
        this.levels = levels;
        HasRare = hasRare;
        direct = new byte[levels.Length > 0 ? Math.Min(levels[^1] + 1, 4096) : 0];
        for (var level = 0; level < direct.Length; level++)
            direct[level] = Search(level);
    }

    public ReadOnlySpan<int> Levels => levels;

    public bool HasRare { get; }

    /// <summary>Steps, the missing one included.</summary>
    public int Count => levels.Length + 1 + (HasRare ? 1 : 0);

    public byte Bin(float value)
    {
        if (float.IsNaN(value))
            return 0;
        var level = (int)value;
        return level >= 0 && level < direct.Length ? direct[level] : Search(level);
    }

    /// <param name="values">Level numbers of 0 and up, NaN for missing.</param>
    /// <param name="bins">Steps at most, the rare one included.</param>
    public static CategoryBins Of(float[] values, int bins, int column)
    {
        var counts = new Dictionary<int, int>();
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row];
            if (float.IsNaN(value))
                continue;
            if (!(value >= 0 && value <= MostLevel) || value != MathF.Floor(value))
                throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Row {row}, column {column} is {value}: a categorical column holds level numbers from 0 to {MostLevel}."), nameof(values));
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, (int)value, out _)++;
        }
        if (counts.Count <= Math.Min(bins, 254))
            return new CategoryBins([.. counts.Keys.Order()], false);
        var kept = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(Math.Min(bins, 255) - 1).Select(c => c.Key).Order().ToArray();
        return new CategoryBins(kept, true);
    }

    private byte Search(int level)
    {
        var at = Array.BinarySearch(levels, level);
        return (byte)(at >= 0 ? at + 1 : HasRare ? levels.Length + 1 : 0);
    }
}
