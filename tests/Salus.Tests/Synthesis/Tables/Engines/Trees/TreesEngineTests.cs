using System.IO.Compression;
using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Trees;
using Xunit;
using static Salus.Tests.Synthesis.Tables.Engines.Trees.InventedTable;

namespace Salus.Tests.Synthesis.Tables.Engines.Trees;

public sealed class TreesEngineTests
{
    private static readonly Table real = Of(2_000, 1);
    private static readonly ITableModel model = Fit(real);
    private static readonly Table drawn = model.Sample(4_000, new SeededRandom(5), CancellationToken.None);

    private static ITableModel Fit(Table table, int protection = 1, int threads = 2, string? target = "outcome") =>
        new TreesEngine().Fit(table.AsSource(), new FitOptions { Seed = 3, Protection = protection, Threads = threads, Target = target }, null, CancellationToken.None);

    private static double Share(Table table, Func<int, bool> holds, Func<int, bool>? among = null)
    {
        var rows = Enumerable.Range(0, table.RowCount).Where(r => among?.Invoke(r) ?? true).ToArray();
        return (double)rows.Count(holds) / rows.Length;
    }

    private static double Correlation(Table table, int one, int other)
    {
        var rows = Enumerable.Range(0, table.RowCount).Where(r => !double.IsNaN(table[one][r] + table[other][r])).ToArray();
        var (a, b) = (rows.Average(r => table[one][r]), rows.Average(r => table[other][r]));
        return rows.Sum(r => (table[one][r] - a) * (table[other][r] - b)) / Math.Sqrt(rows.Sum(r => Math.Pow(table[one][r] - a, 2)) * rows.Sum(r => Math.Pow(table[other][r] - b, 2)));
    }

    [Fact]
    public void Keeps_how_numbers_follow_one_another()
    {
        Assert.Equal(Correlation(real, Age, Weight), Correlation(drawn, Age, Weight), 0.06);
        Assert.Equal(real[Weight].Average(), drawn[Weight].Average(), 0.8);
        var (men, women) = (Share(drawn, r => drawn[Weight][r] > 75, r => drawn[Sex][r] == 1), Share(drawn, r => drawn[Weight][r] > 75, r => drawn[Sex][r] == 0));
        Assert.True(men > women + 0.5);
    }

    [Fact]
    public void Keeps_heaped_zeros_and_the_line_beside_them()
    {
        Assert.Equal(Share(real, r => real[Dose][r] == 0), Share(drawn, r => drawn[Dose][r] == 0), 0.05);
        var ratios = Enumerable.Range(0, drawn.RowCount).Where(r => drawn[Dose][r] > 0).Select(r => drawn[Dose][r] / drawn[Weight][r]).ToArray();
        Assert.True(ratios.Count(r => r is > 0.87 and < 1.13) > 0.9 * ratios.Length);
    }

    [Fact]
    public void Keeps_who_has_values_missing()
    {
        Assert.Equal(Share(real, r => double.IsNaN(real[Marker][r]), r => real[Age][r] > 66), Share(drawn, r => double.IsNaN(drawn[Marker][r]), r => drawn[Age][r] > 66), 0.07);
        Assert.Equal(Share(real, r => double.IsNaN(real[Marker][r]), r => real[Age][r] < 64), Share(drawn, r => double.IsNaN(drawn[Marker][r]), r => drawn[Age][r] < 64), 0.05);
    }

    [Fact]
    public void Keeps_what_the_outcome_depends_on()
    {
        foreach (var sick in (bool[])[false, true])
            Assert.Equal(Share(real, r => real[Outcome][r] == 1, r => real[Diagnosis][r] < 20 == sick), Share(drawn, r => drawn[Outcome][r] == 1, r => drawn[Diagnosis][r] < 20 == sick), 0.08);
    }

    [Fact]
    public void Keeps_bands_with_their_ages() =>
        Assert.True(Share(drawn, r => drawn[Band][r] == (drawn[Age][r] < 40 ? 0 : drawn[Age][r] < 65 ? 1 : 2)) > 0.98);

