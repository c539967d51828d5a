using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>Where a draft stands.</summary>
public enum DraftState
{
    /// <summary>Nobody has changed or decided anything yet.</summary>
    Waiting,

    /// <summary>Somebody has edited it or decided about a part of it.</summary>
    InReview,

    /// <summary>In the record. Never changes again.</summary>
    Signed,

    /// <summary>Not signable as it is; the next edit or decision takes it up again.</summary>
    SentBack,
}

/// <summary>A draft as the work list shows it.</summary>
/// <param name="PatientName">Empty when the sources name nobody.</param>
/// <param name="Summary">The reason for the visit, at most 120 characters.</param>
/// <param name="Blocking">Open blocking findings: with one, nobody signs.</param>
/// <param name="Warnings">Warnings of the current revision.</param>
public sealed record WorkItem(
    DraftId Id,
    int Revision,
    string Capability,
    DraftState State,
    PatientId? Subject,
    string PatientName,
    string Summary,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    int Statements,
    int Blocking,
    int Warnings,
    PersonId? SignedBy)
{
    public Purpose Purpose { get; init; }

    /// <summary>Whose request it was; null for work that nobody waited for.</summary>
    public PersonId? ProposedBy { get; init; }
}

/// <param name="States">Empty for all.</param>
/// <param name="Text">Part of the patient's name, id or the summary, in any case; null for all.</param>
/// <param name="Take">1 to 500.</param>
public sealed record WorkListQuery(ImmutableArray<DraftState> States, string? Text = null, int Skip = 0, int Take = 50)
{
    /// <summary>Only drafts of this capability; null for all.</summary>
    public string? Capability { get; init; }

    /// <summary>What waits for somebody: everything that is not signed.</summary>
    public static WorkListQuery Open { get; } = new([DraftState.Waiting, DraftState.InReview, DraftState.SentBack]);
}

/// <summary>How a revision came to be.</summary>
public enum RevisionChange
{
    Submitted,
    Edited,
    Added,
}

/// <summary>One step in the life of a draft.</summary>
/// <param name="Editor">Null for what an engine wrote.</param>
/// <param name="Statement">Zero-based index of the edited or added statement.</param>
/// <param name="Content">Digest of the revision's canonical JSON.</param>
/// <param name="Decisions">Taken while this revision was the current one.</param>
public sealed record Revision(int Number, DateTimeOffset At, PersonId? Editor, RevisionChange Change, int? Statement, Sha256 Content, ImmutableArray<Decision> Decisions);
