using Salus.Learning;
using Salus.Learning.Graphical;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>Draws codes from a junction tree, clique after clique from the roots, each given what it shares with its parent. Immutable; safe for several threads.</summary>
internal sealed class TreeSampler
{
    private readonly JunctionTree tree;
    private readonly Clique[] cliques;

    /// <param name="conditionals">For each clique the chance of each cell given its cell of the separator.</param>
    public TreeSampler(JunctionTree tree, double[][] conditionals)
    {
        this.tree = tree;
        cliques = [.. conditionals.Select((table, c) => Clique.Of(tree, c, table))];
    }

    /// <summary>Draws all variables into <paramref name="codes"/>.</summary>
    public void Draw(Span<int> codes, SeededRandom random)
    {
        for (var c = 0; c < cliques.Length; c++)
        {
            ref readonly var clique = ref cliques[c];
            var at = 0;
            foreach (var v in tree.Separators[c])
                at = at * tree.Sizes[v] + codes[v];
            var (low, high) = (clique.Starts[at], clique.Starts[at + 1] - 1);
            var end = high;
            var aim = random.NextDouble() * clique.Sums[high];
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (clique.Sums[middle] > aim)
                    high = middle;
                else
                    low = middle + 1;
            }
            var cell = clique.Cells[Math.Min(low, end)];
            var variables = tree.Cliques[c];
            for (var i = variables.Length - 1; i >= 0; i--)
            {
                codes[variables[i]] = cell % tree.Sizes[variables[i]];
                cell /= tree.Sizes[variables[i]];
            }
        }
    }

    /// <param name="Starts">Where the cells of each cell of the separator begin in <paramref name="Cells"/>.</param>
    /// <param name="Sums">Running sums of chances within each.</param>
    private readonly record struct Clique(int[] Starts, int[] Cells, double[] Sums)
    {
        public static Clique Of(JunctionTree tree, int clique, double[] table)
        {
            var map = tree.Map(clique, tree.Separators[clique]);
            var starts = new int[tree.CellCount(tree.Separators[clique]) + 1];
            foreach (var s in map)
                starts[s + 1]++;
            for (var s = 1; s < starts.Length; s++)
                starts[s] += starts[s - 1];
            var (next, cells, sums) = ((int[])starts.Clone(), new int[table.Length], new double[table.Length]);
            for (var i = 0; i < table.Length; i++)
            {
                var at = next[map[i]]++;
                cells[at] = i;
                sums[at] = table[i] + (at > starts[map[i]] ? sums[at - 1] : 0);
            }
            return new Clique(starts, cells, sums);
        }
    }
}
