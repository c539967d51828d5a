using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;

namespace Salus.Fhir.Patching;

/// <summary>
/// FHIRPath Patch (https://hl7.org/fhir/R4/fhirpatch.html): a Parameters resource of operations that name their place by FHIRPath.
/// All operations are applied, or none.
/// </summary>
public sealed class FhirPathPatch
{
    private const int MostOperations = 1000;
    private readonly ImmutableArray<Operation> operations;

    private FhirPathPatch(ImmutableArray<Operation> operations) => this.operations = operations;

    /// <exception cref="FhirPatchException">Not a Parameters resource of operations.</exception>
    public static FhirPathPatch Parse(FhirNode parameters)
    {
        if (parameters.ResourceType != "Parameters")
            throw new FhirPatchException(null, "A FHIRPath Patch is a Parameters resource.");
        var named = parameters.All("parameter").ToArray();
        if (named.Length > MostOperations || named.Any(p => p["name"]?.Value != "operation"))
            throw new FhirPatchException(null, $"A FHIRPath Patch has at most {MostOperations} parameters, all called 'operation'.");
        return new FhirPathPatch([.. named.Select(Read)]);
    }

    /// <exception cref="FhirPatchException">An operation cannot be applied.</exception>
    public FhirNode Apply(FhirNode resource)
    {
        var patched = resource;
        for (var at = 0; at < operations.Length; at++)
        {
            try
            {
                patched = Apply(patched, operations[at], at);
            }
            catch (FhirPathException e)
            {
                throw new FhirPatchException(at, "Its path cannot be evaluated on this resource.", inner: e);
            }
        }
        return patched.ResourceType == resource.ResourceType && patched.Id == resource.Id
            ? patched
            : throw new FhirPatchException(null, "A patch changes neither the type nor the id of a resource.");
    }

