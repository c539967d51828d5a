using System.Collections.Immutable;

namespace Salus.Learning.Trees;

/// <summary>What boosting makes smaller.</summary>
public enum BoostingLoss
{
    /// <summary>Squared error; targets are any finite numbers.</summary>
    Squared,

    /// <summary>Cross-entropy; targets are probabilities, 0 to 1.</summary>
    Logistic,

    /// <summary>Pinball loss of <see cref="BoostingOptions.Quantile"/>; targets are any finite numbers.</summary>
    Quantile,

    /// <summary>Cross-entropy of more than two classes; targets are their numbers, from 0, and each round grows one tree a class.</summary>
    Softmax,
}

/// <summary>How boosted trees are grown.</summary>
public sealed record BoostingOptions
{
    /// <summary>Number of rounds, 1 to 100,000. More fit closer and cost in proportion.</summary>
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

    /// <summary>
    /// Columns that hold level numbers without an order (0 and up): they are split by sets of levels. The 254 most frequent levels
    /// stay apart, rarer ones are taken as one.
    /// </summary>
    public ImmutableArray<int> Categorical { get; init; } = [];

    /// <summary>Curvature that stands for doubt when levels are put in order, 0 or more: rare levels move to the middle.</summary>
    public double CategorySmoothing { get; init => field = NotNegative(value); } = 10;

    /// <summary>The quantile of <see cref="BoostingLoss.Quantile"/>, above 0 and below 1.</summary>
    public double Quantile { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie above 0 and below 1."); } = 0.5;

    /// <summary>The number of classes of <see cref="BoostingLoss.Softmax"/>, 2 to 10,000.</summary>
    public int Classes { get; init => field = Within(value, 2, 10_000); } = 2;

    /// <summary>Cases on which to see when to stop; none: all rounds are grown.</summary>
    public ValidationSet? Validation { get; init; }

    /// <summary>Rounds without a better loss on the validation set after which boosting stops; the rounds up to the best one stay.</summary>
    public int Patience { get; init => field = Within(value, 1, 100_000); } = 20;

    public ulong Seed { get; init; }

    /// <summary>Threads at most, −1 for as many as there are; the trees do not depend on it.</summary>
    public int Threads { get; init => field = value is -1 or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must be 1 or more, or −1."); } = -1;

    private static int Within(int value, int least, int most) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"It must lie between {least} and {most}.");

    private static double Share(double value) =>
        value > 0 && value <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie above 0 and be at most 1.");

    private static double NotNegative(double value) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must be a number of 0 or more.");
}

/// <summary>Cases kept out of learning, on which boosting sees when to stop.</summary>
/// <param name="Rows">Cases with the columns learned from.</param>
/// <param name="Targets">One for each row, of the kind learned from.</param>
public sealed record ValidationSet(FeatureTable Rows, ImmutableArray<float> Targets);
