using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Inference;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Files;

/// <summary>
/// Writes drawn rows as their source was written: the columns in its order, its decimals, dates and missing marks. In UTF-8, block by
/// block, and whole or not at all: an error leaves no file behind, and what stood there before stays.
/// </summary>
/// <remarks>
/// A marked file ends with a column of the name <see cref="Marking"/> that says <c>true</c> in every row. A comment line would stop most
/// readers of CSV, a file name is lost with the first copy, and a changed heading breaks the programs that know the columns; a column
/// stays with each row through joins and extracts, and whoever does not want it need not read it.
/// </remarks>
public static class TableWriter
{
    /// <summary>The word that every marked file carries.</summary>
    public const string Marking = "synthetic";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a file.</summary>
    /// <param name="to">Its name says the format: <c>.csv</c>, <c>.tsv</c>, <c>.jsonl</c> or <c>.ndjson</c>, each also with <c>.gz</c>; anything else is written as the source was.</param>
    /// <param name="blocks">Rows of the columns of <paramref name="schema"/>.</param>
    /// <param name="form">How the source was written; null: plain CSV.</param>
    /// <param name="marked">Whether the column <see cref="Marking"/> is added.</param>
    /// <param name="firstRow">The number of the first row, for columns that count the rows.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="SynthesisException">The file cannot be written, for example because the disk is full; there is none then.</exception>
    public static long Write(FileInfo to, TableSchema schema, IEnumerable<Table> blocks, TableForm? form = null, bool marked = true, long firstRow = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        var name = to.Name;
        var packed = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        form = Formed(form ?? new TableForm(), Path.GetExtension(packed ? name[..^3] : name).ToLowerInvariant());
        var rows = 0L;
        try
        {
            WholeFile.Write(to, stream =>
            {
                if (!packed)
                {
                    rows = Write(stream, schema, blocks, form, marked, firstRow, cancel);
                    return;
                }
                using var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
                rows = Write(gzip, schema, blocks, form, marked, firstRow, cancel);
            });
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new SynthesisException($"{name} could not be written ({wrong.Message.TrimEnd('.')}), so there is no such file; nothing of it was kept. Make room or choose another folder, and draw again with the same seed: the rows will be the same.", wrong);
        }
        return rows;
    }

    /// <inheritdoc cref="Write(FileInfo, TableSchema, IEnumerable{Table}, TableForm?, bool, long, CancellationToken)"/>
    /// <param name="stream">Where to; it stays open.</param>
    public static long Write(Stream stream, TableSchema schema, IEnumerable<Table> blocks, TableForm form, bool marked, long firstRow, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(form);
        var columns = Columns(schema, form, marked);
        var rows = 0L;
        using var writer = new StreamWriter(stream, Utf8, 1 << 16, leaveOpen: true) { NewLine = "\n" };
        if (form.Format is TableFormat.Delimited && form.Header)
        {
            for (var c = 0; c < columns.Length; c++)
                Delimited(writer, columns[c].Name, form, c == 0, columns.Length == 1);
            writer.WriteLine();
        }
        foreach (var block in blocks)
        {
            for (var row = 0; row < block.RowCount; row++)
            {
                if (row % 4096 == 0)
                    cancel.ThrowIfCancellationRequested();
                if (form.Format is TableFormat.JsonLines)
                    Json(writer, columns, block, row, firstRow + rows);
                else
                {
                    for (var c = 0; c < columns.Length; c++)
                        Delimited(writer, columns[c].Text(block, row, firstRow + rows), form, c == 0, columns.Length == 1);
                }
                writer.WriteLine();
                rows++;
            }
        }
        return rows;
    }

    private static TableForm Formed(TableForm form, string ending) => ending switch
    {
        ".jsonl" or ".ndjson" => form with { Format = TableFormat.JsonLines, DecimalComma = false },
        ".tsv" or ".tab" => form with { Format = TableFormat.Delimited, Delimiter = '\t' },
        ".csv" => form.Format is TableFormat.Delimited && form.Delimiter != '\t' ? form : form with { Format = TableFormat.Delimited, Delimiter = ',' },
        _ => form,
    };

