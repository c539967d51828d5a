using Salus.Learning.Numerics;

namespace Salus.Learning.Linear;

/// <summary>
/// Orthogonal factors of a table by Householder's reflections, column after column; a column that is a combination of those before it
/// within 10⁻⁸ of its length is set aside rather than divided by nearly nothing (as R's <c>lm</c> does).
/// </summary>
internal sealed class OrthogonalFactors
{
    private const double LeastLength = 1e-8;

    private readonly List<int> kept = [];
    private readonly double[][] columns;
    private readonly double[] diagonal;

    private OrthogonalFactors(double[][] columns)
    {
        this.columns = columns;
        diagonal = new double[columns.Length];
    }

    /// <summary>Columns that are no combination of those before them, in order.</summary>
    public IReadOnlyList<int> Kept => kept;

    /// <param name="columns">Overwritten.</param>
    /// <param name="right">Turned along with the columns.</param>
    public static OrthogonalFactors Of(double[][] columns, double[] right)
    {
        var factors = new OrthogonalFactors(columns);
        var lengths = Array.ConvertAll(columns, c => Math.Sqrt(Lanes.Dot(c, c)));
        for (var column = 0; column < columns.Length && factors.kept.Count < right.Length; column++)
        {
            var from = factors.kept.Count;
            var rest = columns[column].AsSpan(from);
            var length = Math.Sqrt(Lanes.Dot(rest, rest));
            if (!(length > LeastLength * lengths[column]))
                continue;
            var turned = rest[0] > 0 ? -length : length;
            rest[0] -= turned;
            var square = Lanes.Dot(rest, rest);
            var reflector = columns[column];
            Parallel.For(column + 1, columns.Length, other => Reflect(reflector, columns[other], from, square));
            Reflect(reflector, right, from, square);
            factors.diagonal[column] = turned;
            factors.kept.Add(column);
        }
        return factors;
    }

    /// <summary>Coefficients of the kept columns for a right side turned along.</summary>
    public double[] Solve(double[] right)
    {
        var result = new double[kept.Count];
        for (var i = kept.Count - 1; i >= 0; i--)
        {
            var sum = right[i];
            for (var j = i + 1; j < kept.Count; j++)
                sum -= columns[kept[j]][i] * result[j];
            result[i] = sum / diagonal[kept[i]];
        }
        return result;
    }

    /// <summary>The inverse of the upper triangle of the kept columns, <c>[row, column]</c>: times its transpose it is the inverse of the normal matrix.</summary>
    public double[] InverseTriangle()
    {
        var size = kept.Count;
        var inverse = new double[size * size];
        for (var column = 0; column < size; column++)
        {
            inverse[column * size + column] = 1 / diagonal[kept[column]];
            for (var row = column - 1; row >= 0; row--)
            {
                var sum = 0.0;
                for (var k = row + 1; k <= column; k++)
                    sum += columns[kept[k]][row] * inverse[k * size + column];
                inverse[row * size + column] = -sum / diagonal[kept[row]];
            }
        }
        return inverse;
    }

    private static void Reflect(double[] reflector, double[] other, int from, double square)
    {
        var along = Lanes.Dot(reflector.AsSpan(from), other.AsSpan(from));
        Lanes.AddScaled(-2 * along / square, reflector.AsSpan(from), other.AsSpan(from));
    }
}
