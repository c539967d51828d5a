using System.Text;
using System.Xml;
using System.Xml.Linq;
using Salus.Fhir.Cda;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// C-CDA, or any other ClinicalDocument: the header's people, organisations, numbers and addresses are replaced, times move, the narrative is read as
/// text, codes and values of entries stay. Elements of other namespaces, attachments that are no text, comments and processing instructions go.
/// </summary>
public sealed class CdaFileDeidentifier : IFileDeidentifier
{
    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public string Kind => "cda";

    public bool Reads(string fileName, ReadOnlySpan<byte> head)
    {
        if (fileName.EndsWith(".cda", StringComparison.OrdinalIgnoreCase) || fileName.EndsWith(".ccda", StringComparison.OrdinalIgnoreCase))
            return true;
        return head.IndexOf("ClinicalDocument"u8) is > 0 and var at && head[..at].LastIndexOf((byte)'<') is >= 0 and var tag && at - tag < 40;
    }

    public async Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel) => CdaPeople.Gather(await LoadAsync(file, cancel), people);

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        var root = await LoadAsync(file, cancel);
        new CdaCleaner(root, cleaning).Clean();
        var settings = new XmlWriterSettings { Encoding = utf8, Async = true, CloseOutput = false };
        await using (var writer = XmlWriter.Create(output, settings))
        {
            await new XDocument(new XDeclaration("1.0", "UTF-8", null), root).WriteToAsync(writer, cancel);
        }
        cleaning.Progress?.Report(new CleaningProgress(Kind, file.CanSeek ? file.Position : 0, 1));
    }

    private static async Task<XElement> LoadAsync(Stream file, CancellationToken cancel)
    {
        var limits = CdaReadLimits.Default;
        var bytes = await BoundedFile.ReadAsync(file, limits.MaxBytes, "C-CDA document", "Take its attachments and pictures out, or bring the record as FHIR, which is read piece by piece.", cancel);
        var root = BoundedXml.Load(bytes, limits.MaxDepth, "CDA document");
        if (root.Name != CdaCleaner.V3 + "ClinicalDocument")
            throw new DeidentificationException("The root element is not ClinicalDocument of the namespace urn:hl7-org:v3, so this is no CDA document.");
        root.Remove();
        return root;
    }
}
