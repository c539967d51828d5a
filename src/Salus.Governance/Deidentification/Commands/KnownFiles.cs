using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Governance.Deidentification.Fhir;

namespace Salus.Governance.Deidentification.Commands;

/// <summary>People somebody names as FHIR resources, to be searched for in every input.</summary>
internal static class KnownFiles
{
    private const long Largest = 64 << 20;

    /// <exception cref="DeidentificationException">A file is missing, too large, no FHIR JSON, or tells of nobody.</exception>
    public static async Task<ImmutableArray<PersonSought>> ReadAsync(IReadOnlyCollection<FileInfo> files, CancellationToken cancel)
    {
        var sought = ImmutableArray.CreateBuilder<PersonSought>();
        var number = 0;
        foreach (var file in files)
        {
            number++;
            if (!file.Exists || file.Length > Largest)
                throw new DeidentificationException($"Known file {number} is missing or larger than {Largest >> 20} MiB. Give a FHIR resource or bundle of the people to search for.");
            var resources = new List<FhirNode>();
            try
            {
                Unpack(FhirNode.Parse(await File.ReadAllBytesAsync(file.FullName, cancel)), resources);
            }
            catch (FhirFormatException wrong)
            {
                throw new DeidentificationException($"Known file {number} is no FHIR JSON (line {wrong.Line}). Give a Patient, RelatedPerson or Practitioner, or a bundle of them.");
            }
            var people = Of(resources).Where(p => p.Own.Length + p.Around.Length > 0).ToArray();
            if (people.Length == 0)
                throw new DeidentificationException($"Known file {number} tells of nobody. Give a Patient, RelatedPerson or Practitioner, or a bundle of them.");
            sought.AddRange(people);
        }
        return sought.DrainToImmutable();
    }

    /// <summary>All of a file is of its patient when there is one alone; of several, each is a person and what is left belongs to all.</summary>
    private static IEnumerable<PersonSought> Of(List<FhirNode> resources)
    {
        var patients = resources.Where(r => r.ResourceType is "Patient").ToArray();
        if (patients is [var only])
            return [SoughtResources.Of(PatientAliases.SubjectOf(only, fullUrl: null), resources)];
        var others = SoughtResources.Of(Subject.Nobody, [.. resources.Where(r => r.ResourceType is not "Patient")]);
        return [.. patients.Select(p => SoughtResources.Of(PatientAliases.SubjectOf(p, fullUrl: null), [p])), new PersonSought(Subject.Nobody, [], [.. others.Own, .. others.Around])];
    }

    private static void Unpack(FhirNode resource, List<FhirNode> resources)
    {
        if (resource.ResourceType is not "Bundle")
            resources.Add(resource);
        foreach (var entry in resource.ResourceType is "Bundle" ? resource.All("entry") : [])
            if (entry["resource"] is { ResourceType: not null } inside)
                Unpack(inside, resources);
    }
}
