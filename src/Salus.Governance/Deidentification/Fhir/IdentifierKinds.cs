using Salus.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>Which class an Identifier is of: by its type (HL7 v2 table 0203), then by its system.</summary>
internal static class IdentifierKinds
{
    public static IdentifierClass Of(FhirNode identifier)
    {
        if (identifier["type"] is { } type)
        {
            foreach (var coding in type.Span("coding"))
            {
                if (coding["code"]?.Value is { } code && OfCode(code) is { } kind)
                    return kind;
            }
        }
        return OfSystem(identifier["system"]?.Value);
    }

    public static IdentifierClass OfSystem(string? system) => system switch
    {
        "http://hl7.org/fhir/sid/us-ssn" or "urn:oid:2.16.840.1.113883.4.1" => IdentifierClass.SocialSecurity,
        "http://hl7.org/fhir/sid/us-npi" or "urn:oid:2.16.840.1.113883.4.6" => IdentifierClass.Licence,
        "http://hl7.org/fhir/sid/us-medicare" or "http://hl7.org/fhir/sid/us-mbi" => IdentifierClass.HealthPlan,
        not null when system.StartsWith("urn:oid:2.16.840.1.113883.4.3.", StringComparison.Ordinal) => IdentifierClass.Licence,
        _ => IdentifierClass.OtherId,
    };

    private static IdentifierClass? OfCode(string code) => code switch
    {
        "MR" or "MRT" or "PI" or "PT" or "AM" => IdentifierClass.MedicalRecord,
        "SS" or "SB" => IdentifierClass.SocialSecurity,
        "DL" or "PPN" or "LN" or "MD" or "DO" or "NPI" or "DEA" or "PRN" or "BCT" or "TAX" or "UPIN" or "EN" => IdentifierClass.Licence,
        "MB" or "MC" or "MA" or "HPN" or "NH" or "NI" or "SN" or "JHN" or "HC" => IdentifierClass.HealthPlan,
        "AN" or "ANON" or "BA" or "CC" => IdentifierClass.Account,
        "SNO" or "UDI" or "DI" => IdentifierClass.Device,
        _ => null,
    };
}
