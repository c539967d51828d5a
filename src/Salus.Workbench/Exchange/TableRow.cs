using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;

namespace Salus.Workbench.Exchange;

/// <summary>A value of a table that cannot be taken: which column, and why. Never names the value.</summary>
internal sealed record ColumnFault(string Column, string Text);

/// <summary>Rows to resources, as a mapping says.</summary>
/// <param name="source">Name of the system; part of every id.</param>
internal sealed class TableRows(TableMapping mapping, string source)
{
    private static readonly Guid space = new("0f3a8a0e-4f0b-5b1e-8d5d-7a1b9d7be0a4");

    private readonly ImmutableArray<(TableResource Resource, ImmutableArray<(ElementPath Path, TableValue Value)> Elements)> plans =
        [.. mapping.Resources.Select(r => (r, r.Set.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (ElementPath.Parse(r.Type, s.Key)!, s.Value)).ToImmutableArray()))];

    private readonly TimeZoneInfo? zone = mapping.TimeZone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(mapping.TimeZone);

    /// <param name="cell">The trimmed value of a column; empty for none.</param>
    public (ImmutableArray<FhirNode> Resources, ImmutableArray<ColumnFault> Faults) Read(Func<string, string> cell)
    {
        var resources = ImmutableArray.CreateBuilder<FhirNode>();
        var faults = ImmutableArray.CreateBuilder<ColumnFault>();
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (resource, elements) in plans)
        {
            if (resource.When is { } condition && cell(condition).Length == 0)
                continue;
            if (resource.Id.FirstOrDefault(c => cell(c).Length == 0) is { } empty)
            {
                faults.Add(new ColumnFault(empty, $"The column is empty, and without it the {resource.Type} of this row could not be told from others."));
                continue;
            }
            var id = NameBasedId.Of(space, [source, resource.Name ?? resource.Type, .. resource.Id.Select(cell)]).ToString("D");
            var root = new Branch();
            foreach (var (path, value) in elements)
            {
                var (text, fault) = ValueOf(value, path, cell, named);
                if (fault is not null)
                    faults.Add(new ColumnFault(value.Column!, fault));
                else
                    root.Put(path, text, fromColumn: value.Column is not null);
            }
            named[resource.Name ?? resource.Type] = $"{resource.Type}/{id}";
            resources.Add(FhirNode.Resource(resource.Type, [("id", id), .. root.Elements()]));
        }
        return (resources.ToImmutable(), faults.ToImmutable());
    }

    private (string? Text, string? Fault) ValueOf(TableValue value, ElementPath path, Func<string, string> cell, Dictionary<string, string> named)
    {
        if (value.Reference is { } to)
            return (named.GetValueOrDefault(to), null);
        if (value.Column is null)
            return (value.Constant, null);
        var text = cell(value.Column);
        if (text.Length == 0)
            return value.Required ? (null, "The column is empty, and the mapping says that it must not be.") : default;
        if (value.Codes is { } codes)
            return codes.TryGetValue(text, out var code) ? (code, null) : (null, "The value is not among the 'codes' of the mapping: add it there.");
        if (value.Date is { } format)
            return Date(text, format, path.Shape.TypeName);
        if (path.Shape.JsonKind is FhirValueKind.Number)
        {
            if (value.DecimalMark is { Length: 1 } mark)
                text = text.Replace(".", "", StringComparison.Ordinal).Replace(mark[0], '.');
            var number = Number(text);
            if (number is null || (path.Shape.TypeName is not "decimal" && number.Contains('.', StringComparison.Ordinal)))
                return (null, "The value is not a number as the element wants it. Where decimals follow a comma, say so with 'decimalMark'.");
            return (number, null);
        }
        if (path.Shape.JsonKind is FhirValueKind.Boolean && text is not ("true" or "false"))
            return (null, "The value is neither true nor false: say under 'codes' what stands for them.");
        if (path.Shape.TypeName is "date" or "dateTime" or "instant")
            return Date(text, "yyyy-MM-dd", path.Shape.TypeName);
        return (text, null);
    }

    private (string? Text, string? Fault) Date(string text, string format, string type)
    {
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            return (null, $"The value is not a date written as {format}: say under 'date' how it is written.");
        var timed = format.Contains('H', StringComparison.Ordinal) || format.Contains('h', StringComparison.Ordinal);
        if (type is "date" || (!timed && type is not "instant"))
            return (at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null);
        if (zone is null || zone.IsInvalidTime(at))
            return (null, zone is null ? "The value has a time of day and the mapping no 'timeZone': say in which zone the table was written." : "There was no such hour in the time zone of the mapping: clocks were put forward.");
        return (new DateTimeOffset(at, zone.GetUtcOffset(at)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), null);
    }

    private static string? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) && text.Trim('+', '-') is [not '.', .., not '.'] or [>= '0' and <= '9']
            ? (text[0] == '-' ? "-" : "") + Digits(text.TrimStart('+', '-'))
            : null;

    /// <summary>Without leading zeros, which JSON does not allow; trailing ones say how exact the value is and stay.</summary>
    private static string Digits(string text)
    {
        var trimmed = text.TrimStart('0');
        return trimmed.Length == 0 || trimmed[0] == '.' ? "0" + trimmed : trimmed;
    }

    /// <summary>An element while it is filled: its children by name and index.</summary>
    private sealed class Branch
    {
        private readonly List<(string Name, bool IsList, SortedDictionary<int, Branch> Items)> children = [];
        private FhirElement value;
        private bool hasColumn;
        private bool hasValue;

        /// <summary>Columns speak of this element and all of them are empty, so its constants say nothing.</summary>
        private bool IsHollow => hasColumn && !hasValue;

        public void Put(ElementPath path, string? text, bool fromColumn)
        {
            var at = this;
            at.Mark(text, fromColumn);
            foreach (var (name, index, shape) in path.Steps)
            {
                var child = at.children.FindIndex(c => c.Name == name);
                if (child < 0)
                {
                    child = at.children.Count;
                    at.children.Add((name, shape.IsList, []));
                }
                if (!at.children[child].Items.TryGetValue(index, out var next))
                    at.children[child].Items[index] = next = new Branch();
                at = next;
                at.Mark(text, fromColumn);
            }
            at.value = text is null ? default : path.Shape.JsonKind switch
            {
                FhirValueKind.Number => FhirElement.Number(text),
                FhirValueKind.Boolean => text == "true",
                _ => text,
            };
        }

        public (string Name, FhirElement Content)[] Elements() => [.. children.Select(c => (c.Name, c.IsList
            ? FhirNode.List(c.Items.Values.Where(i => !i.IsHollow).Select(i => i.Content()))
            : c.Items[0].IsHollow ? default : c.Items[0].Content()))];

        private FhirElement Content() => children.Count == 0 ? value : FhirNode.Object(Elements());

        private void Mark(string? text, bool fromColumn)
        {
            hasColumn |= fromColumn;
            hasValue |= fromColumn && text is not null;
        }
    }
}
