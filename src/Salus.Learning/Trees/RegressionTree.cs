using System.Collections.Immutable;

namespace Salus.Learning.Trees;

/// <summary>
/// A grown tree, its nodes in one list with the root first and every child behind its parent. A node with a column of −1 is a leaf.
/// </summary>
/// <param name="Columns">Column a node looks at; −1 for a leaf.</param>
/// <param name="Values">The threshold of a node (at most this goes left), or the answer of a leaf.</param>
/// <param name="Lefts">Left child; the right one follows it. Leaves: 0.</param>
/// <param name="MissingLeft">Whether a missing value goes left.</param>
internal sealed record RegressionTree(ImmutableArray<int> Columns, ImmutableArray<float> Values, ImmutableArray<int> Lefts, ImmutableArray<bool> MissingLeft)
{
    public float Predict(ReadOnlySpan<float> row)
    {
        var node = 0;
        while (Columns[node] >= 0)
        {
            var value = row[Columns[node]];
            var left = float.IsNaN(value) ? MissingLeft[node] : value <= Values[node];
            node = Lefts[node] + (left ? 0 : 1);
        }
        return Values[node];
    }

    /// <summary>What is wrong with a tree that was read; null when it can be walked.</summary>
    public string? Fault(int columnCount)
    {
        var count = Columns.Length;
        if (count == 0 || Values.Length != count || Lefts.Length != count || MissingLeft.Length != count)
            return "its lists differ in length or are empty";
        for (var node = 0; node < count; node++)
        {
            if (!float.IsFinite(Values[node]))
                return $"node {node} has a value that is not a number";
            if (Columns[node] < 0)
                continue;
            if (Columns[node] >= columnCount)
                return $"node {node} looks at column {Columns[node]} of {columnCount}";
            if (Lefts[node] <= node || Lefts[node] >= count - 1)
                return $"node {node} has no children where it points";
        }
        return null;
    }
}
