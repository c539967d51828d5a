using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Fhir;

/// <summary>A node and the path that leads to it from the root, for example <c>Patient.name[0].family</c>.</summary>
public sealed record FhirPlace(string Path, FhirNode Node)
{
    internal static IEnumerable<FhirPlace> Below(FhirNode root)
    {
        var open = new Stack<FhirPlace>();
        open.Push(new FhirPlace(root.Name, root));
        while (open.TryPop(out var place))
        {
            yield return place;
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            var below = new List<FhirPlace>(place.Node.Children.Length);
            foreach (var child in place.Node.Children)
            {
                var index = counts.GetValueOrDefault(child.Name);
                counts[child.Name] = index + 1;
                below.Add(new FhirPlace(child.InList ? string.Create(CultureInfo.InvariantCulture, $"{place.Path}.{child.Name}[{index}]") : $"{place.Path}.{child.Name}", child));
            }
            for (var i = below.Count - 1; i >= 0; i--)
                open.Push(below[i]);
        }
    }

    internal static ImmutableArray<FhirNode> Select(FhirNode root, string path)
    {
        ImmutableArray<FhirNode> selected = [root];
        var first = true;
        foreach (var step in path.Split('.'))
        {
            var (name, index) = Parse(step, path);
            if (first && root.ResourceType is { } type && string.Equals(type, name, StringComparison.Ordinal))
                selected = [root];
            else
                selected = [.. selected.SelectMany(n => n.All(name))];
            if (index is { } at)
                selected = at < selected.Length ? [selected[at]] : [];
            first = false;
        }
        return selected;
    }

    private static (string Name, int? Index) Parse(string step, string path)
    {
        var open = step.IndexOf('[', StringComparison.Ordinal);
        var name = open < 0 ? step : step[..open];
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw Wrong(path);
        if (open < 0)
            return (name, null);
        if (step[^1] != ']' || !int.TryParse(step.AsSpan(open + 1, step.Length - open - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw Wrong(path);
        return (name, index);
    }

    private static FormatException Wrong(string path) =>
        new($"'{path}' is not a path of element names with optional indexes, such as Patient.name[0].family.");
}
