using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Augmentation;

/// <summary>What learns the prediction.</summary>
public enum StudyLearner
{
    BoostedTrees,
    RandomForest,

    /// <summary>Logistic regression, or linear regression for a number.</summary>
    Linear,
}

/// <summary>Which synthetic rows are added.</summary>
public enum AddedRows
{
    /// <summary>Rows as the table has them.</summary>
    Alike,

    /// <summary>Rows of the rarer class alone, until it is as frequent as the rest or <see cref="AugmentationOptions.Share"/> is reached.</summary>
    RareClass,
}

/// <summary>How a study is made.</summary>
public sealed record AugmentationOptions
{
    /// <summary>The column that is predicted.</summary>
    public required string Target { get; init; }

    /// <summary>The level of the target that is told from all others; null: the rarest that has enough rows. Of no meaning for a number.</summary>
    public string? Level { get; init; }

    /// <summary>Synthetic rows for each real row of the training part, above 0 to 10.</summary>
    public double Share { get; init => field = value is > 0 and <= 10 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie above 0 and be at most 10."); } = 1;

    /// <summary>Parts into which persons are divided, 2 to 20; each is held back once.</summary>
    public int Folds { get; init => field = value is >= 2 and <= 20 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie between 2 and 20."); } = 5;

    public ImmutableArray<StudyLearner> Learners { get; init; } = [StudyLearner.BoostedTrees, StudyLearner.RandomForest, StudyLearner.Linear];

    /// <summary>Of all intervals together, above 0 and below 1: each is as much wider as there are comparisons (Bonferroni).</summary>
    public double Confidence { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie above 0 and below 1."); } = 0.95;

    /// <summary>For <see cref="FitOptions.Protection"/>; null: where <see cref="ProtectionSearch"/> would begin.</summary>
    public int? Protection { get; init; }

    /// <summary>For engines with differential privacy; see <see cref="FitOptions.Epsilon"/>.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The person of each row; none: every row a person of its own.</summary>
    public ImmutableArray<int> Persons { get; init; } = [];

    public ulong Seed { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>What the added rows did for one learner.</summary>
public enum AugmentationVerdict
{
    /// <summary>The whole interval lies above 0.</summary>
    Benefit,

    /// <summary>The interval holds 0.</summary>
    NoBenefit,

    /// <summary>The whole interval lies below 0.</summary>
    Harm,
}

/// <summary>One comparison on the same held-back real rows.</summary>
/// <param name="Real">AUROC, or for a number the root mean squared error, learned from real rows alone: the mean over the folds.</param>
/// <param name="Augmented">The same with synthetic rows added.</param>
/// <param name="Gain">How much better: a greater AUROC, a smaller error.</param>
/// <param name="Low">Lower end of the interval of the gain, already wide enough for all comparisons of the study.</param>
public sealed record AugmentationResult(StudyLearner Learner, AddedRows Added, double Real, double Augmented, double Gain, double Low, double High)
{
    public AugmentationVerdict Verdict => Low > 0 ? AugmentationVerdict.Benefit : High < 0 ? AugmentationVerdict.Harm : AugmentationVerdict.NoBenefit;
}

/// <summary>What a study found.</summary>
/// <param name="Task">In words, for example <c>outcome = yes</c>.</param>
/// <param name="Measure"><c>AUROC</c> or <c>RMSE</c>.</param>
/// <param name="Positives">Rows of the level that is told; 0 for a number.</param>
public sealed record AugmentationReport(string Task, string Measure, int Rows, int Positives, ImmutableArray<AugmentationResult> Results)
{
    public bool HasBenefit => Results.Any(r => r.Verdict is AugmentationVerdict.Benefit);

    /// <summary>One sentence, for people.</summary>
    public string Conclusion
    {
        get
        {
            var best = Results.MaxBy(r => r.Gain) ?? throw new InvalidOperationException("A study has at least one comparison.");
            var figures = string.Create(CultureInfo.InvariantCulture, $"{Measure} {best.Real:0.000} with real rows alone, {best.Augmented:0.000} with synthetic rows added; gain {best.Gain:0.000}, interval {best.Low:0.000} to {best.High:0.000}, corrected for {Results.Length} comparisons");
            var harm = Results.Count(r => r.Verdict is AugmentationVerdict.Harm) is > 0 and var harmed ? $" In {harmed} of {Results.Length} comparisons the added rows did harm." : "";
            return HasBenefit
                ? $"Adding synthetic rows helps to predict {Task} on real rows held back ({Results.Where(r => r.Verdict is AugmentationVerdict.Benefit).MaxBy(r => r.Gain)!.Learner}: {figures}).{harm}"
                : $"No benefit: adding synthetic rows does not help to predict {Task} on real rows held back (the best of {Results.Length}, {best.Learner}: {figures}).{harm}";
        }
    }
}
