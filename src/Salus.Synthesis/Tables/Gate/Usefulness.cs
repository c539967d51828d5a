using System.Collections.Immutable;
using Salus.Learning.Linear;
using Salus.Learning.Metrics;
using Salus.Learning.Trees;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// Train on synthetic, test on real (Esteban et al., arXiv 1706.02633, 2017): the same learners learn the target once from synthetic and
/// once from real rows, and both are tried on the held-back real rows. Levels are scored by the area under the ROC curve (of more than
/// two the mean of each against the rest), numbers by the explained share of variance; intervals come from resampling the held-back rows for both at once.
/// </summary>
internal sealed class Usefulness
{
    private const int FewestCases = 10;
    private const int Resamples = 400;
    private const int MostInSmall = 20_000;
    private const int Trees = 100;

    private readonly Trial trial;
    private readonly int target;
    private readonly Table train;
    private readonly Table synthetic;
    private readonly Table control;

    public Usefulness(Trial trial, string target)
    {
        this.trial = trial;
        Target = target;
        this.target = trial.Train.IndexOf(target);
        train = Known(trial.Train, trial.Options.LearnedRows, 120);
        synthetic = Known(trial.Synthetic, trial.Options.LearnedRows, 121);
        control = Known(trial.Control, int.MaxValue, 122);
        IsLevel = trial.Columns[this.target].HasLevels;
        Scored = IsLevel ? [.. Enumerable.Range(0, trial.Columns[this.target].Levels.Length).Where(l => Cases(control, l) >= FewestCases && control.RowCount - Cases(control, l) >= FewestCases && Cases(train, l) >= FewestCases)] : [];
    }

    public string Target { get; }

    /// <summary>The held-back rows whose target is known: what the predictions are about.</summary>
    public Table Control => control;

    /// <summary>Whether levels are predicted, not numbers.</summary>
    public bool IsLevel { get; }

    /// <summary>The levels that have enough cases to be scored.</summary>
    public ImmutableArray<int> Scored { get; }

    /// <summary>What boosted trees that learned from real and from synthetic rows say of the held-back ones; null before <see cref="Measure"/> or where nothing can be learned.</summary>
    public (double[] Real, double[] Synthetic)? Predictions { get; private set; }

    public IEnumerable<Measure> Measure()
    {
        const string Title = "Prediction lost";
        var limit = trial.Options.Limits.Loss;
        if (control.RowCount < 2 * FewestCases || train.RowCount < 2 * FewestCases || (IsLevel && Scored.IsEmpty))
        {
            yield return new("loss", GateSection.Utility, Title, null, null, null, limit, Verdict.NotMeasurable, $"Too few rows have a known '{Target}' to learn it.");
            yield break;
        }
        var learnable = synthetic.RowCount >= 2 * FewestCases && (!IsLevel || Scored.Count(l => Cases(synthetic, l) > 0 && Cases(synthetic, l) < synthetic.RowCount) == Scored.Length);
        if (!learnable)
        {
            yield return new("loss", GateSection.Utility, Title, null, null, null, limit, Verdict.Warn, $"The synthetic rows do not hold every value of '{Target}' that real rows hold, so it cannot be learned from them.");
            yield break;
        }
        foreach (var (key, name, learn) in new (string, string, Func<Table, double[]>)[] { ("", "boosted trees", Boosted), (":forest", "a random forest", Forest), (":linear", IsLevel ? "a logistic regression" : "a linear regression", Linear) })
        {
            trial.Cancel.ThrowIfCancellationRequested();
            var (real, fake) = (learn(train), learn(synthetic));
            Predictions ??= (real, fake);
            var all = Enumerable.Range(0, control.RowCount).ToArray();
            var (byReal, bySynthetic, loss) = Compare(real, fake, all);
            var measured = IsLevel ? "an area under the curve" : "an explained share of variance";
            var verdict = loss.Value <= limit ? Verdict.Pass : loss.Low > 0 ? Verdict.Warn : Verdict.NotMeasurable;
            yield return new("loss" + key, GateSection.Utility, $"{Title}, {name.Replace("a ", "", StringComparison.Ordinal)}", loss.Value, loss.Low, loss.High, limit, verdict,
                Text.Unsure($"Learned from synthetic rows, {name} predict{(key.Length == 0 ? "" : "s")} '{Target}' of real people with {measured} of {Text.Number(bySynthetic, 3)}, learned from real rows with {Text.Number(byReal, 3)}.", verdict));
        }
    }

    /// <summary>Both scores over these held-back rows, and what is lost with its interval.</summary>
    public (double Real, double Synthetic, Interval Loss) Compare(double[] real, double[] fake, int[] rows)
    {
        var (first, second) = (Scorer(real, rows), Scorer(fake, rows));
        var ones = new double[rows.Length];
        Array.Fill(ones, 1);
        var loss = new Bootstrap { Resamples = Resamples, Seed = trial.Options.Seed }.Difference(rows.Length, first, second, trial.Cancel);
        return (first(ones), second(ones), loss);
    }

