using System.Globalization;
using Salus.Learning;
using Salus.Learning.Sketches;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>What the first reading of a column gathers: how often each level comes and for how many persons, or the distribution of the numbers.</summary>
internal sealed class ColumnCount
{
    /// <summary>More persons than this need not be told apart to know that a level is common.</summary>
    private const int MostPersons = 64;

    private readonly Column column;
    private readonly QuantileSketch? sketch;
    private readonly Dictionary<int, HashSet<int>>? persons;
    private bool whole = true;

    public ColumnCount(Column column, SeededRandom random, bool hasPersons)
    {
        this.column = column;
        if (column.HasLevels)
            Counts = new long[column.Levels.Length];
        else
            sketch = new QuantileSketch(random);
        if (column.HasLevels && hasPersons)
            persons = [];
    }

    /// <summary>Rows of each level; null for numbers.</summary>
    public long[]? Counts { get; }

    public long Present { get; private set; }

    public long Missing { get; private set; }

    /// <param name="persons">The person of each row; empty: each row is its own.</param>
    /// <returns>What is wrong where a cell is not what the column says; else null.</returns>
    public SynthesisException? Add(ReadOnlySpan<double> cells, ReadOnlySpan<int> persons, long firstRow)
    {
        for (var r = 0; r < cells.Length; r++)
        {
            var cell = cells[r];
            if (double.IsNaN(cell))
            {
                Missing++;
                continue;
            }
            Present++;
            if (sketch is not null)
            {
                if (double.IsInfinity(cell))
                    return new SynthesisException($"Column '{column.Name}', row {firstRow + r + 1}: an infinite number cannot be learned. Leave the cell empty.");
                whole = whole && Math.Floor(cell) == cell;
                sketch.Add(cell);
                continue;
            }
            if (!(cell >= 0 && cell < Counts!.Length))
                return new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"Column '{column.Name}', row {firstRow + r + 1}: there is no level {cell:0.###}; the column has {Counts!.Length}."));
            var level = (int)cell;
            if (++Counts[level] <= MostPersons * 16L && this.persons is not null)
                Count(level, persons[r]);
        }
        return null;
    }

    public Margin? Numbers(long least) => sketch is null || Present == 0 ? null : Margin.OfNumbers(column, sketch.Weighted(), sketch.IsExact, whole, least);

    /// <param name="order">Levels that have rows, in order.</param>
    /// <param name="least">Persons who must share a level for it to be drawn.</param>
    public Margin? Levels(int[] order, int least) => Present == 0 ? null : Margin.OfLevels(column, Counts, order, level => Persons(level) >= least);

    private long Persons(int level) => persons is null || Counts![level] > MostPersons * 16L ? Counts![level] : persons[level].Count;

    private void Count(int level, int person)
    {
        if (!persons!.TryGetValue(level, out var known))
            persons[level] = known = [];
        if (known.Count < MostPersons)
            known.Add(person);
    }
}
