using System.Runtime.Intrinsics;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>How a column writes its numbers and which of them are frequent enough to be drawn as they are.</summary>
/// <param name="Decimals">Of the numbers; −1: as they come.</param>
/// <param name="Atoms">Values that stand out among their neighbours, rising: zeros, rounded figures, all values of a column that has few.</param>
internal sealed record NumberShape(int Decimals, double Least, double Most, double[] Atoms)
{
    private const int FewValues = 40;
    private const int Neighbours = 5;
    private const double StandsOut = 3;
    private const int MostDecimals = 12;

    public static NumberShape Of(Column column, ReadOnlySpan<double> sorted, int persons)
    {
        var (different, counts) = (new List<double>(), new List<int>());
        var whole = true;
        foreach (var value in sorted)
        {
            whole &= value == Math.Floor(value);
            if (different.Count > 0 && different[^1] == value)
                counts[^1]++;
            else
            {
                different.Add(value);
                counts.Add(1);
            }
        }
        var atoms = new List<double>();
        for (var i = 0; i < different.Count; i++)
        {
            var (sum, beside) = (0, 0);
            for (var j = Math.Max(0, i - Neighbours); j <= Math.Min(different.Count - 1, i + Neighbours); j++)
                if (j != i)
                    (sum, beside) = (sum + counts[j], beside + 1);
            var standsOut = counts[i] * (double)beside >= StandsOut * sum && counts[i] >= 0.002 * sorted.Length;
            if (counts[i] >= persons && (different.Count <= FewValues || standsOut))
                atoms.Add(different[i]);
        }
        var decimals = whole || column.Kind is ColumnKind.Integer ? 0 : column.Kind is ColumnKind.Date || column.Decimals > MostDecimals ? -1 : column.Decimals;
        var (least, most) = sorted.Length == 0 ? (0, 0) : (sorted[0], sorted[^1]);
        return new NumberShape(decimals, Math.Max(least, column.Least ?? least), Math.Min(most, column.Most ?? most), [.. atoms]);
    }

    public bool IsAtom(double value) => Array.BinarySearch(Atoms, value) >= 0;

    public double Written(double value)
    {
        var rounded = Decimals < 0 ? value : Math.Round(value, Decimals, MidpointRounding.ToEven);
        return Math.Max(Least, Math.Min(Most, rounded));
    }
}

/// <summary>
/// A column of numbers. Whether the value is missing is drawn first, from the same earlier columns, so that a pattern of missing survives; then the value:
/// a leaf draws a frequent value as it is, and any other mixed with a neighbour in the leaf, so that no rare value comes out as it went in. In leaves where the
/// numbers follow earlier numbers, it is the distance from that line which is drawn.
/// </summary>
internal sealed class NumberModel(NumberShape shape, LevelModel? missing, NumberTree[] trees, double pull, int mixing) : ColumnModel
{
    public static NumberModel Fit(Lesson lesson, int column, int[] predictors, SeededRandom random)
    {
        var values = lesson.Values[column];
        var settings = lesson.Settings;
        var absent = Array.ConvertAll(values, v => double.IsNaN(v) ? 1 : 0);
        var count = absent.Sum();
        var missing = count == 0 ? null : LevelModel.Fit(lesson, absent, 2, Array.ConvertAll(absent, a => (byte)a), 2, predictors, random.Fork(Missing));
        var present = new int[values.Length - count];
        for (int row = 0, at = 0; row < values.Length; row++)
            if (absent[row] == 0)
                present[at++] = row;
        var sorted = Array.ConvertAll(present, row => values[row]);
        Array.Sort(sorted);
        var shape = NumberShape.Of(lesson.Columns[column], sorted, settings.TailPersons);
        if (present.Length == 0)
            return new NumberModel(shape, missing, [], settings.Pull, settings.Mixing);
        var grower = new MomentGrower(lesson, predictors, Moments(values, sorted));
        var trees = new NumberTree[settings.Trees];
        for (var i = 0; i < trees.Length; i++)
        {
            var chance = random.Fork((ulong)i);
            var rows = lesson.Sample(present, settings.Share, chance);
            var tree = grower.Grow(rows, new GrowthLimits(settings.LeafRows, settings.Strictness, settings.Wavering), chance);
            trees[i] = NumberTree.Of(tree, rows, lesson, column, predictors, shape);
        }
        return new NumberModel(shape, missing, trees, settings.Pull, settings.Mixing);
    }

    private const ulong Missing = 1UL << 40;

    /// <summary>The polynomials of the middle rank of each value.</summary>
    private static Vector128<float>[] Moments(double[] values, double[] sorted)
    {
        var moments = new Vector128<float>[values.Length];
        var ofValue = new Dictionary<double, Vector128<float>>();
        for (var i = 0; i < sorted.Length;)
        {
            var end = i + 1;
            while (end < sorted.Length && sorted[end] == sorted[i])
                end++;
            ofValue[sorted[i]] = MomentGrower.Of((i + end) / 2.0 / sorted.Length);
            i = end;
        }
        for (var row = 0; row < values.Length; row++)
            if (!double.IsNaN(values[row]))
                moments[row] = ofValue[values[row]];
        return moments;
    }

    public override double Draw(DrawnBlock block, int row, SeededRandom random)
    {
        if (trees.Length == 0 || missing?.Draw(block, row, random) == 1)
            return double.NaN;
        var tree = trees[trees.Length == 1 ? 0 : random.NextInt(trees.Length)];
        return shape.Written(tree.Draw(block, row, pull, mixing, random));
    }

    public override double Likelihood(DrawnBlock block, int row, double value)
    {
        if (double.IsNaN(value))
            return missing?.Likelihood(block, row, 1) ?? (trees.Length == 0 ? 1 : Least);
        var there = missing?.Likelihood(block, row, 0) ?? 1;
        var density = 0.0;
        foreach (var tree in trees)
            density += tree.Density(block, row, value, shape);
        return Math.Max(there * density / Math.Max(1, trees.Length), Least);
    }

    private const double Least = 1e-12;

    public override void Write(BinaryWriter to)
    {
        to.Write(shape.Decimals);
        to.Write(shape.Least);
        to.Write(shape.Most);
        to.Write(shape.Atoms.Length);
        foreach (var atom in shape.Atoms)
            to.Write(atom);
        to.Write(pull);
        to.Write(mixing);
        to.Write(missing is not null);
        missing?.Write(to);
        to.Write(trees.Length);
        foreach (var tree in trees)
            tree.Write(to);
    }

    public static NumberModel Read(BinaryReader from, int columns, Func<int, bool> allowed)
    {
        const int MostDecimals = 15;
        var decimals = Bounded.Index(from, -1, MostDecimals, "decimals");
        var (least, most) = (Bounded.Finite(from, "least"), Bounded.Finite(from, "most"));
        var atoms = new double[Bounded.Count(from, 1 << 20, "frequent values")];
        for (var i = 0; i < atoms.Length; i++)
            atoms[i] = Bounded.Finite(from, "a frequent value");
        var pull = Bounded.Finite(from, "pull");
        var mixing = Bounded.Index(from, 1, 1 << 20, "mixing");
        var missing = from.ReadBoolean() ? LevelModel.Read(from, 2, allowed) : null;
        var trees = new NumberTree[Bounded.Count(from, TreesSettings.MostTrees, "trees")];
        for (var i = 0; i < trees.Length; i++)
            trees[i] = NumberTree.Read(from, columns, allowed);
        return new NumberModel(new NumberShape(decimals, least, most, atoms), missing, trees, pull, mixing);
    }
}
