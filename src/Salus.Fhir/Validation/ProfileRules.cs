using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>What a profile demands beyond the type it constrains.</summary>
internal sealed class ProfileRules(ValidationRun run)
{
    /// <param name="asked">Who asks for the profile, for example <c>in meta.profile</c>; part of the message.</param>
    public void Check(Spot spot, string url, string asked)
    {
        if (run.Validator.Profile(url) is not { } profile)
        {
            run.Warn(spot, "not-found", "unknown-profile", $"The profile {url}, named {asked}, is not loaded, so the content was not checked against it. Load the package that defines it.");
            return;
        }
        Check(spot, profile);
    }

    public void Check(Spot spot, StructureDefinition profile)
    {
        if (profile.Derivation is "constraint" && spot.TypeName.Length > 0 && !run.Definitions.IsSubtype(spot.TypeName, profile.Type) && !string.Equals(spot.TypeName, profile.Type, StringComparison.Ordinal))
        {
            run.Error(spot, "structure", "profile-type", $"The profile {profile.Url} is for {profile.Type}, but this is a {spot.TypeName}.");
            return;
        }
        run.Once(spot.Node, profile.Url, () => Conform(spot, profile.Root, profile));
    }

    /// <summary>One of several profiles must hold.</summary>
    public void CheckAny(Spot spot, ImmutableArray<string> profiles)
    {
        var known = profiles.Select(run.Validator.Profile).OfType<StructureDefinition>().ToList();
        if (profiles.Length == 1)
        {
            Check(spot, profiles[0], $"for {spot.ElementName}");
            return;
        }
        if (known.Count < profiles.Length || known.Exists(p => run.Holds(() => Check(spot, p))))
            return;
        run.Error(spot, "structure", "profile-choice", $"The content conforms to none of the profiles allowed here: {string.Join(", ", profiles)}.");
    }

    /// <summary>An element, and what is below it, against a definition that constrains it.</summary>
    public void Conform(Spot spot, ElementDefinition element, StructureDefinition profile)
    {
        if (run.IsFull)
            return;
        Types(spot, element, profile);
        Values(spot, element, profile);
        if (element.Binding is { } binding && binding != spot.Declared?.Element.Binding)
            run.Bindings.Check(spot, binding, profile);
        run.Invariants.Check(spot, element, profile);
        foreach (var child in element.Children)
        {
            var items = Matching(spot, child);
            if (child.Slicing is not null || !child.Slices.IsEmpty)
            {
                Count(spot, child, items, profile);
                run.Slicing.Check(spot, child, items, profile);
                continue;
            }
            Count(spot, child, items, profile);
            foreach (var item in items)
                Conform(item, child, profile);
        }
    }

    /// <summary>The children that a definition is about: <c>value[x]</c> means every written form of value.</summary>
    public static List<Spot> Matching(Spot spot, ElementDefinition child)
    {
        var name = child.Name.EndsWith("[x]", StringComparison.Ordinal) ? child.Name[..^3] : child.Name;
        var found = new List<Spot>();
        foreach (var item in spot.Children)
        {
            if (string.Equals(item.ElementName, name, StringComparison.Ordinal) || string.Equals(item.Node.Name, name, StringComparison.Ordinal))
                found.Add(item);
        }
        return found;
    }

    private void Count(Spot spot, ElementDefinition child, List<Spot> items, StructureDefinition profile)
    {
        // The type's own counts were checked before; only what the profile changes is said again.
        if (items.Count < child.Min && !(child.Min == 1 && child.Source["base"]?["min"]?.Value is "1"))
            run.Error(spot, "required", "cardinality", $"'{child.Name}' is needed {Times(child.Min)} in {spot.Path}, but is there {Times(items.Count)} (profile {profile.Url}).");
        if (child.Max is { } max && items.Count > max && child.Source["base"]?["max"]?.Value != child.Source["max"]?.Value)
            run.Error(spot, "structure", "cardinality", $"'{child.Name}' is allowed at most {Times(max)} in {spot.Path}, but is there {Times(items.Count)} (profile {profile.Url}).");
    }

    internal static string Times(int count) => count switch { 0 => "zero times", 1 => "once", _ => string.Create(CultureInfo.InvariantCulture, $"{count} times") };

    private void Types(Spot spot, ElementDefinition element, StructureDefinition profile)
    {
        if (element.Types.IsEmpty || spot.Parent is null || spot.Shape is null)
            return;
        var fitting = element.Types.Where(t => string.Equals(t.Code, spot.TypeName, StringComparison.Ordinal)
            || (spot.IsResource && run.Definitions.IsSubtype(spot.TypeName, t.Code)) || t.Code is "Element" or "BackboneElement" or "").ToList();
        if (fitting.Count == 0)
        {
            if (spot.IsResource || element.Name.EndsWith("[x]", StringComparison.Ordinal))
                run.Error(spot, "structure", "type", $"A {spot.TypeName} is not allowed here; the profile {profile.Url} allows {string.Join(", ", element.Types.Select(t => t.Code))}.");
            return;
        }
        var profiles = fitting.SelectMany(t => t.Profiles).ToImmutableArray();
        if (spot.TypeName is "Extension")
        {
            // Its own definition was already checked, found by its url.
            var own = spot.Value("url");
            if (profiles.Any(p => string.Equals(p.Split('|')[0], own, StringComparison.Ordinal)))
                profiles = [];
        }
        if (!profiles.IsEmpty)
            CheckAny(spot, profiles);
        if (spot.TypeName is "Reference" && fitting.Exists(t => !t.TargetProfiles.IsEmpty) && spot.Declared?.Element != element)
            run.References.CheckTarget(spot, [.. fitting.SelectMany(t => t.TargetProfiles)], profile);
    }

    private void Values(Spot spot, ElementDefinition element, StructureDefinition profile)
    {
        if (element.Fixed is { } expected && !Comparison.IsSame(spot.Node, expected))
            run.Error(spot, "value", "fixed", $"The value must be exactly {Comparison.Text(expected)} but is {Comparison.Text(spot.Node)} (profile {profile.Url}).");
        if (element.Pattern is { } pattern && !Comparison.Holds(spot.Node, pattern))
            run.Error(spot, "value", "pattern", $"The value must hold {Comparison.Text(pattern)} but is {Comparison.Text(spot.Node)} (profile {profile.Url}).");
        if (element.MaxLength is { } length && spot.Node.Value is { } text && text.Length > length)
            run.Error(spot, "too-long", "max-length", $"The value has {text.Length} characters; the profile {profile.Url} allows {length}.");
        if (element.MinValue is { } least && Comparison.Order(spot.Node, least) < 0)
            run.Error(spot, "value", "min-value", $"The value {Comparison.Text(spot.Node)} is less than {Comparison.Text(least)}, the least that the profile {profile.Url} allows.");
        if (element.MaxValue is { } most && Comparison.Order(spot.Node, most) > 0)
            run.Error(spot, "value", "max-value", $"The value {Comparison.Text(spot.Node)} is greater than {Comparison.Text(most)}, the greatest that the profile {profile.Url} allows.");
    }
}
