using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Fitting;

/// <summary>Some rows of a source, in its order.</summary>
/// <param name="wanted">By the row's number in the source, from 0; always the same answer for the same number.</param>
internal sealed class ChosenRows(ITableSource source, Func<long, bool> wanted) : ITableSource
{
    public ImmutableArray<Column> Columns => source.Columns;

    /// <summary>About so many rows of a source that has <paramref name="rows"/>, chosen by chance; all where it has no more.</summary>
    public static Func<long, bool> Sample(long rows, long most, ulong seed)
    {
        if (rows <= most)
            return _ => true;
        var root = new SeededRandom(seed);
        var share = (double)most / rows;
        return row => root.Fork((ulong)row).NextDouble() < share;
    }

    public IEnumerable<Table> Blocks(int rowsPerBlock, CancellationToken cancel)
    {
        var first = 0L;
        foreach (var block in source.Blocks(rowsPerBlock, cancel))
        {
            var kept = new List<int>(block.RowCount);
            for (var row = 0; row < block.RowCount; row++)
                if (wanted(first + row))
                    kept.Add(row);
            first += block.RowCount;
            if (kept.Count > 0)
                yield return kept.Count == block.RowCount ? block : block.Take(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kept));
        }
    }
}
