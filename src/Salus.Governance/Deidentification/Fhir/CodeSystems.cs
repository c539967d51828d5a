using System.Collections.Frozen;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Which systems of codes and identifiers are a standard's, so that they tell nothing of a site. From the general knowledge of
/// https://terminology.hl7.org and the R4 pages on code systems and identifier registries.
/// </summary>
internal static class CodeSystems
{
    private static readonly string[] publishers =
    [
        "http://hl7.org/", "https://hl7.org/", "http://terminology.hl7.org/", "https://terminology.hl7.org/", "http://loinc.org", "https://loinc.org", "http://snomed.info/", "https://snomed.info/",
        "http://unitsofmeasure.org", "https://unitsofmeasure.org", "http://www.nlm.nih.gov/", "http://dicom.nema.org/", "http://www.ama-assn.org/", "http://www.whocc.no/", "http://who.int/", "http://id.who.int/", "http://www.who.int/",
        "http://nucc.org/", "http://www.cms.gov/", "https://www.cms.gov/", "https://bluebutton.cms.gov/", "https://www.nubc.org/", "http://www.nubc.org/", "http://www.genenames.org", "http://www.ebi.ac.uk/", "http://varnomen.hgvs.org",
        "http://ncimeta.nci.nih.gov", "http://ncicb.nci.nih.gov/", "http://fdasis.nlm.nih.gov", "http://hcpcs.codes", "http://www.orpha.net", "http://human-phenotype-ontology.org", "http://purl.obolibrary.org/", "http://ihe.net/", "http://ihtsdo.org/",
        "http://fhir.de/", "http://www.bfarm.de/", "http://fhir.org/", "https://www.usps.com/", "http://www.iso.org/", "http://phinvads.cdc.gov/", "http://cdc.gov/", "http://www.cdc.gov/", "http://radlex.org", "http://www.radlex.org", "http://www.gs1.org/", "http://ns.electronichealth.net.au/", "https://fhir.hl7.org.uk/", "http://va.gov/terminology/",
    ];

    private static readonly string[] registries =
    [
        "urn:iso:", "urn:ietf:", "urn:dicom:uid", "urn:oid:2.16.840.1.113883.5.", "urn:oid:2.16.840.1.113883.6.", "urn:oid:2.16.840.1.113883.12.", "urn:oid:2.16.840.1.113883.18.", "urn:oid:2.16.840.1.113883.4.1", "urn:oid:2.16.840.1.113883.4.3.",
        "urn:oid:2.16.840.1.113883.4.6", "urn:oid:2.16.840.1.113883.4.7", "urn:oid:1.0.3166", "urn:oid:1.2.840.10008",
    ];

    private static readonly FrozenSet<string> contacts = FrozenSet.Create(StringComparer.Ordinal, "phone", "fax", "email", "pager", "url", "sms", "other");

    /// <summary>The codes mean the same everywhere, and their displays are the standard's.</summary>
    public static bool IsStandard(string? system) =>
        system is not null && (StartsWithAny(system, publishers) || StartsWithAny(system, registries) || contacts.Contains(system));

    private static bool StartsWithAny(string system, string[] starts)
    {
        foreach (var start in starts)
        {
            if (system.StartsWith(start, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
