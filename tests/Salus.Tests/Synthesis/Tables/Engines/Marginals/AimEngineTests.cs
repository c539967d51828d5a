using System.Collections.Immutable;
using System.IO.Compression;
using Salus.Learning;
using Salus.Learning.Privacy;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Marginals;

namespace Salus.Tests.Synthesis.Tables.Engines.Marginals;

public sealed class AimEngineTests
{
    private static readonly AimOptions Fixed = new() { NoiseSecret = [.. Enumerable.Range(0, SecretRandom.KeyBytes).Select(i => (byte)i)] };

    private static readonly Lazy<AimModel> Fitted = new(() => Fit(InventedTable.Of(4000, 1), new FitOptions { Epsilon = 8, Target = "outcome" }));

    private static AimModel Fit(Table table, FitOptions options, AimOptions? aim = null) => (AimModel)new AimEngine(aim ?? Fixed).Fit(table.AsSource(), options with { Threads = 1 }, null, CancellationToken.None);

    [Fact]
    public void Drawn_rows_keep_margins_pairs_and_what_is_missing_where()
    {
        var real = InventedTable.Of(4000, 1);
        var drawn = Fitted.Value.Sample(8000, new SeededRandom(2), CancellationToken.None);
        Assert.Equal(InventedTable.Share(real, r => real[5][r] == 1), InventedTable.Share(drawn, r => drawn[5][r] == 1), 0.03);
        foreach (var old in new[] { true, false })
        {
            Assert.Equal(old ? 0.8 : 0.1, InventedTable.Share(drawn, r => drawn[5][r] == 1, r => drawn[0][r] > 60 == old), 0.12);
            Assert.Equal(old ? 0.4 : 0.05, InventedTable.Share(drawn, r => double.IsNaN(drawn[3][r]), r => drawn[0][r] > 60 == old), 0.12);
        }
        Assert.InRange(drawn[0].Min(), 15, 25);
        Assert.InRange(drawn[0].Max(), 85, 95);
        Assert.All(drawn[3].Where(v => !double.IsNaN(v)), v => Assert.Equal(Math.Round(v, 1), v));
    }

    [Fact]
    public void The_model_shows_no_level_that_one_person_alone_has_and_spends_no_more_than_was_given()
    {
        Assert.Equal(["A", "B", "C"], Fitted.Value.ShownColumns[2].Levels);
        Assert.DoesNotContain(3.0, Fitted.Value.Sample(8000, new SeededRandom(2), CancellationToken.None)[2]);
        var privacy = Fitted.Value.Privacy;
        Assert.InRange(privacy.Rho, 0.9 * ZeroConcentrated.Rho(8, 1e-6), ZeroConcentrated.Rho(8, 0.9e-6) * (1 + 1e-9));
        Assert.InRange(privacy.Failure, 0, 1.0000001e-7);
        Assert.InRange(ZeroConcentrated.Epsilon(privacy.Rho, 1e-6 - privacy.Failure), 0, 8.000001);
        Assert.Equal(privacy.Rho, privacy.Charges.Sum(c => c.Rho), 1e-9);
        var (rho, failure) = AimEngine.Cost(8, 1e-6);
        Assert.InRange(privacy.Rho, 0, rho * (1 + 1e-9));
        Assert.InRange(privacy.Failure, 0, failure * (1 + 1e-9));
    }

    [Fact]
    public void Declared_levels_stay_even_when_nobody_has_them() =>
        Assert.Equal(4, Fit(InventedTable.Of(500, 1), new FitOptions { Epsilon = 1 }, Fixed with { PublicLevels = ["ward"] }).ShownColumns[2].Levels.Length);

    [Fact]
    public void A_row_is_completed_without_touching_what_is_given()
    {
        var model = Fitted.Value;
        const int Rows = 400;
        var cells = model.Columns.Select(_ => Enumerable.Repeat(double.NaN, Rows).ToArray()).ToArray();
        for (var row = 0; row < Rows; row++)
        {
            cells[0][row] = row % 2 == 0 ? 84 : 23;
            cells[2][row] = row < 20 ? 3 : double.NaN;
        }
        var completed = model.Complete(new Table(model.Columns, [.. cells]), new SeededRandom(4), CancellationToken.None);
        Assert.Equal(cells[0], completed[0]);
        Assert.All(completed[2].Take(20), v => Assert.Equal(3, v));
        Assert.Equal(0.8, InventedTable.Share(completed, r => completed[5][r] == 1, r => r % 2 == 0), 0.15);
        Assert.Equal(0.1, InventedTable.Share(completed, r => completed[5][r] == 1, r => r % 2 == 1), 0.15);
    }

    [Fact]
    public void Written_and_read_a_model_draws_the_same_rows()
    {
        using var stream = Written(Fitted.Value);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        var read = new AimEngine().Read(Fitted.Value.Columns, new ModelFileReader(archive));
        var (one, other) = (Fitted.Value.Sample(200, new SeededRandom(9), CancellationToken.None), read.Sample(200, new SeededRandom(9), CancellationToken.None));
        for (var c = 0; c < one.ColumnCount; c++)
            Assert.Equal(one[c], other[c]);
        Assert.Equal(Fitted.Value.Privacy.Rho, ((AimModel)read).Privacy.Rho);
    }

