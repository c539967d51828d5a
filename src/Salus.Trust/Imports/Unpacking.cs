using System.Buffers;
using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>
/// What happens to a resource before the database is asked: Bundles are unpacked, references that lead to another entry of the same Bundle
/// become <c>Type/id</c>, and what every server owns itself (version and time in <c>meta</c>) is taken off.
/// </summary>
internal sealed class Unpacking(ImportOptions options)
{
    private static readonly string[] Skipped = ["GET", "HEAD", "PATCH"];
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("/\\?#| ");

    private readonly string? baseUrl = options.BaseUrl?.ToString().TrimEnd('/') + "/" is { Length: > 1 } url ? url : null;

    public IncomingGroup Unpack(ImportItem item)
    {
        if (item.Resource is not { } resource)
            return Refuse(item.Position, item.Fault ?? "It could not be read.");
        if (resource.ResourceType == "Bundle")
            return UnpackBundle(item.Position, resource);
        return NameOf(resource, fullUrl: null) is { } name
            ? new IncomingGroup([Prepare(name, resource, places: null)], [])
            : new IncomingGroup([], [Nameless(item.Position, entry: null, resource.ResourceType)]);
    }

    private IncomingGroup UnpackBundle(long position, FhirNode bundle)
    {
        var entries = bundle.All("entry").ToArray();
        var places = new Dictionary<string, ResourceName>(StringComparer.Ordinal);
        var names = new ResourceName?[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var fullUrl = entries[i]["fullUrl"]?.Value;
            names[i] = entries[i]["resource"] is { } resource ? NameOf(resource, fullUrl)
                : MethodOf(entries[i]) == "DELETE" && ResourceName.TryParse(entries[i]["request"]?["url"]?.Value ?? "", out var deleted) ? deleted
                : null;
            if (fullUrl is not null && names[i] is { } name)
                places[fullUrl] = name;
        }
        var resources = ImmutableArray.CreateBuilder<Incoming>(entries.Length);
        var faults = ImmutableArray.CreateBuilder<ImportFault>();
        for (var i = 0; i < entries.Length; i++)
        {
            if (Skipped.Contains(MethodOf(entries[i])) || entries[i]["search"]?["mode"]?.Value == "outcome")
                continue;
            var resource = entries[i]["resource"];
            if (names[i] is not { } name)
                faults.Add(resource is null ? new ImportFault(position, i, null, "The entry holds no resource: take it out.") : Nameless(position, i, resource.ResourceType));
            else
                resources.Add(MethodOf(entries[i]) == "DELETE" ? Incoming.Deletion(name) : Prepare(name, resource!, places));
        }
        return bundle["type"]?.Value == "transaction" && faults.Count > 0
            ? new IncomingGroup([], faults.ToImmutable())
            : new IncomingGroup(resources.ToImmutable(), faults.ToImmutable());
    }

    private Incoming Prepare(ResourceName name, FhirNode original, Dictionary<string, ResourceName>? places)
    {
        var references = new HashSet<ResourceName>();
        var conditions = new HashSet<string>(StringComparer.Ordinal);
        var resource = original.WithValues((node, parent) =>
        {
            if (!References.IsReference(node, parent))
                return null;
            if (Relative(node.Value!, places) is { } target)
            {
                references.Add(target);
                return target.ToString() is var text && string.Equals(text, node.Value, StringComparison.Ordinal) ? null : text;
            }
            if (References.IsCondition(node.Value!))
                conditions.Add(node.Value!);
            return null;
        });
        var changed = !ReferenceEquals(resource, original);
        resource = WithoutServerMeta(resource);
        return new Incoming(name, resource, resource.ToUtf8(), original, changed, [.. references], [.. conditions], SearchIndexer.Read(resource));
    }

    /// <summary>The resource a reference names in the words of the source; null for one that leads elsewhere or nowhere.</summary>
    private ResourceName? Relative(string reference, Dictionary<string, ResourceName>? places)
    {
        if (places is not null && places.TryGetValue(reference, out var place))
            return place;
        if (baseUrl is not null && reference.StartsWith(baseUrl, StringComparison.Ordinal))
            reference = reference[baseUrl.Length..];
        return ResourceName.TryParse(reference, out var name) ? name : null;
    }

    /// <summary>Every server counts its own versions, so those of the source are not part of the content.</summary>
    internal static FhirNode WithoutServerMeta(FhirNode resource)
    {
        if (resource["meta"] is not { } meta || (meta["versionId"] is null && meta["lastUpdated"] is null))
            return resource;
        var rest = meta.With("versionId", default).With("lastUpdated", default);
        return resource.With("meta", rest.Children.IsEmpty ? default(FhirElement) : rest);
    }

    /// <summary>Its id, or the one its place in the Bundle gives it.</summary>
    private static ResourceName? NameOf(FhirNode resource, string? fullUrl)
    {
        const string uuid = "urn:uuid:";
        var id = resource.Id
            ?? (fullUrl is null ? null : fullUrl.StartsWith(uuid, StringComparison.Ordinal) ? fullUrl[uuid.Length..] : fullUrl[(fullUrl.LastIndexOf('/') + 1)..]);
        return ResourceName.IsType(resource.ResourceType) && IsUsable(id) ? new ResourceName(resource.ResourceType, id!) : null;
    }

    private static bool IsUsable(string? id) => id is { Length: > 0 and <= 255 } && !id.AsSpan().ContainsAny(PathCharacters) && StoredText.IsStorable(id);

    private static string MethodOf(FhirNode entry) => entry["request"]?["method"]?.Value ?? "";

    private static ImportFault Nameless(long position, int? entry, string? type) => ResourceName.IsType(type)
        ? new ImportFault(position, entry, type, "The resource has no usable id: give it one, or take it out.")
        : new ImportFault(position, entry, null, "The resource has no usable resourceType: give it one, or take it out.");

    private static IncomingGroup Refuse(long position, string fault) => new([], [new ImportFault(position, null, null, fault)]);
}
