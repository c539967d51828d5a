using System.Collections.Immutable;
using Salus.Learning.Numerics;

namespace Salus.Learning.Survival;

/// <summary>
/// Proportional hazards (Cox, Journal of the Royal Statistical Society B 34, 1972, 187-220): the hazard of a spell is a common one times exp(β·x). Events at the
/// same time are weighed after Efron (Journal of the American Statistical Association 72, 1977, 557-565); covariates that change with time come as several
/// spells of a person.
/// </summary>
public sealed class CoxRegression
{
    private const int MostSteps = 40;
    private const double Converged = 1e-14;

    /// <summary>No finite effect of one standard deviation is so large: the likelihood rises for ever, more and more slowly.</summary>
    private const double MostEffect = 12;

    private readonly double[] means;

    private CoxRegression(double[] coefficients, double[][] covariance, double[] means, double logLikelihood, double nullLogLikelihood)
    {
        this.means = means;
        Coefficients = [.. coefficients];
        StandardErrors = [.. Enumerable.Range(0, coefficients.Length).Select(i => Math.Sqrt(covariance[i][i]))];
        (LogLikelihood, NullLogLikelihood) = (logLikelihood, nullLogLikelihood);
    }

    /// <summary>β: the log of the hazard ratio for one unit more of each covariate.</summary>
    public ImmutableArray<double> Coefficients { get; }

    public ImmutableArray<double> StandardErrors { get; }

    /// <summary>The log of the partial likelihood.</summary>
    public double LogLikelihood { get; }

    /// <summary>The same where no covariate counts.</summary>
    public double NullLogLikelihood { get; }

    /// <summary>The hazard ratio of one unit more, with confidence limits (Wald).</summary>
    public (double Ratio, double Low, double High) HazardRatio(int covariate, double confidence = 0.95)
    {
        var far = StandardNormal.Quantile(0.5 + confidence / 2) * StandardErrors[covariate];
        return (Math.Exp(Coefficients[covariate]), Math.Exp(Coefficients[covariate] - far), Math.Exp(Coefficients[covariate] + far));
    }

    /// <summary>β·(x − the mean of x among those learned from): the log of the relative hazard.</summary>
    public double Risk(ReadOnlySpan<double> covariates)
    {
        if (covariates.Length != means.Length)
            throw new ArgumentException($"{covariates.Length} covariates for {means.Length} coefficients.", nameof(covariates));
        var risk = 0.0;
        for (var c = 0; c < means.Length; c++)
            risk += Coefficients[c] * (covariates[c] - means[c]);
        return risk;
    }

    /// <param name="covariates"><c>[covariate][spell]</c>, all finite.</param>
    /// <exception cref="ArgumentException">Spells and covariates do not fit together, a value is missing, there is no event, or a covariate says what others say already.</exception>
    /// <exception cref="ArithmeticException">The likelihood has no greatest value: a covariate separates those with the event from all others.</exception>
    public static CoxRegression Fit(IReadOnlyList<double[]> covariates, IReadOnlyList<Spell> spells)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        Spell.Check(spells);
        if (!spells.Any(s => s.Event))
            throw new ArgumentException("No spell ends with the event.", nameof(spells));
        var (means, scales) = (new double[covariates.Count], new double[covariates.Count]);
        var x = new double[spells.Count][];
        for (var row = 0; row < x.Length; row++)
            x[row] = new double[covariates.Count];
        for (var c = 0; c < covariates.Count; c++)
        {
            if (covariates[c].Length != spells.Count || !covariates[c].All(double.IsFinite))
                throw new ArgumentException($"Covariate {c} must have a finite value for each of the {spells.Count} spells.", nameof(covariates));
            means[c] = covariates[c].Average();
            scales[c] = Math.Sqrt(covariates[c].Average(v => (v - means[c]) * (v - means[c])));
            if (!(scales[c] > 1e-12 * (1 + Math.Abs(means[c]))))
                throw new ArgumentException($"Covariate {c} is the same for all.", nameof(covariates));
            for (var row = 0; row < x.Length; row++)
                x[row][c] = (covariates[c][row] - means[c]) / scales[c];
        }
        var likelihood = new PartialLikelihood(x, spells);
        var beta = new double[covariates.Count];
        var (value, gradient, information) = likelihood.At(beta);
        var nothing = value;
        for (var step = 0; ; step++)
        {
            var lower = step < MostSteps && beta.All(b => Math.Abs(b) <= MostEffect) ? Cholesky.Decompose(information, 1e-9) : null;
            if (lower is null)
                throw step == 0
                    ? new ArgumentException("A covariate says what others say already.", nameof(covariates))
                    : new ArithmeticException("The likelihood has no greatest value: a covariate separates those with the event from all others.");
            var move = Cholesky.Solve(lower, gradient);
            if (Lanes.Dot(move, gradient) < Converged)
            {
                var covariance = Cholesky.Inverse(lower);
                for (var i = 0; i < beta.Length; i++)
                {
                    beta[i] /= scales[i];
                    for (var j = 0; j < beta.Length; j++)
                        covariance[i][j] /= scales[i] * scales[j];
                }
                return new CoxRegression(beta, covariance, means, value, nothing);
            }
            // Newton's step, halved until the likelihood rises.
            for (var half = 0; half < 30; half++)
            {
                double[] tried = [.. beta.Zip(move, (b, m) => b + m)];
                var next = likelihood.At(tried);
                if (next.Value >= value - 1e-12 * (1 + Math.Abs(value)))
                {
                    (beta, value, gradient, information) = (tried, next.Value, next.Gradient, next.Information);
                    break;
                }
                for (var c = 0; c < move.Length; c++)
                    move[c] /= 2;
            }
        }
    }
}
