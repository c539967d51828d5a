using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Group by group: whether the synthetic table holds as many of each, and whether what is learned from it serves each as well as what is learned from real rows.</summary>
internal static class Fairness
{
    private const int FewestRows = 50;

    public static IEnumerable<Measure> Measure(Trial trial, Usefulness? usefulness)
    {
        foreach (var name in trial.Options.Groups)
        {
            trial.Cancel.ThrowIfCancellationRequested();
            var column = trial.Train.IndexOf(name);
            var groups = Groups(trial, column);
            yield return Coverage(trial, column, name, groups);
            if (usefulness?.Predictions is { } predictions && !string.Equals(name, usefulness.Target, StringComparison.Ordinal))
                yield return Error(trial, column, name, groups, usefulness, predictions);
        }
    }

    private sealed record Group(string Name, Func<double, bool> Holds);

    private static ImmutableArray<Group> Groups(Trial trial, int column)
    {
        var about = trial.Columns[column];
        if (about.HasLevels)
            return [.. Enumerable.Range(0, about.Levels.Length).Where(l => trial.Train[column].Count(v => v == l) >= FewestRows).Select(l => new Group(about.Levels[l], v => v == l))];
        var sorted = Array.FindAll(trial.Train[column], v => !double.IsNaN(v));
        if (sorted.Length < 3 * FewestRows)
            return [];
        Array.Sort(sorted);
        var (low, high) = (sorted[sorted.Length / 3], sorted[2 * sorted.Length / 3]);
        return [new("the lowest third", v => v <= low), new("the middle third", v => v > low && v <= high), new("the highest third", v => v > high)];
    }

    private static Measure Coverage(Trial trial, int column, string name, ImmutableArray<Group> groups)
    {
        var (key, title, limit) = ("coverage:" + name, $"Groups of '{name}' kept", trial.Options.Limits.Coverage);
        (Group Group, double Change, double Error)? worst = null;
        foreach (var group in groups)
        {
            var (real, synthetic) = (trial.Train[column].Count(group.Holds), trial.Synthetic[column].Count(group.Holds));
            if (real < FewestRows)
                continue;
            var (r, s) = ((double)real / trial.Train.RowCount, (double)synthetic / trial.Synthetic.RowCount);
            var change = s / r - 1;
            var error = (1 + change) * Math.Sqrt((1 - r) / real + (1 - s) / Math.Max(1, synthetic));
            if (worst is null || Math.Abs(change) > Math.Abs(worst.Value.Change))
                worst = (group, change, error);
        }
        if (worst is not { } w)
            return new(key, GateSection.Fairness, title, null, null, null, limit, Verdict.NotMeasurable, $"No group of '{name}' has {FewestRows} real rows.");
        var size = Math.Abs(w.Change);
        var verdict = size <= limit ? Verdict.Pass : size - Risk.Z95 * w.Error > 0 ? Verdict.Warn : Verdict.NotMeasurable;
        return new(key, GateSection.Fairness, title, size, Math.Max(0, size - Risk.Z95 * w.Error), size + Risk.Z95 * w.Error, limit, verdict,
            Text.Unsure($"Of the groups of '{name}' {Named(w.Group)} changes most: the synthetic table holds {Text.Share(size)} {(w.Change < 0 ? "fewer" : "more")} of it than the real one.", verdict));
    }

    private static Measure Error(Trial trial, int column, string name, ImmutableArray<Group> groups, Usefulness usefulness, (double[] Real, double[] Synthetic) predictions)
    {
        var (key, title, limit) = ("group-loss:" + name, $"Prediction lost in groups of '{name}'", trial.Options.Limits.Loss);
        var cells = usefulness.Control[column];
        (Group Group, double Real, double Synthetic, Salus.Learning.Metrics.Interval Loss)? worst = null;
        var (best, least) = (double.NegativeInfinity, double.PositiveInfinity);
        foreach (var group in groups)
        {
            var rows = Enumerable.Range(0, cells.Length).Where(r => group.Holds(cells[r])).ToArray();
            if (rows.Length < FewestRows || !usefulness.CanScore(rows))
                continue;
            var (real, synthetic, loss) = usefulness.Compare(predictions.Real, predictions.Synthetic, rows);
            if (worst is null || loss.Value > worst.Value.Loss.Value)
                worst = (group, real, synthetic, loss);
            (best, least) = (Math.Max(best, synthetic), Math.Min(least, synthetic));
        }
        if (worst is not { } w)
            return new(key, GateSection.Fairness, title, null, null, null, limit, Verdict.NotMeasurable, $"No group of '{name}' has enough held-back rows to see how well it is served.");
        var verdict = w.Loss.Value <= limit ? Verdict.Pass : w.Loss.Low > 0 ? Verdict.Warn : Verdict.NotMeasurable;
        return new(key, GateSection.Fairness, title, w.Loss.Value, w.Loss.Low, w.Loss.High, limit, verdict,
            Text.Unsure($"Of the groups of '{name}' {Named(w.Group)} loses most by learning from synthetic rows, from {Text.Number(w.Real, 3)} to {Text.Number(w.Synthetic, 3)}; between the best and the worst served group lie {Text.Number(best - least, 3)}.", verdict));
    }

    private static string Named(Group group) => group.Name.StartsWith("the ", StringComparison.Ordinal) ? group.Name : $"'{group.Name}'";
}
