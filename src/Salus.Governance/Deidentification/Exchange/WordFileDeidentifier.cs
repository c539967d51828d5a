using System.Globalization;
using System.IO.Compression;
using DocumentFormat.OpenXml.Packaging;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// Word documents (.docx): written anew from what is understood. Paragraphs, tables, headers, footers, notes and comments come over with their formatting
/// and with their text cleaned as one; text boxes become paragraphs; deleted text, properties, pictures, embedded objects, links, fields' instructions and
/// custom XML stay behind.
/// </summary>
public sealed class WordFileDeidentifier : IFileDeidentifier
{
    private const int MaxBytes = 64 << 20;
    private const long MaxUnpacked = 256L << 20;
    private const int MaxParts = 4_096;
    private const int MaxDepth = 256;

    public string Kind => "docx";

    public bool Reads(string fileName, ReadOnlySpan<byte> head) =>
        Path.GetExtension(fileName).ToUpperInvariant() is ".DOCX" or ".DOCM" or ".DOTX" or ".DOTM" or ".DOC" || (head.StartsWith("PK"u8) && head.IndexOf("word/document.xml"u8) > 0);

    /// <summary>A letter tells nobody for sure: people are gathered from records.</summary>
    public Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel) => Task.CompletedTask;

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        var bytes = await BoundedFile.ReadAsync(file, MaxBytes, "Word document", "Take its pictures out, split it, or save it as plain text, which may be of any length.", cancel);
        CheckPackage(bytes, cancel);
        using var written = new MemoryStream();
        try
        {
            using var source = WordprocessingDocument.Open(new MemoryStream(bytes), isEditable: false, new OpenSettings { MaxCharactersInPart = MaxUnpacked });
            new WordRebuilding(source, cleaning).Write(written);
        }
        catch (Exception e) when (e is not (DeidentificationException or OperationCanceledException or OutOfMemoryException))
        {
            // Whatever the package or its XML brings on: its messages name parts and characters of the input.
            throw new DeidentificationException($"The Word document cannot be read ({e.GetType().Name}), so it is not written. Open it in a word processor, save it again as .docx and try once more.");
        }
        written.Position = 0;
        await written.CopyToAsync(output, cancel);
        cleaning.Progress?.Report(new CleaningProgress(Kind, bytes.Length, 1));
    }

    /// <summary>What is no plain package, is encrypted, carries macros or unpacks to far more than a document is refused before any tree is built of it.</summary>
    private static void CheckPackage(byte[] bytes, CancellationToken cancel)
    {
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw new DeidentificationException("The document is encrypted, or of the old form .doc. Save it without a password as .docx.");
        try
        {
            using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            if (archive.Entries.Count > MaxParts)
                throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"The document has more than {MaxParts} parts; it is refused."));
            var left = MaxUnpacked;
            foreach (var entry in archive.Entries)
            {
                cancel.ThrowIfCancellationRequested();
                if (entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase))
                    throw new DeidentificationException("The document carries macros, which are not read. Save it as .docx without them.");
                left -= Unpack(entry, left);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw new DeidentificationException("The file is no Word document that can be unpacked. Open it in a word processor and save it again as .docx.");
        }
    }

    private static long Unpack(ZipArchiveEntry entry, long left)
    {
        using var unpacked = new MemoryStream();
        using (var stream = entry.Open())
        {
            var buffer = new byte[81_920];
            int read;
            var xml = entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);
            long length = 0;
            while ((read = stream.Read(buffer)) > 0)
            {
                if ((length += read) > left)
                    throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"The document unpacks to more than {MaxUnpacked >> 20} MiB; it is refused. Take its pictures out."));
                if (xml)
                    unpacked.Write(buffer, 0, read);
            }
            if (!xml)
                return length;
        }
        unpacked.Position = 0;
        BoundedXml.Check(unpacked, MaxDepth, unpacked.Length, "Word document's part");
        return unpacked.Length;
    }
}
