using System.Text;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Inference;

namespace Salus.Tests.Synthesis.Tables.Files;

/// <summary>What is wrong with a file is said with its name, line and what to do.</summary>
public sealed class BadTableTests : IDisposable
{
    private readonly InventedFile files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("", "t.csv is empty")]
    [InlineData("a,b\n", "a heading but no row")]
    [InlineData("a,b\nx,1.5\n", "one row")]
    [InlineData("a,b,a\nx,1,2\ny,2,3\n", "line 1: the columns 1 and 3 are both named 'a'")]
    [InlineData("a,b\nx,1\ny,2,3\n", "line 3: this row has 3 cells, the heading has 2")]
    [InlineData("a,b\nx,1\ny\n", "line 3: this row has 1 cell, the heading has 2")]
    [InlineData("a,b\nx,1\n\"y,2\nz,3\n", "line 3, cell 1, character 1 of the row: the double quote that opens here is never closed")]
    [InlineData("a,b\nx,1\ny \"q\" z,2\n", "line 3, cell 1, character 3 of the row: a double quote stands in the middle")]
    [InlineData("a,b\nx,1\n\"y\"z,2\n", "line 3, cell 1, character 4 of the row: after a closing double quote")]
    [InlineData("a,b\nx,1\ny\0,2\n", "line 3, cell 1, character 2 of the row: there is a zero byte")]
    [InlineData("5,1,1\n3,2,1\n8,4,9\n", "line 1: the first row looks like data")]
    [InlineData("Male,yes\nFemale,yes\nMale,no\nFemale,no\n", "line 1: the first row looks like data")]
    public void A_file_that_is_no_table_is_refused_with_its_line(string text, string says) =>
        Assert.Contains(says, files.Refusal("t.csv", text), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":[1]}\n", "line 2: 'a' holds a list")]
    [InlineData("{\"a\":1}\n{\"a\":1,\"a\":2}\n", "line 2: the key 'a' is given twice")]
    [InlineData("{\"a\":1}\n{\"a\":\n", "line 2, byte")]
    [InlineData("[{\"a\":1}]\n", "line 1: each line is one JSON object")]
    public void Lines_that_are_no_rows_of_json_are_refused(string text, string says) =>
        Assert.Contains(says, files.Refusal("t.jsonl", text), StringComparison.Ordinal);

    [Fact]
    public void Text_that_is_not_utf8_is_refused_and_read_when_its_encoding_is_declared()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes("name_of_town,n\n"), .. Enumerable.Range(0, 30).SelectMany(i => (byte[])[(byte)'K', 0xF6, (byte)'l', (byte)'n', (byte)(i % 2 == 0 ? 'a' : 'b'), (byte)',', (byte)('0' + (i % 7)), (byte)'\n'])];
        var file = files.Of("t.csv", text);
        var refusal = Assert.Throws<SynthesisException>(() => TableFile.Open(file)).Message;
        Assert.Contains("line 2: this is not UTF-8 (byte F6)", refusal, StringComparison.Ordinal);
        Assert.Contains("windows-1252", refusal, StringComparison.Ordinal);
        Assert.Equal(["Kölna", "Kölnb"], TableFile.Open(file, SchemaFile.Parse("encoding: windows-1252", "s.yaml")).Schema.Columns[0].Levels);
    }

    [Fact]
    public void A_declared_delimiter_that_leaves_one_column_is_refused() =>
        Assert.Contains("a semicolon would give 3", files.Refusal("t.csv", "a;b;c\n" + string.Concat(Enumerable.Range(0, 9).Select(i => $"x{i};y;{i}\n")), "delimiter: ','"), StringComparison.Ordinal);

    [Fact]
    public void A_table_without_a_heading_is_read_when_that_is_declared()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i % 10) + 1},{(i % 7) + 1},{(i % 2 * 2) + 2}\n"));
        Assert.Equal(["column1", "column2", "column3"], files.Open("t.csv", rows, "header: false").Schema.Columns.Select(c => c.Name));
        Assert.Equal(["a", "b", "class"], files.Open("t.csv", rows, "{header: false, names: [a, b, class]}").Schema.Columns.Select(c => c.Name));
        Assert.Contains("3 columns, schema.yaml gives 2 names", files.Refusal("t.csv", rows, "{header: false, names: [a, b]}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_that_hold_more_than_a_table_are_refused()
    {
        Assert.Contains("more than one file", Assert.Throws<SynthesisException>(() => TableFile.Open(files.Zip("a.zip", ("a.csv", "x"), ("b.csv", "y")))).Message, StringComparison.Ordinal);
        Assert.Contains("office document", Assert.Throws<SynthesisException>(() => TableFile.Open(files.Zip("a.xlsx", ("[Content_Types].xml", "x"), ("b.xml", "y")))).Message, StringComparison.Ordinal);
        var packed = InventedFile.Gzip("a,b\n" + string.Concat(Enumerable.Range(0, 9000).Select(i => $"x{i * 7919 % 9001},{i}\n")));
        Assert.Contains("cut off", Assert.Throws<SynthesisException>(() => TableFile.Open(files.Of("t.csv.gz", packed[..(packed.Length / 2)]))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be opened", Assert.Throws<SynthesisException>(() => TableFile.Open(files.At("none.csv"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_declaration_that_the_cells_contradict_is_refused_with_both_lines()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{(i % 5 == 0 ? "w" : $"{i}")},{i}.5\n"));
        Assert.Contains("'a' is declared in schema.yaml, line 1, but 10 of 50 cells are no numbers, first on line 2; mend", files.Refusal("t.csv", text, "columns: {a: {kind: integer}}"), StringComparison.Ordinal);
        Assert.Contains("below the declared minimum 3, first on line 2, 3, 4", files.Refusal("t.csv", text, "columns: {b: {kind: number, min: 3}}"), StringComparison.Ordinal);
        Assert.Contains("no column 'c', which schema.yaml, line 1, speaks of", files.Refusal("t.csv", text, "columns: {c: {kind: number}}"), StringComparison.Ordinal);
        Assert.Contains("no column 'z'", files.Refusal("t.csv", text, "target: z"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_leaves_no_file_and_no_part_of_one()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device that is always full.");
        var file = files.Open("t.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i % 97}.5,{(i % 3 == 0 ? "x" : "y")}\n")));
        File.WriteAllText(files.At("out.csv").FullName, "before");
        File.CreateSymbolicLink(files.At("out.csv.part").FullName, "/dev/full");
        var endless = Enumerable.Range(0, 500).Select(_ => file.Source.ReadAll(default));
        var refusal = Assert.Throws<SynthesisException>(() => TableWriter.Write(files.At("out.csv"), file.Schema, endless, file.Form)).Message;
        Assert.Contains("out.csv could not be written", refusal, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(files.At("out.csv").FullName));
        Assert.False(File.Exists(files.At("out.csv.part").FullName));
    }

    [Fact]
    public void A_file_of_a_known_schema_that_holds_another_level_is_refused_with_its_line()
    {
        var schema = files.Open("t.csv", "sex,n\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{(i % 2 == 0 ? "F" : "M")},{i}.5\n"))).Schema;
        var other = TableFile.OpenAs(files.Of("o.csv", "n,sex,synthetic\n1.5,F,true\n2.5,Q,true\n"), schema);
        Assert.Contains("o.csv, line 3: 'Q' in the column 'sex'", Assert.Throws<SynthesisException>(() => other.Source.ReadAll(default)).Message, StringComparison.Ordinal);
    }
}
