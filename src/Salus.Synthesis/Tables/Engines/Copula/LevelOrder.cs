using Salus.Learning.Numerics;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>
/// Finds an order for the levels of columns that have none. One normal per column carries one direction of dependence, so the levels are set along the
/// direction in which the other columns differ most between them: the first axis of the level means, found in turn for every column until they agree
/// (optimal scaling; Gifi, Nonlinear Multivariate Analysis, 1990). The target counts for more than another column.
/// </summary>
/// <param name="columns">All columns.</param>
/// <param name="rows">Cells of some rows, <c>[column][row]</c>.</param>
/// <param name="target">Index of the column that studies predict; −1 for none.</param>
internal sealed class LevelOrder(IReadOnlyList<Column> columns, double[][] rows, int target)
{
    private const int Sweeps = 3;
    private const int PowerSteps = 12;

    /// <summary>So many other columns are looked at for each, so that the work does not grow with the square of a wide table.</summary>
    private const int MostOthers = 128;

    /// <summary>The mean of a level with few rows leans towards that of the levels with the same front, and of all, as if it had so many rows more.</summary>
    private const double Lean = 12;

    /// <summary>The target counts as this share of all other columns together.</summary>
    private const double TargetShare = 0.25;

    private readonly int count = rows.Length == 0 ? 0 : rows[0].Length;

