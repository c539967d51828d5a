using System.Runtime.CompilerServices;
using Salus.Fhir;
using Salus.Fhir.V2;
using Salus.Trust;
using Salus.Workbench.Imports;

namespace Salus.Workbench.Exchange;

/// <summary>HL7 v2 messages in a file: one, many in a row, or a batch. Its mapping file is a site file (<see cref="V2Site"/>).</summary>
public sealed class Hl7Format(Record record) : IImportFormat
{
    public string Name => "hl7-v2";

    public string Title => "HL7 v2 messages";

    public IReadOnlyList<string> Extensions { get; } = [".hl7", ".txt", ".dat"];

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        var start = head.TrimStart(" \t\r\n\v"u8);
        return start.StartsWith("MSH"u8) || start.StartsWith("FHS"u8) || start.StartsWith("BHS"u8);
    }

    /// <summary>Positions are lines.</summary>
    public async IAsyncEnumerable<ImportItem> ReadAsync(Stream file, ImportedFile about, [EnumeratorCancellation] CancellationToken cancel)
    {
        var door = new MessageDoor(record, await SiteAsync(about, cancel), about.SourceSystem);
        var onTheWay = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in V2Batch.ReadAsync(file, cancel: cancel))
        {
            if (item.Message is not { } message)
            {
                yield return new ImportItem(item.Line, null, item.Problem!.Message);
                continue;
            }
            var (bundle, mapped, refused) = await MapAsync(door, message, onTheWay, cancel);
            foreach (var issue in mapped?.Issues ?? [])
                about.Note?.Invoke(new ImportProblem(about.Name, item.Line, issue.Severity is V2IssueSeverity.Warning ? ImportSeverity.Warning : ImportSeverity.Information, issue.Place, issue.Text));
            onTheWay.UnionWith(mapped?.Resources.Where(r => r.ResourceType is "Patient" or "Encounter" or "Practitioner" or "Location").Select(r => r.Id!) ?? []);
            yield return new ImportItem(item.Line, bundle, refused);
        }
    }

    private static async Task<(FhirNode? Bundle, V2Mapped? Mapped, string? Refused)> MapAsync(MessageDoor door, V2Message message, HashSet<string> onTheWay, CancellationToken cancel)
    {
        try
        {
            var (bundle, mapped) = await door.MapAsync(message, onTheWay, cancel);
            return (bundle, mapped, null);
        }
        catch (V2MappingException e)
        {
            return (null, null, e.Message);
        }
    }

    private static async Task<V2Site> SiteAsync(ImportedFile about, CancellationToken cancel)
    {
        if (about.Mapping is not { } path)
            return V2Site.Unknown;
        try
        {
            return V2Site.Parse(await File.ReadAllBytesAsync(path, cancel));
        }
        catch (V2SiteException e)
        {
            throw new ImportFormatException(e.Message);
        }
    }
}
