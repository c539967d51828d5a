using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>
/// Whether an item fits a slice, by the discriminators of https://hl7.org/fhir/R4/profiling.html#discriminator.
/// A path is walked twice: through the instance, and through the definitions of the slice that say which value is expected there.
/// </summary>
internal sealed class Discriminators(ValidationRun run)
{
    /// <summary>An element definition, with the structure it stands in.</summary>
    private readonly record struct Declared(ElementDefinition Element, StructureDefinition Owner, string? TypeCode = null);

    public bool Fit(Spot item, ElementDefinition slice, Slicing slicing, StructureDefinition profile)
    {
        if (item.TypeName is "Extension" && slicing.Discriminators is [("value", "url")])
            return ExtensionUrls(slice).Contains(item.Value("url"), StringComparer.Ordinal);
        if (slicing.Discriminators.IsEmpty)
            return run.Holds(() => run.Profiles.Conform(item, slice, profile));
        foreach (var (type, path) in slicing.Discriminators)
        {
            if (!Fit(item, new Declared(slice, profile), type, path))
                return false;
        }
        return true;
    }

    private static IEnumerable<string> ExtensionUrls(ElementDefinition slice) =>
        slice.Child("url")?.Fixed?.Value is { } url ? [url] : slice.Types.SelectMany(t => t.Profiles).Select(p => p.Split('|')[0]);

    private bool Fit(Spot item, Declared slice, string type, string path)
    {
        List<Declared> definitions = [slice];
        List<Spot> spots = [item];
        foreach (var step in Steps(path))
        {
            definitions = [.. definitions.SelectMany(d => Down(d, step))];
            spots = [.. spots.SelectMany(s => Down(s, step))];
        }
        return type switch
        {
            "exists" => definitions.TrueForAll(d => d.Element.Max == 0 ? spots.Count == 0 : d.Element.Min == 0 || spots.Count > 0),
            "type" => definitions.Count > 0 && spots.Exists(s => definitions.Exists(d => IsOfType(s, d))),
            "profile" => definitions.TrueForAll(IsSilent) || spots.Exists(s => definitions.Exists(d => ConformsToProfile(s, d))),
            _ => HasValue(spots, definitions),
        };
    }

    private bool HasValue(List<Spot> spots, List<Declared> definitions)
    {
        var said = false;
        foreach (var definition in definitions)
        {
            if (!Speaks(definition, 0))
                continue;
            said = true;
            if (!spots.Exists(s => Agrees(s, definition, 0)))
                return false;
        }
        return said || (definitions.Exists(d => d.Element.Min > 0) && spots.Count > 0);
    }

    /// <summary>Whether a definition says which value it wants, itself or below.</summary>
    private static bool Speaks(Declared declared, int depth)
    {
        var element = declared.Element;
        return element.Fixed is not null || element.Pattern is not null || element.Binding is { Strength: "required" }
            || (depth < 6 && (element.Children.Any(c => c.Min > 0 && Speaks(declared with { Element = c }, depth + 1)) || element.Children.Any(c => c.Slices.Any(s => s.Min > 0 && Speaks(declared with { Element = s }, depth + 1)))));
    }

    private bool Agrees(Spot spot, Declared declared, int depth)
    {
        var element = declared.Element;
        if (element.Fixed is { } expected && !Comparison.IsSame(spot.Node, expected))
            return false;
        if (element.Pattern is { } pattern && !Comparison.Holds(spot.Node, pattern))
            return false;
        if (element.Fixed is null && element.Pattern is null && element.Binding is { Strength: "required", ValueSet: { } valueSet } && run.Bindings.IsIn(spot, valueSet) is false)
            return false;
        if (depth >= 6)
            return true;
        foreach (var child in element.Children)
        {
            if (child.Min > 0 && Speaks(declared with { Element = child }, depth + 1) && !ProfileRules.Matching(spot, child).Exists(s => Agrees(s, declared with { Element = child }, depth + 1)))
                return false;
            foreach (var slice in child.Slices)
            {
                if (slice.Min > 0 && Speaks(declared with { Element = slice }, depth + 1) && !ProfileRules.Matching(spot, child).Exists(s => Agrees(s, declared with { Element = slice }, depth + 1)))
                    return false;
            }
        }
        return true;
    }

    private bool IsOfType(Spot spot, Declared declared) =>
        declared.TypeCode is { } code ? IsOfType(spot, code) : declared.Element.Types.Any(t => IsOfType(spot, t.Code));

