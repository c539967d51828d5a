namespace Salus.Learning.Trees;

/// <summary>
/// What a decision tree learns, as sums over rows. Of numbers, and of two classes as 0 and 1: one sum of weighted targets. Of more
/// classes: the weight of each. The impurity that a split takes off is the squared error or Gini's, which differ by the factor 2 for
/// two classes.
/// </summary>
internal sealed class TreeTargets
{
    private TreeTargets(int classes, float[] values, int[] labels)
    {
        Classes = classes;
        Values = values;
        Labels = labels;
    }

    /// <summary>0 for numbers.</summary>
    public int Classes { get; }

    /// <summary>Whether rows are counted by class rather than summed.</summary>
    public bool Counts => Classes > 2;

    /// <summary>Sums kept of a set of rows.</summary>
    public int Channels => Counts ? Classes : 1;

    /// <summary>Numbers a leaf answers with: a mean, or a probability for each class.</summary>
    public int Answers => Math.Max(1, Classes);

    public float[] Values { get; }

    public int[] Labels { get; }

    public static TreeTargets Of(ReadOnlySpan<float> values, int rows)
    {
        CheckLength(values.Length, rows);
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"The target of row {i} is no number.", nameof(values));
        return new TreeTargets(0, values.ToArray(), []);
    }

    public static TreeTargets Of(ReadOnlySpan<int> labels, int classes, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        CheckLength(labels.Length, rows);
        for (var i = 0; i < labels.Length; i++)
            if (labels[i] < 0 || labels[i] >= classes)
                throw new ArgumentException($"The class of row {i} is {labels[i]}; there are {classes}, numbered from 0.", nameof(labels));
        return new TreeTargets(classes, classes == 2 ? Array.ConvertAll(labels.ToArray(), l => (float)l) : [], labels.ToArray());
    }

    private static void CheckLength(int targets, int rows)
    {
        if (rows == 0)
            throw new ArgumentException("There is nothing to learn from: the table is empty.", nameof(rows));
        if (targets != rows)
            throw new ArgumentException($"There are {targets} targets for {rows} rows.", nameof(targets));
    }
}
