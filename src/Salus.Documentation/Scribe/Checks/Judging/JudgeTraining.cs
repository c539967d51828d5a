using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Trees;

namespace Salus.Documentation.Scribe;

/// <summary>Grows a judge from measured sentences.</summary>
internal static class JudgeTraining
{
    private const int Folds = 5;

    /// <summary>Share of true sentences that cross-validation may flag.</summary>
    public const double FalseAlarms = 0.045;

    public static readonly BoostingOptions Options = new() { Rounds = 300, LearningRate = 0.08, MaxLeaves = 24, MinRowsPerLeaf = 20, L2 = 3, RowShare = 0.7, ColumnShare = 0.4, Seed = 7 };

    /// <summary>The chance of each case by trees and habits that saw nothing of its visit.</summary>
    public static double[] CrossValidate(ImmutableArray<JudgeCase> cases, CancellationToken cancel)
    {
        var chances = new double[cases.Length];
        var rows = CrossRows(cases);
        for (var fold = 0; fold < Folds; fold++)
        {
            var trees = Grow(cases, rows, i => FoldOf(cases[i]) != fold, cancel);
            for (var index = 0; index < cases.Length; index++)
                if (FoldOf(cases[index]) == fold)
                    chances[index] = trees.Predict(rows[index]);
        }
        return chances;
    }

    /// <summary>
    /// The judge of all cases. Its trees saw each case with habits counted in other visits, as it will be with an unseen visit.
    /// </summary>
    public static ClaimJudge Fit(ImmutableArray<JudgeCase> cases, double limit, ImmutableArray<string> sources, ImmutableSortedDictionary<string, double> figures, CancellationToken cancel)
    {
        var rows = CrossRows(cases);
        var trees = Grow(cases, rows, _ => true, cancel);
        var gold = Enumerable.Range(0, cases.Length).Where(i => cases[i].Kind is null).ToArray();
        return new ClaimJudge(Habits(cases, _ => true), trees, limit, [.. Enumerable.Range(0, ClaimJudge.ColumnCount).Select(c => Median(gold.Select(i => rows[i][c])))], sources, figures);
    }

    /// <summary>
    /// What share of the lies in a wording is caught by a judge that never met the wording, beside one that did: both learned from
    /// every second visit and tried on the others, at the same share of false alarms.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, double>> Transfer(ImmutableArray<JudgeCase> cases, string set, CancellationToken cancel)
    {
        var rows = CrossRows(cases);
        var known = Tried(cases, rows, null, cancel);
        foreach (var wording in cases.Where(c => c.Kind is not null).Select(c => c.Wording).Distinct().Order().ToArray())
        {
            var unknown = Tried(cases, rows, wording, cancel);
            foreach (var (name, chances) in ((string, double[])[])[("met", known), ("never met", unknown)])
            {
                var limit = LimitOf(cases, chances, set, FalseAlarms);
                foreach (var kind in cases.Where((c, i) => c.Kind is not null && c.Wording == wording && c.Set == set && !double.IsNaN(chances[i])).GroupBy(c => c.Kind!.Value).Select(g => g.Key).Order().ToArray())
                    yield return new($"transfer: {set}: {kind}, {wording} wording {name}", ShareOf(cases, chances, limit, c => c.Set == set && c.Kind == kind && c.Wording == wording));
            }
        }
    }

    /// <summary>False alarms and lies caught, by set, kind and wording.</summary>
    public static IEnumerable<KeyValuePair<string, double>> Figures(ImmutableArray<JudgeCase> cases, double[] chances, double limit)
    {
        foreach (var group in cases.Select(c => (c.Set, c.Kind, Wording: c.Kind is null ? LieWording.Bench : c.Wording)).Distinct().ToArray())
            yield return new(group.Kind is { } kind ? $"cross-validated: {group.Set}: {kind}, {group.Wording} wording" : $"cross-validated: {group.Set}: false alarms",
                ShareOf(cases, chances, limit, c => c.Set == group.Set && c.Kind == group.Kind && (c.Kind is null || c.Wording == group.Wording)));
    }

    private static double ShareOf(ImmutableArray<JudgeCase> cases, double[] chances, double limit, Func<JudgeCase, bool> among)
    {
        var chosen = Enumerable.Range(0, cases.Length).Where(i => among(cases[i]) && !double.IsNaN(chances[i])).ToArray();
        return chosen.Length == 0 ? double.NaN : Math.Round((double)chosen.Count(i => chances[i] >= limit || ClaimJudge.IsCertain(cases[i].Measures)) / chosen.Length, 3);
    }

