using System.Collections.Immutable;
using System.IO.Compression;
using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Copula;

namespace Salus.Tests.Synthesis.Tables.Engines.Copula;

public sealed class CopulaEngineTests
{
    private static readonly ImmutableArray<Column> Columns =
    [
        new() { Name = "age", Kind = ColumnKind.Integer },
        new() { Name = "glucose", Kind = ColumnKind.Number, Decimals = 1 },
        new() { Name = "ward", Kind = ColumnKind.Category, Levels = ["a", "b", "c", "d", "e"] },
        new() { Name = "died", Kind = ColumnKind.Category, Levels = ["no", "yes"] },
        new() { Name = "site", Kind = ColumnKind.Category, Levels = ["one"] },
        new() { Name = "empty", Kind = ColumnKind.Number },
    ];

    private static readonly Table Invented = Invent(4000, 1);
    private static readonly ITableModel Model = Fit(Invented);
    private static readonly Table Drawn = Model.Sample(20_000, new SeededRandom(8), CancellationToken.None);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_margins_are_those_of_the_table(int column)
    {
        double[] real = [.. Invented[column].Where(v => !double.IsNaN(v)).Order()];
        double[] drawn = [.. Drawn[column].Where(v => !double.IsNaN(v)).Order()];
        var worst = real.Distinct().Max(v => Math.Abs(Below(real, v) - Below(drawn, v)));

        // Beyond 1.95/√n is chance once in a thousand times (Kolmogorov).
        Assert.InRange(worst, 0, 1.95 / Math.Sqrt(drawn.Length) + 5.0 / real.Length);
        Assert.InRange(drawn.Length / 20_000.0 - real.Length / 4000.0, -0.015, 0.015);
    }

    [Fact]
    public void Numbers_levels_and_missing_values_depend_as_in_the_table()
    {
        foreach (var (a, b) in new[] { (0, 1), (0, 3), (1, 3) })
            Assert.Equal(Correlation(Invented, a, b), Correlation(Drawn, a, b), 0.05);
        // The mean age of each ward, and of those whose glucose is missing.
        for (var ward = 0; ward < 5; ward++)
            Assert.Equal(MeanAge(Invented, r => Invented[2][r] == ward), MeanAge(Drawn, r => Drawn[2][r] == ward), 2.5);
        Assert.Equal(MeanAge(Invented, r => double.IsNaN(Invented[1][r])), MeanAge(Drawn, r => double.IsNaN(Drawn[1][r])), 1.5);
    }

    [Fact]
    public void A_constant_stays_and_an_empty_column_stays_empty()
    {
        Assert.All(Drawn[4], v => Assert.Equal(0, v));
        Assert.All(Drawn[5], v => Assert.True(double.IsNaN(v)));
        Assert.All(Drawn[1].Where(v => !double.IsNaN(v)), v => Assert.Equal(Math.Round(v, 1), v));
    }

    [Fact]
    public void The_same_seed_gives_the_same_rows_whatever_the_threads()
    {
        var one = Fit(Invented, new FitOptions { Seed = 3, Threads = 1 }).Sample(3000, new SeededRandom(4), CancellationToken.None);
        var four = Fit(Invented, new FitOptions { Seed = 3, Threads = 4 }).Sample(3000, new SeededRandom(4), CancellationToken.None);

        Assert.All(Enumerable.Range(0, Columns.Length), c => Assert.Equal(one[c], four[c]));
    }

    [Fact]
    public void Two_samples_of_one_stream_differ()
    {
        var random = new SeededRandom(4);

        Assert.NotEqual(Model.Sample(50, random, CancellationToken.None)[1], Model.Sample(50, random, CancellationToken.None)[1]);
    }

    [Fact]
    public void Completes_rows_as_likely_as_the_table_has_them()
    {
        var model = Assert.IsAssignableFrom<IConditionalModel>(Model);
        var empty = Enumerable.Repeat(double.NaN, 4000).ToArray();
        double[] old = [.. Enumerable.Repeat(80.0, 4000)];

        var completed = model.Complete(new Table(Columns, [old, empty, empty, empty, empty, empty]), new SeededRandom(6), CancellationToken.None);

        Assert.Equal(old, completed[0]);
        double[] near = [.. Enumerable.Range(0, Invented.RowCount).Where(r => Math.Abs(Invented[0][r] - 80) <= 2).Select(r => Invented[3][r])];
        Assert.Equal(near.Average(), completed[3].Average(), 0.1);
        Assert.Equal(completed[1], model.Complete(new Table(Columns, [old, empty, empty, empty, empty, empty]), new SeededRandom(6), CancellationToken.None)[1]);
    }

    [Fact]
    public void Several_given_values_are_kept_and_work_together()
    {
        var model = Assert.IsAssignableFrom<IConditionalModel>(Model);
        var given = Drawn.Take([.. Enumerable.Range(0, 4000)]);
        double[] empty = [.. Enumerable.Repeat(double.NaN, 4000)];

        // Only the age is drawn anew: it must correlate with the rest as it did.
        var completed = model.Complete(new Table(Columns, [empty, given[1], given[2], given[3], given[4], given[5]]), new SeededRandom(9), CancellationToken.None);

        Assert.Equal(given[3], completed[3]);
        Assert.Equal(Correlation(given, 0, 1), Correlation(completed, 0, 1), 0.06);
        Assert.Equal(Correlation(given, 0, 3), Correlation(completed, 0, 3), 0.06);
    }

    [Fact]
    public void A_model_written_and_read_again_draws_the_same()
    {
        var again = new CopulaEngine().Read(Columns, new ModelFileReader(new ZipArchive(new MemoryStream(Written(Model)))));
        var drawn = again.Sample(20_000, new SeededRandom(8), CancellationToken.None);

        Assert.All(Enumerable.Range(0, Columns.Length), c => Assert.Equal(Drawn[c], drawn[c]));
        Assert.Equal(Written(Model), Written(again));
    }

