using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Views;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Inference;
using Salus.Synthesis.Tables.Rules;

namespace Salus.Synthesis.Tables.Files;

/// <summary>
/// A table in a file: CSV, TSV, JSON Lines, or FHIR NDJSON seen through a ViewDefinition; plain, as <c>.gz</c>, or alone in a <c>.zip</c>.
/// It is read once to find out what its columns are, in bounded memory whatever its length, and once more whenever its rows are wanted.
/// Safe for several threads.
/// </summary>
public sealed class TableFile
{
    /// <summary>Different texts that are counted exactly, over all columns.</summary>
    private const int MostTexts = 600_000;

    private readonly TableInput input;
    private readonly ViewDefinition? view;
    private readonly ImmutableArray<string> names;
    private readonly FileSource source;

    private TableFile(TableInput input, ViewDefinition? view, TableSchema schema, TableForm form, ImmutableArray<string> names, ImmutableArray<CellReader> readers, long rows)
    {
        this.input = input;
        this.view = view;
        this.names = names;
        Schema = schema;
        Form = form;
        RowCount = rows;
        source = new FileSource(OpenRows, input.Name, readers, schema.Person is null ? -1 : names.IndexOf(schema.Person));
    }

    /// <summary>What the columns are, and what was decided about them.</summary>
    public TableSchema Schema { get; }

    /// <summary>The rows, of the learned columns alone. It can be read again and again.</summary>
    public ITableSource Source => source;

    /// <summary>The person each row is about, from 0 in the order in which they come; none where <see cref="TableSchema.Person"/> is not known. Read with the first pass over the rows.</summary>
    public ImmutableArray<int> Persons => source.Persons();

    /// <summary>How the file is written.</summary>
    public TableForm Form { get; }

    public long RowCount { get; }

    /// <summary>SHA-256 of the file, in hexadecimal.</summary>
    public string FileDigest => input.Digest();

    public void Deconstruct(out TableSchema schema, out ITableSource source)
    {
        schema = Schema;
        source = Source;
    }

    /// <summary>Opens a table and finds out what its columns are.</summary>
    /// <param name="declared">What the user says about it.</param>
    /// <param name="view">For FHIR NDJSON: the table to make of its resources.</param>
    /// <exception cref="SynthesisException">It cannot be read or learned; the message names file, line and column, and what to do.</exception>
    public static TableFile Open(FileInfo file, SchemaFile? declared = null, ViewDefinition? view = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        declared ??= SchemaFile.Nothing;
        var table = new TableInput(file);
        var decisions = new List<string>();
        var form = view is not null ? new TableForm() : FormDetection.Detect(table, declared, decisions);
        var profiles = new List<ColumnProfile>();
        long rows = 0;
        using var reader = Rows(table, form, view, form.Header || form.Format is TableFormat.JsonLines ? null : Names(table, form, declared));
        var most = Math.Clamp(MostTexts / Math.Max(1, reader.Names.Count), 512, 50_000);
        while (reader.Next())
        {
            if (rows % 4096 == 0)
                cancel.ThrowIfCancellationRequested();
            for (var c = 0; c < reader.Names.Count; c++)
            {
                if (c == profiles.Count)
                {
                    profiles.Add(new ColumnProfile(most, declared.Column(reader.Names[c])?.Missing ?? declared.Missing));
                    profiles[c].AddMissing(rows);
                }
                profiles[c].Add(reader.Cell(c), reader.Line);
            }
            rows++;
        }
        if (rows == 0)
            throw new SynthesisException($"{table.Name} has {(form.Header && view is null && form.Format is TableFormat.Delimited ? "a heading but no row" : "no row")}.");
        if (rows == 1)
            throw new SynthesisException($"{table.Name} has one row. A table drawn from one row is that row again: nothing can be learned from it without giving it away.");
        return Decide(table, view, declared, form, [.. reader.Names], profiles, rows, decisions, reader as JsonLinesReader, cancel);
    }

    /// <summary>Opens another file of a schema that is known already, for example a drawn table beside its source.</summary>
    /// <exception cref="SynthesisException">A column is not there. A cell that does not fit its column is an error when its row is read.</exception>
    public static TableFile OpenAs(FileInfo file, TableSchema schema)
    {
        var table = new TableInput(file);
        var form = FormDetection.Detect(table, SchemaFile.Nothing with { Header = true }, []);
        using var reader = Rows(table, form, null, null);
        if (form.Format is TableFormat.JsonLines)
            for (var i = 0; i < 1000 && reader.Next(); i++) { }
        ImmutableArray<string> heading = [.. reader.Names];
        var readers = ImmutableArray.CreateBuilder<CellReader>();
        foreach (var column in schema.Columns)
        {
            var at = heading.IndexOf(column.Name);
            if (at < 0)
                throw new SynthesisException($"{table.Name} has no column '{column.Name}'. It must have the columns of the schema.");
            var missing = column.MissingMark.Length == 0 || CellShape.IsMissingMark(column.MissingMark, decided: false) ? null : new[] { column.MissingMark };
            readers.Add(new CellReader(column, at, missing, [], null, strict: true, comma: form.Delimiter != ','));
        }
        return new TableFile(table, null, schema, form, heading, readers.ToImmutable(), -1);
    }

    /// <summary>The cells of any column of the file, row by row, with the line of each: also of those that are not learned.</summary>
    internal IEnumerable<(string Text, long Line)> TextsOf(string column, CancellationToken cancel)
    {
        var at = names.IndexOf(column);
        if (at < 0)
            throw new SynthesisException($"{input.Name} has no column '{column}'.");
        using var reader = OpenRows();
        while (reader.Next())
        {
            cancel.ThrowIfCancellationRequested();
            yield return (reader.Cell(at).ToString(), reader.Line);
        }
    }