    /// <summary>Learned from the visits with even numbers, without a wording; tried on the others, the rest NaN.</summary>
    private static double[] Tried(ImmutableArray<JudgeCase> cases, float[][] rows, LieWording? without, CancellationToken cancel)
    {
        var trees = Grow(cases, rows, i => cases[i].Visit % 2 == 0 && (cases[i].Kind is null || cases[i].Wording != without), cancel);
        return [.. cases.Select((c, i) => c.Visit % 2 == 0 ? double.NaN : trees.Predict(rows[i]))];
    }

    /// <summary>The limit at which no more than the wanted share of the true sentences of a set are flagged, with those of which a rule is certain.</summary>
    public static double LimitOf(ImmutableArray<JudgeCase> cases, double[] chances, string set, double share)
    {
        var gold = Enumerable.Range(0, cases.Length).Where(i => cases[i].Kind is null && cases[i].Set == set && !double.IsNaN(chances[i])).ToArray();
        var open = gold.Where(i => !ClaimJudge.IsCertain(cases[i].Measures)).Select(i => chances[i]).OrderDescending().ToArray();
        var budget = Math.Max(0, (int)(share * gold.Length) - (gold.Length - open.Length));
        return open.Length == 0 ? 0.5 : Math.Min(open[Math.Min(open.Length - 1, budget)] + 1e-9, 1 - 1e-9);
    }

    public static float[][] CrossRows(ImmutableArray<JudgeCase> cases)
    {
        var rows = new float[cases.Length][];
        for (var fold = 0; fold < Folds; fold++)
        {
            var habits = Habits(cases, c => FoldOf(c) != fold);
            Parallel.For(0, cases.Length, index =>
            {
                if (FoldOf(cases[index]) == fold)
                    rows[index] = ClaimJudge.Row(cases[index].Measures, habits);
            });
        }
        return rows;
    }

    public static NoteHabits Habits(ImmutableArray<JudgeCase> cases, Func<JudgeCase, bool> among) =>
        NoteHabits.Learn([.. cases.Where(c => c.Kind is null && among(c)).GroupBy(c => c.Visit).Select(g => (IReadOnlyList<ImmutableArray<Language.Grounding.MeasuredWord>>)[.. g.Select(c => c.Measures.Words)])]);

    private static BoostedTrees Grow(ImmutableArray<JudgeCase> cases, float[][] rows, Func<int, bool> among, CancellationToken cancel)
    {
        var chosen = Enumerable.Range(0, cases.Length).Where(among).ToArray();
        var table = new FeatureTable(chosen.Length, ClaimJudge.ColumnCount);
        var (targets, weights) = (new float[chosen.Length], new float[chosen.Length]);
        for (var row = 0; row < chosen.Length; row++)
        {
            rows[chosen[row]].CopyTo(table.Row(row));
            targets[row] = cases[chosen[row]].Kind is null ? 0 : 1;
        }
        var gold = chosen.Count(i => cases[i].Kind is null);
        var told = chosen.Where(i => cases[i].Kind is not null).GroupBy(i => cases[i].Kind!.Value).ToDictionary(g => g.Key, g => g.Count());
        var shares = told.Keys.Sum(WeightOf);
        for (var row = 0; row < chosen.Length; row++)
            weights[row] = cases[chosen[row]].Kind is { } kind ? (float)(gold * WeightOf(kind) / shares / told[kind]) : 1;
        return BoostedTrees.Fit(table, targets, BoostingLoss.Logistic, Options, weights, cancel);
    }

    /// <summary>What the rules leave most to do in counts most.</summary>
    private static double WeightOf(Perturbation kind) => kind switch
    {
        Perturbation.Negation => 3,
        Perturbation.Time or Perturbation.ForeignSentence or Perturbation.InventedFinding => 2,
        Perturbation.Side or Perturbation.Number or Perturbation.Unit => 1.5,
        _ => 1,
    };

    private static int FoldOf(JudgeCase c) => c.Visit % Folds;

    private static float Median(IEnumerable<float> values)
    {
        var known = values.Where(v => !float.IsNaN(v)).Order().ToArray();
        return known.Length == 0 ? float.NaN : known[known.Length / 2];
    }
}
