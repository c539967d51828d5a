using System.Collections.Immutable;

namespace Salus.Learning.Graphical;

/// <summary>
/// The cliques of a triangulated graph as a tree in which every variable lives in one connected piece (Lauritzen and Spiegelhalter, JRSS B 50, 1988), and exact
/// inference on it: one pass to the roots, one back, in log space. A table over variables a &lt; b &lt; c holds cell (x_a, x_b, x_c) at (x_a·n_b + x_b)·n_c + x_c. Immutable; safe for several threads.
/// </summary>
public sealed class JunctionTree
{
    private readonly int[][] toOwn;
    private readonly int[][] toParent;
    private readonly Lazy<int[][][]> toVariable;

    private JunctionTree(ImmutableArray<int> sizes, ImmutableArray<ImmutableArray<int>> cliques, ImmutableArray<int> parents, ImmutableArray<ImmutableArray<int>> separators)
    {
        Sizes = sizes;
        Cliques = cliques;
        Parents = parents;
        Separators = separators;
        CellCounts = [.. cliques.Select(c => CellCount(c))];
        toOwn = [.. cliques.Select((_, c) => Map(c, separators[c]))];
        toParent = [.. cliques.Select((_, c) => parents[c] < 0 ? [] : Map(parents[c], separators[c]))];
        toVariable = new(() => [.. cliques.Select((set, c) => set.Select(v => Map(c, [v])).ToArray())]);
    }

    public ImmutableArray<int> Sizes { get; }

    /// <summary>Each in ascending order; a parent comes before its children.</summary>
    public ImmutableArray<ImmutableArray<int>> Cliques { get; }

    /// <summary>−1 for a root; there is one for each piece of the graph.</summary>
    public ImmutableArray<int> Parents { get; }

    /// <summary>What a clique shares with its parent; nothing for a root.</summary>
    public ImmutableArray<ImmutableArray<int>> Separators { get; }

    public ImmutableArray<int> CellCounts { get; }

    /// <summary>A tree in which every set lies inside a clique. Every variable is in some clique.</summary>
    /// <exception cref="ArgumentException">A clique would have more than two thousand million cells.</exception>
    public static JunctionTree Of(ImmutableArray<int> sizes, IEnumerable<ImmutableArray<int>> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        var graph = new Triangulation(sizes);
        foreach (var set in sets)
            graph.Join(set.AsSpan());
        return OfCliques(sizes, graph.Cliques());
    }

    /// <summary>The tree of these cliques; of those of a tree, in its order, the same tree.</summary>
    /// <exception cref="ArgumentException">A clique would have more than a thousand million cells, a variable is in none, or no tree of them keeps every variable in one piece.</exception>
    public static JunctionTree OfCliques(ImmutableArray<int> sizes, ImmutableArray<ImmutableArray<int>> cliques)
    {
        foreach (var clique in cliques)
            if (clique.Aggregate(1.0, (product, v) => product * sizes[v]) > int.MaxValue / 2)
                throw new ArgumentException($"A clique of {clique.Length} variables does not fit into memory.", nameof(cliques));
        // The tree of greatest total separator size (Prim) has the running intersection property.
        var (placed, order, parents) = (new bool[cliques.Length], new List<int>(), new List<int>());
        var (share, near) = (new int[cliques.Length], new int[cliques.Length]);
        while (order.Count < cliques.Length)
        {
            var next = -1;
            for (var c = 0; c < cliques.Length; c++)
                if (!placed[c] && (next < 0 || share[c] > share[next]))
                    next = c;
            placed[next] = true;
            parents.Add(share[next] > 0 ? near[next] : -1);
            for (var c = 0; c < cliques.Length; c++)
                if (!placed[c] && cliques[c].Intersect(cliques[next]).Count() is var common && common > share[c])
                    (share[c], near[c]) = (common, order.Count);
            order.Add(next);
        }
        ImmutableArray<ImmutableArray<int>> sorted = [.. order.Select(c => cliques[c])];
        ImmutableArray<ImmutableArray<int>> separators = [.. sorted.Select((c, i) => parents[i] < 0 ? ImmutableArray<int>.Empty : [.. c.Intersect(sorted[parents[i]]).Order()])];
        var seen = new HashSet<int>();
        for (var c = 0; c < sorted.Length; c++)
        {
            if (sorted[c].Count(seen.Contains) != separators[c].Length)
                throw new ArgumentException("The cliques do not form a tree.", nameof(cliques));
            seen.UnionWith(sorted[c]);
        }
        if (seen.Count != sizes.Length)
            throw new ArgumentException("A variable is in no clique.", nameof(cliques));
        return new JunctionTree(sizes, sorted, [.. parents], separators);
    }

    /// <summary>The first clique that holds all of these variables; −1 when none does.</summary>
    public int Holding(ReadOnlySpan<int> set)
    {
        for (var c = 0; c < Cliques.Length; c++)
        {
            var all = true;
            foreach (var v in set)
                all &= Cliques[c].BinarySearch(v) >= 0;
            if (all)
                return c;
        }
        return -1;
    }

    public int CellCount(ImmutableArray<int> set) => set.Aggregate(1, (product, v) => checked(product * Sizes[v]));

    /// <summary>For every cell of a clique the cell of a smaller table that it falls into.</summary>
    /// <param name="set">Variables of the clique in ascending order.</param>
    public int[] Map(int clique, ImmutableArray<int> set)
    {
        var variables = Cliques[clique];
        var (map, strides) = (new int[CellCounts[clique]], new int[variables.Length]);
        var stride = 1;
        for (var i = set.Length - 1; i >= 0; i--)
        {
            strides[variables.BinarySearch(set[i])] = stride;
            stride *= Sizes[set[i]];
        }
        var digits = new int[variables.Length];
        var at = 0;
        for (var cell = 0; cell < map.Length; cell++)
        {
            map[cell] = at;
            for (var i = variables.Length - 1; i >= 0; i--)
            {
                at += strides[i];
                if (++digits[i] < Sizes[variables[i]])
                    break;
                at -= strides[i] * digits[i];
                digits[i] = 0;
            }
        }
        return map;
    }

