using Salus.Fhir.Definitions;

namespace Salus.Fhir.Paths.Functions;

/// <summary>Walking down: children, descendants and repeat (FHIRPath 2.0 §5.2, §5.8).</summary>
internal static class Navigation
{
    public static IEnumerable<(string Name, Function Function)> Functions =>
    [
        ("children", new(0, 0, static (Scope scope, in PathValues input, Call _, ref PathValues output) => Children(scope, input, ref output))),
        ("descendants", new(0, 0, Descendants)),
        ("repeat", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Repeat(scope, input, call, once: true, ref output))),
        ("repeatAll", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Repeat(scope, input, call, once: false, ref output))),
        ("type", new(0, 0, Type)),
    ];

    private static void Children(Scope scope, in PathValues input, ref PathValues output)
    {
        for (var i = 0; i < input.Count; i++)
            AddChildren(scope, input[i], ref output);
    }

    private static void AddChildren(Scope scope, in PathValue item, ref PathValues output)
    {
        if (item.Node is not { } node)
            return;
        FhirShape? shape = null;
        string? name = null;
        foreach (var child in node.Children)
        {
            // Repetitions stand side by side, so one look-up serves them all.
            if (!ReferenceEquals(name, child.Name))
            {
                name = child.Name;
                shape = item.Shape?.Child(name);
            }
            output.Add(new PathValue(child, shape is { IsAnyResource: false } ? shape : PathTypes.Concrete(child, shape, scope.Context.Definitions)));
        }
    }

    /// <summary>Level by level: what was added is walked in turn.</summary>
    private static void Descendants(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var next = output.Count;
        Children(scope, input, ref output);
        for (; next < output.Count; next++)
            AddChildren(scope, output[next], ref output);
    }

    private static void Repeat(Scope scope, in PathValues input, Call call, bool once, ref PathValues output)
    {
        var seen = new HashSet<PathValue>();
        var level = input.Copy();
        while (!level.IsEmpty)
        {
            PathValues found = default, next = default;
            for (var i = 0; i < level.Count; i++)
                call.ForItem(scope, 0, level[i], i, ref found);
            for (var i = 0; i < found.Count; i++)
            {
                if (once && !seen.Add(found[i]))
                    continue;
                if (--scope.Budget < 0)
                    throw call.Wrong(scope, $"'{call.Name}' does not come to an end.");
                output.Add(found[i]);
                next.Add(found[i]);
            }
            level = next;
        }
    }

    private static void Type(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        for (var i = 0; i < input.Count; i++)
        {
            var item = input[i];
            output.Add(PathValue.Of(item.Node is null ? new PathType("System", item.Kind.ToString()) : new PathType("FHIR", item.FhirType)));
        }
    }
}
