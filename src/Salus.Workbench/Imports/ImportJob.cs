using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Salus.Trust;

namespace Salus.Workbench.Imports;

/// <summary>Where an import stands.</summary>
public enum ImportState
{
    /// <summary>Looked at, not yet begun.</summary>
    Uploaded,

    /// <summary>Begins when the ones before it have ended.</summary>
    Waiting,
    Running,
    Done,

    /// <summary>Somebody stopped it; what came in stays, and it can be continued.</summary>
    Cancelled,

    /// <summary>The program ended while it ran; it can be continued.</summary>
    Interrupted,

    /// <summary>It could not go on; <see cref="ImportJob.Problem"/> says why.</summary>
    Failed,
}

/// <summary>One file on its way into the record.</summary>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Format">Name of an <see cref="IImportFormat"/>.</param>
/// <param name="ByName">Of the person, at the time.</param>
public sealed record ImportJob(Guid Id, string FileName, long Bytes, string SourceSystem, string Format, PersonId By, string ByName, DateTimeOffset CreatedAt)
{
    public ImportState State { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How far the file has been read.</summary>
    public long BytesRead { get; init; }

    /// <summary>Of the last run. After a continued one, what an earlier run brought in counts as unchanged.</summary>
    public ImportSummary Counts { get; init; } = new(0, 0, 0);

    /// <summary>In words, without a value of a patient.</summary>
    public string? Problem { get; init; }

    public ImportPreview? Preview { get; init; }

    /// <summary>A mapping file came with it.</summary>
    public bool Mapped { get; init; }

    /// <summary>The uploaded file is still kept.</summary>
    public bool Kept { get; init; } = true;

    [JsonIgnore]
    public bool Active => State is ImportState.Waiting or ImportState.Running;

    /// <summary>It may be started, or started again: what is in the record already is recognised.</summary>
    [JsonIgnore]
    public bool CanStart => Kept && State is ImportState.Uploaded or ImportState.Cancelled or ImportState.Interrupted or ImportState.Failed;

    /// <summary>Resources told apart so far.</summary>
    [JsonIgnore]
    public long Resources => Counts.Added + Counts.Changed + Counts.Unchanged + Counts.Deleted + Counts.Refused;
}

/// <summary>What the beginning of a file holds, before anything of it goes into the record.</summary>
/// <param name="Types">Resources by type, most frequent first.</param>
/// <param name="Whole">All of the file was read.</param>
/// <param name="Faults">The first that were found.</param>
/// <param name="First">The first resources, as JSON.</param>
/// <param name="Problem">Why nothing can be read; null when something can.</param>
public sealed record ImportPreview(ImmutableArray<TypeCount> Types, bool Whole, ImmutableArray<ImportFault> Faults, ImmutableArray<string> First, string? Problem)
{
    [JsonIgnore]
    public long Resources => Types.Sum(t => t.Count);
}

public sealed record TypeCount(string Type, long Count);
