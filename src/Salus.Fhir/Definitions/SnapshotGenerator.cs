using System.Globalization;

namespace Salus.Fhir.Definitions;

/// <summary>
/// Makes all elements of a structure from those of its base and its own differences (https://hl7.org/fhir/R4/profiling.html#snapshot):
/// each difference is found by its path and slice names, elements of data types are unfolded where a difference reaches into them,
/// slices are cut from what they slice.
/// </summary>
public sealed class SnapshotGenerator(FhirDefinitions definitions)
{
    private const int LongestLine = 30;
    private const string Base = "http://hl7.org/fhir/StructureDefinition/Base";

    /// <summary>Later releases derive logical models from the type Base, which has no elements; tools let R4 models do so too.</summary>
    private static readonly StructureDefinition Nothing = new(FhirNode.Resource("StructureDefinition", ("url", Base), ("type", "Base"), ("kind", "complex-type"),
        ("snapshot", FhirNode.Object(("element", FhirNode.List(FhirNode.Object(("path", "Base"))))))));

    private readonly int depth;

    private SnapshotGenerator(FhirDefinitions definitions, int depth)
        : this(definitions) => this.depth = depth;

    /// <summary>The same structure with a snapshot.</summary>
    /// <exception cref="FormatException">The base is not known, or a difference is about an element that is not there.</exception>
    public StructureDefinition Complete(StructureDefinition structure)
    {
        if (structure.BaseUrl is not { } url)
            throw new FormatException($"{structure.Url} has no baseDefinition, so there is nothing its differences differ from.");
        if (depth > LongestLine)
            throw new FormatException($"{structure.Url} is derived from itself.");
        var above = url is Base ? Nothing : definitions.Structure(url) ?? throw new FormatException($"{url}, from which {structure.Url} is derived, is not known. Load the package that defines it.");
        if (!above.HasSnapshot && above.Source["differential"] is not null)
            above = new SnapshotGenerator(definitions, depth + 1).Complete(above);
        var root = Twig.Tree(above.Source["snapshot"]?.All("element") ?? []);
        var untouched = root.Copy();
        var differences = structure.Source["differential"]?.All("element").ToList() ?? [];
        var name = differences.Count > 0 ? (differences[0]["path"]?.Value ?? "").Split('.')[0] : structure.Type;
        if (structure.Derivation is "specialization")
            root.Name = name;
        var slices = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var difference in differences)
        {
            var steps = Steps(difference, slices);
            if (!string.Equals(steps[0].Name, root.Name, StringComparison.Ordinal))
                throw new FormatException($"The path '{difference["path"]?.Value}' must start with {root.Name}.");
            Merge(Reach(root, untouched, steps, difference, structure), difference);
        }
        var elements = root.Flat().Select(e => (FhirElement)e).ToList();
        return new StructureDefinition(structure.Source.With("snapshot", FhirNode.Object(("element", FhirNode.List(elements)))));
    }

    /// <summary>Names and slices that lead to a difference: by its id; without one by the slices that the differences before it opened.</summary>
    private static (string Name, string? Slice)[] Steps(FhirNode difference, Dictionary<string, string> open)
    {
        var path = difference["path"]?.Value ?? throw new FormatException("An element of the differential has no path.");
        var names = path.Split('.');
        if (names.Any(n => n.Length == 0))
            throw new FormatException($"The path '{path}' has an empty name in it.");
        var slice = difference["sliceName"]?.Value;
        foreach (var key in open.Keys.Where(k => !path.StartsWith(k + ".", StringComparison.Ordinal) || string.Equals(k, path, StringComparison.Ordinal)).ToList())
            open.Remove(key);
        if (slice is not null)
            open[path] = slice;
        var written = difference.Id?.Split('.');
        var steps = new (string Name, string? Slice)[names.Length];
        var prefix = "";
        for (var i = 0; i < names.Length; i++)
        {
            prefix = i == 0 ? names[0] : $"{prefix}.{names[i]}";
            string? own = null;
            if (written is { } ids && ids.Length == names.Length)
                own = ids[i].IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? ids[i][(colon + 1)..] : null;
            else
                own = open.GetValueOrDefault(prefix);
            steps[i] = (names[i], i == names.Length - 1 ? slice ?? own : own);
        }
        return steps;
    }

    private Twig Reach(Twig root, Twig untouched, (string Name, string? Slice)[] steps, FhirNode difference, StructureDefinition structure)
    {
        var at = root;
        for (var i = 1; i < steps.Length; i++)
        {
            var (name, slice) = steps[i];
            var isLast = i == steps.Length - 1;
            if (at.Find(name) is null && at.Children.Count == 0)
                Unfold(at, untouched);
            if (at.Find(name) is { } child)
            {
                at = slice is null ? child : child.Slice(slice);
            }
            else if (at.Choice(name) is var (choice, type) && choice is not null)
            {
                at = choice.OfType(slice ?? name, type!);
            }
            else if (isLast && structure.Derivation is "specialization")
            {
                at = at.Grow(name);
            }
            else
            {
                throw new FormatException($"The differential speaks of '{difference["path"]?.Value}', but {at.Name} has no element '{name}'.");
            }
        }
        return at;
    }

    /// <summary>Puts the elements of its type below an element.</summary>
    /// <param name="untouched">The base as it was before the differences, which content references mean.</param>
    private void Unfold(Twig at, Twig untouched)
    {
        if (at.Element["contentReference"]?.Value is { } reference)
        {
            var target = untouched;
            foreach (var step in reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..].Split('.').Skip(1))
                target = target.Find(step) ?? throw new FormatException($"'{reference}' names no element.");
            at.Children.AddRange(target.Children.Select(c => c.Copy()));
            return;
        }
        var types = at.Element.All("type").ToList();
        if (types.Count == 0)
            return;
        var profiles = types[0].All("profile").Select(p => p.Value).OfType<string>().ToList();
        var definition = types.Count == 1 && profiles.Count == 1 ? definitions.Structure(profiles[0]) : null;
        if (definition is { HasSnapshot: false })
            definition = new SnapshotGenerator(definitions, depth + 1).Complete(definition);
        definition ??= types.Count > 1 ? definitions.Structure("Element") : TypeOf(types[0]);
        if (definition?.Source["snapshot"] is { } snapshot)
            at.Children.AddRange(Twig.Tree(snapshot.All("element")).Children);
    }

    private StructureDefinition? TypeOf(FhirNode type)
    {
        var code = type["code"]?.Value ?? "";
        if (code.StartsWith("http://hl7.org/fhirpath/System.", StringComparison.Ordinal))
            code = ElementDefinition.ExtensionValue(type, "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type") ?? "string";
        return definitions.Structure(code);
    }

    private static void Merge(Twig twig, FhirNode difference)
    {
        foreach (var group in difference.Children.GroupBy(c => c.Name, StringComparer.Ordinal))
        {
            switch (group.Key)
            {
                case "id" or "path" or "base" or "extension":
                    break;
                case "constraint":
                    var keys = group.Select(c => c["key"]?.Value).ToHashSet(StringComparer.Ordinal);
                    twig.Set("constraint", [.. twig.Element.All("constraint").Where(c => !keys.Contains(c["key"]?.Value)), .. group], isList: true);
                    break;
                case "condition" or "alias" or "mapping" or "code" or "example":
                    twig.Set(group.Key, [.. twig.Element.All(group.Key), .. group], isList: true);
                    break;
                case "min" when twig.Element["sliceName"] is null && IsLess(group.First(), twig.Element["min"]):
                    break;
                default:
                    if (group.Key.StartsWith("fixed", StringComparison.Ordinal) || group.Key.StartsWith("pattern", StringComparison.Ordinal))
                    {
                        if (twig.Element.Children.FirstOrDefault(c => c.Name.StartsWith("fixed", StringComparison.Ordinal)) is { Value: { } had } && group.First().Value is { } has && had != has)
                            throw new FormatException($"The base fixes '{difference["path"]?.Value}' to '{had}', so it cannot be '{has}'.");
                        twig.Drop(c => c.StartsWith("fixed", StringComparison.Ordinal) || c.StartsWith("pattern", StringComparison.Ordinal));
                    }
                    twig.Set(group.Key, [.. group], group.First().InList);
                    break;
            }
        }
    }

    /// <summary>A profile cannot ask for less than its base.</summary>
    private static bool IsLess(FhirNode min, FhirNode? current) =>
        int.TryParse(min.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && int.TryParse(current?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var has) && wanted < has;
}
