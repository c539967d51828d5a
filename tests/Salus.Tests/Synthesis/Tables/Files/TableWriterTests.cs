using System.Text.Json;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Files;

namespace Salus.Tests.Synthesis.Tables.Files;

public sealed class TableWriterTests : IDisposable
{
    private readonly InventedFile files = new();
    private readonly TableFile file;

    public TableWriterTests() => file = files.Open("t.csv", "id,sex,bmi,seen,note\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i + 1},\"{(i % 2 == 0 ? "F" : "M, say \"\"x\"\"")}\",{20 + i}.0,{(i % 9 == 0 ? "?" : $"0{(i % 9) + 1}.03.2020")},same\n")));

    public void Dispose() => files.Dispose();

    [Fact]
    public void A_table_comes_out_as_it_went_in_but_for_its_keys_and_the_mark()
    {
        Assert.Equal(40, TableWriter.Write(files.At("o.csv"), file.Schema, file.Source.Blocks(7, default), file.Form));
        var went = File.ReadAllLines(files.At("t.csv").FullName);
        var came = File.ReadAllLines(files.At("o.csv").FullName);
        Assert.Equal(went[0] + ",synthetic", came[0]);
        for (var row = 1; row < went.Length; row++)
            Assert.Equal($"S{row:000000}{went[row][went[row].IndexOf(',', StringComparison.Ordinal)..].Replace("\"F\"", "F", StringComparison.Ordinal)},true", came[row]);
    }

    [Theory]
    [InlineData("o.tsv")]
    [InlineData("o.jsonl")]
    [InlineData("o.csv.gz")]
    [InlineData("o.jsonl.gz")]
    public void Every_format_can_be_read_again(string name)
    {
        TableWriter.Write(files.At(name), file.Schema, file.Source.Blocks(7, default), file.Form);
        var again = TableFile.OpenAs(files.At(name), file.Schema).Source.ReadAll(default);
        var table = file.Source.ReadAll(default);
        for (var c = 0; c < table.ColumnCount; c++)
            Assert.Equal(table[c], again[c]);
    }

    [Fact]
    public void Json_holds_numbers_as_numbers_and_missing_values_as_null()
    {
        TableWriter.Write(files.At("o.jsonl"), file.Schema, file.Source.Blocks(100, default), file.Form, firstRow: 100);
        var row = JsonDocument.Parse(File.ReadLines(files.At("o.jsonl").FullName).First()).RootElement;
        Assert.Equal("S000100", row.GetProperty("id").GetString());
        Assert.Equal(20, row.GetProperty("bmi").GetDouble());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("seen").ValueKind);
        Assert.True(row.GetProperty(TableWriter.Marking).GetBoolean());
    }

    [Fact]
    public void Levels_that_json_held_bare_come_out_bare()
    {
        var json = string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"dead\":{(i % 2 == 0 ? "true" : "false")},\"stage\":{(i % 3) + 1},\"arm\":\"{i % 2}\"}}\n"));
        var read = files.Open("t.jsonl", json);
        TableWriter.Write(files.At("o.jsonl"), read.Schema, read.Source.Blocks(100, default), read.Form, marked: false);
        Assert.Equal(json, File.ReadAllText(files.At("o.jsonl").FullName));
    }

    [Fact]
    public void An_error_among_the_blocks_leaves_no_file()
    {
        static IEnumerable<Table> Breaking(Table block)
        {
            yield return block;
            throw new OperationCanceledException();
        }
        Assert.Throws<OperationCanceledException>(() => TableWriter.Write(files.At("o.csv"), file.Schema, Breaking(file.Source.ReadAll(default)), file.Form));
        Assert.Empty(Directory.GetFiles(files.At(".").DirectoryName!, "o.csv*"));
    }

    [Theory]
    [InlineData(0.1 + 0.2, 1, "0.3")]
    [InlineData(-0.05, 2, "-0.05")]
    [InlineData(-0.004, 2, "0")]
    [InlineData(1200, 2, "1200")]
    [InlineData(2.5, 0, "3")]
    [InlineData(58.76522929500342, 15, "58.76522929500342")]
    [InlineData(1e300, 1, null)]
    public void Numbers_are_written_with_their_decimals(double value, int decimals, string? text)
    {
        var written = new CellWriter(new Column { Name = "x", Kind = ColumnKind.Number, Decimals = decimals }).Write(value);
        if (text is not null)
            Assert.Equal(text, written);
        Assert.DoesNotContain("E", written, StringComparison.Ordinal);
    }
}
