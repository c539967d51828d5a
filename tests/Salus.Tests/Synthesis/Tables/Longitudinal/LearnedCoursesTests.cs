using System.Globalization;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Copula;
using Salus.Synthesis.Tables.Engines.Trees;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Longitudinal;

namespace Salus.Tests.Synthesis.Tables.Longitudinal;

public sealed class LearnedCoursesTests : IDisposable
{
    private static readonly ITableEngine[] Engines = [new TreesEngine(), new CopulaEngine()];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-courses");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_long_table_is_learned_written_read_and_drawn_in_the_form_of_its_source()
    {
        var source = TableFile.Open(Source(300));
        var learned = LearnedCourses.Fit(source, "visits.csv", new CoursesRequest { Seed = 5 }, Engines, null, CancellationToken.None);
        learned.Write(In("visits.salus"));
        var again = LearnedCourses.Read(In("visits.salus"), Engines);

        var rows = again.Draw(In("synthetic.csv"), 200, 3, CancellationToken.None);
        learned.Draw(In("same.csv"), 200, 3, CancellationToken.None);

        var lines = File.ReadAllLines(In("synthetic.csv").FullName);
        Assert.Equal(rows + 1, lines.Length);
        Assert.Equal("patient_id,followed,died,sex,day,marker,sodium,stage,synthetic", lines[0]);
        Assert.StartsWith("1,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("200,", lines[^1], StringComparison.Ordinal);
        Assert.Equal(lines, File.ReadAllLines(In("same.csv").FullName));
        Assert.Equal(300, again.About.Persons);
        Assert.InRange(again.About.LearnedPersons, 200, 270);
        Assert.Equal(["followed"], again.Model.Ends);
        var drawn = TableFile.OpenAs(In("synthetic.csv"), source.Schema);
        Assert.Equal(200, LongTable.Split(drawn.Source.ReadAll(CancellationToken.None), drawn.Persons, "day").Parent.RowCount);
    }

    [Fact]
    public void Twins_are_written_after_what_was_told_and_checked_on_those_held_back()
    {
        var file = Source(300);
        var learned = LearnedCourses.Fit(TableFile.Open(file), "visits.csv", new CoursesRequest { Seed = 5, ControlShare = 0.4 }, Engines, null, CancellationToken.None);
        var begun = In("begun.csv");
        File.WriteAllLines(begun.FullName, ["patient_id,followed,died,sex,day,marker,sodium,stage", "7,,,F,0,1.20,140,2", "7,,,F,183,1.31,,2", "9,,,M,0,0.60,141,1"]);

        learned.Continue(begun, In("twins.csv"), 30, 1, CancellationToken.None);
        var spreads = learned.Check(TableFile.Open(file), 60, 1, 1, CancellationToken.None);

        string[][] lines = [.. File.ReadAllLines(In("twins.csv").FullName).Select(l => l.Split(','))];
        Assert.Equal(["patient_id", "future", "followed"], lines[0][..3]);
        Assert.All(lines[1..], l => Assert.True(l[0] == "1" ? int.Parse(l[5], CultureInfo.InvariantCulture) > 183 : l[0] == "2"));
        Assert.All(lines[1..], l => Assert.Equal(l[0] == "1" ? "F" : "M", l[4]));
        Assert.InRange(lines[1..].Select(l => (l[0], l[1])).Distinct().Count(), 20, 60);
        var marker = Assert.Single(spreads, s => s.Column == "marker");
        Assert.InRange(marker.Within80, 0.62, 0.95);
    }

    [Fact]
    public void Refuses_a_table_without_persons_another_file_and_what_is_no_model()
    {
        var nobody = In("nobody.csv");
        File.WriteAllLines(nobody.FullName, ["day,marker", .. Enumerable.Range(0, 50).Select(i => $"{i % 5},{i % 7}.5")]);
        File.WriteAllText(In("broken.salus").FullName, "no archive");
        var learned = LearnedCourses.Fit(TableFile.Open(Source(60)), "visits.csv", new CoursesRequest(), Engines, null, CancellationToken.None);

        Assert.Contains("which person", Assert.Throws<SynthesisException>(() => LearnedCourses.Fit(TableFile.Open(nobody), "nobody.csv", new CoursesRequest(), Engines, null, CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Contains("not the file", Assert.Throws<SynthesisException>(() => learned.Check(TableFile.Open(nobody), 50, 1, 1, CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Contains("no model", Assert.Throws<SynthesisException>(() => LearnedCourses.Read(In("broken.salus"), Engines)).Message, StringComparison.Ordinal);
        Assert.Contains("no file", Assert.Throws<SynthesisException>(() => LearnedCourses.Read(In("absent.salus"), Engines)).Message, StringComparison.Ordinal);
    }

    private FileInfo Source(int persons)
    {
        var (table, owners) = InventedCourses.Long(persons, 1);
        var file = In("visits.csv");
        File.WriteAllLines(file.FullName, ["patient_id," + string.Join(',', table.Columns.Select(c => c.Name)), .. Enumerable.Range(0, table.RowCount).Select(r =>
            string.Create(CultureInfo.InvariantCulture, $"{owners[r] + 1001},") + string.Join(',', table.Columns.Select((c, i) => double.IsNaN(table[i][r]) ? "" : c.HasLevels ? c.Levels[(int)table[i][r]] : table[i][r].ToString(c.Kind is ColumnKind.Number ? "0.00" : "0", CultureInfo.InvariantCulture))))]);
        return file;
    }

    private FileInfo In(string name) => new(Path.Combine(folder.FullName, name));
}
