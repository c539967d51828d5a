using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Graphical;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>
/// A Bayesian network over codes: each variable has parents, and a chance for each of its codes given those of the parents. Immutable; safe for several threads.
/// </summary>
public sealed class BayesNetwork
{
    /// <summary>How many cells a table may have.</summary>
    public const int MostCells = 4_000_000;

    private readonly double[][] tables;

    /// <param name="sizes">How many codes each variable has.</param>
    /// <param name="parents">Variables, in the order in which they count in the table.</param>
    /// <param name="tables">For each variable the chances of its codes for one combination of the parents after the other, the last parent fastest. The network keeps them.</param>
    /// <exception cref="ArgumentException">There is a circle, a table has the wrong size, or a row of it does not add up to 1; the message names the variable by its number.</exception>
    public BayesNetwork(ImmutableArray<int> sizes, ImmutableArray<ImmutableArray<int>> parents, double[][] tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        if (parents.Length != sizes.Length || tables.Length != sizes.Length)
            throw new ArgumentException($"{parents.Length} lists of parents and {tables.Length} tables for {sizes.Length} variables.", nameof(tables));
        Sizes = sizes;
        Parents = parents;
        Order = Sorted(parents) ?? throw new ArgumentException("The parents form a circle.", nameof(parents));
        for (var v = 0; v < sizes.Length; v++)
        {
            var rows = parents[v].Aggregate(1L, (product, p) => product * sizes[p]);
            if (rows * sizes[v] > MostCells || tables[v].Length != rows * sizes[v])
                throw new ArgumentException($"The table of variable {v} has {tables[v].Length} cells instead of {rows * sizes[v]} (at most {MostCells}).", nameof(tables));
            for (var row = 0; row < rows; row++)
            {
                var sum = 0.0;
                foreach (var chance in tables[v].AsSpan(row * sizes[v], sizes[v]))
                    sum += chance >= 0 ? chance : double.NaN;
                if (!(Math.Abs(sum - 1) < 1e-6))
                    throw new ArgumentException($"Row {row} of the table of variable {v} does not add up to 1.", nameof(tables));
            }
        }
        this.tables = tables;
    }

    public ImmutableArray<int> Sizes { get; }

    public ImmutableArray<ImmutableArray<int>> Parents { get; }

    /// <summary>Parents before children.</summary>
    public ImmutableArray<int> Order { get; }

    public ReadOnlySpan<double> Table(int variable) => tables[variable];

    /// <summary>The chances of a variable's codes given all codes so far.</summary>
    public ReadOnlySpan<double> Chances(int variable, ReadOnlySpan<int> codes)
    {
        var row = 0;
        foreach (var parent in Parents[variable])
            row = row * Sizes[parent] + codes[parent];
        return tables[variable].AsSpan(row * Sizes[variable], Sizes[variable]);
    }

    /// <summary>Draws what is −1 and keeps the rest.</summary>
    /// <returns>The chance of what was kept, given its parents: the weight of likelihood weighting (Fung and Chang, UAI 1989).</returns>
    public double Draw(Span<int> codes, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var weight = 1.0;
        foreach (var v in Order)
        {
            var chances = Chances(v, codes);
            if (codes[v] >= 0)
            {
                weight *= chances[codes[v]];
                continue;
            }
            var left = random.NextDouble();
            var code = 0;
            for (var c = 0; c < chances.Length; c++)
                if (chances[c] > 0)
                {
                    code = c;
                    if ((left -= chances[c]) < 0)
                        break;
                }
            codes[v] = code;
        }
        return weight;
    }

    /// <summary>The network as a calibrated junction tree; null where it would have more than so many cells.</summary>
    public (JunctionTree Tree, double[][] Tables)? ToTree(double mostCells)
    {
        var graph = new Triangulation(Sizes);
        ImmutableArray<ImmutableArray<int>> families = [.. Parents.Select((p, v) => (ImmutableArray<int>)[.. p.Append(v).Order()])];
        foreach (var family in families)
            graph.Join(family.AsSpan());
        if (graph.CellsWith([]) > mostCells)
            return null;
        var tree = JunctionTree.Of(Sizes, families);
        var logs = tree.CellCounts.Select(c => new double[c]).ToArray();
        for (var v = 0; v < Sizes.Length; v++)
        {
            var home = tree.Holding(families[v].AsSpan());
            var clique = tree.Cliques[home];
            var at = new int[logs[home].Length];
            foreach (var variable in Parents[v].Append(v))
            {
                var map = tree.Map(home, [variable]);
                for (var i = 0; i < at.Length; i++)
                    at[i] = at[i] * Sizes[variable] + map[i];
            }
            for (var i = 0; i < at.Length; i++)
                logs[home][i] += Math.Log(tables[v][at[i]]);
        }
        tree.Calibrate(logs);
        return (tree, logs);
    }

    /// <summary>Parents before children, the first possible first; null where there is a circle.</summary>
    public static ImmutableArray<int>? Sorted(ImmutableArray<ImmutableArray<int>> parents)
    {
        var (placed, order) = (new bool[parents.Length], ImmutableArray.CreateBuilder<int>(parents.Length));
        while (order.Count < parents.Length)
        {
            var before = order.Count;
            for (var v = 0; v < parents.Length; v++)
                if (!placed[v] && parents[v].All(p => p >= 0 && p < placed.Length && placed[p]))
                {
                    placed[v] = true;
                    order.Add(v);
                }
            if (order.Count == before)
                return null;
        }
        return order.ToImmutable();
    }
}
