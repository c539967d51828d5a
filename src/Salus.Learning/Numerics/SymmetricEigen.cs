namespace Salus.Learning.Numerics;

/// <summary>
/// Eigenvalues and eigenvectors of a real symmetric matrix: Householder's reduction to three diagonals, then the implicit QL iteration
/// (Martin, Reinsch and Wilkinson, Numerische Mathematik 11, 1968, 181-195; Dubrulle, Martin and Wilkinson, 12, 1968, 377-383).
/// </summary>
public sealed class SymmetricEigen
{
    private const int MostIterations = 60;

    private SymmetricEigen(double[] values, double[][] vectors) => (Values, Vectors) = (values, vectors);

    /// <summary>Ascending.</summary>
    public double[] Values { get; }

    /// <summary>The unit eigenvector of each value, in the same order.</summary>
    public double[][] Vectors { get; }

    /// <param name="matrix">An array of rows; only the lower triangle is read; not changed.</param>
    /// <exception cref="ArithmeticException">It holds a value that is not a number.</exception>
    public static SymmetricEigen Decompose(double[][] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var size = matrix.Length;
        var work = new double[size][];
        for (var i = 0; i < size; i++)
        {
            work[i] = new double[size];
            for (var j = 0; j < size; j++)
                work[i][j] = j <= i ? matrix[i][j] : matrix[j][i];
        }
        // The rows of `basis` are the columns of the orthogonal matrix, so that rotations run over memory in a row.
        var basis = Identity(size);
        var (diagonal, beside) = Tridiagonal(work, basis);
        Iterate(diagonal, beside, basis);
        var order = Enumerable.Range(0, size).OrderBy(i => diagonal[i]).ToArray();
        return new SymmetricEigen([.. order.Select(i => diagonal[i])], [.. order.Select(i => basis[i])]);
    }

    /// <summary>A ← HAH for reflections H that clear each column below the first subdiagonal; <paramref name="basis"/> gathers their product.</summary>
    private static (double[] Diagonal, double[] Beside) Tridiagonal(double[][] a, double[][] basis)
    {
        var size = a.Length;
        var reflections = new double[size][];
        for (var k = 0; k < size - 2; k++)
        {
            var v = new double[size];
            for (var i = k + 1; i < size; i++)
                v[i] = a[i][k];
            var norm = Math.Sqrt(Lanes.Dot(v, v));
            if (norm == 0)
                continue;
            v[k + 1] += v[k + 1] >= 0 ? norm : -norm;
            var length = Math.Sqrt(Lanes.Dot(v, v));
            for (var i = k + 1; i < size; i++)
                v[i] /= length;
            // A − 2v·pᵀ − 2p·vᵀ + 4(vᵀp)v·vᵀ with p = A·v, written as A − v·wᵀ − w·vᵀ.
            var w = new double[size];
            for (var i = k; i < size; i++)
                w[i] = 2 * Lanes.Dot(a[i].AsSpan(k), v.AsSpan(k));
            var inner = Lanes.Dot(w, v);
            Lanes.AddScaled(-inner, v, w);
            for (var i = k; i < size; i++)
            {
                Lanes.AddScaled(-v[i], w.AsSpan(k), a[i].AsSpan(k));
                Lanes.AddScaled(-w[i], v.AsSpan(k), a[i].AsSpan(k));
            }
            reflections[k] = v;
        }
        for (var k = size - 3; k >= 0; k--)
        {
            if (reflections[k] is not { } v)
                continue;
            foreach (var row in basis)
                Lanes.AddScaled(-2 * Lanes.Dot(row.AsSpan(k), v.AsSpan(k)), v.AsSpan(k), row.AsSpan(k));
        }
        var (diagonal, beside) = (new double[size], new double[size]);
        for (var i = 0; i < size; i++)
        {
            diagonal[i] = a[i][i];
            if (i + 1 < size)
                beside[i] = a[i + 1][i];
        }
        return (diagonal, beside);
    }

    /// <summary>Rotates until the side diagonal is nothing; the rows of <paramref name="basis"/> turn with it.</summary>
    private static void Iterate(double[] diagonal, double[] beside, double[][] basis)
    {
        var size = diagonal.Length;
        for (var low = 0; low < size; low++)
        {
            for (var iteration = 0; ; iteration++)
            {
                var end = low;
                while (end < size - 1 && Math.Abs(beside[end]) > double.Epsilon + 1.1e-16 * (Math.Abs(diagonal[end]) + Math.Abs(diagonal[end + 1])))
                    end++;
                if (end == low)
                    break;
                if (iteration >= MostIterations)
                    throw new ArithmeticException("The eigenvalues were not found: does the matrix hold a value that is not a number?");
                var g = (diagonal[low + 1] - diagonal[low]) / (2 * beside[low]);
                var r = double.Hypot(g, 1);
                g = diagonal[end] - diagonal[low] + beside[low] / (g + (g >= 0 ? r : -r));
                var (sine, cosine, shift) = (1.0, 1.0, 0.0);
                var i = end - 1;
                for (; i >= low; i--)
                {
                    var (f, b) = (sine * beside[i], cosine * beside[i]);
                    beside[i + 1] = r = double.Hypot(f, g);
                    if (r == 0)
                    {
                        diagonal[i + 1] -= shift;
                        beside[end] = 0;
                        break;
                    }
                    (sine, cosine) = (f / r, g / r);
                    g = diagonal[i + 1] - shift;
                    r = (diagonal[i] - g) * sine + 2 * cosine * b;
                    shift = sine * r;
                    diagonal[i + 1] = g + shift;
                    g = cosine * r - b;
                    Rotate(basis[i], basis[i + 1], sine, cosine);
                }
                if (r == 0 && i >= low)
                    continue;
                diagonal[low] -= shift;
                beside[low] = g;
                beside[end] = 0;
            }
        }
    }

    private static void Rotate(double[] first, double[] second, double sine, double cosine)
    {
        for (var k = 0; k < first.Length; k++)
        {
            var f = second[k];
            second[k] = sine * first[k] + cosine * f;
            first[k] = cosine * first[k] - sine * f;
        }
    }

    private static double[][] Identity(int size)
    {
        var rows = new double[size][];
        for (var i = 0; i < size; i++)
        {
            rows[i] = new double[size];
            rows[i][i] = 1;
        }
        return rows;
    }
}
