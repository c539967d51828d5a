using System.Collections.Immutable;
using System.IO.Compression;
using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Tests.Synthesis.Tables.Engines.Neural;

/// <summary>An invented mixed table whose columns depend on each other, and what a synthetic one must keep of it.</summary>
internal static class NeuralTables
{
    private static readonly ImmutableArray<Column> Columns =
    [
        new() { Name = "age", Kind = ColumnKind.Integer },
        new() { Name = "pressure", Kind = ColumnKind.Number, Decimals = 1 },
        new() { Name = "dose", Kind = ColumnKind.Number, Decimals = 2 },
        new() { Name = "ward", Kind = ColumnKind.Category, Levels = ["A", "B", "C"] },
        new() { Name = "died", Kind = ColumnKind.Category, Levels = ["no", "yes"] },
        new() { Name = "site", Kind = ColumnKind.Category, Levels = ["only"] },
    ];

    /// <summary>Pressure rises with age; ward C is for the old; half get no dose; death follows pressure; pressure is missing in ward B at times.</summary>
    public static Table Mixed(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var cells = ImmutableArray.CreateRange(Columns.Select(_ => new double[rows]));
        for (var row = 0; row < rows; row++)
        {
            var age = 20 + Math.Floor(60 * random.NextDouble());
            var ward = age > 60 ? random.NextDouble() < 0.9 ? 2 : 0 : random.NextInt(2);
            var pressure = 90 + 0.8 * age + 6 * random.NextNormal();
            cells[0][row] = age;
            cells[1][row] = ward == 1 && random.NextDouble() < 0.4 ? double.NaN : Math.Round(pressure, 1);
            cells[2][row] = random.NextDouble() < 0.5 ? 0 : Math.Round(Math.Exp(random.NextNormal()), 2);
            cells[3][row] = ward;
            cells[4][row] = random.NextDouble() < 1 / (1 + Math.Exp((140 - pressure) / 5)) ? 1 : 0;
        }
        return new Table(Columns, cells);
    }

    public static void AssertLearned(Table real, Table synthetic, double margin, double correlation, double dependence)
    {
        for (var column = 0; column < real.ColumnCount; column++)
            Assert.True(Difference(real[column], synthetic[column]) <= margin, $"the margin of {real.Columns[column].Name} is off by {Difference(real[column], synthetic[column]):0.000}");
        Assert.True(Math.Abs(Correlation(real[0], real[1]) - Correlation(synthetic[0], synthetic[1])) <= correlation, $"the correlation is {Correlation(synthetic[0], synthetic[1]):0.00} for {Correlation(real[0], real[1]):0.00}");
        Assert.True(Math.Abs(Share(real, old: true) - Share(synthetic, old: true)) <= dependence, $"of the old {Share(synthetic, old: true):0.00} are in ward C, for {Share(real, old: true):0.00}");
        Assert.True(Share(synthetic, old: false) <= dependence, $"of the young {Share(synthetic, old: false):0.00} are in ward C");
        for (var row = 0; row < synthetic.RowCount; row++)
        {
            Assert.Equal(synthetic[0][row], Math.Floor(synthetic[0][row]));
            Assert.True(double.IsNaN(synthetic[1][row]) || synthetic[1][row] == Math.Round(synthetic[1][row], 1));
            Assert.Equal(0, synthetic[5][row]);
        }
    }

    /// <summary>Fits twice, with one thread and with three, writes and reads, and draws the same rows each time.</summary>
    public static void AssertRepeatable(ITableEngine engine)
    {
        var table = Mixed(120, 3);
        var model = engine.Fit(table.AsSource(), new FitOptions { Seed = 4, Threads = 1 }, null, CancellationToken.None);
        var other = engine.Fit(table.AsSource(), new FitOptions { Seed = 4, Threads = 3 }, null, CancellationToken.None);
        var drawn = Cells(model.Sample(1100, new SeededRandom(5), CancellationToken.None));
        Assert.Equal(drawn, Cells(other.Sample(1100, new SeededRandom(5), CancellationToken.None)));
        Assert.Equal(drawn, Cells(engine.Read(table.Columns, Reader(Written(model))).Sample(1100, new SeededRandom(5), CancellationToken.None)));
        Assert.NotEqual(drawn, Cells(model.Sample(1100, new SeededRandom(6), CancellationToken.None)));
        Assert.Equal(0, model.Sample(0, new SeededRandom(6), CancellationToken.None).RowCount);
        Assert.Equal(Written(model), Written(other));
    }

