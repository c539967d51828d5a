using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>
/// A Gaussian copula with the table's own margins: every column, and whether its values are missing, is a step function of a standard normal, and the
/// normals are correlated. It reads the table twice, block by block, and holds nothing that grows with the rows.
/// </summary>
/// <remarks>
/// What it keeps of the dependence is one number for every two columns, so it is the engine for very long tables and a baseline for the others. No row is
/// kept; single values are, so levels and tails that few persons share are coarsened, the more the higher the protection.
/// </remarks>
public sealed class CopulaEngine : ITableEngine
{
    internal const string EngineName = "copula";
    private const int RowsPerBlock = 65_536;

    /// <summary>Rows kept for finding the order of levels, and cells at most.</summary>
    private const int MostKept = 32_768;
    private const int MostKeptCells = 4_000_000;

    /// <summary>Persons that a range of numbers holds at least, by protection.</summary>
    private static readonly int[] PersonsPerRange = [5, 8, 12, 20, 30, 45, 60];

    /// <summary>Persons who share a level before it is drawn, by protection.</summary>
    private static readonly int[] PersonsPerLevel = [1, 2, 3, 5, 10, 15, 20];

    public string Name => EngineName;

    public string Description => "Every column as it is and the correlation of every two: reads tables of any length in little memory, and keeps less of the dependence than trees.";

    public bool HeedsProtection => true;

    public ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Threads), CancellationToken = cancel };
        var random = new SeededRandom(options.Seed);
        var columns = source.Columns;
        var protection = Math.Clamp(options.Protection, 0, FitOptions.MostProtection);

        progress?.Report(new FitProgress("reading the margins", 0));
        var (counts, kept, rows) = Count(source, options, random, parallel);
        if (rows < 2)
            throw new SynthesisException($"The table has {rows} {(rows == 1 ? "row" : "rows")}; a copula needs at least 2. Give more rows.");

        progress?.Report(new FitProgress("ordering the levels", 0.45));
        var persons = options.Persons.Length > 0 ? options.Persons.Distinct().Count() : rows;
        var perPerson = Math.Max(1, (rows + persons - 1) / persons);
        var least = Math.Min(PersonsPerRange[protection], Math.Max(1, persons / 8)) * perPerson;
        var margins = Margins(columns, counts, kept, columns.ToList().FindIndex(c => string.Equals(c.Name, options.Target, StringComparison.Ordinal)), least, PersonsPerLevel[protection], parallel);

        bool[] hasMissing = [.. counts.Select(c => c.Missing > 0 && c.Present > 0)];
        var gram = new ScoreGram(margins, hasMissing);
        long read = 0;
        foreach (var block in source.Blocks(RowsPerBlock, cancel))
        {
            gram.Add(block, parallel);
            read += block.RowCount;
            progress?.Report(new FitProgress("learning the dependences", 0.5 + 0.45 * read / rows));
        }
        double[] missing = [.. counts.Select(c => c.Missing / (double)(c.Missing + c.Present))];
        var layout = new CopulaLayout(columns, margins, missing, LatentCorrelation.Sharers(hasMissing, gram));
        var correlation = LatentCorrelation.Estimate(layout, gram, parallel);
        progress?.Report(new FitProgress("done", 1));
        return new CopulaModel(layout, correlation);
    }

    public ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file) => CopulaFile.Read(columns, file);

    /// <summary>The first reading: counts of every column, and an even choice of rows (Vitter, algorithm R, ACM Transactions on Mathematical Software 11, 1985).</summary>
    private static (ColumnCount[] Counts, double[][] Kept, long Rows) Count(ITableSource source, FitOptions options, SeededRandom random, ParallelOptions parallel)
    {
        var columns = source.Columns;
        ColumnCount[] counts = [.. columns.Select((column, c) => new ColumnCount(column, random.Fork((ulong)c), options.Persons.Length > 0))];
        var keep = Math.Min(MostKept, Math.Max(512, MostKeptCells / Math.Max(1, columns.Length)));
        var kept = new double[columns.Length][];
        for (var c = 0; c < kept.Length; c++)
            kept[c] = new double[keep];
        var chance = random.Fork(ulong.MaxValue);
        var places = new List<(int Row, int Place)>();
        long rows = 0;
        foreach (var block in source.Blocks(RowsPerBlock, parallel.CancellationToken))
        {
            if (options.Persons.Length > 0 && rows + block.RowCount > options.Persons.Length)
                throw new ArgumentException($"There are persons for {options.Persons.Length} rows, and the table has more.", nameof(options));
            places.Clear();
            for (var r = 0; r < block.RowCount; r++)
            {
                var at = rows + r < keep ? rows + r : (long)(chance.NextDouble() * (rows + r + 1));
                if (at < keep)
                    places.Add((r, (int)at));
            }
            var first = rows;
            // The first column that is wrong is the one to tell of, whichever thread finds its own fault first.
            var faults = new SynthesisException?[columns.Length];
            Parallel.For(0, columns.Length, parallel, c =>
            {
                faults[c] = counts[c].Add(block[c], options.Persons.Length > 0 ? options.Persons.AsSpan((int)first, block.RowCount) : [], first);
                foreach (var (row, place) in places)
                    kept[c][place] = block[c][row];
            });
            if (Array.Find(faults, f => f is not null) is { } fault)
                throw fault;
            rows += block.RowCount;
        }
        if (rows < keep)
            for (var c = 0; c < kept.Length; c++)
                Array.Resize(ref kept[c], (int)rows);
        return (counts, kept, rows);
    }

    private static Margin?[] Margins(ImmutableArray<Column> columns, ColumnCount[] counts, double[][] kept, int target, long leastRows, int leastPersons, ParallelOptions parallel)
    {
        var margins = new Margin?[columns.Length];
        var scores = new double[]?[columns.Length];
        Parallel.For(0, columns.Length, parallel, c =>
        {
            if (columns[c].HasLevels)
                return;
            margins[c] = counts[c].Numbers(leastRows);
            scores[c] = [.. kept[c].Select(cell => double.IsNaN(cell) || margins[c] is not { Bins: > 1 } margin ? 0 : margin.Scores[margin.BinOf(cell)])];
        });
        var orders = new LevelOrder(columns, kept, target).Find([.. counts.Select(c => c.Counts)], scores);
        for (var c = 0; c < columns.Length; c++)
            margins[c] ??= orders[c] is { } order ? counts[c].Levels(order, leastPersons) : null;
        return margins;
    }
}
