namespace Salus.Documentation.Surveys;

/// <summary>
/// Which cells of a table of counts must not be shown, when all sums of rows and columns are. Cells from 1 up to k − 1 are hidden, and
/// as many others with them that no hidden cell can be worked out from the rest: in every row and column either none is hidden, or at least
/// two with k or more between them, and every hidden cell may have another value (Cox, Journal of the American Statistical Association 75, 1980).
/// </summary>
public static class CellSuppression
{
    /// <param name="counts">[row, column]; not negative.</param>
    /// <param name="k">Counts from 1 up to k − 1 are too small to show; at least 2.</param>
    /// <returns>True where the cell is hidden.</returns>
    public static bool[,] Of(int[,] counts, int k)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 2);
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        var hidden = new bool[rows, columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                hidden[r, c] = counts[r, c] > 0 && counts[r, c] < k;
        // Each round hides one more cell, so it ends.
        while (Weak(counts, hidden, k) is var (row, column, isRow) && HideOneMore(counts, hidden, row, column, isRow))
        {
        }
        return hidden;
    }

    /// <summary>The hidden cells whose value follows from what is shown; none in a table that <see cref="Of"/> made safe.</summary>
    public static IReadOnlyList<(int Row, int Column)> Leaks(int[,] counts, bool[,] hidden)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(hidden);
        var leaks = new List<(int, int)>();
        for (var r = 0; r < counts.GetLength(0); r++)
        {
            for (var c = 0; c < counts.GetLength(1); c++)
            {
                if (hidden[r, c] && !CanRise(counts, hidden, r, c) && !CanFall(counts, hidden, r, c))
                    leaks.Add((r, c));
            }
        }
        return leaks;
    }

    /// <summary>A line or cell that is not protected yet.</summary>
    private static (int Row, int Column, bool IsRow)? Weak(int[,] counts, bool[,] hidden, int k)
    {
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        for (var r = 0; r < rows; r++)
        {
            var line = Enumerable.Range(0, columns).Where(c => hidden[r, c]).ToArray();
            if (line.Length > 0 && line.Length < columns && (line.Length == 1 || line.Sum(c => counts[r, c]) < k))
                return (r, -1, true);
        }
        for (var c = 0; c < columns; c++)
        {
            var line = Enumerable.Range(0, rows).Where(r => hidden[r, c]).ToArray();
            if (line.Length > 0 && line.Length < rows && (line.Length == 1 || line.Sum(r => counts[r, c]) < k))
                return (-1, c, false);
        }
        // Where a whole line is hidden already, the other line through the cell takes one more.
        foreach (var (r, c) in Leaks(counts, hidden))
        {
            if (Enumerable.Range(0, columns).Any(x => !hidden[r, x]))
                return (r, -1, true);
            if (Enumerable.Range(0, rows).Any(x => !hidden[x, c]))
                return (-1, c, false);
        }
        return Leaks(counts, hidden).Count > 0 ? (-1, -1, true) : null;
    }

    /// <summary>The smallest count that is still shown in the line, preferring one that is not zero; anywhere when no line is given.</summary>
    private static bool HideOneMore(int[,] counts, bool[,] hidden, int row, int column, bool isRow)
    {
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        var shown = (row, column) is (-1, -1)
            ? Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, columns).Select(c => (r, c)))
            : isRow ? Enumerable.Range(0, columns).Select(c => (r: row, c)) : Enumerable.Range(0, rows).Select(r => (r, c: column));
        // A cell whose other line hides something already costs no further cell there.
        var next = shown.Where(x => !hidden[x.r, x.c])
            .OrderBy(x => counts[x.r, x.c] == 0).ThenBy(x => (isRow ? Enumerable.Range(0, rows).Any(r => hidden[r, x.c]) : Enumerable.Range(0, columns).Any(c => hidden[x.r, c])) ? 0 : 1).ThenBy(x => counts[x.r, x.c]).ThenBy(x => (x.r, x.c)).Cast<(int r, int c)?>().FirstOrDefault();
        if (next is not var (hideRow, hideColumn))
            return false;
        hidden[hideRow, hideColumn] = true;
        return true;
    }

    /// <summary>Another table with the same sums has one more here: some cell of the column falls, and others make up for it.</summary>
    private static bool CanRise(int[,] counts, bool[,] hidden, int row, int column) => Reaches(counts, hidden, startRow: -1, startColumn: column, endRow: row, endColumn: -1, without: (row, column));

    private static bool CanFall(int[,] counts, bool[,] hidden, int row, int column) => counts[row, column] > 0 && Reaches(counts, hidden, startRow: row, startColumn: -1, endRow: -1, endColumn: column, without: (row, column));

    /// <summary>A way over hidden cells: from a row to a column by raising the cell, from a column to a row by lowering one that is not zero.</summary>
    private static bool Reaches(int[,] counts, bool[,] hidden, int startRow, int startColumn, int endRow, int endColumn, (int Row, int Column) without)
    {
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        var (seenRows, seenColumns) = (new bool[rows], new bool[columns]);
        var open = new Queue<(bool IsRow, int Index)>();
        open.Enqueue(startRow >= 0 ? (true, startRow) : (false, startColumn));
        while (open.TryDequeue(out var at))
        {
            if ((at.IsRow && at.Index == endRow) || (!at.IsRow && at.Index == endColumn))
                return true;
            if (at.IsRow)
            {
                for (var c = 0; c < columns; c++)
                {
                    if (hidden[at.Index, c] && (at.Index, c) != without && !seenColumns[c])
                    {
                        seenColumns[c] = true;
                        open.Enqueue((false, c));
                    }
                }
            }
            else
            {
                for (var r = 0; r < rows; r++)
                {
                    if (hidden[r, at.Index] && counts[r, at.Index] > 0 && (r, at.Index) != without && !seenRows[r])
                    {
                        seenRows[r] = true;
                        open.Enqueue((true, r));
                    }
                }
            }
        }
        return false;
    }
}
