using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Salus.Fhir;

/// <summary>Changes values deep in a tree, for example references when a resource moves to another server.</summary>
public static class FhirRewriting
{
    /// <summary>
    /// The tree with the values that <paramref name="replace"/> returns instead of those it was given; null keeps a value.
    /// The same object when nothing was replaced. Ids and extensions of the primitives stay.
    /// </summary>
    /// <param name="replace">Called with every node that has a value, and with its parent.</param>
    public static FhirNode WithValues(this FhirNode root, Func<FhirNode, FhirNode, string?> replace)
    {
        var children = root.Children;
        FhirNode[]? changed = null;
        for (var i = 0; i < children.Length; i++)
        {
            var child = children[i];
            var after = child.Children.IsEmpty ? child : child.WithValues(replace);
            if (child.Value is not null && replace(child, root) is { } value)
                after = new FhirNode(child.Name, child.Kind, value, after.Children, child.ResourceType, child.InList);
            if (ReferenceEquals(after, child))
                continue;
            changed ??= [.. children];
            changed[i] = after;
        }
        return changed is null ? root : new FhirNode(root.Name, root.Kind, root.Value, ImmutableCollectionsMarshal.AsImmutableArray(changed), root.ResourceType, root.InList);
    }

    /// <summary>The node with other children, which keep the names they have; those of one name must stand together.</summary>
    public static FhirNode WithChildren(this FhirNode node, ImmutableArray<FhirNode> children) =>
        new(node.Name, node.Kind, node.Value, children, node.ResourceType, node.InList, node.IsPrimitive);

    /// <summary>A primitive with another text; its id and extensions stay. With null it is a primitive that has only those.</summary>
    /// <exception cref="ArgumentException">The node is no primitive.</exception>
    public static FhirNode WithText(this FhirNode node, string? text) => node.IsPrimitive
        ? new FhirNode(node.Name, text is null ? FhirValueKind.None : FhirValueKind.String, text, node.Children, resourceType: null, node.InList, isPrimitive: true)
        : throw new ArgumentException("Only a primitive has a text.", nameof(node));
}
