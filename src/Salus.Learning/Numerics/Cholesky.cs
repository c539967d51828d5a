namespace Salus.Learning.Numerics;

/// <summary>The lower triangle L of a symmetric positive definite matrix A = L·Lᵀ, and what is solved with it. A matrix is an array of its rows.</summary>
public static class Cholesky
{
    /// <param name="matrix">Square; only the lower triangle is read.</param>
    /// <param name="least">The matrix counts as positive definite where every squared pivot is above this.</param>
    /// <returns>L, zero above the diagonal; null where the matrix is not positive definite.</returns>
    public static double[][]? Decompose(double[][] matrix, double least = 1e-12)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var lower = new double[matrix.Length][];
        for (var i = 0; i < matrix.Length; i++)
        {
            var row = lower[i] = new double[matrix.Length];
            for (var j = 0; j < i; j++)
                row[j] = (matrix[i][j] - Lanes.Dot(row.AsSpan(0, j), lower[j].AsSpan(0, j))) / lower[j][j];
            var pivot = matrix[i][i] - Lanes.Dot(row.AsSpan(0, i), row.AsSpan(0, i));
            if (!(pivot > least))
                return null;
            row[i] = Math.Sqrt(pivot);
        }
        return lower;
    }

    /// <summary>x with L·Lᵀ·x = <paramref name="right"/>.</summary>
    public static double[] Solve(double[][] lower, ReadOnlySpan<double> right)
    {
        ArgumentNullException.ThrowIfNull(lower);
        var x = right.ToArray();
        for (var i = 0; i < x.Length; i++)
            x[i] = (x[i] - Lanes.Dot(lower[i].AsSpan(0, i), x.AsSpan(0, i))) / lower[i][i];
        for (var i = x.Length - 1; i >= 0; i--)
        {
            x[i] /= lower[i][i];
            Lanes.AddScaled(-x[i], lower[i].AsSpan(0, i), x.AsSpan(0, i));
        }
        return x;
    }

    /// <summary>(L·Lᵀ)⁻¹.</summary>
    public static double[][] Inverse(double[][] lower)
    {
        ArgumentNullException.ThrowIfNull(lower);
        var inverse = new double[lower.Length][];
        var unit = new double[lower.Length];
        for (var i = 0; i < inverse.Length; i++)
        {
            unit[i] = 1;
            inverse[i] = Solve(lower, unit);
            unit[i] = 0;
        }
        return inverse;
    }
}
