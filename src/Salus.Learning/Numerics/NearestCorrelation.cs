namespace Salus.Learning.Numerics;

/// <summary>
/// A correlation matrix near to a symmetric matrix that is none, because its entries were estimated pair by pair: alternating projections with
/// Dykstra's correction (Higham, IMA Journal of Numerical Analysis 22, 2002, 329-343), ended by a step that makes it positive definite.
/// </summary>
public static class NearestCorrelation
{
    private const double LeastEigenvalue = 1e-4;
    private const int MostSteps = 25;

    /// <summary>So many multiplications are spent on steps beyond the first: a wide matrix gets fewer.</summary>
    private const double MostWork = 4e9;

    /// <param name="matrix">Rows, with ones on the diagonal and entries within [−1, 1].</param>
    /// <returns>The matrix itself where it is positive definite.</returns>
    public static double[][] Repair(double[][] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (Cholesky.Decompose(matrix, LeastEigenvalue / 10) is not null)
            return matrix;
        var size = matrix.Length;
        var steps = (int)Math.Clamp(MostWork / (10.0 * size * size * size), 1, MostSteps);
        var near = Copy(matrix);
        var correction = Copy(matrix);
        foreach (var row in correction)
            Array.Clear(row);
        for (var step = 0; step < steps; step++)
        {
            for (var i = 0; i < size; i++)
                Lanes.AddScaled(-1, correction[i], near[i]);
            var clipped = Clip(near, 0);
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                    correction[i][j] = clipped[i][j] - near[i][j];
                clipped[i][i] = 1;
            }
            near = clipped;
        }
        near = Clip(near, LeastEigenvalue);
        var scale = new double[size];
        for (var i = 0; i < size; i++)
            scale[i] = 1 / Math.Sqrt(near[i][i]);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
                near[i][j] *= scale[i] * scale[j];
            near[i][i] = 1;
        }
        return near;
    }

    /// <summary>The matrix with every eigenvalue below <paramref name="least"/> raised to it.</summary>
    private static double[][] Clip(double[][] matrix, double least)
    {
        var eigen = SymmetricEigen.Decompose(matrix);
        var clipped = Copy(matrix);
        for (var k = 0; k < eigen.Values.Length && eigen.Values[k] < least; k++)
        {
            var vector = eigen.Vectors[k];
            for (var i = 0; i < vector.Length; i++)
                Lanes.AddScaled((least - eigen.Values[k]) * vector[i], vector, clipped[i]);
        }
        return clipped;
    }

    private static double[][] Copy(double[][] matrix) => [.. matrix.Select(row => (double[])row.Clone())];
}
