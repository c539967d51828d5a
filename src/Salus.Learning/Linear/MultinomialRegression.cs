using System.Collections.Immutable;
using Salus.Learning.Numerics;
using Salus.Learning.Trees;

namespace Salus.Learning.Linear;

/// <summary>
/// The probabilities of more than two classes, each in proportion to the exponential of a weighted sum of columns. Every class has
/// coefficients; without a penalty only their differences between classes mean something. Immutable; safe for several threads.
/// </summary>
public sealed class MultinomialRegression
{
    private readonly double[][] coefficients;

    private MultinomialRegression(double[] intercepts, double[][] coefficients, bool converged)
    {
        Intercepts = [.. intercepts];
        this.coefficients = coefficients;
        Converged = converged;
    }

    public int Classes => Intercepts.Length;

    public ImmutableArray<double> Intercepts { get; }

    /// <summary>False when the search ended at its last step: the coefficients are not yet the best.</summary>
    public bool Converged { get; }

    /// <summary>The coefficients of a class, one for each column.</summary>
    public ReadOnlySpan<double> Coefficients(int of) => coefficients[of];

    /// <param name="rows">Cases, finite.</param>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <param name="weights">How much each row counts, 0 or more; none: all alike.</param>
    /// <exception cref="ArgumentException">The matrix is empty, lengths differ, a class is none or has no weight, or a value is missing or infinite; the message says which.</exception>
    public static MultinomialRegression Fit(Matrix rows, ReadOnlySpan<int> labels, int classes, LinearOptions? options = null, ReadOnlySpan<double> weights = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 3);
        options ??= new LinearOptions();
        rows.CheckFinite();
        if (labels.Length != rows.RowCount)
            throw new ArgumentException($"There are {labels.Length} classes for {rows.RowCount} rows.", nameof(labels));
        var weight = Standardised.Weights(weights, rows.RowCount);
        var shares = new double[classes];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
                throw new ArgumentException($"The class of row {i} is {labels[i]}; there are {classes}, numbered from 0.", nameof(labels));
            shares[labels[i]] += weight[i];
        }
        if (Array.FindIndex(shares, s => s <= 0) is var empty and >= 0)
            throw new ArgumentException($"No case belongs to class {empty}.", nameof(labels));

        var table = Standardised.Of(rows, weight, options.Standardise || options.Penalty == 0);
        int[] columns = [.. Enumerable.Range(0, rows.ColumnCount).Where(c => !table.Constant[c])];
        var likelihood = new ClassLikelihood(table.Values, columns, labels.ToArray(), classes, weight, options.Penalty * (1 - options.L1Share));
        var at = new double[classes * likelihood.Width];
        var mean = shares.Average(s => Math.Log(s));
        for (var c = 0; c < classes; c++)
            at[(c + 1) * likelihood.Width - 1] = Math.Log(shares[c]) - mean;
        var converged = QuasiNewton.Minimise(likelihood.Value, at, LogisticRegression.Lasso(likelihood, options), options.MaxSteps, options.Tolerance);

        var (intercepts, all) = (new double[classes], new double[classes][]);
        for (var c = 0; c < classes; c++)
        {
            all[c] = new double[rows.ColumnCount];
            for (var i = 0; i < columns.Length; i++)
                all[c][columns[i]] = at[c * likelihood.Width + i];
            intercepts[c] = table.Unscale(all[c], at[(c + 1) * likelihood.Width - 1]);
        }
        return new MultinomialRegression(intercepts, all, converged);
    }

    /// <summary>The probability of each class, <c>[row, class]</c>, row after row.</summary>
    public double[] Predict(Matrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.ColumnCount != coefficients[0].Length)
            throw new ArgumentException($"The rows have {rows.ColumnCount} values; {coefficients[0].Length} were learned from.", nameof(rows));
        var result = new double[(long)rows.RowCount * Classes];
        for (var row = 0; row < rows.RowCount; row++)
        {
            var cells = result.AsSpan(row * Classes, Classes);
            for (var c = 0; c < Classes; c++)
                cells[c] = Intercepts[c] + Lanes.Dot(rows.Row(row), coefficients[c]);
            LossSlopes.Softmax(cells);
        }
        return result;
    }
}
