using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>What <see cref="AimEngine"/> may be told beyond ε and δ. Nothing here may be chosen by looking at the data.</summary>
public sealed record AimOptions
{
    /// <summary>
    /// Columns whose levels are public: those that the schema file declares. The levels of all others were found in the data, so only those are kept that many
    /// persons have: a noisy count above a threshold that one person alone passes with a chance inside δ.
    /// </summary>
    public ImmutableHashSet<string> PublicLevels { get; init; } = [];

    /// <summary>So many rows of one person count at most; they share the person's weight.</summary>
    public int RowsPerPerson { get; init; } = 8;

    /// <summary>A column of numbers is put into so many codes at most.</summary>
    public int MostBins { get; init; } = 16;

    /// <summary>A column of levels is put into so many codes at most; rarer levels share one.</summary>
    public int MostLevels { get; init; } = 32;

    /// <summary>How large the model may become, all cliques together.</summary>
    public double MostMiB { get; init; } = 4;

    /// <summary>How much a pair without the target counts against one with it, when there is a target.</summary>
    public double WeightWithoutTarget { get; init; } = 0.5;

    /// <summary>Pairs are measured for about so many rounds per column, more where a few suffice to use up the budget well.</summary>
    public double RoundsPerColumn { get; init; } = 2;

    /// <summary>
    /// The site's secret of 32 bytes from which the noise is made, together with the seed, the budget and the table itself: equal fits give equal models, another table other noise.
    /// None: from the operating system, and no two fits are equal. The seed alone is never enough, since it is printed on the data card.
    /// </summary>
    public ImmutableArray<byte> NoiseSecret { get; init; } = [];
}
