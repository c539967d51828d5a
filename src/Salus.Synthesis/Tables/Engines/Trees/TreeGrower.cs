using System.Numerics;
using System.Runtime.CompilerServices;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>What a tree may do, for all kinds of targets.</summary>
/// <param name="Strictness">A split must bring more than chance would, by this; see <see cref="TreesSettings.Strictness"/>.</param>
/// <param name="MostDepth">Splits above one another at most.</param>
internal sealed record GrowthLimits(int LeafRows, double Strictness, double Wavering, int MostDepth = 40);

/// <summary>
/// Grows one tree on columns cut into steps: histograms of the target per step, the larger child's by subtraction (Shi, 2007; Ke et al., NeurIPS 2017),
/// rows parted in place so that those of each node stand together. What the histograms hold and what a split is worth says the kind of target.
/// One grower serves one thread and keeps its buffers.
/// </summary>
internal abstract class TreeGrower
{
    private const int Unset = -1;

    private readonly byte[][] steps;
    private readonly CodedColumn[] coded;
    private readonly int[] common;
    private readonly int[] predictors;
    private readonly int[] offsets;
    private readonly int cells;
    private readonly Stack<float[]> spare = new();
    private readonly List<PartingNode> nodes = [];
    private int[] aside = [];

    /// <param name="predictors">The columns the tree may ask.</param>
    /// <param name="width">Numbers of a histogram per step.</param>
    protected TreeGrower(Lesson lesson, int[] predictors, int width)
    {
        (steps, coded, common) = (lesson.Steps, lesson.Coded, lesson.Common);
        this.predictors = predictors;
        Width = width;
        offsets = new int[predictors.Length + 1];
        for (var i = 0; i < predictors.Length; i++)
            offsets[i + 1] = offsets[i] + coded[predictors[i]].StepCount * width;
        cells = offsets[^1];
    }

    protected int Width { get; }

    /// <summary>Grows a tree on these rows, which it puts in the tree's order.</summary>
    public PartingTree Grow(int[] rows, GrowthLimits limits, SeededRandom random)
    {
        nodes.Clear();
        nodes.Add(new PartingNode { Column = -1, Parent = -1, Start = 0, End = rows.Length });
        if (aside.Length < rows.Length)
            aside = new int[rows.Length];
        if (predictors.Length > 0 && rows.Length >= 2 * limits.LeafRows)
        {
            var root = Rent();
            Fill(rows, root);
            Grow(0, 0, rows, root, limits, random);
        }
        return new PartingTree([.. nodes]);
    }

    /// <summary>Adds these rows to a histogram of one predictor, but not those of one step; −1: all.</summary>
    protected abstract void Add(ReadOnlySpan<int> rows, byte[] steps, int but, Span<float> histogram);

    /// <summary>Adds these rows up.</summary>
    protected abstract void Sum(ReadOnlySpan<int> rows, Span<float> total);

    /// <summary>Looks at the rows of a node before its histograms are searched.</summary>
    /// <returns>Whether there is anything to part.</returns>
    protected abstract bool Begin(ReadOnlySpan<int> rows);

    /// <summary>The place of a step on a line along which unordered steps are cut.</summary>
    protected abstract void Order(ReadOnlySpan<float> histogram, ReadOnlySpan<int> present, Span<double> places);

    /// <summary>Rows of a step.</summary>
    protected abstract int Count(ReadOnlySpan<float> step);

    /// <summary>What a cut is worth, on the scale of twice the log-likelihood.</summary>
    protected abstract double Gain(ReadOnlySpan<float> left, ReadOnlySpan<float> right);

    /// <summary>What the best cut of a predictor is worth by chance alone.</summary>
    /// <param name="present">Steps of the predictor that rows have.</param>
    protected abstract double Chance(int present, bool ordered);

    private readonly record struct Cut(double Gain, int Predictor, StepSet Left, int LeftRows);

    private void Grow(int at, int depth, int[] rows, float[] histogram, GrowthLimits limits, SeededRandom random)
    {
        var (start, end) = (nodes[at].Start, nodes[at].End);
        if (depth >= limits.MostDepth || end - start < 2 * limits.LeafRows || !Begin(rows.AsSpan(start, end - start)) || Best(histogram, end - start, limits, random) is not { } cut)
        {
            spare.Push(histogram);
            return;
        }
        var left = nodes.Count;
        var middle = Part(rows.AsSpan(start, end - start), cut) + start;
        var node = nodes[at];
        (node.Column, node.Left, node.GoLeft) = (predictors[cut.Predictor], left, cut.Left);
        nodes[at] = node;
        nodes.Add(new PartingNode { Column = -1, Parent = at, Start = start, End = middle });
        nodes.Add(new PartingNode { Column = -1, Parent = at, Start = middle, End = end });
        var leftIsSmaller = middle - start <= end - middle;
        var (smallStart, smallEnd) = leftIsSmaller ? (start, middle) : (middle, end);
        var (small, large) = leftIsSmaller ? (left, left + 1) : (left + 1, left);
        if (end - start - (smallEnd - smallStart) < 2 * limits.LeafRows)
        {
            spare.Push(histogram);
            return;
        }
        var other = Rent();
        Fill(rows.AsSpan(smallStart, smallEnd - smallStart), other);
        Subtract(histogram, other);
        Grow(small, depth + 1, rows, other, limits, random);
        Grow(large, depth + 1, rows, histogram, limits, random);
    }

    private float[] Rent() => spare.Count > 0 ? spare.Pop() : new float[cells];

