using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Metrics;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Augmentation;

/// <summary>
/// Whether adding synthetic rows helps a prediction. Persons are divided into folds; for each, the engine and the learners see the other folds alone, and
/// the real rows of the fold are predicted once by what was learned from real rows and once with synthetic rows added. The interval of the gain comes from drawing folds and,
/// in each, persons again (a two-stage bootstrap, Davison and Hinkley, Bootstrap Methods and their Application, 1997, section 3.8), so that it holds the chance of
/// the learning as well as of the held-back rows; the same draws serve both sides. A gain is called one only where the interval, wide enough for all comparisons, leaves out 0.
/// </summary>
public static class AugmentationStudy
{
    /// <summary>Rows of each class, and in all, without which no study is made.</summary>
    public const int LeastPositives = 20;

    /// <summary>Real rows that a fold learns from at most; larger tables gain nothing from added rows.</summary>
    private const int MostRows = 20_000;

    private const int Resamples = 2_000;

    /// <summary>Share of the told class above which it is not rare.</summary>
    private const double Rare = 0.35;

    /// <exception cref="SynthesisException">The target is not there or has too few rows; the message says which.</exception>
    public static AugmentationReport Run(Table table, ITableEngine engine, AugmentationOptions options, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        var target = table.IndexOf(options.Target);
        if (target < 0)
            throw new SynthesisException($"There is no column '{options.Target}' to predict.");
        if (!options.Persons.IsDefaultOrEmpty && options.Persons.Length != table.RowCount)
            throw new ArgumentException($"{options.Persons.Length} persons for {table.RowCount} rows.", nameof(options));
        int[] kept = [.. Enumerable.Range(0, table.RowCount).Where(row => !double.IsNaN(table[target][row]))];
        var rows = table.Take(kept);
        int[] persons = options.Persons.IsDefaultOrEmpty ? [.. Enumerable.Range(0, kept.Length)] : [.. kept.Select(row => options.Persons[row])];
        var what = table.Columns[target];
        var level = what.HasLevels ? Level(rows, target, options.Level) : -1;
        var positives = what.HasLevels ? rows[target].Count(v => v == level) : 0;
        if (rows.RowCount < 2 * LeastPositives || (what.HasLevels && Math.Min(positives, rows.RowCount - positives) < LeastPositives))
            throw new SynthesisException($"'{options.Target}' has {(what.HasLevels ? positives : rows.RowCount)} rows to learn from; a study needs {LeastPositives} of each class.");
        var ways = what.HasLevels && positives < Rare * rows.RowCount ? (AddedRows[])[AddedRows.Alike, AddedRows.RareClass] : [AddedRows.Alike];
        var task = new PredictionTask(table.Columns, target, level, options.Threads);
        var random = new SeededRandom(options.Seed);
        var folds = Folds(persons, options.Folds, rows, task, random.Fork(1));
        var comparisons = ways.SelectMany(way => options.Learners.Select(learner => new Comparison(learner, way, folds.Length))).ToArray();
        for (var fold = 0; fold < folds.Length; fold++)
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report(new FitProgress($"studying part {fold + 1} of {folds.Length}", (double)fold / folds.Length));
            Predict(rows, persons, folds[fold], fold, target, level, task, engine, options, comparisons, random.Fork((ulong)(100 + fold)), cancel);
        }
        var confidence = 1 - (1 - options.Confidence) / comparisons.Length;
        var results = comparisons.Select(c => Compare(c, rows, persons, folds, task, confidence, random.Fork(2), cancel));
        return new AugmentationReport(what.HasLevels ? $"{what.Name} = {what.Levels[level]}" : what.Name, what.HasLevels ? "AUROC" : "RMSE", rows.RowCount, positives, [.. results]);
    }

    /// <summary>Scores of the held-back rows of each fold, learned from real rows alone and with synthetic ones.</summary>
    private sealed class Comparison(StudyLearner learner, AddedRows added, int folds)
    {
        public StudyLearner Learner => learner;

        public AddedRows Added => added;

        public double[][] Real { get; } = new double[folds][];

        public double[][] Augmented { get; } = new double[folds][];
    }

    private static void Predict(Table rows, int[] persons, int[] held, int fold, int target, int level, PredictionTask task, ITableEngine engine, AugmentationOptions options, Comparison[] comparisons, SeededRandom random, CancellationToken cancel)
    {
        var isHeld = new bool[rows.RowCount];
        foreach (var row in held)
            isHeld[row] = true;
        int[] others = [.. Enumerable.Range(0, rows.RowCount).Where(row => !isHeld[row])];
        var stride = Math.Max(1.0, (double)others.Length / MostRows);
        int[] learnedRows = stride <= 1 ? others : [.. Enumerable.Range(0, MostRows).Select(i => others[(int)(i * stride)])];
        var (learned, asked) = (rows.Take(learnedRows), rows.Take(held));
        var fit = new FitOptions
        {
            Seed = random.NextBits(),
            Target = options.Target,
            Protection = options.Protection ?? ProtectionSearch.Start(learned.RowCount),
            Epsilon = options.Epsilon,
            Persons = options.Persons.IsDefaultOrEmpty ? [] : [.. Renumbered(learnedRows, persons)],
            Threads = options.Threads,
        };
        var model = engine.Fit(learned.AsSource(), fit, null, cancel);
        var seed = random.NextBits();
        foreach (var way in comparisons.Select(c => c.Added).Distinct())
        {
            var added = way is AddedRows.Alike
                ? model.Sample((int)Math.Ceiling(options.Share * learned.RowCount), random.Fork(10), cancel)
                : RareRows(model, learned, target, level, options.Share, random.Fork(11), cancel);
            int[] usable = [.. Enumerable.Range(0, added.RowCount).Where(row => !double.IsNaN(added[target][row]))];
            var together = Table.Join(rows.Columns, [learned, added.Take(usable)]);
            foreach (var comparison in comparisons.Where(c => c.Added == way))
            {
                comparison.Augmented[fold] = task.Scores(comparison.Learner, together, asked, seed, cancel);
                comparison.Real[fold] = comparisons.FirstOrDefault(c => c.Learner == comparison.Learner && c.Real[fold] is not null)?.Real[fold]
                    ?? task.Scores(comparison.Learner, learned, asked, seed, cancel);
            }
        }
    }

    /// <summary>Rows of the told class: drawn on that condition where the engine can, else kept from many.</summary>
    private static Table RareRows(ITableModel model, Table learned, int target, int level, double share, SeededRandom random, CancellationToken cancel)
    {
        const int Rounds = 20;
        var positives = learned[target].Count(v => v == level);
        var wanted = Math.Min(learned.RowCount - 2 * positives, (int)Math.Ceiling(share * learned.RowCount));
        if (model is IConditionalModel conditional)
        {
            var cells = ImmutableArray.CreateBuilder<double[]>(learned.ColumnCount);
            for (var column = 0; column < learned.ColumnCount; column++)
            {
                var values = new double[wanted];
                Array.Fill(values, column == target ? level : double.NaN);
                cells.Add(values);
            }
            return conditional.Complete(new Table(learned.Columns, cells.MoveToImmutable()), random, cancel);
        }
        var found = new List<Table>();
        for (var round = 0; round < Rounds && found.Sum(t => t.RowCount) < wanted; round++)
        {
            var drawn = model.Sample(learned.RowCount, random, cancel);
            found.Add(drawn.Take([.. Enumerable.Range(0, drawn.RowCount).Where(row => drawn[target][row] == level).Take(wanted)]));
        }
        return Table.Join(learned.Columns, found);
    }

    private static int[] Renumbered(int[] rows, int[] persons)
    {
        var numbers = new Dictionary<int, int>();
        return Array.ConvertAll(rows, row =>
        {
            numbers.TryAdd(persons[row], numbers.Count);
            return numbers[persons[row]];
        });
    }

    private static int Level(Table rows, int target, string? name)
    {
        var levels = rows.Columns[target].Levels;
        if (name is not null)
            return levels.IndexOf(name, StringComparer.Ordinal) is >= 0 and var index ? index : throw new SynthesisException($"Column '{rows.Columns[target].Name}' has no level '{name}'.");
        var counts = rows[target].CountBy(v => v).Where(c => c.Value >= LeastPositives).ToArray();
        return counts.Length < 2
            ? throw new SynthesisException($"Column '{rows.Columns[target].Name}' does not have two levels of {LeastPositives} rows each, so there is nothing to tell apart.")
            : (int)counts.MinBy(c => (c.Value, c.Key)).Key;
    }

    /// <summary>Whole persons, those of the told class spread evenly.</summary>
    private static int[][] Folds(int[] persons, int count, Table rows, PredictionTask task, SeededRandom random)
    {
        var order = persons.Distinct().ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = random.NextInt(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
        var positive = new HashSet<int>();
        for (var row = 0; row < persons.Length; row++)
            if (!task.IsNumber && task.Truth(rows, row))
                positive.Add(persons[row]);
        var foldOf = new Dictionary<int, int>();
        foreach (var person in order.OrderBy(positive.Contains))
            foldOf[person] = foldOf.Count % count;
        return [.. Enumerable.Range(0, count).Select(fold => Enumerable.Range(0, persons.Length).Where(row => foldOf[persons[row]] == fold).ToArray())];
    }

    private static AugmentationResult Compare(Comparison comparison, Table rows, int[] persons, int[][] folds, PredictionTask task, double confidence, SeededRandom random, CancellationToken cancel)
    {
        var real = Measures(comparison.Real, rows, folds, task);
        var augmented = Measures(comparison.Augmented, rows, folds, task);
        var sign = task.IsNumber ? -1 : 1;
        var units = Array.ConvertAll(folds, fold => Renumbered(fold, persons));
        var gains = new double[Resamples];
        Parallel.For(0, Resamples, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            var chance = random.Fork((ulong)i);
            var (sum, measured) = (0.0, 0);
            for (var draw = 0; draw < folds.Length; draw++)
            {
                var fold = chance.NextInt(folds.Length);
                var weights = Weights(units[fold], chance);
                var gain = sign * (augmented[fold](weights) - real[fold](weights));
                if (double.IsFinite(gain))
                    (sum, measured) = (sum + gain, measured + 1);
            }
            gains[i] = measured > 0 ? sum / measured : double.NaN;
        });
        gains = Array.FindAll(gains, double.IsFinite);
        var (before, after) = (Mean(real, folds), Mean(augmented, folds));
        return new AugmentationResult(comparison.Learner, comparison.Added, before, after, sign * (after - before), Quantiles.Of(gains, (1 - confidence) / 2), Quantiles.Of(gains, (1 + confidence) / 2));
    }

    /// <summary>How often each row counts when persons are drawn again.</summary>
    private static double[] Weights(int[] units, SeededRandom random)
    {
        var drawn = new int[units.Max() + 1];
        for (var i = 0; i < drawn.Length; i++)
            drawn[random.NextInt(drawn.Length)]++;
        return Array.ConvertAll(units, unit => (double)drawn[unit]);
    }

    private static WeightedMeasure[] Measures(double[][] scores, Table rows, int[][] folds, PredictionTask task) =>
        [.. folds.Select((fold, i) =>
        {
            if (task.IsNumber)
            {
                var truths = Array.ConvertAll(fold, row => task.Value(rows, row));
                return new WeightedMeasure(weights => RegressionMetrics.RootMeanSquaredError(scores[i], truths, weights));
            }
            var ranked = new RankedScores(scores[i], Array.ConvertAll(fold, row => task.Truth(rows, row)));
            return weights => ranked.Auroc(weights);
        })];

    private static double Mean(WeightedMeasure[] measures, int[][] folds)
    {
        var sum = 0.0;
        for (var fold = 0; fold < folds.Length; fold++)
        {
            var weights = new double[folds[fold].Length];
            Array.Fill(weights, 1);
            sum += measures[fold](weights);
        }
        return sum / folds.Length;
    }
}
