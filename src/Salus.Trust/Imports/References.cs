using Salus.Fhir;

namespace Salus.Trust;

/// <summary>Where a resource names another one.</summary>
internal static class References
{
    /// <summary>
    /// <c>Reference.reference</c> anywhere, and addresses of a Binary in an Attachment. Elements are known by their names:
    /// R4 has no other string called <c>reference</c>.
    /// </summary>
    public static bool IsReference(FhirNode node, FhirNode parent) => node.Kind is FhirValueKind.String && parent.ResourceType is null && node.Name switch
    {
        "reference" => true,
        "url" => node.Value!.StartsWith("Binary/", StringComparison.Ordinal) || node.Value.StartsWith("urn:uuid:", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The tree with every reference to a resource replaced by what <paramref name="to"/> says; null keeps one.</summary>
    public static FhirNode Rewrite(FhirNode resource, Func<ResourceName, ResourceName?> to) => resource.WithValues((node, parent) =>
        IsReference(node, parent) && ResourceName.TryParse(node.Value!, out var name) && to(name) is { } target && target != name ? target.ToString() : null);
}
