using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Conformance.Fhir;

/// <summary>Published examples say the same after a way through the other form, and the same example in both forms says the same.</summary>
public sealed class RoundTripConformanceTests
{
    private const string Examples = "fhir/hl7-test-cases/r4/examples";

    [Theory]
    [InlineData(Examples)]
    [InlineData("fhir/ms-examples")]
    [InlineData("synthea-fhir")]
    [InlineData("fhir/fhirpath/input")]
    public void JSON_survives_XML(string folder)
    {
        var (read, differing) = (0, new List<string>());
        foreach (var file in PublicData.Folder(folder).GetFiles("*.json"))
        {
            if (Read(file) is not { } node)
                continue;
            read++;
            if (!Canonical(node).SequenceEqual(Canonical(FhirNode.ParseXml(node.ToXml()))))
                differing.Add(file.Name);
        }
        Assert.Empty(differing);
        Assert.True(read > 20 || folder.EndsWith("input", StringComparison.Ordinal), $"only {read} were read");
    }

    [Theory]
    [InlineData(Examples)]
    [InlineData("fhir/fhirpath/input")]
    public void XML_survives_JSON(string folder)
    {
        var (read, differing) = (0, new List<string>());
        foreach (var file in PublicData.Folder(folder).GetFiles("*.xml"))
        {
            var bytes = File.ReadAllBytes(file.FullName);
            if (Infoset(bytes).Name.NamespaceName is not "http://hl7.org/fhir")
                continue;
            read++;
            var node = FhirNode.ParseXml(bytes);
            if (!node.Equals(FhirNode.Parse(node.ToJson())) || !XNode.DeepEquals(Infoset(bytes), Infoset(FhirNode.Parse(node.ToJson()).ToXml())))
                differing.Add(file.Name);
        }
        Assert.Empty(differing);
        Assert.True(read > 5, $"only {read} were read");
    }

    [Fact]
    public void Examples_in_both_forms_are_one_tree()
    {
        var pairs = PublicData.Folder(Examples).GetFiles("*.xml").Where(f => File.Exists(Path.ChangeExtension(f.FullName, ".json"))).ToArray();
        var same = pairs.Count(pair => string.Equals(
            WithoutNarrative(FhirNode.ParseXml(File.ReadAllBytes(pair.FullName))),
            WithoutNarrative(FhirNode.Parse(File.ReadAllBytes(Path.ChangeExtension(pair.FullName, ".json")))),
            StringComparison.Ordinal));
        // Some of the pairs were edited on one side only.
        Assert.True(same > pairs.Length / 2, $"{same} of {pairs.Length} pairs");
    }

    [Theory]
    [InlineData(Examples)]
    [InlineData("fhir/ms-examples")]
    [InlineData("synthea-fhir")]
    public void JSON_is_read_and_written_without_loss(string folder)
    {
        foreach (var file in PublicData.Folder(folder).GetFiles("*.json"))
        {
            var json = File.ReadAllText(file.FullName);
            if (FhirReading.Json(Encoding.UTF8.GetBytes(json)) is { Node: { } node, Problems.IsEmpty: true })
                Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(node.ToUtf8())), file.Name);
        }
    }

    /// <summary>Null for a file that is no R4, as its own name or content says: XML has no way to write what R4 does not know.</summary>
    private static FhirNode? Read(FileInfo file)
    {
        if (file.Name.Contains("Stu3", StringComparison.Ordinal) || file.Name.Contains("Invalid", StringComparison.Ordinal))
            return null;
        var reading = FhirReading.Json(File.ReadAllBytes(file.FullName));
        return reading.Node is { ResourceType: { } type } && FhirDefinitions.R4.IsResource(type) ? reading.Node : null;
    }

    /// <summary>With every repeating element in a list: some examples write a single item without its array, which XML cannot tell apart.</summary>
    private static byte[] Canonical(FhirNode node) => Listed(node, FhirDefinitions.R4.Shape(node.ResourceType!)).ToCanonicalUtf8();

    private static FhirNode Listed(FhirNode node, FhirShape shape)
    {
        foreach (var name in node.Children.Select(c => c.Name).Distinct(StringComparer.Ordinal).ToArray())
        {
            var child = shape.Child(name);
            var items = node.All(name).Select(c => child is null || c.IsPrimitive ? c : Listed(c, child.IsAnyResource ? FhirDefinitions.R4.Shape(c.ResourceType!) : child)).ToArray();
            node = node.With(name, items[0].InList || child?.IsList is true ? FhirNode.List(items.Select(i => (FhirElement)i)) : items[0]);
        }
        return node;
    }

    private static string WithoutNarrative(FhirNode node) => Encoding.UTF8.GetString(node.With("text", default).ToCanonicalUtf8());

    private static XElement Infoset(byte[] xml)
    {
        using var stream = new MemoryStream(xml);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { IgnoreComments = true, IgnoreProcessingInstructions = true });
        return Plain(XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!);
    }

    /// <summary>Without what means nothing: declarations of namespaces, the order of attributes, white space between elements of FHIR.</summary>
    private static XElement Plain(XElement element)
    {
        var narrative = element.Name.NamespaceName is "http://www.w3.org/1999/xhtml";
        return new XElement(element.Name,
            element.Attributes().Where(a => !a.IsNamespaceDeclaration && a.Name.NamespaceName is not "http://www.w3.org/2001/XMLSchema-instance").OrderBy(a => a.Name.ToString(), StringComparer.Ordinal),
            element.Nodes().Where(n => narrative || n is XElement).Select(n => n is XElement child ? Plain(child) : n));
    }
}
