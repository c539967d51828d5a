namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>In which order columns are drawn.</summary>
internal static class DrawingOrder
{
    /// <summary>Levels above which a column is drawn after the numbers: its leaves are coarse, and as a predictor it would cost much.</summary>
    private const int ManyLevels = 40;

    /// <summary>
    /// Columns of few levels first, then numbers, which can then follow one another along lines within each level, then columns of many levels, and last
    /// <paramref name="target"/>, so that it may depend on all; within each as in the source.
    /// </summary>
    public static int[] Of(Column[] columns, Lesson lesson, int target)
    {
        var order = new int[columns.Length];
        for (var column = 0; column < order.Length; column++)
            order[column] = column;
        return [.. order.OrderBy(c => c == target ? 3 : !columns[c].HasLevels ? 1 : columns[c].Levels.Length > ManyLevels ? 2 : 0).ThenBy(c => c)];
    }
}
