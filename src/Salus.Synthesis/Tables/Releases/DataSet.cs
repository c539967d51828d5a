using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Fitting;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Releases;

/// <summary>A drawn table as a file, and where it comes from.</summary>
/// <param name="About">Of the model it was drawn from.</param>
/// <param name="Seed">Of the draw; null where nobody said it.</param>
/// <param name="FileName">Says that it is synthetic.</param>
/// <param name="Content">Digest of the file's bytes.</param>
public sealed record DataSet(ModelAbout About, TableSchema Schema, ulong? Seed, long Rows, string FileName, Sha256 Content, long Bytes)
{
    /// <summary>By the file's name.</summary>
    public string MediaType => FileName switch
    {
        _ when FileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) => "application/gzip",
        _ when FileName.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || FileName.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) => "application/x-ndjson",
        _ when FileName.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) => "text/tab-separated-values",
        _ => "text/csv",
    };

    /// <summary>What it is, in sentences for the person who signs.</summary>
    public ImmutableArray<string> Sentences =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{FileName} holds {Rows} synthetic rows of {Schema.Columns.Length} columns; no row stands for a person."),
        string.Create(CultureInfo.InvariantCulture, $"It was drawn {(Seed is { } seed ? string.Create(CultureInfo.InvariantCulture, $"with seed {seed} ") : "")}from a model of the engine '{About.Engine}' that learned {About.LearnedRows} of the {About.SourceRows} rows of {About.Source}."),
        string.Create(CultureInfo.InvariantCulture, $"{100 * About.ControlShare:0.#} % of the {(About.ByPerson ? "persons" : "rows")} were held back from learning; the attacks are measured against them."),
        About.Epsilon is { } epsilon
            ? string.Create(CultureInfo.InvariantCulture, $"The engine gives differential privacy with ε = {epsilon:0.###} and δ = {About.Delta:0.#e+0} for each {(About.ByPerson ? "person" : "row")}.")
            : string.Create(CultureInfo.InvariantCulture, $"The engine gives no proof of privacy; it kept to protection level {About.Protection}, and the attacks below are the evidence."),
        $"The source file has the SHA-256 digest {About.SourceDigest}.",
    ];
}
