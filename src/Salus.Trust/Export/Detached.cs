using System.Collections.Immutable;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>A resource of the site made fit for a document that travels: what it refers to and the document does not hold is named, not linked.</summary>
internal static class Detached
{
    /// <summary>A reference such as <c>Organization/1</c> becomes an identifier with that value; references to contained resources stay.</summary>
    public static FhirNode From(FhirNode node) => Rebuild(node);

    private static FhirNode Rebuild(FhirNode node)
    {
        if (node["reference"] is { Kind: FhirValueKind.String, Value: { } to } && !to.StartsWith('#'))
        {
            return node.With("reference", default).With("identifier", node["identifier"] is { } known
                ? known
                : FhirNode.Object(("value", to)));
        }
        if (node.Children.IsEmpty)
            return node;
        var rebuilt = node;
        foreach (var name in node.Children.Select(c => c.Name).Distinct(StringComparer.Ordinal).ToImmutableArray())
        {
            var before = node.All(name).ToImmutableArray();
            var after = before.Select(Rebuild).ToImmutableArray();
            if (!before.SequenceEqual(after))
                rebuilt = rebuilt.With(name, before[0].InList ? FhirNode.List(after.Select(a => (FhirElement)a)) : after[0]);
        }
        return rebuilt;
    }
}
