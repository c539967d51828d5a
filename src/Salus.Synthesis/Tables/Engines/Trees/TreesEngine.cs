using System.Collections.Immutable;
using System.Globalization;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>
/// The default engine: sequential trees (synthesis by CART, Reiter, Journal of Official Statistics 21, 2005; Nowok, Raab and Dibben, Journal of Statistical Software 74, 2016).
/// Each column has trees on the columns before it, and a new row is drawn column by column. The trees are learned from the real columns alone, so all are learned at
/// once, each for itself. How near they keep to single rows say <see cref="TreesSettings"/>.
/// </summary>
public sealed class TreesEngine : ITableEngine
{
    /// <summary>Rows without which a table tells more about persons than about a population.</summary>
    public const int LeastRows = 20;

    /// <summary>More rows than these tell trees little; of larger tables so many are learned, drawn by person.</summary>
    public const int MostRows = 250_000;

    internal const string EngineName = "trees";

    private const ulong CoarseStream = 1UL << 32;
    private const ulong DependenceStream = 2UL << 32;
    private const ulong SampleStream = 3UL << 32;

    public string Name => EngineName;

    public string Description => "Sequential trees: fast, faithful in all columns at once, and kept away from single rows as far as the release gate asks. The default.";

    public bool HeedsProtection => true;

    /// <summary>Other settings than those of <see cref="FitOptions.Protection"/>, for studies; null: those.</summary>
    public TreesSettings? Settings { get; init; }

    public ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        var table = source.ReadAll(cancel);
        var random = new SeededRandom(options.Seed);
        var persons = options.Persons.IsDefaultOrEmpty ? [] : options.Persons.ToArray();
        Check(table, persons);
        (table, persons) = Limited(table, persons, random.Fork(SampleStream));
        var personCount = persons.Length == 0 ? table.RowCount : persons.Max() + 1;
        var settings = Settings ?? TreesSettings.For(options.Protection, table.RowCount);
        var columns = table.Columns.ToArray();
        var values = new double[columns.Length][];
        var steps = new byte[columns.Length][];
        var coded = new CodedColumn[columns.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Threads), CancellationToken = cancel };
        Each(columns.Length, parallel, column =>
        {
            values[column] = Coarsening.Of(columns[column], table[column], persons, personCount, settings.TailPersons, random.Fork(CoarseStream + (ulong)column));
            coded[column] = CodedColumn.Of(columns[column], values[column]);
            steps[column] = coded[column].Steps(values[column]);
        });
        var lesson = new Lesson(columns, values, steps, coded, persons, personCount, settings);
        var target = Target(table.Columns, options.Target);
        var order = DrawingOrder.Of(columns, lesson, target);
        var given = 0;
        if (!options.Given.IsDefaultOrEmpty)
        {
            order = [.. order.OrderBy(c => !options.Given.Contains(columns[c].Name))];
            given = order.Count(c => options.Given.Contains(columns[c].Name));
        }
        var dependence = new Dependence(steps, coded, random.Fork(DependenceStream));
        var models = new ColumnModel[columns.Length];
        var done = 0;
        // The last columns have the most to ask, so they are begun first.
        Each(columns.Length, parallel, i =>
        {
            var place = order.Length - 1 - i;
            var column = order[place];
            var predictors = dependence.Strongest(column, order.AsSpan(0, place), settings.Predictors);
            models[column] = Model(lesson, column, column == target, predictors, random.Fork((ulong)column));
            progress?.Report(new FitProgress($"learned '{columns[column].Name}'", (double)Interlocked.Increment(ref done) / columns.Length));
        });
        return new TreesModel(table.Columns, order, given, coded, models);
    }

    public ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file) => TreesModel.Read(columns, file);

    private static ColumnModel Model(Lesson lesson, int column, bool target, int[] predictors, SeededRandom random)
    {
        var what = lesson.Columns[column];
        if (!what.HasLevels)
            return NumberModel.Fit(lesson, column, predictors, random);
        var levels = Array.ConvertAll(lesson.Values[column], v => double.IsNaN(v) ? what.Levels.Length : (int)v);
        var seen = new int[what.Levels.Length + 1];
        foreach (var level in levels)
            seen[level]++;
        var classCount = what.Levels.Length + (seen[^1] > 0 ? 1 : 0);
        if (target && classCount is > 1 and <= BoostedModel.MostLevels)
            return BoostedModel.Fit(lesson, levels, what.Levels.Length, classCount, predictors, random);
        var groups = LevelGroups.Of(what, seen);
        return LevelModel.Fit(lesson, levels, what.Levels.Length, Array.ConvertAll(levels, l => groups[l]), groups.Max() + 1, predictors, random);
    }

    /// <summary>The named target, or the last column where it has few levels: by custom that is what a table is about.</summary>
    private static int Target(ImmutableArray<Column> columns, string? name)
    {
        if (name is not null)
            for (var column = 0; column < columns.Length; column++)
                if (string.Equals(columns[column].Name, name, StringComparison.Ordinal))
                    return column;
        if (name is not null)
            throw new SynthesisException($"The target '{name}' is not among the columns that are learned.");
        return columns[^1].HasLevels && columns[^1].Levels.Length < BoostedModel.MostLevels ? columns.Length - 1 : -1;
    }

    private static void Check(Table table, int[] persons)
    {
        if (table.ColumnCount == 0)
            throw new SynthesisException("The table has no column to learn.");
        if (table.RowCount < LeastRows)
            throw new SynthesisException($"The table has {table.RowCount} rows. From fewer than {LeastRows} nothing is learned, because what came out would describe single persons.");
        if (persons.Length > 0 && persons.Length != table.RowCount)
            throw new ArgumentException($"{persons.Length} persons for {table.RowCount} rows.", nameof(persons));
        if (Array.Exists(persons, p => p < 0))
            throw new ArgumentException("Persons are counted from 0.", nameof(persons));
        for (var column = 0; column < table.ColumnCount; column++)
        {
            var what = table.Columns[column];
            foreach (var value in table[column])
                if (double.IsInfinity(value) || (what.HasLevels && !double.IsNaN(value) && !(value >= 0 && value < what.Levels.Length && value == Math.Floor(value))))
                    throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"Column '{what.Name}' holds {value}, which is no {(what.HasLevels ? "index of a level" : "number that can be learned")}."));
        }
    }

    private static (Table Table, int[] Persons) Limited(Table table, int[] persons, SeededRandom random)
    {
        if (table.RowCount <= MostRows)
            return (table, persons);
        var marks = new bool[persons.Length == 0 ? table.RowCount : persons.Max() + 1];
        foreach (ref var mark in marks.AsSpan())
            mark = random.NextDouble() * table.RowCount < MostRows;
        var rows = new List<int>(MostRows + MostRows / 10);
        for (var row = 0; row < table.RowCount; row++)
            if (marks[persons.Length == 0 ? row : persons[row]])
                rows.Add(row);
        return (table.Take([.. rows]), persons.Length == 0 ? persons : [.. rows.Select(row => persons[row])]);
    }

    private static void Each(int count, ParallelOptions parallel, Action<int> act)
    {
        try
        {
            var next = -1;
            Parallel.For(0, Math.Min(count, parallel.MaxDegreeOfParallelism), parallel, _ =>
            {
                for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    parallel.CancellationToken.ThrowIfCancellationRequested();
                    act(i);
                }
            });
        }
        catch (AggregateException wrong) when (wrong.Flatten().InnerExceptions is [var first, ..])
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
