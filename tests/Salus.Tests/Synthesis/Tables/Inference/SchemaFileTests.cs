using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Inference;
using Salus.Tests.Synthesis.Tables.Files;

namespace Salus.Tests.Synthesis.Tables.Inference;

public sealed class SchemaFileTests : IDisposable
{
    private const string Whole = """
        format: csv
        delimiter: ";"
        header: true
        encoding: utf-8
        quotes: none
        decimal: ","
        missing: ["", "-9"]
        target: death
        person: pid
        columns:
          pid: {use: drop}
          age: integer
          band: {kind: ordinal, levels: [young, old]}
          seen: {date_format: dd.MM.yyyy, min: 1990-01-01}
          dose: {kind: number, decimals: 1, min: 0, max: 80.5}
          diag: {hierarchy: icd-10, rare: 5}
          note: {use: text, text: "of {age}"}
          death:
        rules:
          - {order: [seen, left]}
          - {sum: dose, of: [am, pm]}
          - {together: [ward, department]}
          - {when: "sex = M", column: diag, never: ["O*"]}
          - {when: "age < 12", column: band, only: [young]}
        """;

    private readonly InventedFile files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void All_that_can_be_said_is_read()
    {
        var schema = SchemaFile.Parse(Whole, "s.yaml");
        Assert.Equal((';', false, true, "death", "pid"), (schema.Delimiter, schema.Quotes, schema.DecimalComma, schema.Target, schema.Person));
        Assert.Equal(["", "-9"], schema.Missing!.Value);
        Assert.Equal([null, ColumnKind.Integer, ColumnKind.Ordinal, ColumnKind.Date, ColumnKind.Number, ColumnKind.Code, null, null], schema.Columns.Select(c => c.Kind));
        Assert.Equal(80.5, schema.Column("dose")!.Most);
        Assert.Equal(7305, schema.Column("seen")!.Least);
        Assert.Equal(5, schema.Rules.Length);
        Assert.Equal(["O*"], Assert.IsType<Only>(schema.Rules[3]).Levels);
    }

    [Theory]
    [InlineData("columns:\n  age: {kind: intger}", "s.yaml, line 2: 'intger' is none of number, integer")]
    [InlineData("columns:\n  age: {knd: integer}", "s.yaml, line 2: 'knd' is not known here")]
    [InlineData("colums: {}", "s.yaml, line 1: 'colums' is not known here")]
    [InlineData("columns:\n  age: integer\n  age: number", "s.yaml, line 3: 'age' is given twice: it stands on line 2 too")]
    [InlineData("rules:\n  - {order: [a]}", "line 2: a list of two columns or more")]
    [InlineData("rules:\n  - {when: x, column: c}", "line 2: a rule is one of")]
    [InlineData("columns:\n  a: {kind: number, levels: [x]}", "line 2: 'a': 'levels' are for category")]
    [InlineData("columns:\n  a: {kind: number, min: 5, max: 3}", "line 2: 'a': 'min' (5) is above 'max' (3)")]
    [InlineData("columns:\n  a: {date_format: 'yyyy'}", "has no year (yyyy) or no month")]
    [InlineData("encoding: ebcdic", "line 1: The encoding 'ebcdic' is not known")]
    [InlineData("a: [", "this is not YAML")]
    [InlineData("a: &x 1", "anchors")]
    [InlineData("", "is empty")]
    [InlineData("names: [a]", "say 'header: false' too")]
    public void What_is_not_understood_is_refused_with_its_line(string text, string says) =>
        Assert.Contains(says, Assert.Throws<SynthesisException>(() => SchemaFile.Parse(text, "s.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_found_out_is_written_and_means_the_same_table_when_read()
    {
        var text = "id;sex;stage;bmi;seen;weight;same\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i + 1};{(i % 2 == 0 ? "F" : "\"M; x\"")};{(i % 3) + 1};{20 + (i % 17)},{i % 9}5;{(i % 4 == 0 ? $"1{i % 9}.03.2020" : $"2020-04-1{i % 9}")};{(i == 77 ? "lost" : $"{60 + (i % 41)}")};k\n"));
        var first = files.Open("t.csv", text);
        var yaml = new StringWriter { NewLine = "\n" };
        SchemaFile.Write(first.Schema, first.Form, yaml);
        var again = files.Open("t.csv", text, yaml.ToString());
        Assert.Equal(first.Schema.Columns.Select(c => (c.Name, c.Kind, c.Decimals, c.DateFormat, string.Join('|', c.Levels))), again.Schema.Columns.Select(c => (c.Name, c.Kind, c.Decimals, c.DateFormat, string.Join('|', c.Levels))));
        Assert.Equal(first.Schema.Left.Select(l => (l.Name, l.Treatment, l.Constant)), again.Schema.Left.Select(l => (l.Name, l.Treatment, l.Constant)));
        var (a, b) = (first.Source.ReadAll(default), again.Source.ReadAll(default));
        for (var c = 0; c < a.ColumnCount; c++)
            Assert.Equal(a[c], b[c]);
    }

    [Fact]
    public void Rules_are_written_as_they_were_read()
    {
        var schema = SchemaFile.Parse(Whole, "s.yaml");
        var yaml = new StringWriter { NewLine = "\n" };
        SchemaFile.Write(new TableSchema { Columns = [], Constraints = schema.Rules }, new(), yaml);
        var again = SchemaFile.Parse(yaml.ToString().Replace("columns:\n", "", StringComparison.Ordinal), "t.yaml").Rules;
        Assert.Equal(schema.Rules.Select(Salus.Synthesis.Tables.Rules.RuleCheck.Words), again.Select(Salus.Synthesis.Tables.Rules.RuleCheck.Words));
    }

    [Fact]
    public void Rows_that_break_a_rule_are_named()
    {
        var file = files.Open("t.csv", "low,high\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{50 + (i * 7 % 23)},{(i is 6 or 9 ? 20 : 80 + i)}\n")), "rules: [{order: [low, high]}]");
        Assert.Contains(file.Schema.Decisions, d => d.Contains("'low ≤ high' in 2 of 50 rows: row 7, 10 after the heading", StringComparison.Ordinal));
        Assert.Contains("speaks of 'height'", files.Refusal("t.csv", "low,high\n1.5,2\n2.5,3\n3,7\n", "rules: [{order: [low, height]}]"), StringComparison.Ordinal);
    }
}
