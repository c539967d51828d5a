using System.Runtime.CompilerServices;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>The steps of a column that go left, one bit each.</summary>
[InlineArray(4)]
internal struct StepSet
{
    private ulong first;

    public readonly bool Has(byte step) => ((this[step >> 6] >> (step & 63)) & 1) != 0;

    public void Add(int step) => this[step >> 6] |= 1UL << (step & 63);
}

/// <summary>A node of a tree. Its rows stand at <see cref="Start"/> to <see cref="End"/> of the rows the tree was grown on, in the order the tree put them.</summary>
internal struct PartingNode
{
    /// <summary>The column that parts the rows; −1 at a leaf.</summary>
    public int Column;

    /// <summary>The node of the rows that go left; the next one has those that go right.</summary>
    public int Left;

    /// <summary>−1 at the root.</summary>
    public int Parent;

    public int Start;

    public int End;

    public StepSet GoLeft;

    public readonly int Rows => End - Start;
}

/// <summary>A tree that parts rows by the steps of their columns.</summary>
internal sealed class PartingTree(PartingNode[] nodes)
{
    /// <summary>The root first, every child after its parent.</summary>
    public PartingNode[] Nodes => nodes;

    public int RowCount => nodes[0].Rows;

    /// <summary>The leaf into which a row falls.</summary>
    /// <param name="steps"><c>[column][row]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Leaf(byte[][] steps, int row)
    {
        var at = 0;
        while (true)
        {
            ref readonly var node = ref nodes[at];
            if (node.Column < 0)
                return at;
            at = node.GoLeft.Has(steps[node.Column][row]) ? node.Left : node.Left + 1;
        }
    }

    /// <summary>The leaf that holds a place of the tree's order of rows.</summary>
    public int LeafAt(int place)
    {
        var at = 0;
        while (nodes[at].Column >= 0)
            at = place < nodes[nodes[at].Left].End ? nodes[at].Left : nodes[at].Left + 1;
        return at;
    }

    /// <summary>
    /// A leaf near to a leaf: itself, or with the chance pull / (rows + pull) one drawn from all below its parent, and so on upwards. This is drawing from
    /// the leaf's distribution shrunk towards that of its ancestors (Agarwal et al., ICML 2022), at no cost of storage.
    /// </summary>
    public int Near(int leaf, double pull, Salus.Learning.SeededRandom random)
    {
        var at = leaf;
        while (nodes[at].Parent >= 0 && random.NextDouble() * (nodes[at].Rows + pull) < pull)
            at = nodes[at].Parent;
        return at == leaf ? leaf : LeafAt(nodes[at].Start + random.NextInt(nodes[at].Rows));
    }

    public void Write(BinaryWriter to)
    {
        to.Write(nodes.Length);
        foreach (var node in nodes)
        {
            to.Write(node.Column);
            if (node.Column < 0)
            {
                to.Write(node.Rows);
                continue;
            }
            to.Write(node.Left);
            for (var i = 0; i < 4; i++)
                to.Write(node.GoLeft[i]);
        }
    }

    /// <param name="allowed">Whether the tree may ask a column: only those drawn before.</param>
    public static PartingTree Read(BinaryReader from, Func<int, bool> allowed)
    {
        const int MostNodes = 1 << 24;
        var nodes = new PartingNode[Bounded.Index(from, 1, MostNodes, "nodes of a tree")];
        const int None = -2;
        for (var at = 1; at < nodes.Length; at++)
            nodes[at].Parent = None;
        nodes[0].Parent = -1;
        for (var at = 0; at < nodes.Length; at++)
        {
            if (nodes[at].Parent == None)
                throw new InvalidDataException("a node of a tree has no parent");
            nodes[at].Column = from.ReadInt32();
            if (nodes[at].Column < 0)
            {
                nodes[at].End = Bounded.Index(from, 0, int.MaxValue, "rows of a leaf");
                continue;
            }
            if (!allowed(nodes[at].Column))
                throw new InvalidDataException("a tree asks a column that is not drawn before");
            var left = Bounded.Index(from, at + 1, nodes.Length - 2, "a child");
            if (nodes[left].Parent != None || nodes[left + 1].Parent != None)
                throw new InvalidDataException("a node of a tree has two parents");
            (nodes[at].Left, nodes[left].Parent, nodes[left + 1].Parent) = (left, at, at);
            for (var i = 0; i < 4; i++)
                nodes[at].GoLeft[i] = from.ReadUInt64();
        }
        return new PartingTree(Placed(nodes));
    }

    /// <summary>Sets the places of all nodes from the rows of the leaves.</summary>
    private static PartingNode[] Placed(PartingNode[] nodes)
    {
        var rows = new long[nodes.Length];
        for (var at = nodes.Length - 1; at >= 0; at--)
            rows[at] = nodes[at].Column < 0 ? nodes[at].End : rows[nodes[at].Left] + rows[nodes[at].Left + 1];
        if (rows[0] is < 1 or > int.MaxValue)
            throw new InvalidDataException("a tree has no rows or too many");
        nodes[0].Start = 0;
        for (var at = 0; at < nodes.Length; at++)
        {
            nodes[at].End = nodes[at].Start + (int)rows[at];
            if (nodes[at].Column < 0)
                continue;
            nodes[nodes[at].Left].Start = nodes[at].Start;
            nodes[nodes[at].Left + 1].Start = nodes[at].Start + (int)rows[nodes[at].Left];
        }
        return nodes;
    }
}
