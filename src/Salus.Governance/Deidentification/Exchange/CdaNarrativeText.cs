using System.Xml.Linq;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// The narrative of a section: paragraphs, lists and tables stay, and all its words are read as one text, so that what stands in one cell is
/// understood by the heading in another. Pictures and links go.
/// </summary>
internal sealed class CdaNarrativeText(PersonCleaning person, Func<string, string> mark)
{
    private readonly List<XText> words = [];
    private readonly PieceText text = new();
    private string before = "";

    public void Clean(XElement narrative)
    {
        Collect(narrative);
        var cleaned = text.Clean(person.Clean);
        for (var i = 0; i < words.Count; i++)
            words[i].Value = cleaned[i];
    }

    private void Collect(XElement parent)
    {
        foreach (var node in parent.Nodes().ToList())
        {
            if (node is XText piece)
            {
                words.Add(piece);
                text.Add(piece.Value, before);
                before = "";
            }
            else if (node is XElement element)
            {
                Collect(element, element.Name.LocalName);
            }
        }
    }

    private void Collect(XElement element, string name)
    {
        if (element.Name.Namespace != CdaCleaner.V3 || name is "renderMultiMedia")
        {
            person.Removed();
            element.Remove();
            return;
        }
        foreach (var attribute in element.Attributes().ToList())
        {
            if (attribute.IsNamespaceDeclaration)
                continue;
            switch (attribute.Name.LocalName)
            {
                case "ID" or "IDREF":
                    attribute.Value = mark(attribute.Value);
                    break;
                case "colspan" or "rowspan" or "span" or "width" or "align" or "valign" or "border" or "cellpadding" or "cellspacing" or "listType" or "revised" or "frame" or "rules" or "scope" or "styleCode"
                    when attribute.Name.Namespace == XNamespace.None && attribute.Value.Split(' ').All(w => w.Length <= 20 && V2Values.IsCode(w)):
                    break;
                default:
                    attribute.Remove();
                    break;
            }
        }
        var separator = name switch { "td" or "th" => "\t", "paragraph" or "list" or "item" or "caption" or "table" or "thead" or "tbody" or "tfoot" or "tr" or "br" or "footnote" => "\n", _ => "" };
        Separate(separator);
        Collect(element);
        Separate(separator);
    }

    private void Separate(string separator)
    {
        if (before.Length == 0 || separator == "\n")
            before = separator.Length == 0 ? before : separator;
    }
}
