using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Copula;
using Salus.Synthesis.Tables.Engines.Trees;

namespace Salus.Benchmarks;

/// <summary>
/// Engines of synthetic tables on invented hospital stays: learning and drawing as many rows again, and how both grow with rows and columns. The rows are
/// made block by block as they are read (stays of an invented table chosen again and again, numbers moved a little), so that no disk is measured.
/// </summary>
internal static class SynthBench
{
    private const int DrawnAtOnce = 65_536;
    private const double Mebibyte = 1 << 20;

    public static Task<IReadOnlyList<Figure>> RunCopulaAsync(BenchCall call) => RunAsync("synth-copula", new CopulaEngine(), call, [81_000, 250_000, 1_000_000], [15, 90, 180]);

    public static Task<IReadOnlyList<Figure>> RunTreesAsync(BenchCall call) => RunAsync("synth-trees", new TreesEngine(), call, [20_000, 81_000, 250_000], [15, 90, 180]);

    private static Task<IReadOnlyList<Figure>> RunAsync(string name, ITableEngine engine, BenchCall call, int[] rows, int[] columns)
    {
        var figures = new List<Figure>();
        Measure([], name, engine, call, rows: 20_000, columns: 45);
        foreach (var count in rows)
            Measure(figures, name, engine, call, count, columns: 45);
        foreach (var count in columns)
            Measure(figures, name, engine, call, rows: rows[0], count);
        return Task.FromResult<IReadOnlyList<Figure>>(figures);
    }

    /// <summary>Ten million rows of 45 columns.</summary>
    public static Task<IReadOnlyList<Figure>> RunLongAsync(BenchCall call)
    {
        var figures = new List<Figure>();
        var model = Measure(figures, "synth-copula-long", new CopulaEngine(), call, rows: 10_000_000, columns: 45, bars: true);
        figures.Add(Figure.Below("synth-copula-long", "distance of a drawn margin from the table's (Kolmogorov-Smirnov, worst of the numbers)", Distance(model, 10_000_000), "share", 0.002));
        return Task.FromResult<IReadOnlyList<Figure>>(figures);
    }

