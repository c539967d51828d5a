using System.Net;
using System.Text;
using System.Xml.Linq;

namespace Salus.Fhir.Cda;

/// <summary>
/// The narrative of a section as XHTML of a FHIR Narrative: the words, paragraphs, lists and tables. Everything else of it (styles, links,
/// pictures, identifiers) goes, so that nothing in it can act.
/// </summary>
internal static class CdaNarrative
{
    public static FhirNode? Of(XElement? text)
    {
        if (text is null || string.IsNullOrWhiteSpace(text.Value))
            return null;
        var html = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
        Write(html, text);
        return FhirNode.Object(("status", "additional"), ("div", html.Append("</div>").ToString()));
    }

    private static void Write(StringBuilder html, XElement parent)
    {
        foreach (var node in parent.Nodes())
        {
            if (node is XText words)
                html.Append(WebUtility.HtmlEncode(words.Value));
            else if (node is XElement element)
                WriteElement(html, element);
        }
    }

    private static void WriteElement(StringBuilder html, XElement element)
    {
        var name = element.Name.LocalName switch
        {
            "paragraph" => "p",
            "list" => (string?)element.Attribute("listType") == "ordered" ? "ol" : "ul",
            "item" => "li",
            "content" => "span",
            "table" or "thead" or "tbody" or "tfoot" or "tr" or "th" or "td" or "sub" or "sup" => element.Name.LocalName,
            "caption" when element.Parent?.Name.LocalName == "table" => "caption",
            "caption" => "b",
            "br" => "br",
            "renderMultiMedia" or "colgroup" or "col" => null,
            _ => "span",
        };
        switch (name)
        {
            case null:
                return;
            case "br":
                html.Append("<br/>");
                return;
            case "ul" or "ol":
                // A caption of a list stands before it: XHTML has none inside.
                foreach (var caption in element.Elements().Where(e => e.Name.LocalName == "caption"))
                    WriteElement(html, caption);
                html.Append('<').Append(name).Append('>');
                foreach (var item in element.Elements().Where(e => e.Name.LocalName == "item"))
                    WriteElement(html, item);
                break;
            default:
                html.Append('<').Append(name);
                foreach (var span in new[] { "colspan", "rowspan" })
                {
                    if (name is "td" or "th" && int.TryParse((string?)element.Attribute(span), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count is > 1 and < 1000)
                        html.Append(' ').Append(span).Append("=\"").Append(count.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append('"');
                }
                html.Append('>');
                Write(html, element);
                break;
        }
        html.Append("</").Append(name).Append('>');
    }
}
