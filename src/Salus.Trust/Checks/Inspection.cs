using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>
/// Runs every check that applies to a draft. A check that fails is itself a blocking finding: no verdict is not a good verdict.
/// A finding about a statement that does not exist blocks the whole draft.
/// </summary>
public static class Inspection
{
    public static async Task<ReviewedDraft> RunAsync(Draft draft, Sources sources, IEnumerable<ICheck> checks, CancellationToken cancel)
    {
        var runs = ImmutableArray.CreateBuilder<CheckRun>();
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var check in Of(draft, checks))
        {
            runs.Add(new CheckRun(check.Name, check.Version));
            try
            {
                await foreach (var finding in check.InspectAsync(draft, sources, cancel))
                    findings.Add(finding.Statement is { } index && (index < 0 || index >= draft.Statements.Length)
                        ? finding with { Severity = Severity.Blocking, Statement = null, Start = null, Length = null }
                        : finding);
            }
#pragma warning disable CA1031 // whatever a plugged-in check throws, the draft must not become signable
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                findings.Add(new Finding(check.Name, Severity.Blocking, $"The check '{check.Name}' could not finish ({e.GetType().Name}), so nothing is known about what it looks for. Try again; if it stays, tell your administrator.", null));
            }
        }
        return new ReviewedDraft(draft, sources, runs.ToImmutable(), Sort(findings), []);
    }

    /// <summary>Whether a verdict is what today's checks would be asked for: the same checks in the same versions.</summary>
    public static bool IsUpToDate(ReviewedDraft reviewed, IEnumerable<ICheck> checks) =>
        reviewed.Checks.SequenceEqual(Of(reviewed.Draft, checks).Select(c => new CheckRun(c.Name, c.Version)));

    private static IEnumerable<ICheck> Of(Draft draft, IEnumerable<ICheck> checks) =>
        checks.Where(c => c.Capabilities.IsDefaultOrEmpty || c.Capabilities.Contains(draft.Capability));

    private static ImmutableArray<Finding> Sort(IEnumerable<Finding> findings) =>
        [.. findings.OrderByDescending(f => f.Severity).ThenBy(f => f.Statement ?? -1).ThenBy(f => f.Check, StringComparer.Ordinal).ThenBy(f => f.Message, StringComparer.Ordinal)];
}
