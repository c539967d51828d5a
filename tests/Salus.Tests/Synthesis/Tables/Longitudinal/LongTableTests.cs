using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Longitudinal;

namespace Salus.Tests.Synthesis.Tables.Longitudinal;

public sealed class LongTableTests
{
    [Fact]
    public void Columns_that_stay_the_same_belong_to_the_person()
    {
        var (table, persons) = InventedCourses.Long(50, 1);

        var related = LongTable.Split(table, persons);

        Assert.Equal(["followed", "died", "sex"], related.Parent.Columns.Select(c => c.Name));
        Assert.Equal(["day", "marker", "sodium", "stage"], related.Child.Columns.Select(c => c.Name));
        Assert.Equal("day", related.Child.Columns[related.OrderColumn].Name);
        Assert.Equal(50, related.Parent.RowCount);
    }

    [Fact]
    public void Taken_apart_and_put_together_it_is_the_table_again()
    {
        var (table, persons) = InventedCourses.Long(30, 2);

        var (again, owners) = LongTable.Join(LongTable.Split(table, persons), table.Columns);

        Assert.Equal(persons, owners);
        Assert.All(Enumerable.Range(0, table.ColumnCount), c => Assert.Equal(table[c], again[c]));
    }

    [Fact]
    public void Visits_are_put_in_the_order_of_time_whatever_the_order_of_rows()
    {
        var (table, persons) = InventedCourses.Long(30, 3);
        int[] mixed = [.. Enumerable.Range(0, table.RowCount).OrderBy(r => r * 7919 % table.RowCount)];

        var related = LongTable.Split(table.Take(mixed), [.. mixed.Select(r => persons[r])], "day");

        Assert.Equal(table[3], related.Child[related.OrderColumn]);
    }

    [Fact]
    public void A_part_of_the_persons_keeps_the_earliest_visits()
    {
        var (table, persons) = InventedCourses.Long(30, 4);
        var related = LongTable.Split(table, persons);

        var part = related.Take([7, 3], _ => 2);

        Assert.Equal(Math.Min(2, related.Count(7)), part.Count(0));
        Assert.Equal(related.Time(related.Visits(3).Start.Value), part.Time(part.Visits(1).Start.Value));
    }

    [Fact]
    public void Refuses_a_table_in_which_nobody_comes_twice()
    {
        var (table, _) = InventedCourses.Long(10, 5);

        Assert.Contains("two rows", Assert.Throws<SynthesisException>(() => LongTable.Split(table, [.. Enumerable.Range(0, table.RowCount)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_table_without_a_time()
    {
        var table = new Table([new Column { Name = "stage", Kind = ColumnKind.Integer }], [[1, 1, 2, 2]]);

        Assert.Contains("when each visit was", Assert.Throws<SynthesisException>(() => LongTable.Split(table, [0, 0, 1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("'week'", Assert.Throws<SynthesisException>(() => LongTable.Split(table, [0, 0, 1, 1], "week")).Message, StringComparison.Ordinal);
    }
}
