using Salus.Learning.Numerics;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>
/// The correlations of the normals under which drawn columns get the covariances that were gathered. Columns are cut into bins, so their scores
/// correlate less than their normals; Mehler's expansion says by how much, for numbers, levels and missing values alike (it is the polychoric
/// correlation of Olsson, Psychometrika 44, 1979, estimated from the covariance of scores).
/// </summary>
internal static class LatentCorrelation
{
    private const int Terms = 64;
    private const double MostCorrelation = 0.995;

    /// <summary>Pairs seen together in fewer rows say nothing.</summary>
    private const double LeastRows = 10;

    /// <summary>For each column the first one that is missing in the very same rows.</summary>
    public static int[] Sharers(bool[] hasMissing, ScoreGram gram)
    {
        int[] sharer = [.. Enumerable.Range(0, hasMissing.Length)];
        for (var c = 0; c < sharer.Length; c++)
            for (var earlier = 0; hasMissing[c] && earlier < c && sharer[c] == c; earlier++)
                if (hasMissing[earlier] && gram.Both(c, earlier) == gram.Both(c, c) && gram.Both(c, c) == gram.Both(earlier, earlier))
                    sharer[c] = earlier;
        return sharer;
    }

    public static double[][] Estimate(CopulaLayout layout, ScoreGram gram, ParallelOptions parallel)
    {
        var (latents, margins) = (layout.Latents, layout.LatentMargins);
        var hermite = new double[latents.Length][];
        Parallel.For(0, latents.Length, parallel, i => hermite[i] = margins[i].Hermite(Terms));
        var correlation = new double[latents.Length][];
        var seen = new double[latents.Length][];
        Parallel.For(0, latents.Length, parallel, i =>
        {
            var row = correlation[i] = new double[latents.Length];
            row[i] = 1;
            seen[i] = new double[i];
            for (var j = 0; j < i; j++)
            {
                var (rows, covariance) = Covariance(latents[i], margins[i], latents[j], margins[j], gram);
                seen[i][j] = rows;
                row[j] = rows < LeastRows ? 0 : Solve(hermite[i], hermite[j], covariance);
            }
        });
        Shrink(correlation, seen);
        for (var i = 0; i < correlation.Length; i++)
            for (var j = 0; j < i; j++)
                correlation[j][i] = correlation[i][j];
        return NearestCorrelation.Repair(correlation);
    }

    private static (double Rows, double Covariance) Covariance(Latent a, Margin marginA, Latent b, Margin marginB, ScoreGram gram)
    {
        if (a.Column == b.Column)
            return (0, 0);
        if (a.Missing && !b.Missing)
            return Covariance(b, marginB, a, marginA, gram);
        var total = gram.Rows;
        if (a.Missing)
        {
            var (both, presentA, presentB) = (gram.Both(a.Column, b.Column), gram.Both(a.Column, a.Column), gram.Both(b.Column, b.Column));
            return (total, Step(marginA) * Step(marginB) * (both / total - presentA / total * (presentB / total)));
        }
        if (b.Missing)
        {
            var rows = gram.Both(a.Column, a.Column);
            var seen = gram.Both(a.Column, b.Column);
            var mean = gram.Score(a.Column, a.Column) / rows;
            return (rows, -Step(marginB) * (gram.Score(a.Column, b.Column) / rows - mean * (seen / rows)));
        }
        var shared = gram.Both(a.Column, b.Column);
        return (shared, gram.Product(a.Column, b.Column) / shared - gram.Score(a.Column, b.Column) / shared * (gram.Score(b.Column, a.Column) / shared));

        static double Step(Margin margin) => margin.Scores[1] - margin.Scores[0];
    }

    /// <summary>The ρ with Σ aₖ·bₖ·ρᵏ = covariance, by bisection: the sum rises with ρ.</summary>
    private static double Solve(double[] a, double[] b, double covariance)
    {
        var products = new double[a.Length];
        for (var k = 0; k < products.Length; k++)
            products[k] = a[k] * b[k];
        var (low, high) = covariance >= 0 ? (0.0, MostCorrelation) : (-MostCorrelation, 0.0);
        if (Sum(products, low) >= covariance)
            return low;
        if (Sum(products, high) <= covariance)
            return high;
        for (var step = 0; step < 30; step++)
        {
            var middle = 0.5 * (low + high);
            if (Sum(products, middle) < covariance)
                low = middle;
            else
                high = middle;
        }
        return 0.5 * (low + high);
    }

    private static double Sum(double[] products, double rho)
    {
        var sum = 0.0;
        for (var k = products.Length - 1; k >= 0; k--)
            sum = (sum + products[k]) * rho;
        return sum;
    }

    /// <summary>
    /// Few rows make correlations too large. Each is drawn towards 0 by the share of its own chance variance in it and the variance that all correlations
    /// have beyond chance (empirical Bayes, as Schäfer and Strimmer, Statistical Applications in Genetics 4, 2005, 32, but pair by pair: rows in which both
    /// columns have values differ).
    /// </summary>
    private static void Shrink(double[][] correlation, double[][] rows)
    {
        var (beyond, pairs) = (0.0, 0);
        for (var i = 0; i < correlation.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (rows[i][j] < LeastRows)
                    continue;
                beyond += correlation[i][j] * correlation[i][j] - Chance(correlation[i][j], rows[i][j]);
                pairs++;
            }
        }
        var variance = pairs == 0 ? 0 : Math.Max(0, beyond / pairs);
        for (var i = 0; i < correlation.Length; i++)
            for (var j = 0; j < i; j++)
                if (correlation[i][j] != 0)
                    correlation[i][j] *= variance / (variance + Chance(correlation[i][j], rows[i][j]));

        static double Chance(double r, double n) => (1 - r * r) * (1 - r * r) / Math.Max(1, n - 1);
    }
}
