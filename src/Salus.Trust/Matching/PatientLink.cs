using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>What is decided about two patients.</summary>
public enum LinkState
{
    /// <summary>One person: their charts are read together.</summary>
    Linked,

    /// <summary>Waits for a person to decide; until then they are two.</summary>
    Open,

    /// <summary>Not the same: never asked again, never linked.</summary>
    Distinct,
}

/// <summary>Why two patients were put beside each other.</summary>
public enum LinkCause
{
    /// <summary>Two sources give the same identifier, and nothing speaks against it.</summary>
    Identifier,

    /// <summary>They look alike.</summary>
    LookAlike,

    /// <summary>They share an identifier, but something else cannot be true of one person, or one source has them twice.</summary>
    Conflict,
}

/// <summary>Two Patient resources, what speaks for and against their being one person, and what was decided.</summary>
/// <param name="Left">Id in the record; the one that came first.</param>
/// <param name="By">Who decided; null: the rule of equal identifiers, or nobody yet.</param>
public sealed record PatientLink(
    PatientId Left, PatientId Right, LinkState State, LinkCause Cause, ImmutableArray<MatchWeight> Weights, PersonId? By, string? Reason, DateTimeOffset At)
{
    public double Likeness => PatientLikeness.Sum(Weights);
}

/// <summary>What a look at new patients did.</summary>
/// <param name="Seen">Patients that are new or changed.</param>
/// <param name="Linked">Pairs that share an identifier over two sources, and nothing speaks against it.</param>
/// <param name="ToDecide">Pairs that wait for a person.</param>
public sealed record MatchingSummary(long Seen, long Linked, long ToDecide);

/// <summary>A decision about two patients cannot be kept; the message says why and what to do.</summary>
public sealed class LinkRefusedException(string message) : Exception(message);
