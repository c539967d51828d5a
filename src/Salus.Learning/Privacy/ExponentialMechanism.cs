namespace Salus.Learning.Privacy;

/// <summary>
/// Chooses one of many with chance ∝ weight · exp(ε·score / 2Δ) (McSherry and Talwar, FOCS 2007), Δ being how far one person can move a score. Its privacy loss has range ε, so it is
/// ε²/8-zCDP (Cesar and Rogers, "Bounding, Concentrating, and Truncating", ALT 2021, lemma 3.4).
/// </summary>
/// <remarks>
/// Drawn as the greatest of score and Gumbel noise in floating point. The chances are right to about 15 digits, not exactly: what an attacker could make of the last digits
/// (Ilvento, CCS 2020) this does not rule out. Only the index comes out, never a noisy score, so the low bits of a double are not shown.
/// </remarks>
public static class ExponentialMechanism
{
    public static double Rho(double epsilon) => epsilon * epsilon / 8;

    public static double Epsilon(double rho) => Math.Sqrt(8 * rho);

    /// <param name="scores">Greater is better; −∞ is never chosen.</param>
    /// <param name="logWeights">Logarithms of weights that do not depend on the data; none: all alike.</param>
    /// <returns>Index of the chosen score.</returns>
    /// <exception cref="ArgumentException">There is nothing to choose from.</exception>
    public static int Choose(ReadOnlySpan<double> scores, double epsilon, double sensitivity, SecretRandom random, ReadOnlySpan<double> logWeights = default)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sensitivity);
        if (!logWeights.IsEmpty && logWeights.Length != scores.Length)
            throw new ArgumentException($"{logWeights.Length} weights for {scores.Length} scores.", nameof(logWeights));
        var (best, at) = (double.NegativeInfinity, -1);
        for (var i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
                throw new ArgumentException($"Score {i} is not a number.", nameof(scores));
            var noisy = epsilon * scores[i] / (2 * sensitivity) + (logWeights.IsEmpty ? 0 : logWeights[i]) - Math.Log(-Math.Log(random.NextDouble()));
            if (noisy > best)
                (best, at) = (noisy, i);
        }
        return at >= 0 ? at : throw new ArgumentException("There is nothing to choose from.", nameof(scores));
    }
}
