using Salus.Learning;
using Salus.Learning.Networks;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>Gives rows in an order of chance, each once before any comes again.</summary>
internal sealed class RowDeck
{
    private readonly int[] order;
    private readonly SeededRandom random;
    private int next;

    public RowDeck(int rows, SeededRandom random)
    {
        order = [.. Enumerable.Range(0, rows)];
        this.random = random;
        next = rows;
    }

    public int Draw()
    {
        if (next == order.Length)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var other = random.NextInt(i + 1);
                (order[i], order[other]) = (order[other], order[i]);
            }
            next = 0;
        }
        return order[next++];
    }
}

/// <summary>What the engines' training shares: batches laid out for a network, progress, and the end of a training that went astray.</summary>
internal static class Training
{
    private const int StepsPerReport = 25;

    /// <summary>Numbers and one-hot blocks of a batch side by side: <c>[batch, numbers + units]</c>.</summary>
    public static void Lay(EncodedRows encoded, ReadOnlySpan<int> rows, Tensor to)
    {
        var (numbers, segments) = (encoded.NumberCount, encoded.SegmentWidths);
        to.Values.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            var line = to.Values.Slice(i * to.Width, to.Width);
            encoded.Numbers.AsSpan(rows[i] * numbers, numbers).CopyTo(line);
            var start = numbers;
            for (var s = 0; s < segments.Length; s++)
            {
                line[start + encoded.Symbols[rows[i] * segments.Length + s]] = 1;
                start += segments[s];
            }
        }
    }

    /// <summary>These rows of an array of rows.</summary>
    public static T[] Gather<T>(T[] from, int width, ReadOnlySpan<int> rows)
    {
        var to = new T[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
            from.AsSpan(rows[i] * width, width).CopyTo(to.AsSpan(i * width));
        return to;
    }

    /// <summary>Reports, and stops when asked or when the loss or gradient is no number any more.</summary>
    public static void After(string engine, int step, int steps, double loss, double gradient, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (!double.IsFinite(loss) || !double.IsFinite(gradient))
            throw new SynthesisException($"The training of '{engine}' went astray at step {step} of {steps}: its loss is no number any more. Use another seed, or the engine 'trees'.");
        if (step % StepsPerReport == 0 || step == steps)
            progress?.Report(new FitProgress(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"training '{engine}', step {step} of {steps}, loss {loss:0.000}"), (double)step / steps));
    }
}

/// <summary>Draws of a network turned into rows, block by block.</summary>
internal static class Drawing
{
    private const int RowsPerBlock = 1000;

    /// <summary>Fills <c>[rows, numbers]</c> and <c>[rows, segments]</c> with a network's draws.</summary>
    public delegate void Draw(int rows, SeededRandom random, float[] numbers, int[] symbols);

    public static Table Sample(System.Collections.Immutable.ImmutableArray<Column> columns, RowEncoding encoding, MarginCalibration calibration, int rows, SeededRandom random, Draw draw, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var blocks = new List<Table>();
        for (var start = 0; start < rows; start += RowsPerBlock)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(RowsPerBlock, rows - start);
            var (numbers, symbols) = (new float[count * encoding.Numbers.Length], new int[count * encoding.Segments.Length]);
            draw(count, random, numbers, symbols);
            var ranks = new double[numbers.Length];
            for (var i = 0; i < ranks.Length; i++)
                ranks[i] = calibration.Rank(i % encoding.Numbers.Length, numbers[i]);
            blocks.Add(encoding.Decode(columns, count, ranks, symbols, random));
        }
        return Table.Join(columns, blocks);
    }

    /// <summary>One symbol for each segment by its shares.</summary>
    /// <param name="shares"><c>[rows, units]</c>.</param>
    public static void Choose(ReadOnlySpan<float> shares, int[] segments, SeededRandom random, Span<int> symbols)
    {
        for (var (start, at) = (0, 0); at < symbols.Length;)
            foreach (var width in segments)
            {
                var left = (float)random.NextDouble();
                var symbol = 0;
                while (symbol < width - 1 && (left -= shares[start + symbol]) >= 0)
                    symbol++;
                symbols[at++] = symbol;
                start += width;
            }
    }
}
