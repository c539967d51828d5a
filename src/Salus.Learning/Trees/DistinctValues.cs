namespace Salus.Learning.Trees;

/// <summary>
/// The different values of a column with their counts. Columns of at most 1,024 different values, most in health care, are counted in
/// a small open hash and never sorted, which makes binning many times as fast; others are sorted.
/// </summary>
internal sealed class DistinctValues
{
    private const int Most = 1024;
    private const int Slots = 4096;

    private readonly float[] keys;
    private readonly int[] counts;
    private readonly bool few;

    private DistinctValues(float[] keys, int[] counts, bool few, List<(float Value, int Count)> sorted)
    {
        this.keys = keys;
        this.counts = counts;
        this.few = few;
        Sorted = sorted;
    }

    /// <summary>Rising, without the missing.</summary>
    public List<(float Value, int Count)> Sorted { get; }

    public static DistinctValues Of(float[] values)
    {
        var (keys, counts, different) = (new float[Slots], new int[Slots], 0);
        foreach (var value in values)
        {
            if (float.IsNaN(value))
                continue;
            var slot = Slot(keys, counts, value);
            if (counts[slot] == 0)
            {
                keys[slot] = value;
                if (++different > Most)
                    return new DistinctValues(keys, counts, false, Sort(values));
            }
            counts[slot]++;
        }
        var sorted = new List<(float Value, int Count)>(different);
        for (var slot = 0; slot < Slots; slot++)
            if (counts[slot] > 0)
                sorted.Add((keys[slot], counts[slot]));
        sorted.Sort((a, b) => a.Value.CompareTo(b.Value));
        return new DistinctValues(keys, counts, true, sorted);
    }

    /// <summary>The step of every value, asked once for each different one where there are few.</summary>
    public byte[] Map(float[] values, Func<float, byte> bin)
    {
        if (!few)
            return Array.ConvertAll(values, v => bin(v));
        var bins = new byte[Slots];
        for (var slot = 0; slot < Slots; slot++)
            if (counts[slot] > 0)
                bins[slot] = bin(keys[slot]);
        var result = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
            if (!float.IsNaN(values[i]))
                result[i] = bins[Slot(keys, counts, values[i])];
        return result;
    }

    /// <summary>Where the value is, or the free slot where it belongs. Both zeros are one value.</summary>
    private static int Slot(float[] keys, int[] counts, float value)
    {
        var slot = (int)(BitConverter.SingleToUInt32Bits(value + 0f) * 2654435761u >> 20);
        while (counts[slot] > 0 && keys[slot] != value)
            slot = (slot + 1) & (Slots - 1);
        return slot;
    }

    private static List<(float Value, int Count)> Sort(float[] values)
    {
        var sorted = Array.FindAll(values, v => !float.IsNaN(v));
        Array.Sort(sorted);
        var different = new List<(float Value, int Count)>();
        foreach (var value in sorted)
            if (different.Count > 0 && different[^1].Value == value)
                different[^1] = (value, different[^1].Count + 1);
            else
                different.Add((value, 1));
        return different;
    }
}
