using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Salus.Design.Documents;

/// <summary>A text that a PDF with the built-in fonts cannot show.</summary>
public sealed class UnprintableTextException(string characters) : Exception(
    $"The note holds characters that a PDF with built-in fonts cannot show: {characters} Print the page from the browser and choose “Save as PDF”: the browser has fonts for them.")
{
    public string Characters { get; } = characters;
}

/// <summary>
/// Flows paragraphs over A4 pages and writes PDF 1.7 (ISO 32000-1). Only what a signed note needs: two weights of one face,
/// wrapped lines, a rule, a footer. Same content, same bytes.
/// </summary>
internal sealed class PdfDocument(string title, string footer)
{
    private const double PageWidth = 595.28;
    private const double PageHeight = 841.89;
    private const double Margin = 56;
    private const double Bottom = 64;

    private readonly List<StringBuilder> pages = [];
    private double y;

    private const double Room = PageWidth - 2 * Margin;

    /// <summary>One paragraph, wrapped; each line of the text begins a new one.</summary>
    /// <param name="before">Space above, in points; none at the top of a page.</param>
    /// <param name="bullet">Sign in the indent of the first line.</param>
    /// <param name="keep">Lines that must still fit below, so that no heading ends a page.</param>
    public void Write(string text, PdfFont font, double size, double before = 0, double indent = 0, string? bullet = null, int keep = 0)
    {
        var leading = size * 1.38;
        var first = true;
        foreach (var line in text.ReplaceLineEndings("\n").Replace('\t', ' ').Split('\n').SelectMany(l => Wrap(l, font, size, Room - indent)))
        {
            if (pages.Count == 0 || y - (first ? before : 0) - leading * (1 + (first ? keep : 0)) < Bottom)
                NewPage();
            else if (first)
                y -= before;
            y -= leading;
            if (first && bullet is not null)
                Show(bullet, font, size, Margin + indent - 10, y);
            Show(line, font, size, Margin + indent, y);
            first = false;
        }
    }

    public void Rule(double before)
    {
        y -= before;
        if (pages.Count > 0)
            pages[^1].Append(CultureInfo.InvariantCulture, $"0.6 w 0.75 G {Margin:0.##} {y:0.##} m {PageWidth - Margin:0.##} {y:0.##} l S\n");
    }

    /// <exception cref="UnprintableTextException">Some character has no glyph.</exception>
    public byte[] ToBytes()
    {
        for (var i = 0; i < pages.Count; i++)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{i + 1} / {pages.Count}");
            Show(footer, PdfFont.Regular, 8, Margin, 36, i);
            Show(number, PdfFont.Regular, 8, PageWidth - Margin - PdfFont.Regular.Width(number, 8), 36, i);
        }
        var file = new PdfFile();
        var catalog = file.Reserve();
        var tree = file.Reserve();
        var fonts = string.Join(' ', PdfFont.Resources().Select(f => $"/{f.Name} {file.Add(f.Dictionary)} 0 R"));
        var kids = new List<int>();
        foreach (var page in pages)
        {
            var content = file.AddStream(Encoding.ASCII.GetBytes(page.ToString()));
            kids.Add(file.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {PageWidth} {PageHeight}] /Resources << /Font << {fonts} >> >> /Contents {content} 0 R >>")));
        }
        var info = file.Add($"<< /Title {PdfFile.Text(title)} /Producer (Salus) >>");
        file.Set(tree, $"<< /Type /Pages /Kids [{string.Join(' ', kids.Select(k => $"{k} 0 R"))}] /Count {kids.Count} >>");
        file.Set(catalog, $"<< /Type /Catalog /Pages {tree} 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>");
        return file.ToBytes(catalog, info);
    }

    private void NewPage()
    {
        pages.Add(new StringBuilder());
        y = PageHeight - Margin;
    }

    private void Show(string text, PdfFont font, double size, double x, double at, int? page = null)
    {
        var unknown = string.Concat(text.Where(c => !PdfFont.Knows(c)).Distinct().Take(12));
        if (unknown.Length > 0)
            throw new UnprintableTextException(unknown);
        pages[page ?? ^1].Append(CultureInfo.InvariantCulture, $"BT {x:0.##} {at:0.##} Td {font.Show(text, size)} ET\n");
    }

    private static IEnumerable<string> Wrap(string text, PdfFont font, double size, double room)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (font.Width(longer, size) <= room)
            {
                line = longer;
                continue;
            }
            if (line.Length > 0)
                yield return line;
            line = word;
            while (font.Width(line, size) > room)
            {
                var fits = Enumerable.Range(1, line.Length).Last(n => n == 1 || font.Width(line[..n], size) <= room);
                yield return line[..fits];
                line = line[fits..];
            }
        }
        yield return line;
    }
}

/// <summary>The file around the pages: numbered objects, a cross-reference table, a trailer.</summary>
internal sealed class PdfFile
{
    private readonly List<byte[]> objects = [];

    /// <summary>A number whose object comes later.</summary>
    public int Reserve()
    {
        objects.Add([]);
        return objects.Count;
    }

    public int Add(string content)
    {
        objects.Add(Encoding.ASCII.GetBytes(content));
        return objects.Count;
    }

    public void Set(int number, string content) => objects[number - 1] = Encoding.ASCII.GetBytes(content);

    public int AddStream(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        objects.Add([.. Encoding.ASCII.GetBytes($"<< /Length {packed.Length} /Filter /FlateDecode >>\nstream\n"), .. packed.ToArray(), .. "\nendstream"u8]);
        return objects.Count;
    }

    /// <summary>A string of the document's information, in UTF-16 so that every name can stand in it.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    public byte[] ToBytes(int catalog, int info)
    {
        using var file = new MemoryStream();
        Write(file, "%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        var offsets = new List<long>();
        foreach (var (index, content) in objects.Index())
        {
            offsets.Add(file.Length);
            Write(file, $"{index + 1} 0 obj\n");
            file.Write(content);
            Write(file, "\nendobj\n");
        }
        var table = file.Length;
        Write(file, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            Write(file, offset.ToString("0000000000", CultureInfo.InvariantCulture) + " 00000 n \n");
        Write(file, $"trailer\n<< /Size {objects.Count + 1} /Root {catalog} 0 R /Info {info} 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();
    }

    private static void Write(Stream file, string text) => file.Write(Encoding.Latin1.GetBytes(text));
}
