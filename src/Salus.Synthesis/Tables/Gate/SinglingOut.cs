using Salus.Learning;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// The attacker finds a description that fits exactly one synthetic row and bets that it fits exactly one real person (Giomi et al.,
/// PoPETs 2023(2), section 4.1, after Cohen and Nissim, PNAS 117, 2020). Held-back people are fewer than those learned from, and a description fits
/// exactly one more easily among more; so the success on held-back people is scaled by what the same descriptions lose when only as
/// many of the people learned from are looked at, which follows exactly from how many they fit (hypergeometric law).
/// </summary>
internal static class SinglingOut
{
    private const int TriesPerPredicate = 100;

    private enum Sign { Equal, AtLeast, AtMost }

    /// <param name="Value">NaN: the cell is missing.</param>
    private readonly record struct Condition(int Column, Sign Sign, double Value)
    {
        public bool Fits(double cell) => double.IsNaN(Value) ? double.IsNaN(cell) : Sign switch
        {
            Sign.AtLeast => cell >= Value,
            Sign.AtMost => cell <= Value,
            _ => cell == Value,
        };
    }

    public static IEnumerable<Measure> Measure(Trial trial)
    {
        yield return Judge(trial, Univariate(trial), "singling-out-one", "Singling out by one value", "one rare value");
        var wide = Math.Min(6, trial.Columns.Length);
        var narrow = Math.Min(3, trial.Columns.Length);
        yield return Judge(trial, Multivariate(trial, narrow, trial.Random.Fork(21)), "singling-out", $"Singling out by {narrow} values", $"{narrow} values together");
        if (wide > narrow)
            yield return Judge(trial, Multivariate(trial, wide, trial.Random.Fork(22)), "singling-out-many", $"Singling out by {wide} values", $"{wide} values together");
    }

    private static Measure Judge(Trial trial, List<Condition[]> predicates, string key, string title, string by)
    {
        if (predicates.Count == 0)
            return new(key, GateSection.Privacy, title, null, null, null, trial.Options.Limits.Risk, Verdict.NotMeasurable, $"No description by {by} fits exactly one synthetic row, so an attacker has nothing to bet on.");
        var (inTrain, inControl) = (new (int Count, int Row)[predicates.Count], new (int Count, int Row)[predicates.Count]);
        Parallel.For(0, predicates.Count, new ParallelOptions { MaxDegreeOfParallelism = trial.Options.Threads, CancellationToken = trial.Cancel }, i =>
        {
            inTrain[i] = Matches(trial.Train, predicates[i], int.MaxValue);
            inControl[i] = Matches(trial.Control, predicates[i], int.MaxValue);
        });
        var (n, m) = (trial.Train.RowCount, trial.Control.RowCount);
        var size = Math.Min(n, m);
        var among = inTrain.Sum(c => ExactlyOne(c.Count, n, size));
        var held = inControl.Sum(c => ExactlyOne(c.Count, m, size));
        var hits = inTrain.Count(c => c.Count == 1);
        var scale = among > 0 ? hits / among : (double)n / size;
        var learned = Success.Clustered(hits, predicates.Count, Clusters(inTrain));
        var unscaled = Success.Clustered(held, predicates.Count, Clusters(inControl));
        var control = new Success(Math.Min(1, unscaled.Rate * scale), unscaled.Attacks / Math.Max(1, scale));
        return Risk.Of(learned, control).AsMeasure(key, title, trial.Options.Limits.Risk,
            $"Of {Text.Count(predicates.Count)} descriptions by {by} that fit one synthetic row, {Text.Share(learned.Rate)} fit exactly one person learned from; {Text.Share(control.Rate)} would be chance.");
    }

    private static IEnumerable<int> Clusters((int Count, int Row)[] matches) => matches.Where(c => c.Count == 1).GroupBy(c => c.Row).Select(g => g.Count());

