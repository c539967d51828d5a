using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Numerics;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>What one unit of a one-hot block stands for: a value, or several rare ones with their counts.</summary>
/// <param name="Values">Cells; NaN is the missing value.</param>
internal sealed record Symbol(ImmutableArray<double> Values, ImmutableArray<int> Counts);

/// <summary>A one-hot block.</summary>
/// <param name="Column">The column it encodes.</param>
/// <param name="Presence">Whether it says only if a number is there (symbol 0) or missing (symbol 1); the number has a unit of its own.</param>
internal sealed record Segment(int Column, bool Presence, ImmutableArray<Symbol> Symbols);

/// <summary>A column of numbers, encoded as one unit.</summary>
/// <param name="Presence">Index of the segment that says whether it is there; −1 where it always is.</param>
internal sealed record NumberUnit(int Column, NumberScale Scale, int Presence);

/// <summary>A column of one value only.</summary>
internal sealed record ConstantColumn(int Column, double Value);

/// <summary>
/// How rows become what a network reads and back. A number becomes its rank among the rows, laid on the bell curve (quantile
/// normalisation, as Kotelnikov et al., arXiv 2209.15421); levels become one-hot blocks in which rare levels share a unit; that a value is
/// missing is a level like any other, so that missingness keeps its dependence on the rest.
/// </summary>
internal sealed record RowEncoding(int ColumnCount, ImmutableArray<NumberUnit> Numbers, ImmutableArray<Segment> Segments, ImmutableArray<ConstantColumn> Constants)
{
    /// <summary>Numbers of so few values are treated as levels.</summary>
    private const int FewValues = 8;

    /// <summary>Units of a block at most.</summary>
    private const int MostSymbols = 64;

    private const int MostUnits = 8192;
    private const int LeastRows = 50;
    private const double Edge = 1e-5;

    /// <summary>Units of all one-hot blocks together.</summary>
    public int SymbolUnits => Segments.Sum(s => s.Symbols.Length);

    /// <summary>Units of a row: one for each number and those of the blocks.</summary>
    public int Units => Numbers.Length + SymbolUnits;

    public int[] SegmentWidths => [.. Segments.Select(s => s.Symbols.Length)];

    /// <exception cref="SynthesisException">Too few rows or too wide.</exception>
    public static RowEncoding Learn(Table table, string engine)
    {
        if (table.RowCount < LeastRows)
            throw new SynthesisException($"The engine '{engine}' needs {LeastRows} rows at least and the table has {table.RowCount}. Use the engine 'trees'.");
        var numbers = ImmutableArray.CreateBuilder<NumberUnit>();
        var segments = ImmutableArray.CreateBuilder<Segment>();
        var constants = ImmutableArray.CreateBuilder<ConstantColumn>();
        for (var index = 0; index < table.ColumnCount; index++)
        {
            var counts = new Dictionary<double, int>();
            foreach (var cell in table[index])
                counts[cell] = counts.GetValueOrDefault(cell) + 1;
            var missing = counts.GetValueOrDefault(double.NaN);
            if (counts.Count <= 1)
            {
                constants.Add(new ConstantColumn(index, counts.Count == 0 ? double.NaN : counts.Keys.First()));
            }
            else if (table.Columns[index].HasLevels || counts.Count - (missing > 0 ? 1 : 0) <= FewValues)
            {
                segments.Add(new Segment(index, Presence: false, Symbols(counts)));
            }
            else
            {
                numbers.Add(new NumberUnit(index, NumberScale.Learn(table[index].Where(c => !double.IsNaN(c)), table.Columns[index]), missing > 0 ? segments.Count : -1));
                if (missing > 0)
                    segments.Add(new Segment(index, Presence: true, [new Symbol([0], [table.RowCount - missing]), new Symbol([double.NaN], [missing])]));
            }
        }
        var encoding = new RowEncoding(table.ColumnCount, numbers.ToImmutable(), segments.ToImmutable(), constants.ToImmutable());
        if (encoding.Units > MostUnits)
            throw new SynthesisException($"The engine '{engine}' would need {encoding.Units} units for {table.ColumnCount} columns; {MostUnits} is the most. Leave columns out, or use the engine 'trees' or 'copula'.");
        return encoding;
    }

    /// <summary>Rows as units. Where rows share a number, each gets a place of its own in the stretch of that number, from <paramref name="random"/>.</summary>
    public EncodedRows Encode(Table table, SeededRandom random)
    {
        var encoded = new EncodedRows(table.RowCount, Numbers.Length, SegmentWidths);
        for (var n = 0; n < Numbers.Length; n++)
        {
            var cells = table[Numbers[n].Column];
            for (var row = 0; row < cells.Length; row++)
                if (!double.IsNaN(cells[row]))
                {
                    encoded.Numbers[row * Numbers.Length + n] = (float)StandardNormal.Quantile(Math.Clamp(Numbers[n].Scale.Rank(cells[row], random.NextDouble()), Edge, 1 - Edge));
                    encoded.Known[row * Numbers.Length + n] = 1;
                }
        }
        for (var s = 0; s < Segments.Length; s++)
        {
            var cells = table[Segments[s].Column];
            var places = new Dictionary<double, int>();
            for (var place = 0; place < Segments[s].Symbols.Length; place++)
                foreach (var value in Segments[s].Symbols[place].Values)
                    places[value] = place;
            for (var row = 0; row < cells.Length; row++)
                encoded.Symbols[row * Segments.Length + s] = Segments[s].Presence ? double.IsNaN(cells[row]) ? 1 : 0 : places[cells[row]];
        }
        return encoded;
    }

