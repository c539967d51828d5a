using System.Collections.Immutable;
using Salus.Learning.Numerics;
using Salus.Learning.Trees;

namespace Salus.Learning.Linear;

/// <summary>
/// The log odds of an outcome as a weighted sum of columns, by maximum likelihood with or without a penalty. Columns that do not vary,
/// and without a penalty those that are combinations of earlier ones, get a coefficient of 0 and are named in <see cref="Dropped"/>.
/// Immutable; safe for several threads.
/// </summary>
public sealed class LogisticRegression
{
    private const int MostNewtonColumns = 300;
    private const int NewtonSteps = 12;

    /// <summary>Curvature relative to that of even odds below which the likelihood has no maximum in sight: columns part the classes without error.</summary>
    private const double Parted = 1e-7;

    private LogisticRegression(double intercept, double[] coefficients)
    {
        Intercept = intercept;
        Coefficients = [.. coefficients];
    }

    public double Intercept { get; }

    /// <summary>Log odds ratio per unit of each column.</summary>
    public ImmutableArray<double> Coefficients { get; }

    /// <summary>From the observed information; NaN for dropped columns. Empty with a penalty, when the search did not converge and beyond 300 columns.</summary>
    public ImmutableArray<double> StandardErrors { get; private init; } = [];

    /// <summary>Columns without information of their own, in order.</summary>
    public ImmutableArray<int> Dropped { get; private init; } = [];

    /// <summary>False when the search ended early; without a penalty also when columns part the classes without error, so that the best coefficients are infinite.</summary>
    public bool Converged { get; private init; }

    /// <param name="rows">Cases, finite.</param>
    /// <param name="truths">One for each row, both kinds.</param>
    /// <param name="weights">How much each row counts, 0 or more; none: all alike.</param>
    /// <exception cref="ArgumentException">The matrix is empty, lengths differ, all weight lies on one class, or a value is missing or infinite; the message says which.</exception>
    public static LogisticRegression Fit(Matrix rows, ReadOnlySpan<bool> truths, LinearOptions? options = null, ReadOnlySpan<double> weights = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new LinearOptions();
        rows.CheckFinite();
        if (truths.Length != rows.RowCount)
            throw new ArgumentException($"There are {truths.Length} truths for {rows.RowCount} rows.", nameof(truths));
        var weight = Standardised.Weights(weights, rows.RowCount);
        var labels = new int[truths.Length];
        var (positive, total) = (0.0, 0.0);
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = truths[i] ? 1 : 0;
            positive += truths[i] ? weight[i] : 0;
            total += weight[i];
        }
        if (positive <= 0 || positive >= total)
            throw new ArgumentException("All cases belong to one class, so there is nothing to tell apart.", nameof(truths));

        var table = Standardised.Of(rows, weight, options.Standardise || options.Penalty == 0);
        var columns = options.Penalty == 0 ? LinearRegression.Independent(table, weight) : [.. Enumerable.Range(0, rows.ColumnCount).Where(c => !table.Constant[c])];
        var likelihood = new ClassLikelihood(table.Values, columns, labels, 2, weight, options.Penalty * (1 - options.L1Share));
        var at = new double[likelihood.Width];
        at[^1] = Math.Log(positive / (total - positive));
        var smooth = options.Penalty * options.L1Share == 0;
        var converged = QuasiNewton.Minimise(likelihood.Value, at, Lasso(likelihood, options), options.MaxSteps, options.Tolerance);
        if (smooth && likelihood.Width <= MostNewtonColumns)
            converged = Polish(likelihood, at, options) || converged;
        var inverse = options.Penalty == 0 && likelihood.Width <= MostNewtonColumns ? Inverse(likelihood, at) : null;
        converged &= options.Penalty > 0 || likelihood.Width > MostNewtonColumns || inverse is not null;

        var coefficients = new double[rows.ColumnCount];
        var errors = new double[rows.ColumnCount];
        Array.Fill(errors, double.NaN);
        for (var i = 0; i < columns.Length; i++)
        {
            coefficients[columns[i]] = at[i];
            errors[columns[i]] = inverse is null ? double.NaN : Math.Sqrt(inverse[i][i] / total) / table.Scales[columns[i]];
        }
        var intercept = table.Unscale(coefficients, at[^1]);
        return new LogisticRegression(intercept, coefficients)
        {
            Converged = converged,
            StandardErrors = inverse is null || !converged ? [] : [.. errors],
            Dropped = [.. Enumerable.Range(0, rows.ColumnCount).Except(columns)],
        };
    }

    /// <summary>The probability of a positive truth.</summary>
    public double Predict(ReadOnlySpan<double> row)
    {
        if (row.Length != Coefficients.Length)
            throw new ArgumentException($"The row has {row.Length} values; {Coefficients.Length} were learned from.", nameof(row));
        return LossSlopes.Sigmoid(Intercept + Lanes.Dot(row, Coefficients.AsSpan()));
    }

    public double[] Predict(Matrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. Enumerable.Range(0, rows.RowCount).Select(row => Predict(rows.Row(row)))];
    }

    internal static double[] Lasso(ClassLikelihood likelihood, LinearOptions options)
    {
        var lasso = new double[likelihood.Outputs * likelihood.Width];
        for (var i = 0; i < lasso.Length; i++)
            lasso[i] = i % likelihood.Width == likelihood.Width - 1 ? 0 : options.Penalty * options.L1Share;
        return lasso;
    }

    /// <summary>A few of Newton's steps take what is left of the slope to rounding.</summary>
    private static bool Polish(ClassLikelihood likelihood, double[] at, LinearOptions options)
    {
        var (gradient, next) = (new double[at.Length], new double[at.Length]);
        var value = likelihood.Value(at, gradient);
        for (var step = 0; step < NewtonSteps; step++)
        {
            if (gradient.Max(Math.Abs) <= options.Tolerance * 1e-3)
                break;
            if (Cholesky.Decompose(likelihood.Curvature(at)) is not { } factor)
                return false;
            at.CopyTo(next, 0);
            Lanes.AddScaled(-1, Cholesky.Solve(factor, gradient), next);
            var nextGradient = new double[at.Length];
            var there = likelihood.Value(next, nextGradient);
            if (!(there <= value))
                break;
            (value, gradient) = (there, nextGradient);
            next.CopyTo(at, 0);
        }
        return gradient.Max(Math.Abs) <= options.Tolerance * 10;
    }

    private static double[][]? Inverse(ClassLikelihood likelihood, double[] at)
    {
        var curvature = likelihood.Curvature(at);
        return curvature[^1][^1] > Parted && Cholesky.Decompose(curvature, Parted * curvature[^1][^1]) is { } factor ? Cholesky.Inverse(factor) : null;
    }
}
