using System.Xml.Linq;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>Whose a name of a CDA document is, and its parts.</summary>
internal static class CdaNames
{
    public static bool IsPerson(XElement name) => name.Parent?.Name.LocalName switch
    {
        "patient" or "assignedPerson" or "guardianPerson" or "associatedPerson" or "informationRecipient" or "relatedPerson" or "person" or "subject" or "maintainingPerson" or "receivedPerson" => true,
        "playingEntity" => (string?)name.Parent.Attribute("classCode") is "PSN",
        _ => false,
    };

    public static bool IsOrganization(XElement name) => name.Parent?.Name.LocalName switch
    {
        null => false,
        "location" or "place" or "scopingEntity" or "healthCareFacility" => true,
        "playingEntity" => (string?)name.Parent.Attribute("classCode") is "PLC" or "ORG",
        var parent => parent.EndsWith("Organization", StringComparison.Ordinal),
    };

    /// <summary>Names of what is no person and no house (drugs, allergens, devices) are words like others.</summary>
    public static bool IsThing(XElement name) => name.Parent?.Name.LocalName is "playingEntity" or "manufacturedMaterial" or "manufacturedLabeledDrug" or "labeledDrug" or "playingDevice" or "specimenPlayingEntity" or "product" or "material";

    public static PersonName Read(XElement name)
    {
        if (!name.HasElements)
            return new PersonName("", "", Words(name.Value));
        var given = Parts("given").ToList();
        return new PersonName(given.Count > 0 ? given[0] : "", string.Join(' ', given.Skip(1)), string.Join(' ', Parts("family")));

        IEnumerable<string> Parts(string part) => name.Elements().Where(e => e.Name.LocalName == part).Select(e => Words(e.Value)).Where(w => w.Length > 0);
    }

    /// <summary><c>patient</c>, <c>kin</c>, <c>clinician</c> or <c>organization</c>: by what stands around it.</summary>
    public static string RoleOf(XElement element)
    {
        foreach (var around in element.Ancestors())
        {
            switch (around.Name.LocalName)
            {
                case "guardian" or "relatedEntity" or "associatedEntity" or "relatedSubject":
                    return "kin";
                case "patientRole":
                    return "patient";
                case "assignedEntity" or "assignedAuthor" or "intendedRecipient" or "section" or "entry":
                    return "clinician";
                case var other when other.EndsWith("Organization", StringComparison.Ordinal) || other is "healthCareFacility":
                    return "organization";
            }
        }
        return "clinician";
    }

    /// <summary>Equal names in one role are one person; what stands beside a name is that person's.</summary>
    public static string OwnerOf(XElement element, string role)
    {
        if (role == "patient")
            return role;
        var name = element.Name.LocalName == "name" ? element : element.Parent?.Descendants().FirstOrDefault(e => e.Name.LocalName == "name");
        var whole = name is null ? "" : IsOrganization(name) ? Words(name.Value) : Read(name).Whole;
        return whole.Length == 0 ? role : V2Names.Owner(role, whole);
    }

    public static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
