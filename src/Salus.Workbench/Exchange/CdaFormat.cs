using System.Runtime.CompilerServices;
using Salus.Fhir.Cda;
using Salus.Trust;
using Salus.Workbench.Imports;

namespace Salus.Workbench.Exchange;

/// <summary>A C-CDA document: CCD, discharge summary, any ClinicalDocument. One document is one item, taken whole or not at all.</summary>
public sealed class CdaFormat : IImportFormat
{
    public string Name => "c-cda";

    public string Title => "C-CDA document";

    public IReadOnlyList<string> Extensions { get; } = [".xml", ".ccd", ".cda"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] && (head.IndexOf("ClinicalDocument"u8) >= 0 || head.IndexOf("urn:hl7-org:v3"u8) >= 0);

    public async IAsyncEnumerable<ImportItem> ReadAsync(Stream file, ImportedFile about, [EnumeratorCancellation] CancellationToken cancel)
    {
        CdaMapped? document = null;
        var (line, fault) = (1, (string?)null);
        if (file.Length > CdaReadLimits.Default.MaxBytes)
        {
            fault = $"The document has {file.Length} bytes; at most {CdaReadLimits.Default.MaxBytes} are read.";
        }
        else
        {
            using var bytes = new MemoryStream((int)file.Length);
            await file.CopyToAsync(bytes, cancel);
            try
            {
                document = CdaDocument.Read(bytes.ToArray());
            }
            catch (CdaFormatException e)
            {
                (line, fault) = (Math.Max(1, e.Line), e.Message);
            }
        }
        foreach (var issue in document?.Issues ?? [])
            about.Note?.Invoke(new ImportProblem(about.Name, issue.Line, ImportSeverity.Warning, issue.Path, issue.Text));
        yield return new ImportItem(line, document?.ToTransaction(), fault);
    }
}
