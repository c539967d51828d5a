using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Learning.Privacy;

/// <summary>One thing that was paid for.</summary>
/// <param name="For">In words for people.</param>
/// <param name="Rho">Zero-concentrated privacy loss.</param>
/// <param name="Failure">The chance with which this part may fail to be private at all, for example through a threshold; 0 for pure zCDP.</param>
public sealed record PrivacyCharge(string For, double Rho, double Failure = 0);

/// <summary>
/// Keeps a budget of zero-concentrated differential privacy: losses add up (Bun and Steinke 2016, lemma 1.7; with a chance of failure,
/// definition 8.1 and lemma 8.2), also when each mechanism is chosen after seeing what the former ones gave, as long as the total stays inside the budget
/// fixed beforehand (the privacy filter of Feldman and Zrnic, NeurIPS 2021). Not safe for several threads.
/// </summary>
public sealed class PrivacyAccountant
{
    /// <summary>Sums of many shares of a budget may exceed it by rounding alone.</summary>
    private const double Rounding = 1e-9;

    private readonly ImmutableArray<PrivacyCharge>.Builder charges = ImmutableArray.CreateBuilder<PrivacyCharge>();

    private PrivacyAccountant(double rho, double failure)
    {
        Rho = rho;
        Failure = failure;
    }

    /// <summary>The whole budget.</summary>
    public double Rho { get; }

    /// <summary>The chance of failure that may be spent in all.</summary>
    public double Failure { get; }

    public double SpentRho { get; private set; }

    public double SpentFailure { get; private set; }

    public double RemainingRho => Math.Max(0, Rho - SpentRho);

    public ImmutableArray<PrivacyCharge> Charges => charges.ToImmutable();

    /// <summary>A budget of (ε, δ) differential privacy.</summary>
    /// <param name="failureShare">The share of δ set aside for thresholds; the rest is what the conversion from zCDP needs.</param>
    public static PrivacyAccountant Of(double epsilon, double delta, double failureShare = 0)
    {
        if (!(failureShare is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(failureShare), failureShare, "The share lies in [0, 1).");
        return new(ZeroConcentrated.Rho(epsilon, delta * (1 - failureShare)), delta * failureShare);
    }

    /// <summary>Pays, or refuses without paying.</summary>
    /// <exception cref="InvalidOperationException">The budget does not hold that much.</exception>
    public void Spend(string what, double rho, double failure = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(what);
        if (!(rho >= 0) || !(failure >= 0))
            throw new ArgumentOutOfRangeException(nameof(rho), rho, "A loss of privacy is at least 0.");
        if (SpentRho + rho > Rho * (1 + Rounding) || SpentFailure + failure > Failure * (1 + Rounding))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The privacy budget does not hold {what}: ρ {rho:G4} asked, {RemainingRho:G4} left."));
        SpentRho += rho;
        SpentFailure += failure;
        charges.Add(new PrivacyCharge(what, rho, failure));
    }

    /// <summary>The ε that holds for everything spent so far, with this δ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">δ does not exceed the chance of failure already spent.</exception>
    public double Epsilon(double delta) => ZeroConcentrated.Epsilon(SpentRho, delta - SpentFailure);
}
