using System.Globalization;
using Salus.Design.Patients;
using Salus.Fhir;

namespace Salus.Design.Pages.Charts;

/// <summary>A resource of a chart with the version it was read from, so that every view of it can say where it came from.</summary>
internal readonly record struct Fact<T>(T Resource, RecordVersion Version)
    where T : struct
{
    /// <param name="path">FHIRPath of the element that the view shows.</param>
    public SourceView Source(string path) => Facts.Source(Version, path);
}

internal static class Facts
{
    public static IEnumerable<Fact<T>> Of<T>(this IEnumerable<RecordVersion> versions)
        where T : struct, Salus.Fhir.Resources.IResourceView<T> =>
        versions.Where(v => v.Name.Type == T.ResourceType && v.Stored is not null).Select(v => new Fact<T>(T.Of(v.Stored!), v));

    public static SourceView Source(RecordVersion version, string path) => new(
        version.SourceSystem,
        version.Name.ToString(),
        version.Version.ToString(CultureInfo.InvariantCulture),
        version.At,
        string.Create(CultureInfo.InvariantCulture, $"/evidence/{version.Name.Type}/{version.Name.Id}?version={version.Version}&path={Uri.EscapeDataString(path)}#cited"));

    /// <summary>The codes of a concept as <c>system|code</c>, and its words in lower case: what makes two of them the same thing.</summary>
    public static string Key(this Salus.Fhir.Resources.CodeableConcept concept) =>
        concept.Codings.Select(c => $"{c.System}|{c.Code}").FirstOrDefault(k => k.Length > 1) ?? concept.Display?.Trim().ToLowerInvariant() ?? "";

    /// <summary>One element's code, for statuses that are coded by one system alone.</summary>
    public static string? Code(this Salus.Fhir.Resources.CodeableConcept? concept) => concept?.Codings.Select(c => c.Code).FirstOrDefault(c => c is not null);
}
