using Salus.Fhir;
using Salus.Fhir.Paths;
using Salus.Fhir.Resources;

namespace Salus.Trust;

/// <summary>A resource of a chart: what it says, and the version in the record that says it.</summary>
public readonly record struct ChartFact<T>(T Resource, RecordVersion Version)
    where T : struct, IResourceView<T>
{
    /// <summary>The system that said so.</summary>
    public string SourceSystem => Version.SourceSystem;

    /// <summary>One value of it as evidence of a draft: <c>Observation/o1/3</c> and a FHIRPath.</summary>
    /// <param name="path">FHIRPath to one primitive, for example <c>Observation.value.value</c>.</param>
    /// <exception cref="ArgumentException">The path does not lead to one primitive here.</exception>
    public Element Evidence(string path) => ChartEvidence.Of(Version, path);
}

/// <summary>Elements of versions in the record as evidence.</summary>
public static class ChartEvidence
{
    /// <exception cref="ArgumentException">The path does not lead to one primitive of this version.</exception>
    public static Element Of(RecordVersion version, string path) => version.Stored is { } stored && Value(stored, path) is { } value
        ? new Element(version.Place, path, value)
        : throw new ArgumentException($"'{path}' does not lead to one value of {version.Place}.", nameof(path));

    /// <summary>The primitive that a path leads to, as it is written; null when it leads to none, to several, or is no FHIRPath.</summary>
    internal static string? Value(FhirNode resource, string path)
    {
        try
        {
            return FhirPath.Parse(path).Select(resource).Take(2).ToArray() is [{ Value: { } value }] ? value : null;
        }
        catch (FhirPathException)
        {
            return null;
        }
    }
}
