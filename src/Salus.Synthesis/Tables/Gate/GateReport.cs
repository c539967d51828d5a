using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>What a measure is about.</summary>
public enum GateSection
{
    /// <summary>Whether the table looks like the real one.</summary>
    Fidelity,

    /// <summary>Whether it serves to learn from.</summary>
    Utility,

    /// <summary>Whether it serves every group.</summary>
    Fairness,

    /// <summary>Whether it says something about single people.</summary>
    Privacy,
}

/// <summary>What a measure means for the release.</summary>
public enum Verdict
{
    /// <summary>Within its limit.</summary>
    Pass,

    /// <summary>Beyond its limit, but nobody is harmed: the person who signs decides.</summary>
    Warn,

    /// <summary>The table must not be released.</summary>
    Fail,

    /// <summary>It has no limit.</summary>
    Information,

    /// <summary>The rows are too few, or of a kind, that it says nothing; <see cref="Measure.Words"/> say why.</summary>
    NotMeasurable,
}

/// <summary>One thing measured.</summary>
/// <param name="Key">For programs, for example <c>singling-out</c>; a measure of one column or group ends in <c>:name</c>.</param>
/// <param name="Low">Lower end of the 95 % interval, where there is one.</param>
/// <param name="High">Upper end.</param>
/// <param name="Words">One sentence for a data steward. It holds no value of any cell.</param>
public sealed record Measure(string Key, GateSection Section, string Title, double? Value, double? Low, double? High, double? Limit, Verdict Verdict, string Words);

/// <summary>One column, real against synthetic. Levels and steps with fewer than <see cref="GateReport.FewestPeople"/> real rows are joined so that the picture itself tells of nobody.</summary>
/// <param name="Labels">Levels, or the lower ends of the steps.</param>
/// <param name="Real">Share of all real rows, as long as <paramref name="Labels"/>.</param>
/// <param name="Synthetic">Share of all synthetic rows.</param>
/// <param name="Agreement">0 to 1: Kolmogorov-Smirnov or total variation complement.</param>
public sealed record Margin(string Column, ColumnKind Kind, ImmutableArray<string> Labels, ImmutableArray<double> Real, ImmutableArray<double> Synthetic, double RealMissing, double SyntheticMissing, double Agreement);

/// <summary>How strongly columns go together, −1 to 1, row by row: correlations of numbers, Cramér's V where a column has levels without order (0 to 1).</summary>
public sealed record Associations(ImmutableArray<string> Columns, ImmutableArray<double> Real, ImmutableArray<double> Synthetic);

/// <summary>What the gate found.</summary>
public sealed record GateReport
{
    /// <summary>Fewer real rows than this are never shown on their own.</summary>
    public const int FewestPeople = 5;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public required int TrainRows { get; init; }

    public required int ControlRows { get; init; }

    public required int SyntheticRows { get; init; }

    public ulong Seed { get; init; }

    /// <summary>Whether only the attacks ran, with a small budget: such a report never stands for a release.</summary>
    public bool Quick { get; init; }

    public string? Target { get; init; }

    public required ImmutableArray<Measure> Measures { get; init; }

    public ImmutableArray<Margin> Margins { get; init; } = [];

    public Associations? Associations { get; init; }

    /// <summary>Whether nothing forbids the release. Warnings do not; they are for the person who signs.</summary>
    [JsonIgnore]
    public bool Passes => !Measures.Any(m => m.Verdict is Verdict.Fail);

    /// <summary>
    /// How far people are exposed, for choosing among models, where 1 is the most that passes: the greatest of the attacks' upper ends as a share
    /// of the way from chance to their limit. Above 1 when and only when an attack fails the table.
    /// </summary>
    [JsonIgnore]
    public double Exposure => Measures.Where(m => m.Section is GateSection.Privacy).Select(ExposureOf).DefaultIfEmpty(0).Max();

    private static double ExposureOf(Measure measure)
    {
        var chance = measure.Key.StartsWith("membership", StringComparison.Ordinal) && measure.Limit > 0.5 || measure.Key is "closer-to-learned" or "canaries" ? 0.5 : 0;
        var far = measure.Key is "closer-to-learned" or "copies" or "copies-apart" or "near-copies" or "inference-worst" or "canaries" ? measure.Value : measure.High;
        var share = measure.Key is "fifth-percentile" || far is null || measure.Limit is null || measure.Limit <= chance ? 0 : (far.Value - chance) / (measure.Limit.Value - chance);
        return measure.Verdict switch
        {
            Verdict.Fail => Math.Max(share, 1.01),
            Verdict.Pass or Verdict.Warn => Math.Clamp(share, 0, 1),
            _ => 0,
        };
    }

    /// <summary>The measure of this key; null when there is none.</summary>
    public Measure? this[string key] => Measures.FirstOrDefault(m => string.Equals(m.Key, key, StringComparison.Ordinal));

    /// <summary>As JSON; <see cref="FromJson"/> gives an equal report.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">It is not what <see cref="ToJson"/> writes.</exception>
    public static GateReport FromJson(string json) => JsonSerializer.Deserialize<GateReport>(json, Json) ?? throw new JsonException("The report is empty.");
}
