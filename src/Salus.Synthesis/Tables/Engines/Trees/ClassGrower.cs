using System.Runtime.CompilerServices;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>
/// Grows trees whose target is one of a few classes. A split is worth twice what it adds to the log-likelihood (the G statistic); unordered steps are cut
/// along the first principal component of their class shares (Coppersmith, Hong and Hosking, Data Mining and Knowledge Discovery 3, 1999), which for two classes is the exact optimum.
/// </summary>
/// <param name="classes">The class of each row.</param>
internal sealed class ClassGrower(Lesson lesson, int[] predictors, byte[] classes, int classCount) : TreeGrower(lesson, predictors, classCount)
{
    private const int Iterations = 3;

    private readonly double[] logs = lesson.Logs;
    private readonly int[] total = new int[classCount];
    private double before;
    private int present;

    /// <summary>x ln x for x from 0 to <paramref name="rows"/>.</summary>
    public static double[] Logs(int rows)
    {
        var products = new double[rows + 1];
        for (var x = 2; x <= rows; x++)
            products[x] = x * Math.Log(x);
        return products;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Add(ReadOnlySpan<int> rows, byte[] steps, int but, Span<float> histogram)
    {
        var width = Width;
        foreach (var row in rows)
            if (steps[row] is var step && step != but)
                histogram[step * width + classes[row]]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Sum(ReadOnlySpan<int> rows, Span<float> total)
    {
        foreach (var row in rows)
            total[classes[row]]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Order(ReadOnlySpan<float> histogram, ReadOnlySpan<int> present, Span<double> places)
    {
        var rows = 0f;
        foreach (var count in total)
            rows += count;
        Span<float> mean = stackalloc float[Width];
        Span<float> direction = stackalloc float[Width];
        Span<float> next = stackalloc float[Width];
        for (var c = 0; c < mean.Length; c++)
            mean[c] = total[c] / rows;
        FarthestFrom(mean, histogram, present, direction);
        for (var round = 0; Width > 2 && round < Iterations; round++)
        {
            next.Clear();
            var (middle, pulled) = (Dot(mean, direction), 0f);
            foreach (var step in present)
            {
                var counts = histogram.Slice(step * Width, Width);
                var count = (float)Count(counts);
                var along = Dot(counts, direction) / count - middle;
                pulled += along * count;
                for (var c = 0; c < counts.Length; c++)
                    next[c] += along * counts[c];
            }
            for (var c = 0; c < next.Length; c++)
                next[c] -= pulled * mean[c];
            var length = MathF.Sqrt(Dot(next, next));
            for (var c = 0; c < direction.Length && length > 0; c++)
                direction[c] = next[c] / length;
        }
        for (var i = 0; i < present.Length; i++)
        {
            var counts = histogram.Slice(present[i] * Width, Width);
            places[i] = Dot(counts, direction) / Count(counts);
        }
    }

    /// <summary>The direction from the mean to the step that weighs most against it.</summary>
    private void FarthestFrom(ReadOnlySpan<float> mean, ReadOnlySpan<float> histogram, ReadOnlySpan<int> present, Span<float> direction)
    {
        var (farthest, at) = (-1f, present[0]);
        foreach (var step in present)
        {
            var counts = histogram.Slice(step * Width, Width);
            var (count, distance) = ((float)Count(counts), 0f);
            for (var c = 0; c < counts.Length; c++)
            {
                var off = counts[c] - count * mean[c];
                distance += off * off;
            }
            if (distance / count > farthest)
                (farthest, at) = (distance / count, step);
        }
        var chosen = histogram.Slice(at * Width, Width);
        var all = Count(chosen);
        for (var c = 0; c < direction.Length; c++)
            direction[c] = chosen[c] / all - mean[c];
    }

    private static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = 0f;
        for (var i = 0; i < one.Length; i++)
            sum += one[i] * other[i];
        return sum;
    }
}
