using Salus.Trust;

namespace Salus.Workbench.Imports;

/// <summary>FHIR R4 as JSON: one resource or Bundle, or a resource on every line (NDJSON, as bulk exports write it).</summary>
public sealed class FhirJsonFormat : IImportFormat
{
    public string Name => "fhir-json";

    public string Title => "FHIR R4, JSON or NDJSON";

    public IReadOnlyList<string> Extensions { get; } = [".json", ".ndjson", ".jsonl"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    public IAsyncEnumerable<ImportItem> ReadAsync(Stream file, ImportedFile about, CancellationToken cancel) => ImportReader.ReadAsync(file, cancel: cancel);
}
