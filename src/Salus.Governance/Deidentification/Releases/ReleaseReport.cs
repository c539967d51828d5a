using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Salus.Governance.Deidentification.Releases.Risk;
using Salus.Governance.Deidentification.Releases.SecondReading;
using Salus.Language.Identifiers;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>What a run did and what was found of its outputs: counts and names of classes, never a value. Goes out with the release.</summary>
public sealed record ReleaseReport
{
    /// <summary>Name of the archive.</summary>
    public const string ArchiveName = "de-identified.zip";

    public required Guid Id { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Of the program.</summary>
    public required string Version { get; init; }

    public required string Policy { get; init; }

    public required string PolicyVersion { get; init; }

    /// <summary>What the policy does with each class in text.</summary>
    public required ImmutableSortedDictionary<IdentifierClass, Treatment> Treatments { get; init; }

    /// <summary>Whether a moved date is written as its year alone.</summary>
    public bool DatesAsYears { get; init; }

    /// <summary>Why the policy keeps what its profile would not, each reason once.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    public required bool DefaultDeny { get; init; }

    public required ImmutableArray<ReleasedKind> Kinds { get; init; }

    /// <summary>Files of no kind that is read here: not among the outputs.</summary>
    public required int LeftOut { get; init; }

    public required ImmutableArray<TallyLine> Tally { get; init; }

    /// <summary>Null where nobody asked for a second opinion.</summary>
    public SecondCounts? Second { get; init; }

    /// <summary>Null where the files tell nothing of people that could be compared.</summary>
    public RiskReport? Risk { get; init; }

    /// <summary>The smallest group that was demanded; 1 for none.</summary>
    public required int LeastK { get; init; }

    /// <summary>Documents that passed by.</summary>
    public required long Documents { get; init; }

    /// <summary>Documents drawn for review.</summary>
    public required int Sampled { get; init; }

    public required ulong SampleSeed { get; init; }

    /// <summary>Identifiers that reviewers of earlier runs had missed and this one was told.</summary>
    public int Repeated { get; init; }

    /// <summary>Digest of the archive of all outputs; null where none was made.</summary>
    public Sha256? Content { get; init; }

    /// <summary>Of the archive.</summary>
    public long Bytes { get; init; }

    [JsonIgnore]
    public int Files => Kinds.Sum(k => k.Files);

    public string ToJson() => JsonSerializer.Serialize(this, TrustJson.Indented);
}

/// <param name="Kind">See <see cref="IFileDeidentifier.Kind"/>.</param>
public sealed record ReleasedKind(string Kind, int Files, long BytesIn, long BytesOut);
