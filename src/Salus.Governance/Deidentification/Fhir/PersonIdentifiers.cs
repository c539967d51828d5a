using System.Collections.Frozen;
using Salus.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>What a resource about a person or a house says of who they are.</summary>
public static class PersonIdentifiers
{
    private static readonly FrozenSet<string> titles = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "Sir", "Dame", "Lord", "Lady", "Rev", "Fr", "Sr", "Jr", "II", "III", "IV", "MD", "DO", "PhD", "RN", "NP", "PA", "DDS", "DMD", "PharmD", "BSc", "MSc", "MA", "BA", "MBBS", "FRCP", "FRCS",
        "MPH", "JD", "Esq", "Herr", "Frau", "Hr", "Fr", "Dipl", "Ing", "med", "M", "Mme", "Mlle", "Sig", "Sra", "Srta", "Don", "Doña", "Hon", "Capt", "Maj", "Col", "Sgt", "Lt");

    /// <summary>
    /// Names, dates, numbers and addresses of a Patient, RelatedPerson, Person, Practitioner, Organization or Location; nothing of any other resource.
    /// The patient is <c>patient</c>, and everybody else an owner of their own.
    /// </summary>
    public static IEnumerable<KnownIdentifier> Of(FhirNode resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.ResourceType is { } type && OwnerOf(type, resource.Id) is { } owner ? Of(resource, type, owner) : [];
    }

    /// <summary>Null for a resource that is about nobody.</summary>
    internal static string? OwnerOf(string type, string? id) => type switch
    {
        "Patient" => "patient",
        "RelatedPerson" or "Person" or "Practitioner" or "PractitionerRole" or "Organization" or "Location" => type + "/" + id,
        _ => null,
    };

    /// <summary>Whoever has that name, among the kin of one patient.</summary>
    internal static string KinOwner(FhirNode name) => KinOwner(Whole(name));

    internal static string KinOwner(string name) => "kin " + name;

    internal static bool IsTitle(string? text) =>
        text is { Length: > 0 and <= 24 } && text.Split([' ', '.', ',', '-'], StringSplitOptions.RemoveEmptyEntries).All(titles.Contains);

    /// <summary>Given names and family name, or the text where there are none.</summary>
    internal static string Whole(FhirNode name)
    {
        var parts = name.All("given").Select(g => g.Value).Append(name["family"]?.Value).Where(p => !string.IsNullOrWhiteSpace(p));
        return string.Join(' ', parts) is { Length: > 0 } whole ? whole : name["text"]?.Value ?? "";
    }

    private static IEnumerable<KnownIdentifier> Of(FhirNode resource, string type, string owner)
    {
        if (type is "Organization" or "Location")
        {
            foreach (var name in resource.All("name").Concat(resource.All("alias")))
            {
                if (name.Value is { Length: > 0 } value)
                    yield return new KnownIdentifier(IdentifierClass.Organization, value, owner);
            }
        }
        else
        {
            foreach (var known in resource.All("name").SelectMany(n => Names(n, owner)))
                yield return known;
        }
        foreach (var known in resource.All("telecom").Select(t => Contact(t, owner)).Concat(resource.All("address").SelectMany(a => Address(a, owner))).Concat(resource.All("identifier").Select(i => Number(i, owner))).OfType<KnownIdentifier>())
            yield return known;
        foreach (var name in new[] { "birthDate", "deceasedDateTime" })
        {
            if (resource[name]?.Value is { Length: >= 10 } date)
                yield return new KnownIdentifier(IdentifierClass.Date, date[..10], owner);
        }
        if (resource.Id is { Length: >= 5 } id)
            yield return new KnownIdentifier(IdentifierClass.OtherId, id, owner);
        foreach (var extension in resource.All("extension"))
        {
            if (extension["url"]?.Value is "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName" && extension["valueString"]?.Value is { Length: > 0 } maiden)
                yield return new KnownIdentifier(IdentifierClass.Name, maiden, KinOwner(maiden));
            if (extension["valueAddress"] is { } place)
            {
                foreach (var known in Address(place, owner))
                    yield return known;
            }
        }
        foreach (var contact in resource.All("contact"))
        {
            var kin = contact["name"] is { } name ? KinOwner(name) : owner;
            foreach (var known in contact.All("name").SelectMany(n => Names(n, kin)).Concat(contact.All("telecom").Select(t => Contact(t, kin)).OfType<KnownIdentifier>()).Concat(contact.All("address").SelectMany(a => Address(a, kin))))
                yield return known;
        }
    }

    private static IEnumerable<KnownIdentifier> Names(FhirNode name, string owner)
    {
        var whole = Whole(name);
        if (whole.Length > 0)
            yield return new KnownIdentifier(IdentifierClass.Name, whole, owner);
        if (name["text"]?.Value is { Length: > 0 } text && !string.Equals(text, whole, StringComparison.Ordinal))
            yield return new KnownIdentifier(IdentifierClass.Name, text, owner);
    }

    private static KnownIdentifier? Contact(FhirNode contact, string owner) => contact["value"]?.Value is not { Length: > 2 } value ? null
        : new KnownIdentifier(contact["system"]?.Value switch { "fax" => IdentifierClass.Fax, "email" => IdentifierClass.Email, "url" => IdentifierClass.Url, _ => IdentifierClass.Phone }, value, owner);

    private static KnownIdentifier? Number(FhirNode identifier, string owner) => identifier["value"]?.Value is { Length: > 2 } value ? new KnownIdentifier(IdentifierKinds.Of(identifier), value, owner) : null;

    private static IEnumerable<KnownIdentifier> Address(FhirNode address, string owner)
    {
        foreach (var line in address.All("line"))
        {
            if (line.Value is { Length: > 2 } value)
                yield return new KnownIdentifier(IdentifierClass.Address, value, owner);
        }
        if (address["text"]?.Value is { Length: > 2 } text)
            yield return new KnownIdentifier(IdentifierClass.Address, text, owner);
        foreach (var place in new[] { "city", "district" })
        {
            if (address[place]?.Value is { Length: > 1 } value)
                yield return new KnownIdentifier(IdentifierClass.Place, value, owner);
        }
        if (address["postalCode"]?.Value is { Length: > 2 } code)
            yield return new KnownIdentifier(IdentifierClass.PostalCode, code, owner);
    }
}