    public static void AssertHardTablesAreLearnedOrRefused(ITableEngine engine)
    {
        var few = Assert.Throws<SynthesisException>(() => engine.Fit(Mixed(1, 1).AsSource(), new FitOptions(), null, CancellationToken.None));
        Assert.Contains("rows at least", few.Message, StringComparison.Ordinal);
        var wide = new Table([.. Enumerable.Range(0, 300).Select(i => new Column { Name = $"c{i}", Kind = ColumnKind.Category, Levels = [.. Enumerable.Range(0, 60).Select(l => $"{l}")] })],
            [.. Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, 60).Select(l => (double)l).ToArray())]);
        Assert.Contains("Leave columns out", Assert.Throws<SynthesisException>(() => engine.Fit(wide.AsSource(), new FitOptions(), null, CancellationToken.None)).Message, StringComparison.Ordinal);

        var odd = new Table(
            [new() { Name = "none", Kind = ColumnKind.Number }, new() { Name = "same", Kind = ColumnKind.Integer }, new() { Name = "many", Kind = ColumnKind.Code, Levels = [.. Enumerable.Range(0, 200).Select(i => $"L{i}")] }],
            [[.. Enumerable.Repeat(double.NaN, 200)], [.. Enumerable.Repeat(7.0, 200)], [.. Enumerable.Range(0, 200).Select(i => (double)i)]]);
        var drawn = engine.Fit(odd.AsSource(), new FitOptions(), null, CancellationToken.None).Sample(50, new SeededRandom(1), CancellationToken.None);
        Assert.All(drawn[0], v => Assert.Equal(double.NaN, v));
        Assert.All(drawn[1], v => Assert.Equal(7, v));
        Assert.All(drawn[2], v => Assert.True(v is >= 0 and < 200 && v == Math.Floor(v)));

        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => engine.Fit(Mixed(100, 1).AsSource(), new FitOptions(), null, stop.Token));
    }

    /// <summary>Every cut of a model's file, and some flips, are an error that says so.</summary>
    public static void AssertDamageIsRefused(ITableEngine engine)
    {
        var table = Mixed(100, 3);
        var written = Written(engine.Fit(table.AsSource(), new FitOptions(), null, CancellationToken.None));
        foreach (var name in new[] { "encoding.json", "calibration.json", "weights.bin", "shape.json" })
        {
            using var copy = new MemoryStream();
            copy.Write(written);
            using (var archive = new ZipArchive(copy, ZipArchiveMode.Update, leaveOpen: true))
            {
                byte[] content;
                using (var part = archive.GetEntry(name)!.Open())
                using (var all = new MemoryStream())
                {
                    part.CopyTo(all);
                    content = all.ToArray();
                }
                archive.GetEntry(name)!.Delete();
                using var shorter = archive.CreateEntry(name).Open();
                shorter.Write(content.AsSpan(0, content.Length - 3));
            }
            Assert.Contains("damaged", Assert.Throws<SynthesisException>(() => engine.Read(table.Columns, Reader(copy.ToArray()))).Message, StringComparison.Ordinal);
        }
        Assert.Contains("damaged", Assert.Throws<SynthesisException>(() => engine.Read([.. table.Columns.Take(3)], Reader(written))).Message, StringComparison.Ordinal);
    }

    private static byte[] Written(ITableModel model)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            model.Write(new ModelFileWriter(archive));
        return stream.ToArray();
    }

    private static ModelFileReader Reader(byte[] file) => new(new ZipArchive(new MemoryStream(file)));

    private static double[] Cells(Table table) => [.. Enumerable.Range(0, table.ColumnCount).SelectMany(c => table[c])];

    private static double Share(Table table, bool old)
    {
        var rows = Enumerable.Range(0, table.RowCount).Where(r => table[0][r] > 60 == old).ToArray();
        return rows.Count(r => table[3][r] == 2) / (double)Math.Max(1, rows.Length);
    }

    /// <summary>The greatest difference of the distribution functions, or of the shares missing.</summary>
    private static double Difference(double[] a, double[] b)
    {
        var worst = Math.Abs(a.Count(double.IsNaN) / (double)a.Length - b.Count(double.IsNaN) / (double)b.Length);
        foreach (var value in a.Where(v => !double.IsNaN(v)).Distinct())
            worst = Math.Max(worst, Math.Abs(a.Count(v => v <= value) / (double)a.Length - b.Count(v => v <= value) / (double)b.Length));
        return worst;
    }

    private static double Correlation(double[] x, double[] y)
    {
        var pairs = x.Zip(y).Where(p => !double.IsNaN(p.First) && !double.IsNaN(p.Second)).ToArray();
        var (mx, my) = (pairs.Average(p => p.First), pairs.Average(p => p.Second));
        return pairs.Sum(p => (p.First - mx) * (p.Second - my)) / Math.Sqrt(pairs.Sum(p => (p.First - mx) * (p.First - mx)) * pairs.Sum(p => (p.Second - my) * (p.Second - my)));
    }
}