    private static Operation Read(FhirNode parameter, int at)
    {
        var parts = parameter.All("part").ToArray();
        string? Text(string name) => parts.FirstOrDefault(p => p["name"]?.Value == name)?.Children.FirstOrDefault(c => c.Name.StartsWith("value", StringComparison.Ordinal))?.Value;
        int? Number(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var kind = Text("type");
        if (kind is not ("add" or "insert" or "delete" or "replace" or "move"))
            throw new FhirPatchException(at, "type is add, insert, delete, replace or move.");
        var value = parts.FirstOrDefault(p => p["name"]?.Value == "value");
        var given = value?.Children.FirstOrDefault(c => c.Name.StartsWith("value", StringComparison.Ordinal) || c.Name is "resource");
        var elements = given is null && value is not null ? value.All("part").ToImmutableArray() : [];
        if (kind is "add" or "insert" or "replace" && given is null && elements.IsEmpty)
            throw new FhirPatchException(at, "It needs a value.");
        try
        {
            return new Operation(
                kind,
                FhirPath.Parse(Text("path") ?? throw new FhirPatchException(at, "It needs a path.")),
                kind is "add" ? Text("name") ?? throw new FhirPatchException(at, "It needs the name of the element to add.") : "",
                given,
                elements,
                kind is "insert" ? Number("index") ?? throw new FhirPatchException(at, "It needs an index, counted from 0.") : Number("source") ?? -1,
                kind is "move" ? Number("destination") ?? throw new FhirPatchException(at, "It needs source and destination, counted from 0.") : 0);
        }
        catch (FhirPathSyntaxException e)
        {
            throw new FhirPatchException(at, "Its path is not FHIRPath.", inner: e);
        }
    }

    private static FhirNode Apply(FhirNode root, Operation operation, int at)
    {
        var found = operation.Path.Evaluate(root);
        if (found.Any(f => f.Node is null))
            throw new FhirPatchException(at, "Its path leads to a value that is no element of the resource.");
        if (operation.Kind is "delete" && found.IsEmpty)
            return root;
        if (operation.Kind is "insert" or "move")
            return Arrange(root, operation, [.. found.Select(f => f.Node!)], at);
        if (found.Length != 1)
            throw new FhirPatchException(at, found.IsEmpty ? "There is nothing at its path." : "Its path leads to more than one element.");
        var target = found[0];
        switch (operation.Kind)
        {
            case "add":
                var made = operation.Made(target.Shape, operation.Name, at);
                return Replace(root, target.Node!, node => [Grown(node, made, at)]) ?? throw Lost(at);
            case "delete":
                return ReferenceEquals(target.Node, root) ? throw new FhirPatchException(at, "The resource itself cannot be deleted by a patch.") : Replace(root, target.Node!, _ => []) ?? throw Lost(at);
            default:
                var parent = ParentOf(root, target.Node!) ?? throw new FhirPatchException(at, "The resource itself cannot be replaced by a patch.");
                var shape = ReferenceEquals(parent, root) ? FhirDefinitions.R4.FindShape(root.ResourceType!) : null;
                var name = target.Shape?.ElementName ?? shape?.Child(target.Node!.Name)?.ElementName ?? target.Node!.Name;
                var written = name == target.Node!.Name ? name : operation.Given is { } given ? name + given.Name["value".Length..] : target.Node.Name;
                return Replace(root, target.Node, node => [operation.Bare(at).As(written, node.InList)]) ?? throw Lost(at);
        }
    }

    /// <summary>Insert and move: among the elements of one list.</summary>
    private static FhirNode Arrange(FhirNode root, Operation operation, FhirNode[] list, int at)
    {
        if (list.Length == 0 || ParentOf(root, list[0]) is not { } parent)
            throw new FhirPatchException(at, "There is no list at its path; add the first element instead.");
        var siblings = parent.All(list[0].Name).ToList();
        if (!list[0].InList || siblings.Count != list.Length || !siblings.TrueForAll(s => list.Any(l => ReferenceEquals(l, s))))
            throw new FhirPatchException(at, "Its path does not lead to one whole list.");
        if (operation.Kind is "insert")
        {
            if (operation.From > siblings.Count)
                throw new FhirPatchException(at, "Its index lies beyond the end of the list.");
            siblings.Insert(operation.From, operation.Bare(at).As(list[0].Name, inList: true));
        }
        else
        {
            if (operation.From < 0 || operation.From >= siblings.Count || operation.To >= siblings.Count)
                throw new FhirPatchException(at, "source and destination are places in the list.");
            var moved = siblings[operation.From];
            siblings.RemoveAt(operation.From);
            siblings.Insert(operation.To, moved);
        }
        var first = list[0].Name;
        var arranged = parent.With(first, FhirNode.List(siblings.Select(s => (FhirElement)s)));
        return ReferenceEquals(parent, root) ? arranged : Replace(root, parent, _ => [arranged]) ?? throw Lost(at);
    }

    private static FhirNode Grown(FhirNode node, FhirNode child, int at)
    {
        if (!child.InList && node[child.Name] is not null)
            throw new FhirPatchException(at, "The element is there already, and there can be only one: replace it.");
        return node.With(child.Name, child.InList ? FhirNode.List([.. node.All(child.Name).Select(c => (FhirElement)c), child]) : child);
    }

    private static FhirNode? ParentOf(FhirNode root, FhirNode node) => root.Children.Any(c => ReferenceEquals(c, node)) ? root : root.Children.Select(c => ParentOf(c, node)).FirstOrDefault(p => p is not null);

    /// <summary>The tree with one node, known by its identity, replaced; null when it is not in the tree.</summary>
    private static FhirNode? Replace(FhirNode root, FhirNode target, Func<FhirNode, FhirNode[]> by)
    {
        if (ReferenceEquals(root, target))
            return by(root)[0];
        for (var i = 0; i < root.Children.Length; i++)
        {
            var child = root.Children[i];
            FhirNode[]? after = ReferenceEquals(child, target) ? by(child) : Replace(child, target, by) is { } changed ? [changed] : null;
            if (after is not null)
                return new FhirNode(root.Name, root.Kind, root.Value, [.. root.Children[..i], .. after, .. root.Children[(i + 1)..]], root.ResourceType, root.InList);
        }
        return null;
    }

    private static FhirPatchException Lost(int at) => new(at, "Its path leads out of the resource.");

    /// <param name="Given">The <c>value[x]</c> or resource; null when <paramref name="Elements"/> spell out an element that has no type of its own.</param>
    /// <param name="From">Of an insert: the index; of a move: the source.</param>
    private sealed record Operation(string Kind, FhirPath Path, string Name, FhirNode? Given, ImmutableArray<FhirNode> Elements, int From, int To)
    {
        /// <summary>The value without a name.</summary>
        public FhirNode Bare(int at)
        {
            if (Given is not null)
                return Given.As("", inList: false);
            var built = FhirNode.Object();
            foreach (var part in Elements)
            {
                var name = part["name"]?.Value ?? throw new FhirPatchException(at, "A part of its value has no name.");
                var nested = part.All("part").ToImmutableArray();
                var content = part.Children.FirstOrDefault(c => c.Name.StartsWith("value", StringComparison.Ordinal) || c.Name is "resource") is { } value ? value
                    : nested.IsEmpty ? throw new FhirPatchException(at, "A part of its value is empty.")
                    : (this with { Given = null, Elements = nested }).Bare(at);
                built = built.With(name, content.As("", inList: false));
            }
            return built;
        }

        /// <summary>The value as a child of that name, written as its parent's definition wants it.</summary>
        public FhirNode Made(FhirShape? parent, string name, int at)
        {
            var written = parent?.Child(name) is null && Given is not null && Given.Name.Length > "value".Length && parent?.Child(name + Given.Name["value".Length..]) is not null ? name + Given.Name["value".Length..] : name;
            return parent?.Child(written) is not { } shape && parent is not null
                ? throw new FhirPatchException(at, "The element at its path has no element of that name.")
                : Shaped(parent?.Child(written), Bare(at)).As(written, parent?.Child(written)?.IsList is true);
        }

        /// <summary>Parts of a value know no lists; the definition does.</summary>
        private static FhirNode Shaped(FhirShape? shape, FhirNode value)
        {
            if (shape is null || value.Children.IsEmpty || value.ResourceType is not null)
                return value;
            return new FhirNode(value.Name, value.Kind, value.Value, [.. value.Children.Select(c => Shaped(shape.Child(c.Name), c) is var child && shape.Child(c.Name) is { IsList: true } && !c.InList ? child.As(c.Name, inList: true) : child)], value.ResourceType, value.InList);
        }
    }
}
