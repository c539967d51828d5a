using Salus.Learning;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// Cells as linear models read them: numbers less their mean, with a column that says where one is missing; a column for each of the most
/// frequent levels. Means and levels come from the rows that are learned from, so rows that are predicted say nothing about themselves.
/// </summary>
internal sealed class LinearFeatures
{
    private const int MostLevels = 30;

    private readonly List<(int Column, Func<double, double> Value)> features = [];

    public LinearFeatures(Table learned, int without)
    {
        for (var column = 0; column < learned.ColumnCount; column++)
        {
            if (column == without)
                continue;
            var known = Array.FindAll(learned[column], v => !double.IsNaN(v));
            if (known.Length == 0)
                continue;
            if (known.Length < learned.RowCount)
                features.Add((column, v => double.IsNaN(v) ? 1 : 0));
            if (learned.Columns[column].HasOrder)
            {
                var mean = known.Average();
                features.Add((column, v => double.IsNaN(v) ? 0 : v - mean));
                continue;
            }
            foreach (var level in known.GroupBy(v => v).Select(g => (Level: g.Key, Count: g.Count())).OrderByDescending(l => l.Count).ThenBy(l => l.Level).Skip(1).Take(MostLevels))
                features.Add((column, v => v == level.Level ? 1 : 0));
        }
    }

    public int Count => features.Count;

    public Matrix Of(Table table)
    {
        var matrix = new Matrix(table.RowCount, features.Count);
        for (var i = 0; i < features.Count; i++)
        {
            var (column, value) = features[i];
            var cells = table[column];
            for (var row = 0; row < cells.Length; row++)
                matrix[row, i] = value(cells[row]);
        }
        return matrix;
    }
}
