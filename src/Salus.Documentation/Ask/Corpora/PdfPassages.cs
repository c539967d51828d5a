using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Language.Pdf;

namespace Salus.Documentation.Ask;

/// <summary>The passages of a PDF, page by page, without the lines that stand at the head or foot of most pages.</summary>
internal static class PdfPassages
{
    private const int FewestPages = 4;
    private const int LinesAtEdge = 2;

    /// <summary>Most of a page is no edge, however short the page.</summary>
    private const int LinesPerEdgeLine = 3;

    /// <exception cref="CorpusException">Its text cannot be read; the message says why.</exception>
    public static CorpusPassage[] Read(FileInfo file, Action<string>? remark)
    {
        PdfText text;
        try
        {
            text = PdfText.Read(File.ReadAllBytes(file.FullName));
        }
        catch (PdfException unreadable)
        {
            throw new CorpusException($"{file.Name}: {unreadable.Message}");
        }
        foreach (var one in text.Remarks)
            remark?.Invoke(one);
        var running = Running(text);
        var pages = text.Pages.Select(p => ((string?)string.Create(CultureInfo.InvariantCulture, $"page {p.Number}"), Without(p.Text, running))).Where(p => p.Item2.Length > 0).ToImmutableArray();
        return [.. CorpusReader.Passages(new DocumentSections(text.Title, pages), text.Title ?? Path.GetFileNameWithoutExtension(file.Name))];
    }

    /// <summary>Lines at the edge of a page that are the same on half of all pages but for their numbers.</summary>
    private static HashSet<string> Running(PdfText text) => text.Pages.Length < FewestPages ? [] :
    [
        .. text.Pages.SelectMany(p => Edge(p.Text).Select(Mask).Distinct(StringComparer.Ordinal)).GroupBy(l => l, StringComparer.Ordinal).Where(g => g.Key.Length > 0 && g.Count() * 2 >= text.Pages.Length).Select(g => g.Key),
    ];

    private static string Without(string page, HashSet<string> running)
    {
        if (running.Count == 0)
            return page;
        var lines = page.Split('\n').ToList();
        for (var i = EdgeOf(lines.Count(l => l.Length > 0)); i > 0; i--)
        {
            if (lines.FindIndex(l => l.Length > 0) is >= 0 and var first && running.Contains(Mask(lines[first])))
                lines.RemoveRange(0, first + 1);
            if (lines.FindLastIndex(l => l.Length > 0) is >= 0 and var last && running.Contains(Mask(lines[last])))
                lines.RemoveRange(last, lines.Count - last);
        }
        return string.Join('\n', lines).Trim();
    }

    private static IEnumerable<string> Edge(string page)
    {
        var lines = page.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Take(EdgeOf(lines.Length)).Concat(lines.TakeLast(EdgeOf(lines.Length)));
    }

    private static int EdgeOf(int lines) => Math.Min(LinesAtEdge, lines / LinesPerEdgeLine);

    private static string Mask(string line)
    {
        var mask = new StringBuilder(line.Length);
        foreach (var c in line.Trim())
            if (!char.IsDigit(c))
                mask.Append(c);
            else if (mask.Length == 0 || mask[^1] != '0')
                mask.Append('0');
        return mask.ToString();
    }
}
