using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Synthetic rows that are, or nearly are, rows of single people.</summary>
internal static class Copies
{
    private const double Rarely = 0.05;

    /// <summary>Hits, and pairs of equal people, whose surroundings are looked at, at most: more say the same.</summary>
    private const int MostLookedAt = 20_000;

    public static IEnumerable<Measure> Measure(Trial trial)
    {
        foreach (var measure in Exact(trial))
            yield return measure;
        yield return Near(trial);
    }

    /// <summary>
    /// Rows equal to a real row that only one person has. Some such hits are no leak: a perfect synthesiser draws from the same
    /// people, and its rows fall on once-seen real rows as often as real rows fall on each other (Good, Biometrika 40, 1953, 237-264). From the
    /// pairs of equal rows among all real people follows how many hits a table of this size has by chance; with few such pairs that is
    /// itself uncertain, so the bound is the 99 % one of the negative binomial law (a Poisson count whose mean has Jeffreys' posterior). The same
    /// bound follows from hits on held-back people; the wider counts. Then the same again for people who stand apart, farther from all
    /// others than half of the people do: where people crowd, equal rows are common, and a few copies would hide among them.
    /// </summary>
    private static IEnumerable<Measure> Exact(Trial trial)
    {
        var (train, control, synthetic) = (RowKeys.Of(trial.Train), RowKeys.Of(trial.Control), RowKeys.Of(trial.Synthetic));
        var owners = new Dictionary<ulong, Owner>();
        Count(train, trial.Options.TrainPersons, 0);
        Count(control, trial.Options.ControlPersons, train.Length);
        var hits = synthetic.Where(k => owners.TryGetValue(k, out var owner) && owner.People == 1).Select(k => owners[k].Row).ToArray();
        var twins = owners.Values.Where(o => o.People == 2).Select(o => o.Row).Order().ToArray();
        var people = owners.Values.Sum(o => (double)o.People);
        var perPair = synthetic.Length * (train.Length / ((double)train.Length + control.Length) * people) / (people * (people - 1) / 2);
        var singles = owners.Values.Count(o => o.People == 1 && o.Row < train.Length) / (double)Math.Max(1, owners.Values.Count(o => o.People == 1 && o.Row >= train.Length));
        yield return Judge("copies", "Exact copies", "the row of one single person who was learned from", hits, twins.Length);
        var apart = Apart(trial, hits, twins);
        yield return Judge("copies-apart", "Copies of people who stand apart", "the row of one single person who was learned from and stands apart from others", [.. hits.Where(apart.Hits)], twins.Count(apart.Twins));

        Measure Judge(string key, string title, string words, int[] found, int pairs)
        {
            var copied = found.Count(row => row < train.Length);
            var bound = HitsBound(pairs, perPair);
            if (found.Length > copied)
                bound = Math.Max(bound, HitsBound(found.Length - copied, singles));
            var n = synthetic.Length;
            var success = new Success((double)copied / n, n);
            var (low, high) = success.Interval(Risk.Z95);
            return new(key, GateSection.Privacy, title, success.Rate, low, high, (double)bound / n, copied > bound ? Verdict.Fail : Verdict.Pass,
                $"{Text.Count(copied)} of {Text.Count(n)} synthetic rows equal {words}; up to {Text.Count(bound)} happen by chance.");
        }

        void Count(ulong[] keys, ImmutableArray<int> persons, int from)
        {
            for (var row = 0; row < keys.Length; row++)
            {
                var person = persons.IsDefaultOrEmpty ? from + row : persons[row];
                var owner = owners.GetValueOrDefault(keys[row]);
                owners[keys[row]] = owner.People > 0 && owner.Last == person ? owner : new(owner.People + 1, person, owner.People == 0 ? from + row : owner.Row);
            }
        }
    }

    /// <param name="Last">The person of the last row that was counted.</param>
    /// <param name="Row">The first row, those held back after those learned from.</param>
    private readonly record struct Owner(int People, int Last, int Row);

    /// <summary>Which of these rows are farther from the nearest other person than half of all people are.</summary>
    private static (Func<int, bool> Hits, Func<int, bool> Twins) Apart(Trial trial, int[] hits, int[] twins)
    {
        var all = trial.Space.Encode(Table.Join(trial.Columns, [trial.Train, trial.Control]));
        var usual = trial.Nearest(trial.TrainCodes, trial.TrainTargets, all, except: trial.TrainTargets);
        var sorted = Enumerable.Range(0, trial.TrainTargets.Length).Select(i => (int)usual.Distance(i)).Order().ToArray();
        var edge = sorted[sorted.Length / 2];
        return (Far(hits, 0), Far(twins, 1));

        // Of a pair of equal people the nearest other is the twin; what counts is the next.
        Func<int, bool> Far(int[] rows, int rank)
        {
            int[] looked = [.. rows.Distinct().Order()];
            if (looked.Length > MostLookedAt)
                looked = [.. Trial.Draw(looked.Length, MostLookedAt, trial.Random.Fork(7)).Select(i => looked[i])];
            var near = trial.Nearest(all, looked, all, neighbours: rank + 1, except: looked);
            var far = Enumerable.Range(0, looked.Length).Where(i => near.Distance(i, rank) > edge).Select(i => looked[i]).ToHashSet();
            return far.Contains;
        }
    }

