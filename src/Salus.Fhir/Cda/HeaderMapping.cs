using System.Xml.Linq;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.Cda;

/// <summary>The header: patient, author, custodian, encounter, and the Composition that holds the sections.</summary>
internal static class HeaderMapping
{
    public static FhirNode AddPatient(CdaReading reading, XElement root)
    {
        var role = root.Child("recordTarget", "patientRole") ?? throw new CdaFormatException("The document names no patient (recordTarget).", CdaReading.Line(root), 1);
        var key = role.Children("id").Select(CdaReading.KeyOf).FirstOrDefault(k => k is not null) ?? throw new CdaFormatException("The patient has no identifier (recordTarget/patientRole/id).", CdaReading.Line(role), 1);
        var person = role.Child("patient");
        var death = person?.Elements().FirstOrDefault(e => e.Name.LocalName == "deceasedTime");
        var deceased = person?.Elements().FirstOrDefault(e => e.Name.LocalName == "deceasedInd");
        return reading.Add(FhirNode.Resource("Patient",
            ("id", reading.Id("Patient", key)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(role))),
            ("name", FhirNode.List(person?.Children("name").Select(n => (FhirElement)CdaReading.NameOf(n)) ?? [])),
            ("telecom", FhirNode.List(CdaReading.Contacts(role))),
            ("gender", person?.Child("administrativeGenderCode").Code() switch { "F" => "female", "M" => "male", "UN" => "other", _ => null }),
            ("birthDate", CdaReading.DateOf(person?.Child("birthTime"))),
            ("deceasedDateTime", reading.TimeOf(death)),
            ("deceasedBoolean", reading.TimeOf(death) is null ? (string?)deceased?.Attribute("value") switch { "true" => true, "false" => false, _ => null } : (bool?)null),
            ("address", FhirNode.List(CdaReading.Addresses(role))),
            ("maritalStatus", reading.ConceptOf(person?.Child("maritalStatusCode"))),
            ("contact", FhirNode.List(person?.Children("guardian").Select(g => (FhirElement)Guardian(reading, g)) ?? [])),
            ("communication", FhirNode.List(person?.Children("languageCommunication").Select(l => (FhirElement)Language(l)) ?? [])),
            ("managingOrganization", Organization(reading, role.Child("providerOrganization")))), role);
    }

    /// <returns>Null when the author has neither id nor name; a device speaks by its model name.</returns>
    public static FhirNode? AddAuthor(CdaReading reading, XElement root)
    {
        var author = root.Children("author").FirstOrDefault()?.Child("assignedAuthor");
        if (author?.Child("assignedAuthoringDevice") is { } device && author.Child("assignedPerson") is null)
            return (reading.TextOf(device.Child("softwareName")) ?? reading.TextOf(device.Child("manufacturerModelName"))) is { } name ? FhirNode.Object(("display", name)) : null;
        return reading.PractitionerOf(author);
    }

    public static FhirNode? AddCustodian(CdaReading reading, XElement root) =>
        Organization(reading, root.Child("custodian", "assignedCustodian", "representedCustodianOrganization"));

    public static FhirNode? AddEncounter(CdaReading reading, XElement root, FhirNode patient)
    {
        if (root.Child("componentOf", "encompassingEncounter") is not { } encounter)
            return null;
        var place = reading.TextOf(encounter.Child("location", "healthCareFacility", "location", "name"));
        var disposition = reading.ConceptOf(encounter.Child("dischargeDispositionCode"));
        var interval = reading.IntervalOf(encounter.Child("effectiveTime"));
        var kind = encounter.Child("code");
        return reading.Add(FhirNode.Resource("Encounter",
            ("id", reading.IdOf("Encounter", encounter)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(encounter))),
            ("status", interval.End is not null ? "finished" : "unknown"),
            ("class", SectionMapping.EncounterClass(kind)),
            ("type", FhirNode.List(reading.ConceptOf(kind))),
            ("subject", patient),
            ("participant", FhirNode.List(new[] { encounter.Child("responsibleParty", "assignedEntity") }.Concat(encounter.Children("encounterParticipant").Select(p => p.Child("assignedEntity"))).Select(reading.PractitionerOf).OfType<FhirNode>().DistinctBy(p => p["reference"]?.Value ?? p["display"]?.Value).Select(p => (FhirElement)FhirNode.Object(("individual", p))))),
            ("period", CdaReading.PeriodOf(interval)),
            ("hospitalization", disposition is null ? null : FhirNode.Object(("dischargeDisposition", disposition))),
            ("location", FhirNode.List(place is null ? null : FhirNode.Object(("location", FhirNode.Object(("display", place))))))), encounter);
    }

    public static void AddComposition(CdaReading reading, XElement root, FhirNode patient, FhirNode? author, FhirNode? custodian, FhirNode? encounter, IReadOnlyList<FhirNode> sections)
    {
        var title = reading.TextOf(root.Child("title")) ?? (string?)root.Child("code")?.Attribute("displayName") ?? "Clinical document";
        reading.Add(FhirNode.Resource("Composition",
            ("id", reading.Id("Composition", reading.DocumentKey)),
            ("language", (string?)root.Child("languageCode")?.Attribute("code")),
            ("identifier", root.Child("id") is { } id ? CdaReading.IdentifierOf(id) : null),
            ("status", root.Child("legalAuthenticator") is not null ? "final" : "preliminary"),
            ("type", reading.ConceptOf(root.Child("code")) ?? Concept(title)),
            ("subject", patient),
            ("encounter", encounter),
            ("date", reading.TimeOf(root.Child("effectiveTime")) is { } date ? date : OriginalDocument.Unknown()),
            ("author", FhirNode.List(author ?? FhirNode.Object(("display", "Not stated in the document")))),
            ("title", title),
            ("confidentiality", root.Child("confidentialityCode").Code() is { Length: <= 2 } code ? code : null),
            ("custodian", custodian),
            ("section", FhirNode.List(sections.Select(s => (FhirElement)s)))), root);
    }

    private static FhirNode? Organization(CdaReading reading, XElement? organization)
    {
        if (organization is null)
            return null;
        var name = reading.TextOf(organization.Child("name"));
        if (organization.Children("id").Select(CdaReading.KeyOf).FirstOrDefault(k => k is not null) is not { } key || name is null)
            return name is null ? null : FhirNode.Object(("display", name));
        return reading.Add(FhirNode.Resource("Organization",
            ("id", reading.Id("Organization", key)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(organization))),
            ("name", name),
            ("telecom", FhirNode.List(CdaReading.Contacts(organization))),
            ("address", FhirNode.List(CdaReading.Addresses(organization)))), organization, name);
    }

    private static FhirNode? Guardian(CdaReading reading, XElement guardian)
    {
        var contact = FhirNode.Object(
            ("relationship", FhirNode.List(reading.ConceptOf(guardian.Child("code")))),
            ("name", CdaReading.NameOf(guardian.Child("guardianPerson", "name"))),
            ("telecom", FhirNode.List(CdaReading.Contacts(guardian))),
            ("address", CdaReading.Addresses(guardian).FirstOrDefault()));
        return contact.Children.IsEmpty ? null : contact;
    }

    private static FhirNode? Language(XElement communication) => communication.Child("languageCode").Code() is not { Length: > 0 } code ? null : FhirNode.Object(
        ("language", FhirNode.Object(("coding", FhirNode.List(Coding("urn:ietf:bcp:47", code))))),
        ("preferred", (string?)communication.Child("preferenceInd")?.Attribute("value") switch { "true" => true, "false" => false, _ => (bool?)null }));
}
