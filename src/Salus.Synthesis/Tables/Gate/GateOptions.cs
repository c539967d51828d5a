using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Fits the engine of the release again on other rows and draws as many rows as the release has.</summary>
/// <param name="rows">What to learn from, with the columns of the source.</param>
/// <param name="seed">Of the fit and the draw.</param>
public delegate Table Refit(Table rows, ulong seed, CancellationToken cancel);

/// <summary>How a synthetic table is judged. The same options, tables and version give the same report, whatever the number of threads.</summary>
public sealed record GateOptions
{
    public ulong Seed { get; init; }

    /// <summary>The column that studies predict; none: usefulness is not measured.</summary>
    public string? Target { get; init; }

    /// <summary>Columns whose groups are looked at one by one: sex, age, origin. Numbers are cut at their real terciles.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>Only the attacks, with a quarter of the budget: for choosing how far an engine stays away from single rows.</summary>
    public bool Quick { get; init; }

    /// <summary>Real rows attacked, at most, from those learned from and from those held back each. More narrow the intervals and cost in proportion.</summary>
    public int AttackedRows { get; init => field = AtLeastOne(value); } = 4_000;

    /// <summary>Predicates tried when singling out, at most, of each kind.</summary>
    public int Predicates { get; init => field = AtLeastOne(value); } = 2_000;

    /// <summary>Columns that an attacker tries to learn one by one, at most.</summary>
    public int Secrets { get; init => field = AtLeastOne(value); } = 12;

    /// <summary>Rows that learners see, at most, from each table.</summary>
    public int LearnedRows { get; init => field = AtLeastOne(value); } = 100_000;

    /// <summary>The person of each row learned from, from 0; none: every row is a person of its own.</summary>
    public ImmutableArray<int> TrainPersons { get; init; } = [];

    /// <summary>The person of each held-back row, numbered as <see cref="TrainPersons"/>: nobody may be in both.</summary>
    public ImmutableArray<int> ControlPersons { get; init; } = [];

    public GateLimits Limits { get; init; } = new();

    /// <summary>Fits again for the shadow-model attack and the canaries; none: they are not measured.</summary>
    public Refit? Refit { get; init; }

    /// <summary>Fits for the shadow-model attack, 2 or more.</summary>
    public int ShadowModels { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least 2."); } = 8;

    /// <summary>Threads at most; the report does not depend on it.</summary>
    public int Threads { get; init => field = AtLeastOne(value); } = Environment.ProcessorCount;

    internal int Budget(int full) => Quick ? Math.Max(1, full / 4) : full;

    private static int AtLeastOne(int value) => value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must be 1 or more.");
}

/// <summary>
/// Where the gate draws its lines. The risks of singling out, linking and inferring are the three of the European Article 29 Working
/// Party (Opinion 05/2014 on anonymisation techniques), measured after Giomi et al., "A unified framework for quantifying privacy risk in
/// synthetic data", PoPETs 2023(2); 0.10 on the upper end of the 95 % interval is a choice of this project, stricter than reporting the point.
/// </summary>
public sealed record GateLimits
{
    /// <summary>Upper end of the interval of each of the three risks, over what the same attack reaches on people who are not in the data.</summary>
    public double Risk { get; init; } = 0.10;

    /// <summary>Share of synthetic rows nearer to a row learned from than to a held-back one, among as many of each: 0.5 is chance.</summary>
    public double CloserToLearned { get; init; } = 0.52;

    /// <summary>Area under the curve of membership attacks: 0.5 is chance.</summary>
    public double Membership { get; init; } = 0.55;

    /// <summary>Share of synthetic rows that lie as close to one real row, and no other, as one in twenty real rows does: 0.05 is chance.</summary>
    public double NearCopies { get; init; } = 0.10;

    /// <summary>Least agreement of margins and pairs, 0 to 1.</summary>
    public double Quality { get; init; } = 0.95;

    /// <summary>Area under the curve with which a learner tells synthetic from real rows: 0.5 is chance.</summary>
    public double Discriminator { get; init; } = 0.75;

    /// <summary>What a prediction may lose when learned from synthetic instead of real rows.</summary>
    public double Loss { get; init; } = 0.02;

    /// <summary>How much the predictability of missing values may change.</summary>
    public double Missingness { get; init; } = 0.03;

    /// <summary>How much less of a group the table may hold, as a share of what the real table holds.</summary>
    public double Coverage { get; init; } = 0.20;
}
