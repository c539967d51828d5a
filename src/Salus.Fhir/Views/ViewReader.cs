using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;

namespace Salus.Fhir.Views;

/// <summary>JSON to a compiled view, refusing what could not run.</summary>
internal sealed partial class ViewReader(FhirDefinitions definitions)
{
    private const int MaxDepth = 20;

    private PathContext context = new() { Definitions = definitions };
    private bool countsRows;

    public ViewDefinition Read(JsonElement view)
    {
        if (view.ValueKind is not JsonValueKind.Object)
            throw new ViewException("", "A view is a JSON object.");
        var resource = Text(view, "resource", "") ?? throw new ViewException("resource", "The view must say which resource type it is over.");
        if (!definitions.IsResource(resource))
            throw new ViewException("resource", $"'{resource}' is no resource type.");
        foreach (var (constant, place) in Items(view, "constant", ""))
            context = Constant(constant, place);
        countsRows = view.GetRawText().Contains("%rowIndex", StringComparison.Ordinal);
        var where = Items(view, "where", "").Select(w => Path(w.Item, "path", w.Place) ?? throw new ViewException(w.Place, "A condition needs a path.")).ToImmutableArray();
        var selects = Items(view, "select", "").Select(s => Selection(s.Item, s.Place, 0)).ToImmutableArray();
        if (selects.IsEmpty)
            throw new ViewException("select", "The view selects nothing.");
        var root = new ViewSelection(ViewWalk.Here, [], [], selects, [], CountsRows: false);
        var twice = root.Columns.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new ViewException("select", $"Two columns are named '{twice.Key}'.");
        if (countsRows)
            context = context.With("rowIndex", PathValue.Of(0));
        return new ViewDefinition(resource, Text(view, "name", ""), root, where, context);
    }

    private ViewSelection Selection(JsonElement select, string place, int depth)
    {
        if (depth > MaxDepth)
            throw new ViewException(place, $"Selects are nested deeper than {MaxDepth}.");
        var walks = new[] { ("forEach", ViewWalk.ForEach), ("forEachOrNull", ViewWalk.ForEachOrNull), ("repeat", ViewWalk.Repeat) }.Where(w => select.TryGetProperty(w.Item1, out _)).ToList();
        if (walks.Count > 1)
            throw new ViewException(place, $"'{walks[0].Item1}' and '{walks[1].Item1}' cannot stand in one select; nest them.");
        var (name, walk) = walks.Count == 0 ? ("", ViewWalk.Here) : walks[0];
        ImmutableArray<(FhirPath Path, string Place)> paths = walk switch
        {
            ViewWalk.Here => [],
            ViewWalk.Repeat => [.. Repeats(select, place)],
            _ => [Path(select, name, place)!.Value],
        };
        var cells = Items(select, "column", place).Select(c => Cell(c.Item, c.Place)).ToImmutableArray();
        var selects = Items(select, "select", place).Select(s => Selection(s.Item, s.Place, depth + 1)).ToImmutableArray();
        var branches = Items(select, "unionAll", place).Select(s => Selection(s.Item, s.Place, depth + 1)).ToImmutableArray();
        if (cells.IsEmpty && selects.IsEmpty && branches.IsEmpty)
            throw new ViewException(place, "The select has no column, select or unionAll.");
        for (var i = 1; i < branches.Length; i++)
        {
            if (!Same(branches[0].Columns, branches[i].Columns))
                throw new ViewException(string.Create(CultureInfo.InvariantCulture, $"{place}.unionAll[{i}]"), $"The columns ({Names(branches[i].Columns)}) are not those of the first branch ({Names(branches[0].Columns)}), in the same order.");
        }
        return new ViewSelection(walk, paths, cells, selects, branches, countsRows);
    }

    private static bool Same(ImmutableArray<ViewColumn> a, ImmutableArray<ViewColumn> b) =>
        a.Length == b.Length && a.Zip(b).All(p => string.Equals(p.First.Name, p.Second.Name, StringComparison.Ordinal) && (p.First.Type is null || p.Second.Type is null || string.Equals(p.First.Type, p.Second.Type, StringComparison.Ordinal)));

    private static string Names(ImmutableArray<ViewColumn> columns) => string.Join(", ", columns.Select(c => c.Type is null ? c.Name : $"{c.Name} {c.Type}"));

    private IEnumerable<(FhirPath Path, string Place)> Repeats(JsonElement select, string place)
    {
        var repeat = select.GetProperty("repeat");
        if (repeat.ValueKind is not JsonValueKind.Array || repeat.GetArrayLength() == 0)
            throw new ViewException($"{place}.repeat", "A list of paths belongs here.");
        var i = 0;
        foreach (var path in repeat.EnumerateArray())
            yield return Compile(path, string.Create(CultureInfo.InvariantCulture, $"{place}.repeat[{i++}]"));
    }

