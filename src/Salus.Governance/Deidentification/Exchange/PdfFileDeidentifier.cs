using System.Text;
using Salus.Language.Pdf;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// PDF: the text of every page, as a text file. The PDF itself cannot be cleaned safely (covered words stay underneath, pictures show what they show), so
/// none is written; one whose pages are pictures is refused.
/// </summary>
public sealed class PdfFileDeidentifier : IFileDeidentifier
{
    public string Kind => "pdf";

    public bool Reads(string fileName, ReadOnlySpan<byte> head) => fileName.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) || PdfText.IsPdf(head);

    public string? OutputExtension(string fileName) => ".txt";

    /// <summary>A page of text tells nobody for sure: people are gathered from records.</summary>
    public Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel) => Task.CompletedTask;

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        var bytes = await BoundedFile.ReadAsync(file, PdfLimits.Default.Bytes, "PDF", "Split it, or save its text as plain text, which may be of any length.", cancel);
        PdfText read;
        try
        {
            read = PdfText.Read(bytes, null, cancel);
        }
        catch (PdfException e)
        {
            throw new DeidentificationException($"The PDF cannot be de-identified. {e.Message}", e);
        }
        if (read.Pages.All(p => string.IsNullOrWhiteSpace(p.Text)))
            throw new DeidentificationException("The PDF has no text, only pictures: what they show cannot be read here. Make its text readable (OCR) and use that.");
        // One text: a name may go over the end of a page.
        var whole = new PieceText();
        foreach (var page in read.Pages)
            whole.Add(page.Text, "\n");
        var person = PersonCleaning.OfText(cleaning, whole.Whole);
        var pages = whole.Clean(person.Clean);
        for (var i = 0; i < read.Remarks.Length; i++)
            person.Removed(Language.Identifiers.IdentifierClass.Photo);
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        for (var i = 0; i < pages.Length; i++)
        {
            if (i > 0)
                await writer.WriteAsync("\n\f\n".AsMemory(), cancel);
            await writer.WriteAsync(pages[i].AsMemory(), cancel);
        }
        await writer.WriteLineAsync();
        cleaning.Progress?.Report(new CleaningProgress(Kind, bytes.Length, pages.Length));
    }
}
