using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>What the type of an element demands: which children it has, how often, written how; then everything that holds for the type wherever it is used.</summary>
internal sealed class StructureRules(ValidationRun run)
{
    /// <summary>Of an element whose type is known, and everything below it.</summary>
    public void Check(Spot spot)
    {
        if (run.IsFull || spot.Shape is not { } shape)
            return;
        if (shape.IsPrimitive)
            run.Primitives.Check(spot);
        else if (spot.Children.IsEmpty && !spot.IsResource)
            run.Error(spot, "invariant", "ele-1", "The element is empty. Give it content or leave it out.");
        Count(spot, shape);
        run.Bindings.Check(spot, spot.Declared?.Element.Binding, profile: null);
        run.Invariants.Check(spot);
        switch (shape.TypeName)
        {
            case "Extension":
                run.Extensions.Check(spot);
                break;
            case "Reference":
                run.References.Check(spot);
                break;
            case "Narrative":
                run.Resources.Narratives.Check(spot);
                break;
            default:
                run.Resources.Values.Check(spot);
                break;
        }
        DeclaredProfiles(spot);
        foreach (var child in spot.Children)
            CheckChild(child);
    }

    private void CheckChild(Spot child)
    {
        if (child.Declared is not { } declared)
        {
            var written = child.Parent!.Shape!.Written(child.Node.Name);
            run.Error(child, "structure", "unknown-element", written.Count > 1
                ? $"'{child.Node.Name}' has several types; write one of {string.Join(", ", written.Take(6))}{(written.Count > 6 ? ", …" : "")}."
                : $"{child.Parent.Path} has no element '{child.Node.Name}'. Remove it, or check the spelling and the FHIR version (this is R4).");
            return;
        }
        if (child.Node.InList != declared.IsList)
        {
            run.Error(child, "invalid", "json-array", declared.IsList
                ? $"'{child.Node.Name}' may repeat, so JSON writes it as an array: put it in [ ]."
                : $"'{child.Node.Name}' does not repeat, so JSON writes it without [ ].");
        }
        if (declared.IsAnyResource)
        {
            if (child.Declared.ElementName is "contained" && !run.Options.CheckContained)
                return;
            if (child.IsResource)
                run.Resources.Check(child);
            else
                run.Error(child, "structure", "resource-type", "A resource belongs here: an object with a resourceType.");
            return;
        }
        if (declared.IsPrimitive != child.Node.IsPrimitive)
        {
            run.Error(child, "invalid", "json-kind", declared.IsPrimitive
                ? $"'{child.Node.Name}' is a {declared.TypeName}: a plain value belongs here, not an object."
                : $"'{child.Node.Name}' is a {declared.TypeName}: an object belongs here, not a plain value.");
            return;
        }
        if (child.IsResource)
            run.Error(child, "structure", "unknown-element", $"'{child.Node.Name}' is a {declared.TypeName} and has no resourceType; remove it.");
        Check(child);
    }

    private void Count(Spot spot, FhirShape shape)
    {
        // One bit for each element of the type; no R4 type has more than 256.
        Span<ulong> seen = stackalloc ulong[4];
        var doubled = false;
        foreach (var child in spot.Children)
        {
            if (child.Declared is not { } declared || declared.Order > 255)
                continue;
            ref var word = ref seen[declared.Order >> 6];
            var bit = 1UL << (declared.Order & 63);
            doubled |= (word & bit) != 0 && !declared.IsList;
            word |= bit;
        }
        var last = -1;
        foreach (var (_, child) in shape.Children)
        {
            if (child.Element.Min == 0 || child.Order == last)
                continue;
            last = child.Order;
            if ((seen[child.Order >> 6] & (1UL << (child.Order & 63))) == 0 && !IsExempt(spot, child))
                run.Error(spot, "required", "cardinality", $"'{child.Element.Name}' is required in {spot.Path} but missing; add it.");
        }
        if (!doubled)
            return;
        foreach (var group in spot.Children.Where(c => c.Declared is { IsList: false }).GroupBy(c => c.ElementName, StringComparer.Ordinal))
        {
            if (group.Skip(1).Any())
                run.Error(group.First(), "structure", "cardinality", $"'{group.Key}' may be there once, but is there {group.Count()} times; keep one.");
        }
    }

    /// <summary>Extension.url is an attribute with its own message.</summary>
    private static bool IsExempt(Spot spot, FhirShape child) => spot.TypeName is "Extension" && child.ElementName is "url";

    /// <summary>Profiles that R4 itself puts on an element, for example SimpleQuantity.</summary>
    private void DeclaredProfiles(Spot spot)
    {
        if (spot.Declared?.Element.Types is not { IsEmpty: false } types || spot.TypeName is "Extension")
            return;
        foreach (var type in types)
        {
            if (type.Profiles.IsEmpty || !string.Equals(type.Code, spot.TypeName, StringComparison.Ordinal))
                continue;
            run.Profiles.CheckAny(spot, type.Profiles);
        }
    }
}
