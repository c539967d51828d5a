using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Salus.Fhir.Definitions;

namespace Salus.Fhir;

/// <summary>Writes the XML form of R4: elements in the order of the definitions, values as attributes, the narrative as it is.</summary>
internal sealed partial class FhirXmlWriter
{
    private readonly FhirDefinitions definitions;
    private readonly XmlWriter writer;
    private readonly Stack<string> path = new();

    private FhirXmlWriter(FhirDefinitions definitions, XmlWriter writer)
    {
        this.definitions = definitions;
        this.writer = writer;
    }

    public static byte[] Write(FhirNode node, FhirDefinitions definitions, bool indented)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = indented, NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize }))
        {
            var writing = new FhirXmlWriter(definitions, xml);
            try
            {
                writing.Resource(node);
            }
            catch (Exception e) when (e is ArgumentException or XmlException)
            {
                throw writing.Wrong(node, "A value holds characters that XML does not have.", e);
            }
        }
        return stream.ToArray();
    }

    private void Resource(FhirNode node)
    {
        if (node.ResourceType is not { } type || !definitions.IsResource(type))
            throw Wrong(node, $"'{Excerpt.Of(node.ResourceType ?? node.Name)}' is not a resource of R4.");
        path.Push(type);
        writer.WriteStartElement(type, FhirXmlReader.Namespace);
        Children(node, definitions.Shape(type), isResource: true);
        writer.WriteEndElement();
        path.Pop();
    }

    private void Children(FhirNode node, FhirShape shape, bool isResource)
    {
        var elements = new List<(FhirNode Node, FhirShape Shape)>(node.Children.Length);
        foreach (var child in node.Children)
        {
            if ((child.Name is "id" && !isResource) || (child.Name is "url" && shape.TypeName is "Extension"))
                Attribute(child);
            else
                elements.Add((child, shape.Child(child.Name) ?? throw Wrong(child, $"'{Excerpt.Of(child.Name)}' is not an element of {shape.TypeName}.")));
        }
        if (!isResource && node.ResourceType is { } type)
        {
            // ExampleScenario.instance has an element that JSON cannot tell from the type of a resource.
            var named = shape.Child(FhirJsonReader.TypeProperty) ?? throw Wrong(node, $"'{node.Name}' takes no resource.");
            elements.Add((new FhirNode(FhirJsonReader.TypeProperty, FhirValueKind.String, type, []), named));
        }
        foreach (var (child, childShape) in elements.OrderBy(e => e.Shape.Order))
        {
            path.Push(child.Name);
            Element(child, childShape);
            path.Pop();
        }
    }

    private void Attribute(FhirNode node)
    {
        if (node.Value is null || node.HasChildren)
            throw Wrong(node, $"'{node.Name}' is an attribute in XML: it takes a value and nothing else.");
        writer.WriteAttributeString(node.Name, node.Value);
    }

    private void Element(FhirNode node, FhirShape shape)
    {
        if (shape.IsPrimitive != node.IsPrimitive)
            throw Wrong(node, shape.IsPrimitive ? $"'{node.Name}' is a {shape.TypeName}: it has a value and no elements of its own." : $"'{node.Name}' has elements, not a value.");
        if (shape.TypeName is "xhtml")
        {
            Narrative(node);
            return;
        }
        writer.WriteStartElement(node.Name, FhirXmlReader.Namespace);
        if (shape.IsAnyResource)
            Resource(node);
        else
            WithAttributes(node, shape);
        writer.WriteEndElement();
    }

    private void WithAttributes(FhirNode node, FhirShape shape)
    {
        // Attributes come first, and the id and url are children of the node.
        if (node.Value is { } value)
            writer.WriteAttributeString("value", value);
        Children(node, shape, isResource: false);
    }

    private void Narrative(FhirNode node)
    {
        if (node.HasChildren || node.Value is not { } div)
            throw Wrong(node, "The narrative takes a div and nothing else.");
        // HTML's own entities, such as nbsp, are in R4's narratives; XML knows five.
        div = HtmlEntity().Replace(div.Trim(), m => m.Value is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" || WebUtility.HtmlDecode(m.Value) is not { } sign || sign == m.Value
            ? m.Value
            : string.Concat(sign.EnumerateRunes().Select(r => string.Create(CultureInfo.InvariantCulture, $"&#{r.Value};"))));
        try
        {
            using var check = XmlReader.Create(new StringReader(div), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            check.MoveToContent();
            if (check is not { NodeType: XmlNodeType.Element, Name: "div" })
                throw Wrong(node, "The narrative is one XHTML div.");
            if (check.NamespaceURI.Length == 0)
                div = div.Insert(div.IndexOf("<div", StringComparison.Ordinal) + 4, $" xmlns=\"{FhirXmlReader.Xhtml}\"");
            while (check.Read())
            {
            }
        }
        catch (XmlException e)
        {
            throw Wrong(node, "The narrative is not well-formed XHTML: close every element, and quote every attribute.", e);
        }
        writer.WriteRaw(div);
    }

    [GeneratedRegex("&[A-Za-z][A-Za-z0-9]*;", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex HtmlEntity();

    private FhirFormatException Wrong(FhirNode node, string reason, Exception? inner = null) =>
        new(reason, node.Position?.Line ?? 0, node.Position?.Column ?? 0, string.Join('.', path.Reverse().Select(s => Excerpt.Of(s))), inner);
}
