using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Whether the synthetic table looks like the real one: columns, pairs of columns, and rare levels.</summary>
internal static class Fidelity
{
    private const int MostPairs = 3_000;
    private const int MostRows = 50_000;
    private const int MostInMap = 48;

    public static (ImmutableArray<Measure> Measures, ImmutableArray<Margin> Margins, Associations? Associations) Measure(Trial trial)
    {
        var columns = trial.Columns;
        var count = columns.Length;
        var limits = trial.Options.Limits;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = trial.Options.Threads, CancellationToken = trial.Cancel };
        var margins = new Margin[count];
        Parallel.For(0, count, parallel, c => margins[c] = Margins.Picture(columns[c], trial.Train[c], trial.Synthetic[c], Margins.Agreement(columns[c], trial.Train[c], trial.Synthetic[c])));
        var shapes = margins.Average(m => m.Agreement);
        var measures = ImmutableArray.CreateBuilder<Measure>();
        var worst = margins.MinBy(m => m.Agreement)!;
        measures.Add(new("margins", GateSection.Fidelity, "Columns alike", shapes, null, null, null, Verdict.Information, $"On average the columns agree to {Text.Share(shapes)} with the real ones; '{worst.Column}' agrees least, to {Text.Share(worst.Agreement)}."));

        var pairs = new Pairs(Some(trial.Train, trial, 90), Some(trial.Synthetic, trial, 91));
        var chosen = Chosen(count, trial);
        var agreements = new double?[chosen.Length];
        Parallel.For(0, chosen.Length, parallel, i => agreements[i] = pairs.Agreement(chosen[i].A, chosen[i].B));
        var known = agreements.Where(a => a is not null).Select(a => a!.Value).ToArray();
        var trends = known.Length > 0 ? known.Average() : shapes;
        if (known.Length > 0)
            measures.Add(new("pairs", GateSection.Fidelity, "Pairs of columns alike", trends, null, null, null, Verdict.Information, $"On average {Text.Count(known.Length)} pairs of columns that really go together do so to {Text.Share(trends)}."));
        var quality = (shapes + trends) / 2;
        measures.Insert(0, new("quality", GateSection.Fidelity, "Likeness of columns and pairs", quality, null, null, limits.Quality, quality >= limits.Quality ? Verdict.Pass : Verdict.Warn,
            $"Columns and pairs of columns are alike to {Text.Share(quality)}; a table whose columns know nothing of each other often reaches 90 %, so this alone proves little."));
        measures.Add(Missing(margins));
        measures.Add(RareLevels(trial));
        return (measures.ToImmutable(), [.. margins], Map(trial, pairs, margins, parallel));
    }

    private static Table Some(Table table, Trial trial, ulong label) => table.RowCount <= MostRows ? table : table.Take(Trial.Draw(table.RowCount, MostRows, trial.Random.Fork(label)));

    private static (int A, int B)[] Chosen(int columns, Trial trial)
    {
        var all = (long)columns * (columns - 1) / 2;
        if (all <= MostPairs)
            return [.. Enumerable.Range(0, columns).SelectMany(a => Enumerable.Range(a + 1, columns - a - 1).Select(b => (a, b)))];
        var random = trial.Random.Fork(92);
        var chosen = new HashSet<(int, int)>();
        while (chosen.Count < MostPairs)
        {
            var (a, b) = (random.NextInt(columns), random.NextInt(columns));
            if (a != b)
                chosen.Add((Math.Min(a, b), Math.Max(a, b)));
        }
        return [.. chosen.Order()];
    }

    private static Measure Missing(Margin[] margins)
    {
        var worst = margins.MaxBy(m => Math.Abs(m.RealMissing - m.SyntheticMissing))!;
        var gap = Math.Abs(worst.RealMissing - worst.SyntheticMissing);
        return new("missing", GateSection.Fidelity, "Share of missing values", gap, null, null, null, Verdict.Information,
            gap == 0 ? "Every column misses as many values as in the real table." : $"The share of missing values differs most in '{worst.Column}', by {Text.Share(gap)}.");
    }

    /// <summary>Levels that 5 rows to 1 % of the rows have: those that hardly any engine draws.</summary>
    private static Measure RareLevels(Trial trial)
    {
        var (rare, found) = (0, 0);
        for (var column = 0; column < trial.Columns.Length; column++)
        {
            if (!trial.Columns[column].HasLevels)
                continue;
            var counts = new int[trial.Columns[column].Levels.Length];
            foreach (var value in trial.Train[column])
                if (!double.IsNaN(value))
                    counts[(int)value]++;
            var drawn = trial.Synthetic[column].Where(v => !double.IsNaN(v)).Select(v => (int)v).ToHashSet();
            for (var level = 0; level < counts.Length; level++)
                if (counts[level] >= GateReport.FewestPeople && counts[level] <= 0.01 * trial.Train.RowCount)
                {
                    rare++;
                    found += drawn.Contains(level) ? 1 : 0;
                }
        }
        return rare == 0
            ? new("rare-levels", GateSection.Fidelity, "Rare levels kept", null, null, null, null, Verdict.Information, "No column has levels that are rare and yet of several people.")
            : new("rare-levels", GateSection.Fidelity, "Rare levels kept", (double)found / rare, null, null, null, Verdict.Information, $"{Text.Count(found)} of {Text.Count(rare)} levels that few rows have appear in the synthetic table.");
    }

    private static Associations? Map(Trial trial, Pairs pairs, Margin[] margins, ParallelOptions parallel)
    {
        var shown = Enumerable.Range(0, margins.Length).Where(c => margins[c].Labels.Length > 1).Take(MostInMap).ToArray();
        if (shown.Length < 2)
            return null;
        var n = shown.Length;
        var (real, synthetic) = (new double[n * n], new double[n * n]);
        Parallel.For(0, n * n, parallel, cell =>
        {
            var (a, b) = (cell / n, cell % n);
            if (a > b)
                return;
            var (r, s) = pairs.Strength(shown[a], shown[b]);
            (real[a * n + b], synthetic[a * n + b]) = (Math.Round(r, 4), Math.Round(s, 4));
            (real[b * n + a], synthetic[b * n + a]) = (real[a * n + b], synthetic[a * n + b]);
        });
        return new([.. shown.Select(c => trial.Columns[c].Name)], [.. real], [.. synthetic]);
    }
}
