using System.Collections.Immutable;
using Salus.Learning.Numerics;

namespace Salus.Learning;

/// <summary>
/// The directions in which cases vary most, each at right angles to those before (Pearson, Philosophical Magazine 2, 1901). From the
/// eigenvectors of the covariance where there are at most 500 columns; else by subspace iteration from a seeded start (Halko,
/// Martinsson and Tropp, SIAM Review 53, 2011, algorithm 4.4), which is near enough when variances fall. A direction points so that its
/// largest coefficient is positive. Immutable.
/// </summary>
public sealed class PrincipalComponents
{
    private const int MostExactColumns = 500;
    private const int Oversampling = 10;
    private const int PowerSteps = 7;

    private readonly double[] means;
    private readonly double[] scales;
    private readonly double[][] directions;

    private PrincipalComponents(double[] means, double[] scales, double[][] directions, double[] variances, double total)
    {
        this.means = means;
        this.scales = scales;
        this.directions = directions;
        Variances = [.. variances];
        TotalVariance = total;
    }

    public int Count => directions.Length;

    /// <summary>Variance along each direction, falling, divisor n − 1.</summary>
    public ImmutableArray<double> Variances { get; }

    /// <summary>Of all columns together.</summary>
    public double TotalVariance { get; }

    /// <summary>A unit direction, one coefficient for each column.</summary>
    public ReadOnlySpan<double> Direction(int component) => directions[component];

    /// <param name="rows">Cases, finite, 2 or more.</param>
    /// <param name="count">Directions, 1 up to the lesser of rows and columns.</param>
    /// <param name="standardise">Whether columns are divided by their standard deviation, so that units do not matter.</param>
    /// <exception cref="ArgumentException">There are fewer than 2 rows, no column varies, or a value is missing or infinite; the message says which.</exception>
    public static PrincipalComponents Fit(Matrix rows, int count, bool standardise = false, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        rows.CheckFinite();
        if (rows.RowCount < 2)
            throw new ArgumentException("One row does not vary.", nameof(rows));
        if (count < 1 || count > Math.Min(rows.RowCount, rows.ColumnCount))
            throw new ArgumentOutOfRangeException(nameof(count), count, $"There are {rows.RowCount} rows and {rows.ColumnCount} columns.");
        var ones = new double[rows.RowCount];
        Array.Fill(ones, 1);
        var table = Linear.Standardised.Of(rows, ones, standardise);
        var total = 0.0;
        for (var row = 0; row < rows.RowCount; row++)
            total += Lanes.Dot(table.Values.Row(row), table.Values.Row(row));
        total /= rows.RowCount - 1;
        if (total <= 0)
            throw new ArgumentException("No column varies.", nameof(rows));
        var found = rows.ColumnCount <= MostExactColumns ? Exact(table.Values, count) : Iterated(table.Values, count, new SeededRandom(seed));
        var variances = found.Select(d => Along(table.Values, d) / (rows.RowCount - 1)).ToArray();
        foreach (var direction in found)
            if (direction.MaxBy(Math.Abs) < 0)
                for (var i = 0; i < direction.Length; i++)
                    direction[i] = -direction[i];
        return new PrincipalComponents(table.Means, table.Scales, found, variances, total);
    }

