using Salus.Learning.Trees;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Whether values are missing for the same people as in the real table: a learner predicts from the rest of a row where a value is missing, once learned from real and once from synthetic rows, both tried on held-back rows.</summary>
internal static class Missingness
{
    private const int FewestEach = 20;
    private const int MostColumns = 12;
    private const int Most = 20_000;

    public static IEnumerable<Measure> Measure(Trial trial)
    {
        var limit = trial.Options.Limits.Missingness;
        var size = Math.Min(Math.Min(Most, trial.Options.LearnedRows), Math.Min(trial.Train.RowCount, trial.Synthetic.RowCount));
        var real = trial.Train.Take(Trial.Draw(trial.Train.RowCount, size, trial.Random.Fork(110)));
        var synthetic = trial.Synthetic.Take(Trial.Draw(trial.Synthetic.RowCount, size, trial.Random.Fork(111)));
        var columns = Enumerable.Range(0, trial.Columns.Length).Where(c => Enough(real[c]) && Enough(trial.Control[c]));
        foreach (var column in columns.OrderByDescending(c => Math.Min(Margins.Missing(real[c]), 1 - Margins.Missing(real[c]))).ThenBy(c => c).Take(MostColumns))
        {
            var name = trial.Columns[column].Name;
            if (!Enough(synthetic[column]))
            {
                yield return new("missingness:" + name, GateSection.Fidelity, $"Why '{name}' is missing", 1, null, null, limit, Verdict.Warn, $"'{name}' is missing in some real rows, but in hardly any or nearly all synthetic rows.");
                continue;
            }
            var (byReal, bySynthetic) = (Area(trial, real, column), Area(trial, synthetic, column));
            var gap = Math.Abs(byReal.Area - bySynthetic.Area);
            var error = Math.Sqrt(byReal.Error * byReal.Error + bySynthetic.Error * bySynthetic.Error);
            var verdict = gap <= limit ? Verdict.Pass : gap - Risk.Z95 * error > 0 ? Verdict.Warn : Verdict.NotMeasurable;
            yield return new("missingness:" + name, GateSection.Fidelity, $"Why '{name}' is missing", gap, Math.Max(0, gap - Risk.Z95 * error), gap + Risk.Z95 * error, limit, verdict,
                Text.Unsure($"Where '{name}' is missing can be predicted with an area under the curve of {Text.Number(byReal.Area)} learned from real and {Text.Number(bySynthetic.Area)} learned from synthetic rows.", verdict));
        }
    }

    private static bool Enough(double[] cells) => cells.Count(double.IsNaN) is var missing && missing >= FewestEach && cells.Length - missing >= FewestEach;

    private static Separation Area(Trial trial, Table learned, int column)
    {
        var trees = BoostedTrees.Fit(Features.Of(learned, column), [.. learned[column].Select(v => double.IsNaN(v) ? 1f : 0f)], BoostingLoss.Logistic,
            new BoostingOptions { Rounds = 60, MaxLeaves = 15, Bins = 64, Categorical = Features.Levels(trial.Columns, column), Threads = trial.Options.Threads, Seed = trial.Options.Seed }, cancel: trial.Cancel);
        var features = Features.Of(trial.Control, column);
        var truth = trial.Control[column];
        var scores = Enumerable.Range(0, features.RowCount).Select(r => (Missing: double.IsNaN(truth[r]), Score: trees.Predict(features.Row(r)))).ToArray();
        return Separation.Of([.. scores.Where(s => s.Missing).Select(s => s.Score)], [.. scores.Where(s => !s.Missing).Select(s => s.Score)]);
    }
}
