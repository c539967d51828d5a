using System.Xml;
using Salus.Governance.Deidentification.Releases.SecondReading;

namespace Salus.Governance.Deidentification.Releases.Risk;

/// <summary>Walks through FHIR XML as if it were FHIR JSON, so that one visitor reads both. Narratives are passed over.</summary>
internal static class FhirXmlWalk
{
    public const string Namespace = "http://hl7.org/fhir";

    /// <param name="reader">On the root element.</param>
    public static async Task ReadAsync(XmlReader reader, IJsonVisitor visitor, CancellationToken cancel)
    {
        var open = new Stack<(string Name, int Opened)>();
        while (!reader.EOF)
        {
            cancel.ThrowIfCancellationRequested();
            if (reader.NodeType is XmlNodeType.Element && reader.NamespaceURI is not Namespace)
            {
                await reader.SkipAsync();
                continue;
            }
            if (reader.NodeType is XmlNodeType.Element)
            {
                var element = (reader.LocalName, Open(reader, open, visitor));
                if (reader.IsEmptyElement)
                    Close(element, visitor);
                else
                    open.Push(element);
            }
            else if (reader.NodeType is XmlNodeType.EndElement && open.TryPop(out var ended))
            {
                Close(ended, visitor);
            }
            await reader.ReadAsync();
        }
    }

    /// <returns>How many objects and arrays of JSON begin here.</returns>
    private static int Open(XmlReader reader, Stack<(string Name, int Opened)> above, IJsonVisitor visitor)
    {
        var name = reader.LocalName;
        var opened = 0;
        if (above.Count == 0)
        {
            visitor.Open(null, isArray: false);
            visitor.Value("resourceType", name);
            return 1;
        }
        if (above.Peek().Name is "resource" or "contained")
        {
            visitor.Value("resourceType", name);
            return 0;
        }
        if (reader.GetAttribute("value") is { } value)
        {
            visitor.Value(name, value);
        }
        else
        {
            // The one list that a reader of facts tells from an object by its depth.
            if (name is "coding")
            {
                visitor.Open(name, isArray: true);
                opened++;
            }
            visitor.Open(opened > 0 ? null : name, isArray: false);
            opened++;
        }
        if (reader.GetAttribute("url") is { } url)
            visitor.Value("url", url);
        return opened;
    }

    private static void Close((string Name, int Opened) element, IJsonVisitor visitor)
    {
        for (var i = 0; i < element.Opened; i++)
            visitor.Close();
    }
}
