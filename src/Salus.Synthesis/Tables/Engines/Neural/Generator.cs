using Salus.Learning;
using Salus.Learning.Kernels;
using Salus.Learning.Networks;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>A level of one one-hot block that a row is asked to have.</summary>
internal readonly record struct Wish(int Segment, int Symbol);

/// <summary>
/// Makes rows of units from noise and wishes: two residual layers, each of which hands on what came in beside what it made
/// (Xu et al., arXiv 1907.00503, section 4.4). A wish is itself a one-hot row over all levels.
/// </summary>
internal sealed class Generator : IRowNetwork
{
    private const int NoiseUnits = 128;
    private const int CalibrationRows = 8000;

    private readonly int numbers;
    private readonly int[] segments;
    private readonly int[] starts;
    private readonly double[][] counts;
    private readonly Stack first;
    private readonly Stack second;
    private readonly Dense last;

    public Generator(RowEncoding encoding, int hidden, SeededRandom random)
    {
        (numbers, segments, Hidden, Units) = (encoding.Numbers.Length, encoding.SegmentWidths, hidden, encoding.Units);
        starts = new int[segments.Length];
        for (var s = 1; s < starts.Length; s++)
            starts[s] = starts[s - 1] + segments[s - 1];
        counts = [.. encoding.Segments.Select(s => s.Symbols.Select(y => y.Counts.Sum(c => (double)c)).ToArray())];
        var inputs = NoiseUnits + WishUnits;
        first = new Stack(new Dense(inputs, hidden, random, gain: 2), new BatchNorm(hidden), new Step((t, x) => t.Relu(x)));
        second = new Stack(new Dense(inputs + hidden, hidden, random, gain: 2), new BatchNorm(hidden), new Step((t, x) => t.Relu(x)));
        last = new Dense(inputs + 2 * hidden, Units, random);
    }

    public int Hidden { get; }

    public int Units { get; }

    /// <summary>Width of a wish.</summary>
    public int WishUnits => Units - numbers;

    public IEnumerable<Tensor> Saved => [.. first.Tensors, .. second.Tensors, .. last.Tensors];

    /// <summary>Numbers and scores of levels: <c>[rows, units]</c>.</summary>
    public Tensor Apply(Tape tape, Tensor noise, Tensor wishes)
    {
        var x = WishUnits > 0 ? tape.Beside(noise, wishes) : noise;
        x = tape.Beside(first.Apply(tape, x), x);
        x = tape.Beside(second.Apply(tape, x), x);
        return last.Apply(tape, x);
    }

    public static Tensor Noise(Tape tape, int rows, SeededRandom random) => tape.Noise(random, rows, NoiseUnits);

    public Tensor Lay(Tape tape, ReadOnlySpan<Wish> wishes)
    {
        var laid = tape.Constant(wishes.Length, WishUnits);
        laid.Values.Clear();
        for (var row = 0; row < wishes.Length && WishUnits > 0; row++)
            laid.Values[row * WishUnits + starts[wishes[row].Segment] + wishes[row].Symbol] = 1;
        return laid;
    }

    /// <summary>A block by equal chances, then a level by its count, or by the logarithm of its count for training.</summary>
    public Wish Draw(SeededRandom random, bool levelled)
    {
        if (segments.Length == 0)
            return default;
        var segment = random.NextInt(segments.Length);
        var weights = counts[segment];
        double Weight(double count) => levelled ? Math.Log(1 + count) : count;
        var at = random.NextDouble() * weights.Sum(Weight);
        var symbol = 0;
        while (symbol < weights.Length - 1 && (at -= Weight(weights[symbol])) >= 0)
            symbol++;
        return new Wish(segment, symbol);
    }

    public void Train(RowEncoding encoding, EncodedRows rows, NeuralOptions training, SeededRandom random, int threads, IProgress<FitProgress>? progress, CancellationToken cancel) =>
        new Adversaries(this, encoding, rows, training, random, threads).Train(progress, cancel);

    public MarginCalibration Calibrate(RowEncoding encoding, SeededRandom random, CancellationToken cancel) =>
        MarginCalibration.Of(encoding, this, Make(CalibrationRows, random.Fork(1)), CalibrationRows, random.Fork(1), cancel);

    public void Draw(int rows, SeededRandom random, ReadOnlySpan<float> shifts, float[] drawnNumbers, int[] drawnSymbols, CancellationToken cancel)
    {
        var made = Make(rows, random);
        var shares = new float[rows * WishUnits];
        for (var row = 0; row < rows; row++)
        {
            made.AsSpan(row * Units, numbers).CopyTo(drawnNumbers.AsSpan(row * numbers));
            VectorMath.Add(made.AsSpan(row * Units + numbers, WishUnits), shifts, shares.AsSpan(row * WishUnits, WishUnits));
        }
        if (WishUnits == 0)
            return;
        VectorMath.Softmax(shares, WishUnits, segments, shares);
        Drawing.Choose(shares, segments, random, drawnSymbols);
    }

    private float[] Make(int rows, SeededRandom random)
    {
        if (Units == 0)
            return [];
        var tape = new Tape { Training = false };
        var wishes = new Wish[rows];
        for (var row = 0; row < rows; row++)
            wishes[row] = Draw(random, levelled: false);
        return Apply(tape, Noise(tape, rows, random), Lay(tape, wishes)).Values.ToArray();
    }
}
