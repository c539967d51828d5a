using System.Collections.Immutable;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>References and addresses: their form, what they point at, and whether that is allowed there.</summary>
internal sealed class ReferenceRules(ValidationRun run)
{
    private readonly Dictionary<Spot, BundleIndex> indexes = [];
    private readonly Dictionary<Spot, Dictionary<string, Spot>> contained = [];

    public void Check(Spot spot)
    {
        if (spot.Value("reference") is not { } reference)
            return;
        var bundle = Bundle(spot.Resource);
        if (reference.StartsWith('#'))
        {
            if (Contained(spot.Resource, reference[1..]) is null)
                run.Error(spot, "invalid", "ref-1", $"'{reference}' points at a contained resource that is not there. Add it to contained, or correct the reference.");
        }
        else if (reference.Any(char.IsWhiteSpace))
        {
            run.Error(spot, "value", "reference-form", $"The reference '{PrimitiveRules.Short(reference)}' holds white space; remove it.");
        }
        else if (!ReferenceForm.IsAbsolute(reference) && !ReferenceForm.TryRelative(reference, out _, out _) && !IsConditional(reference))
        {
            run.Add(bundle is null ? IssueSeverity.Warning : IssueSeverity.Error, spot, "value", "reference-form", $"The reference '{PrimitiveRules.Short(reference)}' is neither an absolute address nor of the form Type/id.");
        }
        else if (bundle is not null)
        {
            InBundle(spot, reference, bundle);
        }
        if (spot.Value("type") is { } said && TargetType(spot) is { } actual && said != actual && !said.EndsWith("/" + actual, StringComparison.Ordinal))
            run.Error(spot, "structure", "reference-type", $"The reference says that it points at a {said}, but it points at a {actual}.");
        var allowed = spot.Declared?.Element.Types.SelectMany(t => t.TargetProfiles).ToImmutableArray() ?? [];
        if (!allowed.IsEmpty)
            CheckTarget(spot, allowed, null);
    }

    /// <summary>What a reference points at must have one of the types of the profiles, and where it is at hand, conform to one.</summary>
    public void CheckTarget(Spot spot, ImmutableArray<string> allowed, StructureDefinition? profile)
    {
        var target = Resolve(spot);
        var type = target?.Node.ResourceType ?? TargetType(spot);
        if (type is null)
        {
            if (target is null && run.Options.References is not ReferenceChecks.Form && spot.Value("reference") is { } lost && run.Options.Resolve is not null)
                run.Error(spot, "not-found", "reference-target", $"'{PrimitiveRules.Short(lost)}' was not found.");
            return;
        }
        if (!run.Definitions.IsResource(type))
        {
            run.Error(spot, "value", "reference-type", $"'{PrimitiveRules.Short(type)}' in the reference is not a resource type of R4.");
            return;
        }
        var fitting = allowed.Where(p => run.Validator.Profile(p) is not { } known || run.Definitions.IsSubtype(type, known.Type)).ToList();
        if (fitting.Count == 0)
        {
            run.Error(spot, "structure", "reference-type", $"A reference to {type} is not allowed here; allowed are {string.Join(", ", allowed.Select(p => run.Validator.Profile(p)?.Type ?? p).Distinct(StringComparer.Ordinal))}{(profile is null ? "" : $" (profile {profile.Url})")}.");
            return;
        }
        if (target is null || (target.Root != spot.Root && run.Options.References is not ReferenceChecks.Valid))
            return;
        var known = fitting.Select(run.Validator.Profile).ToList();
        if (known.Exists(p => p is null or { Derivation: not "constraint" }))
            return;
        if (known.Count == 1)
            run.Profiles.Check(target, known[0]!);
        else if (!known.Exists(p => run.Holds(() => run.Profiles.Check(target, p!))))
            run.Error(spot, "structure", "reference-profile", $"What the reference points at conforms to none of the profiles {string.Join(", ", fitting)}.");
    }

    /// <summary>The resource a reference (or a canonical or uri) points at: contained, in the bundle, or found by the caller.</summary>
    public Spot? Resolve(Spot spot)
    {
        var reference = spot.Shape is { IsPrimitive: true } ? spot.Node.Value : spot.Value("reference");
        if (reference is null)
            return null;
        if (reference.StartsWith('#'))
            return Contained(spot.Resource, reference[1..]);
        for (var bundle = Bundle(spot.Resource); bundle is not null; bundle = Bundle(bundle.Bundle))
        {
            if (bundle.Find(reference, EntryResource(spot.Resource)) is [var only, ..])
                return only;
        }
        return run.Options.Resolve?.Invoke(reference) is { ResourceType: { } type } found ? Spot.Of(run.Definitions, found, run.Definitions.FindShape(type)) : null;
    }

