using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>Grows the trees of boosting: a split is worth what it lowers the loss to second order, G²/H (Chen and Guestrin, KDD 2016, equation 7).</summary>
/// <param name="slopes">1, the loss's gradient and its curvature, for each row; to be changed between trees.</param>
internal sealed class GradientGrower(Lesson lesson, int[] predictors, Vector128<float>[] slopes) : TreeGrower(lesson, predictors, 4)
{
    /// <summary>Weight that pulls the answer of a leaf towards 0.</summary>
    public const float Ridge = 1;

    /// <summary>Weight that pulls unordered steps with few rows to the middle of their order.</summary>
    private const float OrderRidge = 10;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Add(ReadOnlySpan<int> rows, byte[] steps, int but, Span<float> histogram)
    {
        var cells = MemoryMarshal.Cast<float, Vector128<float>>(histogram);
        foreach (var row in rows)
            if (steps[row] is var step && step != but)
                cells[step] += slopes[row];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Sum(ReadOnlySpan<int> rows, Span<float> total)
    {
        var sum = Vector128<float>.Zero;
        foreach (var row in rows)
            sum += slopes[row];
        sum.CopyTo(total);
    }

    protected override bool Begin(ReadOnlySpan<int> rows) => true;

    protected override int Count(ReadOnlySpan<float> step) => (int)step[0];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override double Gain(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (gradient, curvature) = (left[1] + right[1], left[2] + right[2]);
        return left[1] * left[1] / (left[2] + Ridge) + right[1] * right[1] / (right[2] + Ridge) - gradient * gradient / (curvature + Ridge);
    }

    protected override double Chance(int present, bool ordered) => ordered ? 0 : 0.64 * (present - 2);

    protected override void Order(ReadOnlySpan<float> histogram, ReadOnlySpan<int> present, Span<double> places)
    {
        for (var i = 0; i < present.Length; i++)
            places[i] = histogram[present[i] * Width + 1] / (histogram[present[i] * Width + 2] + OrderRidge);
    }
}
