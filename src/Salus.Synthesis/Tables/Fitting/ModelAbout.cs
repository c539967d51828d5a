namespace Salus.Synthesis.Tables.Fitting;

/// <summary>What a model was learned from, and how: enough to learn it again.</summary>
/// <param name="Version">Of the program that learned it.</param>
/// <param name="Source">Name of the file, without its folder.</param>
/// <param name="SourceDigest">SHA-256 of the file's bytes.</param>
/// <param name="SourceRows">All of them.</param>
/// <param name="LearnedRows">Those that were not held back and break no rule.</param>
/// <param name="ControlShare">Share of the persons that was held back.</param>
/// <param name="Protection">How far the engine stays away from single rows; see <see cref="Engines.FitOptions.Protection"/>.</param>
public sealed record ModelAbout(string Version, string Engine, string Source, string SourceDigest, long SourceRows, long LearnedRows, double ControlShare, ulong Seed, int Protection)
{
    public const string Current = "salus-table-model/1";

    public string Format { get; init; } = Current;

    /// <summary>The privacy budget ε that was spent; null for engines without a proof.</summary>
    public double? Epsilon { get; init; }

    public double? Delta { get; init; }

    /// <summary>What was tried before this protection was taken, in words for the report.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>Rows of the source are about more than one per person.</summary>
    public bool ByPerson { get; init; }
}