    private bool IsOfType(Spot spot, string code) =>
        string.Equals(spot.TypeName, code, StringComparison.Ordinal) || (spot.TypeName.Length > 0 && run.Definitions.IsSubtype(spot.TypeName, code))
        || (run.Definitions.Structure(code) is { Derivation: "constraint" } profile && string.Equals(profile.Type, spot.TypeName, StringComparison.Ordinal));

    /// <summary>An element of the slice that asks for no profile.</summary>
    private static bool IsSilent(Declared declared) =>
        declared.Element.Path.Contains('.', StringComparison.Ordinal) && declared.Element.Types.All(t => t.Profiles.IsEmpty);

    private bool ConformsToProfile(Spot spot, Declared declared)
    {
        var profiles = declared.Element.Types.SelectMany(t => t.Profiles).ToList();
        if (profiles.Count == 0)
            return run.Holds(() => run.Profiles.Check(spot, declared.Owner));
        return profiles.Exists(p => run.Validator.Profile(p) is { } profile && run.Holds(() => run.Profiles.Check(spot, profile)));
    }

    private IEnumerable<Spot> Down(Spot spot, string step)
    {
        if (step is "$this" or "first()")
            return [spot];
        if (step is "resolve()")
            return run.References.Resolve(spot) is { } target ? [target] : [];
        if (Argument(step, "ofType") is { } type || Argument(step, "as") is { } type2 && (type = type2) is not null)
            return IsOfType(spot, type) ? [spot] : [];
        if (Argument(step, "extension") is { } url)
            return spot.All("extension").Where(e => string.Equals(e.Value("url"), url, StringComparison.Ordinal));
        return spot.All(step.EndsWith("[x]", StringComparison.Ordinal) ? step[..^3] : step);
    }

    private IEnumerable<Declared> Down(Declared declared, string step)
    {
        if (step is "$this" or "first()")
            return [declared];
        if (step is "resolve()")
            return declared.Element.Types.SelectMany(t => t.TargetProfiles).Select(run.Validator.Profile).OfType<StructureDefinition>().Select(p => new Declared(p.Root, p, p.Type));
        if (Argument(step, "ofType") is { } type || Argument(step, "as") is { } type2 && (type = type2) is not null)
            return [declared with { TypeCode = type }];
        if (Argument(step, "extension") is { } url)
            return Children(declared, "extension").SelectMany(d => d.Element.Slices.Select(s => d with { Element = s }).Prepend(d))
                .Where(d => ExtensionUrls(d.Element).Contains(url, StringComparer.Ordinal));
        return Children(declared, step.EndsWith("[x]", StringComparison.Ordinal) ? step[..^3] : step);
    }

    private IEnumerable<Declared> Children(Declared declared, string name)
    {
        if (Named(declared.Element, name) is { } own)
        {
            // What a slice below demands is demanded of the slice above: code.coding.code may stand on code.coding:loinc.code.
            return own.Slices.Where(s => s.Min > 0).Prepend(own).Select(e => declared with { Element = e, TypeCode = null });
        }
        var types = declared.Element.Types.Where(t => declared.TypeCode is null || string.Equals(t.Code, declared.TypeCode, StringComparison.Ordinal));
        return types.SelectMany(t => t.Profiles.IsEmpty ? [t.Code] : t.Profiles.AsEnumerable())
            .Select(t => t.Contains(':', StringComparison.Ordinal) ? run.Validator.Profile(t) : run.Definitions.Type(t))
            .OfType<StructureDefinition>()
            .Select(s => Named(s.Root, name) is { } child ? new Declared(child, s) : default)
            .Where(d => d.Element is not null);
    }

    private static ElementDefinition? Named(ElementDefinition element, string name) => element.Child(name) ?? element.Child(name + "[x]");

    private static string? Argument(string step, string function) =>
        step.StartsWith(function + "(", StringComparison.Ordinal) && step.EndsWith(')') ? step[(function.Length + 1)..^1].Trim('\'', '"') : null;

    /// <summary>The steps of a path; a dot inside brackets or quotes does not divide.</summary>
    private static IEnumerable<string> Steps(string path)
    {
        var start = 0;
        var depth = 0;
        for (var i = 0; i <= path.Length; i++)
        {
            if (i < path.Length && path[i] == '(')
                depth++;
            else if (i < path.Length && path[i] == ')')
                depth--;
            else if (i == path.Length || (path[i] == '.' && depth == 0))
            {
                if (i > start)
                    yield return path[start..i];
                start = i + 1;
            }
        }
    }
}
