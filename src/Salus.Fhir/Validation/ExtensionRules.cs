using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;

namespace Salus.Fhir.Validation;

/// <summary>Extensions: a value or extensions of their own, a definition that is known, and a place where it may be used.</summary>
internal sealed class ExtensionRules(ValidationRun run)
{
    /// <summary>Its definition wants it on ElementDefinition.type.code; R4 itself writes it one level above, and so does everybody.</summary>
    private const string MisplacedByR4 = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";

    public void Check(Spot spot)
    {
        var hasValue = spot.All("value").Any();
        var hasParts = spot.All("extension").Any();
        if (hasValue == hasParts)
            run.Error(spot, "invariant", "ext-1", hasValue ? "An extension has either a value or extensions, not both." : "The extension has neither a value nor extensions.");
        if (spot.Value("url") is not { Length: > 0 } url)
        {
            run.Error(spot, "required", "extension-url", "The extension has no url, so nothing says what it means.");
            return;
        }
        if (!ReferenceForm.IsAbsolute(url))
        {
            Part(spot, url);
            return;
        }
        var bar = url.IndexOf('|', StringComparison.Ordinal);
        if (bar > 0)
        {
            run.Error(spot, "structure", "extension-version", "The url of an extension names no version; remove everything from '|'.");
            url = url[..bar];
        }
        if (run.Validator.Profile(url) is not { } definition)
        {
            Unknown(spot, url);
            return;
        }
        if (definition.Type is not "Extension")
        {
            run.Error(spot, "structure", "extension-unknown", $"{url} is the definition of a {definition.Type}, not of an extension.");
            return;
        }
        var isModifier = definition.Root.IsModifier;
        if (isModifier != spot.Node.Name is "modifierExtension")
            run.Error(spot, "structure", "extension-modifier", isModifier ? $"{url} changes the meaning of what it stands in; write it as modifierExtension." : $"{url} changes no meaning; write it as extension, not as modifierExtension.");
        Context(spot, definition);
        run.Profiles.Check(spot, definition);
    }

    /// <summary>An extension inside another is named by that one.</summary>
    private void Part(Spot spot, string url)
    {
        if (spot.Parent is not { TypeName: "Extension" } parent)
        {
            run.Error(spot, "value", "extension-url", $"The url '{PrimitiveRules.Short(url)}' of an extension must be absolute, unless it stands inside another extension.");
            return;
        }
        if (Definition(parent)?.Child("extension") is { Slices: { IsEmpty: false } parts } && !parts.Any(p => string.Equals(p.Child("url")?.Fixed?.Value, url, StringComparison.Ordinal)))
            run.Error(spot, "structure", "extension-part", $"'{PrimitiveRules.Short(url)}' is not a part of the extension {parent.Value("url")}; its parts are {string.Join(", ", parts.Select(p => p.Child("url")?.Fixed?.Value ?? p.SliceName))}.");
    }

    private ElementDefinition? Definition(Spot extension)
    {
        if (extension.Value("url") is not { } url)
            return null;
        if (ReferenceForm.IsAbsolute(url))
            return run.Validator.Profile(url)?.Root;
        return extension.Parent is { TypeName: "Extension" } above
            ? Definition(above)?.Child("extension")?.Slices.FirstOrDefault(s => string.Equals(s.Child("url")?.Fixed?.Value, url, StringComparison.Ordinal))
            : null;
    }

    private void Unknown(Spot spot, string url)
    {
        if (ReferenceForm.IsExample(url) && !run.Options.RefuseExampleUrls)
            return;
        if (CrossVersion(url) is { } version)
        {
            if (version is "4.0")
                run.Error(spot, "structure", "extension-unknown", $"{url} stands for an element of R4, which R4 resources have themselves; use the element.");
            return;
        }
        // Those of HL7 itself that R4 lacks may come from a later package of extensions, which R4 resources may use.
        var level = IsOfHl7(url) && run.Options.UnknownExtensions < IssueSeverity.Warning ? IssueSeverity.Warning : run.Options.UnknownExtensions;
        run.Add(level, spot, "extension", "extension-unknown", $"The extension {url} is not known, so it was not checked. Load the package that defines it.");
    }

    private static bool IsOfHl7(string url) =>
        url.StartsWith("http://hl7.org/fhir/StructureDefinition/", StringComparison.Ordinal) || url.StartsWith("http://hl7.org/fhir/tools/", StringComparison.Ordinal);

