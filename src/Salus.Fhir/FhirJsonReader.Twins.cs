using System.Text;

namespace Salus.Fhir;

/// <summary>The <c>_name</c> properties, which hold the ids and extensions of primitives and are merged into them.</summary>
internal sealed partial class FhirJsonReader
{
    /// <param name="Before">How many nodes of the object stand before it.</param>
    /// <param name="Items">Null where JSON has null.</param>
    private sealed record Twin(string Name, int Before, int Offset, bool IsList, FhirNode?[] Items);

    private void ReadTwin(string written, int before, ref List<Twin>? twins)
    {
        var start = at;
        var isList = text[at] is (byte)'[';
        if (!isList && text[at] is not (byte)'{')
        {
            Problem(FhirReadProblemKind.Twin, at, "A property that starts with '_' holds the id and extensions of a primitive: an object, or an array of them.");
            SkipValue();
            return;
        }
        FhirNode?[] items = isList ? ReadTwins() : [ReadValue("", inList: false)];
        (twins ??= []).Add(new Twin(ElementNames.Get(Encoding.UTF8.GetBytes(written[1..])), before, start, isList, items));
    }

    private FhirNode?[] ReadTwins()
    {
        var start = at;
        Enter();
        SkipSpace();
        var items = new List<FhirNode?>();
        if (text[at] is (byte)']')
        {
            at++;
            Tolerated(FhirReadProblemKind.EmptyArray, start, "The array is empty; leave the property out.");
        }
        else
        {
            do
            {
                steps[level - 1].Index = items.Count;
                items.Add(ReadTwinItem());
            }
            while (Another((byte)']'));
        }
        steps[level - 1].Index = -1;
        depth--;
        return [.. items];
    }

    private FhirNode? ReadTwinItem()
    {
        if (text[at] is (byte)'n' && TrySkip("null"u8))
            return null;
        if (text[at] is (byte)'{')
            return ReadValue("", inList: true);
        Problem(FhirReadProblemKind.Twin, at, "Only objects and nulls belong here.");
        SkipValue();
        return null;
    }

    /// <summary>Merges in one pass over the object; a twin without a value beside it keeps its place among the properties.</summary>
    private void MergeTwins(List<Twin> twins, int first)
    {
        var children = TakeOpen(first);
        var byName = twins.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var valued = children.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var alone = new Queue<Twin>(twins.Where(t => !valued.Contains(t.Name)));
        for (var i = 0; i < children.Length;)
        {
            while (alone.TryPeek(out var next) && next.Before <= i)
                Merge([], alone.Dequeue());
            var end = i + 1;
            while (end < children.Length && string.Equals(children[end].Name, children[i].Name, StringComparison.Ordinal))
                end++;
            Merge(children.AsSpan(i, end - i), byName.GetValueOrDefault(children[i].Name));
            i = end;
        }
        while (alone.TryDequeue(out var last))
            Merge([], last);
    }

    private void Merge(ReadOnlySpan<FhirNode> values, Twin? twin)
    {
        if (twin is not null)
        {
            steps[level - 1] = ("_" + twin.Name, -1);
            if (values.Length > 0 && (!values[0].IsPrimitive || values[0].InList != twin.IsList))
            {
                Problem(FhirReadProblemKind.Twin, twin.Offset, $"'_{Excerpt.Of(twin.Name)}' does not fit '{Excerpt.Of(twin.Name)}': it belongs beside primitives of the same shape.");
                twin = null;
            }
        }
        for (var i = 0; i < Math.Max(values.Length, twin?.Items.Length ?? 0); i++)
        {
            var value = i < values.Length ? values[i] : null;
            var beside = i < twin?.Items.Length ? twin.Items[i] : null;
            if (beside?.ResourceType is not null)
                Problem(FhirReadProblemKind.Twin, twin!.Offset, "A property that starts with '_' holds the id and extensions of a primitive, not a resource.");
            if (value is null && beside is not null)
                Push(beside.AsPrimitive(twin!.Name, twin.IsList));
            else if (beside is not null)
                Push(value!.WithTwin(beside));
            else if (value is { IsPrimitive: false } or { Kind: not FhirValueKind.None })
                Push(value);
            else
                NullWithoutTwin(value, twin);
        }
    }

    private void NullWithoutTwin(FhirNode? value, Twin? twin)
    {
        var name = value?.Name ?? twin!.Name;
        steps[level - 1] = (name, -1);
        var reason = $"A null stands in a list only where '_{Excerpt.Of(name)}' has an id or extensions for it.";
        if (value?.Position is not { } position)
            Problem(FhirReadProblemKind.Null, twin!.Offset, reason);
        else
            Problem(new FhirReadProblem(FhirReadProblemKind.Null, reason, position, Path()));
    }
}
