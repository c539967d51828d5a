namespace Salus.Fhir.Resources;

/// <summary>
/// A node of one resource type, read by named properties. A view copies nothing and adds nothing: what it does not name is still in
/// <see cref="Node"/>. Values that are absent, or that do not fit the property's type, are null; the literal stays in the node.
/// </summary>
public interface IResourceView<TSelf> where TSelf : struct, IResourceView<TSelf>
{
    /// <summary>For example <c>Patient</c>.</summary>
    static abstract string ResourceType { get; }

    /// <exception cref="ArgumentException">The node is another resource, or none.</exception>
    static abstract TSelf Of(FhirNode node);

    FhirNode Node { get; }
}

/// <summary>From nodes to views and back.</summary>
public static class ResourceViews
{
    /// <exception cref="ArgumentException">The node is another resource, or none.</exception>
    public static T As<T>(this FhirNode node) where T : struct, IResourceView<T> => T.Of(node);

    /// <summary>Null when the node is another resource, or none.</summary>
    public static T? AsOrNull<T>(this FhirNode node) where T : struct, IResourceView<T> =>
        string.Equals(node.ResourceType, T.ResourceType, StringComparison.Ordinal) ? T.Of(node) : null;

    /// <summary>A new resource of the view's type; elements without value are left out.</summary>
    public static T New<T>(params ReadOnlySpan<(string Name, FhirElement Content)> elements) where T : struct, IResourceView<T> =>
        T.Of(FhirNode.Resource(T.ResourceType, elements));

    /// <inheritdoc cref="FhirNode.With"/>
    public static T With<T>(this T view, string name, FhirElement content) where T : struct, IResourceView<T> => T.Of(view.Node.With(name, content));

    internal static FhirNode Require(FhirNode node, string type) =>
        string.Equals(node.ResourceType, type, StringComparison.Ordinal)
            ? node
            : throw new ArgumentException($"This is {(node.ResourceType is { } other ? $"a resource of type {other}" : $"the element '{node.Name}'")}, not a {type}.", nameof(node));
}