    [Fact]
    public void Writes_numbers_with_the_decimals_of_the_column()
    {
        for (var row = 0; row < drawn.RowCount; row++)
        {
            Assert.Equal(Math.Round(drawn[Weight][row], 1), drawn[Weight][row]);
            Assert.Equal(Math.Floor(drawn[Age][row]), drawn[Age][row]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public void Draws_no_number_beyond_that_of_several_persons_and_no_level_of_few(int protection)
    {
        var least = TreesSettings.For(protection, real.RowCount).TailPersons;
        var protectedRows = Fit(real, protection).Sample(3_000, new SeededRandom(9), CancellationToken.None);
        foreach (var column in (int[])[Age, Weight, Marker])
        {
            var known = real[column].Where(v => !double.IsNaN(v)).Order().ToArray();
            foreach (var value in protectedRows[column].Where(v => !double.IsNaN(v)))
                Assert.InRange(value, known[least - 1], known[^least]);
        }
        foreach (var level in protectedRows[Diagnosis].Distinct())
            Assert.True(real[Diagnosis].Count(v => v == level) >= least);
    }

    [Fact]
    public void Copies_hardly_a_row_that_has_a_number_of_its_own()
    {
        var known = Enumerable.Range(0, real.RowCount).Select(r => (real[Weight][r], real[Dose][r], real[Marker][r])).Where(k => k.Item2 > 0 && !double.IsNaN(k.Item3)).ToHashSet();
        Assert.True(Share(drawn, r => known.Contains((drawn[Weight][r], drawn[Dose][r], drawn[Marker][r]))) < 0.001);
    }

    [Fact]
    public void Learns_the_same_with_one_thread_and_with_three() =>
        Assert.Equal(Bytes(Fit(real, threads: 1)), Bytes(Fit(real, threads: 3)));

    [Fact]
    public void Draws_the_same_rows_from_the_same_seed_and_after_a_round_trip()
    {
        var bytes = Bytes(model);
        using var archive = new ZipArchive(new MemoryStream(bytes));
        var read = new TreesEngine().Read(Columns, new ModelFileReader(archive));
        var again = read.Sample(4_000, new SeededRandom(5), CancellationToken.None);
        for (var column = 0; column < Columns.Length; column++)
            Assert.Equal(drawn[column], again[column]);
        Assert.Equal(bytes, Bytes(read));
    }

    [Fact]
    public void Refuses_damaged_files_by_name_and_never_crashes()
    {
        var small = Bytes(Fit(Of(120, 4)));
        var parts = Parts(small);
        var random = new SeededRandom(8);
        for (var round = 0; round < 80; round++)
        {
            var damaged = parts.ToDictionary(p => p.Key, p => (byte[])p.Value.Clone(), StringComparer.Ordinal);
            var part = damaged[round % 5 == 0 ? "trees.json" : "trees.bin"];
            for (var i = 0; i <= round % 3; i++)
                part[random.NextInt(part.Length)] = (byte)random.NextInt(256);
            if (round % 7 == 0)
                damaged["trees.bin"] = part[..random.NextInt(part.Length)];
            try
            {
                using var archive = new ZipArchive(new MemoryStream(Zipped(damaged)));
                new TreesEngine().Read(Columns, new ModelFileReader(archive)).Sample(50, new SeededRandom(1), CancellationToken.None);
            }
            catch (SynthesisException refused)
            {
                Assert.Contains("trees", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Completes_rows_of_which_values_are_given_first_and_last()
    {
        var cells = Columns.Select(_ => Enumerable.Repeat(double.NaN, 600).ToArray()).ToArray();
        Array.Fill(cells[Outcome], 1);
        for (var row = 300; row < 600; row++)
            cells[Sex][row] = 1;
        var completed = ((IConditionalModel)model).Complete(new Table(Columns, [.. cells]), new SeededRandom(2), CancellationToken.None);
        Assert.All(completed[Outcome], v => Assert.Equal(1, v));
        Assert.All(completed[Sex][300..], v => Assert.Equal(1, v));
        Assert.Equal(Share(drawn, r => drawn[Diagnosis][r] < 20, r => drawn[Outcome][r] == 1), Share(completed, r => completed[Diagnosis][r] < 20), 0.06);
        Assert.Equal(Share(real, r => real[Weight][r] > 80, r => real[Outcome][r] == 1 && real[Sex][r] == 1), Share(completed, r => completed[Weight][r] > 80, r => r >= 300), 0.09);
    }

    [Fact]
    public void Completes_a_number_that_is_drawn_after_others()
    {
        var cells = Columns.Select(_ => Enumerable.Repeat(double.NaN, 400).ToArray()).ToArray();
        Array.Fill(cells[Weight], 90);
        var completed = ((IConditionalModel)model).Complete(new Table(Columns, [.. cells]), new SeededRandom(2), CancellationToken.None);
        Assert.True(Share(completed, r => completed[Sex][r] == 1) > 0.9);
        Assert.All(completed[Weight], v => Assert.Equal(90, v));
    }

    [Fact]
    public void Refuses_a_table_with_one_row()
    {
        var refused = Assert.Throws<SynthesisException>(() => Fit(Of(1, 1)));
        Assert.Contains("1 row", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_which_every_level_names_one_person_comes_out_empty()
    {
        var column = new Column { Name = "number", Kind = ColumnKind.Category, Levels = [.. Enumerable.Range(0, 200).Select(i => $"p{i}")] };
        var learned = Fit(new Table([column, new Column { Name = "age", Kind = ColumnKind.Integer }], [Enumerable.Range(0, 200).Select(i => (double)i).ToArray(), Enumerable.Range(0, 200).Select(i => 40.0 + i % 30).ToArray()]), target: null);
        var rows = learned.Sample(300, new SeededRandom(5), CancellationToken.None);
        Assert.All(rows[0], cell => Assert.True(double.IsNaN(cell)));
        Assert.All(rows[1], cell => Assert.InRange(cell, 40, 69));
    }

    [Fact]
    public void Learns_constant_and_wholly_missing_columns()
    {
        var table = new Table(
            [new Column { Name = "a", Kind = ColumnKind.Number, Decimals = 1 }, new Column { Name = "b", Kind = ColumnKind.Number }, new Column { Name = "c", Kind = ColumnKind.Category, Levels = ["x"] }, new Column { Name = "d", Kind = ColumnKind.Category, Levels = ["x", "y"] }],
            [Enumerable.Repeat(1.5, 50).ToArray(), Enumerable.Repeat(double.NaN, 50).ToArray(), new double[50], Enumerable.Repeat(double.NaN, 50).ToArray()]);
        var rows = Fit(table, target: null).Sample(20, new SeededRandom(1), CancellationToken.None);
        Assert.All(rows[0], v => Assert.Equal(1.5, v));
        Assert.All(rows[1], v => Assert.Equal(double.NaN, v));
        Assert.All(rows[2], v => Assert.Equal(0, v));
        Assert.All(rows[3], v => Assert.Equal(double.NaN, v));
    }

    [Fact]
    public void Counts_persons_not_rows_where_they_are_named()
    {
        var column = new Column { Name = "a", Kind = ColumnKind.Category, Levels = ["many", "one person"] };
        var cells = Enumerable.Range(0, 400).Select(i => i < 300 ? 0.0 : 1.0).ToArray();
        var options = new FitOptions { Seed = 1, Persons = [.. Enumerable.Range(0, 400).Select(i => Math.Min(i, 300))] };
        var rows = new TreesEngine().Fit(new Table([column], [cells]).AsSource(), options, null, CancellationToken.None).Sample(200, new SeededRandom(1), CancellationToken.None);
        Assert.All(rows[0], v => Assert.Equal(0, v));
    }

    private static byte[] Bytes(ITableModel learned)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            learned.Write(new ModelFileWriter(archive));
        return stream.ToArray();
    }

    private static Dictionary<string, byte[]> Parts(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            parts[entry.FullName] = bytes.ToArray();
        }
        return parts;
    }

    private static byte[] Zipped(Dictionary<string, byte[]> parts)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in parts)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(bytes);
            }
        return stream.ToArray();
    }
}
