using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>
/// A column of few levels drawn from the probabilities of gradient boosting (Friedman, Annals of Statistics 29, 2001), which follow weak signs of many columns that
/// leaves cannot. For the column that studies predict. Boosting ends where persons kept aside are no longer told better, so it does not learn single rows.
/// </summary>
internal sealed class BoostedModel(PartingTree[][] rounds, float[][][] answers, double[] start, int levelCount) : ColumnModel
{
    /// <summary>Levels, a missing value counted, for which boosting pays.</summary>
    public const int MostLevels = 8;

    private const int MostRounds = 80;
    private const int MostDepth = 5;
    private const double Rate = 0.12;
    private const double KeptAside = 0.2;
    private const int Patience = 6;
    private const double RowShare = 0.6;
    private const double MostRowsPerRound = 25_000;
    private const double LeastGain = 4;

    /// <summary>The score of a level that no row has.</summary>
    private const double Never = -50;

    /// <param name="levels">The level of each row; <paramref name="levelCount"/> where it is missing.</param>
    /// <param name="classCount">Levels in use: <paramref name="levelCount"/>, and one more where some are missing.</param>
    public static BoostedModel Fit(Lesson lesson, int[] levels, int levelCount, int classCount, int[] predictors, SeededRandom random)
    {
        var all = new int[levels.Length];
        for (var row = 0; row < all.Length; row++)
            all[row] = row;
        var learned = lesson.Sample(all, 1 - KeptAside, random);
        var aside = Array.FindAll(all, row => Array.BinarySearch(learned, row) < 0);
        var scores = new double[classCount][];
        var start = new double[classCount];
        var seen = new int[classCount];
        foreach (var level in levels)
            seen[level]++;
        for (var c = 0; c < classCount; c++)
        {
            start[c] = seen[c] == 0 ? Never : Math.Log((double)seen[c] / levels.Length);
            scores[c] = new double[levels.Length];
            Array.Fill(scores[c], start[c]);
        }
        var slopes = new Vector128<float>[levels.Length];
        var grower = new GradientGrower(lesson, predictors, slopes);
        var limits = new GrowthLimits(Math.Max(20, lesson.Settings.LeafRows), LeastGain, 0, MostDepth);
        var (rounds, answers) = (new List<PartingTree[]>(), new List<float[][]>());
        var (best, bestRounds) = (Loss(scores, levels, aside), 0);
        var probabilities = new double[classCount][];
        for (var c = 0; c < classCount; c++)
            probabilities[c] = new double[levels.Length];
        for (var round = 0; round < MostRounds && round - bestRounds < Patience; round++)
        {
            var chosen = lesson.Sample(learned, Math.Min(RowShare, MostRowsPerRound / learned.Length), random.Fork((ulong)round));
            Softmax(scores, probabilities);
            var trees = new PartingTree[classCount];
            var leaves = new float[classCount][];
            for (var c = classCount == 2 ? 1 : 0; c < classCount; c++)
            {
                foreach (var row in chosen)
                {
                    var p = (float)probabilities[c][row];
                    slopes[row] = Vector128.Create(1, p - (levels[row] == c ? 1 : 0), Math.Max(p * (1 - p), 1e-6f), 0);
                }
                var rows = chosen.ToArray();
                trees[c] = grower.Grow(rows, limits, random);
                leaves[c] = Answers(trees[c], rows, slopes);
                Add(trees[c], leaves[c], lesson.Steps, scores[c]);
            }
            if (classCount == 2)
                (trees[0], leaves[0]) = (new PartingTree([new PartingNode { Column = -1, Parent = -1, End = 1 }]), [0f]);
            rounds.Add(trees);
            answers.Add(leaves);
            var loss = Loss(scores, levels, aside);
            if (loss < best)
                (best, bestRounds) = (loss, round + 1);
        }
        return new BoostedModel([.. rounds.Take(bestRounds)], [.. answers.Take(bestRounds)], start, levelCount);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(PartingTree tree, float[] answers, byte[][] steps, double[] scores)
    {
        for (var row = 0; row < scores.Length; row++)
            scores[row] += answers[tree.Leaf(steps, row)];
    }

    private static float[] Answers(PartingTree tree, int[] rows, Vector128<float>[] slopes)
    {
        var answers = new float[tree.Nodes.Length];
        for (var at = 0; at < answers.Length; at++)
        {
            ref readonly var node = ref tree.Nodes[at];
            var sum = Vector128<float>.Zero;
            for (var i = node.Start; node.Column < 0 && i < node.End; i++)
                sum += slopes[rows[i]];
            answers[at] = (float)(-Rate * sum[1] / (sum[2] + GradientGrower.Ridge));
        }
        return answers;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(double[][] scores, double[][] probabilities)
    {
        Span<double> at = stackalloc double[scores.Length];
        for (var row = 0; row < scores[0].Length; row++)
        {
            for (var c = 0; c < at.Length; c++)
                at[c] = scores[c][row];
            Softmax(at);
            for (var c = 0; c < at.Length; c++)
                probabilities[c][row] = at[c];
        }
    }

    private static void Softmax(Span<double> scores)
    {
        var (highest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var score in scores)
            highest = Math.Max(highest, score);
        foreach (ref var score in scores)
            sum += score = Math.Exp(score - highest);
        foreach (ref var score in scores)
            score /= sum;
    }

    private static double Loss(double[][] scores, int[] levels, int[] rows)
    {
        Span<double> at = stackalloc double[scores.Length];
        var loss = 0.0;
        foreach (var row in rows)
        {
            for (var c = 0; c < at.Length; c++)
                at[c] = scores[c][row];
            Softmax(at);
            loss -= Math.Log(Math.Max(at[levels[row]], 1e-12));
        }
        return loss;
    }

    private void Probabilities(DrawnBlock block, int row, Span<double> at)
    {
        start.CopyTo(at);
        for (var round = 0; round < rounds.Length; round++)
            for (var c = 0; c < at.Length; c++)
                at[c] += answers[round][c][rounds[round][c].Leaf(block.Steps, row)];
        Softmax(at);
    }

    public override double Draw(DrawnBlock block, int row, SeededRandom random)
    {
        Span<double> at = stackalloc double[start.Length];
        Probabilities(block, row, at);
        var (chance, level) = (random.NextDouble(), 0);
        while (level < at.Length - 1 && chance >= at[level])
            chance -= at[level++];
        return level == levelCount ? double.NaN : level;
    }

    public override double Likelihood(DrawnBlock block, int row, double value)
    {
        Span<double> at = stackalloc double[start.Length];
        Probabilities(block, row, at);
        var level = double.IsNaN(value) ? levelCount : (int)value;
        return level < at.Length ? Math.Max(at[level], 1e-9) : 1e-9;
    }

    public override void Write(BinaryWriter to)
    {
        to.Write(start.Length);
        foreach (var score in start)
            to.Write(score);
        to.Write(rounds.Length);
        for (var round = 0; round < rounds.Length; round++)
            for (var c = 0; c < start.Length; c++)
            {
                rounds[round][c].Write(to);
                foreach (var answer in answers[round][c])
                    to.Write(answer);
            }
    }

    public static BoostedModel Read(BinaryReader from, int levelCount, Func<int, bool> allowed)
    {
        var start = new double[Bounded.Index(from, levelCount, Math.Min(levelCount + 1, MostLevels), "levels")];
        for (var c = 0; c < start.Length; c++)
            start[c] = Bounded.Finite(from, "a score");
        var count = Bounded.Count(from, MostRounds, "rounds");
        var (rounds, answers) = (new PartingTree[count][], new float[count][][]);
        for (var round = 0; round < count; round++)
        {
            (rounds[round], answers[round]) = (new PartingTree[start.Length], new float[start.Length][]);
            for (var c = 0; c < start.Length; c++)
            {
                var tree = rounds[round][c] = PartingTree.Read(from, allowed);
                answers[round][c] = new float[tree.Nodes.Length];
                foreach (ref var answer in answers[round][c].AsSpan())
                    if (!float.IsFinite(answer = from.ReadSingle()))
                        throw new InvalidDataException("an answer of boosting is not a finite number");
            }
        }
        return new BoostedModel(rounds, answers, start, levelCount);
    }
}
