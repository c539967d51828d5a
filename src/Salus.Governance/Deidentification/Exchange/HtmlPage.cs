using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// An HTML page as words and the tags between them. Reads whatever a browser would read as text, in one pass; a tag that never ends hides the rest of
/// the page, which then goes.
/// </summary>
internal sealed class HtmlPage
{
    private static readonly FrozenSet<string> inline = Set("a abbr acronym b big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt u var");
    private static readonly FrozenSet<string> structure = Set("html body main article section header footer aside nav div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td colgroup blockquote pre br hr fieldset legend figure figcaption center address");
    private static readonly FrozenSet<string> empty = Set("br hr");

    // Their content is no text of the page, or cannot be read as such.
    private static readonly FrozenSet<string> passed = Set("script style head noscript template iframe object embed applet svg math canvas audio video map select datalist noembed noframes xmp plaintext");
    private static readonly FrozenSet<string> pictures = Set("img picture image input video audio embed object canvas svg iframe");

    private readonly List<(bool IsText, string Content)> parts = [];
    private readonly PieceText words = new();
    private string before = "";

    private HtmlPage()
    {
    }

    /// <summary>Pictures, scripts and comments that are left out.</summary>
    public int Removed { get; private set; }

    public string Text => words.Whole;

    public static HtmlPage Read(string html)
    {
        var page = new HtmlPage();
        page.Run(html);
        return page;
    }

    public string Write(Func<string, CleanedText> clean)
    {
        var cleaned = words.Clean(clean);
        var written = new StringBuilder("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n");
        var next = 0;
        foreach (var (isText, content) in parts)
            written.Append(isText ? Escaped(cleaned[next++]) : content);
        return written.ToString();
    }

    private void Run(string html)
    {
        for (var at = 0; at < html.Length;)
        {
            var open = html.IndexOf('<', at);
            if (open < 0 || open == html.Length - 1)
            {
                Say(html[at..]);
                return;
            }
            if (!char.IsAsciiLetter(html[open + 1]) && html[open + 1] is not ('/' or '!' or '?'))
            {
                Say(html[at..(open + 1)]);
                at = open + 1;
                continue;
            }
            if (open > at)
                Say(html[at..open]);
            at = Tag(html, open);
        }
    }

    /// <returns>Behind the tag, and behind the content of one that is passed over.</returns>
    private int Tag(string html, int open)
    {
        if (html.AsSpan(open).StartsWith("<!--", StringComparison.Ordinal))
        {
            Removed++;
            return After(html, "-->", open + 4);
        }
        if (html[open + 1] is '!' or '?')
            return After(html, ">", open + 1);
        var closing = html[open + 1] == '/';
        var start = open + (closing ? 2 : 1);
        var end = start;
        while (end < html.Length && char.IsAsciiLetterOrDigit(html[end]))
            end++;
        var name = html[start..end].ToLowerInvariant();
        var behind = EndOfTag(html, end);
        if (pictures.Contains(name) && !closing && name != "input")
        {
            Removed++;
            parts.Add((false, "[image removed]"));
        }
        if (!closing && passed.Contains(name))
        {
            Removed++;
            return name == "embed" || (behind > 1 && html[behind - 2] == '/' && name is "svg" or "math") ? behind : AfterElement(html, name, behind);
        }
        if (structure.Contains(name))
        {
            before = name is "td" or "th" ? (before.Length == 0 || before == "\n" && closing ? "\t" : before) : "\n";
            parts.Add((false, closing ? empty.Contains(name) ? "" : $"</{name}>" : $"<{name}{(name is "td" or "th" ? Spans(html.AsSpan(end, behind - end)) : "")}>"));
        }
        else if (inline.Contains(name))
        {
            parts.Add((false, closing ? $"</{name}>" : $"<{name}>"));
        }
        return behind;
    }

    private void Say(string raw)
    {
        var text = WebUtility.HtmlDecode(raw);
        words.Add(text, before);
        before = "";
        parts.Add((true, ""));
    }

    /// <summary>Behind the <c>&gt;</c> that is not in quotation marks.</summary>
    private static int EndOfTag(string html, int at)
    {
        var quote = '\0';
        for (; at < html.Length; at++)
        {
            var c = html[at];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'' && html[at - 1] is '=' or ' ' or '\n')
                quote = c;
            else if (c == '>')
                return at + 1;
        }
        return html.Length;
    }

    private static int AfterElement(string html, string name, int at)
    {
        var end = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? html.Length : After(html, ">", end);
    }

    private static int After(string html, string mark, int at) => html.IndexOf(mark, at, StringComparison.Ordinal) is >= 0 and var found ? found + mark.Length : html.Length;

    private static string Spans(ReadOnlySpan<char> attributes)
    {
        var kept = new StringBuilder();
        foreach (var name in (ReadOnlySpan<string>)["colspan", "rowspan"])
        {
            var at = attributes.IndexOf(name, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                continue;
            var value = attributes[(at + name.Length)..].TrimStart(" =\"'");
            var digits = value.IndexOfAnyExceptInRange('0', '9');
            if (int.TryParse(digits < 0 ? value : value[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 1 and < 1000)
                kept.Append(CultureInfo.InvariantCulture, $" {name}=\"{count}\"");
        }
        return kept.ToString();
    }

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
