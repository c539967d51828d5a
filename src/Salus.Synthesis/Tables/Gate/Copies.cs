using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Synthetic rows that are, or nearly are, rows of single people.</summary>
internal static class Copies
{
    private const double Rarely = 0.05;

    public static IEnumerable<Measure> Measure(Trial trial)
    {
        yield return Exact(trial);
        yield return Near(trial);
    }

    /// <summary>
    /// Rows equal to a real row that only one person has. Some such hits are no leak: a perfect synthesiser draws from the same
    /// people, and its rows fall on once-seen real rows as often as real rows fall on each other (Good, Biometrika 40, 1953, 237-264). From the
    /// pairs of equal rows among all real people follows how many hits a table of this size has by chance; with few such pairs that is
    /// itself uncertain, so the bound is the 99 % one of the negative binomial law (a Poisson count whose mean has Jeffreys' posterior). The same
    /// bound follows from hits on held-back people; the wider counts.
    /// </summary>
    private static Measure Exact(Trial trial)
    {
        var (train, control, synthetic) = (RowKeys.Of(trial.Train), RowKeys.Of(trial.Control), RowKeys.Of(trial.Synthetic));
        var owners = new Dictionary<ulong, (int People, int Last, bool Train)>();
        Count(train, trial.Options.TrainPersons, true);
        Count(control, trial.Options.ControlPersons, false);
        var people = owners.Values.Sum(o => (double)o.People);
        var pairs = owners.Values.Count(o => o.People == 2);
        var (ofTrain, ofControl) = (owners.Values.Count(o => o is { People: 1, Train: true }), owners.Values.Count(o => o is { People: 1, Train: false }));
        var (copied, chance) = (0, 0);
        foreach (var key in synthetic)
            if (owners.TryGetValue(key, out var owner) && owner.People == 1)
                if (owner.Train)
                    copied++;
                else
                    chance++;
        var n = synthetic.Length;
        var perPair = n * ((double)train.Length / (train.Length + control.Length) * people) / (people * (people - 1) / 2);
        var bound = HitsBound(pairs, perPair);
        if (chance > 0)
            bound = Math.Max(bound, HitsBound(chance, (double)ofTrain / Math.Max(1, ofControl)));
        var success = new Success((double)copied / n, n);
        var (low, high) = success.Interval(Risk.Z95);
        return new("copies", GateSection.Privacy, "Exact copies", success.Rate, low, high, (double)bound / n, copied > bound ? Verdict.Fail : Verdict.Pass,
            $"{Text.Count(copied)} of {Text.Count(n)} synthetic rows equal the row of one single person who was learned from; up to {Text.Count(bound)} happen by chance.");

        void Count(ulong[] keys, ImmutableArray<int> persons, bool learned)
        {
            for (var row = 0; row < keys.Length; row++)
            {
                var person = persons.IsDefaultOrEmpty ? (learned ? row : ~row) : persons[row];
                var owner = owners.GetValueOrDefault(keys[row]);
                owners[keys[row]] = owner.People > 0 && owner.Last == person ? owner : (owner.People + 1, person, owner.People == 0 ? learned : owner.Train);
            }
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