    private static ITableModel Measure(List<Figure> figures, string name, ITableEngine engine, BenchCall call, int rows, int columns, bool bars = false)
    {
        var source = new Stays(rows, columns);
        using var self = Process.GetCurrentProcess();
        var (cpu, start) = (self.TotalProcessorTime, Stopwatch.GetTimestamp());
        var model = engine.Fit(source, new FitOptions { Seed = 1, Target = "readmitted", Threads = call.Cores }, null, CancellationToken.None);
        var learned = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var random = new SeededRandom(2);
        for (var drawn = 0; drawn < rows; drawn += DrawnAtOnce)
            model.Sample(Math.Min(DrawnAtOnce, rows - drawn), random, CancellationToken.None);
        var all = Stopwatch.GetElapsedTime(start).TotalSeconds;
        self.Refresh();
        var what = string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} rows × {columns} columns");
        figures.Add(new Figure(name, $"{what}, learn", learned, "s"));
        figures.Add(bars ? Figure.Below(name, $"{what}, learn and draw", all, "s", 300) : new Figure(name, $"{what}, learn and draw", all, "s"));
        figures.Add(new Figure(name, $"{what}, learn and draw, processor", (self.TotalProcessorTime - cpu).TotalSeconds, "s"));
        figures.Add(bars ? Figure.Below(name, "memory at most", self.PeakWorkingSet64 / Mebibyte, "MiB", 1024) : new Figure(name, $"{what}, memory at most so far", self.PeakWorkingSet64 / Mebibyte, "MiB"));
        return model;
    }

    private static double Distance(ITableModel model, int rows)
    {
        var source = new Stays(rows, model.Columns.Length);
        var random = new SeededRandom(3);
        var worst = 0.0;
        foreach (var column in Enumerable.Range(0, model.Columns.Length).Where(c => !model.Columns[c].HasLevels).Take(4))
        {
            var (real, drawn) = (new List<double>(), new List<double>());
            foreach (var block in source.Blocks(DrawnAtOnce, CancellationToken.None))
                real.AddRange(block[column].Where(v => !double.IsNaN(v)));
            for (var done = 0; done < rows; done += DrawnAtOnce)
                drawn.AddRange(model.Sample(Math.Min(DrawnAtOnce, rows - done), random, CancellationToken.None)[column].Where(v => !double.IsNaN(v)));
            real.Sort();
            drawn.Sort();
            for (int i = 0, at = 0; i < real.Count; i++)
            {
                if (i + 1 < real.Count && real[i + 1].Equals(real[i]))
                    continue;
                while (at < drawn.Count && drawn[at] <= real[i])
                    at++;
                worst = Math.Max(worst, Math.Abs((i + 1.0) / real.Count - (double)at / drawn.Count));
            }
        }
        return worst;
    }

    /// <summary>Stays of the shape of a hospital's: a few numbers, some whole, codes with hundreds of levels, many yes and no, values that are missing the more the sicker.</summary>
    private sealed class Stays : ITableSource
    {
        private const int Different = 20_000;

        private readonly int rows;
        private readonly Table stays;

        public Stays(int rows, int columns)
        {
            this.rows = rows;
            Columns = [.. Enumerable.Range(0, columns).Select(Shape)];
            stays = Invent(Columns);
        }

        public ImmutableArray<Column> Columns { get; }

        public IEnumerable<Table> Blocks(int rowsPerBlock, CancellationToken cancel)
        {
            var random = new SeededRandom(5);
            var chosen = new int[rowsPerBlock];
            for (var start = 0; start < rows; start += rowsPerBlock)
            {
                cancel.ThrowIfCancellationRequested();
                var count = Math.Min(rowsPerBlock, rows - start);
                for (var r = 0; r < count; r++)
                    chosen[r] = random.NextInt(Different);
                var block = stays.Take(chosen.AsSpan(0, count));
                for (var c = 0; c < Columns.Length; c++)
                    if (Columns[c].Kind is ColumnKind.Number)
                        for (var r = 0; r < count; r++)
                            block[c][r] = Math.Round(block[c][r] + random.NextDouble(), 3);
                yield return block;
            }
        }

        private static Column Shape(int at)
        {
            if (at == 0)
                return new Column { Name = "readmitted", Kind = ColumnKind.Category, Levels = ["no", "yes"] };
            return (at % 9) switch
            {
                1 => new Column { Name = $"laboratory{at}", Kind = ColumnKind.Number, Decimals = 3 },
                2 or 3 => new Column { Name = $"count{at}", Kind = ColumnKind.Integer },
                4 => new Column { Name = $"code{at}", Kind = ColumnKind.Code, Levels = [.. Enumerable.Range(100, 800).Select(l => l.ToString(CultureInfo.InvariantCulture))] },
                5 => new Column { Name = $"ward{at}", Kind = ColumnKind.Category, Levels = [.. Enumerable.Range(0, 20).Select(l => $"ward {l}")] },
                _ => new Column { Name = $"drug{at}", Kind = ColumnKind.Category, Levels = ["no", "steady", "up", "down"] },
            };
        }

        private static Table Invent(ImmutableArray<Column> columns)
        {
            var random = new SeededRandom(4);
            double[][] cells = [.. columns.Select(_ => new double[Different])];
            for (var r = 0; r < Different; r++)
            {
                var (sick, old) = (random.NextNormal(), random.NextNormal());
                for (var c = 0; c < cells.Length; c++)
                {
                    var z = 0.5 * (c % 2 == 0 ? sick : old) + 0.87 * random.NextNormal();
                    cells[c][r] = c % 4 == 3 && random.NextNormal() + sick > 1.5 ? double.NaN : columns[c] switch
                    {
                        { Kind: ColumnKind.Number } => 100 * Math.Exp(0.4 * z),
                        { Kind: ColumnKind.Integer } => Math.Floor(10 * Math.Exp(0.5 * z)),
                        { Levels.Length: var levels } => Math.Clamp(Math.Floor(levels * Math.Pow(1 / (1 + Math.Exp(-z)), 2)), 0, levels - 1),
                    };
                }
            }
            return new Table(columns, [.. cells]);
        }
    }
}
