using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Kernels;
using Salus.Learning.Numerics;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>
/// Corrects the margins of a network by what it draws itself: the ranks of a number are read off its own distribution instead of the bell
/// curve, and the scores of levels are shifted until their mean shares are those of the table. Dependence stays as the network learned it.
/// </summary>
/// <param name="Quantiles">For each number, ascending values of its unit that cut the network's own draws into equal parts.</param>
/// <param name="Shifts">For each unit of the one-hot blocks, what is added to its score.</param>
internal sealed record MarginCalibration(ImmutableArray<ImmutableArray<float>> Quantiles, ImmutableArray<float> Shifts)
{
    private const int Cuts = 400;
    private const int Rounds = 25;

    /// <summary>No correction: ranks on the bell curve.</summary>
    public static MarginCalibration None(RowEncoding encoding) =>
        new([.. encoding.Numbers.Select(_ => Bell)], [.. new float[encoding.SymbolUnits]]);

    private static readonly ImmutableArray<float> Bell = [.. Enumerable.Range(1, Cuts).Select(i => (float)StandardNormal.Quantile((i - 0.5) / Cuts))];

    /// <summary>Shifts and cuts for a network whose rows are numbers followed by the scores of levels.</summary>
    /// <param name="made"><c>[rows, units]</c> as the network makes them with this chance, before anything is chosen.</param>
    public static MarginCalibration Of(RowEncoding encoding, IRowNetwork network, float[] made, int rows, SeededRandom random, CancellationToken cancel)
    {
        var (width, numbers, units) = (encoding.Units, encoding.Numbers.Length, encoding.Units - encoding.Numbers.Length);
        var scores = new float[rows * units];
        for (var row = 0; row < rows; row++)
            made.AsSpan(row * width + numbers, units).CopyTo(scores.AsSpan(row * units));
        var shifts = Balance(encoding, scores);
        var (drawn, symbols) = (new float[rows * numbers], new int[rows * encoding.Segments.Length]);
        network.Draw(rows, random, shifts.AsSpan(), drawn, symbols, cancel);
        return new MarginCalibration(Cut(encoding, drawn, symbols), shifts);
    }

    /// <summary>Shifts of scores so that the mean of softmax(scores + shift) in each segment is the share of each symbol.</summary>
    /// <param name="scores"><c>[rows, units]</c> as the network draws them.</param>
    public static ImmutableArray<float> Balance(RowEncoding encoding, ReadOnlySpan<float> scores)
    {
        var widths = encoding.SegmentWidths;
        var units = encoding.SymbolUnits;
        if (units == 0)
            return [];
        var rows = scores.Length / units;
        var (shifts, shares, means) = (new float[units], new float[scores.Length], new double[units]);
        var wanted = encoding.Segments.SelectMany(s => s.Symbols.Select(y => y.Counts.Sum(c => (double)c) / s.Symbols.Sum(z => z.Counts.Sum(c => (double)c)))).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var row = 0; row < rows; row++)
                VectorMath.Add(scores.Slice(row * units, units), shifts, shares.AsSpan(row * units, units));
            VectorMath.Softmax(shares, units, widths, shares);
            Array.Clear(means);
            for (var i = 0; i < shares.Length; i++)
                means[i % units] += shares[i];
            for (var unit = 0; unit < units; unit++)
                shifts[unit] = Math.Clamp(shifts[unit] + (float)Math.Log(wanted[unit] / Math.Max(means[unit] / rows, 1e-9)), -12, 12);
        }
        return [.. shifts];
    }

    /// <summary>Cuts of each number's own draws, of those rows in which it is there.</summary>
    /// <param name="numbers"><c>[rows, numbers]</c>.</param>
    /// <param name="symbols"><c>[rows, segments]</c>.</param>
    public static ImmutableArray<ImmutableArray<float>> Cut(RowEncoding encoding, float[] numbers, int[] symbols)
    {
        var count = encoding.Numbers.Length;
        var rows = count == 0 ? 0 : numbers.Length / count;
        var cut = ImmutableArray.CreateBuilder<ImmutableArray<float>>(count);
        for (var n = 0; n < count; n++)
        {
            var presence = encoding.Numbers[n].Presence;
            var drawn = Enumerable.Range(0, rows).Where(r => presence < 0 || symbols[r * encoding.Segments.Length + presence] == 0).Select(r => numbers[r * count + n]).Order().ToArray();
            cut.Add(drawn.Length < Cuts ? Bell : [.. Enumerable.Range(0, Cuts).Select(i => drawn[(int)((i + 0.5) / Cuts * drawn.Length)])]);
        }
        return cut.MoveToImmutable();
    }

    /// <summary>The share of the network's draws below this one.</summary>
    public double Rank(int number, float value)
    {
        var cuts = Quantiles[number];
        var above = 0;
        for (var end = cuts.Length; above < end;)
        {
            var middle = (above + end) / 2;
            if (cuts[middle] < value)
                above = middle + 1;
            else
                end = middle;
        }
        // Beyond the outer cuts half a part is left, which shrinks as the value goes further out.
        if (above == 0)
            return 0.5 / cuts.Length * Math.Exp(Math.Max(-30, (value - cuts[0]) * 3.0));
        if (above == cuts.Length)
            return 1 - 0.5 / cuts.Length * Math.Exp(Math.Max(-30, (cuts[^1] - value) * 3.0));
        var (low, high) = (cuts[above - 1], cuts[above]);
        return (above - 0.5 + (high > low ? (value - low) / (double)(high - low) : 0.5)) / cuts.Length;
    }

    /// <exception cref="InvalidDataException">It was read from a damaged file.</exception>
    public MarginCalibration Checked(RowEncoding encoding)
    {
        if (Quantiles.IsDefault || Shifts.IsDefault || Quantiles.Length != encoding.Numbers.Length || Shifts.Length != encoding.SymbolUnits || Shifts.Any(s => !float.IsFinite(s)))
            throw new InvalidDataException("The calibration does not fit the encoding.");
        foreach (var cuts in Quantiles)
        {
            if (cuts.IsDefault || cuts.Length != Cuts || cuts.Any(c => !float.IsFinite(c)))
                throw new InvalidDataException("The calibration of a number is damaged.");
            for (var i = 1; i < cuts.Length; i++)
                if (cuts[i] < cuts[i - 1])
                    throw new InvalidDataException("The calibration of a number is not in order.");
        }
        return this;
    }
}
