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

    /// <summary>Whether a reference is a search, as transactions write them: <c>Practitioner?identifier=http://a.org|7</c>.</summary>
    public static bool IsCondition(string reference) => reference.IndexOf('?', StringComparison.Ordinal) is > 0 and var at && ResourceName.IsType(reference[..at]);

    /// <summary>The references that are searches, each once.</summary>
    public static IEnumerable<string> ConditionsOf(FhirNode resource) => In(resource).Where(IsCondition).Distinct(StringComparer.Ordinal);

    /// <summary>The resources it names.</summary>
    public static IEnumerable<ResourceName> NamesIn(FhirNode resource)
    {
        foreach (var reference in In(resource))
        {
            if (ResourceName.TryParse(reference, out var name))
                yield return name;
        }
    }

    private static IEnumerable<string> In(FhirNode node)
    {
        foreach (var child in node.Children)
        {
            if (IsReference(child, node))
                yield return child.Value!;
            foreach (var below in In(child))
                yield return below;
        }
    }

    /// <summary>The tree with the references that are searches replaced by what they found; those that are missing stay.</summary>
    public static FhirNode Answer(FhirNode resource, IReadOnlyDictionary<string, ResourceName> answers) => resource.WithValues((node, parent) =>
        IsReference(node, parent) && answers.TryGetValue(node.Value!, out var name) ? name.ToString() : null);

    /// <summary>The tree with every reference to a resource replaced by what <paramref name="to"/> says; null keeps one.</summary>
    public static FhirNode Rewrite(FhirNode resource, Func<ResourceName, ResourceName?> to) => resource.WithValues((node, parent) =>
        IsReference(node, parent) && ResourceName.TryParse(node.Value!, out var name) && to(name) is { } target && target != name ? target.ToString() : null);
}
