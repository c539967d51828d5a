using System.Diagnostics.Metrics;

namespace Salus.Trust;

/// <summary>What the desk counts for whoever watches the system: numbers by capability, nothing about people or patients.</summary>
internal static class TrustMeters
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Salus.Trust";

    private static readonly Meter meter = new(Name);
    private static readonly Counter<long> submitted = meter.CreateCounter<long>("salus.drafts.submitted", "{draft}", "Drafts that engines proposed, by capability.");
    private static readonly Counter<long> signed = meter.CreateCounter<long>("salus.drafts.signed", "{draft}", "Drafts that people signed, by capability.");
    private static readonly Counter<long> refused = meter.CreateCounter<long>("salus.signatures.refused", "{signature}", "Signatures that were refused.");
    private static readonly Counter<long> findings = meter.CreateCounter<long>("salus.findings", "{finding}", "Findings on drafts that engines proposed, by check and severity.");

    public static void Submitted(ReviewedDraft reviewed)
    {
        submitted.Add(1, KeyValuePair.Create<string, object?>("capability", reviewed.Draft.Capability));
        foreach (var group in reviewed.Findings.GroupBy(f => (f.Check, f.Severity)))
            findings.Add(group.Count(), KeyValuePair.Create<string, object?>("check", group.Key.Check), KeyValuePair.Create<string, object?>("severity", group.Key.Severity.ToString()));
    }

    public static void Signed(SignedDraft draft) => signed.Add(1, KeyValuePair.Create<string, object?>("capability", draft.Draft.Capability));

    public static void Refused() => refused.Add(1);
}
