using System.Collections.Immutable;
using Salus.Learning.Numerics;

namespace Salus.Learning.Linear;

/// <summary>
/// A number as a weighted sum of columns. Without a penalty by least squares (Householder's reflections), with one by ridge, lasso or
/// elastic net (coordinate descent; Friedman, Hastie and Tibshirani, Journal of Statistical Software 33, 2010). Columns that do not vary,
/// and without a penalty those that are combinations of earlier ones, get a coefficient of 0 and are named in <see cref="Dropped"/>.
/// Immutable; safe for several threads.
/// </summary>
public sealed class LinearRegression
{
    private LinearRegression(double intercept, double[] coefficients)
    {
        Intercept = intercept;
        Coefficients = [.. coefficients];
    }

    public double Intercept { get; }

    /// <summary>In units of the target per unit of the column.</summary>
    public ImmutableArray<double> Coefficients { get; }

    /// <summary>Standard errors of the coefficients when errors are independent and of one variance; NaN for dropped columns. Empty with a penalty (no such errors are defined), or when there are no more rows than coefficients.</summary>
    public ImmutableArray<double> StandardErrors { get; private init; } = [];

    /// <summary>Standard error of the intercept; NaN where <see cref="StandardErrors"/> is empty.</summary>
    public double InterceptStandardError { get; private init; } = double.NaN;

    /// <summary>Columns without information of their own, in order.</summary>
    public ImmutableArray<int> Dropped { get; private init; } = [];

    /// <summary>False when the search ended at its last step: the coefficients are not yet the best.</summary>
    public bool Converged { get; private init; } = true;

    /// <param name="rows">Cases, finite.</param>
    /// <param name="targets">One for each row, finite.</param>
    /// <param name="weights">How much each row counts, 0 or more; none: all alike.</param>
    /// <exception cref="ArgumentException">The matrix is empty, lengths differ, or a value is missing or infinite; the message says which.</exception>
    public static LinearRegression Fit(Matrix rows, ReadOnlySpan<double> targets, LinearOptions? options = null, ReadOnlySpan<double> weights = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new LinearOptions();
        rows.CheckFinite();
        if (targets.Length != rows.RowCount)
            throw new ArgumentException($"There are {targets.Length} targets for {rows.RowCount} rows.", nameof(targets));
        Metrics.Cases.Finite(targets, "target");
        var weight = Standardised.Weights(weights, rows.RowCount);
        var table = Standardised.Of(rows, weight, options.Standardise || options.Penalty == 0);
        var total = weight.Sum();
        var mean = Lanes.Dot(targets, weight) / total;
        double[] centred = [.. targets];
        for (var i = 0; i < centred.Length; i++)
            centred[i] -= mean;
        return options.Penalty == 0 ? LeastSquares(table, centred, weight, mean) : Penalised(table, centred, weight, mean, options);
    }

    public double Predict(ReadOnlySpan<double> row)
    {
        if (row.Length != Coefficients.Length)
            throw new ArgumentException($"The row has {row.Length} values; {Coefficients.Length} were learned from.", nameof(row));
        return Intercept + Lanes.Dot(row, Coefficients.AsSpan());
    }

