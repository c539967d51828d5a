using Salus.Design;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Three maps side by side: how columns go together in the real table, in the synthetic one, and where the two differ.</summary>
public static class AssociationPicture
{
    private const double Top = 26;
    private const double Gap = 22;

    /// <summary>One SVG element with presentation attributes only; classes <c>rising</c>, <c>falling</c> and <c>difference</c> for the cells.</summary>
    public static string Svg(Associations associations)
    {
        ArgumentNullException.ThrowIfNull(associations);
        var n = associations.Columns.Length;
        var cell = Math.Clamp(250.0 / Math.Max(1, n), 5, 22);
        var named = cell >= 9;
        var left = named ? 8 + 6.0 * Math.Min(18, associations.Columns.Max(c => c.Length)) : 8;
        var size = cell * n;
        var bottom = named ? left : 0;
        var worst = 0.0;
        for (var i = 0; i < n * n; i++)
            worst = Math.Max(worst, Math.Abs(associations.Real[i] - associations.Synthetic[i]));
        var canvas = new SvgCanvas(left + 3 * size + 2 * Gap + 8, Top + size + bottom + 30, "associations", $"How {n} columns go together in the real and the synthetic table; the greatest difference is {Text.Number(worst)}");
        Map(0, "Real", i => associations.Real[i], signed: true);
        Map(1, "Synthetic", i => associations.Synthetic[i], signed: true);
        Map(2, "Difference", i => associations.Synthetic[i] - associations.Real[i], signed: false);
        if (named)
            for (var row = 0; row < n; row++)
                canvas.Words(left - 5, Top + (row + 0.5) * cell + 3.5, SvgCanvas.Cut(associations.Columns[row], 18), "end", 9.5, 0.85);
        Legend(canvas, left, Top + size + bottom + 18);
        return canvas.Finish();

        void Map(int at, string title, Func<int, double> value, bool signed)
        {
            var x0 = left + at * (size + Gap);
            canvas.Words(x0, Top - 9, title, strong: true, size: 12);
            canvas.Box(x0, Top, size, size, "ground", 0.06);
            for (var row = 0; row < n; row++)
                for (var column = 0; column < n; column++)
                {
                    var v = value(row * n + column);
                    if (Math.Abs(v) < 0.02 || row == column)
                        continue;
                    var kind = !signed ? "difference" : v > 0 ? "rising" : "falling";
                    canvas.Box(x0 + column * cell, Top + row * cell, cell - 0.5, cell - 0.5, kind, Math.Round(Math.Min(1, Math.Sqrt(Math.Abs(v))), 2), $"{associations.Columns[row]} and {associations.Columns[column]}: {Text.Number(v)}");
                }
            if (named)
                for (var column = 0; column < n; column++)
                    canvas.Words(x0 + (column + 0.5) * cell + 3.5, Top + size + 6, SvgCanvas.Cut(associations.Columns[column], 18), "end", 9.5, 0.85, turn: -90);
        }
    }

    private static void Legend(SvgCanvas canvas, double x, double y)
    {
        foreach (var (kind, words, width) in new[] { ("rising", "more of one, more of the other", 178.0), ("falling", "more of one, less of the other", 178.0), ("difference", "differs", 60.0) })
        {
            canvas.Box(x, y - 9, 10, 10, kind, 0.8);
            canvas.Words(x + 15, y, words, size: 10, opacity: 0.85);
            x += width;
        }
    }
}
