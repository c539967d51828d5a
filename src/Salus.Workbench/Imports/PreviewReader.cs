using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Workbench.Imports;

/// <summary>Looks at the beginning of a file: what is in it, what is wrong with it.</summary>
internal static class PreviewReader
{
    private const int MostResources = 2000;
    private const int MostFaults = 20;
    private const int Shown = 3;
    private const int LongestShown = 20_000;

    public static async Task<ImportPreview> ReadAsync(IImportFormat format, string path, ImportedFile about, CancellationToken cancel)
    {
        var types = new Dictionary<string, long>(StringComparer.Ordinal);
        var faults = ImmutableArray.CreateBuilder<ImportFault>();
        var first = ImmutableArray.CreateBuilder<string>();
        var (read, whole, problem) = (0, true, (string?)null);
        try
        {
            await using var file = File.OpenRead(path);
            await foreach (var item in format.ReadAsync(file, about, cancel))
            {
                if (read >= MostResources)
                {
                    whole = false;
                    break;
                }
                read++;
                if (item.Resource is not { } resource)
                {
                    if (faults.Count < MostFaults)
                        faults.Add(new ImportFault(item.Position, null, null, item.Fault ?? "It cannot be read."));
                    continue;
                }
                foreach (var inside in resource.ResourceType is "Bundle" ? resource.All("entry").Select(e => e["resource"]).OfType<Salus.Fhir.FhirNode>() : [resource])
                {
                    read++;
                    var type = inside.ResourceType ?? "No resource type";
                    types[type] = types.GetValueOrDefault(type) + 1;
                    if (first.Count < Shown && inside.ToJson(indented: true) is { Length: <= LongestShown } json)
                        first.Add(json);
                }
            }
            if (read == 0)
                problem = "There is nothing in this file.";
        }
        catch (ImportFormatException e)
        {
            problem = e.Message;
        }
        return new ImportPreview([.. types.OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => new TypeCount(t.Key, t.Value))], whole, faults.ToImmutable(), first.ToImmutable(), problem);
    }
}
