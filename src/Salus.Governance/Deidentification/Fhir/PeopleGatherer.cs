using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>Tells a release who occurs in its resources, contained ones too.</summary>
internal sealed class PeopleGatherer(KnownPeople people, Compartments compartments, FhirDefinitions definitions)
{
    private readonly PatientAliases aliases = PatientAliases.Of(people);

    public void Gather(FhirNode resource, string? fullUrl, Subject? around = null)
    {
        var subject = around;
        switch (resource.ResourceType)
        {
            case "Patient":
                aliases.Add(resource, fullUrl);
                subject = PatientAliases.SubjectOf(resource, fullUrl);
                Add(resource, subject);
                Link(resource, subject.Value);
                break;
            case "RelatedPerson":
                subject = compartments.SubjectOf(resource, fullUrl, aliases) ?? around;
                Add(resource, subject);
                break;
            case "Practitioner" or "PractitionerRole" or "Organization" or "Location" or "Person":
                Add(resource, null);
                break;
            case "Bundle":
                foreach (var entry in resource.All("entry"))
                {
                    if (entry["resource"] is { ResourceType: not null } inside)
                        Gather(inside, entry["fullUrl"]?.Value);
                }
                return;
            case "Parameters":
                foreach (var parameter in resource.All("parameter"))
                {
                    if (parameter["resource"] is { ResourceType: not null } inside)
                        Gather(inside, fullUrl: null);
                }
                return;
        }
        foreach (var contained in resource.All("contained"))
        {
            if (contained.ResourceType is not null && definitions.IsResource(contained.ResourceType))
                Gather(contained, fullUrl: null, subject ?? compartments.SubjectOf(resource, fullUrl, aliases));
        }
    }

    /// <summary>The numbers by which tables and messages of other formats know the same person.</summary>
    private void Link(FhirNode patient, Subject subject)
    {
        people.Born(subject, patient["birthDate"]?.Value);
        foreach (var value in patient.All("identifier").Select(i => i["value"]?.Value).Append(patient.Id))
        {
            if (!string.IsNullOrEmpty(value))
                people.Same(subject, value, patient["birthDate"]?.Value);
        }
    }

    private void Add(FhirNode resource, Subject? subject)
    {
        foreach (var known in PersonIdentifiers.Of(resource))
        {
            if (subject is { } of)
                people.Add(of, known);
            else if (known.Class is not IdentifierClass.Date)
                people.AddShared(known);
        }
    }
}
