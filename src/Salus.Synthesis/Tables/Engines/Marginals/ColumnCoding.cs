using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>
/// How the cells of a column become a few codes and back. A cell first falls into a fine cell: its level, or the interval its number lies in; the last fine cell is the missing value.
/// Fine cells are put together into codes. Back: a fine cell of the code by weight, then any number of its interval alike.
/// </summary>
public sealed record ColumnCoding
{
    /// <summary>Numbers are counted in whole units: 10 to the power of the decimals, 1 for days, 1440 for minutes of days.</summary>
    public double UnitsPerOne { get; init; } = 1;

    /// <summary>Interval k holds the units from <c>Edges[k] + 1</c> to <c>Edges[k + 1]</c>; numbers outside fall into the outermost. Empty for levels.</summary>
    public ImmutableArray<long> Edges { get; init; } = [];

    /// <summary>The code of each fine cell.</summary>
    public required ImmutableArray<int> Codes { get; init; }

    /// <summary>How often each fine cell is drawn within its code: at least 0, above 0 for one of each code.</summary>
    public required ImmutableArray<double> Weights { get; init; }

    /// <summary>How many codes there are.</summary>
    public required int Count { get; init; }

    /// <summary>Greater numbers than this many units lose their last digits as a double.</summary>
    public const long MostUnits = 1L << 50;

    /// <summary>The fine cell of the missing value.</summary>
    public int Missing => Codes.Length - 1;

    public int Fine(double cell)
    {
        if (double.IsNaN(cell))
            return Missing;
        if (Edges.IsEmpty)
            return (int)cell;
        var units = Units(cell, UnitsPerOne);
        var (low, high) = (0, Edges.Length - 2);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (units <= Edges[middle + 1])
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    public int Code(double cell) => Codes[Fine(cell)];

    /// <summary>A cell of this code.</summary>
    public double Draw(int code, ImmutableArray<ImmutableArray<int>> members, SeededRandom random)
    {
        var cells = members[code];
        var at = cells[0];
        if (cells.Length > 1)
        {
            var sum = 0.0;
            foreach (var cell in cells)
                sum += Weights[cell];
            var left = random.NextDouble() * sum;
            foreach (var cell in cells)
                if (Weights[cell] > 0)
                {
                    at = cell;
                    if ((left -= Weights[cell]) < 0)
                        break;
                }
        }
        if (at == Missing)
            return double.NaN;
        if (Edges.IsEmpty)
            return at;
        var width = Edges[at + 1] - Edges[at];
        return (Edges[at] + 1 + (width > 1 ? Math.Min(width - 1, (long)(random.NextDouble() * width)) : 0)) / UnitsPerOne;
    }

    /// <summary>The fine cells of each code.</summary>
    public ImmutableArray<ImmutableArray<int>> Members()
    {
        var members = Enumerable.Range(0, Count).Select(_ => ImmutableArray.CreateBuilder<int>()).ToArray();
        for (var cell = 0; cell < Codes.Length; cell++)
            members[Codes[cell]].Add(cell);
        return [.. members.Select(m => m.ToImmutable())];
    }

    /// <summary>What is wrong with a coding that was read from a file; null when it can be used.</summary>
    public string? Fault(Column column)
    {
        var cells = column.HasLevels ? column.Levels.Length : Edges.Length - 1;
        if (Codes.IsDefault || Weights.IsDefault || Edges.IsDefault || Codes.Length != cells + 1 || Weights.Length != Codes.Length || column.HasLevels != Edges.IsEmpty)
            return "the number of cells does not fit the column";
        if (!(UnitsPerOne > 0) || !double.IsFinite(UnitsPerOne))
            return "the unit cannot be";
        for (var i = 1; i < Edges.Length; i++)
            if (Edges[i] <= Edges[i - 1] || Math.Abs(Edges[i]) > MostUnits || Math.Abs(Edges[i - 1]) > MostUnits)
                return "the edges do not rise";
        if (Count < 1 || Count > Codes.Length)
            return "the number of codes cannot be";
        var sums = new double[Count];
        for (var i = 0; i < Codes.Length; i++)
        {
            if (Codes[i] < 0 || Codes[i] >= Count || !(Weights[i] >= 0) || !double.IsFinite(Weights[i]))
                return "a code or a weight cannot be";
            sums[Codes[i]] += Weights[i];
        }
        return Array.TrueForAll(sums, s => s > 0) ? null : "a code has no cell that could be drawn";
    }

    public static long Units(double value, double unitsPerOne) => (long)Math.Round(Math.Clamp(value * unitsPerOne, -MostUnits + 1, MostUnits - 1));

    /// <summary>How finely a column's numbers are told apart.</summary>
    public static double UnitsOf(Column column) => column.Kind switch
    {
        ColumnKind.Integer => 1,
        ColumnKind.Date => column.DateFormat is { } format && format.AsSpan().IndexOfAny('H', 'h') >= 0 ? 1440 : 1,
        _ => Math.Pow(10, Math.Clamp(column.Decimals, 0, 9)),
    };
}
