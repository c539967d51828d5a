using Salus.Learning.Numerics;
using Salus.Learning.Trees;

namespace Salus.Learning.Linear;

/// <summary>
/// Mean negative log likelihood of classes under a linear score each, plus the ridge penalty. The parameters are
/// <c>[output, column + 1]</c>, the intercept last; two classes have one output, the score of class 1. Rows are summed in blocks of
/// fixed size, so the number of threads changes nothing.
/// </summary>
/// <param name="rows">Standardised.</param>
/// <param name="columns">Those that may have a coefficient.</param>
internal sealed class ClassLikelihood(Matrix rows, int[] columns, int[] labels, int classes, double[] weights, double ridge)
{
    private const int BlockRows = 1024;

    private readonly double total = weights.Sum();
    private readonly Matrix table = Kept(rows, columns);

    public int Outputs { get; } = classes == 2 ? 1 : classes;

    /// <summary>Parameters of an output.</summary>
    public int Width { get; } = columns.Length + 1;

    private int Blocks => (table.RowCount + BlockRows - 1) / BlockRows;

    public double Value(ReadOnlySpan<double> at, Span<double> gradient)
    {
        var parameters = at.ToArray();
        var (parts, values) = (new double[Blocks][], new double[Blocks]);
        Parallel.For(0, Blocks, block =>
        {
            var part = parts[block] = new double[parameters.Length];
            Span<double> scores = new double[Outputs];
            for (var row = block * BlockRows; row < Math.Min(table.RowCount, (block + 1) * BlockRows); row++)
            {
                if (weights[row] == 0)
                    continue;
                var cells = table.Row(row);
                for (var output = 0; output < Outputs; output++)
                    scores[output] = Lanes.Dot(cells, parameters.AsSpan(output * Width, Width));
                values[block] += weights[row] * Loss(scores, labels[row]);
                for (var output = 0; output < Outputs; output++)
                    Lanes.AddScaled(weights[row] * scores[output], cells, part.AsSpan(output * Width, Width));
            }
        });
        gradient.Clear();
        foreach (var part in parts)
            Lanes.AddScaled(1 / total, part, gradient);
        var value = values.Sum() / total;
        for (var i = 0; i < at.Length; i++)
        {
            if (i % Width == Width - 1)
                continue;
            value += ridge / 2 * at[i] * at[i];
            gradient[i] += ridge * at[i];
        }
        return value;
    }

    /// <summary>Second derivatives for two classes, as rows.</summary>
    public double[][] Curvature(double[] at)
    {
        var parts = new double[Blocks][];
        Parallel.For(0, Blocks, block =>
        {
            var part = parts[block] = new double[Width * Width];
            for (var row = block * BlockRows; row < Math.Min(table.RowCount, (block + 1) * BlockRows); row++)
            {
                var cells = table.Row(row);
                var p = LossSlopes.Sigmoid(Lanes.Dot(cells, at));
                var weight = weights[row] * p * (1 - p) / total;
                for (var column = 0; column < Width; column++)
                    Lanes.AddScaled(weight * cells[column], cells, part.AsSpan(column * Width, Width));
            }
        });
        var curvature = new double[Width][];
        for (var i = 0; i < Width; i++)
        {
            curvature[i] = new double[Width];
            foreach (var part in parts)
                Lanes.AddScaled(1, part.AsSpan(i * Width, Width), curvature[i]);
            if (i < Width - 1)
                curvature[i][i] += ridge;
        }
        return curvature;
    }

    /// <summary>Turns scores, in place, into the slopes of the loss by score.</summary>
    private double Loss(Span<double> scores, int label)
    {
        if (Outputs == 1)
        {
            var score = scores[0];
            scores[0] = LossSlopes.Sigmoid(score) - label;
            return Math.Max(score, 0) - score * label + Math.Log(1 + Math.Exp(-Math.Abs(score)));
        }
        LossSlopes.Softmax(scores);
        var loss = -Math.Log(Math.Max(scores[label], 1e-300));
        scores[label] -= 1;
        return loss;
    }

    private static Matrix Kept(Matrix rows, int[] columns)
    {
        var kept = new Matrix(rows.RowCount, columns.Length + 1);
        for (var row = 0; row < rows.RowCount; row++)
        {
            var from = rows.Row(row);
            var to = kept.Row(row);
            for (var i = 0; i < columns.Length; i++)
                to[i] = from[columns[i]];
            to[^1] = 1;
        }
        return kept;
    }
}
