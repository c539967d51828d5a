using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Files;

/// <summary>The learned columns of a file, read anew for each pass. Holds one block at a time.</summary>
internal sealed class FileSource(Func<RowReader> open, string file, ImmutableArray<CellReader> readers, int person) : ITableSource
{
    private readonly Lock gate = new();
    private ImmutableArray<int> persons;

    public ImmutableArray<Column> Columns { get; } = [.. readers.Select(r => r.Column)];

    /// <summary>The person each row is about; of a pass that was made already, or of one now.</summary>
    public ImmutableArray<int> Persons()
    {
        if (person < 0)
            return [];
        lock (gate)
        {
            if (!persons.IsDefault)
                return persons;
            var numbers = new PersonNumbers();
            using var reader = open();
            while (reader.Next())
                numbers.Add(reader.Cell(person));
            return persons = numbers.Numbers;
        }
    }

    public IEnumerable<Table> Blocks(int rowsPerBlock, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsPerBlock, 1);
        using var reader = open();
        var cells = Room();
        var row = 0;
        var numbers = person >= 0 && persons.IsDefault ? new PersonNumbers() : null;
        while (reader.Next())
        {
            Read(reader, cells, row);
            numbers?.Add(reader.Cell(person));
            if (++row < rowsPerBlock)
            {
                if (row == cells[0].Length)
                    for (var c = 0; c < cells.Length; c++)
                        Array.Resize(ref cells[c], (int)Math.Min(row * 4L, rowsPerBlock));
                continue;
            }
            cancel.ThrowIfCancellationRequested();
            yield return new Table(Columns, [.. cells]);
            cells = Room();
            row = 0;
        }
        if (numbers is not null)
        {
            lock (gate)
                persons = numbers.Numbers;
        }
        if (row == 0)
            yield break;
        for (var c = 0; c < cells.Length; c++)
            Array.Resize(ref cells[c], row);
        yield return new Table(Columns, [.. cells]);

        double[][] Room() => [.. readers.Select(_ => new double[Math.Min(rowsPerBlock, 4096)])];
    }

    private void Read(RowReader reader, double[][] cells, int row)
    {
        for (var c = 0; c < cells.Length; c++)
        {
            try
            {
                cells[c][row] = readers[c].Read(reader.Cell(readers[c].Position));
            }
            catch (SynthesisException wrong)
            {
                throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{file}, line {reader.Line}: {wrong.Message}"), wrong);
            }
        }
    }
}
