using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>What a reviewer said about a statement or a finding.</summary>
public enum DecisionKind
{
    Accept,
    Reject,
    Overrule,

    /// <summary>Takes back an earlier decision on the same target.</summary>
    Undo,

    /// <summary>The whole draft cannot be signed as it is; the target is its id.</summary>
    SendBack,
}

/// <summary>One act of a reviewer. Kept for ever: it is the pilot's measurement and the next training data.</summary>
/// <param name="Target">A <see cref="Statement.Key"/>, or a finding's key for an overrule.</param>
/// <param name="Reason">Required for an overrule and for sending back; optional for a rejection.</param>
public sealed record Decision(DecisionKind Kind, string Target, PersonId By, DateTimeOffset At, string? Reason);

/// <summary>A draft with the verdict of every check and the decisions taken so far. Only this assembly makes one.</summary>
public sealed class ReviewedDraft
{
    internal ReviewedDraft(Draft draft, Sources sources, ImmutableArray<CheckRun> checks, ImmutableArray<Finding> findings, ImmutableArray<Decision> decisions)
    {
        Draft = draft;
        Sources = sources;
        Checks = checks;
        Findings = findings;
        Decisions = decisions;
    }

    public Draft Draft { get; }

    public Sources Sources { get; }

    /// <summary>Every check that ran, whether or not it found something.</summary>
    public ImmutableArray<CheckRun> Checks { get; }

    public ImmutableArray<Finding> Findings { get; }

    /// <summary>In the order they were taken.</summary>
    public ImmutableArray<Decision> Decisions { get; }

    /// <summary>The decision that holds for a statement or finding now; null when none does.</summary>
    public Decision? On(string target)
    {
        var last = Decisions.LastOrDefault(d => string.Equals(d.Target, target, StringComparison.Ordinal));
        return last is { Kind: DecisionKind.Undo } ? null : last;
    }

    public bool IsRejected(Statement statement) => On(statement.Key) is { Kind: DecisionKind.Reject };

    public bool IsOverruled(Finding finding) => !finding.Final && On(finding.KeyIn(Draft)) is { Kind: DecisionKind.Overrule };

    /// <summary>Blocking findings that are neither overruled nor about a rejected statement. Nobody signs while there is one.</summary>
    public ImmutableArray<Finding> OpenBlocking =>
        [.. Findings.Where(f => f.Severity is Severity.Blocking && !IsOverruled(f) && !(f.Statement is { } index && IsRejected(Draft.Statements[index])))];

    /// <summary>The statements that a signature would put into the record.</summary>
    public ImmutableArray<Statement> Kept => [.. Draft.Statements.Where(s => !IsRejected(s))];
}

/// <summary>A blocking finding that the signer set aside, and why.</summary>
public sealed record Overrule(Finding Finding, string Reason, PersonId By, DateTimeOffset At);

/// <summary>Who takes responsibility, as what, and when.</summary>
public sealed record Signature(PersonId By, string Name, Role Role, DateTimeOffset At, ImmutableArray<Overrule> Overruled);

/// <summary>A reviewed draft and a person's signature: the only thing the record accepts from Salus itself. Only this assembly makes one.</summary>
public sealed class SignedDraft
{
    internal SignedDraft(ReviewedDraft reviewed, Signature signature)
    {
        Reviewed = reviewed;
        Signature = signature;
    }

    public ReviewedDraft Reviewed { get; }

    public Signature Signature { get; }

    public Draft Draft => Reviewed.Draft;
}
