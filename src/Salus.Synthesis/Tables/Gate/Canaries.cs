using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// Made-up people with rare values are planted among the rows, the engine is fitted again, and the planted are looked for among as many
/// of their kind that were not planted (after Carlini et al., "The secret sharer", USENIX Security 2019). Rare values are what an engine memorises first.
/// </summary>
internal static class Canaries
{
    private const int Most = 50;
    private const int Fits = 3;
    private const double Rare = 0.05;

    public static IEnumerable<Measure> Measure(Trial trial, Refit refit)
    {
        var planted = Math.Clamp(trial.Train.RowCount / 50, 1, Most);
        var (seen, unseen) = (new List<double>(), new List<double>());
        for (var fit = 0; fit < Fits; fit++)
        {
            var random = trial.Random.Fork(80 + (ulong)fit);
            var birds = Make(trial.Train, 2 * planted, random);
            var rows = Table.Join(trial.Columns, [trial.Train, birds.Take([.. Enumerable.Range(0, planted)])]);
            var drawn = refit(rows, trial.Options.Seed + 1_000 + (ulong)fit, trial.Cancel);
            var near = trial.Nearest(trial.Space.Encode(birds), [.. Enumerable.Range(0, 2 * planted)], trial.Space.Encode(drawn));
            for (var i = 0; i < 2 * planted; i++)
                (i < planted ? seen : unseen).Add(-near.Distance(i));
        }
        var separation = Separation.Of([.. seen], [.. unseen]);
        var (low, high) = separation.Interval(Risk.Z95);
        var found = separation.Interval(Risk.Z99).Low > 0.5;
        var verdict = !found ? Verdict.Pass : separation.Area > 0.75 ? Verdict.Fail : Verdict.Warn;
        yield return new("canaries", GateSection.Privacy, "Canaries", separation.Area, low, high, 0.75, verdict,
            $"Of {seen.Count} made-up people with rare values that were planted in {Fits} further fits, one is told from one that was not planted {Text.Share(separation.Area)} of the time; half would be chance.");
    }

    /// <summary>Each cell is drawn on its own, with equal chances from the lowest and the highest twentieth of a column, or from its rarest levels.</summary>
    private static Table Make(Table real, int count, SeededRandom random)
    {
        var cells = ImmutableArray.CreateBuilder<double[]>(real.ColumnCount);
        for (var column = 0; column < real.ColumnCount; column++)
        {
            var rare = RareValues(real[column], real.Columns[column].HasOrder);
            var values = new double[count];
            for (var i = 0; i < count; i++)
                values[i] = rare.Length == 0 ? double.NaN : rare[random.NextInt(rare.Length)];
            cells.Add(values);
        }
        return new Table(real.Columns, cells.MoveToImmutable());
    }

    private static double[] RareValues(double[] cells, bool ordered)
    {
        var known = Array.FindAll(cells, v => !double.IsNaN(v));
        if (known.Length == 0)
            return [];
        Array.Sort(known);
        var tail = Math.Max(1, (int)(Rare * known.Length));
        if (ordered)
            return [.. known[..tail], .. known[^tail..]];
        var levels = known.GroupBy(v => v).Select(g => (Level: g.Key, Count: g.Count())).OrderBy(l => l.Count).ThenBy(l => l.Level).ToArray();
        var chosen = new List<double>();
        var rows = 0;
        foreach (var (level, held) in levels)
        {
            chosen.Add(level);
            rows += held;
            if (rows > tail)
                break;
        }
        return [.. chosen];
    }
}
