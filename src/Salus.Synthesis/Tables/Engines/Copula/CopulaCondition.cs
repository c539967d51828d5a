using Salus.Learning;
using Salus.Learning.Numerics;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>
/// The normals of rows of which some columns are given. A given value says in which piece of its axis a normal lies: those normals are drawn within their
/// pieces (one by one given the earlier, then by Gibbs steps; Geweke, Computing Science and Statistics 23, 1991), the others from their normal
/// distribution given these, which is known in closed form.
/// </summary>
internal sealed class CopulaCondition
{
    private const int GibbsSteps = 6;

    private readonly CopulaLayout layout;
    private readonly int[] known;
    private readonly int[] open;

    /// <summary>Σ⁻¹ of the given normals.</summary>
    private readonly double[][] precision;
    private readonly double[][] knownLower;

    /// <summary>For each other normal the weights of the given ones in its mean.</summary>
    private readonly double[][] weights;
    private readonly double[][] openLower;

    /// <param name="given">Which columns are given.</param>
    public CopulaCondition(CopulaLayout layout, double[][] correlation, bool[] given)
    {
        this.layout = layout;
        known = [.. Enumerable.Range(0, layout.Latents.Length).Where(Known)];
        open = [.. Enumerable.Range(0, layout.Latents.Length).Where(i => !Known(i))];
        double[][] inner = [.. known.Select(i => (double[])[.. known.Select(j => correlation[i][j])])];
        knownLower = Cholesky.Decompose(inner) ?? throw new InvalidOperationException("A part of a positive definite matrix is positive definite.");
        precision = Cholesky.Inverse(knownLower);
        double[][] across = [.. open.Select(i => (double[])[.. known.Select(j => correlation[i][j])])];
        weights = [.. across.Select(row => Cholesky.Solve(knownLower, row))];
        double[][] left = [.. open.Select((i, at) => (double[])[.. open.Select((j, to) => correlation[i][j] - Lanes.Dot(weights[at], across[to]) + (at == to ? 1e-9 : 0))])];
        openLower = Cholesky.Decompose(left) ?? throw new InvalidOperationException("What is left of a positive definite matrix is positive definite.");

        // Columns that share a normal for their missing values are all present where one of them is.
        bool Known(int latent) => layout.Latents[latent].Missing
            ? Enumerable.Range(0, given.Length).Any(c => given[c] && layout.MissingLatent[c] == latent)
            : given[layout.Latents[latent].Column];
    }

    /// <returns>All normals of the row, each an array of one.</returns>
    public double[][] Draw(Table given, int row, SeededRandom random)
    {
        var (z, low, high) = (new double[known.Length], new double[known.Length], new double[known.Length]);
        var independent = new double[known.Length];
        for (var i = 0; i < known.Length; i++)
        {
            (low[i], high[i]) = Piece(known[i], given, row);
            var (mean, scale) = (Lanes.Dot(knownLower[i].AsSpan(0, i), independent.AsSpan(0, i)), knownLower[i][i]);
            z[i] = Within(mean, scale, low[i], high[i], random);
            independent[i] = (z[i] - mean) / scale;
        }
        for (var step = 0; step < GibbsSteps && known.Length > 1; step++)
        {
            for (var i = 0; i < known.Length; i++)
            {
                var own = precision[i][i];
                var mean = z[i] - Lanes.Dot(precision[i], z) / own;
                z[i] = Within(mean, 1 / Math.Sqrt(own), low[i], high[i], random);
            }
        }
        var normals = new double[layout.Latents.Length][];
        for (var i = 0; i < known.Length; i++)
            normals[known[i]] = [z[i]];
        var chance = new double[open.Length];
        for (var i = 0; i < open.Length; i++)
        {
            chance[i] = random.NextNormal();
            normals[open[i]] = [Lanes.Dot(weights[i], z) + Lanes.Dot(openLower[i].AsSpan(0, i + 1), chance.AsSpan(0, i + 1))];
        }
        return normals;
    }

    /// <summary>Between which values the normal of a given cell lies; anywhere for a level that was never seen.</summary>
    private (double Low, double High) Piece(int latent, Table given, int row)
    {
        var (column, missing) = layout.Latents[latent];
        var margin = layout.LatentMargins[latent];
        var bin = missing ? 0 : margin.BinOf(given[column][row]);
        return bin < 0 ? (double.NegativeInfinity, double.PositiveInfinity) : (margin.Edges[bin], margin.Edges[bin + 1]);
    }

    /// <summary>A normal of this mean and scale between two values, by inversion; far out in a tail the nearer value.</summary>
    private static double Within(double mean, double scale, double low, double high, SeededRandom random)
    {
        // Upper tails are drawn as lower ones, where shares keep their digits.
        var flip = low > mean;
        var (from, to) = flip ? ((mean - high) / scale, (mean - low) / scale) : ((low - mean) / scale, (high - mean) / scale);
        var (below, above) = (StandardNormal.Cumulative(from), StandardNormal.Cumulative(to));
        var share = below + (above - below) * random.NextDouble();
        var z = share is > 0 and < 1 ? Math.Clamp(StandardNormal.Quantile(share), from, to) : double.IsFinite(to) ? to : from;
        return flip ? mean - scale * z : mean + scale * z;
    }
}