    internal string Name => input.Name;

    private RowReader OpenRows() => Rows(input, Form, view, Form.Header && Form.Format is TableFormat.Delimited ? null : names);

    private static RowReader Rows(TableInput input, TableForm form, ViewDefinition? view, IReadOnlyList<string>? names) =>
        view is not null ? new ViewRowReader(input.Open(), input.Name, view)
        : form.Format is TableFormat.JsonLines ? new JsonLinesReader(input.Open(), input.Name, names)
        : new DelimitedReader(FormDetection.Characters(input, form), input.Name, form, names);

    /// <summary>Names for a file that has none: the declared, or numbers.</summary>
    private static ImmutableArray<string> Names(TableInput input, TableForm form, SchemaFile declared)
    {
        using var characters = FormDetection.Characters(input, form);
        var cells = DelimitedReader.Records(characters, input.Name, form, 1).FirstOrDefault()?.Length ?? 0;
        if (declared.Names.IsEmpty)
            return [.. Enumerable.Range(1, cells).Select(i => string.Create(CultureInfo.InvariantCulture, $"column{i}"))];
        if (declared.Names.Length != cells)
            throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{input.Name} has {cells} columns, {declared.FileName} gives {declared.Names.Length} names."));
        return declared.Names;
    }

    private static TableFile Decide(TableInput input, ViewDefinition? view, SchemaFile declared, TableForm form, ImmutableArray<string> names, List<ColumnProfile> profiles, long rows, List<string> decisions, JsonLinesReader? json, CancellationToken cancel)
    {
        foreach (var said in declared.Columns.Select(c => (c.Name, c.Line)).Append((declared.Target ?? names[0], 0)).Append((declared.Person ?? names[0], 0)))
            if (!names.Contains(said.Item1))
                throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{input.Name} has no column '{said.Item1}', which {declared.FileName}{(said.Item2 > 0 ? string.Create(CultureInfo.InvariantCulture, $", line {said.Item2},") : "")} speaks of. Its columns are {string.Join(", ", names.Take(20).Select(n => $"'{n}'"))}{(names.Length > 20 ? ", …" : "")}."));
        if (rows < 20)
            decisions.Add(string.Create(CultureInfo.InvariantCulture, $"The table has {rows} rows only. What is drawn from so few can hardly be both useful and private."));
        foreach (var profile in profiles)
            profile.Finish();
        var facts = new FileFacts(input.Name, declared, decisions);
        facts.Learn(profiles);
        var decided = names.Select((name, i) => new ColumnInference(name, i, profiles[i], facts).Decide()).ToList();
        var readers = decided.Where(d => d.Reader is not null).Select(d => d.Reader!).ToImmutableArray();
        if (readers.IsEmpty)
            throw new SynthesisException($"No column of {input.Name} can be learned: {string.Join("; ", decided.Take(3).Select(d => $"'{d.Left!.Name}' is left because of this: {d.Left.Reason}"))}{(decided.Count > 3 ? "; …" : "")}.");
        var persons = decided.Where(d => d.IsPerson).Select(d => d.Left!.Name).ToList();
        var person = declared.Person ?? persons.FirstOrDefault();
        if (persons.Count > 1)
            decisions.Add($"Several columns could name the person a row is about ({string.Join(", ", persons.Select(p => $"'{p}'"))}); '{person}' is taken. Declare 'person' if that is wrong.");
        if (declared.Target is { } target && readers.All(r => !string.Equals(r.Column.Name, target, StringComparison.Ordinal)))
            throw new SynthesisException($"The target '{target}' is not learned: {decided.First(d => string.Equals(d.Left?.Name, target, StringComparison.Ordinal)).Left!.Reason}.");
        var schema = new TableSchema
        {
            Columns = [.. readers.Select(r => r.Column)],
            Left = [.. decided.Where(d => d.Left is not null).Select(d => d.Left!)],
            Target = declared.Target,
            Person = person,
            Constraints = declared.Rules,
            Decisions = [.. decisions],
        };
        form = form with
        {
            DecimalComma = decided.Exists(d => d.Comma),
            FixedDecimals = [.. decided.Where(d => d.FixedDecimals).Select(d => d.Reader!.Column.Name)],
            Bare = json is null ? [] : [.. readers.Where(r => r.Column.HasLevels && json.IsBare(r.Position)).Select(r => r.Column.Name)],
        };
        var made = new TableFile(input, view, schema, form, names, readers, rows);
        return schema.Constraints.IsEmpty ? made : new TableFile(input, view, schema with { Decisions = [.. decisions, .. Broken(made, cancel)] }, form, names, readers, rows);
    }

    /// <summary>Where the source itself breaks the rules it is given.</summary>
    private static IEnumerable<string> Broken(TableFile file, CancellationToken cancel)
    {
        RuleReading.Require(file.Schema);
        RuleReading.Of(file.Schema.Columns, file.Schema.Constraints);
        foreach (var found in RuleCheck.Count(file.Schema, file.source.Blocks(1 << 14, cancel)).Where(v => v.Count > 0))
            yield return string.Create(CultureInfo.InvariantCulture, $"The source breaks the rule '{found.Rule}' in {found.Count} of {file.RowCount} rows: row {string.Join(", ", found.First.Select(r => r + 1))}{(found.Count > found.First.Length ? ", …" : "")} after the heading. Such rows are left out of learning.");
    }
}
