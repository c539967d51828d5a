using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Salus.Learning.Kernels;

/// <summary>
/// A block of a matrix laid out in panels, so that the innermost loop reads memory in order: each panel holds <c>[depth, breadth]</c>,
/// the last one filled up with zeros (Goto and van de Geijn, ACM Transactions on Mathematical Software 34, 2008, article 12).
/// </summary>
internal static class Panels
{
    /// <summary>From storage <c>[depth, lines]</c>: each step of depth is copied as it lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ReadOnlySpan<float> from, int stride, int lines, int depth, int breadth, Span<float> to)
    {
        for (var first = 0; first < lines; first += breadth)
        {
            var panel = to.Slice(first * depth, breadth * depth);
            var width = Math.Min(breadth, lines - first);
            if (width < breadth)
                panel.Clear();
            _ = from.Slice((depth - 1) * stride + first, width);
            ref var source = ref Unsafe.Add(ref MemoryMarshal.GetReference(from), first);
            ref var target = ref MemoryMarshal.GetReference(panel);
            for (var p = 0; p < depth; p++)
            {
                var i = 0;
                for (; i <= width - 4; i += 4)
                    Vector128.LoadUnsafe(ref Unsafe.Add(ref source, i)).StoreUnsafe(ref Unsafe.Add(ref target, i));
                for (; i < width; i++)
                    Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i);
                source = ref Unsafe.Add(ref source, stride);
                target = ref Unsafe.Add(ref target, breadth);
            }
        }
    }

    /// <summary>From storage <c>[lines, depth]</c>: turned, four lines by four at a time.</summary>
    public static void Turn(ReadOnlySpan<float> from, int stride, int lines, int depth, int breadth, Span<float> to)
    {
        for (var first = 0; first < lines; first += breadth)
        {
            var panel = to.Slice(first * depth, breadth * depth);
            var width = Math.Min(breadth, lines - first);
            if (width < breadth)
                panel.Clear();
            var line = 0;
            for (; line <= width - 4; line += 4)
                TurnFour(from[((first + line) * stride)..], stride, depth, panel[line..], breadth);
            for (; line < width; line++)
            {
                var source = from.Slice((first + line) * stride, depth);
                for (var p = 0; p < source.Length; p++)
                    panel[p * breadth + line] = source[p];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnFour(ReadOnlySpan<float> from, int stride, int depth, Span<float> to, int breadth)
    {
        _ = from.Slice(3 * stride, depth);
        _ = to.Slice((depth - 1) * breadth, 4);
        ref var a = ref MemoryMarshal.GetReference(from);
        ref var b = ref Unsafe.Add(ref a, stride);
        ref var c = ref Unsafe.Add(ref a, 2 * stride);
        ref var d = ref Unsafe.Add(ref a, 3 * stride);
        ref var target = ref MemoryMarshal.GetReference(to);
        var p = 0;
        for (; p <= depth - 4; p += 4)
        {
            var (low, high) = Interleave(Vector128.LoadUnsafe(ref Unsafe.Add(ref a, p)), Vector128.LoadUnsafe(ref Unsafe.Add(ref c, p)));
            var (low2, high2) = Interleave(Vector128.LoadUnsafe(ref Unsafe.Add(ref b, p)), Vector128.LoadUnsafe(ref Unsafe.Add(ref d, p)));
            var (first, second) = Interleave(low, low2);
            var (third, fourth) = Interleave(high, high2);
            first.StoreUnsafe(ref Unsafe.Add(ref target, p * breadth));
            second.StoreUnsafe(ref Unsafe.Add(ref target, (p + 1) * breadth));
            third.StoreUnsafe(ref Unsafe.Add(ref target, (p + 2) * breadth));
            fourth.StoreUnsafe(ref Unsafe.Add(ref target, (p + 3) * breadth));
        }
        for (; p < depth; p++)
        {
            ref var at = ref Unsafe.Add(ref target, p * breadth);
            at = Unsafe.Add(ref a, p);
            Unsafe.Add(ref at, 1) = Unsafe.Add(ref b, p);
            Unsafe.Add(ref at, 2) = Unsafe.Add(ref c, p);
            Unsafe.Add(ref at, 3) = Unsafe.Add(ref d, p);
        }
    }

    /// <summary>x₀ y₀ x₁ y₁ and x₂ y₂ x₃ y₃.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Interleave(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported)
            return (Sse.UnpackLow(x, y), Sse.UnpackHigh(x, y));
        if (AdvSimd.Arm64.IsSupported)
            return (AdvSimd.Arm64.ZipLow(x, y), AdvSimd.Arm64.ZipHigh(x, y));
        return (Vector128.Create(x[0], y[0], x[1], y[1]), Vector128.Create(x[2], y[2], x[3], y[3]));
    }
}