    private static ImmutableArray<OutColumn> Columns(TableSchema schema, TableForm form, bool marked)
    {
        var columns = ImmutableArray.CreateBuilder<OutColumn>();
        var writers = schema.Columns.Select(c => new CellWriter(c, form.FixedDecimals.Contains(c.Name), form.DecimalComma)).ToImmutableArray();
        var left = schema.Left.ToDictionary(l => l.Position);
        var next = 0;
        for (var position = 0; position < schema.Columns.Length + schema.Left.Length || next < schema.Columns.Length; position++)
        {
            if (!left.TryGetValue(position, out var kept))
            {
                if (next < schema.Columns.Length)
                    columns.Add(new OutColumn(schema.Columns[next], next, writers[next], null, [], form.Bare.Contains(schema.Columns[next].Name)));
                next++;
            }
            else if (kept.Treatment is not Treatment.Drop)
                columns.Add(new OutColumn(null, -1, null, kept, kept.Treatment is Treatment.Template ? Template(kept, schema, writers) : [], false));
        }
        if (marked)
        {
            var name = Marking;
            while (columns.Any(c => string.Equals(c.Name, name, StringComparison.Ordinal)))
                name += "_data";
            columns.Add(new OutColumn(null, -1, null, new LeftColumn(name, int.MaxValue, Treatment.Repeat, "the mark of drawn rows", "true"), [], true));
        }
        return columns.ToImmutable();
    }

    /// <summary>Divides a template into texts and places of columns.</summary>
    private static ImmutableArray<(string Text, int Column, CellWriter? Writer)> Template(LeftColumn column, TableSchema schema, ImmutableArray<CellWriter> writers)
    {
        var parts = ImmutableArray.CreateBuilder<(string, int, CellWriter?)>();
        var template = column.Constant ?? "";
        var at = 0;
        while (at < template.Length)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
                break;
            var named = template[(open + 1)..close];
            var index = -1;
            for (var i = 0; i < schema.Columns.Length; i++)
                if (string.Equals(schema.Columns[i].Name, named, StringComparison.Ordinal))
                    index = i;
            if (index < 0)
                throw new SynthesisException($"The template of '{column.Name}' speaks of a column '{named}' that is not drawn.");
            parts.Add((template[at..open], -1, null));
            parts.Add(("", index, writers[index]));
            at = close + 1;
        }
        parts.Add((template[at..], -1, null));
        return parts.ToImmutable();
    }

    private static void Delimited(StreamWriter writer, string text, TableForm form, bool first, bool alone)
    {
        if (!first)
            writer.Write(form.Delimiter);
        var quote = text.Length == 0 ? alone : text.AsSpan().ContainsAny('"', '\r', '\n') || text.Contains(form.Delimiter, StringComparison.Ordinal) || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]);
        if (!quote)
        {
            writer.Write(text);
            return;
        }
        writer.Write('"');
        writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        writer.Write('"');
    }

    private static void Json(StreamWriter writer, ImmutableArray<OutColumn> columns, Table block, int row, long number)
    {
        for (var c = 0; c < columns.Length; c++)
        {
            writer.Write(c == 0 ? "{\"" : ",\"");
            writer.Write(JsonEncodedText.Encode(columns[c].Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value);
            writer.Write("\":");
            if (columns[c].IsMissing(block, row))
            {
                writer.Write("null");
                continue;
            }
            var text = columns[c].Text(block, row, number);
            if (columns[c].IsBare && (text is "true" or "false" || CellShape.IsNumber(text)))
            {
                writer.Write(text);
                continue;
            }
            writer.Write('"');
            writer.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value);
            writer.Write('"');
        }
        writer.Write('}');
    }

    /// <summary>One column as it comes out.</summary>
    private sealed record OutColumn(Column? Column, int Index, CellWriter? Writer, LeftColumn? Left, ImmutableArray<(string Text, int Column, CellWriter? Writer)> Parts, bool BareLevels)
    {
        public string Name => Column?.Name ?? Left!.Name;

        /// <summary>Whether JSON holds it without quotes.</summary>
        public bool IsBare => Column is null ? BareLevels : Column.HasLevels ? BareLevels : Column.Kind is not ColumnKind.Date;

        public bool IsMissing(Table block, int row) =>
            Column is not null ? double.IsNaN(block[Index][row]) : Left!.Treatment is Treatment.Repeat && string.IsNullOrEmpty(Left.Constant);

        public string Text(Table block, int row, long number) =>
            Writer is not null ? Writer.Write(block[Index][row]) : Left!.Treatment switch
            {
                Treatment.Number => string.Create(CultureInfo.InvariantCulture, $"S{number:000000}"),
                Treatment.Template => string.Concat(Parts.Select(p => p.Writer is null ? p.Text : p.Writer.Write(block[p.Column][row]))),
                _ => Left.Constant ?? "",
            };
    }
}
