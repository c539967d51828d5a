using System.Text.Json.Serialization;
using Salus.Trust;

namespace Salus.Design.Jobs;

/// <summary>Where long work stands.</summary>
public enum JobState
{
    /// <summary>Taken in and looked at, not yet begun.</summary>
    Ready,

    /// <summary>Begins when the ones before it have ended.</summary>
    Waiting,
    Running,
    Done,

    /// <summary>Somebody stopped it; it can be started again.</summary>
    Cancelled,

    /// <summary>The program ended while it ran; it can be started again.</summary>
    Interrupted,

    /// <summary>It could not go on; <see cref="Job.Problem"/> says why.</summary>
    Failed,
}

/// <summary>Long work that a person started on a page and may leave, stop and come back to.</summary>
/// <param name="ByName">Of the person, at the time.</param>
public abstract record Job(Guid Id, PersonId By, string ByName, DateTimeOffset CreatedAt)
{
    public JobState State { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What it does now, in words.</summary>
    public string Step { get; init; } = "";

    /// <summary>How far it is, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>In words, without a value of a patient.</summary>
    public string? Problem { get; init; }

    [JsonIgnore]
    public bool Active => State is JobState.Waiting or JobState.Running;

    [JsonIgnore]
    public bool CanStart => State is JobState.Ready or JobState.Cancelled or JobState.Interrupted or JobState.Failed;
}
