using Salus.Fhir.Views;
using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Files;

namespace Salus.Tests.Synthesis.Tables.Files;

public sealed class TableFileTests : IDisposable
{
    private readonly InventedFile files = new();

    public void Dispose() => files.Dispose();

    private Column Kind(string name, IEnumerable<string> cells, string? schema = null) => files.Column(name, cells, schema).Schema.Columns.Single(c => c.Name == name);

    private LeftColumn Left(string name, IEnumerable<string> cells) => files.Column(name, cells).Schema.Left.Single(l => l.Name == name);

    private static IEnumerable<string> Many(int count, Func<int, string> cell) => Enumerable.Range(0, count).Select(cell);

    [Fact]
    public void Numbers_keep_their_decimals_and_whole_numbers_stay_whole()
    {
        Assert.Equal((ColumnKind.Number, 2), Kind("albumin", Many(60, i => (2 + (i * 0.07)).ToString("0.##", null))) is var a ? (a.Kind, a.Decimals) : default);
        Assert.Equal(ColumnKind.Integer, Kind("platelets", Many(60, i => $"{100 + (i * 7 % 53)}")).Kind);
    }

    [Fact]
    public void Single_cells_with_traces_of_reckoning_do_not_set_the_decimals()
    {
        var file = files.Column("lambda", Many(400, i => i == 9 ? "0.69999999999999" : $"0.{100 + i}"));
        Assert.Equal(3, file.Schema.Columns[0].Decimals);
        Assert.Contains(file.Schema.Decisions, d => d.Contains("at most 3 decimals", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_values_are_a_category_and_few_whole_numbers_an_order_but_counts_stay_numbers()
    {
        Assert.Equal(ColumnKind.Category, Kind("death", Many(60, i => $"{i % 2}")).Kind);
        var stage = Kind("stage", Many(60, i => $"{(i % 4) + 1}"));
        Assert.Equal(ColumnKind.Ordinal, stage.Kind);
        Assert.Equal(["1", "2", "3", "4"], stage.Levels);
        Assert.Equal(ColumnKind.Integer, Kind("num_procedures", Many(60, i => $"{i % 5}")).Kind);
        Assert.Equal(ColumnKind.Category, Kind("admission_type_id", Many(60, i => $"{(i % 5) + 1}")).Kind);
    }

    [Theory]
    [InlineData("[0-10)|[10-20)|[20-30)|[100-110)")]
    [InlineData("<=20|20-50|>50")]
    [InlineData("under 18|18 to 64|65+")]
    [InlineData("Low|Medium|High")]
    [InlineData("mild|moderate|severe")]
    [InlineData("NYHA I|NYHA II|NYHA III|NYHA IV")]
    public void Bands_and_degrees_have_an_order(string levels)
    {
        var ordered = levels.Split('|');
        var column = Kind("band", Many(80, i => ordered[(i * 7 + 3) % ordered.Length]));
        Assert.Equal(ColumnKind.Ordinal, column.Kind);
        Assert.Equal(ordered, column.Levels);
    }

    [Theory]
    [InlineData("<30|>30|NO")]
    [InlineData(">7|>8|Norm|None")]
    [InlineData("Down|No|Steady|Up")]
    public void Levels_without_an_order_that_all_agree_on_are_a_category(string levels)
    {
        var some = levels.Split('|');
        var column = Kind("result", Many(80, i => some[i % some.Length]));
        Assert.Equal(ColumnKind.Category, column.Kind);
        Assert.Equal(some.Order(StringComparer.Ordinal), column.Levels);
    }

    [Fact]
    public void An_order_may_be_declared() =>
        Assert.Equal(["<30", ">30", "NO"], Kind("back", Many(60, i => new[] { "NO", "<30", ">30" }[i % 3]), "columns: {back: {kind: ordinal, levels: [\"<30\", \">30\", \"NO\"]}}").Levels);

    [Fact]
    public void Codes_are_recognised_by_their_shape()
    {
        string[] icd9 = ["428", "414", "V27", "250.83", "E885", "401", "V58.67", "486"];
        Assert.Equal("icd-9-cm", Kind("diag_1", Many(200, i => i % 3 == 0 ? icd9[i % 8] : $"{100 + (i * 7 % 300)}")).Hierarchy);
        Assert.Equal("icd-10", Kind("main", Many(200, i => $"{(char)('A' + (i % 5))}{i % 4}{i % 3}.{i % 2}")).Hierarchy);
        Assert.Equal("atc", Kind("drug", Many(200, i => $"{"ABCDGH"[i % 6]}{i % 2}{i % 3}B{(char)('A' + (i % 5))}0{i % 4}")).Hierarchy);
        Assert.Equal(ColumnKind.Integer, Kind("platelet", Many(200, i => $"{100 + (i * 7 % 150)}")).Kind);
    }

    [Fact]
    public void Missing_marks_are_missing_and_zeros_are_not()
    {
        var file = files.Column("insulin", Many(200, i => i % 3 == 0 ? "0" : i % 11 == 0 ? "?" : i % 13 == 0 ? "NA" : $"{85 + (i * 3 % 90)}"));
        var cells = file.Source.ReadAll(default)[0];
        Assert.Equal(67, cells.Count(c => c == 0));
        Assert.Equal(200 - 67 - cells.Count(c => c > 0), cells.Count(double.IsNaN));
        Assert.Contains(file.Schema.Decisions, d => d.Contains("is 0 in 67", StringComparison.Ordinal) && d.Contains("not measured", StringComparison.Ordinal));
        Assert.Equal(67 + cells.Count(double.IsNaN), files.Column("insulin", Many(200, i => i % 3 == 0 ? "0" : i % 11 == 0 ? "?" : i % 13 == 0 ? "NA" : $"{85 + (i * 3 % 90)}"), "columns: {insulin: {missing: [0, '?', NA]}}").Source.ReadAll(default)[0].Count(double.IsNaN));
    }

    [Fact]
    public void A_few_words_among_numbers_are_missing_and_many_make_a_category()
    {
        var few = files.Column("trig", Many(400, i => i % 134 == 5 ? "lost" : $"{50 + i}"));
        Assert.Equal(ColumnKind.Integer, few.Schema.Columns[0].Kind);
        Assert.Contains(few.Schema.Decisions, d => d.Contains("3 of 400", StringComparison.Ordinal) && d.Contains("'lost' 3 times", StringComparison.Ordinal) && d.Contains("line 7", StringComparison.Ordinal));
        var many = files.Column("trig", Many(400, i => i % 5 == 0 ? "high" : $"{50 + (i % 40)}"));
        Assert.Equal(ColumnKind.Category, many.Schema.Columns[0].Kind);
        Assert.Contains(many.Schema.Decisions, d => d.Contains("mixes 320 numbers with 80", StringComparison.Ordinal));
    }

    [Fact]
    public void Words_of_one_row_are_not_quoted()
    {
        var file = files.Column("trig", Many(400, i => i == 7 ? "Mrs Okafor refused" : $"{50 + i}"));
        Assert.DoesNotContain(file.Schema.Decisions, d => d.Contains("Okafor", StringComparison.Ordinal));
        Assert.Contains(file.Schema.Decisions, d => d.Contains("first on line 9", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_beyond_a_limit_of_detection_are_read_as_the_limit()
    {
        var file = files.Column("crp", Many(200, i => i % 6 == 0 ? "<0.6" : $"{0.6 + (i * 0.1):0.0}"));
        Assert.Equal(ColumnKind.Number, file.Schema.Columns[0].Kind);
        Assert.Equal(34, file.Source.ReadAll(default)[0].Count(c => c == 0.6));
        Assert.Contains(file.Schema.Decisions, d => d.Contains("34 cells beyond a limit", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("yyyy-MM-dd")]
    [InlineData("dd/MM/yyyy")]
    [InlineData("MM/dd/yyyy")]
    [InlineData("dd.MM.yyyy")]
    [InlineData("dd-MON-yyyy")]
    [InlineData("yyyyMMdd")]
    [InlineData("MMM d, yyyy")]
    [InlineData("yyyy-MM-ddTHH:mm:ssK")]
    [InlineData("M/d/yyyy h:mm tt")]
    public void Dates_are_read_in_their_form_and_written_so_again(string form)
    {
        var writer = new Salus.Synthesis.Tables.Inference.DateForm(form);
        var cells = Many(90, i => writer.Write(12_345 + (i * 3.25))).ToList();
        var file = files.Column("seen", cells);
        Assert.Equal((ColumnKind.Date, form), (file.Schema.Columns[0].Kind, file.Schema.Columns[0].DateFormat));
        var back = new CellWriter(file.Schema.Columns[0]);
        Assert.Equal(cells, file.Source.ReadAll(default)[0].Select(back.Write));
    }

    [Fact]
    public void Ambiguous_dates_are_decided_by_other_rows_or_other_columns_or_said()
    {
        Assert.Equal("MM/dd/yyyy", Kind("seen", Many(60, i => i == 40 ? "03/14/2020" : $"0{(i % 9) + 1}/0{(i % 5) + 1}/2020")).DateFormat);
        var open = files.Column("seen", Many(60, i => $"0{(i % 9) + 1}/0{(i % 5) + 1}/2020"));
        Assert.Equal("dd/MM/yyyy", open.Schema.Columns[0].DateFormat);
        Assert.Contains(open.Schema.Decisions, d => d.Contains("day or the month first", StringComparison.Ordinal));
        var beside = files.Open("t.csv", "a,b,n\n" + string.Concat(Many(60, i => $"0{(i % 9) + 1}/0{(i % 5) + 1}/2020,12/{13 + (i % 15)}/2020,{i % 7}.5\n")));
        Assert.Equal("MM/dd/yyyy", beside.Schema.Columns[0].DateFormat);
    }

    [Fact]
    public void Dates_in_five_forms_are_counted_and_contradicting_ones_are_left_out()
    {
        var mixed = files.Column("seen", Many(100, i => (i % 5) switch { 0 => $"2020-03-{10 + (i / 5)}", 1 => $"{10 + (i / 5)}.03.2020", 2 => $"{13 + (i / 10)}/03/2020", 3 => $"{10 + (i / 5)}-MAR-2020", _ => $"Mar {10 + (i / 5)}, 2020" }));
        Assert.Equal(ColumnKind.Date, mixed.Schema.Columns[0].Kind);
        Assert.Contains(mixed.Schema.Decisions, d => d.Contains("5 forms", StringComparison.Ordinal) && d.Contains("20 as", StringComparison.Ordinal));
        Assert.DoesNotContain(mixed.Source.ReadAll(default)[0], double.IsNaN);
        var wrong = files.Column("seen", Many(60, i => i % 2 == 0 ? $"{13 + (i / 4)}/03/2020" : $"03/{13 + (i / 4)}/2020"));
        Assert.Equal(Treatment.Drop, wrong.Schema.Left.Single().Treatment);
        Assert.Contains(wrong.Schema.Decisions, d => d.Contains("contradict each other: 30", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_are_counted_anew_and_a_key_that_comes_again_is_a_person()
    {
        Assert.Equal(Treatment.Number, Left("rownames", Many(60, i => $"{i + 1}")).Treatment);
        Assert.Equal(Treatment.Number, Left("encounter_id", Many(60, i => $"{2_278_392 + (i * 7919 % 60 * 1000)}")).Treatment);
        Assert.Equal(Treatment.Number, Left("study", Many(60, i => $"A-{1000 + i}X")).Treatment);
        var file = files.Column("patient_nbr", Many(60, i => $"{500 + (i / 3)}"));
        Assert.Equal("patient_nbr", file.Schema.Person);
        Assert.Equal(Many(60, i => $"{i / 3}"), file.Persons.Select(p => $"{p}"));
        Assert.Empty(files.Column("age", Many(60, i => $"{20 + i}")).Persons);
    }

    [Fact]
    public void A_measurement_that_happens_to_differ_in_all_rows_is_no_key() =>
        Assert.Equal(ColumnKind.Integer, Kind("time", Many(60, i => $"{(i * 7919 % 4800) + 41}")).Kind);

    [Theory]
    [InlineData("email", "p{0}@example.org")]
    [InlineData("contact", "{0:000}-55-1234")]
    [InlineData("surname", "Name{0}")]
    public void What_reaches_or_names_people_does_not_come_out(string name, string cell) =>
        Assert.Equal(Treatment.Drop, Left(name, Many(60, i => string.Format(null, cell, 100 + i))).Treatment);

    [Fact]
    public void Free_text_is_left_out_or_written_from_a_template()
    {
        var note = Many(60, i => $"Patient number {i} was seen today and complained of pain in the left knee since {i} days.").ToList();
        Assert.Contains("free text", Left("note", note).Reason, StringComparison.Ordinal);
        var file = files.Column("note", note, "columns: {note: {use: text, text: 'Value {other} was measured.'}}");
        TableWriter.Write(files.At("out.csv"), file.Schema, file.Source.Blocks(7, default), file.Form, marked: false);
        Assert.Equal("Value 1.5 was measured.,1.5", File.ReadLines(files.At("out.csv").FullName).ElementAt(2));
    }

    [Fact]
    public void Constant_and_all_missing_columns_come_out_as_they_are()
    {
        var file = files.Open("t.csv", "a,b,c\n" + string.Concat(Many(30, i => $"No,,{i}.5\n")));
        Assert.Equal([("a", "No"), ("b", "")], file.Schema.Left.Select(l => (l.Name, l.Constant!)));
        TableWriter.Write(files.At("out.csv"), file.Schema, file.Source.Blocks(8, default), file.Form, marked: false);
        Assert.Equal(File.ReadAllText(files.At("t.csv").FullName), File.ReadAllText(files.At("out.csv").FullName));
    }

    [Fact]
    public void Very_many_levels_are_put_together_and_said()
    {
        var random = new SeededRandom(3);
        var cells = Many(60_000, i => i % 2 == 0 ? $"w{random.NextInt(300)}" : $"x{random.NextInt(40_000)}").ToList();
        var file = files.Column("ward", cells);
        var column = file.Schema.Columns[0];
        Assert.InRange(column.Levels.Length, 300, 2_001);
        Assert.Equal("(other)", column.Levels[^1]);
        Assert.Contains(file.Schema.Decisions, d => d.Contains("put together", StringComparison.Ordinal));
        Assert.DoesNotContain(file.Source.ReadAll(default)[0], double.IsNaN);
    }

    [Fact]
    public void Two_thousand_columns_are_read()
    {
        var file = files.Open("t.csv", string.Join(',', Many(2000, c => $"v{c}")) + "\n" + string.Concat(Many(30, r => string.Join(',', Many(2000, c => $"{(r * c) % 23}.{c % 10}")) + "\n")));
        Assert.InRange(file.Schema.Columns.Length, 1_900, 2_000);
    }

    [Theory]
    [InlineData("t.csv", ';')]
    [InlineData("t.txt", '|')]
    [InlineData("t.csv", '\t')]
    public void The_delimiter_is_found(string name, char delimiter)
    {
        var file = files.Open(name, string.Concat(Many(40, i => i == 0 ? "sex,age,note\n" : $"{(i % 2 == 0 ? "F" : "M")},{20 + i},\"a, b; c\"\n")).Replace("sex,age,note", $"sex{delimiter}age{delimiter}note", StringComparison.Ordinal).Replace("F,", $"F{delimiter}", StringComparison.Ordinal).Replace("M,", $"M{delimiter}", StringComparison.Ordinal).Replace(",\"", $"{delimiter}\"", StringComparison.Ordinal));
        Assert.Equal(delimiter, file.Form.Delimiter);
        Assert.Equal(["sex", "age"], file.Schema.Columns.Select(c => c.Name));
    }

    [Fact]
    public void A_decimal_comma_is_read_and_written()
    {
        var file = files.Open("t.csv", "sex;bmi\n" + string.Concat(Many(40, i => $"{(i % 2 == 0 ? "F" : "M")};{20 + i},{i % 9}5\n")));
        Assert.Equal(ColumnKind.Number, file.Schema.Columns[1].Kind);
        Assert.Equal(20.05, file.Source.ReadAll(default)[1][0]);
        TableWriter.Write(files.At("o.csv"), file.Schema, file.Source.Blocks(8, default), file.Form, marked: false);
        Assert.Equal(File.ReadAllText(files.At("t.csv").FullName), File.ReadAllText(files.At("o.csv").FullName));
    }

    [Fact]
    public void Json_lines_gzip_and_zip_give_the_same_table()
    {
        var csv = "sex,age\n" + string.Concat(Many(40, i => $"{(i % 2 == 0 ? "F" : "M")},{(i % 9 == 0 ? "" : $"{20 + i}")}\n"));
        var json = string.Concat(Many(40, i => $"{{\"sex\":\"{(i % 2 == 0 ? "F" : "M")}\"{(i % 9 == 0 ? "" : $",\"age\":{20 + i}")}}}\n"));
        var plain = files.Open("a.csv", csv).Source.ReadAll(default);
        foreach (var file in new[] { files.Of("b.jsonl", json), files.Of("c.csv.gz", InventedFile.Gzip(csv)), files.Zip("d.zip", ("in/t.csv", csv)), files.Zip("e.zip", ("t.jsonl", json)) })
        {
            var read = TableFile.Open(file).Source.ReadAll(default);
            Assert.Equal(plain.Columns.Select(c => (c.Name, c.Kind)), read.Columns.Select(c => (c.Name, c.Kind)));
            for (var c = 0; c < 2; c++)
                Assert.Equal(plain[c], read[c]);
        }
    }

    [Fact]
    public void Resources_become_rows_through_a_view()
    {
        var view = ViewDefinition.Parse("""{"resource":"Patient","select":[{"column":[{"name":"sex","path":"gender"},{"name":"born","path":"birthDate"},{"name":"key","path":"id"}]}]}""");
        var file = files.Of("p.ndjson", string.Concat(Many(40, i => $$"""{"resourceType":"Patient","id":"p{{1000 + i}}","gender":"{{(i % 2 == 0 ? "female" : "male")}}","birthDate":"19{{40 + i}}-03-1{{i % 9}}"}""" + "\n")));
        var table = TableFile.Open(file, view: view);
        Assert.Equal([("sex", ColumnKind.Category), ("born", ColumnKind.Date)], table.Schema.Columns.Select(c => (c.Name, c.Kind)));
        Assert.Equal("key", table.Schema.Left.Single().Name);
        Assert.Equal(40, table.Source.ReadAll(default).RowCount);
    }

    [Fact]
    public void Blocks_hold_the_same_rows_whatever_their_size_and_memory_stays_bounded()
    {
        var file = files.Open("t.csv", "a,b\n" + string.Concat(Many(5_000, i => $"{i % 97}.5,{(i % 3 == 0 ? "x" : "y")}\n")));
        var whole = file.Source.ReadAll(default);
        var small = file.Source.Blocks(64, default).ToList();
        Assert.All(small, b => Assert.InRange(b.RowCount, 1, 64));
        Assert.Equal(whole[0], small.SelectMany(b => b[0]));
        Assert.Equal(5_000, file.RowCount);
    }

    [Fact]
    public void A_long_table_is_inferred_in_the_memory_of_a_short_one()
    {
        // 40,000 rows of two columns that never repeat: were they kept, they would take some 10 MB.
        var file = files.Of("t.csv", "k,v\n" + string.Concat(Many(40_000, i => $"{i * 1.0001:0.0000},w{i % 60}\n")));
        TableFile.Open(file);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var open = TableFile.Open(file);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 4 << 20);
        GC.KeepAlive(open);
    }
}