    /// <summary>Where cases lie along the directions, <c>[case, component]</c>.</summary>
    public Matrix Transform(Matrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.ColumnCount != means.Length)
            throw new ArgumentException($"The rows have {rows.ColumnCount} columns; {means.Length} were learned from.", nameof(rows));
        var result = new Matrix(rows.RowCount, Count);
        var centred = new double[means.Length];
        for (var row = 0; row < rows.RowCount; row++)
        {
            var from = rows.Row(row);
            for (var column = 0; column < centred.Length; column++)
                centred[column] = (from[column] - means[column]) / scales[column];
            for (var component = 0; component < Count; component++)
                result[row, component] = Lanes.Dot(centred, directions[component]);
        }
        return result;
    }

    /// <summary>The cases at these places: exact with all directions, else the nearest the directions reach.</summary>
    public Matrix Restore(Matrix places)
    {
        ArgumentNullException.ThrowIfNull(places);
        if (places.ColumnCount != Count)
            throw new ArgumentException($"The places have {places.ColumnCount} components; there are {Count}.", nameof(places));
        var result = new Matrix(places.RowCount, means.Length);
        for (var row = 0; row < places.RowCount; row++)
        {
            var to = result.Row(row);
            for (var component = 0; component < Count; component++)
                Lanes.AddScaled(places[row, component], directions[component], to);
            for (var column = 0; column < to.Length; column++)
                to[column] = to[column] * scales[column] + means[column];
        }
        return result;
    }

    private static double[][] Exact(Matrix values, int count)
    {
        var width = values.ColumnCount;
        var columns = new double[width][];
        var products = new double[width][];
        Parallel.For(0, width, c => columns[c] = values.Column(c));
        Parallel.For(0, width, i =>
        {
            products[i] = new double[width];
            for (var j = 0; j <= i; j++)
                products[i][j] = Lanes.Dot(columns[i], columns[j]);
        });
        var eigen = SymmetricEigen.Decompose(products);
        return [.. eigen.Vectors.Reverse().Take(count)];
    }

    private static double[][] Iterated(Matrix values, int count, SeededRandom random)
    {
        var wide = Math.Min(count + Oversampling, Math.Min(values.RowCount, values.ColumnCount));
        var basis = new double[wide][];
        for (var i = 0; i < wide; i++)
        {
            basis[i] = new double[values.ColumnCount];
            for (var column = 0; column < values.ColumnCount; column++)
                basis[i][column] = random.NextNormal();
        }
        for (var step = 0; step < PowerSteps; step++)
        {
            Orthogonalise(basis);
            Parallel.For(0, wide, i => basis[i] = Turned(values, basis[i]));
        }
        Orthogonalise(basis);
        // Within the space found, the directions are the eigenvectors of what the products become there.
        var turned = new double[wide][];
        Parallel.For(0, wide, i => turned[i] = Turned(values, basis[i]));
        var small = new double[wide][];
        for (var i = 0; i < wide; i++)
            small[i] = [.. Enumerable.Range(0, wide).Select(j => Lanes.Dot(basis[i], turned[j]))];
        var eigen = SymmetricEigen.Decompose(small);
        return [.. eigen.Vectors.Reverse().Take(count).Select(vector =>
        {
            var direction = new double[values.ColumnCount];
            for (var i = 0; i < wide; i++)
                Lanes.AddScaled(vector[i], basis[i], direction);
            return direction;
        })];
    }

    /// <summary>Xᵀ(X·direction).</summary>
    private static double[] Turned(Matrix values, double[] direction)
    {
        var result = new double[direction.Length];
        for (var row = 0; row < values.RowCount; row++)
            Lanes.AddScaled(Lanes.Dot(values.Row(row), direction), values.Row(row), result);
        return result;
    }

    /// <summary>Gram and Schmidt, twice over so that rounding leaves no trace.</summary>
    private static void Orthogonalise(double[][] basis)
    {
        for (var i = 0; i < basis.Length; i++)
        {
            for (var pass = 0; pass < 2; pass++)
                for (var j = 0; j < i; j++)
                    Lanes.AddScaled(-Lanes.Dot(basis[i], basis[j]), basis[j], basis[i]);
            var length = Math.Sqrt(Lanes.Dot(basis[i], basis[i]));
            for (var k = 0; k < basis[i].Length; k++)
                basis[i][k] = length > 0 ? basis[i][k] / length : 0;
        }
    }

    private static double Along(Matrix values, double[] direction)
    {
        var sum = 0.0;
        for (var row = 0; row < values.RowCount; row++)
        {
            var place = Lanes.Dot(values.Row(row), direction);
            sum += place * place;
        }
        return sum;
    }
}
