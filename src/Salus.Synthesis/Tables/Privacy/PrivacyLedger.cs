using System.Collections.Immutable;
using Salus.Learning.Privacy;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Privacy;

/// <summary>One fit with differential privacy: what it told the world about its source, at most.</summary>
/// <param name="Source">SHA-256 of the source file, in hexadecimal digits.</param>
/// <param name="Epsilon">As asked for, with <paramref name="Delta"/>.</param>
/// <param name="Rho">What it may spend in zero-concentrated differential privacy.</param>
/// <param name="Failure">The part of δ spent on thresholds, outside zCDP.</param>
/// <param name="Model">SHA-256 of the model file; null while it is being fitted, or where the fit did not end.</param>
public sealed record PrivacyRelease(string Id, string Source, DateTimeOffset Time, string Engine, double Epsilon, double Delta, double Rho, double Failure, string? Model = null);

/// <summary>How much a site allows to be told about one source, over all fits together.</summary>
public sealed record PrivacyLimit(double Epsilon, double Delta)
{
    public const double DefaultEpsilon = 3;
    public const double DefaultDelta = 1e-5;

    public static PrivacyLimit Default { get; } = new(DefaultEpsilon, DefaultDelta);
}

/// <summary>
/// Everything that fits with differential privacy told about each source. A fit is entered before it starts, because its budget counts from the moment
/// somebody could see what it learned; equal sources add up, and persons who are in several sources are counted in each of them alone.
/// </summary>
public sealed record PrivacyLedger
{
    public const int FormatVersion = 1;

    public int Version { get; init; } = FormatVersion;

    public ImmutableArray<PrivacyRelease> Releases { get; init; } = [];

    public IEnumerable<PrivacyRelease> Of(string source) => Releases.Where(r => string.Equals(r.Source, source, StringComparison.OrdinalIgnoreCase));

    public double Rho(string source) => Of(source).Sum(r => r.Rho);

    public double Failure(string source) => Of(source).Sum(r => r.Failure);

    /// <summary>The ε that holds for all fits on a source together, with this δ; infinite where their thresholds alone used it up.</summary>
    public double Epsilon(string source, double delta) => Epsilon(Rho(source), Failure(source), delta);

    /// <summary>The ledger with one more fit.</summary>
    /// <exception cref="SynthesisException">It would pass the limit.</exception>
    public PrivacyLedger With(PrivacyRelease release, PrivacyLimit limit)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(limit);
        if (!(release.Rho > 0) || !(release.Failure >= 0) || !double.IsFinite(release.Rho) || !(release.Failure < 1))
            throw new ArgumentException("A release with differential privacy costs something, and its chance of failure is below 1.", nameof(release));
        var after = Epsilon(Rho(release.Source) + release.Rho, Failure(release.Source) + release.Failure, limit.Delta);
        if (!(after <= limit.Epsilon))
        {
            var before = Epsilon(release.Source, limit.Delta);
            throw new SynthesisException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"This fit would bring what is told about the source to ε = {after:0.###} (δ = {limit.Delta:G2}); the site allows {limit.Epsilon:0.###}, and {Of(release.Source).Count()} earlier fits have used {before:0.###}. Ask for a smaller epsilon, or use a model that is there already: drawing more rows from it costs nothing."));
        }
        return this with { Releases = Releases.Add(release) };
    }

    /// <summary>The ledger that knows what model a fit gave.</summary>
    public PrivacyLedger Fitted(string id, string model) => this with { Releases = [.. Releases.Select(r => string.Equals(r.Id, id, StringComparison.Ordinal) ? r with { Model = model } : r)] };

    /// <summary>The ledger without a fit that did not end and of which nobody saw anything.</summary>
    /// <exception cref="SynthesisException">It gave a model.</exception>
    public PrivacyLedger Without(string id) => Releases.Any(r => string.Equals(r.Id, id, StringComparison.Ordinal) && r.Model is not null)
        ? throw new SynthesisException("A fit that gave a model stays in the privacy ledger.")
        : this with { Releases = [.. Releases.Where(r => !string.Equals(r.Id, id, StringComparison.Ordinal))] };

    private static double Epsilon(double rho, double failure, double delta) =>
        rho == 0 ? 0 : delta > failure ? ZeroConcentrated.Epsilon(rho, delta - failure) : double.PositiveInfinity;
}
