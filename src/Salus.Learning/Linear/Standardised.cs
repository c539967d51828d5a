using Salus.Learning.Numerics;

namespace Salus.Learning.Linear;

/// <summary>
/// Columns less their mean, over their standard deviation where asked: linear methods are better conditioned so, and a penalty treats
/// units alike. A column that does not vary is all 0 and marked constant.
/// </summary>
internal sealed class Standardised
{
    /// <summary>What rounding leaves of a constant column, relative to its size.</summary>
    private const double Rounding = 1e-12;

    private Standardised(Matrix values, double[] means, double[] scales, bool[] constant)
    {
        Values = values;
        Means = means;
        Scales = scales;
        Constant = constant;
    }

    public Matrix Values { get; }

    public double[] Means { get; }

    /// <summary>What each column was divided by.</summary>
    public double[] Scales { get; }

    public bool[] Constant { get; }

    /// <param name="weights">One for each row, all together above 0.</param>
    public static Standardised Of(Matrix rows, double[] weights, bool scale)
    {
        var width = rows.ColumnCount;
        var (means, scales, constant) = (new double[width], new double[width], new bool[width]);
        var (total, largest) = (0.0, new double[width]);
        for (var row = 0; row < rows.RowCount; row++)
        {
            total += weights[row];
            Lanes.AddScaled(weights[row], rows.Row(row), means);
            for (var column = 0; column < width; column++)
                largest[column] = Math.Max(largest[column], Math.Abs(rows.Row(row)[column]));
        }
        for (var column = 0; column < width; column++)
            means[column] /= total;
        var values = new Matrix(rows.RowCount, width);
        for (var row = 0; row < rows.RowCount; row++)
        {
            var from = rows.Row(row);
            var to = values.Row(row);
            for (var column = 0; column < width; column++)
            {
                var off = from[column] - means[column];
                to[column] = off;
                scales[column] += weights[row] * off * off;
            }
        }
        for (var column = 0; column < width; column++)
        {
            var deviation = Math.Sqrt(scales[column] / total);
            constant[column] = deviation <= Rounding * largest[column] || deviation == 0;
            scales[column] = constant[column] || !scale ? 1 : deviation;
        }
        for (var row = 0; row < rows.RowCount; row++)
        {
            var cells = values.Row(row);
            for (var column = 0; column < width; column++)
                cells[column] = constant[column] ? 0 : cells[column] / scales[column];
        }
        return new Standardised(values, means, scales, constant);
    }

    /// <summary>Turns coefficients of these columns, in place, into those of the columns as they were.</summary>
    /// <returns>The intercept that goes with them.</returns>
    public double Unscale(Span<double> coefficients, double intercept)
    {
        for (var column = 0; column < coefficients.Length; column++)
        {
            coefficients[column] /= Scales[column];
            intercept -= coefficients[column] * Means[column];
        }
        return intercept;
    }

    public static double[] Weights(ReadOnlySpan<double> weights, int rows)
    {
        var result = weights.ToArray();
        if (weights.IsEmpty)
        {
            result = new double[rows];
            Array.Fill(result, 1);
        }
        if (result.Length != rows)
            throw new ArgumentException($"There are {result.Length} weights for {rows} rows.", nameof(weights));
        Metrics.Cases.Total(result, rows);
        return result;
    }
}