    [Fact]
    public void Refuses_a_model_file_of_other_columns() =>
        Assert.Throws<SynthesisException>(() => new CopulaEngine().Read([.. Columns.Reverse()], new ModelFileReader(new ZipArchive(new MemoryStream(Written(Model))))));

    [Fact]
    public void Refuses_a_table_of_one_row() =>
        Assert.Contains("1 row;", Assert.Throws<SynthesisException>(() => Fit(Invented.Take([0]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_number_without_end()
    {
        var wrong = new Table([Columns[1]], [[1, 2, double.PositiveInfinity]]);

        Assert.Contains("'glucose', row 3", Assert.Throws<SynthesisException>(() => Fit(wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_level_that_few_persons_share_is_not_drawn_under_protection()
    {
        // Level c: three rows of three persons; level b: forty rows of one person; level a: the rest.
        double[] cells = [.. Enumerable.Range(0, 1000).Select(r => r < 3 ? 2.0 : r < 43 ? 1 : 0)];
        ImmutableArray<int> persons = [.. Enumerable.Range(0, 1000).Select(r => r is >= 3 and < 43 ? 3 : r)];
        var table = new Table([new Column { Name = "drug", Kind = ColumnKind.Category, Levels = ["a", "b", "c"] }], [cells]);

        var open = Fit(table, new FitOptions { Persons = persons }).Sample(5000, new SeededRandom(1), CancellationToken.None);
        var guarded = Fit(table, new FitOptions { Persons = persons, Protection = 3 }).Sample(5000, new SeededRandom(1), CancellationToken.None);

        Assert.Contains(1.0, open[0]);
        Assert.All(guarded[0], v => Assert.Equal(0, v));
    }

    [Fact]
    public void Tails_end_before_the_farthest_person_the_more_the_higher_the_protection()
    {
        var random = new SeededRandom(11);
        double[] cells = [.. Enumerable.Range(0, 999).Select(_ => Math.Round(100 + 10 * random.NextNormal(), 3)), 900];
        var table = new Table([new Column { Name = "weight", Kind = ColumnKind.Number, Decimals = 3 }], [cells]);
        double[] most = [.. new[] { 0, 3, 6 }.Select(p => Fit(table, new FitOptions { Protection = p }).Sample(20_000, new SeededRandom(1), CancellationToken.None)[0].Max())];

        Assert.InRange(most[0], 130, 600);
        Assert.True(most[0] > most[1] && most[1] > most[2]);
    }

    [Fact]
    public void Columns_that_are_missing_together_stay_so()
    {
        var random = new SeededRandom(12);
        bool[] hidden = [.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble() < 0.3)];
        double[] Lab() => [.. hidden.Select(h => h ? double.NaN : Math.Round(random.NextNormal(), 2))];
        var table = new Table([new Column { Name = "sodium", Kind = ColumnKind.Number, Decimals = 2 }, new Column { Name = "potassium", Kind = ColumnKind.Number, Decimals = 2 }], [Lab(), Lab()]);

        var drawn = Fit(table).Sample(2000, new SeededRandom(1), CancellationToken.None);

        Assert.Equal(drawn[0].Select(double.IsNaN), drawn[1].Select(double.IsNaN));
    }

    private static Table Invent(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[][] cells = [.. Columns.Select(_ => new double[rows])];
        for (var r = 0; r < rows; r++)
        {
            var frail = random.NextNormal();
            cells[0][r] = Math.Round(60 + 15 * (0.8 * frail + 0.6 * random.NextNormal()));
            var absent = random.NextNormal() + 0.8 * frail > 1.2;
            cells[1][r] = absent ? double.NaN : Math.Round(Math.Exp(4.6 + 0.25 * (0.6 * frail + 0.8 * random.NextNormal())), 1);
            // Wards in an order that their names do not tell: c, a, e, b, d.
            cells[2][r] = new[] { 2.0, 0, 4, 1, 3 }[(int)Math.Clamp(Math.Floor(2.5 + 0.7 * frail + 0.7 * random.NextNormal()), 0, 4)];
            cells[3][r] = frail + random.NextNormal() > 1 ? 1 : 0;
            cells[4][r] = 0;
            cells[5][r] = double.NaN;
        }
        return new Table(Columns, [.. cells]);
    }

    private static ITableModel Fit(Table table, FitOptions? options = null) => new CopulaEngine().Fit(table.AsSource(), options ?? new FitOptions { Seed = 2, Target = "died" }, null, CancellationToken.None);

    private static byte[] Written(ITableModel model)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            model.Write(new ModelFileWriter(archive));
        return stream.ToArray();
    }

    private static double Below(double[] sorted, double value) => sorted.Count(v => v <= value) / (double)sorted.Length;

    private static double MeanAge(Table table, Func<int, bool> of) => Enumerable.Range(0, table.RowCount).Where(of).Average(r => table[0][r]);

    private static double Correlation(Table table, int a, int b)
    {
        (double A, double B)[] pairs = [.. table[a].Zip(table[b]).Where(p => !double.IsNaN(p.First) && !double.IsNaN(p.Second))];
        var (meanA, meanB) = (pairs.Average(p => p.A), pairs.Average(p => p.B));
        return pairs.Sum(p => (p.A - meanA) * (p.B - meanB)) / Math.Sqrt(pairs.Sum(p => (p.A - meanA) * (p.A - meanA)) * pairs.Sum(p => (p.B - meanB) * (p.B - meanB)));
    }
}
