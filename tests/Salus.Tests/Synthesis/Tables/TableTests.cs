using System.Collections.Immutable;
using Salus.Synthesis.Tables;

namespace Salus.Tests.Synthesis.Tables;

public sealed class TableTests
{
    private static readonly ImmutableArray<Column> Columns =
        [new() { Name = "age", Kind = ColumnKind.Integer }, new() { Name = "sex", Kind = ColumnKind.Category, Levels = ["F", "M"] }];

    [Fact]
    public void Blocks_joined_again_are_the_table()
    {
        var table = new Table(Columns, [[41, 52, double.NaN, 33, 70], [0, 1, 1, double.NaN, 0]]);

        var blocks = table.AsSource().Blocks(2, CancellationToken.None).ToArray();
        var again = Table.Join(Columns, blocks);

        Assert.Equal([2, 2, 1], blocks.Select(b => b.RowCount));
        Assert.Equal(table[0], again[0]);
        Assert.Equal(table[1], again[1]);
    }

    [Fact]
    public void Rows_can_be_taken_in_any_order_and_more_than_once()
    {
        var taken = new Table(Columns, [[41, 52, 33], [0, 1, 1]]).Take([2, 0, 2]);

        Assert.Equal([33, 41, 33], taken[0]);
        Assert.Equal([1, 0, 1], taken[1]);
    }

    [Fact]
    public void Refuses_columns_of_different_lengths() =>
        Assert.Throws<ArgumentException>(() => new Table(Columns, [[1, 2], [0]]));
}
