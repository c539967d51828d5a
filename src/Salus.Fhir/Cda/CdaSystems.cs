using System.Collections.Frozen;

namespace Salus.Fhir.Cda;

/// <summary>
/// Object identifiers of code systems and identifier spaces, and the URIs that FHIR R4 gives them (https://hl7.org/fhir/R4/terminologies-systems.html,
/// R4 4.0.1, and HL7 Terminology). An identifier that is not here is written as <c>urn:oid:</c>, which loses nothing.
/// </summary>
internal static class CdaSystems
{
    public const string Loinc = "http://loinc.org";
    public const string Snomed = "http://snomed.info/sct";
    public const string Ucum = "http://unitsofmeasure.org";
    public const string Interpretation = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

    private static readonly FrozenDictionary<string, string> known = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["2.16.840.1.113883.6.1"] = Loinc,
        ["2.16.840.1.113883.6.96"] = Snomed,
        ["2.16.840.1.113883.6.88"] = "http://www.nlm.nih.gov/research/umls/rxnorm",
        ["2.16.840.1.113883.6.3"] = "http://hl7.org/fhir/sid/icd-10",
        ["2.16.840.1.113883.6.90"] = "http://hl7.org/fhir/sid/icd-10-cm",
        ["2.16.840.1.113883.6.4"] = "http://www.cms.gov/Medicare/Coding/ICD10",
        ["2.16.840.1.113883.6.103"] = "http://hl7.org/fhir/sid/icd-9-cm",
        ["2.16.840.1.113883.6.104"] = "http://hl7.org/fhir/sid/icd-9-cm",
        ["2.16.840.1.113883.6.12"] = "http://www.ama-assn.org/go/cpt",
        ["2.16.840.1.113883.6.285"] = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        ["2.16.840.1.113883.6.69"] = "http://hl7.org/fhir/sid/ndc",
        ["2.16.840.1.113883.12.292"] = "http://hl7.org/fhir/sid/cvx",
        ["2.16.840.1.113883.6.59"] = "http://hl7.org/fhir/sid/cvx",
        ["2.16.840.1.113883.6.8"] = Ucum,
        ["2.16.840.1.113883.6.101"] = "http://nucc.org/provider-taxonomy",
        ["2.16.840.1.113883.6.238"] = "urn:oid:2.16.840.1.113883.6.238",
        ["2.16.840.1.113883.6.121"] = "urn:ietf:bcp:47",
        ["2.16.840.1.113883.3.26.1.1"] = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
        ["2.16.840.1.113883.4.9"] = "http://fdasis.nlm.nih.gov",
        ["2.16.840.1.113883.6.259"] = "https://www.cdc.gov/nhsn/cdaportal/terminology/codesystem/hsloc.html",
        ["2.16.840.1.113883.5.1"] = "http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender",
        ["2.16.840.1.113883.5.2"] = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus",
        ["2.16.840.1.113883.5.4"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode",
        ["2.16.840.1.113883.5.8"] = "http://terminology.hl7.org/CodeSystem/v3-ActReason",
        ["2.16.840.1.113883.5.83"] = Interpretation,
        ["2.16.840.1.113883.5.111"] = "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
        ["2.16.840.1.113883.5.112"] = "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration",
        ["2.16.840.1.113883.12.112"] = "http://terminology.hl7.org/CodeSystem/v2-0112",
        ["2.16.840.1.113883.4.1"] = "http://hl7.org/fhir/sid/us-ssn",
        ["2.16.840.1.113883.4.6"] = "http://hl7.org/fhir/sid/us-npi",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Of(string root) =>
        known.GetValueOrDefault(root) ?? (Guid.TryParseExact(root, "D", out _) ? "urn:uuid:" + root.ToLowerInvariant() : "urn:oid:" + root);
}
