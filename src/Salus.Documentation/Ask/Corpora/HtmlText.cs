using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace Salus.Documentation.Ask;

/// <summary>
/// The readable text of a web page with its headings. Scripts, styles, forms and navigation are left out; nothing in it is run or fetched.
/// Broken markup gives the text that can still be told; linear in the length of the page.
/// </summary>
internal static class HtmlText
{
    private static readonly ImmutableHashSet<string> Skipped = ["script", "style", "noscript", "template", "svg", "nav", "form", "button", "select", "iframe", "object"];

    private static readonly ImmutableHashSet<string> Blocks = ["p", "div", "section", "article", "main", "header", "footer", "ul", "ol", "table", "blockquote", "pre", "dl", "dd", "dt", "figure", "figcaption", "aside", "body", "h1", "h2", "h3", "h4", "h5", "h6", "title"];

    public static DocumentSections Sections(string html)
    {
        var parts = ImmutableArray.CreateBuilder<(string?, string)>();
        var body = new StringBuilder();
        string? title = null;
        string? heading = null;
        string? inside = null;
        var caught = new StringBuilder();
        var at = 0;
        while (at < html.Length)
        {
            var open = html.IndexOf('<', at);
            var end = open < 0 ? html.Length : open;
            Append(inside is null ? body : caught, html.AsSpan(at, end - at));
            if (open < 0)
                break;
            if (html.AsSpan(open).StartsWith("<!--", StringComparison.Ordinal))
            {
                at = After(html, "-->", open + 4);
                continue;
            }
            var close = html.IndexOf('>', open);
            if (close < 0)
                break;
            var (name, ends) = NameOf(html.AsSpan(open + 1, close - open - 1));
            at = close + 1;
            if (!ends && Skipped.Contains(name))
            {
                var over = html.IndexOf($"</{name}", at, StringComparison.OrdinalIgnoreCase);
                at = over < 0 ? html.Length : After(html, ">", over);
                continue;
            }
            if (name is "title" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6")
            {
                if (!ends)
                {
                    inside = name;
                    caught.Clear();
                }
                else if (inside == name)
                {
                    var words = Words(caught);
                    inside = null;
                    if (name is "title" or "h1" && title is null)
                    {
                        title = words;
                    }
                    else if (name is not "title" && words != title)
                    {
                        PlainSections.Keep(parts, heading, body);
                        heading = words;
                    }
                }
                continue;
            }
            if (name is "br" or "tr")
                body.Append('\n');
            else if (name is "li" && !ends)
                body.Append("\n- ");
            else if (name is "td" or "th")
                body.Append(' ');
            else if (Blocks.Contains(name))
                body.Append("\n\n");
        }
        PlainSections.Keep(parts, heading, body);
        return new DocumentSections(string.IsNullOrWhiteSpace(title) ? null : title, parts.ToImmutable());
    }

    private static int After(string html, string mark, int from) => html.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var at ? at + mark.Length : html.Length;

    private static (string Name, bool Ends) NameOf(ReadOnlySpan<char> tag)
    {
        var ends = tag.StartsWith("/");
        tag = ends ? tag[1..] : tag;
        var length = 0;
        while (length < tag.Length && char.IsAsciiLetterOrDigit(tag[length]))
            length++;
        return (tag[..length].ToString().ToLowerInvariant(), ends);
    }

    /// <summary>White space of markup is one space.</summary>
    private static void Append(StringBuilder to, ReadOnlySpan<char> raw)
    {
        if (raw.IsEmpty)
            return;
        foreach (var c in WebUtility.HtmlDecode(raw.ToString()))
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
                to.Append(c);
            else if (to.Length > 0 && !char.IsWhiteSpace(to[^1]))
                to.Append(' ');
        }
    }

    private static string Words(StringBuilder caught) => caught.ToString().Trim();
}
