using System.Collections.Immutable;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Fitting;

namespace Salus.Tests.Synthesis.Tables.Fitting;

public sealed class ControlSplitTests
{
    private static readonly ImmutableArray<Column> columns = [new() { Name = "row", Kind = ColumnKind.Integer }];

    [Fact]
    public void Every_row_is_on_one_side_and_about_the_share_is_held_back()
    {
        var source = new Table(columns, [[.. Enumerable.Range(0, 10_000).Select(i => (double)i)]]).AsSource();
        var split = new ControlSplit(7, 0.2, []);

        var learned = split.Part(source, control: false).Blocks(999, CancellationToken.None).SelectMany(b => b[0]).ToArray();
        var control = split.Part(source, control: true).Blocks(1234, CancellationToken.None).SelectMany(b => b[0]).ToArray();

        Assert.InRange(control.Length, 1_850, 2_150);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => (double)i), learned.Concat(control).Order());
        Assert.Equal(control, new ControlSplit(7, 0.2, []).Part(source, control: true).ReadAll(CancellationToken.None)[0]);
        Assert.NotEqual(control, new ControlSplit(8, 0.2, []).Part(source, control: true).ReadAll(CancellationToken.None)[0]);
    }

    [Fact]
    public void All_rows_of_a_person_fall_on_one_side()
    {
        ImmutableArray<int> persons = [.. Enumerable.Range(0, 3_000).Select(i => i % 700)];
        var split = new ControlSplit(3, 0.3, persons);

        var held = Enumerable.Range(0, persons.Length).Where(row => split.IsControl(row)).Select(row => persons[row]).ToHashSet();

        Assert.InRange(held.Count, 150, 270);
        Assert.DoesNotContain(Enumerable.Range(0, persons.Length), row => held.Contains(persons[row]) && !split.IsControl(row));
        Assert.Equal(persons.Length, split.Persons(control: true).Length + split.Persons(control: false).Length);
    }

    [Fact]
    public void With_no_share_nobody_is_held_back() =>
        Assert.DoesNotContain(Enumerable.Range(0, 500), row => new ControlSplit(1, 0, []).IsControl(row));
}
