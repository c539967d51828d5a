using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Workbench.Evaluation;

/// <summary>Published R4 examples, written in the other form and read back, must say the same.</summary>
internal sealed class RoundTripSuite : IFhirSuite
{
    private static readonly string[] folders = ["hl7-test-cases/r4/examples", "ms-examples", "fhirpath/input"];

    public string Name => "JSON and XML round trip";

    public ImmutableArray<SuiteResult> Run(DirectoryInfo data, CancellationToken cancel)
    {
        var files = folders.Select(f => new DirectoryInfo(Path.Combine(data.FullName, f))).Where(f => f.Exists)
            .SelectMany(f => f.GetFiles()).Where(f => f.Extension is ".json" or ".xml").OrderBy(f => f.FullName, StringComparer.Ordinal);
        var cases = ImmutableArray.CreateBuilder<SuiteCase>();
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            // Files that are no R4 resources, as some folders hold, are not counted.
            if (Read(file) is { } node)
                cases.Add(new SuiteCase(file.Name, Problem(node)));
        }
        return cases.Count == 0 ? [] : [new SuiteResult("JSON and XML round trip", 100, cases.ToImmutable())];
    }

    private static FhirNode? Read(FileInfo file)
    {
        var bytes = File.ReadAllBytes(file.FullName);
        var reading = file.Extension is ".xml" ? FhirReading.Xml(bytes) : FhirReading.Json(bytes);
        return reading.Node is { ResourceType: { } type } node && FhirDefinitions.R4.IsResource(type) && reading.Problems.IsEmpty && IsOfR4(node, FhirDefinitions.R4.Shape(type)) ? node : null;
    }

    private static string? Problem(FhirNode node)
    {
        try
        {
            var listed = Listed(node, FhirDefinitions.R4.Shape(node.ResourceType!)).ToCanonicalUtf8();
            if (!listed.AsSpan().SequenceEqual(FhirNode.ParseXml(node.ToXml()).ToCanonicalUtf8()))
                return "it differs after XML";
            return node.Equals(FhirNode.Parse(node.ToUtf8())) ? null : "it differs after JSON";
        }
        catch (Exception e) when (e is FhirFormatException or FormatException or InvalidOperationException)
        {
            return e.Message;
        }
    }

    /// <summary>XML cannot carry an element that R4 does not define, or defines otherwise; such examples are of other releases or wrong on purpose.</summary>
    private static bool IsOfR4(FhirNode node, FhirShape shape) => node.Children.All(c =>
        shape.Child(c.Name) is { } child && child.IsPrimitive == c.IsPrimitive && (child.IsPrimitive ? child.TypeName is not "xhtml" || IsNarrative(c) : (child.IsAnyResource
            ? c.ResourceType is { } type && FhirDefinitions.R4.FindShape(type) is { } own && IsOfR4(c, own)
            : IsOfR4(c, child))));

    /// <summary>A narrative without its namespace is no XHTML, and gets it on the way.</summary>
    private static bool IsNarrative(FhirNode div) => div.Value?.Contains("http://www.w3.org/1999/xhtml", StringComparison.Ordinal) is true;

    /// <summary>With every repeating element in a list: some examples write a single item without its array, which XML cannot tell apart.</summary>
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
}
