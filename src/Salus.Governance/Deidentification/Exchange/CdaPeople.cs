using System.Xml.Linq;
using Salus.Fhir.V2;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>Who occurs in a CDA document, and whose each name, address and number is.</summary>
internal static class CdaPeople
{
    private const int FewestDigits = 4;

    /// <summary>The patient: the first id of recordTarget/patientRole, as HL7 v2 has it in PID-3.</summary>
    public static Subject SubjectOf(XElement root)
    {
        var ids = root.Elements(CdaCleaner.V3 + "recordTarget").Elements(CdaCleaner.V3 + "patientRole").Elements(CdaCleaner.V3 + "id").ToList();
        var id = ids.Find(i => !string.IsNullOrWhiteSpace((string?)i.Attribute("extension")) && (string?)i.Attribute("root") != CdaCodes.SocialSecurity)
            ?? ids.Find(i => !string.IsNullOrWhiteSpace((string?)i.Attribute("extension")) || !string.IsNullOrWhiteSpace((string?)i.Attribute("root")));
        return id is null ? Subject.Nobody : new Subject((((string?)id.Attribute("extension")) ?? (string?)id.Attribute("root") ?? "").Trim());
    }

    public static void Gather(XElement root, KnownPeople people)
    {
        var subject = SubjectOf(root);
        var patient = root.Element(CdaCleaner.V3 + "recordTarget")?.Element(CdaCleaner.V3 + "patientRole");
        var birth = (string?)patient?.Element(CdaCleaner.V3 + "patient")?.Element(CdaCleaner.V3 + "birthTime")?.Attribute("value");
        people.Born(subject, V2People.Day(birth ?? ""));
        foreach (var id in patient?.Elements(CdaCleaner.V3 + "id") ?? [])
        {
            if (((string?)id.Attribute("extension"))?.Trim() is { Length: > 0 } number)
                people.Same(subject, number, V2People.Day(birth ?? ""));
        }
        foreach (var element in root.Descendants())
        {
            switch (element.Name.LocalName)
            {
                case "name" when CdaNames.IsPerson(element):
                    Add(element, IdentifierClass.Name, CdaNames.Read(element).Whole);
                    break;
                case "name" when CdaNames.IsOrganization(element):
                    Add(element, IdentifierClass.Organization, CdaNames.Words(element.Value));
                    break;
                case "addr":
                    foreach (var part in element.Elements())
                    {
                        if (CdaCodes.ClassOfAddressPart(part.Name.LocalName) is { } kind and not IdentifierClass.Region)
                            Add(element, kind, CdaNames.Words(part.Value));
                    }
                    break;
                case "telecom":
                    var (telecom, _, value) = CdaCodes.Telecom((string?)element.Attribute("value") ?? "");
                    Add(element, telecom, value);
                    break;
                case "birthTime" when V2Time.Parse((string?)element.Attribute("value")) is { Digits.Length: >= 8 } born:
                    Add(element, IdentifierClass.Date, born.ToFhirDate());
                    break;
                case "id" when (string?)element.Attribute("extension") is { } number && number.Count(char.IsAsciiDigit) >= FewestDigits:
                    Add(element, CdaCodes.ClassOfId(element), number.Trim());
                    break;
            }
        }

        void Add(XElement element, IdentifierClass kind, string value)
        {
            if (value.Length < 2)
                return;
            var role = CdaNames.RoleOf(element);
            var known = new KnownIdentifier(kind, value, CdaNames.OwnerOf(element, role));
            if (role is "patient" or "kin" && subject != Subject.Nobody)
                people.Add(subject, known);
            else
                people.AddShared(known);
        }
    }
}
