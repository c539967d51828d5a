using System.Runtime.CompilerServices;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Workbench.Imports;

/// <summary>FHIR R4 as XML: one resource or Bundle.</summary>
public sealed class FhirXmlFormat : IImportFormat
{
    public string Name => "fhir-xml";

    public string Title => "FHIR R4, XML";

    public IReadOnlyList<string> Extensions { get; } = [".xml"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] && head.IndexOf("http://hl7.org/fhir"u8) >= 0;

    public async IAsyncEnumerable<ImportItem> ReadAsync(Stream file, ImportedFile about, [EnumeratorCancellation] CancellationToken cancel)
    {
        var limit = FhirReadLimits.Default.MaxBytes;
        if (file.Length > limit)
        {
            yield return new ImportItem(1, null, $"It has {file.Length} bytes; at most {limit} are read at once. Hand it over as NDJSON, one resource on each line.");
            yield break;
        }
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, cancel);
        yield return Parse(bytes.ToArray());
    }

    private static ImportItem Parse(byte[] xml)
    {
        try
        {
            return new ImportItem(1, FhirNode.ParseXml(xml));
        }
        catch (FhirFormatException e)
        {
            return new ImportItem(e.Line, null, e.Message);
        }
    }
}
