using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>A resource on its way through the import door: named, cleaned of what a server owns, its references found.</summary>
/// <param name="Name">In the words of the source.</param>
/// <param name="Resource">Null: the source deleted it.</param>
/// <param name="Content">Of <paramref name="Resource"/>, as it is stored when no id changes.</param>
/// <param name="Original">As it came; differs from <paramref name="Content"/> when references were already made relative.</param>
/// <param name="Changed">Whether they differ.</param>
/// <param name="References">Resources it names, without doubles.</param>
/// <param name="Conditions">References by a search, such as <c>Practitioner?identifier=…</c>, which only the record can answer.</param>
/// <param name="Entries">What it can be found by, in the words of the source.</param>
internal sealed record Incoming(
    ResourceName Name, FhirNode? Resource, byte[] Content, FhirNode? Original, bool Changed, ImmutableArray<ResourceName> References, ImmutableArray<string> Conditions, SearchEntries Entries)
{
    public static Incoming Deletion(ResourceName name) => new(name, null, [], null, false, [], [], new SearchEntries());

    /// <summary>Everything that needs a key.</summary>
    public IEnumerable<ResourceName> Named => References.Concat(Entries.References.Select(r => new ResourceName(r.Type, r.Id)));
}

/// <summary>What stands or falls together: one resource, or all entries of a Bundle.</summary>
internal sealed record IncomingGroup(ImmutableArray<Incoming> Resources, ImmutableArray<ImportFault> Faults)
{
    public int Bytes { get; } = Resources.Sum(r => r.Content.Length);
}