    /// <summary>Whether these held-back rows hold enough of what is predicted: ten with and without some level, or numbers that vary.</summary>
    public bool CanScore(int[] rows)
    {
        var truth = control[target];
        return IsLevel
            ? Scored.Any(l => rows.Count(r => truth[r] == l) is var with && with >= FewestCases && rows.Length - with >= FewestCases)
            : rows.Length >= 2 * FewestCases && rows.Any(r => truth[r] != truth[rows[0]]);
    }

    private WeightedMeasure Scorer(double[] predictions, int[] rows)
    {
        var truth = control[target];
        if (!IsLevel)
        {
            var (said, known) = (Array.ConvertAll(rows, r => predictions[r]), Array.ConvertAll(rows, r => truth[r]));
            return weights => RegressionMetrics.RSquared(said, known, weights);
        }
        var levels = trial.Columns[target].Levels.Length;
        // Of two levels one area says all.
        var scored = Scored.Length == 2 && levels == 2 ? Scored[1..] : Scored;
        var ranked = scored.Select(l => new RankedScores(Array.ConvertAll(rows, r => predictions[r * levels + l]), Array.ConvertAll(rows, r => truth[r] == l))).Where(r => r.Positives > 0 && r.Positives < rows.Length).ToArray();
        return weights =>
        {
            var (sum, count) = (0.0, 0);
            foreach (var level in ranked)
                if (level.Auroc(weights) is var area && double.IsFinite(area))
                {
                    sum += area;
                    count++;
                }
            return count == 0 ? double.NaN : sum / count;
        };
    }

    private double[] Boosted(Table learned)
    {
        var levels = trial.Columns[target].Levels.Length;
        var options = new BoostingOptions
        {
            Rounds = 100,
            MinRowsPerLeaf = Math.Clamp(learned.RowCount / 100, 5, 20),
            Categorical = Features.Levels(trial.Columns, target),
            Classes = Math.Max(2, levels),
            Threads = trial.Options.Threads,
            Seed = trial.Options.Seed,
        };
        var loss = !IsLevel ? BoostingLoss.Squared : levels == 2 ? BoostingLoss.Logistic : BoostingLoss.Softmax;
        var trees = BoostedTrees.Fit(Features.Of(learned, target), Array.ConvertAll(learned[target], v => (float)v), loss, options, cancel: trial.Cancel);
        var rows = Features.Of(control, target);
        return IsLevel ? trees.PredictClasses(rows) : trees.Predict(rows);
    }

    private double[] Forest(Table learned)
    {
        var some = Some(learned);
        var options = new TreeOptions { MinRowsPerLeaf = 5, Categorical = Features.Levels(trial.Columns, target), Seed = trial.Options.Seed };
        var (features, rows) = (Features.Of(some, target), Features.Of(control, target));
        return IsLevel
            ? RandomForest.Fit(features, Array.ConvertAll(some[target], v => (int)v), Math.Max(2, trial.Columns[target].Levels.Length), Trees, options, threads: trial.Options.Threads, cancel: trial.Cancel).Probabilities(rows)
            : RandomForest.Fit(features, Array.ConvertAll(some[target], v => (float)v), Trees, options, threads: trial.Options.Threads, cancel: trial.Cancel).Predict(rows);
    }

    /// <summary>A little ridge, so that columns that say the same, and levels that part the classes without error, do no harm.</summary>
    private double[] Linear(Table learned)
    {
        var some = Some(learned);
        var features = new LinearFeatures(some, target);
        var options = new LinearOptions { Penalty = 1e-3, MaxSteps = 300, Tolerance = 1e-5 };
        var (from, rows) = (features.Of(some), features.Of(control));
        if (!IsLevel)
            return LinearRegression.Fit(from, some[target], options).Predict(rows);
        // A rare level may have no case among these rows; a linear model learns only those that have one.
        var levels = trial.Columns[target].Levels.Length;
        int[] present = [.. some[target].Select(v => (int)v).Distinct().Order()];
        var labels = Array.ConvertAll(some[target], v => Array.BinarySearch(present, (int)v));
        var answers = new double[control.RowCount * levels];
        if (present.Length > 2)
        {
            var chances = MultinomialRegression.Fit(from, labels, present.Length, options).Predict(rows);
            for (var row = 0; row < control.RowCount; row++)
                for (var i = 0; i < present.Length; i++)
                    answers[row * levels + present[i]] = chances[row * present.Length + i];
            return answers;
        }
        var yes = LogisticRegression.Fit(from, Array.ConvertAll(labels, l => l == 1), options).Predict(rows);
        for (var row = 0; row < control.RowCount; row++)
            (answers[row * levels + present[0]], answers[row * levels + present[^1]]) = (1 - yes[row], yes[row]);
        return answers;
    }

    private Table Some(Table learned) => learned.RowCount <= MostInSmall ? learned : learned.Take(Trial.Draw(learned.RowCount, MostInSmall, trial.Random.Fork(123)));

    private Table Known(Table table, int most, ulong label)
    {
        var rows = Enumerable.Range(0, table.RowCount).Where(r => !double.IsNaN(table[target][r])).ToArray();
        var chosen = rows.Length <= most ? rows : Array.ConvertAll(Trial.Draw(rows.Length, most, trial.Random.Fork(label)), i => rows[i]);
        return table.Take(chosen);
    }

    private int Cases(Table table, int level) => table[target].Count(v => v == level);
}
