using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using Salus.Fhir.Definitions;

namespace Salus.Fhir;

/// <summary>
/// Reads the XML form of R4 (https://hl7.org/fhir/R4/xml.html). XML does not say what repeats and what is a number: the definitions do.
/// No document type, no entities beside the five of XML, nothing is fetched. Comments and processing instructions are dropped.
/// Strict without a list of problems: the first one is thrown.
/// </summary>
internal sealed class FhirXmlReader
{
    public const string Namespace = "http://hl7.org/fhir";
    public const string Xhtml = "http://www.w3.org/1999/xhtml";
    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    private readonly XmlText text;
    private readonly XmlReader reader;
    private readonly FhirDefinitions definitions;
    private readonly FhirReadLimits limits;
    private readonly List<FhirReadProblem>? problems;
    private readonly Stack<Open> path = new();
    private int nodesRead;

    /// <summary>An element that is being read: the children it has so far, and the one it is at.</summary>
    private sealed class Open
    {
        public List<FhirNode> Children { get; } = [];

        public int LastOrder { get; set; } = -1;

        public string Name { get; set; } = "";

        public bool IsList { get; set; }
    }

    private FhirXmlReader(XmlText text, FhirDefinitions definitions, FhirReadLimits limits, List<FhirReadProblem>? problems)
    {
        this.text = text;
        this.definitions = definitions;
        this.limits = limits;
        this.problems = problems;
        reader = XmlReader.Create(new StringReader(text.Text), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersFromEntities = 1024,
        });
    }

    /// <returns>Null only with a list of problems, when the text holds no resource.</returns>
    public static FhirNode? Read(ReadOnlySpan<byte> xml, FhirDefinitions definitions, FhirReadLimits limits, List<FhirReadProblem>? problems)
    {
        if (xml.Length > limits.MaxBytes)
            throw new FhirFormatException($"The resource has {xml.Length} bytes; at most {limits.MaxBytes} are read. Split it, or raise the limit.", 1, 1, "");
        var reading = new FhirXmlReader(XmlText.Of(xml), definitions, limits, problems);
        try
        {
            return reading.Root();
        }
        catch (XmlException e)
        {
            throw new FhirFormatException("This is not XML: " + Plain(e.Message), Math.Max(1, e.LineNumber), Math.Max(1, e.LinePosition), reading.Path(), e);
        }
    }

    private FhirNode? Root()
    {
        reader.MoveToContent();
        if (reader.NodeType is not XmlNodeType.Element)
            throw Fatal("A FHIR resource is an XML element, for example <Patient xmlns=\"http://hl7.org/fhir\">.");
        var resource = ReadResource(reader.LocalName, inList: false);
        while (reader.Read() && reader.NodeType is XmlNodeType.Whitespace)
        {
        }
        return resource;
    }

    /// <summary>At the start tag of a resource; afterwards at its end tag.</summary>
    private FhirNode? ReadResource(string name, bool inList)
    {
        var position = Position();
        var type = reader.LocalName;
        CheckNamespace(Namespace);
        if (!definitions.IsResource(type))
        {
            Problem(FhirReadProblemKind.ResourceType, $"'{Excerpt.Of(type)}' is not a resource of R4.");
            reader.Skip();
            return null;
        }
        foreach (var attribute in Attributes())
            Unknown(attribute, type);
        var children = ReadChildren(definitions.Shape(type), null, isResource: true);
        return Made(FhirNode.InXml(name, FhirValueKind.None, null, children, type, inList, isPrimitive: false, position));
    }

    /// <summary>At the start tag; afterwards at the end tag.</summary>
    private FhirNode? ReadElement(FhirShape shape)
    {
        var (name, position) = (reader.LocalName, Position());
        if (shape.TypeName is "xhtml")
            return ReadNarrative(name, position);
        if (shape.IsAnyResource)
            return ReadHeldResource(name, shape, position);
        var (kind, value, attributes) = (FhirValueKind.None, (string?)null, (List<FhirNode>?)null);
        foreach (var attribute in Attributes())
        {
            if (attribute.Name is "value" && shape.IsPrimitive)
                (kind, value) = (Kind(shape, attribute.Value), attribute.Value);
            else if (attribute.Name is "id" || (attribute.Name is "url" && shape.TypeName is "Extension"))
                (attributes ??= []).Add(Made(FhirNode.InXml(attribute.Name, FhirValueKind.String, attribute.Value, [], null, inList: false, isPrimitive: true, attribute.Position)));
            else
                Unknown(attribute, shape.TypeName);
        }
        var children = ReadChildren(shape, attributes, isResource: false);
        if (value is null && children.Length == 0)
        {
            var reason = $"The element '{name}' is empty; leave it out.";
            if (!shape.IsPrimitive)
            {
                Tolerated(FhirReadProblemKind.Value, reason, position);
            }
            else
            {
                Problem(FhirReadProblemKind.Value, reason, position);
                return null;
            }
        }
        string? type = null;
        if (shape.TypeName is "BackboneElement" && shape.Child(FhirJsonReader.TypeProperty) is not null)
        {
            // ExampleScenario.instance has an element that JSON cannot tell from the type of a resource.
            type = Array.Find(children, c => c.Name is FhirJsonReader.TypeProperty)?.Value;
            children = [.. children.Where(c => c.Name is not FhirJsonReader.TypeProperty)];
        }
        return Made(FhirNode.InXml(name, kind, value, children, type, shape.IsList, shape.IsPrimitive, position));
    }

    /// <summary>The content up to the end tag.</summary>
    private FhirNode[] ReadChildren(FhirShape shape, List<FhirNode>? attributes, bool isResource)
    {
        if (reader.IsEmptyElement)
            return attributes?.ToArray() ?? [];
        if (path.Count >= limits.MaxDepth)
            throw Fatal($"Elements are nested to a depth of more than {limits.MaxDepth}. R4 needs about 20.");
        var open = new Open();
        if (attributes is not null)
            open.Children.AddRange(attributes);
        path.Push(open);
        reader.Read();
        while (reader.NodeType is not XmlNodeType.EndElement)
        {
            if (reader.NodeType is XmlNodeType.Element)
            {
                ReadChild(shape, open, isResource);
            }
            else if (reader.NodeType is not (XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace) && !string.IsNullOrWhiteSpace(reader.Value))
            {
                Problem(FhirReadProblemKind.StrayText, "Text stands between elements; FHIR writes values as attributes, <family value=\"...\"/>.");
            }
            if (!reader.Read())
                throw Fatal("The text ends inside an element; it may have been cut off.");
        }
        path.Pop();
        return Together(open.Children);
    }

    private void ReadChild(FhirShape shape, Open open, bool isResource)
    {
        var name = reader.LocalName;
        var child = (name is "id" && !isResource) || (name is "url" && shape.TypeName is "Extension") ? null : shape.Child(name);
        (open.Name, open.IsList) = (name, child?.IsList ?? false);
        if (child is null)
        {
            Problem(FhirReadProblemKind.UnknownElement, $"'{Excerpt.Of(name)}' is not an element of {shape.TypeName}{(name is "id" or "url" ? "; here it is an attribute" : "")}.");
            SkipElement();
        }
        else
        {
            CheckNamespace(child.TypeName is "xhtml" ? Xhtml : Namespace);
            if (child.Order < open.LastOrder)
                Tolerated(FhirReadProblemKind.Order, $"The element '{name}' stands too late: XML keeps the order of the definition.");
            open.LastOrder = Math.Max(open.LastOrder, child.Order);
            if (ReadElement(child) is { } read)
                open.Children.Add(read);
        }
        (open.Name, open.IsList) = ("", false);
    }

    /// <summary><c>contained</c>, <c>Bundle.entry.resource</c> and the like: an element around one resource.</summary>
    private FhirNode? ReadHeldResource(string name, FhirShape shape, FhirPosition position)
    {
        FhirNode? held = null;
        var found = 0;
        foreach (var attribute in Attributes())
            Unknown(attribute, name);
        if (!reader.IsEmptyElement)
        {
            if (path.Count >= limits.MaxDepth)
                throw Fatal($"Elements are nested to a depth of more than {limits.MaxDepth}. R4 needs about 20.");
            reader.Read();
            while (reader.NodeType is not XmlNodeType.EndElement)
            {
                if (reader.NodeType is XmlNodeType.Element && found++ == 0)
                    held = ReadResource(name, shape.IsList);
                else if (reader.NodeType is XmlNodeType.Element)
                    SkipElement();
                else if (!string.IsNullOrWhiteSpace(reader.Value))
                    Problem(FhirReadProblemKind.StrayText, "Text stands where a resource belongs.");
                if (!reader.Read())
                    throw Fatal("The text ends inside an element; it may have been cut off.");
            }
        }
        if (found != 1)
            Problem(FhirReadProblemKind.Value, $"The element '{name}' holds {found} resources; it takes one, and repeats if there are more.", position);
        return held;
    }

    /// <summary>Kept as it is written, as JSON does.</summary>
    private FhirNode ReadNarrative(string name, FhirPosition position)
    {
        string div;
        var foreign = reader.Prefix.Length > 0 || ((IXmlNamespaceResolver)reader).GetNamespacesInScope(XmlNamespaceScope.ExcludeXml).Any(n => n.Key.Length > 0 && n.Value is not SchemaInstance);
        if (foreign)
        {
            // Prefixes that are declared further out must come along.
            using var written = new StringWriter(CultureInfo.InvariantCulture);
            using (var writer = XmlWriter.Create(written, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment, NewLineHandling = NewLineHandling.None }))
            using (var subtree = reader.ReadSubtree())
                writer.WriteNode(subtree, defattr: false);
            div = written.ToString();
        }
        else
        {
            var start = text.OffsetOf(position);
            var depth = reader.Depth;
            if (!reader.IsEmptyElement)
            {
                while (reader.Read() && !(reader.NodeType is XmlNodeType.EndElement && reader.Depth == depth))
                {
                    if (reader.Depth - depth > limits.MaxDepth)
                        throw Fatal($"The narrative is nested to a depth of more than {limits.MaxDepth}.");
                }
            }
            // From a name inside the last tag to its end; a quoted attribute may hold '>'.
            div = text.Text[start..text.EndOfTag(text.OffsetOf(Position()))];
        }
        return Made(FhirNode.InXml(name, FhirValueKind.String, div, [], null, inList: false, isPrimitive: true, position));
    }

    /// <summary>Children of one name stand together in a tree, whatever the text does.</summary>
    private static FhirNode[] Together(List<FhirNode> children)
    {
        for (var i = 2; i < children.Count; i++)
        {
            if (!string.Equals(children[i].Name, children[i - 1].Name, StringComparison.Ordinal))
                return [.. children.GroupBy(c => c.Name, StringComparer.Ordinal).SelectMany(g => g)];
        }
        return [.. children];
    }

    private readonly record struct XmlAttribute(string Name, string Value, FhirPosition Position);

    private List<XmlAttribute> Attributes()
    {
        var attributes = new List<XmlAttribute>();
        while (reader.MoveToNextAttribute())
        {
            if (reader.Prefix is "xmlns" || reader.Name is "xmlns" || reader.NamespaceURI is SchemaInstance)
                continue;
            attributes.Add(new XmlAttribute(reader.Name, reader.Value, Position()));
        }
        reader.MoveToElement();
        return attributes;
    }

    private FhirValueKind Kind(FhirShape shape, string value)
    {
        if (shape.JsonKind is FhirValueKind.Boolean && value is not ("true" or "false"))
            Problem(FhirReadProblemKind.Value, $"The value of '{reader.LocalName}' is true or false.");
        else if (shape.JsonKind is FhirValueKind.Number && !FhirJsonReader.IsNumber(value))
            Problem(FhirReadProblemKind.Value, $"The value of '{reader.LocalName}' is a number, written with digits, a point and nothing else.");
        else
            return shape.JsonKind;
        return FhirValueKind.String;
    }

    private void SkipElement()
    {
        if (reader.IsEmptyElement)
            return;
        var depth = reader.Depth;
        while (reader.Read() && !(reader.NodeType is XmlNodeType.EndElement && reader.Depth == depth))
        {
        }
    }

    private void CheckNamespace(string expected)
    {
        if (!string.Equals(reader.NamespaceURI, expected, StringComparison.Ordinal))
            Problem(FhirReadProblemKind.Namespace, $"The element '{Excerpt.Of(reader.LocalName)}' belongs into the namespace {expected}; declare it with xmlns=\"{expected}\".");
    }

    private void Unknown(XmlAttribute attribute, string type) =>
        Problem(FhirReadProblemKind.UnknownElement, $"'{Excerpt.Of(attribute.Name)}' is not an attribute of {type}.", attribute.Position);

    private FhirNode Made(FhirNode node) =>
        ++nodesRead > FhirJsonReader.ManyNodes && (long)nodesRead * FhirJsonReader.LeastBytesPerNode > text.Text.Length
            ? throw Fatal($"The text holds more than {nodesRead} elements in {text.Text.Length} characters. This is no resource.")
            : node;

    /// <summary>Of the bracket of a tag, or of an attribute's name.</summary>
    private FhirPosition Position()
    {
        var info = (IXmlLineInfo)reader;
        var before = reader.NodeType switch { XmlNodeType.Element => 1, XmlNodeType.EndElement => 2, _ => 0 };
        return new FhirPosition(Math.Max(1, info.LineNumber), Math.Max(1, info.LinePosition - before));
    }

    private string Path()
    {
        var steps = new StringBuilder();
        foreach (var open in path.Reverse().Where(o => o.Name.Length > 0))
        {
            steps.Append(steps.Length > 0 ? "." : "").Append(Excerpt.Of(open.Name));
            if (open.IsList)
                steps.Append(CultureInfo.InvariantCulture, $"[{open.Children.Count(c => string.Equals(c.Name, open.Name, StringComparison.Ordinal))}]");
        }
        return steps.ToString();
    }

    private static string Plain(string message)
    {
        var position = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return Excerpt.Of(position < 0 ? message : message[..position], most: 300);
    }

    private FhirFormatException Fatal(string reason) => new FhirReadProblem(FhirReadProblemKind.Unreadable, reason, Position(), Path()).ToException();

    private void Problem(FhirReadProblemKind kind, string reason, FhirPosition? position = null)
    {
        var problem = new FhirReadProblem(kind, reason, position ?? Position(), Path());
        if (problems is null)
            throw problem.ToException();
        if (problems.Count >= FhirReading.MostProblems - 1)
            throw Fatal("There are too many problems to go on.");
        problems.Add(problem);
    }

    /// <summary>What a strict reading lets pass.</summary>
    private void Tolerated(FhirReadProblemKind kind, string reason, FhirPosition? position = null)
    {
        if (problems is not null)
            Problem(kind, reason, position);
    }
}
