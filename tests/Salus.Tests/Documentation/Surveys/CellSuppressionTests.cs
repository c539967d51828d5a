using FsCheck;
using FsCheck.Fluent;
using Salus.Documentation.Surveys;

namespace Salus.Tests.Documentation.Surveys;

public sealed class CellSuppressionTests
{
    [Fact]
    public void A_small_cell_takes_others_with_it()
    {
        var hidden = CellSuppression.Of(new[,] { { 2, 20, 30 }, { 10, 11, 12 }, { 15, 16, 17 } }, 5);
        Assert.True(hidden[0, 0]);
        Assert.True(hidden.Cast<bool>().Count(h => h) >= 4);
        Assert.Empty(CellSuppression.Leaks(new[,] { { 2, 20, 30 }, { 10, 11, 12 }, { 15, 16, 17 } }, hidden));
    }

    [Fact]
    public void A_lone_hidden_cell_is_a_leak() =>
        Assert.Equal([(0, 0)], CellSuppression.Leaks(new[,] { { 2, 20 }, { 10, 11 } }, new[,] { { true, false }, { false, false } }));

    [Fact]
    public void Where_nothing_is_small_nothing_is_hidden() =>
        Assert.DoesNotContain(true, CellSuppression.Of(new[,] { { 7, 0 }, { 9, 12 } }, 5).Cast<bool>());

    [Fact]
    public void Whoever_tries_every_table_finds_no_hidden_count() => Prop.ForAll(Tables(), table =>
    {
        var hidden = CellSuppression.Of(table, 3);
        var claimed = CellSuppression.Leaks(table, hidden).ToHashSet();
        var found = Determined(table, hidden);
        return found.SetEquals(claimed) && (table.GetLength(0) < 2 || table.GetLength(1) < 2 || found.Count == 0 || All(hidden));
    }).QuickCheckThrowOnFailure();

    private static bool All(bool[,] hidden) => hidden.Cast<bool>().All(h => h);

    private static Arbitrary<int[,]> Tables() => Arb.From(
        from rows in Gen.Choose(1, 3)
        from columns in Gen.Choose(1, 3)
        from cells in Gen.ArrayOf(Gen.Choose(0, 6), rows * columns)
        select Table(rows, columns, cells));

    private static int[,] Table(int rows, int columns, int[] cells)
    {
        var table = new int[rows, columns];
        for (var i = 0; i < cells.Length; i++)
            table[i / columns, i % columns] = cells[i];
        return table;
    }

    /// <summary>By trying: every filling of the hidden cells that has the same sums; a cell with one value in all of them is known.</summary>
    private static HashSet<(int, int)> Determined(int[,] table, bool[,] hidden)
    {
        var open = (from r in Enumerable.Range(0, table.GetLength(0)) from c in Enumerable.Range(0, table.GetLength(1)) where hidden[r, c] select (r, c)).ToArray();
        var rows = Enumerable.Range(0, table.GetLength(0)).Select(r => open.Where(o => o.r == r).Sum(o => table[o.r, o.c])).ToArray();
        var columns = Enumerable.Range(0, table.GetLength(1)).Select(c => open.Where(o => o.c == c).Sum(o => table[o.r, o.c])).ToArray();
        var values = open.Select(_ => new HashSet<int>()).ToArray();
        var current = new int[open.Length];
        void Try(int at)
        {
            if (at == open.Length)
            {
                if (rows.All(x => x == 0) && columns.All(x => x == 0))
                    for (var i = 0; i < open.Length; i++)
                        values[i].Add(current[i]);
                return;
            }
            var (r, c) = open[at];
            var most = Math.Min(rows[r], columns[c]);
            for (var v = 0; v <= most; v++)
            {
                (current[at], rows[r], columns[c]) = (v, rows[r] - v, columns[c] - v);
                Try(at + 1);
                (rows[r], columns[c]) = (rows[r] + v, columns[c] + v);
            }
        }
        Try(0);
        return [.. open.Where((_, i) => values[i].Count == 1)];
    }
}