    [Fact]
    public void A_model_file_of_another_table_is_refused()
    {
        using var stream = Written(Fitted.Value);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        Assert.Throws<SynthesisException>(() => new AimEngine().Read(Fitted.Value.Columns.RemoveAt(0), new ModelFileReader(archive)));
        Assert.Throws<SynthesisException>(() => new AimEngine().Read(Fitted.Value.Columns.SetItem(1, Fitted.Value.Columns[0]), new ModelFileReader(archive)));
    }

    [Fact]
    public void Equal_fits_are_equal_by_the_site_s_secret_and_differ_without_it()
    {
        var table = InventedTable.Of(300, 3);
        var options = new FitOptions { Epsilon = 2, Seed = 5 };
        Assert.Equal(Bytes(Fit(table, options)), Bytes((AimModel)new AimEngine(Fixed).Fit(table.AsSource(), options with { Threads = 2 }, null, CancellationToken.None)));
        Assert.NotEqual(Bytes(Fit(table, options)), Bytes(Fit(table, options with { Seed = 6 })));
        Assert.NotEqual(Bytes(Fit(table, options, new AimOptions())), Bytes(Fit(table, options, new AimOptions())));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void One_person_moves_a_table_of_counts_by_at_most_one(int rowsOfPerson)
    {
        ImmutableArray<int> persons = [0, 1, 1, .. Enumerable.Repeat(2, rowsOfPerson)];
        var weights = Contributions.Of(persons.Length, persons, 8);
        Assert.Equal(weights.PerPerson, weights.Weights[0]);
        Assert.Equal(weights.PerPerson, weights.Weights[1] + weights.Weights[2]);
        Assert.Equal(weights.PerPerson, weights.Weights.Skip(3).Sum());
        Assert.Equal(Math.Min(8, rowsOfPerson), weights.Weights.Skip(3).Count(w => w > 0));
    }

    [Fact]
    public void Bounds_are_found_without_knowing_where_to_look()
    {
        using var random = new SecretRandom(new byte[SecretRandom.KeyBytes]);
        long[] units = [.. Enumerable.Repeat(1_000_000L, 400), .. Enumerable.Range(0, 2000).Select(i => 1_000_001L + 10 * i)];
        var intervals = new PrivateIntervals(units, [.. units.Select(_ => 1.0)], random);
        var whole = ColumnCoding.MostUnits - 1;
        Assert.Equal(1_000_000, intervals.Quantile(0.02, 1, -whole, whole));
        Assert.InRange(intervals.Quantile(0.98, 1, -whole, whole), 1_018_500, 1_020_000);
        var edges = intervals.Cut(1_000_000, 1_019_991, 1);
        Assert.Equal(999_999, edges[0]);
        Assert.Equal(1_019_991, edges[^1]);
        Assert.InRange(edges.Length, 20, 33);
        Assert.Contains(1_000_000, edges);
    }

    [Fact]
    public void The_threshold_for_levels_keeps_its_chance()
    {
        // Normal tail: P(Z > 5.19934) = 1e-7; the bound used is a little above it.
        Assert.InRange(PrivateCodings.Threshold(10, 1, 1e-7), 1 + 51.9, 1 + 53);
        Assert.True(PrivateCodings.Threshold(10, 8, 1e-7) > PrivateCodings.Threshold(10, 1, 1e-7) - 1);
    }

    [Fact]
    public void Refuses_what_it_cannot_learn_privately()
    {
        var table = InventedTable.Of(50, 1);
        Assert.Contains("--epsilon", Assert.Throws<SynthesisException>(() => Fit(table, new FitOptions())).Message, StringComparison.Ordinal);
        Assert.Throws<SynthesisException>(() => Fit(table, new FitOptions { Epsilon = 0 }));
        Assert.Throws<SynthesisException>(() => Fit(table, new FitOptions { Epsilon = double.NaN }));
        Assert.Throws<SynthesisException>(() => Fit(table, new FitOptions { Epsilon = 1, Delta = 0 }));
        Assert.Throws<SynthesisException>(() => Fit(table, new FitOptions { Epsilon = 1e-9, Delta = 1e-12 }));
        Assert.Throws<SynthesisException>(() => Fit(table, new FitOptions { Epsilon = 1, Target = "nowhere" }));
        Assert.Throws<SynthesisException>(() => Fit(table.Take([]), new FitOptions { Epsilon = 1 }));
        var wide = Enumerable.Range(0, 300).Select(i => new Column { Name = $"c{i}", Kind = ColumnKind.Integer });
        Assert.Contains("256", Assert.Throws<SynthesisException>(() => Fit(new Table([.. wide], [.. Enumerable.Range(0, 300).Select(_ => new double[3])]), new FitOptions { Epsilon = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learns_tables_with_nothing_to_learn()
    {
        ImmutableArray<Column> columns = [new() { Name = "gone", Kind = ColumnKind.Number }, new() { Name = "none", Kind = ColumnKind.Category }, new() { Name = "one", Kind = ColumnKind.Category, Levels = ["x"] }];
        var table = new Table(columns, [[double.NaN], [double.NaN], [0]]);
        var drawn = Fit(table, new FitOptions { Epsilon = 1 }).Sample(20, new SeededRandom(1), CancellationToken.None);
        Assert.Equal(20, drawn.RowCount);
        Assert.All(drawn[1], v => Assert.True(double.IsNaN(v)));
    }

    private static MemoryStream Written(AimModel model)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            model.Write(new ModelFileWriter(archive));
        stream.Position = 0;
        return stream;
    }

    private static byte[] Bytes(AimModel model)
    {
        using var stream = Written(model);
        return stream.ToArray();
    }
}
