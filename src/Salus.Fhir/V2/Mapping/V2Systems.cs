using System.Collections.Frozen;

namespace Salus.Fhir.V2;

/// <summary>
/// Code systems of HL7 table 0396 and the URIs that FHIR R4 gives them (https://hl7.org/fhir/R4/terminologies-systems.html, R4 4.0.1),
/// and HL7 v2 tables whose codes FHIR has under other names.
/// </summary>
internal static class V2Systems
{
    public const string Loinc = "http://loinc.org";
    public const string Ucum = "http://unitsofmeasure.org";

    private static readonly FrozenDictionary<string, string> known = new Dictionary<string, string>
    {
        ["LN"] = Loinc,
        ["LOINC"] = Loinc,
        ["SCT"] = "http://snomed.info/sct",
        ["SNM3"] = "http://snomed.info/sct",
        ["SNOMED-CT"] = "http://snomed.info/sct",
        ["I10"] = "http://hl7.org/fhir/sid/icd-10",
        ["ICD10"] = "http://hl7.org/fhir/sid/icd-10",
        ["I10C"] = "http://hl7.org/fhir/sid/icd-10-cm",
        ["ICD10CM"] = "http://hl7.org/fhir/sid/icd-10-cm",
        ["I10P"] = "http://www.cms.gov/Medicare/Coding/ICD10",
        ["I9C"] = "http://hl7.org/fhir/sid/icd-9-cm",
        ["I9CDX"] = "http://hl7.org/fhir/sid/icd-9-cm",
        ["I9"] = "http://hl7.org/fhir/sid/icd-9-cm",
        ["RXNORM"] = "http://www.nlm.nih.gov/research/umls/rxnorm",
        ["NDC"] = "http://hl7.org/fhir/sid/ndc",
        ["CVX"] = "http://hl7.org/fhir/sid/cvx",
        ["MVX"] = "http://terminology.hl7.org/CodeSystem/MVX",
        ["C4"] = "http://www.ama-assn.org/go/cpt",
        ["CPT"] = "http://www.ama-assn.org/go/cpt",
        ["HCPCS"] = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        ["UCUM"] = Ucum,
        ["ISO639"] = "urn:ietf:bcp:47",
        ["ATC"] = "http://www.whocc.no/atc",
        ["WC"] = "http://www.whocc.no/atc",
        ["UNII"] = "http://fdasis.nlm.nih.gov",
        ["NUCC"] = "http://nucc.org/provider-taxonomy",
        ["CDCREC"] = "urn:oid:2.16.840.1.113883.6.238",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null for a name that is local or not known.</returns>
    public static string? Of(string name)
    {
        if (known.TryGetValue(name, out var uri))
            return uri;
        if (name.Length == 7 && name.StartsWith("HL7", StringComparison.OrdinalIgnoreCase) && name.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0)
            return Table(name[3..]);
        return null;
    }

    public static string Table(string number) => $"http://terminology.hl7.org/CodeSystem/v2-{number}";
}