    /// <summary>
    /// Rows much nearer to one real row than to the next one: the ratio of the two distances is below what only one in twenty real rows
    /// shows, each looked up among the others. Moving the cells of a copied row a little does not hide it from this.
    /// </summary>
    private static Measure Near(Trial trial)
    {
        var random = trial.Random.Fork(3);
        var rows = Trial.Draw(trial.Synthetic.RowCount, trial.Options.Budget(trial.Options.AttackedRows), random);
        var found = trial.Nearest(trial.SyntheticCodes, rows, trial.TrainCodes, neighbours: 2);
        var ratios = Ratios(found, rows.Length);
        var own = Ratios(trial.Nearest(trial.TrainCodes, trial.TrainTargets, trial.TrainCodes, neighbours: 2, except: trial.TrainTargets), trial.TrainTargets.Length);
        var held = Ratios(trial.Nearest(trial.ControlCodes, trial.ControlTargets, trial.TrainCodes, neighbours: 2), trial.ControlTargets.Length);
        double[] usual = [.. own, .. held];
        Array.Sort(usual);
        var edge = usual[(int)(Rarely * usual.Length)];
        var expected = (double)usual.Count(r => r < edge) / usual.Length;
        // A person far from all others is the nearest of several synthetic rows at once: such rows count together.
        var hits = Enumerable.Range(0, rows.Length).Where(i => ratios[i] < edge).GroupBy(i => found.Row(i)).Select(g => g.Count()).ToArray();
        var near = Success.Clustered(hits.Sum(), rows.Length, hits);
        var (low, high) = near.Interval(Risk.Z95);
        // Two real rows close to each other both count as close: the usual share is as uncertain as that of half as many rows.
        var noise = Math.Sqrt(Rarely * (1 - Rarely) * (1 / near.Attacks + 2.0 / usual.Length));
        var limit = trial.Options.Limits.NearCopies;
        var verdict = near.Rate > limit && near.Rate > Rarely + Risk.ZSurely * noise ? Verdict.Fail : near.Rate > Rarely + Risk.ZSurely * noise ? Verdict.Warn : Verdict.Pass;
        return new("near-copies", GateSection.Privacy, "Near copies", near.Rate, low, high, limit, verdict,
            $"{Text.Share(near.Rate)} of the synthetic rows lie on one real row as only {Text.Share(expected)} of real rows lie on another.");
    }

    private static double[] Ratios(NearestRows found, int count)
    {
        var ratios = new double[count];
        for (var i = 0; i < count; i++)
            ratios[i] = found.Row(i, 1) < 0 || found.Distance(i, 1) == 0 ? 1 : (double)found.Distance(i) / found.Distance(i, 1);
        return ratios;
    }

    /// <summary>The least count that is not exceeded with 99 % when <paramref name="seen"/> hits were seen where <paramref name="ratio"/> times as many are to be expected.</summary>
    internal static int HitsBound(int seen, double ratio)
    {
        const double Share = 0.99;
        var (shape, more) = (seen + 0.5, ratio / (1 + ratio));
        var log = -shape * Math.Log(1 + ratio);
        var (sum, count) = (Math.Exp(log), 0);
        var most = 100 + 10 * shape * (1 + ratio);
        while (sum < Share && count < most)
        {
            log += Math.Log(more * (shape + count) / (count + 1));
            count++;
            sum += Math.Exp(log);
        }
        return count;
    }
}

/// <summary>One number for all cells of a row as they are written, so that equal rows have equal numbers. 64 bits: among a million rows two unlike ones share a number with a chance of about 3 in 10^8.</summary>
internal static class RowKeys
{
    public static ulong[] Of(Table table)
    {
        var keys = new ulong[table.RowCount];
        Array.Fill(keys, 0x9E3779B97F4A7C15UL);
        for (var column = 0; column < table.ColumnCount; column++)
        {
            var cells = table[column];
            var decimals = table.Columns[column].Kind is ColumnKind.Number ? Math.Clamp(table.Columns[column].Decimals, 0, 15) : 0;
            var written = table.Columns[column].Kind is ColumnKind.Number or ColumnKind.Integer;
            for (var row = 0; row < keys.Length; row++)
            {
                var value = written && Math.Abs(cells[row]) < 1e15 ? Math.Round(cells[row], decimals) : cells[row];
                keys[row] = Mix(keys[row], double.IsNaN(value) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(value + 0.0));
            }
        }
        return keys;
    }

    private static ulong Mix(ulong key, ulong value)
    {
        var z = (key ^ value) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 29)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 32);
    }
}
