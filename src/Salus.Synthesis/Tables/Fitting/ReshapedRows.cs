using System.Collections.Immutable;
using Salus.Synthesis.Tables.Rules;

namespace Salus.Synthesis.Tables.Fitting;

/// <summary>A source in the shape that cannot break the rules of its schema. Rows that break a rule already are left out.</summary>
internal sealed class ReshapedRows(ITableSource source, Reshaping reshaping) : ITableSource
{
    private const int RowsPerBlock = 65_536;

    public ImmutableArray<Column> Columns => reshaping.Columns;

    public IEnumerable<Table> Blocks(int rowsPerBlock, CancellationToken cancel) =>
        source.Blocks(rowsPerBlock, cancel).Select(block => reshaping.Into(block, out _)).Where(block => block.RowCount > 0);

    /// <summary>The persons of the rows that are left.</summary>
    public ImmutableArray<int> Kept(ImmutableArray<int> persons, CancellationToken cancel)
    {
        if (persons.IsDefaultOrEmpty || reshaping.KeepsAll)
            return persons.IsDefault ? [] : persons;
        var kept = ImmutableArray.CreateBuilder<int>(persons.Length);
        var first = 0;
        foreach (var block in source.Blocks(RowsPerBlock, cancel))
        {
            reshaping.Into(block, out var rows);
            foreach (var row in rows)
                kept.Add(persons[first + row]);
            first += block.RowCount;
        }
        return kept.ToImmutable();
    }
}
