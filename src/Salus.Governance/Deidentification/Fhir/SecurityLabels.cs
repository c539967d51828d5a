using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>What a treated resource says of itself, in codes of HL7's v3-ObservationValue.</summary>
internal static class SecurityLabels
{
    public const string System = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    /// <summary>
    /// PSEUDED where the key's holder can still tell one person's resources, and perhaps the person; ANONYED where nothing of the kind is written;
    /// MASKED where values are covered so that a reader sees that something was there.
    /// </summary>
    public static ImmutableArray<FhirNode> Of(DeidentificationPolicy policy)
    {
        var used = policy.Fhir.Select(r => r.Treatment).Concat(policy.Text.Values).ToHashSet();
        var codes = new List<string> { used.Overlaps([Treatment.Pseudonym, Treatment.Encrypt, Treatment.Surrogate, Treatment.Shift]) ? "PSEUDED" : "ANONYED" };
        if (policy.Text.GetValueOrDefault(IdentifierClass.Name) is Treatment.Mask or Treatment.Tag)
            codes.Add("MASKED");
        return FhirNode.Object(("security", FhirNode.List(codes.Select(c => (FhirElement)FhirNode.Object(("system", System), ("code", c)))))).Children;
    }
}
