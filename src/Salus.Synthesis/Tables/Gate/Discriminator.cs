using Salus.Learning;
using Salus.Learning.Trees;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// A learner that tries to tell synthetic rows from held-back real ones. Rows that are equal stay in one part of the cross-validation:
/// otherwise a twin among the rows learned from would give a row away, and a table of copies would look worse than chance or better.
/// </summary>
internal static class Discriminator
{
    private const int Parts = 5;
    private const int Most = 20_000;

    public static Measure Measure(Trial trial)
    {
        var limit = trial.Options.Limits.Discriminator;
        const string Key = "discriminator", Title = "Telling synthetic from real rows";
        var size = new[] { trial.Control.RowCount, trial.Synthetic.RowCount, Most, trial.Options.LearnedRows }.Min();
        if (size < 2 * Parts)
            return new(Key, GateSection.Fidelity, Title, null, null, null, limit, Verdict.NotMeasurable, "The held-back rows are too few for a learner.");
        var real = trial.Control.Take(Trial.Draw(trial.Control.RowCount, size, trial.Random.Fork(100)));
        var synthetic = trial.Synthetic.Take(Trial.Draw(trial.Synthetic.RowCount, size, trial.Random.Fork(101)));
        var all = Table.Join(trial.Columns, [real, synthetic]);
        var features = Features.Of(all);
        var parts = Deal(all, trial.Random.Fork(102));
        var scores = new double[2 * size];
        for (var part = 0; part < Parts; part++)
        {
            var learned = Enumerable.Range(0, 2 * size).Where(r => parts[r] != part).ToArray();
            var trees = BoostedTrees.Fit(Features.Take(features, learned), [.. learned.Select(r => r < size ? 0f : 1f)], BoostingLoss.Logistic,
                new BoostingOptions { Rounds = 100, LearningRate = 0.1, MaxLeaves = 31, MinRowsPerLeaf = Math.Clamp(size / 100, 5, 20), Categorical = Features.Levels(trial.Columns), Threads = trial.Options.Threads, Seed = trial.Options.Seed }, cancel: trial.Cancel);
            for (var row = 0; row < 2 * size; row++)
                if (parts[row] == part)
                    scores[row] = trees.Predict(features.Row(row));
        }
        var areas = new List<Separation>();
        for (var part = 0; part < Parts; part++)
            if (Enumerable.Range(0, 2 * size).Where(r => parts[r] == part).ToArray() is var rows && rows.Any(r => r < size) && rows.Any(r => r >= size))
                areas.Add(Separation.Of([.. rows.Where(r => r >= size).Select(r => scores[r])], [.. rows.Where(r => r < size).Select(r => scores[r])]));
        var area = areas.Average(a => a.Area);
        var error = Math.Sqrt(areas.Sum(a => a.Error * a.Error)) / areas.Count;
        return new(Key, GateSection.Fidelity, Title, area, Math.Max(0, area - Risk.Z95 * error), Math.Min(1, area + Risk.Z95 * error), limit, area <= limit ? Verdict.Pass : Verdict.Warn,
            $"A learner that sees one real and one synthetic row says which is which rightly {Text.Share(area)} of the time; half would be chance.");
    }

    /// <summary>A part for each row; equal rows get the same.</summary>
    private static int[] Deal(Table table, SeededRandom random)
    {
        var keys = RowKeys.Of(table);
        var parts = new Dictionary<ulong, int>();
        var next = 0;
        var order = Trial.Shuffled(table.RowCount, random);
        foreach (var row in order)
            if (!parts.ContainsKey(keys[row]))
                parts.Add(keys[row], next++ % Parts);
        return Array.ConvertAll(keys, k => parts[k]);
    }
}