    /// <param name="counts">Rows of each level of each column; null for columns of numbers.</param>
    /// <param name="scores">For columns of numbers and of ordered levels the normal score of each of the rows, 0 where missing; null for the others.</param>
    /// <returns>For each column with levels, the levels that have rows, in order.</returns>
    public int[]?[] Find(IReadOnlyList<long[]?> counts, double[]?[] scores)
    {
        var orders = new int[]?[columns.Count];
        var all = new double[columns.Count][];
        for (var c = 0; c < columns.Count; c++)
        {
            if (counts[c] is { } n)
            {
                int[] seen = [.. Enumerable.Range(0, n.Length).Where(level => n[level] > 0)];
                orders[c] = columns[c].HasOrder ? seen : [.. seen.OrderByDescending(level => n[level]).ThenBy(level => level)];
            }
            all[c] = scores[c] ?? Score(c, counts[c]!, orders[c]!);
        }
        int[] open = [.. Enumerable.Range(0, columns.Count).Where(c => !columns[c].HasOrder && orders[c]!.Length > 2).OrderBy(c => c != target)];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var c in open)
            {
                orders[c] = Along(c, counts[c]!, orders[c]!, all);
                all[c] = Score(c, counts[c]!, orders[c]!);
            }
        }
        return orders;
    }

    private int[] Along(int column, long[] counts, int[] order, double[][] scores)
    {
        var others = Others(column);
        var (means, sizes, levels) = Means(column, others, scores);
        var weight = new double[others.Length];
        Array.Fill(weight, 1);
        if (others.Length > 0 && others[0] == target)
            weight[0] = Math.Max(1, Math.Sqrt(TargetShare * (others.Length - 1)));
        foreach (var mean in means)
            for (var j = 0; j < mean.Length; j++)
                mean[j] *= weight[j];
        var axis = new double[others.Length];
        Array.Fill(axis, 1);
        for (var step = 0; step < PowerSteps; step++)
        {
            var next = new double[axis.Length];
            for (var l = 0; l < means.Length; l++)
                Lanes.AddScaled(sizes[l] * Lanes.Dot(means[l], axis), means[l], next);
            var length = Math.Sqrt(Lanes.Dot(next, next));
            if (!(length > 1e-12))
                break;
            for (var j = 0; j < next.Length; j++)
                axis[j] = next[j] / length;
        }
        var placed = new Dictionary<int, double>(levels.Length);
        for (var l = 0; l < means.Length; l++)
            placed[levels[l]] = Lanes.Dot(means[l], axis);
        return [.. order.OrderBy(level => placed.GetValueOrDefault(level)).ThenByDescending(level => counts[level]).ThenBy(level => level)];
    }

    private int[] Others(int column)
    {
        int[] others = [.. Enumerable.Range(0, columns.Count).Where(c => c != column && c != target)];
        if (others.Length > MostOthers)
            others = [.. Enumerable.Range(0, MostOthers).Select(i => others[(int)((long)i * others.Length / MostOthers)])];
        return target >= 0 && target != column ? [target, .. others] : others;
    }

    /// <summary>The mean scores of the other columns for every level among the rows, leaning towards its neighbours where rows are few.</summary>
    private (double[][] Means, double[] Sizes, int[] Levels) Means(int column, int[] others, double[][] scores)
    {
        var index = new Dictionary<int, int>();
        var of = new int[count];
        for (var r = 0; r < count; r++)
        {
            var cell = rows[column][r];
            if (double.IsNaN(cell))
            {
                of[r] = -1;
                continue;
            }
            if (!index.TryGetValue((int)cell, out var at))
                index[(int)cell] = at = index.Count;
            of[r] = at;
        }
        var means = new double[index.Count][];
        for (var l = 0; l < means.Length; l++)
            means[l] = new double[others.Length];
        var sizes = new double[index.Count];
        foreach (var l in of)
            if (l >= 0)
                sizes[l]++;
        for (var j = 0; j < others.Length; j++)
        {
            var score = scores[others[j]];
            for (var r = 0; r < count; r++)
                if (of[r] >= 0)
                    means[of[r]][j] += score[r];
        }
        int[] levels = [.. index.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        var fronts = columns[column].Kind is ColumnKind.Code ? new Fronts(columns[column].Levels, levels, means, sizes) : null;
        for (var l = 0; l < means.Length; l++)
        {
            var near = fronts?.Near(l);
            for (var j = 0; j < others.Length; j++)
                means[l][j] = (means[l][j] + Lean * (near?[j] ?? 0)) / (sizes[l] + Lean);
        }
        return (means, sizes, levels);
    }

    private double[] Score(int column, long[] counts, int[] order)
    {
        var scores = new double[count];
        if (order.Length < 2)
            return scores;
        var margin = Margin.OfLevels(columns[column], counts, order, static _ => true);
        for (var r = 0; r < count; r++)
            scores[r] = double.IsNaN(rows[column][r]) || margin.BinOf(rows[column][r]) is not (>= 0 and var bin) ? 0 : margin.Scores[bin];
        return scores;
    }

    /// <summary>Codes that share their first three characters are near; so, less, are those that share two.</summary>
    private sealed class Fronts
    {
        private readonly double[][] near;

        public Fronts(IReadOnlyList<string> names, int[] levels, double[][] sums, double[] sizes)
        {
            var width = sums.Length == 0 ? 0 : sums[0].Length;
            var chapters = Means(2, static _ => null);
            var categories = Means(3, name => chapters[Front(name, 2)]);
            near = [.. levels.Select(level => categories[Front(names[level], 3)])];

            Dictionary<string, double[]> Means(int length, Func<string, double[]?> above)
            {
                var means = new Dictionary<string, double[]>(StringComparer.Ordinal);
                foreach (var group in Enumerable.Range(0, levels.Length).GroupBy(l => Front(names[levels[l]], length), StringComparer.Ordinal))
                {
                    var (mean, size, prior) = (new double[width], 0.0, above(names[levels[group.First()]]));
                    foreach (var l in group)
                    {
                        Lanes.AddScaled(1, sums[l], mean);
                        size += sizes[l];
                    }
                    for (var j = 0; j < width; j++)
                        mean[j] = (mean[j] + Lean * (prior?[j] ?? 0)) / (size + Lean);
                    means[group.Key] = mean;
                }
                return means;
            }
        }

        public double[] Near(int level) => near[level];

        private static string Front(string code, int length) => code.Length <= length ? code : code[..length];
    }
}
