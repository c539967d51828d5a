using System.Numerics;

namespace Salus.Learning;

/// <summary>
/// Pseudo-random numbers that are the same for the same seed on every machine and in every version: xoshiro256** of Blackman and
/// Vigna (ACM Transactions on Mathematical Software 47, 2021), its state filled from the seed by SplitMix64. Not for secrets.
/// Not safe for several threads; give each its own, made by <see cref="Fork"/>.
/// </summary>
public sealed class SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    public SeededRandom(ulong seed)
    {
        s0 = SplitMix(ref seed);
        s1 = SplitMix(ref seed);
        s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="end"/>), without bias (Lemire's method).</summary>
    public int NextInt(int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(end);
        var bound = (ulong)end;
        var high = Math.BigMul(NextBits(), bound, out var low);
        if (low < bound)
            for (var threshold = unchecked(0 - bound) % bound; low < threshold;)
                high = Math.BigMul(NextBits(), bound, out low);
        return (int)high;
    }

    /// <summary>Standard normal (Marsaglia's polar method, SIAM Review 6, 1964; the second number of each pair is not kept, so the state is the four words alone).</summary>
    public double NextNormal()
    {
        while (true)
        {
            var (x, y) = (2 * NextDouble() - 1, 2 * NextDouble() - 1);
            var square = x * x + y * y;
            if (square is > 0 and < 1)
                return x * Math.Sqrt(-2 * Math.Log(square) / square);
        }
    }

    /// <summary>A stream of its own that depends only on this one's state and <paramref name="label"/>; this one does not move.</summary>
    public SeededRandom Fork(ulong label) => new(s0 ^ BitOperations.RotateLeft(s3, 23) ^ (label * 0x9E3779B97F4A7C15UL));

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
