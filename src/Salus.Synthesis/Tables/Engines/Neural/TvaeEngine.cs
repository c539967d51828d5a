using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Kernels;
using Salus.Learning.Networks;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>
/// A variational autoencoder for tables: an encoder lays each row as a small cloud in a space of normal numbers, a decoder makes rows from
/// points of that space, and both are trained so that rows are found again and the clouds together fill the bell (Kingma and Welling,
/// arXiv 1312.6114; for tables Xu et al., arXiv 1907.00503, section 4.5). Numbers are decoded with a deviation of their own, levels by
/// their shares; margins are corrected after training (<see cref="MarginCalibration"/>).
/// </summary>
/// <param name="training">Null: the defaults.</param>
public sealed class TvaeEngine(NeuralOptions? training = null) : ITableEngine
{
    private readonly NeuralOptions training = training ?? new NeuralOptions();

    public string Name => "tvae";

    public string Description => "A variational autoencoder: smooth draws from tables of moderate size, without proof of privacy; minutes of training.";

    public ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel) =>
        NeuralModel.Fit(Name, source, options, training, (encoding, hidden, random) => new TvaeNetworks(encoding, hidden, random), progress, cancel);

    public ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file) => NeuralModel.Read(Name, columns, file, (encoding, hidden, random) => new TvaeNetworks(encoding, hidden, random));
}

/// <summary>Encoder and decoder.</summary>
internal sealed class TvaeNetworks : IRowNetwork
{
    /// <summary>How much finding a row again weighs against filling the bell (Xu et al. use 2).</summary>
    private const float FindingWeight = 2;

    private const float LeastLogDeviation = -3;
    private const int CalibrationRows = 8000;

    private readonly int numbers;
    private readonly int[] segments;
    private readonly int width;
    private readonly int latent;
    private readonly Stack encoder;
    private readonly Stack decoder;
    private readonly Tensor logDeviation;

    public TvaeNetworks(RowEncoding encoding, int hidden, SeededRandom random)
    {
        (numbers, segments, width, Hidden) = (encoding.Numbers.Length, encoding.SegmentWidths, encoding.Units, hidden);
        latent = (hidden + 1) / 2;
        encoder = new Stack(new Dense(width, hidden, random, gain: 2), new Step((t, x) => t.Relu(x)), new Dense(hidden, hidden, random, gain: 2), new Step((t, x) => t.Relu(x)), new Dense(hidden, 2 * latent, random));
        decoder = new Stack(new Dense(latent, hidden, random, gain: 2), new Step((t, x) => t.Relu(x)), new Dense(hidden, hidden, random, gain: 2), new Step((t, x) => t.Relu(x)), new Dense(hidden, width, random));
        logDeviation = new Tensor([Math.Max(1, numbers)], learned: true);
        logDeviation.Values.Fill(-1);
    }

    public int Hidden { get; }

    /// <summary>What drawing needs; the encoder has done its work.</summary>
    public IEnumerable<Tensor> Saved => decoder.Tensors.Append(logDeviation);

    public void Train(RowEncoding encoding, EncodedRows encoded, NeuralOptions training, SeededRandom random, int threads, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        var batch = Math.Min(training.Batch, encoded.RowCount);
        var steps = training.StepsFor(encoded.RowCount);
        var deck = new RowDeck(encoded.RowCount, random.Fork(1));
        var adam = new Adam(encoder.Tensors.Concat(Saved), new AdamOptions { Rate = training.Rate, Decay = 1e-5f, Decoupled = true, GradientLimit = 100 });
        var tape = new Tape(threads);
        var rows = new int[batch];
        for (var step = 1; step <= steps; step++)
        {
            for (var i = 0; i < batch; i++)
                rows[i] = deck.Draw();
            adam.Rate = training.RateAt(step - 1, steps);
            tape.Clear();
            var loss = Loss(tape, encoded, rows, random);
            var value = loss.Values[0];
            tape.Backward(loss);
            var gradient = adam.Step();
            for (var i = 0; i < logDeviation.Length; i++)
                logDeviation.Values[i] = Math.Clamp(logDeviation.Values[i], LeastLogDeviation, 0);
            Training.After("tvae", step, steps, value, gradient, progress, cancel);
        }
    }

    /// <summary>The bound on −log likelihood that training makes small, of one batch.</summary>
    private Tensor Loss(Tape tape, EncodedRows encoded, ReadOnlySpan<int> rows, SeededRandom random)
    {
        var x = tape.Constant(rows.Length, width);
        Training.Lay(encoded, rows, x);
        var cloud = encoder.Apply(tape, x);
        var (mean, logVariance) = (tape.Columns(cloud, 0, latent), tape.Columns(cloud, latent, latent));
        var point = tape.Add(mean, tape.Times(tape.Exp(tape.Affine(logVariance, 0.5f)), tape.Noise(random, rows.Length, latent)));
        var made = decoder.Apply(tape, point);
        var loss = tape.NormalDivergence(mean, logVariance);
        if (numbers > 0)
            loss = tape.Add(loss, tape.NormalLoss(tape.Columns(made, 0, numbers), Training.Gather(encoded.Numbers, numbers, rows), Training.Gather(encoded.Known, numbers, rows), logDeviation), FindingWeight);
        return segments.Length == 0 ? loss : tape.Add(loss, tape.CrossEntropy(tape.Columns(made, numbers, width - numbers), segments, Training.Gather(encoded.Symbols, segments.Length, rows)), FindingWeight);
    }

    public MarginCalibration Calibrate(RowEncoding encoding, SeededRandom random, CancellationToken cancel) =>
        MarginCalibration.Of(encoding, this, Decode(CalibrationRows, random.Fork(1)), CalibrationRows, random.Fork(1), cancel);

    public void Draw(int rows, SeededRandom random, ReadOnlySpan<float> shifts, float[] drawnNumbers, int[] drawnSymbols, CancellationToken cancel)
    {
        var made = Decode(rows, random);
        var units = width - numbers;
        var shares = new float[rows * units];
        NormalNumbers.Fill(random, drawnNumbers);
        for (var row = 0; row < rows; row++)
        {
            for (var n = 0; n < numbers; n++)
                drawnNumbers[row * numbers + n] = made[row * width + n] + drawnNumbers[row * numbers + n] * MathF.Exp(logDeviation.Values[n]);
            VectorMath.Add(made.AsSpan(row * width + numbers, units), shifts, shares.AsSpan(row * units, units));
        }
        if (units == 0)
            return;
        VectorMath.Softmax(shares, units, segments, shares);
        Drawing.Choose(shares, segments, random, drawnSymbols);
    }

    private float[] Decode(int rows, SeededRandom random)
    {
        var tape = new Tape { Training = false };
        return decoder.Apply(tape, tape.Noise(random, rows, latent)).Values.ToArray();
    }
}
