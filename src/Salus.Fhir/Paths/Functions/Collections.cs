namespace Salus.Fhir.Paths.Functions;

/// <summary>Existence, filtering, subsetting and combining (FHIRPath 2.0 §5.1 to §5.4, §7).</summary>
internal static class Collections
{
    public static IEnumerable<(string Name, Function Function)> Functions =>
    [
        ("empty", new(0, 0, static (Scope _, in PathValues input, Call _, ref PathValues output) => output.Add(PathValue.Of(input.IsEmpty)))),
        ("exists", new(0, 1, Exists)),
        ("all", new(1, 1, All)),
        ("allTrue", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Quantify(scope, input, call, looksFor: false, whenFound: false, ref output))),
        ("anyTrue", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Quantify(scope, input, call, looksFor: true, whenFound: true, ref output))),
        ("allFalse", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Quantify(scope, input, call, looksFor: true, whenFound: false, ref output))),
        ("anyFalse", new(0, 0, static (Scope scope, in PathValues input, Call call, ref PathValues output) => Quantify(scope, input, call, looksFor: false, whenFound: true, ref output))),
        ("subsetOf", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => output.Add(PathValue.Of(IsSubset(input, call.Outside(scope, 0)))))),
        ("supersetOf", new(1, 1, static (Scope scope, in PathValues input, Call call, ref PathValues output) => output.Add(PathValue.Of(IsSubset(call.Outside(scope, 0), input))))),
        ("count", new(0, 0, static (Scope _, in PathValues input, Call _, ref PathValues output) => output.Add(PathValue.Of(input.Count)))),
        ("distinct", new(0, 0, static (Scope _, in PathValues input, Call _, ref PathValues output) => Distinct.AddTo(input, ref output))),
        ("isDistinct", new(0, 0, IsDistinct)),
        ("where", new(1, 1, Where)),
        ("select", new(1, 1, Select)),
        ("aggregate", new(1, 2, Aggregate)),
        ("sort", new(0, int.MaxValue, Sort)),
        ("single", new(0, 0, Single)),
        ("first", new(0, 0, static (Scope _, in PathValues input, Call _, ref PathValues output) => Slice(input, 0, 1, ref output))),
        ("last", new(0, 0, static (Scope _, in PathValues input, Call _, ref PathValues output) => Slice(input, input.Count - 1, 1, ref output))),
        ("tail", new(0, 0, static (Scope _, in PathValues input, Call _, ref PathValues output) => Slice(input, 1, input.Count, ref output))),
        ("skip", new(1, 1, Skip)),
        ("take", new(1, 1, Take)),
        ("intersect", new(1, 1, Intersect)),
        ("exclude", new(1, 1, Exclude)),
        ("union", new(1, 1, Union)),
        ("combine", new(1, 2, Combine)),
        ("coalesce", new(1, int.MaxValue, Coalesce)),
        ("not", new(0, 0, Not)),
    ];

    private static void Exists(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (call.Arguments.Length == 0)
        {
            output.Add(PathValue.Of(!input.IsEmpty));
            return;
        }
        var found = false;
        for (var i = 0; i < input.Count && !found; i++)
            found = call.Holds(scope, 0, input[i], i) is true;
        output.Add(PathValue.Of(found));
    }

    private static void All(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var all = true;
        for (var i = 0; i < input.Count && all; i++)
            all = call.Holds(scope, 0, input[i], i) is true;
        output.Add(PathValue.Of(all));
    }

    private static void Quantify(Scope scope, in PathValues input, Call call, bool looksFor, bool whenFound, ref PathValues output)
    {
        var found = false;
        for (var i = 0; i < input.Count; i++)
            found |= (input[i].AsBoolean() ?? throw call.Wrong(scope, $"'{call.Name}' goes over booleans; {input[i].TypeName} is none.")) == looksFor;
        output.Add(PathValue.Of(found == whenFound));
    }

    private static bool IsSubset(in PathValues part, in PathValues whole)
    {
        for (var i = 0; i < part.Count; i++)
        {
            if (!PathEquality.Contains(whole, part[i]))
                return false;
        }
        return true;
    }

    private static void IsDistinct(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        PathValues distinct = default;
        Distinct.AddTo(input, ref distinct);
        output.Add(PathValue.Of(distinct.Count == input.Count));
    }

    private static void Where(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        for (var i = 0; i < input.Count; i++)
        {
            var item = input[i];
            if (call.Holds(scope, 0, item, i) is true)
                output.Add(item);
        }
    }

    private static void Select(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        for (var i = 0; i < input.Count; i++)
            call.ForItem(scope, 0, input[i], i, ref output);
    }

    private static void Aggregate(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var outer = scope.Total;
        var total = call.Arguments.Length > 1 ? call.Outside(scope, 1) : default;
        for (var i = 0; i < input.Count; i++)
        {
            scope.Total = total;
            PathValues next = default;
            call.ForItem(scope, 0, input[i], i, ref next);
            total = next;
        }
        scope.Total = outer;
        output.AddRange(total);
    }

    /// <summary>By keys, each perhaps with a leading minus for the other direction; without keys by the items. Empty keys come first in either direction.</summary>
    private static void Sort(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var keys = Math.Max(1, call.Arguments.Length);
        var rows = new List<(PathValue Item, PathValue[] Keys)>(input.Count);
        for (var i = 0; i < input.Count; i++)
        {
            var row = new PathValue[keys];
            for (var k = 0; k < keys; k++)
                row[k] = Key(scope, call, k, input[i], i);
            rows.Add((input[i], row));
        }
        // OrderBy keeps the order of equals, which List.Sort does not.
        var order = Comparer<(PathValue Item, PathValue[] Keys)>.Create((a, b) =>
        {
            for (var k = 0; k < keys; k++)
            {
                var (x, y) = (a.Keys[k], b.Keys[k]);
                if (x.Kind is PathKind.None != y.Kind is PathKind.None)
                    return x.Kind is PathKind.None ? -1 : 1;
                var sign = x.Kind is PathKind.None ? 0 : PathOrder.Compare(scope, x, y, call.Position) ?? 0;
                if (sign != 0)
                    return k < call.Arguments.Length && call.Arguments[k] is Polarity { IsNegative: true } ? -sign : sign;
            }
            return 0;
        });
        foreach (var row in rows.Order(order))
            output.Add(row.Item);
    }

    private static PathValue Key(Scope scope, Call call, int key, in PathValue item, int index)
    {
        if (call.Arguments.Length == 0)
            return item.System();
        PathValues values = default;
        var (outer, outerIndex) = (scope.This, scope.Index);
        (scope.This, scope.Index) = (new PathValues(item), index);
        var expression = call.Arguments[key] is Polarity { IsNegative: true } descending ? descending.Operand : call.Arguments[key];
        expression.Evaluate(scope, scope.This, ref values);
        (scope.This, scope.Index) = (outer, outerIndex);
        return Singletons.TryOne(scope, values, expression.Position, "A sort key", out var value) ? value : default;
    }

    private static void Single(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (input.Count > 1)
            throw call.Wrong(scope, $"'single' found {input.Count} items.");
        output.AddRange(input);
    }

    private static void Slice(in PathValues input, int from, int count, ref PathValues output)
    {
        for (var i = Math.Max(from, 0); i < input.Count && i - from < count; i++)
            output.Add(input[i]);
    }

    private static void Skip(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (call.TryInteger(scope, 0, out var number))
            Slice(input, Math.Max(number, 0), input.Count, ref output);
    }

    private static void Take(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (call.TryInteger(scope, 0, out var number))
            Slice(input, 0, Math.Max(number, 0), ref output);
    }

    private static void Intersect(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var other = call.Outside(scope, 0);
        PathValues both = default;
        for (var i = 0; i < input.Count; i++)
        {
            if (PathEquality.Contains(other, input[i]))
                both.Add(input[i]);
        }
        Distinct.AddTo(both, ref output);
    }

    private static void Exclude(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var other = call.Outside(scope, 0);
        for (var i = 0; i < input.Count; i++)
        {
            if (!PathEquality.Contains(other, input[i]))
                output.Add(input[i]);
        }
    }

    private static void Union(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var all = input.Copy();
        all.AddRange(call.Outside(scope, 0));
        Distinct.AddTo(all, ref output);
    }

    private static void Combine(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        output.AddRange(input);
        output.AddRange(call.Outside(scope, 0));
    }

    private static void Coalesce(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            var values = call.Outside(scope, i);
            if (values.IsEmpty)
                continue;
            output.AddRange(values);
            return;
        }
    }

    private static void Not(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (input.Count > 1)
            throw call.Wrong(scope, $"'not' takes one boolean, but there are {input.Count} items.");
        if (Singletons.Truth(input) is { } truth)
            output.Add(PathValue.Of(!truth));
    }
}
