using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// Formatting as it was, without what tells who wrote or changed it: changes, names of styles that a site gave, captions, printers, elements and attributes
/// that this version of the format does not know.
/// </summary>
internal sealed class WordProperties
{
    private readonly Dictionary<string, string> parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> styles = new(StringComparer.Ordinal);

    /// <summary>The relationship of a header or footer in the new document.</summary>
    public void Map(string oldPart, string newPart) => parts[oldPart] = newPart;

    /// <summary>Styles of a site get a number for a name.</summary>
    public void Number(Styles all)
    {
        foreach (var style in all.Elements<Style>())
        {
            if (style is { StyleId.Value: { } id, CustomStyle.Value: true })
                styles.TryAdd(id, string.Create(CultureInfo.InvariantCulture, $"Custom{styles.Count + 1}"));
        }
    }

    public T Copy<T>(T source) where T : OpenXmlElement
    {
        var copy = (T)source.CloneNode(true);
        foreach (var element in copy.Descendants().ToList())
        {
            if (element is OpenXmlUnknownElement or OpenXmlMiscNode or AlternateContent or PrinterSettingsReference or TableCaption or TableDescription or Inserted or Deleted or MoveFrom or MoveTo or CellInsertion or CellDeletion or CellMerge or Rsid or Aliases
                || element.LocalName.EndsWith("Change", StringComparison.Ordinal)
                || element is HeaderFooterReferenceType reference && !Remap(reference))
            {
                element.Remove();
            }
        }
        foreach (var element in copy.Descendants().Prepend(copy))
        {
            foreach (var attribute in element.ExtendedAttributes.ToList())
                element.RemoveAttribute(attribute.LocalName, attribute.NamespaceUri);
            if (element is ParagraphStyleId or RunStyle or TableStyle or BasedOn or NextParagraphStyle or LinkedStyle or NumberingStyleLink or StyleLink or ParagraphStyleIdInLevel
                && element is StringType or String253Type && Styled(element) is { } now)
            {
                Rename(element, now);
            }
            if (element is Style { CustomStyle.Value: true, StyleId.Value: { } id } style && styles.TryGetValue(id, out var number))
            {
                style.StyleId = number;
                style.StyleName = new StyleName { Val = number };
            }
        }
        return copy;
    }

    private bool Remap(HeaderFooterReferenceType reference)
    {
        if (reference.Id?.Value is not { } id || !parts.TryGetValue(id, out var now))
            return false;
        reference.Id = now;
        return true;
    }

    private string? Styled(OpenXmlElement element) =>
        element.GetAttributes().FirstOrDefault(a => a.LocalName == "val").Value is { } id && styles.TryGetValue(id, out var now) ? now : null;

    private static void Rename(OpenXmlElement element, string style)
    {
        var attribute = element.GetAttributes().First(a => a.LocalName == "val");
        element.SetAttribute(new OpenXmlAttribute(attribute.Prefix, attribute.LocalName, attribute.NamespaceUri, style));
    }
}
