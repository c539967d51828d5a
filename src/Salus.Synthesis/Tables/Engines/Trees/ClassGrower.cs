using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>
/// Grows trees whose target is one of a few classes. A split is worth twice what it adds to the log-likelihood (the G statistic); unordered steps are cut
/// along the first principal component of their class shares (Coppersmith, Hong and Hosking, Data Mining and Knowledge Discovery 3, 1999), which for two classes is the exact optimum.
/// </summary>
/// <param name="classes">The class of each row.</param>
/// <param name="logs">x ln x for x from 0 to the number of rows; see <see cref="Logs"/>.</param>
internal sealed class ClassGrower(byte[][] steps, CodedColumn[] coded, int[] predictors, byte[] classes, int classCount, double[] logs) : TreeGrower(steps, coded, predictors, classCount)
{
    private const int Iterations = 3;

    private readonly int[] total = new int[classCount];
    private readonly double[] direction = new double[classCount];
    private readonly double[] next = new double[classCount];
    private double before;
    private int present;

    /// <summary>x ln x for x from 0 to <paramref name="rows"/>.</summary>
    public static double[] Logs(int rows)
    {
        var logs = new double[rows + 1];
        for (var x = 2; x <= rows; x++)
            logs[x] = x * Math.Log(x);
        return logs;
    }

    protected override void Add(ReadOnlySpan<int> rows, byte[] steps, Span<float> histogram)
    {
        var width = Width;
        foreach (var row in rows)
            histogram[steps[row] * width + classes[row]]++;
    }

    protected override bool Begin(ReadOnlySpan<int> rows)
    {
        Array.Clear(total);
        foreach (var row in rows)
            total[classes[row]]++;
        (before, present) = (-logs[rows.Length], 0);
        foreach (var count in total)
        {
            before += logs[count];
            present += count > 0 ? 1 : 0;
        }
        return present > 1;
    }

    protected override int Count(ReadOnlySpan<float> step)
    {
        var count = 0f;
        foreach (var rows in step)
            count += rows;
        return (int)count;
    }

    protected override double Gain(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (worth, leftRows, rightRows) = (0.0, 0, 0);
        for (var c = 0; c < left.Length; c++)
        {
            var (l, r) = ((int)left[c], (int)right[c]);
            worth += logs[l] + logs[r];
            leftRows += l;
            rightRows += r;
        }
        return 2 * (worth - logs[leftRows] - logs[rightRows] - before);
    }

    /// <summary>The expected greatest of the tried cuts under independence: about the degrees of freedom of one cut and, without an order, what ordering the steps by the target itself adds.</summary>
    protected override double Chance(int present, bool ordered) =>
        this.present - 1 + 2 * Math.Log(1 + present) + (ordered ? 0 : 0.64 * (present - 2) * Math.Sqrt(this.present - 1));

    protected override void Order(ReadOnlySpan<float> histogram, ReadOnlySpan<int> present, Span<double> places)
    {
        var rows = 0.0;
        foreach (var count in total)
            rows += count;
        var farthest = -1.0;
        foreach (var step in present)
        {
            var counts = histogram.Slice(step * Width, Width);
            var (count, distance) = ((double)Count(counts), 0.0);
            for (var c = 0; c < Width; c++)
                distance += Math.Pow(counts[c] / count - total[c] / rows, 2);
            if (distance * count <= farthest)
                continue;
            farthest = distance * count;
            for (var c = 0; c < Width; c++)
                direction[c] = counts[c] / count - total[c] / rows;
        }
        for (var round = 0; Width > 2 && round < Iterations; round++)
        {
            Array.Clear(next);
            foreach (var step in present)
            {
                var counts = histogram.Slice(step * Width, Width);
                var (count, along) = ((double)Count(counts), 0.0);
                for (var c = 0; c < Width; c++)
                    along += (counts[c] / count - total[c] / rows) * direction[c];
                for (var c = 0; c < Width; c++)
                    next[c] += along * (counts[c] - count * total[c] / rows);
            }
            var length = Math.Sqrt(next.Sum(x => x * x));
            for (var c = 0; c < Width && length > 0; c++)
                direction[c] = next[c] / length;
        }
        for (var i = 0; i < present.Length; i++)
        {
            var counts = histogram.Slice(present[i] * Width, Width);
            var (count, along) = (Count(counts), 0.0);
            for (var c = 0; c < Width; c++)
                along += counts[c] * direction[c];
            places[i] = along / count;
        }
    }
}