    /// <summary>Rows back from ranks and symbols.</summary>
    /// <param name="ranks"><c>[rows, numbers]</c>, each in (0, 1).</param>
    /// <param name="symbols"><c>[rows, segments]</c>.</param>
    /// <param name="random">Chooses among the rare values that share a unit.</param>
    public Table Decode(ImmutableArray<Column> columns, int rows, ReadOnlySpan<double> ranks, ReadOnlySpan<int> symbols, SeededRandom random)
    {
        var cells = ImmutableArray.CreateRange(columns.Select(_ => new double[rows]));
        foreach (var constant in Constants)
            Array.Fill(cells[constant.Column], constant.Value);
        for (var n = 0; n < Numbers.Length; n++)
        {
            var (unit, column) = (Numbers[n], columns[Numbers[n].Column]);
            for (var row = 0; row < rows; row++)
                cells[unit.Column][row] = unit.Presence >= 0 && symbols[row * Segments.Length + unit.Presence] == 1
                    ? double.NaN
                    : Math.Clamp(unit.Scale.Value(ranks[row * Numbers.Length + n]), column.Least ?? double.NegativeInfinity, column.Most ?? double.PositiveInfinity);
        }
        for (var s = 0; s < Segments.Length; s++)
            for (var row = 0; row < rows && !Segments[s].Presence; row++)
                cells[Segments[s].Column][row] = Pick(Segments[s].Symbols[symbols[row * Segments.Length + s]], random);
        return new Table(columns, cells);
    }

    /// <exception cref="InvalidDataException">It was read from a damaged file, or belongs to other columns.</exception>
    public RowEncoding Checked(ImmutableArray<Column> columns)
    {
        if (Numbers.IsDefault || Segments.IsDefault || Constants.IsDefault || ColumnCount != columns.Length || Numbers.Length + Segments.Length + Constants.Length > 2 * columns.Length)
            throw new InvalidDataException("The encoding is not of these columns.");
        var seen = new int[columns.Length];
        foreach (var number in Numbers)
        {
            seen[At(number.Column)]++;
            if ((number.Scale ?? throw new InvalidDataException("A number has no scale.")).Fault() is { } fault)
                throw new InvalidDataException($"The scale of column {number.Column} is damaged: {fault}.");
            if (number.Presence < -1 || number.Presence >= Segments.Length || (number.Presence >= 0 && Segments[number.Presence] is not { Presence: true, Symbols.Length: 2 }))
                throw new InvalidDataException($"The missing values of column {number.Column} are not encoded.");
        }
        foreach (var segment in Segments)
        {
            seen[At(segment.Column)] += segment.Presence ? 0 : 1;
            if (segment.Symbols.IsDefaultOrEmpty || segment.Symbols.Length > MostSymbols + 1)
                throw new InvalidDataException($"The levels of column {segment.Column} are damaged.");
            foreach (var symbol in segment.Symbols)
                if (symbol is null || symbol.Values.IsDefaultOrEmpty || symbol.Counts.IsDefault || symbol.Counts.Length != symbol.Values.Length || symbol.Counts.Any(c => c < 1)
                    || symbol.Values.Any(v => columns[segment.Column].HasLevels && !segment.Presence && !double.IsNaN(v) && (v != Math.Floor(v) || v < 0 || v >= columns[segment.Column].Levels.Length)))
                    throw new InvalidDataException($"The levels of column {segment.Column} are damaged.");
        }
        foreach (var constant in Constants)
            seen[At(constant.Column)]++;
        return Array.TrueForAll(seen, s => s == 1) && Numbers.Length + SymbolUnits <= MostUnits ? this : throw new InvalidDataException("Columns are encoded twice or not at all.");

        int At(int column) => column >= 0 && column < columns.Length ? column : throw new InvalidDataException($"There is no column {column}.");
    }

    /// <summary>The most frequent values each by itself, the rest together; ties in order of the value, so that nothing depends on the order of rows.</summary>
    private static ImmutableArray<Symbol> Symbols(Dictionary<double, int> counts)
    {
        var ordered = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).ToArray();
        var alone = ordered.Length <= MostSymbols ? ordered.Length : MostSymbols - 1;
        var symbols = ordered.Take(alone).Select(c => new Symbol([c.Key], [c.Value]));
        return alone == ordered.Length ? [.. symbols] : [.. symbols, new Symbol([.. ordered.Skip(alone).Select(c => c.Key)], [.. ordered.Skip(alone).Select(c => c.Value)])];
    }

    private static double Pick(Symbol symbol, SeededRandom random)
    {
        if (symbol.Values.Length == 1)
            return symbol.Values[0];
        var at = random.NextDouble() * symbol.Counts.Sum(c => (long)c);
        for (var i = 0; i < symbol.Counts.Length; i++)
            if ((at -= symbol.Counts[i]) < 0)
                return symbol.Values[i];
        return symbol.Values[^1];
    }
}

/// <summary>Rows as units of a network, row by row.</summary>
internal sealed class EncodedRows(int rows, int numbers, int[] segments)
{
    public int RowCount => rows;

    public int NumberCount => numbers;

    public int[] SegmentWidths => segments;

    /// <summary><c>[rows, numbers]</c>, standard normal; 0 where unknown.</summary>
    public float[] Numbers { get; } = new float[rows * numbers];

    /// <summary><c>[rows, numbers]</c>: 1 where the number is there.</summary>
    public float[] Known { get; } = new float[rows * numbers];

    /// <summary><c>[rows, segments]</c>: the unit that is 1.</summary>
    public int[] Symbols { get; } = new int[rows * segments.Length];
}
