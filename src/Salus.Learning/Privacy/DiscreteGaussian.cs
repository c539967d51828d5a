namespace Salus.Learning.Privacy;

/// <summary>
/// Noise on whole numbers, P(x) ∝ exp(−x²/2σ²), drawn exactly with whole-number arithmetic (Canonne, Kamath and Steinke, "The Discrete Gaussian for
/// Differential Privacy", NeurIPS 2020, algorithms 1 to 3). Added to counts it is Δ²/(2σ²)-zCDP (theorem 4, and 14 for vectors), as the continuous one is on real numbers.
/// </summary>
/// <remarks>
/// Noise from floating-point normals is not what the theorem speaks of: the gaps between the doubles that a sum can reach depend on the value that is
/// protected, and the low bits give it away (Mironov, CCS 2012). Exact noise on whole numbers closes that door. What stays open: the time that rejection takes
/// depends on the noise (not on the data), and whoever learns the key of <see cref="SecretRandom"/> learns the noise.
/// </remarks>
public static class DiscreteGaussian
{
    /// <summary>Keeps every product below 2^128.</summary>
    public const long MostSigma = 1L << 28;

    /// <summary>Beyond so many scales of the envelope the chance is below e⁻²⁰⁰⁰; it is taken for 0.</summary>
    private const long MostScales = 64;

    /// <summary>One draw.</summary>
    /// <param name="sigma">From 1 to <see cref="MostSigma"/>.</param>
    public static long Next(SecretRandom random, long sigma)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(sigma, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sigma, MostSigma);
        var scale = sigma + 1;
        var square = (UInt128)sigma * (UInt128)sigma;
        var denominator = 2 * square * (UInt128)scale * (UInt128)scale;
        while (true)
        {
            var drawn = NextLaplace(random, scale);
            var size = Math.Abs(drawn);
            if (size > MostScales * scale)
                continue;
            var product = (UInt128)size * (UInt128)scale;
            var distance = product > square ? product - square : square - product;
            if (IsBelowExponential(random, distance * distance, denominator))
                return drawn;
        }
    }

    /// <summary>The discrete Laplace, P(x) ∝ exp(−|x|/<paramref name="scale"/>) (algorithm 2).</summary>
    public static long NextLaplace(SecretRandom random, long scale)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        while (true)
        {
            var rest = (long)random.Next((UInt128)scale);
            if (!IsBelowExponential(random, (UInt128)rest, (UInt128)scale))
                continue;
            var whole = 0L;
            while (IsBelowExponential(random, 1, 1))
                whole++;
            var size = checked(rest + scale * whole);
            var negative = (random.NextBits() & 1) != 0;
            if (negative && size == 0)
                continue;
            return negative ? -size : size;
        }
    }

    /// <summary>True with chance exp(−numerator/denominator), exactly (algorithm 1).</summary>
    private static bool IsBelowExponential(SecretRandom random, UInt128 numerator, UInt128 denominator)
    {
        for (; numerator > denominator; numerator -= denominator)
            if (!Below(random, 1, 1))
                return false;
        return Below(random, numerator, denominator);

        static bool Below(SecretRandom random, UInt128 numerator, UInt128 denominator)
        {
            for (var k = 1UL; ; k++)
                if (random.Next(denominator) >= numerator || random.Next(k) != 0)
                    return k % 2 == 1;
        }
    }
}
