using System.Collections.Immutable;

namespace Salus.Language.Pdf;

/// <summary>A file that is no PDF, or one whose text cannot be read; the message says why and what to do, without any of its content.</summary>
public sealed class PdfException(string message) : Exception(message);

/// <summary>How much of a PDF is read before it is refused or cut.</summary>
/// <param name="Bytes">Of the file.</param>
/// <param name="Pages">Later pages are left out, and that is said.</param>
/// <param name="Unpacked">Bytes of all its streams together after unpacking: a small file can unpack to anything.</param>
/// <param name="Work">Operators and objects read; keeps a made-up file from taking minutes.</param>
public sealed record PdfLimits(int Bytes = 64 << 20, int Pages = 5_000, long Unpacked = 256L << 20, long Work = 40_000_000)
{
    public static PdfLimits Default { get; } = new();
}

/// <summary>One page as lines of text; paragraphs are kept apart by blank lines.</summary>
/// <param name="Number">From 1, in the order of the document.</param>
public sealed record PdfPage(int Number, string Text);

/// <summary>The text of a PDF.</summary>
/// <param name="Title">As the file gives it; null when it gives none.</param>
/// <param name="Remarks">What a reader should know: pages left out, pages that are pictures, letters that could not be told.</param>
public sealed record PdfText(string? Title, ImmutableArray<PdfPage> Pages, ImmutableArray<string> Remarks)
{
    /// <summary>All pages, a blank line between them.</summary>
    public string Whole => string.Join("\n\n", Pages.Select(p => p.Text).Where(t => t.Length > 0));

    /// <summary>
    /// Reads the text of a PDF (ISO 32000-1): the objects are found by going through the file, so a broken table of contents does not matter; text
    /// comes in the order in which the file shows it, by lines. Nothing in it is run or fetched. Linear in the length of what it unpacks to.
    /// </summary>
    /// <exception cref="PdfException">It is no PDF, encrypted, too large, damaged, or holds no text.</exception>
    public static PdfText Read(ReadOnlyMemory<byte> file, PdfLimits? limits = null, CancellationToken cancel = default)
    {
        limits ??= PdfLimits.Default;
        if (file.Length > limits.Bytes)
            throw new PdfException($"The PDF is larger than {limits.Bytes >> 20} MiB. Split it.");
        var budget = new PdfBudget(limits, cancel);
        var objects = PdfObjects.Read(file, budget);
        return new PdfDocumentReader(objects, limits, budget).Read();
    }

    /// <summary>Whether these bytes begin as a PDF does.</summary>
    public static bool IsPdf(ReadOnlySpan<byte> head) => head[..Math.Min(head.Length, PdfObjects.HeadLength)].IndexOf("%PDF-"u8) >= 0;
}