    /// <summary>The chance that exactly one of <paramref name="fitting"/> rows of <paramref name="all"/> is among <paramref name="drawn"/> drawn without replacement.</summary>
    internal static double ExactlyOne(int fitting, int all, int drawn)
    {
        if (fitting == 0)
            return 0;
        var chance = fitting * (double)drawn / all;
        for (var i = 1; i < fitting && chance > 0; i++)
            chance *= Math.Max(0, all - drawn - (i - 1.0)) / (all - i);
        return chance;
    }

    /// <summary>Values that one synthetic row has, the ends of numeric columns, and the missing mark where one row has it.</summary>
    private static List<Condition[]> Univariate(Trial trial)
    {
        var all = new List<Condition[]>();
        for (var column = 0; column < trial.Columns.Length; column++)
        {
            trial.Cancel.ThrowIfCancellationRequested();
            var sorted = Array.FindAll(trial.Synthetic[column], v => !double.IsNaN(v));
            if (sorted.Length == trial.Synthetic.RowCount - 1)
                all.Add([new(column, Sign.Equal, double.NaN)]);
            if (sorted.Length == 0)
                continue;
            Array.Sort(sorted);
            if (trial.Columns[column].HasOrder && sorted.Length > 1)
            {
                if (sorted[0] < sorted[1])
                    all.Add([new(column, Sign.AtMost, sorted[0])]);
                if (sorted[^1] > sorted[^2])
                    all.Add([new(column, Sign.AtLeast, sorted[^1])]);
            }
            for (var i = 0; i < sorted.Length; i++)
                if ((i == 0 || sorted[i] != sorted[i - 1]) && (i == sorted.Length - 1 || sorted[i] != sorted[i + 1]))
                    all.Add([new(column, Sign.Equal, sorted[i])]);
        }
        var chosen = Trial.Draw(all.Count, trial.Options.Budget(trial.Options.Predicates), trial.Random.Fork(20));
        return [.. chosen.Select(i => all[i])];
    }

    /// <summary>Takes some values of a synthetic row: levels as they are, numbers as the half-line away from the middle, and keeps what fits no other synthetic row.</summary>
    private static List<Condition[]> Multivariate(Trial trial, int width, SeededRandom random)
    {
        var wanted = trial.Options.Budget(trial.Options.Predicates);
        var middles = Enumerable.Range(0, trial.Columns.Length).Select(c => trial.Columns[c].HasOrder ? Middle(trial.Synthetic[c]) : double.NaN).ToArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<Condition[]>();
        for (var tried = 0; tried < wanted * TriesPerPredicate && found.Count < wanted; tried++)
        {
            if (tried % 256 == 0)
                trial.Cancel.ThrowIfCancellationRequested();
            var row = random.NextInt(trial.Synthetic.RowCount);
            var columns = Trial.Draw(trial.Columns.Length, width, random);
            var predicate = Array.ConvertAll(columns, c => About(c, trial.Synthetic[c][row], middles[c]));
            if (Matches(trial.Synthetic, predicate, 1).Count == 1 && seen.Add(string.Join(';', predicate)))
                found.Add(predicate);
        }
        return found;
    }

    private static Condition About(int column, double value, double middle) =>
        new(column, double.IsNaN(value) || double.IsNaN(middle) ? Sign.Equal : value > middle ? Sign.AtLeast : Sign.AtMost, value);

    private static double Middle(double[] cells)
    {
        var sorted = Array.FindAll(cells, v => !double.IsNaN(v));
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>How many rows fit, counted until there are more than <paramref name="most"/>, and the last that did.</summary>
    private static (int Count, int Row) Matches(Table table, Condition[] predicate, int most)
    {
        var first = table[predicate[0].Column];
        var (count, last) = (0, -1);
        for (var row = 0; row < first.Length; row++)
        {
            if (!predicate[0].Fits(first[row]))
                continue;
            var fits = true;
            for (var i = 1; i < predicate.Length && fits; i++)
                fits = predicate[i].Fits(table[predicate[i].Column][row]);
            if (!fits)
                continue;
            last = row;
            if (++count > most)
                break;
        }
        return (count, last);
    }
}
