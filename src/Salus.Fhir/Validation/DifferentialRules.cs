using System.Globalization;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>Differences of a profile that its base does not allow: other types, wider counts, another order.</summary>
internal sealed class DifferentialRules(ValidationRun run)
{
    /// <param name="above">The root of the structure that the profile constrains.</param>
    public void Check(Spot differential, ElementDefinition above)
    {
        var last = new Dictionary<string, (int Index, string Name)>(StringComparer.Ordinal);
        foreach (var element in differential.All("element"))
        {
            if (element.Value("path") is not { } path)
                continue;
            Order(element, path, above, last);
            if (Find(above, path) is not { } inherited)
                continue;
            Counts(element, inherited);
            Types(element, inherited);
        }
    }

    private void Order(Spot element, string path, ElementDefinition above, Dictionary<string, (int Index, string Name)> last)
    {
        // What is below an element starts again each time the element itself is named, as for each of its slices.
        foreach (var key in last.Keys.Where(k => string.Equals(k, path, StringComparison.Ordinal) || k.StartsWith(path + ".", StringComparison.Ordinal)).ToList())
            last.Remove(key);
        var dot = path.LastIndexOf('.');
        if (dot < 0 || Find(above, path[..dot]) is not { } parent)
            return;
        var name = path[(dot + 1)..];
        var index = IndexOf(parent, name);
        if (index < 0)
            return;
        if (last.TryGetValue(path[..dot], out var before) && index < before.Index)
            run.Error(element, "invalid", "profile-order", $"'{name}' must stand before '{before.Name}', as in the structure that is constrained.");
        else
            last[path[..dot]] = (index, name);
    }

    private static int IndexOf(ElementDefinition parent, string name)
    {
        for (var i = 0; i < parent.Children.Length; i++)
        {
            var child = parent.Children[i].Name;
            if (string.Equals(child, name, StringComparison.Ordinal) || (child.EndsWith("[x]", StringComparison.Ordinal) && name.StartsWith(child[..^3], StringComparison.Ordinal)))
                return i;
        }
        return -1;
    }

    private void Counts(Spot element, ElementDefinition above)
    {
        if (element.Value("max") is { } max && above.Max is { } most && (max is "*" || (int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted > most)))
            run.Error(element, "business-rule", "profile-count", $"The base allows at most {most}, so a profile cannot allow {max}.");
        if (element.Value("sliceName") is null && element.Value("min") is { } min && int.TryParse(min, NumberStyles.None, CultureInfo.InvariantCulture, out var least) && least < above.Min)
            run.Error(element, "business-rule", "profile-count", $"The base needs at least {above.Min}, so a profile cannot be content with {least}.");
    }

    private void Types(Spot element, ElementDefinition above)
    {
        if (above.Types.IsEmpty || above.Path.IndexOf('.', StringComparison.Ordinal) < 0)
            return;
        foreach (var code in element.All("type").Select(t => t.Value("code")).OfType<string>())
        {
            if (!above.Types.Any(t => string.Equals(t.Code, code, StringComparison.Ordinal) || t.Code is "Element" or "BackboneElement" or "Resource" or "DomainResource" || run.Definitions.IsSubtype(code, t.Code))
                && !code.StartsWith("http://hl7.org/fhirpath/", StringComparison.Ordinal))
                run.Error(element, "business-rule", "profile-type", $"The base allows {string.Join(", ", above.Types.Take(8).Select(t => t.Code))} here, so a profile cannot allow {PrimitiveRules.Short(code)}.");
        }
    }

    private static ElementDefinition? Find(ElementDefinition root, string path) =>
        path.Split('.').Skip(1).Aggregate((ElementDefinition?)root, (at, name) => at?.Child(name));
}