    /// <summary>Turns log potentials of the cliques into their probabilities, in place.</summary>
    /// <param name="tables">One for each clique; −∞ where a cell cannot be.</param>
    /// <param name="conditionals">Where given: filled with the chance of each cell given its cell of the separator, for drawing.</param>
    /// <returns>The logarithm of the sum of all products of potentials; −∞ where nothing can be.</returns>
    public double Calibrate(double[][] tables, double[][]? conditionals = null)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var total = 0.0;
        for (var c = Cliques.Length - 1; c >= 0; c--)
        {
            var (table, own) = (tables[c], toOwn[c]);
            var cells = CellCount(Separators[c]);
            var (greatest, sums) = (new double[cells], new double[cells]);
            Array.Fill(greatest, double.NegativeInfinity);
            for (var i = 0; i < table.Length; i++)
                greatest[own[i]] = Math.Max(greatest[own[i]], table[i]);
            for (var i = 0; i < table.Length; i++)
                sums[own[i]] += table[i] = greatest[own[i]] == double.NegativeInfinity ? 0 : Math.Exp(table[i] - greatest[own[i]]);
            for (var i = 0; i < table.Length; i++)
                if (sums[own[i]] > 0)
                    table[i] /= sums[own[i]];
            if (conditionals is not null)
                table.CopyTo(conditionals[c], 0);
            for (var s = 0; s < cells; s++)
                greatest[s] += Math.Log(sums[s]);
            if (Parents[c] < 0)
            {
                total += greatest[0];
                continue;
            }
            var (up, parent) = (toParent[c], tables[Parents[c]]);
            for (var i = 0; i < parent.Length; i++)
                parent[i] += greatest[up[i]];
        }
        for (var c = 0; c < Cliques.Length; c++)
        {
            if (Parents[c] < 0)
                continue;
            var (table, own, shares) = (tables[c], toOwn[c], new double[CellCount(Separators[c])]);
            var (up, parent) = (toParent[c], tables[Parents[c]]);
            for (var i = 0; i < parent.Length; i++)
                shares[up[i]] += parent[i];
            for (var i = 0; i < table.Length; i++)
                table[i] *= shares[own[i]];
        }
        return total;
    }

    /// <summary>The probabilities of a set that lies inside a clique.</summary>
    public static double[] Project(double[] table, int[] map, int cells)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(map);
        var sums = new double[cells];
        for (var i = 0; i < table.Length; i++)
            sums[map[i]] += table[i];
        return sums;
    }

    /// <summary>The probabilities of every pair of variables with <paramref name="variable"/>, wherever in the tree they are: <c>[other][x_variable · n_other + x_other]</c>.</summary>
    /// <param name="tables">Calibrated.</param>
    public double[][] PairsWith(int variable, double[][] tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var (count, pairs) = (Sizes[variable], new double[Sizes.Length][]);
        var home = Holding([variable]);
        var seen = new bool[Cliques.Length];
        var queue = new Queue<(int Clique, int[] Down, double[] Joint)>();
        var first = Map(home, [variable]);
        var own = Project(tables[home], first, count);
        // The joint with the empty separator is the variable alone; inside its home, a cell agrees with it or has no share.
        var diagonal = new double[count * count];
        for (var x = 0; x < count; x++)
            diagonal[x * count + x] = own[x];
        Visit(home, first, diagonal, count);
        while (queue.TryDequeue(out var next))
            Visit(next.Clique, next.Down, next.Joint, next.Joint.Length / count);
        for (var c = 0; c < Cliques.Length; c++)
            if (!seen[c] && Parents[c] < 0)
            {
                Visit(c, new int[CellCounts[c]], own, 1);
                while (queue.TryDequeue(out var next))
                    Visit(next.Clique, next.Down, next.Joint, next.Joint.Length / count);
            }
        return pairs;

        void Visit(int clique, int[] down, double[] joint, int cells)
        {
            seen[clique] = true;
            var table = tables[clique];
            var shares = new double[cells];
            for (var i = 0; i < table.Length; i++)
                shares[down[i]] += table[i];
            var ratios = new double[table.Length];
            for (var i = 0; i < table.Length; i++)
                ratios[i] = table[i] > 0 ? table[i] / shares[down[i]] : 0;
            for (var k = 0; k < Cliques[clique].Length; k++)
                pairs[Cliques[clique][k]] ??= Sum(toVariable.Value[clique][k], Sizes[Cliques[clique][k]]);
            for (var c = 0; c < Cliques.Length; c++)
                if (!seen[c] && (Parents[c] == clique || Parents[clique] == c))
                {
                    var (child, map) = Parents[c] == clique ? (c, toParent[c]) : (clique, toOwn[clique]);
                    queue.Enqueue((c, child == c ? toOwn[c] : toParent[clique], Sum(map, CellCount(Separators[child]))));
                }

            double[] Sum(int[] map, int width)
            {
                var sums = new double[count * width];
                for (var x = 0; x < count; x++)
                {
                    var from = joint.AsSpan(x * cells, cells);
                    var into = sums.AsSpan(x * width, width);
                    for (var i = 0; i < ratios.Length; i++)
                        into[map[i]] += from[down[i]] * ratios[i];
                }
                return sums;
            }
        }
    }
}
