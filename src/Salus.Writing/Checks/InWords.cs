using System.Collections.Immutable;

namespace Salus.Writing;

/// <summary>Says that a capability's drafts are statements in words about one patient: registered as a service, it puts them under the checks of words.</summary>
/// <param name="Capability">Its name, for example <c>letters</c>.</param>
public sealed record InWords(string Capability)
{
    internal static ImmutableArray<string> Names(IEnumerable<InWords>? capabilities) => [.. (capabilities ?? []).Select(c => c.Capability).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
