using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>What stands against a decision or a signature.</summary>
internal static class SigningRules
{
    /// <exception cref="ReviewRefusedException">The decision is not allowed.</exception>
    public static void RequireAllowed(ReviewedDraft reviewed, DecisionKind kind, string target, string? reason, Person by)
    {
        var statement = reviewed.Draft.Statements.Any(s => s.Key == target);
        var finding = reviewed.Findings.Any(f => f.KeyIn(reviewed.Draft) == target);
        if (!statement && !finding)
            throw new ReviewRefusedException("What you decided about is not in this revision any more. Look at the current one.");
        if (kind is DecisionKind.Accept or DecisionKind.Reject && !statement)
            throw new ReviewRefusedException("Statements are accepted or rejected; findings are overruled.");
        if (kind is DecisionKind.SendBack)
            throw new ReviewRefusedException("The whole draft is sent back, not a part of it.");
        if (kind is not DecisionKind.Overrule)
            return;
        if (!Access.Allows(by, Act.SignDraft, reviewed.Draft.Purpose))
            throw new ReviewRefusedException(reviewed.Draft.Purpose is Purpose.Research ? "Only a data steward may overrule a finding." : "Only a clinician may overrule a finding.");
        if (reviewed.Findings.Any(f => f.Final && f.KeyIn(reviewed.Draft) == target))
            throw new ReviewRefusedException("This finding cannot be overruled. Reject the statement, or do not sign this draft.");
        if (reason is null)
            throw new ReviewRefusedException("Say why the finding may be set aside: the reason goes into the signature.");
    }

    /// <summary>Every reason why the draft cannot be signed as it is, for the clinician; empty when it can.</summary>
    public static ImmutableArray<string> Against(ReviewedDraft reviewed, DraftState state)
    {
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (state is DraftState.SentBack)
            reasons.Add($"The draft was sent back: {reviewed.On(reviewed.Draft.Id.ToString())?.Reason} Put it right, or accept a statement to take it up again.");
        if (reviewed.Kept.IsEmpty && reviewed.Draft.Artifacts.IsEmpty)
            reasons.Add("Nothing is left to sign: every statement was rejected.");
        foreach (var finding in reviewed.OpenBlocking)
            reasons.Add($"Open: {finding.Message}");
        for (var i = 0; i < reviewed.Draft.Statements.Length; i++)
        {
            var statement = reviewed.Draft.Statements[i];
            if (statement.Evidence.IsEmpty && !reviewed.IsRejected(statement) && !IsOverruled(reviewed, i) && !reviewed.OpenBlocking.Any(f => f.Statement == i))
                reasons.Add($"No source supports: {statement.Text} Reject it, write it as your own, or overrule with a reason.");
        }
        return reasons.ToImmutable();
    }

    /// <summary>The blocking findings that were set aside, for the signature.</summary>
    public static ImmutableArray<Overrule> Overruled(ReviewedDraft reviewed) =>
    [
        .. from finding in reviewed.Findings
           where finding.Severity is Severity.Blocking
           let decision = reviewed.On(finding.KeyIn(reviewed.Draft))
           where decision is { Kind: DecisionKind.Overrule } && !(finding.Statement is { } index && reviewed.IsRejected(reviewed.Draft.Statements[index]))
           select new Overrule(finding, decision.Reason ?? "", decision.By, decision.At),
    ];

    private static bool IsOverruled(ReviewedDraft reviewed, int statement) =>
        reviewed.On(reviewed.Draft.Statements[statement].Key) is { Kind: DecisionKind.Overrule }
        || reviewed.Findings.Any(f => f.Statement == statement && f.Severity is Severity.Blocking && reviewed.IsOverruled(f));
}
