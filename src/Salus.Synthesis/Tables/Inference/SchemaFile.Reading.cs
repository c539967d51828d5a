using System.Collections.Immutable;
using System.Globalization;
using Salus.Design.Files;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;

namespace Salus.Synthesis.Tables.Inference;

public sealed partial record SchemaFile
{
    private const long LargestFile = 64 << 20;

    /// <summary>Reads a schema in YAML (JSON is YAML too). Strict: a word that is not known is an error, for it would be a wish unheard.</summary>
    /// <exception cref="SynthesisException">It cannot be read; the message names the line.</exception>
    public static SchemaFile Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            if (file.Length > LargestFile)
                throw new SynthesisException($"{file.Name} is larger than a schema can be ({LargestFile >> 20} MiB). Is it the table?");
            return Parse(File.ReadAllText(file.FullName), file.Name);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new SynthesisException($"The schema file {file.Name} cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <inheritdoc cref="Read(FileInfo)"/>
    /// <param name="file">Its name, for messages.</param>
    public static SchemaFile Parse(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Reader(file).Whole(SchemaYaml.Read(text, file));
    }

    /// <summary>Turns values of YAML into what they mean here.</summary>
    private sealed class Reader(string file)
    {
        public SchemaFile Whole(YamlValue root)
        {
            var schema = new SchemaFile { FileName = file };
            foreach (var (key, value) in Map(root, "a schema is a map: 'columns: …', 'rules: …'").Entries)
            {
                schema = key.Text switch
                {
                    "format" => Formed(schema, value),
                    "delimiter" => schema with { Delimiter = Delimiter(value) },
                    "encoding" => schema with { Encoding = Encoded(value) },
                    "header" => schema with { Header = Flag(value) },
                    "quotes" => schema with { Quotes = OneOf(value, ("double", true), ("none", false)) },
                    "decimal" => schema with { DecimalComma = OneOf(value, (".", false), (",", true)) },
                    "names" => schema with { Names = Distinct(value, Texts(value)) },
                    "missing" => schema with { Missing = Texts(value) },
                    "rare" => schema with { Rare = Whole(value, 2, 1_000_000) },
                    "target" => schema with { Target = Text(value) },
                    "person" => schema with { Person = Text(value) },
                    "columns" => schema with { Columns = [.. Map(value, "columns is a map of names: 'age: {kind: integer}'").Entries.Select(e => Column(e.Key, e.Value))] },
                    "rules" => schema with { Rules = [.. List(value).Select(Rule)] },
                    _ => throw Unknown(key, "format, delimiter, encoding, header, quotes, decimal, names, missing, rare, target, person, columns, rules"),
                };
            }
            if (!schema.Names.IsEmpty && schema.Header is not false)
                throw SchemaYaml.At(file, root.Line, "'names' are for a file without a heading: say 'header: false' too.");
            return schema;
        }

        private DeclaredColumn Column(YamlText name, YamlValue value)
        {
            var column = new DeclaredColumn(name.Text) { Line = name.Line };
            // 'age:' alone, or 'age: integer'.
            if (value is YamlText { Quoted: false, Text: "" or "~" or "null" })
                return column;
            if (value is YamlText)
                return column with { Kind = Kind(value) };
            foreach (var (key, said) in Map(value, "a column is a map: '{kind: integer, min: 0}'").Entries)
            {
                column = key.Text switch
                {
                    "kind" => column with { Kind = Kind(said) },
                    "use" => column with { Use = OneOf(said, ("keep", ColumnUse.Keep), ("drop", ColumnUse.Drop), ("number", ColumnUse.Number), ("text", ColumnUse.Text)) },
                    "levels" => column with { Levels = Distinct(said, Texts(said)) },
                    "missing" => column with { Missing = Texts(said) },
                    "decimals" => column with { Decimals = Whole(said, 0, 15) },
                    "date_format" => column with { DateFormat = Form(said) },
                    "hierarchy" => column with { Hierarchy = OneOf(said, ("icd-9-cm", "icd-9-cm"), ("icd-10", "icd-10"), ("atc", "atc"), ("prefix", "prefix")) },
                    "min" => column with { Least = Bound(said) },
                    "max" => column with { Most = Bound(said) },
                    "rare" => column with { Rare = Whole(said, 2, 1_000_000) },
                    "text" => column with { Text = Text(said) },
                    _ => throw Unknown(key, "kind, use, levels, missing, decimals, date_format, hierarchy, min, max, rare, text"),
                };
            }
            return Checked(column);
        }

        private DeclaredColumn Checked(DeclaredColumn column)
        {
            var line = column.Line;
            if ((column.Use is ColumnUse.Text) != (column.Text is not null))
                throw SchemaYaml.At(file, line, $"'{column.Name}': 'use: text' and 'text: \"…\"' belong together.");
            if (column.DateFormat is not null && column.Kind is not (null or ColumnKind.Date))
                throw SchemaYaml.At(file, line, $"'{column.Name}': 'date_format' is for 'kind: date'.");
            if (column is { DateFormat: not null, Kind: null })
                column = column with { Kind = ColumnKind.Date };
            if (column is { Hierarchy: not null, Kind: null })
                column = column with { Kind = ColumnKind.Code };
            if (column.Levels.Length > 0 && column.Kind is null)
                column = column with { Kind = ColumnKind.Category };
            if (column.Levels.Length > 0 && column.Kind is ColumnKind.Number or ColumnKind.Integer or ColumnKind.Date)
                throw SchemaYaml.At(file, line, $"'{column.Name}': 'levels' are for category, ordinal and code.");
            if ((column.Least is not null || column.Most is not null) && column.Kind is ColumnKind.Category or ColumnKind.Ordinal or ColumnKind.Code)
                throw SchemaYaml.At(file, line, $"'{column.Name}': 'min' and 'max' are for numbers and dates.");
            if (column.Least > column.Most)
                throw SchemaYaml.At(file, line, string.Create(CultureInfo.InvariantCulture, $"'{column.Name}': 'min' ({column.Least}) is above 'max' ({column.Most})."));
            return column;
        }

        private Constraint Rule(YamlValue value)
        {
            var map = Map(value, "a rule is a map: '{order: [admitted, discharged]}'");
            YamlValue? Of(string key) => map.Entries.FirstOrDefault(e => string.Equals(e.Key.Text, key, StringComparison.Ordinal)).Value;
            var known = map.Entries.Select(e => e.Key.Text).Order(StringComparer.Ordinal).ToList();
            if (known is ["order"])
                return new InOrder(Several(Of("order")!));
            if (known is ["together"])
                return new Together(Several(Of("together")!));
            if (known is ["of", "sum"])
                return new SumOf(Text(Of("sum")!), Several(Of("of")!));
            if (known is ["column", "only", "when"])
                return new Only(Text(Of("when")!), Text(Of("column")!), Texts(Of("only")!));
            if (known is ["column", "never", "when"])
                return new Only(Text(Of("when")!), Text(Of("column")!), Texts(Of("never")!), Not: true);
            throw SchemaYaml.At(file, value.Line, "a rule is one of: {order: [a, b]}, {sum: total, of: [a, b]}, {together: [a, b]}, {when: \"sex = M\", column: c, only: [x, y]}, {when: \"sex = M\", column: c, never: [\"O*\"]}.");
        }

        private ImmutableArray<string> Several(YamlValue value) =>
            Texts(value) is { Length: >= 2 } names ? names : throw SchemaYaml.At(file, value.Line, "a list of two columns or more belongs here.");

        private SchemaFile Formed(SchemaFile schema, YamlValue value) => Text(value) switch
        {
            "csv" => schema with { Format = TableFormat.Delimited, Delimiter = schema.Delimiter },
            "tsv" => schema with { Format = TableFormat.Delimited, Delimiter = schema.Delimiter ?? '\t' },
            "jsonl" => schema with { Format = TableFormat.JsonLines },
            var other => throw SchemaYaml.At(file, value.Line, $"'{other}' is no format: csv, tsv or jsonl."),
        };

        private char Delimiter(YamlValue value) => Text(value) switch
        {
            "tab" or "\\t" or "\t" => '\t',
            "comma" => ',',
            "semicolon" => ';',
            "bar" => '|',
            { Length: 1 } one when one[0] is not ('"' or '\r' or '\n' or '\0') && !char.IsLetterOrDigit(one[0]) => one[0],
            _ => throw SchemaYaml.At(file, value.Line, "a delimiter is one character, or 'tab'."),
        };

        private string Encoded(YamlValue value)
        {
            var name = Text(value).ToLowerInvariant();
            try
            {
                CharSource.Of(name);
                return name;
            }
            catch (SynthesisException wrong)
            {
                throw SchemaYaml.At(file, value.Line, wrong.Message);
            }
        }

        private ColumnKind Kind(YamlValue value) => OneOf(value, ("number", ColumnKind.Number), ("integer", ColumnKind.Integer), ("date", ColumnKind.Date), ("ordinal", ColumnKind.Ordinal), ("category", ColumnKind.Category), ("code", ColumnKind.Code));

        private string Form(YamlValue value)
        {
            try
            {
                return new DateForm(Text(value)).Pattern;
            }
            catch (FormatException wrong)
            {
                throw SchemaYaml.At(file, value.Line, wrong.Message);
            }
        }

        /// <summary>A number, or a day as yyyy-MM-dd.</summary>
        private double Bound(YamlValue value) =>
            CellShape.TryNumber(Text(value), out var number, out _, out _) || new DateForm("yyyy-MM-dd").TryRead(Text(value), out number) ? number
            : throw SchemaYaml.At(file, value.Line, $"'{Text(value)}' is no number and no day (yyyy-MM-dd).");

        private int Whole(YamlValue value, int least, int most) =>
            int.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw SchemaYaml.At(file, value.Line, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most} belongs here."));

        private bool Flag(YamlValue value) => OneOf(value, ("true", true), ("false", false), ("yes", true), ("no", false));

        private T OneOf<T>(YamlValue value, params ReadOnlySpan<(string Word, T Meaning)> words)
        {
            var text = Text(value);
            var known = new List<string>();
            foreach (var (word, meaning) in words)
            {
                if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                    return meaning;
                known.Add(word);
            }
            throw SchemaYaml.At(file, value.Line, $"'{text}' is none of {string.Join(", ", known)}.");
        }

        private ImmutableArray<string> Distinct(YamlValue value, ImmutableArray<string> texts) =>
            texts.GroupBy(t => t, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw SchemaYaml.At(file, value.Line, $"'{twice.Key}' stands here twice.") : texts;

        private ImmutableArray<string> Texts(YamlValue value) => [.. List(value).Select(Text)];

        private ImmutableArray<YamlValue> List(YamlValue value) => value is YamlList list ? list.Items : throw SchemaYaml.At(file, value.Line, "a list belongs here: [a, b].");

        private YamlMap Map(YamlValue value, string what) => value as YamlMap ?? throw SchemaYaml.At(file, value.Line, $"{what}.");

        private string Text(YamlValue value) => value is YamlText text ? text.Text : throw SchemaYaml.At(file, value.Line, "a single value belongs here.");

        private SynthesisException Unknown(YamlText key, string known) => SchemaYaml.At(file, key.Line, $"'{key.Text}' is not known here. Known are {known}.");
    }
}