    public double[] Predict(Matrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. Enumerable.Range(0, rows.RowCount).Select(row => Predict(rows.Row(row)))];
    }

    private static LinearRegression LeastSquares(Standardised table, double[] targets, double[] weights, double mean)
    {
        var rows = Array.FindAll(Enumerable.Range(0, weights.Length).ToArray(), r => weights[r] > 0);
        var columns = Columns(table, rows, weights);
        double[] right = [.. rows.Select(r => Math.Sqrt(weights[r]) * targets[r])];
        var factors = OrthogonalFactors.Of(columns, right);
        var solved = factors.Solve(right);
        var width = table.Values.ColumnCount;
        var coefficients = new double[width];
        for (var i = 0; i < solved.Length; i++)
            coefficients[factors.Kept[i]] = solved[i];
        var intercept = table.Unscale(coefficients, mean);
        var freedom = rows.Length - solved.Length - 1;
        ImmutableArray<int> dropped = [.. Enumerable.Range(0, width).Except(factors.Kept)];
        if (freedom < 1)
            return new LinearRegression(intercept, coefficients) { Dropped = dropped };

        var left = right.AsSpan(solved.Length);
        var variance = Lanes.Dot(left, left) / freedom;
        var errors = new double[width];
        Array.Fill(errors, double.NaN);
        var inverse = factors.InverseTriangle();
        var atMeans = new double[solved.Length];
        for (var i = 0; i < solved.Length; i++)
        {
            var column = factors.Kept[i];
            var row = inverse.AsSpan(i * solved.Length, solved.Length);
            errors[column] = Math.Sqrt(variance * Lanes.Dot(row, row)) / table.Scales[column];
            Lanes.AddScaled(table.Means[column] / table.Scales[column], row, atMeans);
        }
        return new LinearRegression(intercept, coefficients)
        {
            Dropped = dropped,
            StandardErrors = [.. errors],
            InterceptStandardError = Math.Sqrt(variance * (1 / weights.Sum() + Lanes.Dot(atMeans, atMeans))),
        };
    }

    private static double[][] Columns(Standardised table, int[] rows, double[] weights)
    {
        var columns = new double[table.Values.ColumnCount][];
        for (var column = 0; column < columns.Length; column++)
            columns[column] = [.. rows.Select(r => Math.Sqrt(weights[r]) * table.Values[r, column])];
        return columns;
    }

    /// <summary>Columns that are no combination of those before them.</summary>
    internal static int[] Independent(Standardised table, double[] weights)
    {
        int[] rows = [.. Enumerable.Range(0, weights.Length).Where(r => weights[r] > 0)];
        return [.. OrthogonalFactors.Of(Columns(table, rows, weights), new double[rows.Length]).Kept];
    }

    private static LinearRegression Penalised(Standardised table, double[] targets, double[] weights, double mean, LinearOptions options)
    {
        var width = table.Values.ColumnCount;
        var (gram, along) = Moments(table.Values, targets, weights);
        var (ridge, lasso) = (options.Penalty * (1 - options.L1Share), options.Penalty * options.L1Share);
        var coefficients = new double[width];
        var converged = true;
        if (lasso == 0)
        {
            for (var column = 0; column < width; column++)
                gram[column][column] += ridge;
            var factor = Cholesky.Decompose(gram, 0) ?? throw new ArgumentException("The penalty is too small beside columns that are combinations of others; raise it or set it to 0.", nameof(options));
            coefficients = Cholesky.Solve(factor, along);
        }
        else
        {
            converged = Descend(gram, along, ridge, lasso, coefficients, options);
        }
        var intercept = table.Unscale(coefficients, mean);
        return new LinearRegression(intercept, coefficients) { Converged = converged, Dropped = [.. Enumerable.Range(0, width).Where(c => table.Constant[c])] };
    }

    /// <summary>Weighted means of the products of columns with each other and with the target.</summary>
    private static (double[][] Gram, double[] Along) Moments(Matrix values, double[] targets, double[] weights)
    {
        var width = values.ColumnCount;
        var total = weights.Sum();
        var columns = new double[width][];
        Parallel.For(0, width, c => columns[c] = values.Column(c));
        var along = new double[width];
        var gram = new double[width][];
        for (var j = 0; j < width; j++)
            gram[j] = new double[width];
        Parallel.For(0, width, j =>
        {
            var weighted = new double[weights.Length];
            for (var i = 0; i < weighted.Length; i++)
                weighted[i] = columns[j][i] * weights[i] / total;
            along[j] = Lanes.Dot(weighted, targets);
            for (var k = 0; k <= j; k++)
                gram[j][k] = gram[k][j] = Lanes.Dot(weighted, columns[k]);
        });
        return (gram, along);
    }

    private static bool Descend(double[][] gram, double[] along, double ridge, double lasso, double[] coefficients, LinearOptions options)
    {
        var width = along.Length;
        var slopes = (double[])along.Clone();
        var scale = along.Max(Math.Abs);
        for (var step = 0; step < options.MaxSteps; step++)
        {
            var largest = 0.0;
            for (var j = 0; j < width; j++)
            {
                var own = gram[j][j];
                if (own == 0)
                    continue;
                var pull = slopes[j] + own * coefficients[j];
                var next = Math.Sign(pull) * Math.Max(Math.Abs(pull) - lasso, 0) / (own + ridge);
                var change = next - coefficients[j];
                if (change == 0)
                    continue;
                Lanes.AddScaled(-change, gram[j], slopes);
                coefficients[j] = next;
                largest = Math.Max(largest, Math.Abs(change) * own);
            }
            if (largest <= options.Tolerance * scale)
                return true;
        }
        return false;
    }
}
