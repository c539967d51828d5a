namespace Salus.Learning.Trees;

/// <summary>What boosting makes smaller.</summary>
public enum BoostingLoss
{
    /// <summary>Squared error; targets are any finite numbers.</summary>
    Squared,

    /// <summary>Cross-entropy; targets are probabilities, 0 to 1.</summary>
    Logistic,
}

/// <summary>How boosted trees are grown.</summary>
public sealed record BoostingOptions
{
    /// <summary>Number of trees, 1 to 100,000. More fit closer and cost in proportion.</summary>
    public int Rounds { get; init => field = Within(value, 1, 100_000); } = 200;

    /// <summary>Share of each tree's answer that is taken, above 0 to 1. Smaller needs more rounds.</summary>
    public double LearningRate { get; init => field = Share(value); } = 0.1;

    /// <summary>Leaves of a tree, 2 to 65,536.</summary>
    public int MaxLeaves { get; init => field = Within(value, 2, 65_536); } = 31;

    /// <summary>Rows a leaf holds at least, 1 or more. Larger is smoother.</summary>
    public int MinRowsPerLeaf { get; init => field = Within(value, 1, int.MaxValue); } = 20;

    /// <summary>Weight that pulls the answer of a leaf towards 0, 0 or more.</summary>
    public double L2 { get; init => field = NotNegative(value); } = 1;

    /// <summary>Steps a column is cut into, 2 to 255.</summary>
    public int Bins { get; init => field = Within(value, 2, 255); } = 255;

    /// <summary>Share of the rows each tree sees, above 0 to 1.</summary>
    public double RowShare { get; init => field = Share(value); } = 1;

    /// <summary>Share of the columns each tree sees, above 0 to 1.</summary>
    public double ColumnShare { get; init => field = Share(value); } = 1;

    public ulong Seed { get; init; }

    private static int Within(int value, int least, int most) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"It must lie between {least} and {most}.");

    private static double Share(double value) =>
        value > 0 && value <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie above 0 and be at most 1.");

    private static double NotNegative(double value) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must be a number of 0 or more.");
}
