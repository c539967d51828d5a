using System.Collections.Immutable;

namespace Salus.Fhir.Definitions;

/// <summary>An element of a structure while a snapshot is being made.</summary>
internal sealed class Twig(FhirNode element, string name, string? sliceName)
{
    public FhirNode Element { get; private set; } = element;

    public string Name { get; set; } = name;

    public string? SliceName { get; } = sliceName;

    public List<Twig> Children { get; } = [];

    public List<Twig> Slices { get; } = [];

    /// <exception cref="FormatException">There are no elements, or one has no parent before it.</exception>
    public static Twig Tree(IEnumerable<FhirNode> elements)
    {
        var open = new List<Twig>();
        foreach (var element in elements)
        {
            var path = element["path"]?.Value ?? "";
            var depth = path.Count(c => c == '.');
            var twig = new Twig(element, path[(path.LastIndexOf('.') + 1)..], element["sliceName"]?.Value);
            if (depth > open.Count || path.Length == 0)
                throw new FormatException($"The element '{path}' has no parent before it in its structure.");
            open.RemoveRange(depth, open.Count - depth);
            if (depth > 0)
            {
                var above = open[depth - 1];
                var sliced = twig.SliceName is null ? null : above.Children.FindLast(c => string.Equals(c.Name, twig.Name, StringComparison.Ordinal));
                (sliced?.Slices ?? above.Children).Add(twig);
            }
            else if (open.Count > 0)
            {
                throw new FormatException("The structure has two roots.");
            }
            open.Add(twig);
        }
        return open.Count > 0 ? open[0] : throw new FormatException("The structure has no elements.");
    }

    public Twig? Find(string name) => Children.Find(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    /// <summary>For a name such as <c>valueQuantity</c> the choice it belongs to and the type it means.</summary>
    public (Twig? Choice, string? Type) Choice(string name)
    {
        foreach (var child in Children.Where(c => c.Name.EndsWith("[x]", StringComparison.Ordinal)))
        {
            var stem = child.Name[..^3];
            if (!name.StartsWith(stem, StringComparison.Ordinal) || name.Length == stem.Length)
                continue;
            var type = name[stem.Length..];
            var code = child.Element.All("type").Select(t => t["code"]?.Value).OfType<string>().FirstOrDefault(c => string.Equals(char.ToUpperInvariant(c[0]) + c[1..], type, StringComparison.Ordinal));
            if (code is not null)
                return (child, code);
        }
        return default;
    }

    /// <summary>The slice of that name; cut from this element when it is new. <c>a/b</c> is cut from <c>a</c>.</summary>
    public Twig Slice(string name)
    {
        if (Slices.Find(s => string.Equals(s.SliceName, name, StringComparison.Ordinal)) is { } known)
            return known;
        var slash = name.LastIndexOf('/');
        var from = slash > 0 ? Slice(name[..slash]) : this;
        var slice = new Twig(from.Element, Name, name);
        slice.Children.AddRange(from.Children.Select(c => c.Copy()));
        slice.Drop(c => c is "slicing");
        slice.Set("sliceName", [FhirNode.Object(("x", name)).Children[0]], isList: false);
        slice.Set("min", [FhirNode.Object(("x", 0)).Children[0]], isList: false);
        Slices.Add(slice);
        return slice;
    }

    /// <summary>The slice of a choice that has one type; the choice itself when it has no other.</summary>
    public Twig OfType(string name, string type)
    {
        if (Element.All("type").Count() == 1)
            return this;
        var slice = Slice(name);
        slice.Set("type", [.. slice.Element.All("type").Where(t => string.Equals(t["code"]?.Value, type, StringComparison.Ordinal))], isList: true);
        return slice;
    }

    /// <summary>A new element of a logical model.</summary>
    public Twig Grow(string name)
    {
        var twig = new Twig(FhirNode.Object(("path", name)), name, null);
        Children.Add(twig);
        return twig;
    }

    public Twig Copy()
    {
        var copy = new Twig(Element, Name, SliceName);
        copy.Children.AddRange(Children.Select(c => c.Copy()));
        copy.Slices.AddRange(Slices.Select(s => s.Copy()));
        return copy;
    }

    public void Set(string name, ImmutableArray<FhirNode> nodes, bool isList) =>
        Element = isList ? Element.With(name, FhirNode.List(nodes.Select(n => (FhirElement)n))) : Element.With(name, nodes.IsEmpty ? default : nodes[0]);

    public void Drop(Func<string, bool> which)
    {
        foreach (var property in Element.Children.Select(c => c.Name).Distinct(StringComparer.Ordinal).Where(which).ToList())
            Element = Element.With(property, default);
    }

    /// <summary>The elements in the order of a snapshot, with their paths and ids.</summary>
    public IEnumerable<FhirNode> Flat() => Flat("", "");

    private IEnumerable<FhirNode> Flat(string above, string aboveId)
    {
        var path = above.Length == 0 ? Name : $"{above}.{Name}";
        var id = (aboveId.Length == 0 ? Name : $"{aboveId}.{Name}") + (SliceName is null ? "" : $":{SliceName}");
        return Children.SelectMany(c => c.Flat(path, id))
            .Concat(Slices.SelectMany(s => s.Flat(above, aboveId)))
            .Prepend(Element.With("id", id).With("path", path));
    }
}
