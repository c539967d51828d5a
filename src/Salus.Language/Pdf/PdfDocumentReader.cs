using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Language.Pdf;

/// <summary>Goes through the pages of a document in their order and says what could not be read.</summary>
internal sealed class PdfDocumentReader(PdfObjects objects, PdfLimits limits, PdfBudget budget)
{
    private const int DeepestTree = 32;
    private const int MostPages = 100_000;
    private const int MostFields = 2_000;

    /// <summary>With more unknown letters than this the text says nothing any more.</summary>
    private const double Unreadable = 0.5;

    private const double WorthTelling = 0.02;

    public PdfText Read()
    {
        var tree = Tree();
        if (tree.Count == 0)
            throw new PdfException("The PDF is damaged: no page can be found in it. Open it and save it anew.");
        var reader = new PdfContentReader(objects, budget);
        var pages = ImmutableArray.CreateBuilder<PdfPage>();
        var (letters, unknown, invisible, images, pictures) = (0L, 0L, 0L, 0L, 0);
        foreach (var (order, (page, resources)) in tree.Take(limits.Pages).Index())
        {
            var content = Content(page, resources, reader);
            letters += content.Letters;
            unknown += content.Unknown;
            invisible += content.Invisible;
            images += content.Images;
            var text = PdfLayout.Text(content.Runs);
            pictures += text.Length == 0 && content.Images > 0 ? 1 : 0;
            pages.Add(new PdfPage(order + 1, text));
        }
        if (pages.All(p => p.Text.Length == 0))
            throw new PdfException(letters > 0 ? "The PDF's fonts do not say which letters they show. Save its text and use that."
                : images > 0 ? "The PDF holds pictures of pages, no text. Have the text recognised first, and check it." : "The PDF holds no text.");
        if (unknown > Unreadable * letters)
            throw new PdfException("The PDF's fonts do not say which letters they show. Save its text and use that.");
        var remarks = new[]
        {
            tree.Count > limits.Pages ? Told($"Only the first {limits.Pages} of {tree.Count} pages were read.") : "",
            pictures > 0 ? Told($"{pictures} of {pages.Count} pages are pictures without text and were left out.") : "",
            unknown > WorthTelling * letters ? Told($"{100 * unknown / letters} % of the letters are in fonts that do not say what they show; they are missing.") : "",
            invisible > 0 ? "Some of the text is invisible on the page, as when a scan was recognised by a machine." : "",
        }.Where(r => r.Length > 0);
        var title = objects.Text(objects.Information?.GetValueOrDefault("Title"))?.Trim('\0', ' ', '\n', '\r', '\t');
        return new PdfText(string.IsNullOrEmpty(title) || title.Any(char.IsControl) || title.Length > 300 ? null : title, pages.ToImmutable(), [.. remarks]);
    }

    private static string Told(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private PageContent Content(Dictionary<string, object?> page, Dictionary<string, object?> resources, PdfContentReader reader)
    {
        var content = new PageContent();
        // The parts of a page are one text: a number may end one and its operator begin the next.
        using var whole = new MemoryStream();
        foreach (var part in objects.Array(page.GetValueOrDefault("Contents")) ?? [page.GetValueOrDefault("Contents")])
        {
            if (objects.Bytes(part) is not { } bytes)
                continue;
            budget.Work(1 + (bytes.Length / 64));
            whole.Write(bytes);
            whole.WriteByte((byte)'\n');
        }
        reader.Read(whole.ToArray(), resources, Matrix.Identity, content);
        foreach (var field in (objects.Array(page.GetValueOrDefault("Annots")) ?? []).Take(MostFields))
            Field(objects.Dictionary(field), resources, reader, content);
        return content;
    }

    /// <summary>What was filled into a form stands in the look of its fields.</summary>
    private void Field(Dictionary<string, object?>? field, Dictionary<string, object?> resources, PdfContentReader reader, PageContent content)
    {
        if (field is null || objects.Name(field.GetValueOrDefault("Subtype")) is not ("Widget" or "FreeText") || objects.Dictionary(field.GetValueOrDefault("AP"))?.GetValueOrDefault("N") is not { } look)
            return;
        var rectangle = objects.Array(field.GetValueOrDefault("Rect"));
        if (rectangle is null || rectangle.Count < 4 || objects.Resolve(look) is not PdfStream drawn || objects.Number(rectangle[0]) is not { } x || objects.Number(rectangle[1]) is not { } y)
            return;
        reader.Form(look, drawn, resources, Matrix.Moved(x, y), content, depth: 1);
    }

    /// <summary>The pages with what they inherit; where the tree is broken, all pages there are.</summary>
    private List<(Dictionary<string, object?> Page, Dictionary<string, object?> Resources)> Tree()
    {
        var pages = new List<(Dictionary<string, object?>, Dictionary<string, object?>)>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Walk(objects.Dictionary(objects.Catalog?.GetValueOrDefault("Pages")), [], 0);
        if (pages.Count == 0)
            foreach (var page in objects.Numbers.Select(n => objects.Dictionary(new PdfReference(n))).Where(d => objects.Name(d?.GetValueOrDefault("Type")) is "Page").Take(MostPages))
                pages.Add((page!, objects.Dictionary(page!.GetValueOrDefault("Resources")) ?? []));
        return pages;

        void Walk(Dictionary<string, object?>? node, Dictionary<string, object?> inherited, int depth)
        {
            if (node is null || depth > DeepestTree || pages.Count >= MostPages || !seen.Add(node))
                return;
            budget.Work();
            var resources = objects.Dictionary(node.GetValueOrDefault("Resources")) ?? inherited;
            if (objects.Array(node.GetValueOrDefault("Kids")) is not { } kids)
            {
                pages.Add((node, resources));
                return;
            }
            foreach (var kid in kids)
                Walk(objects.Dictionary(kid), resources, depth + 1);
        }
    }
}