    private ViewCell Cell(JsonElement column, string place)
    {
        var name = Text(column, "name", place) ?? throw new ViewException(place, "A column needs a name.");
        if (!ColumnName().IsMatch(name))
            throw new ViewException($"{place}.name", $"'{name}' is no column name: letters, digits and underscores, starting with a letter.");
        var (path, at) = Path(column, "path", place) ?? throw new ViewException(place, "A column needs a path.");
        var isCollection = column.TryGetProperty("collection", out var collection) && collection.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw new ViewException($"{place}.collection", "true or false belongs here."),
        };
        return new ViewCell(new ViewColumn(name, Text(column, "type", place), isCollection, Text(column, "description", place)), path, at);
    }

    private PathContext Constant(JsonElement constant, string place)
    {
        var name = Text(constant, "name", place) ?? throw new ViewException(place, "A constant needs a name.");
        if (!ColumnName().IsMatch(name))
            throw new ViewException($"{place}.name", $"'{name}' is no name of a constant: letters, digits and underscores, starting with a letter.");
        foreach (var property in constant.EnumerateObject())
        {
            if (!property.Name.StartsWith("value", StringComparison.Ordinal) || property.Name.Length == 5)
                continue;
            var type = char.ToLowerInvariant(property.Name[5]) + property.Name[6..];
            if (!definitions.IsPrimitive(type) && type is not "integer64")
                throw new ViewException($"{place}.{property.Name}", $"'{type}' is no primitive type.");
            return context.With(name, Value(property.Value, type) ?? throw new ViewException($"{place}.{property.Name}", $"The value is no {type}."));
        }
        throw new ViewException(place, $"The constant '{name}' has no value.");
    }

    private static PathValue? Value(JsonElement value, string type)
    {
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
        switch (PathTypes.KindOf(type), value.ValueKind)
        {
            case (PathKind.Boolean, JsonValueKind.True or JsonValueKind.False):
                return PathValue.Of(value.GetBoolean());
            case (PathKind.Integer, JsonValueKind.Number):
                return value.TryGetInt32(out var integer) ? PathValue.Of(integer) : null;
            case (PathKind.Long, JsonValueKind.Number or JsonValueKind.String):
                return long.TryParse(text, CultureInfo.InvariantCulture, out var wide) ? PathValue.Of(wide) : null;
            case (PathKind.Decimal, JsonValueKind.Number):
                return PathNumbers.TryFhirDecimal(text, out var number) ? PathValue.Of(number) : null;
            case (PathKind.Date or PathKind.DateTime, JsonValueKind.String):
                return PathTemporal.ParseDateTime(text, PathTypes.KindOf(type)) is { } date ? PathValue.Of(date) : null;
            case (PathKind.Time, JsonValueKind.String):
                return PathTemporal.ParseTime(text) is { } time ? PathValue.Of(time) : null;
            case (PathKind.String, JsonValueKind.String):
                return PathValue.Of(text);
            default:
                return null;
        }
    }

    private (FhirPath Path, string Place)? Path(JsonElement owner, string property, string place) =>
        owner.TryGetProperty(property, out var path) ? Compile(path, Join(place, property)) : null;

    private (FhirPath Path, string Place) Compile(JsonElement path, string place)
    {
        if (path.ValueKind is not JsonValueKind.String)
            throw new ViewException(place, "A FHIRPath expression in quotes belongs here.");
        try
        {
            var compiled = FhirPath.Parse(path.GetString()!);
            foreach (var name in compiled.ExternalConstants())
            {
                if (!context.Variables.ContainsKey(name) && name is not "rowIndex" && !FhirPath.IsKnownConstant(name))
                    throw new ViewException(place, $"The constant '%{name}' is not defined in the view.");
            }
            return (compiled, place);
        }
        catch (FhirPathSyntaxException e)
        {
            throw new ViewException(place, e.Message, e);
        }
    }

    private static string? Text(JsonElement owner, string property, string place)
    {
        if (!owner.TryGetProperty(property, out var value) || value.ValueKind is JsonValueKind.Null)
            return null;
        return value.ValueKind is JsonValueKind.String ? value.GetString() : throw new ViewException(Join(place, property), "Text belongs here.");
    }

    private static IEnumerable<(JsonElement Item, string Place)> Items(JsonElement owner, string property, string place)
    {
        if (!owner.TryGetProperty(property, out var list))
            yield break;
        if (list.ValueKind is not JsonValueKind.Array)
            throw new ViewException(Join(place, property), "A list belongs here.");
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{Join(place, property)}[{i++}]");
            yield return item.ValueKind is JsonValueKind.Object ? (item, at) : throw new ViewException(at, "An object belongs here.");
        }
    }

    private static string Join(string place, string property) => place.Length == 0 ? property : $"{place}.{property}";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ColumnName();
}
