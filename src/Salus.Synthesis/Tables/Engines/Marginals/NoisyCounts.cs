using Salus.Learning.Privacy;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>Counts of persons with exact discrete Gaussian noise.</summary>
internal static class NoisyCounts
{
    /// <summary>Below so many units of standard deviation the steps of whole numbers would be coarse.</summary>
    private const double LeastUnits = 64;

    /// <param name="counts">In the unit of <see cref="Contributions"/>.</param>
    /// <param name="sigma">Standard deviation in persons.</param>
    /// <returns>In persons; and the standard deviation that was really used, never less than asked.</returns>
    /// <exception cref="SynthesisException">The budget would need noise beyond any use.</exception>
    public static (double[] Counts, double Sigma) Measure(ReadOnlySpan<long> counts, Contributions contributions, double sigma, SecretRandom random)
    {
        var finer = 1L;
        while (sigma * contributions.PerPerson * finer < LeastUnits)
            finer *= 2;
        var unit = contributions.PerPerson * finer;
        var units = sigma * unit;
        if (!(units <= DiscreteGaussian.MostSigma))
            throw new SynthesisException("The privacy budget is so small that its noise would drown any table. Ask for a greater epsilon, or for fewer columns.");
        var whole = new long[counts.Length];
        for (var i = 0; i < whole.Length; i++)
            whole[i] = checked(counts[i] * finer);
        GaussianMechanism.AddNoise(whole, units, unit, random);
        return (Array.ConvertAll(whole, w => w / (double)unit), Math.Ceiling(units) / unit);
    }
}
