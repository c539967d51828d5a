using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Documentation.Registries;

/// <summary>The one FHIRPath that leads from a resource to a node of it: <c>Observation.value.value</c>, <c>Condition.code.coding[1].code</c>.</summary>
internal static class ElementPath
{
    /// <summary>Null when the node is not in this resource.</summary>
    public static string? Of(FhirNode resource, FhirNode node)
    {
        if (resource.ResourceType is not { } type)
            return null;
        var steps = new List<string>();
        if (!Find(resource, FhirDefinitions.R4.FindShape(type), node, steps))
            return null;
        steps.Reverse();
        return string.Join('.', steps.Prepend(type));
    }

    /// <summary>As deep as the reader of resources allows, which is bounded.</summary>
    private static bool Find(FhirNode at, FhirShape? shape, FhirNode wanted, List<string> steps)
    {
        if (ReferenceEquals(at, wanted))
            return true;
        var (name, index) = ("", 0);
        foreach (var child in at.Children)
        {
            index = string.Equals(child.Name, name, StringComparison.Ordinal) ? index + 1 : 0;
            name = child.Name;
            var below = child.ResourceType is { } contained ? FhirDefinitions.R4.FindShape(contained) : shape?.Child(name);
            if (!Find(child, below, wanted, steps))
                continue;
            var step = shape?.Child(name)?.ElementName ?? name;
            steps.Add(child.InList ? string.Create(CultureInfo.InvariantCulture, $"{step}[{index}]") : step);
            return true;
        }
        return false;
    }
}
