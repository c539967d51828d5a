using System.Collections.Immutable;

namespace Salus.Learning.Trees;

/// <summary>One node of a tree.</summary>
/// <param name="Column">Column it looks at; −1 for a leaf.</param>
/// <param name="Value">The threshold (at most this goes left), or the answer of a leaf.</param>
/// <param name="Left">Left child; the right one follows it. Leaves: 0.</param>
/// <param name="Set">Which set of the tree goes left, for a categorical column; −1 for a column of numbers.</param>
/// <param name="Bin">The step of the threshold in the table the tree was grown on; 0 in a tree that was read.</param>
/// <param name="MissingLeft">Whether a missing value of a column of numbers goes left.</param>
internal readonly record struct TreeNode(int Column, float Value, int Left, int Set, byte Bin, bool MissingLeft)
{
    public static TreeNode Leaf(float value) => new(-1, value, 0, -1, 0, false);
}

/// <summary>
/// A grown tree, its nodes in one list with the root first and every child behind its parent.
/// </summary>
/// <param name="Nodes">At least one.</param>
/// <param name="Sets">Steps that go left at a categorical node, 256 bits (four words) a set.</param>
internal sealed record RegressionTree(ImmutableArray<TreeNode> Nodes, ImmutableArray<ulong> Sets)
{
    public const int SetWords = 4;

    /// <param name="row">Values; those of categorical columns already turned into steps.</param>
    public float Predict(ReadOnlySpan<float> row) => Nodes[LeafOf(row)].Value;

    /// <summary>The node at which a case ends.</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{float})"/>
    public int LeafOf(ReadOnlySpan<float> row)
    {
        var nodes = Nodes.AsSpan();
        var at = 0;
        while (true)
        {
            ref readonly var node = ref nodes[at];
            if (node.Column < 0)
                return at;
            var value = row[node.Column];
            var left = node.Set >= 0 ? Holds(node.Set, (int)value) : float.IsNaN(value) ? node.MissingLeft : value <= node.Value;
            at = node.Left + (left ? 0 : 1);
        }
    }

    /// <summary>The node at which a row of the table ends that the tree was grown on.</summary>
    public int LeafOf(BinnedTable table, int row)
    {
        var nodes = Nodes.AsSpan();
        var at = 0;
        while (true)
        {
            ref readonly var node = ref nodes[at];
            if (node.Column < 0)
                return at;
            var bin = table.Steps(node.Column)[row];
            var left = node.Set >= 0 ? Holds(node.Set, bin) : bin == 0 ? node.MissingLeft : bin <= node.Bin;
            at = node.Left + (left ? 0 : 1);
        }
    }

    public bool Holds(int set, int bin) => (Sets[set * SetWords + (bin >> 6)] >> (bin & 63) & 1) != 0;

    /// <summary>What is wrong with a tree that was read; null when it can be walked.</summary>
    public string? Fault(int columnCount, Func<int, bool> isCategorical)
    {
        if (Nodes.Length == 0)
            return "its lists differ in length or are empty";
        for (var at = 0; at < Nodes.Length; at++)
        {
            var node = Nodes[at];
            if (!float.IsFinite(node.Value))
                return $"node {at} has a value that is not a number";
            if (node.Column < 0)
                continue;
            if (node.Column >= columnCount)
                return $"node {at} looks at column {node.Column} of {columnCount}";
            if (node.Left <= at || node.Left >= Nodes.Length - 1)
                return $"node {at} has no children where it points";
            if (isCategorical(node.Column) ? node.Set < 0 || (node.Set + 1) * SetWords > Sets.Length : node.Set >= 0)
                return $"node {at} has no set of levels where it points";
        }
        return null;
    }
}
