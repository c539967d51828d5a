using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>Profiles that nothing can be validated against, because they contradict their base.</summary>
internal sealed class StructureDefinitionRules(ValidationRun run)
{
    public void Check(Spot structure)
    {
        if (structure.First("differential") is { } differential)
        {
            var elements = differential.All("element").ToList();
            Root(structure, elements);
            foreach (var element in elements)
                Types(element);
        }
        if (run.Options.ForPublication && structure.Value("url")?.StartsWith("http://hl7.org/fhir/", StringComparison.Ordinal) is true
            && !structure.All("extension").Any(e => e.Value("url") is "http://hl7.org/fhir/StructureDefinition/structuredefinition-wg"))
            run.Error(structure, "business-rule", "publication", "What HL7 publishes names its work group in the extension structuredefinition-wg.");
        if (structure.Value("url") is null || structure.Value("baseDefinition") is not { } above || run.Definitions.Structure(above) is null)
            return;
        if (structure.Value("derivation") is "constraint" && run.Validator.Profile(above) is { } parent && structure.First("differential") is { } differences)
            new DifferentialRules(run).Check(differences, parent.Root);
        Snapshot(structure);
    }

    private void Root(Spot structure, List<Spot> elements)
    {
        if (structure.Value("derivation") is "specialization" && structure.Value("baseDefinition") is { } above && run.Definitions.Structure(above) is { } parent && string.Equals(parent.Type, structure.Value("type"), StringComparison.Ordinal))
            run.Error(structure, "business-rule", "profile-type", $"A specialization has a type of its own, not {parent.Type}, which is that of its base.");
        if (elements.Count == 0)
            return;
        var type = structure.Value("type");
        var name = type?[(type.LastIndexOf('/') + 1)..];
        foreach (var element in elements)
        {
            if (name is { Length: > 0 } && element.Value("path") is { Length: > 0 } path && path.Split('.')[0] != name && path.Split('.')[0] != type)
                run.Error(element, "invalid", "profile-path", $"The path '{PrimitiveRules.Short(path)}' must start with {name}, the type of the structure.");
        }
        if (elements[0].First("slicing") is { } slicing && elements[0].Value("path")?.Contains('.', StringComparison.Ordinal) is false)
            run.Error(slicing, "invalid", "profile-slicing", "The root of a profile cannot be sliced.");
    }

    private void Types(Spot element)
    {
        foreach (var type in element.All("type"))
        {
            if (type.Value("code") is not { } code)
                continue;
            foreach (var profile in type.All("profile"))
            {
                if (profile.Node.Value is not { } url || run.Definitions.Structure(url) is not { } known)
                    continue;
                if (!string.Equals(known.Type, code, StringComparison.Ordinal) && !(run.Definitions.IsResource(code) && run.Definitions.IsSubtype(known.Type, code)))
                    run.Error(profile, "invalid", "profile-type", $"The profile {url} is for {known.Type}, but the element has the type {code}.");
                else if (code is "Extension" && known.HasSnapshot && known.Root.IsModifier != element.Value("path")?.EndsWith("modifierExtension", StringComparison.Ordinal))
                    run.Error(profile, "invalid", "profile-modifier", known.Root.IsModifier ? $"{url} is a modifier extension; it belongs in modifierExtension." : $"{url} is no modifier extension; it belongs in extension.");
            }
        }
    }

    private static ElementDefinition? Find(ElementDefinition root, string path) =>
        path.Split('.').Skip(1).Aggregate((ElementDefinition?)root, (at, name) => at?.Child(name) ?? at?.Slices.Select(s => s.Child(name)).FirstOrDefault(c => c is not null));

    /// <summary>A discriminator must lead to something that the sliced element has.</summary>
    private void Discriminators(Spot slicing, ElementDefinition sliced)
    {
        foreach (var discriminator in slicing.All("discriminator"))
        {
            var step = discriminator.Value("path")?.Split('.')[0];
            if (step is null or "" or "$this" || step.Contains('(', StringComparison.Ordinal) || sliced.Types.IsEmpty)
                continue;
            var has = sliced.Child(step) is not null || sliced.Child(step + "[x]") is not null
                || sliced.Types.Any(t => run.Definitions.Type(t.Code) is not { } type || t.Code is "Resource" or "DomainResource" || type.Root.Child(step) is not null || type.Root.Child(step + "[x]") is not null);
            if (!has)
                run.Error(discriminator, "invalid", "profile-discriminator", $"'{PrimitiveRules.Short(step)}' is not an element of {sliced.Path}, so it cannot tell its slices apart.");
        }
    }

    private void Snapshot(Spot structure)
    {
        if (structure.First("differential") is null)
            return;
        try
        {
            var complete = new SnapshotGenerator(run.Definitions).Complete(new StructureDefinition(structure.Node));
            foreach (var element in structure.First("differential")!.All("element"))
            {
                if (element.First("slicing") is { } slicing && element.Value("path") is { } path && Find(complete.Root, path) is { } sliced)
                    Discriminators(slicing, sliced);
            }
        }
        catch (FormatException e)
        {
            run.Error(structure, "exception", "profile-snapshot", $"No snapshot can be made: {e.Message}");
        }
    }
}
