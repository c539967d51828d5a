using System.Collections.Immutable;

namespace Salus.Learning.Trees;

/// <summary>How a decision tree, or each tree of a forest, is grown.</summary>
public sealed record TreeOptions
{
    /// <summary>Splits from the root to a leaf at most, 1 to 1,000.</summary>
    public int MaxDepth { get; init => field = Within(value, 1, 1000); } = 1000;

    /// <summary>Rows a leaf holds at least, 1 or more.</summary>
    public int MinRowsPerLeaf { get; init => field = Within(value, 1, int.MaxValue); } = 1;

    /// <summary>Share of the columns tried at each split, above 0 to 1; null: all of them in a tree, and in a forest the square root of their number (classes) or a third (numbers).</summary>
    public double? ColumnShare { get; init => field = value is null or (> 0 and <= 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie above 0 and be at most 1."); }

    /// <summary>Steps a column is cut into, 2 to 255.</summary>
    public int Bins { get; init => field = Within(value, 2, 255); } = 255;

    /// <summary>Columns that hold level numbers without an order (0 and up): they are split by sets of levels.</summary>
    public ImmutableArray<int> Categorical { get; init; } = [];

    public ulong Seed { get; init; }

    private static int Within(int value, int least, int most) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"It must lie between {least} and {most}.");
}
