namespace Salus.Learning.Privacy;

/// <summary>
/// Counts with normal noise: ρ = Δ²/(2σ²) (Bun and Steinke 2016, proposition 1.6), Δ being how far, in Euclidean length, one person can move the whole vector of counts.
/// </summary>
public static class GaussianMechanism
{
    /// <summary>The standard deviation that costs <paramref name="rho"/>.</summary>
    public static double Sigma(double rho, double sensitivity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rho);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sensitivity);
        return sensitivity / Math.Sqrt(2 * rho);
    }

    /// <summary>What this standard deviation costs.</summary>
    public static double Rho(double sigma, double sensitivity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigma);
        ArgumentOutOfRangeException.ThrowIfNegative(sensitivity);
        return sensitivity * sensitivity / (2 * sigma * sigma);
    }

    /// <summary>Adds exact discrete noise to whole counts.</summary>
    /// <param name="counts">In units of which one person moves the vector by at most <paramref name="sensitivity"/>.</param>
    /// <param name="sigma">At least 1, in the same units; it is rounded up to a whole number, so never less noise than asked.</param>
    /// <returns>What it cost: ρ with the standard deviation that was really used.</returns>
    public static double AddNoise(Span<long> counts, double sigma, double sensitivity, SecretRandom random)
    {
        if (!(sigma is >= 1 and <= DiscreteGaussian.MostSigma))
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, $"The standard deviation lies between 1 and {DiscreteGaussian.MostSigma} units; choose other units.");
        var whole = (long)Math.Ceiling(sigma);
        foreach (ref var count in counts)
            count = checked(count + DiscreteGaussian.Next(random, whole));
        return Rho(whole, sensitivity);
    }
}
