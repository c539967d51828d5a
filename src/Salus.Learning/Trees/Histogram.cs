namespace Salus.Learning.Trees;

/// <summary>Sums of gradients and curvatures of the rows of a leaf, by column and step.</summary>
internal sealed class Histogram
{
    public Histogram(int[] offsets)
    {
        Offsets = offsets;
        Gradients = new double[offsets[^1]];
        Curvatures = new double[offsets[^1]];
        Counts = new int[offsets[^1]];
    }

    /// <summary>Where each column begins; one more entry for the end.</summary>
    public int[] Offsets { get; }

    public double[] Gradients { get; }

    public double[] Curvatures { get; }

    public int[] Counts { get; }

    /// <summary>Counts the rows in; each column is summed by one thread in row order, so the sums do not depend on how many there are.</summary>
    public static Histogram Of(BinnedTable table, int[] offsets, int[] columns, ReadOnlyMemory<int> rows, float[] gradients, float[] curvatures)
    {
        var result = new Histogram(offsets);
        if ((long)rows.Length * columns.Length < 20_000)
            foreach (var column in columns)
                result.Count(column, table.Column(column), rows.Span, gradients, curvatures);
        else
            Parallel.ForEach(columns, column => result.Count(column, table.Column(column), rows.Span, gradients, curvatures));
        return result;
    }

    /// <summary>What is left of <paramref name="whole"/> without <paramref name="part"/>; <paramref name="whole"/> is used up.</summary>
    public static Histogram Rest(Histogram whole, Histogram part)
    {
        for (var i = 0; i < whole.Counts.Length; i++)
        {
            whole.Gradients[i] -= part.Gradients[i];
            whole.Curvatures[i] -= part.Curvatures[i];
            whole.Counts[i] -= part.Counts[i];
        }
        return whole;
    }

    private void Count(int column, byte[] bins, ReadOnlySpan<int> rows, float[] gradients, float[] curvatures)
    {
        var (from, length) = (Offsets[column], Offsets[column + 1] - Offsets[column]);
        var g = Gradients.AsSpan(from, length);
        var h = Curvatures.AsSpan(from, length);
        var n = Counts.AsSpan(from, length);
        foreach (var row in rows)
        {
            var bin = bins[row];
            g[bin] += gradients[row];
            h[bin] += curvatures[row];
            n[bin]++;
        }
    }
}
