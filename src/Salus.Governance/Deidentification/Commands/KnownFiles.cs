using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Governance.Deidentification.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Commands;

/// <summary>People somebody names as FHIR resources, to be searched for in every input.</summary>
internal static class KnownFiles
{
    private const long Largest = 64 << 20;

    /// <exception cref="DeidentificationException">A file is missing, too large, no FHIR JSON, or tells of nobody.</exception>
    public static async Task<ImmutableArray<KnownIdentifier>> ReadAsync(IReadOnlyCollection<FileInfo> files, CancellationToken cancel)
    {
        var known = ImmutableArray.CreateBuilder<KnownIdentifier>();
        var number = 0;
        foreach (var file in files)
        {
            number++;
            if (!file.Exists || file.Length > Largest)
                throw new DeidentificationException($"Known file {number} is missing or larger than {Largest >> 20} MiB. Give a FHIR resource or bundle of the people to search for.");
            var before = known.Count;
            try
            {
                Add(FhirNode.Parse(await File.ReadAllBytesAsync(file.FullName, cancel)), known);
            }
            catch (FhirFormatException wrong)
            {
                throw new DeidentificationException($"Known file {number} is no FHIR JSON (line {wrong.Line}). Give a Patient, RelatedPerson or Practitioner, or a bundle of them.");
            }
            if (known.Count == before)
                throw new DeidentificationException($"Known file {number} tells of nobody. Give a Patient, RelatedPerson or Practitioner, or a bundle of them.");
        }
        return known.DrainToImmutable();
    }

    private static void Add(FhirNode resource, ImmutableArray<KnownIdentifier>.Builder known)
    {
        known.AddRange(PersonIdentifiers.Of(resource));
        if (resource.ResourceType == "Bundle")
            foreach (var entry in resource.All("entry"))
                if (entry["resource"] is { } inside)
                    Add(inside, known);
    }
}
