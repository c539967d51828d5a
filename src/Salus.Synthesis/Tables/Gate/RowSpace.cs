using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// Turns rows into short whole numbers between which distances are fast and exact on every machine. The distance of two rows is that
/// of Gower (Biometrics 27, 1971, 857-871): every column adds from 0 to one unit; levels add a unit when they differ; numbers, dates and
/// ordered levels add their difference as a share of the span that the middle nine tenths of real values take (not of the whole range,
/// which one extreme value would stretch until all others look alike), at most a unit; a missing value is a unit away from every other.
/// </summary>
internal sealed class RowSpace
{
    private const double Below = 2;
    private const double Above = 5;

    private readonly ImmutableArray<Column> columns;
    private readonly (double From, double Span)[] scales;

    /// <param name="real">Rows that set the spans: those learned from and those held back alike, so that neither is favoured.</param>
    public RowSpace(ImmutableArray<Column> columns, params ReadOnlySpan<Table> real)
    {
        this.columns = columns;
        Unit = (ushort)Math.Max(1, (ushort.MaxValue - 1) / Math.Max(columns.Length, 9));
        scales = new (double, double)[columns.Length];
        for (var column = 0; column < columns.Length; column++)
            if (columns[column].HasOrder)
                scales[column] = Scale(real, column);
    }

    /// <summary>What a column adds at most.</summary>
    public ushort Unit { get; }

    public bool IsLevel(int column) => !columns[column].HasOrder;

    /// <summary>Rows as distances need them.</summary>
    public RowCodes Encode(Table table)
    {
        var codes = new RowCodes(table.RowCount, columns.Length, [.. columns.Select(c => !c.HasOrder)], Unit);
        for (var column = 0; column < columns.Length; column++)
        {
            var cells = table[column];
            if (columns[column].HasOrder)
                for (var row = 0; row < cells.Length; row++)
                    codes[row, column] = OfNumber(cells[row], scales[column]);
            else
                for (var row = 0; row < cells.Length; row++)
                    codes[row, column] = OfLevel(cells[row]);
        }
        return codes;
    }

    private ushort OfNumber(double value, (double From, double Span) scale) =>
        double.IsNaN(value) ? (ushort)((Below + Above + 1) * Unit)
        : scale.Span <= 0 ? (ushort)(value == scale.From ? 2 * Unit : value < scale.From ? Unit : 3 * Unit)
        : (ushort)Math.Round((Math.Clamp((value - scale.From) / scale.Span, -Below, Above) + Below) * Unit);

    /// <summary>The level's index; the few columns with more than 65,534 levels let some share a code.</summary>
    private static ushort OfLevel(double value) => double.IsNaN(value) ? (ushort)0 : (ushort)(1 + (long)value % (ushort.MaxValue - 1));

    private static (double From, double Span) Scale(ReadOnlySpan<Table> tables, int column)
    {
        var values = new List<double>();
        foreach (var table in tables)
            foreach (var value in table[column])
                if (!double.IsNaN(value))
                    values.Add(value);
        if (values.Count == 0)
            return (0, 0);
        values.Sort();
        var (low, high) = (values[(int)(0.05 * (values.Count - 1))], values[(int)Math.Ceiling(0.95 * (values.Count - 1))]);
        return high > low ? (low, high - low) : (values[0], values[^1] - values[0]);
    }
}

/// <summary>Rows of <see cref="RowSpace"/>: in bundles of <see cref="Bundle"/> rows, column by column within each, as the search reads them.</summary>
internal sealed class RowCodes(int rowCount, int columnCount, ImmutableArray<bool> isLevel, ushort unit)
{
    public const int Bundle = 64;

    private readonly ushort[] codes = new ushort[checked((long)((rowCount + Bundle - 1) / Bundle) * Bundle * columnCount)];

    public int RowCount => rowCount;

    public int ColumnCount => columnCount;

    public ushort Unit => unit;

    public bool IsLevel(int column) => isLevel[column];

    public int BundleCount => (rowCount + Bundle - 1) / Bundle;

    public ushort this[int row, int column]
    {
        get => codes[At(row, column)];
        set => codes[At(row, column)] = value;
    }

    /// <summary>The <see cref="Bundle"/> codes of a column in a bundle; those behind the last row are 0.</summary>
    public ref ushort First(int bundle) => ref codes[(long)bundle * Bundle * columnCount];

    private long At(int row, int column) => ((long)(row / Bundle) * columnCount + column) * Bundle + row % Bundle;
}
