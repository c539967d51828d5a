using System.Collections.Immutable;
using Salus.Fhir;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>R4's extension that says why there is no value.</summary>
internal static class DataAbsentReason
{
    private const string Url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    /// <summary>As children of a primitive: there was something, and it was taken out to protect somebody.</summary>
    public static ImmutableArray<FhirNode> Masked { get; } =
        FhirNode.Object(("extension", FhirNode.List(FhirNode.Object(("url", Url), ("valueCode", "masked"))))).Children;
}
