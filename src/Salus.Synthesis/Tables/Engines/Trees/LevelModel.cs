using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>A column of levels: each leaf draws from the levels of its rows, shrunk towards those of its ancestors. A missing value is one more level.</summary>
internal sealed class LevelModel(PartingTree[] trees, int[][] levels, int levelCount, double pull) : ColumnModel
{
    /// <param name="levels">The level of each row; <paramref name="levelCount"/> where it is missing.</param>
    public static LevelModel Fit(Lesson lesson, int[] levels, int levelCount, byte[] classes, int classCount, int[] predictors, SeededRandom random)
    {
        var settings = lesson.Settings;
        var grower = new ClassGrower(lesson, predictors, classes, classCount);
        var all = new int[levels.Length];
        for (var row = 0; row < all.Length; row++)
            all[row] = row;
        var (trees, drawn) = (new PartingTree[settings.Trees], new int[settings.Trees][]);
        for (var i = 0; i < trees.Length; i++)
        {
            var chance = random.Fork((ulong)i);
            var rows = lesson.Sample(all, settings.Share, chance);
            trees[i] = grower.Grow(rows, new GrowthLimits(settings.LeafRows, settings.Strictness, settings.Wavering), chance);
            drawn[i] = Array.ConvertAll(rows, row => levels[row]);
            foreach (var node in trees[i].Nodes)
                if (node.Column < 0)
                    drawn[i].AsSpan(node.Start, node.Rows).Sort();
        }
        return new LevelModel(trees, drawn, levelCount, settings.Pull);
    }

    public override double Draw(DrawnBlock block, int row, SeededRandom random)
    {
        var which = trees.Length == 1 ? 0 : random.NextInt(trees.Length);
        var tree = trees[which];
        ref readonly var leaf = ref tree.Nodes[tree.Near(tree.Leaf(block.Steps, row), pull, random)];
        var level = levels[which][leaf.Start + random.NextInt(leaf.Rows)];
        return level == levelCount ? double.NaN : level;
    }

    public override double Likelihood(DrawnBlock block, int row, double value)
    {
        var wanted = double.IsNaN(value) ? levelCount : (int)value;
        var chance = 0.0;
        for (var i = 0; i < trees.Length; i++)
        {
            var weight = 1.0;
            for (var at = trees[i].Leaf(block.Steps, row); at >= 0; at = trees[i].Nodes[at].Parent)
            {
                ref readonly var node = ref trees[i].Nodes[at];
                var stay = node.Parent < 0 ? 1 : node.Rows / (node.Rows + pull);
                chance += weight * stay * Share(i, node, wanted);
                weight *= 1 - stay;
                if (node.Column >= 0 && weight < Negligible)
                    break;
            }
        }
        return Math.Max(chance / trees.Length, Negligible);
    }

    private const double Negligible = 1e-9;

    private double Share(int tree, PartingNode node, int level)
    {
        var count = 0;
        foreach (var other in levels[tree].AsSpan(node.Start, node.Rows))
            if (other == level)
                count++;
        return (double)count / node.Rows;
    }

    public override void Write(BinaryWriter to)
    {
        to.Write(levelCount);
        to.Write(pull);
        to.Write(trees.Length);
        for (var i = 0; i < trees.Length; i++)
        {
            trees[i].Write(to);
            foreach (var level in levels[i])
                to.Write7BitEncodedInt(level);
        }
    }

    public static LevelModel Read(BinaryReader from, int levelCount, Func<int, bool> allowed)
    {
        if (from.ReadInt32() != levelCount)
            throw new InvalidDataException("a column has another number of levels than its model");
        var pull = Bounded.Finite(from, "pull");
        var trees = new PartingTree[Bounded.Index(from, 1, TreesSettings.MostTrees, "trees")];
        var levels = new int[trees.Length][];
        for (var i = 0; i < trees.Length; i++)
        {
            trees[i] = PartingTree.Read(from, allowed);
            var drawn = new List<int>();
            for (var row = 0; row < trees[i].RowCount; row++)
            {
                drawn.Add(from.Read7BitEncodedInt());
                if ((uint)drawn[row] > (uint)levelCount)
                    throw new InvalidDataException("a leaf holds a level that the column has not");
            }
            levels[i] = [.. drawn];
        }
        return new LevelModel(trees, levels, levelCount, pull);
    }
}