    /// <summary>A step that most rows have is not added row by row but is what the others leave of the total.</summary>
    private void Fill(ReadOnlySpan<int> rows, float[] histogram)
    {
        Span<float> total = stackalloc float[Width];
        total.Clear();
        Sum(rows, total);
        histogram.AsSpan(0, cells).Clear();
        for (var i = 0; i < predictors.Length; i++)
        {
            var part = histogram.AsSpan(offsets[i], offsets[i + 1] - offsets[i]);
            var but = common[predictors[i]];
            Add(rows, steps[predictors[i]], but, part);
            if (but < 0)
                continue;
            var left = part.Slice(but * Width, Width);
            total.CopyTo(left);
            for (var step = 0; step < part.Length; step += Width)
                if (step != but * Width)
                    Sum(left, part.Slice(step, Width), -1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Subtract(float[] from, float[] what)
    {
        var i = 0;
        for (; i + Vector<float>.Count <= cells; i += Vector<float>.Count)
            (new Vector<float>(from, i) - new Vector<float>(what, i)).CopyTo(from, i);
        for (; i < cells; i++)
            from[i] -= what[i];
    }

    /// <summary>Rows that go left before those that go right, both in the order they had.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Part(Span<int> rows, Cut cut)
    {
        var column = steps[predictors[cut.Predictor]];
        var goLeft = cut.Left;
        var (kept, moved) = (0, 0);
        foreach (var row in rows)
            if (goLeft.Has(column[row]))
                rows[kept++] = row;
            else
                aside[moved++] = row;
        aside.AsSpan(0, moved).CopyTo(rows[kept..]);
        return kept;
    }

    private Cut? Best(float[] histogram, int rows, GrowthLimits limits, SeededRandom random)
    {
        Cut? best = null;
        var highest = limits.Strictness;
        for (var i = 0; i < predictors.Length; i++)
        {
            var column = coded[predictors[i]];
            if (BestOf(histogram.AsSpan(offsets[i], offsets[i + 1] - offsets[i]), column, rows, limits.LeafRows) is not { } cut)
                continue;
            var worth = cut.Gain;
            if (worth <= limits.Strictness)
                continue;
            if (limits.Wavering > 0)
                worth *= 1 - limits.Wavering * random.NextDouble();
            if (best is null || worth > highest)
                (best, highest) = (cut with { Predictor = i }, worth);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Cut? BestOf(ReadOnlySpan<float> histogram, CodedColumn column, int rows, int leafRows)
    {
        Span<int> order = stackalloc int[256];
        Span<int> counts = stackalloc int[256];
        var present = 0;
        for (var step = 0; step < column.StepCount; step++)
            if ((counts[step] = Count(histogram.Slice(step * Width, Width))) > 0)
                order[present++] = step;
        if (present < 2)
            return null;
        order = order[..present];
        if (!column.IsOrdered && present > 2)
        {
            Span<double> places = stackalloc double[present];
            Order(histogram, order, places);
            places.Sort(order);
        }
        var best = Scan(histogram, counts, order, rows, leafRows);
        if (column.IsOrdered && order[0] == 0 && present > 2)
        {
            Span<int> missingLast = stackalloc int[present];
            order[1..].CopyTo(missingLast);
            missingLast[^1] = 0;
            var other = Scan(histogram, counts, missingLast, rows, leafRows);
            if (other.Gain > best.Gain)
            {
                best = other;
                missingLast.CopyTo(order);
            }
        }
        if (best.Cut == Unset)
            return null;
        var goLeft = Side(column, order, best.Cut, best.LeftRows * 2 > rows);
        return new Cut(best.Gain - Chance(present, column.IsOrdered), 0, goLeft, best.LeftRows);
    }

    /// <summary>The steps that go left: those before the cut and, of those that no row has, those beside them, or, without an order, all if the left is the larger side.</summary>
    private static StepSet Side(CodedColumn column, ReadOnlySpan<int> order, int cut, bool leftIsLarger)
    {
        var goLeft = new StepSet();
        for (var i = 0; i < cut; i++)
            goLeft.Add(order[i]);
        var absent = new StepSet();
        foreach (var step in order)
            absent.Add(step);
        if (!column.IsOrdered)
        {
            for (var step = 0; leftIsLarger && step < column.StepCount; step++)
                if (!absent.Has((byte)step))
                    goLeft.Add(step);
            return goLeft;
        }
        var last = Math.Max(order[cut - 1], cut > 1 ? order[cut - 2] : 0);
        for (var step = 1; step < column.StepCount; step++)
            if (!absent.Has((byte)step) && step < last)
                goLeft.Add(step);
        if (!absent.Has(0) && leftIsLarger)
            goLeft.Add(0);
        return goLeft;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Gain, int Cut, int LeftRows) Scan(ReadOnlySpan<float> histogram, ReadOnlySpan<int> counts, ReadOnlySpan<int> order, int rows, int leafRows)
    {
        Span<float> left = stackalloc float[Width];
        Span<float> right = stackalloc float[Width];
        left.Clear();
        right.Clear();
        foreach (var step in order)
            Sum(right, histogram.Slice(step * Width, Width), 1);
        var (gain, cut, leftRows, at) = (double.NegativeInfinity, Unset, 0, 0);
        for (var i = 0; i + 1 < order.Length; i++)
        {
            var step = histogram.Slice(order[i] * Width, Width);
            Sum(left, step, 1);
            Sum(right, step, -1);
            at += counts[order[i]];
            if (at < leafRows)
                continue;
            if (rows - at < leafRows)
                break;
            var worth = Gain(left, right);
            if (worth > gain)
                (gain, cut, leftRows) = (worth, i + 1, at);
        }
        return (gain, cut, leftRows);
    }

    private static void Sum(Span<float> to, ReadOnlySpan<float> what, float sign)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += sign * what[i];
    }
}
