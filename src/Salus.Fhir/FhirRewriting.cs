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
}
