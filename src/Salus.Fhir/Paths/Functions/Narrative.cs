using System.Collections.Frozen;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml;

namespace Salus.Fhir.Paths.Functions;

/// <summary>
/// The rules of a narrative (https://hl7.org/fhir/R4/narrative.html): a div of basic HTML formatting, without scripts, forms,
/// frames or events, and with something to read in it.
/// </summary>
internal static partial class Narrative
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    private static readonly FrozenSet<string> Elements = new[]
    {
        "a", "abbr", "acronym", "address", "b", "bdo", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "dfn",
        "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "map", "area", "object", "ol", "p", "param",
        "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Attributes = new[]
    {
        "abbr", "accesskey", "align", "alt", "axis", "bgcolor", "border", "cellhalign", "cellpadding", "cellspacing", "cellvalign", "char", "charoff", "charset",
        "cite", "class", "colspan", "compact", "coords", "data", "datetime", "dir", "frame", "headers", "height", "href", "hreflang", "hspace", "id", "lang", "longdesc",
        "name", "nowrap", "rel", "rev", "rowspan", "rules", "scope", "shape", "span", "src", "start", "style", "summary", "tabindex", "title", "type", "valign", "value",
        "vspace", "width",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsAllowed(string xhtml)
    {
        try
        {
            using var text = new StringReader(NamedEntity().Replace(xhtml, static match => match.Value is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" ? match.Value : WebUtility.HtmlDecode(match.Value)));
            using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersFromEntities = 1024 });
            var hasContent = false;
            while (reader.Read())
            {
                if (reader.NodeType is XmlNodeType.Element)
                {
                    if (reader.Depth == 0 && reader.LocalName is not "div")
                        return false;
                    if (!IsAllowed(reader))
                        return false;
                    hasContent |= reader.LocalName is "img";
                }
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    hasContent |= !string.IsNullOrWhiteSpace(reader.Value);
                }
            }
            return hasContent;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool IsAllowed(XmlReader reader)
    {
        if (!string.Equals(reader.NamespaceURI, Xhtml, StringComparison.Ordinal) || !Elements.Contains(reader.LocalName))
            return false;
        if (!reader.MoveToFirstAttribute())
            return true;
        do
        {
            var isNamespace = reader.Prefix is "xmlns" or "xml" || reader.LocalName is "xmlns";
            if (!isNamespace && !Attributes.Contains(reader.LocalName))
                return false;
        }
        while (reader.MoveToNextAttribute());
        reader.MoveToElement();
        return true;
    }

    [GeneratedRegex("&[A-Za-z][A-Za-z0-9]*;", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedEntity();
}
