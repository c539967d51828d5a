using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Reads from resources whom to search for: from a patient's own and their kin's everything that <see cref="PersonIdentifiers"/> knows, from all others the numbers
/// of visits, plans and devices, the names of relatives, and the clinicians and houses they point at, by resource or by display alone.
/// </summary>
internal static class SoughtResources
{
    private static readonly string[] plainNumbers = ["subscriberId", "serialNumber", "lotNumber"];

    /// <param name="resources">All of one person's record, which may hold several Patients when several sources know them.</param>
    public static PersonSought Of(Subject subject, IReadOnlyCollection<FhirNode> resources)
    {
        var own = new HashSet<KnownIdentifier>();
        var around = new HashSet<KnownIdentifier>();
        foreach (var resource in resources)
        {
            if (resource.ResourceType is "Patient" or "RelatedPerson")
                own.UnionWith(PersonIdentifiers.Of(resource));
            else if (PersonIdentifiers.OwnerOf(resource.ResourceType ?? "", resource.Id) is not null)
                around.UnionWith(PersonIdentifiers.Of(resource).Where(k => k.Class is not IdentifierClass.Date));
            else
                own.UnionWith(Numbers(resource));
            Walk(resource, own, around);
        }
        var patients = resources.Where(r => r.ResourceType is "Patient").ToArray();
        return new(subject, [.. own], [.. around])
        {
            Numbers = [.. patients.SelectMany(p => p.All("identifier").Select(i => i["value"]?.Value).Append(p.Id)).OfType<string>().Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)],
            BirthDate = patients.Select(p => p["birthDate"]?.Value).FirstOrDefault(b => b is { Length: 10 }),
        };
    }

    private static IEnumerable<KnownIdentifier> Numbers(FhirNode resource)
    {
        foreach (var identifier in resource.All("identifier"))
        {
            if (identifier["value"]?.Value is { Length: > 4 } value)
                yield return new(IdentifierKinds.Of(identifier), value, KnownPeople.Patient);
        }
        foreach (var name in plainNumbers)
        {
            if (resource[name]?.Value is { Length: > 4 } value)
                yield return new(name is "subscriberId" ? IdentifierClass.HealthPlan : IdentifierClass.Device, value, KnownPeople.Patient);
        }
        foreach (var carrier in resource.All("udiCarrier"))
        {
            if (carrier["carrierHRF"]?.Value is { Length: > 4 } value)
                yield return new(IdentifierClass.Device, value, KnownPeople.Patient);
        }
        if (resource.ResourceType is "FamilyMemberHistory" && resource["name"]?.Value is { Length: > 1 } relative)
            yield return new(IdentifierClass.Name, relative, PersonIdentifiers.KinOwner(relative));
    }

    /// <summary>Contained people, and whom references name. The depth is that of a parsed resource, which is bounded.</summary>
    private static void Walk(FhirNode node, HashSet<KnownIdentifier> own, HashSet<KnownIdentifier> around)
    {
        foreach (var child in node.Children)
        {
            if (child.ResourceType is { } type && PersonIdentifiers.OwnerOf(type, child.Id) is not null)
                (type is "RelatedPerson" ? own : around).UnionWith(PersonIdentifiers.Of(child).Where(k => type is "RelatedPerson" || k.Class is not IdentifierClass.Date));
            if (child["display"]?.Value is { Length: > 2 } display && TypeOf(child) is { } named)
            {
                if (named is "Patient")
                    own.Add(new(IdentifierClass.Name, display, KnownPeople.Patient));
                else if (named is "RelatedPerson")
                    own.Add(new(IdentifierClass.Name, display, PersonIdentifiers.KinOwner(display)));
                else
                    around.Add(new(named is "Organization" or "Location" ? IdentifierClass.Organization : IdentifierClass.Name, display, "named " + display));
            }
            Walk(child, own, around);
        }
    }

    /// <summary>What kind of person or house a reference points at, as far as it says so.</summary>
    private static string? TypeOf(FhirNode reference)
    {
        var type = reference["type"]?.Value;
        if (type is null && reference["reference"]?.Value is { } literal)
        {
            var path = literal.Split('?', '|')[0].Split('/');
            type = path.Length > 1 ? path[^2] : literal.Split('?')[0];
        }
        return type is "Patient" or "RelatedPerson" or "Practitioner" or "PractitionerRole" or "Organization" or "Location" or "Person" ? type : null;
    }
}
