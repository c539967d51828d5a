using System.Xml.Linq;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>What numbers, addresses and places of contact of CDA R2 tell.</summary>
internal static class CdaCodes
{
    /// <summary>The root of social security numbers of the United States.</summary>
    public const string SocialSecurity = "2.16.840.1.113883.4.1";

    public static IdentifierClass ClassOfId(XElement id) => (string?)id.Attribute("root") switch
    {
        SocialSecurity or "2.16.840.1.113883.4.2" => IdentifierClass.SocialSecurity,
        "2.16.840.1.113883.4.6" or "2.16.840.1.113883.4.814" => IdentifierClass.Licence,
        "2.16.840.1.113883.4.572" or "2.16.840.1.113883.4.927" => IdentifierClass.HealthPlan,
        "2.16.840.1.113883.3.3719" => IdentifierClass.Device,
        { } root when root.StartsWith("2.16.840.1.113883.4.3.", StringComparison.Ordinal) => IdentifierClass.Licence,
        _ => id.Parent?.Name.LocalName is "patientRole" or "patient" ? IdentifierClass.MedicalRecord : IdentifierClass.OtherId,
    };

    /// <summary>Null for a part that is not known.</summary>
    public static IdentifierClass? ClassOfAddressPart(string part) => part switch
    {
        "streetAddressLine" or "deliveryAddressLine" or "houseNumber" or "houseNumberNumeric" or "streetName" or "streetNameBase" or "streetNameType" or "direction" or "additionalLocator" or "unitID" or "unitType" or "buildingNumberSuffix" or "postBox" or "deliveryInstallationType" or "deliveryInstallationArea" or "deliveryInstallationQualifier" or "deliveryMode" or "deliveryModeIdentifier" => IdentifierClass.Address,
        "city" or "county" or "precinct" => IdentifierClass.Place,
        "state" or "country" => IdentifierClass.Region,
        "postalCode" => IdentifierClass.PostalCode,
        "careOf" => IdentifierClass.Name,
        _ => null,
    };

    /// <summary>A URL of TEL as class, scheme and value: <c>tel:+1(317)555-0148</c>.</summary>
    public static (IdentifierClass Class, string Scheme, string Value) Telecom(string url)
    {
        var trimmed = url.Trim();
        foreach (var (scheme, kind) in schemes)
        {
            if (trimmed.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return (kind, scheme, trimmed[scheme.Length..].Trim());
        }
        return (trimmed.Contains('@', StringComparison.Ordinal) ? IdentifierClass.Email : trimmed.Contains("://", StringComparison.Ordinal) ? IdentifierClass.Url : IdentifierClass.Phone, "", trimmed);
    }

    private static readonly (string Scheme, IdentifierClass Class)[] schemes = [("tel:", IdentifierClass.Phone), ("fax:", IdentifierClass.Fax), ("x-text-fax:", IdentifierClass.Fax), ("x-text-tel:", IdentifierClass.Phone), ("sms:", IdentifierClass.Phone), ("mailto:", IdentifierClass.Email)];
}