    /// <summary>Extensions such as <c>http://hl7.org/fhir/5.0/StructureDefinition/extension-Patient.animal</c> carry elements of other FHIR versions.</summary>
    private static string? CrossVersion(string url)
    {
        const string start = "http://hl7.org/fhir/";
        if (!url.StartsWith(start, StringComparison.Ordinal))
            return null;
        var rest = url[start.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && rest[..slash] is "1.0" or "3.0" or "4.0" or "4.3" or "5.0" && rest[slash..].StartsWith("/StructureDefinition/extension-", StringComparison.Ordinal) ? rest[..slash] : null;
    }

    private void Context(Spot spot, StructureDefinition definition)
    {
        var contexts = definition.Source.All("context").ToList();
        if (contexts.Count == 0 || spot.Parent is not { } parent || definition.Url is MisplacedByR4)
            return;
        if (!contexts.Exists(c => IsAllowed(parent, c["type"]?.Value ?? "element", c["expression"]?.Value ?? "")))
        {
            run.Error(spot, "structure", "extension-context", $"The extension {definition.Url} is not allowed on {parent.Path}; it may stand on {string.Join(", ", contexts.Select(c => c["expression"]?.Value))}.");
            return;
        }
        foreach (var invariant in definition.Source.All("contextInvariant").Select(n => n.Value).OfType<string>())
        {
            if (InvariantRules.Compile(invariant) is { } path && !Holds(path, parent, spot))
                run.Error(spot, "structure", "extension-context", $"The extension {definition.Url} may only be used where this holds: {invariant}.");
        }
    }

    private bool Holds(FhirPath path, Spot parent, Spot extension)
    {
        try
        {
            return path.IsTrue(parent.Node, run.Context(parent).With("extension", new PathValue(extension.Node, extension.Shape)));
        }
        catch (FhirPathException)
        {
            return true;
        }
    }

    private bool IsAllowed(Spot parent, string type, string expression)
    {
        switch (type)
        {
            case "extension":
                return parent.TypeName is "Extension" && Urls(parent).Contains(expression, StringComparer.Ordinal);
            case "fhirpath":
                return InvariantRules.Compile(expression) is not { } path || Selects(path, parent);
            default:
                return IsElement(parent, expression);
        }
    }

    /// <summary>The url of an extension; for a part also the url of the whole with the part behind #.</summary>
    private static IEnumerable<string> Urls(Spot extension)
    {
        if (extension.Value("url") is not { } url)
            yield break;
        yield return url;
        if (extension.Parent is { TypeName: "Extension" } above)
        {
            foreach (var whole in Urls(above))
                yield return $"{whole}#{url}";
        }
    }

    private bool Selects(FhirPath path, Spot parent)
    {
        try
        {
            return path.Select(parent.Resource.Node, run.Context(parent.Resource)).Any(n => ReferenceEquals(n, parent.Node))
                || path.Select(parent.Root.Node, run.Context(parent.Root)).Any(n => ReferenceEquals(n, parent.Node));
        }
        catch (FhirPathException)
        {
            return true;
        }
    }

    private bool IsElement(Spot parent, string expression)
    {
        if (expression is "Element")
            return true;
        var hash = expression.IndexOf('#', StringComparison.Ordinal);
        var path = hash < 0 ? expression : expression[(hash + 1)..];
        if (path.StartsWith("http://hl7.org/fhir/StructureDefinition/", StringComparison.Ordinal))
            path = path["http://hl7.org/fhir/StructureDefinition/".Length..];
        path = path.Replace("[x]", "", StringComparison.Ordinal);
        var below = "";
        for (var at = parent; at is not null; at = at.Parent)
        {
            if (Ends(at, path, below))
                return true;
            if (at.IsResource)
                return false;
            below = $".{at.ElementName}{below}";
            // What a content reference repeats is the same element: Questionnaire.item.item is Questionnaire.item.
            if (at.Declared?.Element.ContentReference is { } reference && string.Equals(reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..] + below[(at.ElementName.Length + 1)..], path, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>Whether the context path is the type of a place, or of an ancestor type, with the names that lead down to the extension.</summary>
    private bool Ends(Spot at, string path, string below)
    {
        if (below.Length > 0 && !path.EndsWith(below, StringComparison.Ordinal))
            return false;
        var type = path[..(path.Length - below.Length)];
        return type.Length > 0 && !type.Contains('.', StringComparison.Ordinal) && at.TypeName.Length > 0 && (string.Equals(type, at.TypeName, StringComparison.Ordinal) || run.Definitions.IsSubtype(at.TypeName, type)
            || (type is "CanonicalResource" or "MetadataResource" && at.IsResource && at.Shape?.Child("url") is not null && at.Shape.Child("status") is not null));
    }
}
