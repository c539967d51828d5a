using System.Globalization;
using Salus.Design.Patients;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>Where a fact of a chart came from, with the address that shows it.</summary>
internal static class SourceReading
{
    /// <param name="path">FHIRPath of the element that the view shows.</param>
    public static SourceView Source<T>(this ChartFact<T> fact, string path)
        where T : struct, IResourceView<T> => Source(fact.Version, path);

    public static SourceView Source(RecordVersion version, string path) => new(
        version.SourceSystem,
        version.Name.ToString(),
        version.Version.ToString(CultureInfo.InvariantCulture),
        version.At,
        string.Create(CultureInfo.InvariantCulture, $"/evidence/{version.Name.Type}/{version.Name.Id}?version={version.Version}&path={Uri.EscapeDataString(path)}#cited"));

    /// <summary>One element's code, for statuses that are coded by one system alone.</summary>
    public static string? Code(this CodeableConcept? concept) => concept?.Codings.Select(c => c.Code).FirstOrDefault(c => c is not null);
}
