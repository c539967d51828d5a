using System.Runtime.Intrinsics;

namespace Salus.Learning.Kernels;

/// <summary>
/// How wide the vectors of the kernels are. Every kernel does the same arithmetic in the same order whatever the width, so on a
/// processor with fused multiply-add the results are equal to the last bit; the width changes speed alone.
/// </summary>
public static class Simd
{
    /// <summary>Reductions run over so many partial sums, whatever the width, so that their order never changes.</summary>
    internal const int Stripe = 16;

    private static volatile int mostBits = 512;

    /// <summary>No wider vectors than this are used: 512, 256 or 128. For the whole process; made for comparing widths.</summary>
    public static int MostBits
    {
        get => mostBits;
        set
        {
            if (value is not (128 or 256 or 512))
                throw new ArgumentOutOfRangeException(nameof(value), value, "Vectors have 128, 256 or 512 bits.");
            mostBits = value;
        }
    }

    /// <summary>Bits of the vectors that are used now: what the processor has and <see cref="MostBits"/> allows.</summary>
    public static int Bits => Use512 ? 512 : Use256 ? 256 : 128;

    internal static bool Use512 => Vector512.IsHardwareAccelerated && mostBits >= 512;

    internal static bool Use256 => Vector256.IsHardwareAccelerated && mostBits >= 256;
}
