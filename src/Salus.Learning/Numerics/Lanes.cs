using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Learning.Numerics;

/// <summary>
/// Sums over arrays in eight lanes of double precision. Every machine, with or without wide registers, adds in the same order
/// and never fuses a product with a sum, so the bytes are the same everywhere.
/// </summary>
public static class Lanes
{
    /// <summary>Σ aᵢ·bᵢ.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != b.Length)
            throw new ArgumentException($"{a.Length} values against {b.Length}.", nameof(b));
        var left = MemoryMarshal.Cast<double, Vector512<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector512<double>>(b);
        var (even, odd) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var i = 0;
        for (; i + 1 < left.Length; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }
        if (i < left.Length)
            even += left[i] * right[i];
        var sum = Total(even + odd);
        for (var rest = left.Length * Vector512<double>.Count; rest < a.Length; rest++)
            sum += a[rest] * b[rest];
        return sum;
    }

    /// <summary>Σ aᵢ.</summary>
    public static double Sum(ReadOnlySpan<double> a)
    {
        var total = Vector512<double>.Zero;
        var lanes = MemoryMarshal.Cast<double, Vector512<double>>(a);
        foreach (var lane in lanes)
            total += lane;
        var sum = Total(total);
        for (var rest = lanes.Length * Vector512<double>.Count; rest < a.Length; rest++)
            sum += a[rest];
        return sum;
    }

    /// <summary>y += factor·x.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"{x.Length} values onto {y.Length}.", nameof(y));
        var from = MemoryMarshal.Cast<double, Vector512<double>>(x);
        var to = MemoryMarshal.Cast<double, Vector512<double>>(y);
        var scale = Vector512.Create(factor);
        for (var i = 0; i < from.Length; i++)
            to[i] += scale * from[i];
        for (var rest = from.Length * Vector512<double>.Count; rest < x.Length; rest++)
            y[rest] += factor * x[rest];
    }

    /// <summary>Always in this order: Vector512.Sum may take another one on another machine.</summary>
    private static double Total(Vector512<double> lanes) =>
        ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}
