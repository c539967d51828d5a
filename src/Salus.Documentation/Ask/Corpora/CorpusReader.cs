using System.Globalization;
using System.IO.Compression;
using System.Text;
using Salus.Language.Pdf;
using Salus.Language;

namespace Salus.Documentation.Ask;

/// <summary>Reads a file of text into passages: JSON Lines, Markdown, HTML or plain text, by its ending, and PDF by its first bytes; <c>.gz</c> is unpacked.</summary>
public static class CorpusReader
{
    /// <summary>Of JSON Lines after unpacking, which are read line by line.</summary>
    public const long LargestText = 1L << 30;

    /// <summary>Of one document, which is read whole.</summary>
    public const long LargestDocument = 64L << 20;

    /// <summary>Passages of a document are cut at paragraphs once they are longer than this.</summary>
    private const int LongPassage = 1200;

    private static ReadOnlySpan<byte> Zip => "PK\u0003\u0004"u8;

    /// <exception cref="CorpusException">It is no text that can be read; the message says what to do.</exception>
    /// <param name="remark">Gets what could not be read of a file that else can be, in whole sentences.</param>
    public static IEnumerable<CorpusPassage> Read(FileInfo file, Action<string>? remark = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Exists)
            throw new CorpusException($"There is no file {file.FullName}.");
        var name = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file.Name[..^3] : file.Name;
        var isLines = Path.GetExtension(name).ToLowerInvariant() is ".jsonl" or ".ndjson";
        var most = isLines ? LargestText : LargestDocument;
        if (file.Length > most)
            throw new CorpusException($"{file.Name} is larger than {most >> 20} MiB. Split it and add the parts as corpora of their own.");
        try
        {
            return Kind(file) switch
            {
                FileKind.Pdf => PdfPassages.Read(file, remark),
                _ when isLines => Lines(file),
                _ => Document(file, name),
            };
        }
        catch (UnauthorizedAccessException)
        {
            throw new CorpusException($"{file.Name} may not be read by the account that runs this command.");
        }
    }

    /// <summary>The passages of one document in order.</summary>
    /// <param name="ending">With its dot: <c>.md</c>, <c>.html</c>; anything else is plain text.</param>
    public static IEnumerable<CorpusPassage> Document(string text, string name, string ending)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sections = ending is ".html" or ".htm" or ".xhtml" ? HtmlText.Sections(text) : ending is ".md" or ".markdown" ? PlainSections.Markdown(text) : PlainSections.Plain(text);
        return Passages(sections, sections.Title ?? Path.GetFileNameWithoutExtension(name));
    }

    internal static IEnumerable<CorpusPassage> Passages(DocumentSections sections, string title)
    {
        var number = 0;
        foreach (var (heading, body) in sections.Parts)
            foreach (var passage in Cut(body))
                yield return new CorpusPassage((++number).ToString(CultureInfo.InvariantCulture), "1", title, passage) { Heading = heading };
    }

    private static IEnumerable<CorpusPassage> Lines(FileInfo file)
    {
        using var reader = Open(file, LargestText);
        foreach (var passage in Decoded(QuestionAnswerLines.Read(reader, file.Name), file))
            yield return passage;
    }

    private static CorpusPassage[] Document(FileInfo file, string name)
    {
        using var reader = Open(file, LargestDocument);
        string text;
        try
        {
            text = reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            throw NoText(file);
        }
        catch (InvalidDataException)
        {
            throw NoText(file);
        }
        if (text.AsSpan().ContainsAnyInRange('\u0000', '\u0008'))
            throw NoText(file);
        var passages = Document(text, name, Path.GetExtension(name).ToLowerInvariant()).ToArray();
        return passages.Length > 0 ? passages : throw new CorpusException($"{file.Name} holds no text.");
    }

    private static IEnumerable<CorpusPassage> Decoded(IEnumerable<CorpusPassage> passages, FileInfo file)
    {
        using var each = passages.GetEnumerator();
        while (true)
        {
            try
            {
                if (!each.MoveNext())
                    yield break;
            }
            catch (Exception wrong) when (wrong is DecoderFallbackException or InvalidDataException)
            {
                throw NoText(file);
            }
            yield return each.Current;
        }
    }

    private static StreamReader Open(FileInfo file, long most)
    {
        Stream stream = file.OpenRead();
        if (file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            stream = new BoundedStream(new GZipStream(stream, CompressionMode.Decompress), most, () => new CorpusException($"{file.Name} unpacks to more than {most >> 20} MiB. Split it and add the parts as corpora of their own."));
        return new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
    }

    private static FileKind Kind(FileInfo file)
    {
        Span<byte> head = stackalloc byte[1024];
        using var stream = file.OpenRead();
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (PdfText.IsPdf(head))
            return FileKind.Pdf;
        if (head.StartsWith(Zip))
            throw new CorpusException($"{file.Name} is a packed file (such as DOCX, EPUB or ZIP). Save its text as HTML, Markdown, PDF or plain text and add that.");
        return head.IsEmpty ? throw new CorpusException($"{file.Name} is empty.") : FileKind.Text;
    }

    private static CorpusException NoText(FileInfo file) =>
        new($"{file.Name} is not text in UTF-8. If it is text in another encoding, such as Windows-1252, save it as UTF-8; if it is not text, save its text, and add it again.");

    private static IEnumerable<string> Cut(string body)
    {
        var passage = new StringBuilder();
        foreach (var paragraph in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (passage.Length > 0 && passage.Length + paragraph.Length > LongPassage)
            {
                yield return passage.ToString();
                passage.Clear();
            }
            if (passage.Length > 0)
                passage.Append("\n\n");
            passage.Append(paragraph);
        }
        if (passage.Length > 0)
            yield return passage.ToString();
    }

    private enum FileKind
    {
        Text,
        Pdf,
    }
}
