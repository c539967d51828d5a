using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Cells as learners of trees read them: numbers as they are, levels by their index.</summary>
internal static class Features
{
    /// <param name="without">A column that is left out, as its values are to be predicted; −1: none.</param>
    public static FeatureTable Of(Table table, int without = -1)
    {
        var features = new FeatureTable(table.RowCount, table.ColumnCount - (without >= 0 ? 1 : 0));
        for (int column = 0, at = 0; column < table.ColumnCount; column++)
        {
            if (column == without)
                continue;
            var cells = table[column];
            for (var row = 0; row < cells.Length; row++)
                features[row, at] = (float)cells[row];
            at++;
        }
        return features;
    }

    /// <summary>Which of these features are levels without an order.</summary>
    public static ImmutableArray<int> Levels(ImmutableArray<Column> columns, int without = -1) =>
        [.. Enumerable.Range(0, columns.Length).Where(c => c != without).Select((c, at) => (columns[c].HasOrder, at)).Where(f => !f.HasOrder).Select(f => f.at)];

    public static FeatureTable Take(FeatureTable features, int[] rows)
    {
        var taken = new FeatureTable(rows.Length, features.ColumnCount);
        for (var i = 0; i < rows.Length; i++)
            features.Row(rows[i]).CopyTo(taken.Row(i));
        return taken;
    }
}
