using System.Collections.Immutable;
using System.Numerics;

namespace Salus.Learning.Graphical;

/// <summary>Makes a graph of discrete variables chordal by eliminating them one after the other, the one first that needs the fewest new edges (min-fill), then the one with the smallest clique.</summary>
public sealed class Triangulation
{
    private readonly ImmutableArray<int> sizes;
    private readonly int words;
    private readonly ulong[] edges;

    /// <param name="sizes">How many values each variable has.</param>
    public Triangulation(ImmutableArray<int> sizes)
    {
        this.sizes = sizes;
        words = (sizes.Length + 63) / 64;
        edges = new ulong[sizes.Length * words];
    }

    private Triangulation(Triangulation other)
    {
        sizes = other.sizes;
        words = other.words;
        edges = [.. other.edges];
    }

    /// <summary>Joins all variables of a set with each other.</summary>
    public void Join(ReadOnlySpan<int> set)
    {
        for (var i = 0; i < set.Length; i++)
            for (var j = i + 1; j < set.Length; j++)
                Connect(edges, set[i], set[j]);
    }

    public bool AreJoined(int one, int other) => (edges[one * words + other / 64] >> (other % 64) & 1) != 0;

    /// <summary>How many cells the cliques would have in all if this set were joined too.</summary>
    public double CellsWith(ReadOnlySpan<int> set)
    {
        var grown = new Triangulation(this);
        grown.Join(set);
        return grown.Cliques().Sum(c => c.Aggregate(1.0, (product, v) => product * sizes[v]));
    }

    /// <summary>The cliques, none of them inside another, each in ascending order; in the order in which their first variable was eliminated.</summary>
    public ImmutableArray<ImmutableArray<int>> Cliques()
    {
        var (graph, count) = (edges.ToArray(), sizes.Length);
        var left = new bool[count];
        Array.Fill(left, true);
        var (fill, cells) = (new int[count], new double[count]);
        for (var v = 0; v < count; v++)
            Weigh(v);
        var cliques = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var masks = new List<ulong[]>();
        for (var step = 0; step < count; step++)
        {
            var best = -1;
            for (var v = 0; v < count; v++)
                if (left[v] && (best < 0 || fill[v] < fill[best] || fill[v] == fill[best] && cells[v] < cells[best]))
                    best = v;
            var near = Neighbours(best);
            var mask = graph.AsSpan(best * words, words).ToArray();
            mask[best / 64] |= 1UL << (best % 64);
            if (!masks.Exists(m => Inside(mask, m)))
            {
                masks.Add(mask);
                cliques.Add([.. near.Append(best).Order()]);
            }
            left[best] = false;
            var changed = new HashSet<int>(near);
            for (var i = 0; i < near.Count; i++)
            {
                graph[near[i] * words + best / 64] &= ~(1UL << (best % 64));
                for (var j = i + 1; j < near.Count; j++)
                    if ((graph[near[i] * words + near[j] / 64] >> (near[j] % 64) & 1) == 0)
                    {
                        Connect(graph, near[i], near[j]);
                        for (var w = 0; w < words; w++)
                            for (var both = graph[near[i] * words + w] & graph[near[j] * words + w]; both != 0; both &= both - 1)
                                changed.Add(w * 64 + BitOperations.TrailingZeroCount(both));
                    }
            }
            foreach (var v in changed)
                if (left[v])
                    Weigh(v);
        }
        return cliques.ToImmutable();

        List<int> Neighbours(int v)
        {
            var found = new List<int>();
            for (var w = 0; w < words; w++)
                for (var bits = graph[v * words + w]; bits != 0; bits &= bits - 1)
                    found.Add(w * 64 + BitOperations.TrailingZeroCount(bits));
            return found;
        }

        void Weigh(int v)
        {
            var near = Neighbours(v);
            var (joined, product) = (0, (double)sizes[v]);
            foreach (var n in near)
            {
                product *= sizes[n];
                for (var w = 0; w < words; w++)
                    joined += BitOperations.PopCount(graph[n * words + w] & graph[v * words + w]);
            }
            fill[v] = (near.Count * (near.Count - 1) - joined) / 2;
            cells[v] = product;
        }
    }

    private void Connect(ulong[] graph, int one, int other)
    {
        graph[one * words + other / 64] |= 1UL << (other % 64);
        graph[other * words + one / 64] |= 1UL << (one % 64);
    }

    private static bool Inside(ulong[] set, ulong[] other)
    {
        for (var w = 0; w < set.Length; w++)
            if ((set[w] & ~other[w]) != 0)
                return false;
        return true;
    }
}
