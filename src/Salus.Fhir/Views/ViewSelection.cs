using System.Collections.Immutable;
using Salus.Fhir.Paths;

namespace Salus.Fhir.Views;

/// <summary>A column and the path that fills it.</summary>
internal sealed record ViewCell(ViewColumn Column, FhirPath Path, string Place)
{
    /// <summary>The value of the column: null, a boolean, number or text, or a list of them.</summary>
    public object? Read(PathValue focus, PathContext context)
    {
        var values = ViewDefinition.Evaluate(Path, focus, context, Place);
        if (Column.IsCollection)
            return values.Select(Plain).ToImmutableArray();
        return values.Length switch
        {
            0 => null,
            1 => Plain(values[0]),
            _ => throw new ViewException(Place, $"The column '{Column.Name}' holds one value, but the path gives {values.Length}; set 'collection', or choose one in the path."),
        };
    }

    private object? Plain(PathValue value)
    {
        // An element that only says why its value is absent has none; one such birth date must not stop a cohort.
        if (value.Node is { Value: null, IsPrimitive: true })
            return null;
        if (value.Node is { Value: null } && value.AsQuantity() is null)
            throw new ViewException(Place, $"The path gives {value.TypeName}, which is no single value; name one of its elements.");
        object? plain = Column.Type switch
        {
            null => value.AsBoolean() ?? (object?)value.AsInteger() ?? value.AsLong() ?? (object?)value.AsDecimal() ?? value.Text,
            "boolean" => value.AsBoolean(),
            "integer" or "positiveInt" or "unsignedInt" => value.AsInteger(),
            "integer64" => value.AsLong(),
            "decimal" => value.AsDecimal(),
            _ => value.Text,
        };
        return plain ?? throw new ViewException(Place, $"The column '{Column.Name}' is of type {Column.Type}, but the path gives {value.TypeName}.");
    }
}

/// <summary>What is walked before columns are read: nothing, each item of a path, or items of items.</summary>
internal enum ViewWalk
{
    Here,
    ForEach,
    ForEachOrNull,
    Repeat,
}

/// <summary>One <c>select</c>: a walk, its own columns, selects that multiply the rows, and branches that add rows.</summary>
internal sealed record ViewSelection(
    ViewWalk Walk,
    ImmutableArray<(FhirPath Path, string Place)> Paths,
    ImmutableArray<ViewCell> Cells,
    ImmutableArray<ViewSelection> Selects,
    ImmutableArray<ViewSelection> Branches,
    bool CountsRows)
{
    private const int MostRepeated = 1_000_000;

    /// <summary>Own columns, those of the selects, those of the first branch: the others have the same.</summary>
    public ImmutableArray<ViewColumn> Columns { get; } =
        [.. Cells.Select(c => c.Column), .. Selects.SelectMany(s => s.Columns), .. Branches.IsEmpty ? [] : Branches[0].Columns];

    public List<object?[]> Rows(PathValue focus, PathContext context)
    {
        if (Walk is ViewWalk.Here)
            return RowsOf(focus, context);
        var rows = new List<object?[]>();
        var items = Walk is ViewWalk.Repeat ? Repeated(focus, context) : [.. ViewDefinition.Evaluate(Paths[0].Path, focus, context, Paths[0].Place)];
        for (var i = 0; i < items.Count; i++)
            rows.AddRange(RowsOf(items[i], CountsRows ? context.With("rowIndex", PathValue.Of(i)) : context));
        if (items.Count == 0 && Walk is ViewWalk.ForEachOrNull)
            rows.Add([.. Columns.Select(c => c.IsCollection ? (object?)ImmutableArray<object?>.Empty : null)]);
        return rows;
    }

    private List<PathValue> Repeated(PathValue focus, PathContext context)
    {
        var found = new List<PathValue>();
        var open = new Stack<PathValue>();
        PushBelow(focus);
        while (open.TryPop(out var item))
        {
            if (found.Count == MostRepeated)
                throw new ViewException(Paths[0].Place, "The repeated path does not come to an end.");
            found.Add(item);
            PushBelow(item);
        }
        return found;

        // In reverse, so that a first child and all below it come before the second.
        void PushBelow(PathValue item)
        {
            var below = Paths.SelectMany(p => ViewDefinition.Evaluate(p.Path, item, context, p.Place)).ToList();
            for (var i = below.Count - 1; i >= 0; i--)
                open.Push(below[i]);
        }
    }

    /// <summary>Every combination of the parts, the first part changing slowest.</summary>
    private List<object?[]> RowsOf(PathValue focus, PathContext context)
    {
        List<object?[]> rows = [[.. Cells.Select(c => c.Read(focus, context))]];
        foreach (var select in Selects)
            rows = Combine(rows, select.Rows(focus, context));
        if (Branches.IsEmpty)
            return rows;
        var union = new List<object?[]>();
        foreach (var branch in Branches)
            union.AddRange(branch.Rows(focus, context));
        return Combine(rows, union);
    }

    private static List<object?[]> Combine(List<object?[]> left, List<object?[]> right)
    {
        var rows = new List<object?[]>(left.Count * right.Count);
        foreach (var a in left)
        {
            foreach (var b in right)
                rows.Add([.. a, .. b]);
        }
        return rows;
    }
}
