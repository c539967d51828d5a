using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Synthesis.Tables.Files;

namespace Salus.Synthesis.Tables.Inference;

public sealed partial record SchemaFile
{
    private const int MostWrittenLevels = 200;

    /// <summary>Writes what was found out about a table as a schema file that a person can edit. Read again, it means the same table.</summary>
    public static void Write(TableSchema schema, TableForm form, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("# What the columns of this table mean. Mend what is wrong, take out what you do not want to fix, and give the file back with --schema.\n");
        foreach (var decision in schema.Decisions)
            writer.Write($"# * {decision.ReplaceLineEndings(" ")}\n");
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"format: {form.Ending[1..]}\n"));
        if (form.Format is TableFormat.Delimited)
        {
            writer.Write($"delimiter: {Quoted(form.Delimiter == '\t' ? "tab" : form.Delimiter.ToString())}\nheader: {(form.Header ? "true" : "false")}\nencoding: {form.Encoding}\nquotes: {(form.Quotes ? "double" : "none")}\n");
            if (form.DecimalComma)
                writer.Write("decimal: \",\"\n");
            if (!form.Header)
                writer.Write($"names: {Listed(Ordered(schema).Select(c => c.Name))}\n");
        }
        if (schema.Target is { } target)
            writer.Write($"target: {Quoted(target)}\n");
        if (schema.Person is { } person)
            writer.Write($"person: {Quoted(person)}\n");
        writer.Write("columns:\n");
        foreach (var (name, column, left) in Ordered(schema))
            writer.Write($"  {Quoted(name)}: {(column is not null ? Learned(column) : Kept(left!))}\n");
        writer.Write(schema.Constraints.IsEmpty ? Example : "rules:\n");
        foreach (var rule in schema.Constraints)
            writer.Write($"  - {Ruled(rule)}\n");
    }

    private const string Example = """
        # rules:
        #   - {order: [admitted, discharged]}
        #   - {sum: total, of: [part, other]}
        #   - {together: [department, ward]}
        #   - {when: "sex = M", column: diagnosis, never: ["O*"]}

        """;

    private static IEnumerable<(string Name, Column? Column, LeftColumn? Left)> Ordered(TableSchema schema)
    {
        var left = schema.Left.ToDictionary(l => l.Position);
        var next = 0;
        for (var position = 0; next < schema.Columns.Length || left.Keys.Any(p => p >= position); position++)
        {
            if (left.TryGetValue(position, out var kept))
                yield return (kept.Name, null, kept);
            else if (next < schema.Columns.Length)
                yield return (schema.Columns[next].Name, schema.Columns[next++], null);
        }
    }

    private static string Learned(Column column)
    {
        var text = new StringBuilder("{kind: ").Append(column.Kind.ToString().ToLowerInvariant());
        if (column.Hierarchy is { } hierarchy)
            text.Append(", hierarchy: ").Append(hierarchy);
        // Levels of categories follow from the file; an order does not. Grouped levels cannot be declared: their cells are other texts.
        if (column.Kind is ColumnKind.Ordinal && column.Levels.Length <= MostWrittenLevels)
            text.Append(", levels: ").Append(Listed(column.Levels));
        if (column.Kind is ColumnKind.Number)
            text.Append(CultureInfo.InvariantCulture, $", decimals: {column.Decimals}");
        if (column.DateFormat is { } form)
            text.Append(", date_format: ").Append(Quoted(form));
        if (column.Least is { } least)
            text.Append(", min: ").Append(Bound(column, least));
        if (column.Most is { } most)
            text.Append(", max: ").Append(Bound(column, most));
        if (!CellShape.IsMissingMark(column.MissingMark, decided: false))
            text.Append(", missing: ").Append(Listed([column.MissingMark]));
        return text.Append('}').ToString();
    }

    private static string Kept(LeftColumn left) => left.Treatment switch
    {
        Treatment.Drop => $"{{use: drop}} # {left.Reason.ReplaceLineEndings(" ")}",
        Treatment.Number => $"{{use: number}} # {left.Reason.ReplaceLineEndings(" ")}",
        Treatment.Template => $"{{use: text, text: {Quoted(left.Constant ?? "")}}}",
        _ => $"{{}} # {left.Reason.ReplaceLineEndings(" ")}",
    };

    private static string Ruled(Constraint rule) => rule switch
    {
        InOrder order => $"{{order: {Listed(order.Columns)}}}",
        SumOf sum => $"{{sum: {Quoted(sum.Total)}, of: {Listed(sum.Parts)}}}",
        Together together => $"{{together: {Listed(together.Columns)}}}",
        Only only => $"{{when: {Quoted(only.When)}, column: {Quoted(only.Column)}, {(only.Not ? "never" : "only")}: {Listed(only.Levels)}}}",
        _ => throw new ArgumentException($"The rule '{rule}' is not known.", nameof(rule)),
    };

    private static string Bound(Column column, double bound) => column.Kind is ColumnKind.Date ? new DateForm("yyyy-MM-dd").Write(bound) : bound.ToString("R", CultureInfo.InvariantCulture);

    private static string Listed(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quoted))}]";

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' or '\ufeff' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }
}
