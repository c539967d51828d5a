using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>
/// Grows trees whose target is a number. The target is its rank among all, and a split is worth what it tells about the rank's mean, spread and skew: the
/// squared differences of the means of the first three Legendre polynomials (Neyman's smooth test, 1937) in units of their variance in the node.
/// </summary>
/// <param name="moments">1 and the three polynomials, for each row.</param>
internal sealed class MomentGrower(Lesson lesson, int[] predictors, Vector128<float>[] moments) : TreeGrower(lesson, predictors, 4)
{
    private const int Polynomials = 3;

    private Vector128<float> total;
    private Vector128<float> scale;

    /// <summary>1, √3 x, √5 (3x² − 1) / 2 and √7 (5x³ − 3x) / 2: orthonormal for x uniform in −1 to 1.</summary>
    /// <param name="rank">0 to 1.</param>
    public static Vector128<float> Of(double rank)
    {
        var x = 2 * rank - 1;
        return Vector128.Create(1, (float)(1.7320508 * x), (float)(2.236068 * (3 * x * x - 1) / 2), (float)(2.6457513 * (5 * x * x * x - 3 * x) / 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Add(ReadOnlySpan<int> rows, byte[] steps, int but, Span<float> histogram)
    {
        var cells = MemoryMarshal.Cast<float, Vector128<float>>(histogram);
        foreach (var row in rows)
            if (steps[row] is var step && step != but)
                cells[step] += moments[row];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Sum(ReadOnlySpan<int> rows, Span<float> total)
    {
        var sum = Vector128<float>.Zero;
        foreach (var row in rows)
            sum += moments[row];
        sum.CopyTo(total);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override bool Begin(ReadOnlySpan<int> rows)
    {
        total = Vector128<float>.Zero;
        var squares = Vector128<float>.Zero;
        foreach (var row in rows)
        {
            total += moments[row];
            squares += moments[row] * moments[row];
        }
        var mean = total / rows.Length;
        var variance = squares / rows.Length - mean * mean;
        const float Least = 1e-5f;
        scale = Vector128.ConditionalSelect(Vector128.GreaterThan(variance, Vector128.Create(Least)), Vector128<float>.One / variance, Vector128<float>.Zero).WithElement(0, 0);
        return scale != Vector128<float>.Zero;
    }

    protected override int Count(ReadOnlySpan<float> step) => (int)step[0];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override double Gain(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (l, r) = (Vector128.Create(left), Vector128.Create(right));
        return Vector128.Sum((l * l / left[0] + r * r / right[0] - total * total / total[0]) * scale);
    }

    protected override double Chance(int present, bool ordered) =>
        Polynomials + 2 * Math.Log(1 + present) + (ordered ? 0 : 0.64 * (present - 2));

    protected override void Order(ReadOnlySpan<float> histogram, ReadOnlySpan<int> present, Span<double> places)
    {
        for (var i = 0; i < present.Length; i++)
            places[i] = histogram[present[i] * Width + 1] / histogram[present[i] * Width];
    }
}
