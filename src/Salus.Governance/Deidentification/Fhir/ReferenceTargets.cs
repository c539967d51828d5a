using Salus.Fhir.Definitions;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>What the display of a reference names: a person, a house, a device. Null for what may be a finding, which is free text.</summary>
internal static class ReferenceTargets
{
    public static IdentifierClass? Of(FhirShape shape)
    {
        IdentifierClass? named = null;
        foreach (var type in shape.Element.Types)
        {
            foreach (var target in type.TargetProfiles)
            {
                // Whoever may be a person is one: an organisation's name is treated no worse as a name.
                if (OfType(target[(target.LastIndexOf('/') + 1)..]) is { } kind && (named is null || kind is IdentifierClass.Name))
                    named = kind;
            }
        }
        return named;
    }

    public static IdentifierClass? OfType(string resourceType) => resourceType switch
    {
        "Patient" or "Practitioner" or "PractitionerRole" or "RelatedPerson" or "Person" or "Group" => IdentifierClass.Name,
        "Organization" or "Location" or "HealthcareService" or "CareTeam" or "Endpoint" or "InsurancePlan" or "OrganizationAffiliation" => IdentifierClass.Organization,
        "Device" => IdentifierClass.Device,
        _ => null,
    };
}