    /// <summary>The index of the bundle that a resource is an entry of; null when it is in none.</summary>
    public BundleIndex? Bundle(Spot resource)
    {
        for (var at = EntryResource(resource).Parent; at is not null; at = at.Parent)
        {
            if (at.Node.ResourceType is "Bundle")
                return Index(at);
        }
        return null;
    }

    public BundleIndex Index(Spot bundle)
    {
        if (!indexes.TryGetValue(bundle, out var index))
            indexes[bundle] = index = new BundleIndex(bundle);
        return index;
    }

    /// <summary>A contained resource by its id; the container itself for an empty id, or for its own id from inside.</summary>
    public Spot? Contained(Spot resource, string id)
    {
        var container = EntryResource(resource);
        if (id.Length == 0)
            return container;
        if (!contained.TryGetValue(container, out var byId))
        {
            contained[container] = byId = new Dictionary<string, Spot>(StringComparer.Ordinal);
            foreach (var one in container.All("contained"))
                byId.TryAdd((one.Node.Id ?? "").TrimStart('#'), one);
        }
        return byId.TryGetValue(id, out var found) ? found
            : string.Equals(container.Node.Id, id, StringComparison.Ordinal) && !ReferenceEquals(container, resource) ? container
            : null;
    }

    /// <summary>uri, url and canonical wherever they stand.</summary>
    public void CheckAddress(Spot spot, string type, string value)
    {
        if (run.Options.RefuseExampleUrls && ReferenceForm.IsExample(value) && spot.ElementName is not "system")
            run.Error(spot, "business-rule", "example-url", $"'{PrimitiveRules.Short(value)}' is an example address, which is not allowed here.");
        // Published R4 profiles name the source of inherited rules by type alone.
        var isSource = spot.ElementName is "source" && spot.Parent?.ElementName is "constraint" && run.Definitions.Type(value) is not null;
        if (type is "canonical" && !value.StartsWith('#') && !ReferenceForm.IsAbsolute(value) && !isSource)
            run.Error(spot, "value", "canonical-form", $"The canonical address '{PrimitiveRules.Short(value)}' must be absolute (with http:// or urn:), or begin with # for what is contained.");
        if (type is "canonical" && value.StartsWith('#') && Contained(spot.Resource, value[1..]) is null)
            run.Error(spot, "not-found", "canonical-target", $"'{value}' points at a contained resource that is not there.");
    }

    private void InBundle(Spot spot, string reference, BundleIndex bundle)
    {
        var from = EntryResource(spot.Resource);
        var found = bundle.Find(reference, from);
        var kind = bundle.Bundle.Value("type");
        if (found.Count > 1)
        {
            run.Error(spot, "invalid", "bundle-reference", $"{found.Count} entries of the bundle match '{PrimitiveRules.Short(reference)}', so it is not clear which is meant.");
            return;
        }
        if (found.Count == 1)
            return;
        if (!ReferenceForm.IsAbsolute(reference) && bundle.FullUrl(from) is null && kind is "document" or "message")
            run.Error(spot, "invalid", "bundle-reference", $"The relative reference '{PrimitiveRules.Short(reference)}' stands in an entry without fullUrl, so it means nothing. Give the entry a fullUrl.");
        else if (reference.StartsWith("urn:uuid:", StringComparison.Ordinal) || reference.StartsWith("urn:oid:", StringComparison.Ordinal))
            run.Warn(spot, "not-found", "bundle-reference", $"'{PrimitiveRules.Short(reference)}' is no entry of the bundle, and nothing else can find it.");
        else if (bundle.Similar(reference).Count > 0)
            run.Warn(spot, "not-found", "bundle-reference", $"No entry has the full url that '{PrimitiveRules.Short(reference)}' means here, though there is one of the same type and id. Make reference and fullUrl agree.");
    }

    private string? TargetType(Spot spot)
    {
        if (spot.Value("reference") is not { } reference || reference.StartsWith('#') || reference.Any(char.IsWhiteSpace) && !run.Options.TrustRestReferences)
            return null;
        return ReferenceForm.IsAbsolute(reference) && !run.Options.TrustRestReferences ? null : ReferenceForm.TypeOf(reference);
    }

    private static bool IsConditional(string reference)
    {
        var query = reference.IndexOf('?', StringComparison.Ordinal);
        return query > 0 && reference[..query].All(char.IsAsciiLetter);
    }

    /// <summary>The outermost resource that contains one; itself when it is not contained.</summary>
    private static Spot EntryResource(Spot resource) =>
        resource.Declared?.ElementName is "contained" && resource.Parent is { } container ? EntryResource(container.Resource) : resource;
}
