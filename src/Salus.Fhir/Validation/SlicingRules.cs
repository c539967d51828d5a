using System.Collections.Immutable;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>Which slice an item belongs to, how many each may hold, and in which order.</summary>
internal sealed class SlicingRules(ValidationRun run)
{
    private readonly Discriminators discriminators = new(run);

    public void Check(Spot parent, ElementDefinition sliced, List<Spot> items, StructureDefinition profile) =>
        Check(parent, sliced, sliced.Slicing ?? Implied(sliced), [.. sliced.Slices.Where(s => !IsBelowAny(s, sliced.Slices))], sliced.Slices, items, profile);

    private void Check(Spot parent, ElementDefinition sliced, Slicing slicing, ImmutableArray<ElementDefinition> slices, ImmutableArray<ElementDefinition> all, List<Spot> items, StructureDefinition profile)
    {
        var members = slices.ToDictionary(s => s, _ => new List<Spot>());
        var latest = -1;
        var closedAt = false;
        foreach (var item in items)
        {
            var index = IndexOf(item, slices, slicing, profile);
            if (index < 0)
            {
                Unmatched(item, sliced, slicing, profile);
                closedAt = true;
                continue;
            }
            if (closedAt && slicing.Rules is "openAtEnd")
                run.Error(item, "structure", "slice-order", $"Items that belong to no slice of {sliced.Path} must come last (profile {profile.Url}).");
            if (slicing.Ordered && index < latest)
                run.Error(item, "structure", "slice-order", $"The slice '{slices[index].SliceName}' must come before '{slices[latest].SliceName}' (profile {profile.Url}).");
            latest = Math.Max(latest, index);
            members[slices[index]].Add(item);
            run.Profiles.Conform(item, slices[index], profile);
        }
        foreach (var slice in slices)
        {
            Count(parent, slice, members[slice].Count, profile);
            var below = all.Where(s => IsBelow(s, slice)).ToImmutableArray();
            if (!below.IsEmpty)
                Check(parent, slice, slice.Slicing ?? slicing, [.. below.Where(s => !IsBelowAny(s, below))], below, members[slice], profile);
        }
    }

    private int IndexOf(Spot item, ImmutableArray<ElementDefinition> slices, Slicing slicing, StructureDefinition profile)
    {
        for (var i = 0; i < slices.Length; i++)
        {
            if (discriminators.Fit(item, slices[i], slicing, profile))
                return i;
        }
        return -1;
    }

    private void Unmatched(Spot item, ElementDefinition sliced, Slicing slicing, StructureDefinition profile)
    {
        if (slicing.Rules is "closed" && sliced.Slices.Length > 0)
        {
            run.Error(item, "structure", "slice-closed", $"This item belongs to none of the slices {string.Join(", ", sliced.Slices.Select(s => s.SliceName))} of {sliced.Path}, and the profile {profile.Url} allows no others.");
            return;
        }
        if (item.TypeName is not "Extension")
            run.Note(item, "informational", "slice-none", $"This item belongs to none of the slices that the profile {profile.Url} defines for {sliced.Path}; that is allowed.");
        run.Profiles.Conform(item, sliced, profile);
    }

    private void Count(Spot parent, ElementDefinition slice, int count, StructureDefinition profile)
    {
        if (count < slice.Min)
        {
            run.Error(parent, "required", "slice-cardinality", slice.Min == 1
                ? $"The slice '{slice.SliceName}' of {slice.Path} is required but no item belongs to it (profile {profile.Url})."
                : $"The slice '{slice.SliceName}' of {slice.Path} needs {slice.Min} items but has {count} (profile {profile.Url}).");
        }
        if (slice.Max is { } max && count > max)
            run.Error(parent, "structure", "slice-cardinality", $"The slice '{slice.SliceName}' of {slice.Path} is allowed {ProfileRules.Times(max)}, but is there {ProfileRules.Times(count)} (profile {profile.Url}).");
    }

    /// <summary>Extensions are told apart by their url and choices by their type, even when a profile does not say so.</summary>
    private static Slicing Implied(ElementDefinition sliced) =>
        sliced.Name is "extension" or "modifierExtension" ? new Slicing([("value", "url")], "open", Ordered: false)
        : sliced.Name.EndsWith("[x]", StringComparison.Ordinal) ? new Slicing([("type", "$this")], "open", Ordered: false)
        : new Slicing([], "open", Ordered: false);

    /// <summary>A slice <c>a/b</c> is cut out of the slice <c>a</c>.</summary>
    private static bool IsBelow(ElementDefinition slice, ElementDefinition above) =>
        slice.SliceName!.StartsWith(above.SliceName + "/", StringComparison.Ordinal);

    private static bool IsBelowAny(ElementDefinition slice, ImmutableArray<ElementDefinition> slices) =>
        slice.SliceName is not null && slices.Any(s => !ReferenceEquals(s, slice) && IsBelow(slice, s));
}
