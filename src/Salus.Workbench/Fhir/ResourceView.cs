using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Workbench.Fhir;

/// <summary>
/// Part of a resource: <c>_summary</c> and <c>_elements</c> (R4 search, "managing returned resources"). What was cut says so with the tag SUBSETTED.
/// Mandatory elements stay.
/// </summary>
internal sealed record ResourceView(string? Summary, ImmutableArray<string> Elements)
{
    private const string Subsetted = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
    private static readonly FrozenSet<string> always = new[] { "id", "meta", "implicitRules" }.ToFrozenSet(StringComparer.Ordinal);

    /// <exception cref="FhirRefusedException">400: no such kind of summary.</exception>
    public static ResourceView Of(HttpRequest request)
    {
        var summary = request.Query["_summary"].ToString();
        if (summary is not ("" or "true" or "false" or "text" or "data" or "count"))
            throw FhirRefusedException.Invalid("_summary is true, false, text, data or count.");
        return new ResourceView(summary is "" or "false" ? null : summary, [.. request.Query["_elements"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
    }

    /// <summary>Only the number of matches is wanted.</summary>
    public bool CountOnly => Summary is "count";

    /// <summary>A Bundle keeps its own elements; its resources are cut.</summary>
    public FhirNode Apply(FhirNode resource)
    {
        if (Summary is null && Elements.IsEmpty)
            return resource;
        if (resource.ResourceType == "Bundle")
            return WithEntries(resource);
        if (resource.ResourceType is null || FhirDefinitions.R4.FindShape(resource.ResourceType) is not { } shape)
            return resource;
        var kept = resource.Children.Select(c => c.Name).Distinct(StringComparer.Ordinal).Where(name => always.Contains(name) || Keeps(name, shape)).ToHashSet(StringComparer.Ordinal);
        if (resource.Children.All(c => kept.Contains(c.Name)))
            return resource;
        foreach (var name in resource.Children.Select(c => c.Name).Distinct(StringComparer.Ordinal).Where(n => !kept.Contains(n)))
            resource = resource.With(name, default);
        var meta = resource["meta"] ?? FhirNode.Object();
        return resource.With("meta", meta.With("tag", FhirNode.List([.. meta.All("tag").Select(t => (FhirElement)t), Datatypes.Coding(Subsetted, "SUBSETTED")])));
    }

    private FhirNode WithEntries(FhirNode bundle) => bundle.With("entry", FhirNode.List(bundle.All("entry").Select(e =>
        (FhirElement)(e["resource"] is { ResourceType: not "OperationOutcome" } resource ? e.With("resource", Apply(resource)) : e))));

    private bool Keeps(string name, FhirShape shape)
    {
        var child = shape.Child(name);
        if (child?.Element.Min > 0)
            return true;
        if (!Elements.IsEmpty)
            return Elements.Contains(name, StringComparer.Ordinal) || (child is not null && Elements.Contains(child.ElementName, StringComparer.Ordinal));
        return Summary switch
        {
            "text" => name is "text",
            "data" => name is not "text",
            _ => child?.Element.IsSummary is true,
        };
    }
}
