using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Kernels;
using Salus.Learning.Networks;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>
/// Denoising diffusion for tables after Kotelnikov et al. (TabDDPM, arXiv 2209.15421): rows are drowned in noise step by step, numbers by
/// adding normal noise (Ho, Jain and Abbeel, arXiv 2006.11239), levels by drawing them anew (Hoogeboom et al., arXiv 2102.05379), and a
/// network learns to undo it. Time is continuous, so drawing may take fewer steps than learning saw. The network gives for numbers the
/// velocity of Salimans and Ho (arXiv 2202.00512) and for levels the shares of the undisturbed level.
/// </summary>
/// <param name="training">Null: the defaults.</param>
public sealed class DiffusionEngine(NeuralOptions? training = null) : ITableEngine
{
    private readonly NeuralOptions training = training ?? new NeuralOptions { Hidden = 256, Epochs = 400, LeastSteps = 2500, MostSteps = 8000 };

    public string Name => "diffusion";

    public string Description => "A denoising diffusion model: the closest of the neural engines, slowest to draw, without proof of privacy; minutes of training.";

    public ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel) =>
        NeuralModel.Fit(Name, source, options, training, (encoding, hidden, random) => new Denoiser(encoding, hidden, random), progress, cancel);

    public ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file) => NeuralModel.Read(Name, columns, file, (encoding, hidden, random) => new Denoiser(encoding, hidden, random));
}

/// <summary>The network that undoes noise.</summary>
internal sealed class Denoiser : IRowNetwork
{
    /// <summary>Steps of a draw from pure noise to rows.</summary>
    private const int DrawSteps = 50;

    /// <summary>Numbers of the network's view of the time.</summary>
    private const int TimeUnits = 32;

    /// <summary>Undisturbed numbers are ranks on the bell curve and hardly lie beyond this.</summary>
    private const float MostNumber = 5;

    private const int CalibrationRows = 2000;

    private readonly int numbers;
    private readonly int[] segments;
    private readonly int width;
    private readonly Dense entrance;
    private readonly Stack time;
    private readonly Stack body;

    public Denoiser(RowEncoding encoding, int hidden, SeededRandom random)
    {
        (numbers, segments, width, Hidden) = (encoding.Numbers.Length, encoding.SegmentWidths, encoding.Units, hidden);
        entrance = new Dense(width, hidden, random);
        time = new Stack(new Dense(TimeUnits, hidden, random), new Step((t, x) => t.Silu(x)), new Dense(hidden, hidden, random));
        body = new Stack(
            new Step((t, x) => t.Silu(x)), new Dense(hidden, hidden, random, gain: 2), new Step((t, x) => t.Silu(x)),
            new Dense(hidden, hidden, random, gain: 2), new Step((t, x) => t.Silu(x)), new Dense(hidden, width, random));
    }

    public int Hidden { get; }

    public IEnumerable<Tensor> Saved => [.. entrance.Tensors, .. time.Tensors, .. body.Tensors];

    public void Train(RowEncoding encoding, EncodedRows encoded, NeuralOptions training, SeededRandom random, int threads, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        var batch = Math.Min(training.Batch, encoded.RowCount);
        var steps = training.StepsFor(encoded.RowCount);
        var deck = new RowDeck(encoded.RowCount, random.Fork(1));
        var adam = new Adam(Saved, new AdamOptions { Rate = training.Rate, Decay = 1e-5f, Decoupled = true, GradientLimit = 10 });
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
            Training.After("diffusion", step, steps, value, adam.Step(), progress, cancel);
        }
    }

    public MarginCalibration Calibrate(RowEncoding encoding, SeededRandom random, CancellationToken cancel)
    {
        var (drawn, symbols) = (new float[CalibrationRows * numbers], new int[CalibrationRows * segments.Length]);
        Draw(CalibrationRows, random, [], drawn, symbols, cancel);
        return MarginCalibration.None(encoding) with { Quantiles = MarginCalibration.Cut(encoding, drawn, symbols) };
    }

    public void Draw(int rows, SeededRandom random, ReadOnlySpan<float> shifts, float[] drawn, int[] symbols, CancellationToken cancel)
    {
        if (width == 0)
            return;
        var tape = new Tape { Training = false };
        NormalNumbers.Fill(random, drawn);
        for (var at = 0; at < symbols.Length; at++)
            symbols[at] = random.NextInt(segments[at % segments.Length]);
        var times = new float[rows];
        var (noise, clean) = (new float[drawn.Length], new int[symbols.Length]);
        for (var step = DrawSteps; step > 0; step--)
        {
            cancel.ThrowIfCancellationRequested();
            tape.Clear();
            var (now, next) = (Kept((float)step / DrawSteps), step == 1 ? 1 : Kept((float)(step - 1) / DrawSteps));
            Array.Fill(times, (float)step / DrawSteps);
            var x = tape.Constant(rows, width);
            Lay(x, drawn, symbols);
            var made = Apply(tape, x, times);
            NormalNumbers.Fill(random, noise);
            for (var row = 0; row < rows; row++)
                for (var n = 0; n < numbers; n++)
                    Unnoise(ref drawn[row * numbers + n], made.Values[row * width + n], noise[row * numbers + n], now, next);
            if (segments.Length == 0)
                continue;
            var shares = new float[rows * (width - numbers)];
            for (var row = 0; row < rows; row++)
                made.Values.Slice(row * width + numbers, width - numbers).CopyTo(shares.AsSpan(row * (width - numbers)));
            VectorMath.Softmax(shares, width - numbers, segments, shares);
            Drawing.Choose(shares, segments, random, clean);
            for (var at = 0; at < symbols.Length; at++)
                symbols[at] = step == 1 ? clean[at] : Between(symbols[at], clean[at], segments[at % segments.Length], now, next, random);
        }
    }

    /// <summary>How much of a row is left at a time from 0 to 1: the cosine of Nichol and Dhariwal (arXiv 2102.09672, equation 17), never quite nothing.</summary>
    private static float Kept(float time)
    {
        var cosine = MathF.Cos((time + 0.008f) / 1.008f * MathF.PI / 2);
        return Math.Max(cosine * cosine, 1e-5f);
    }

    /// <summary>One step back for a number: the normal distribution of the less noisy value given the noisy one and the predicted clean one (Ho et al., equations 6 and 7, between any two times).</summary>
    private static void Unnoise(ref float x, float velocity, float noise, float now, float next)
    {
        var clean = Math.Clamp(MathF.Sqrt(now) * x - MathF.Sqrt(1 - now) * velocity, -MostNumber, MostNumber);
        var step = now / next;
        var mean = MathF.Sqrt(step) * (1 - next) / (1 - now) * x + MathF.Sqrt(next) * (1 - step) / (1 - now) * clean;
        x = mean + MathF.Sqrt(Math.Max(0, (1 - step) * (1 - next) / (1 - now))) * noise;
    }

    /// <summary>One step back for a level: a draw of the less noisy level given the noisy one and a clean one (Hoogeboom et al., equation 13).</summary>
    private static int Between(int noisy, int clean, int levels, float now, float next, SeededRandom random)
    {
        var (step, other) = (now / next, 1f / levels);
        var (byNoisy, byClean) = ((1 - step) * other, (1 - next) * other);
        double Weight(int level) => (byNoisy + (level == noisy ? step : 0)) * (byClean + (level == clean ? next : 0));
        var (first, second) = (Weight(noisy), noisy == clean ? 0 : Weight(clean));
        var rest = (levels - (noisy == clean ? 1 : 2)) * (double)byNoisy * byClean;
        var at = random.NextDouble() * (first + second + rest);
        if (at < first)
            return noisy;
        if (at < first + second || rest <= 0)
            return noisy == clean ? noisy : clean;
        var drawn = random.NextInt(levels - (noisy == clean ? 1 : 2));
        foreach (var taken in noisy < clean ? (ReadOnlySpan<int>)[noisy, clean] : noisy == clean ? [noisy] : [clean, noisy])
            drawn += drawn >= taken ? 1 : 0;
        return drawn;
    }

    private Tensor Loss(Tape tape, EncodedRows encoded, ReadOnlySpan<int> rows, SeededRandom random)
    {
        var clean = Training.Gather(encoded.Numbers, numbers, rows);
        var levels = Training.Gather(encoded.Symbols, segments.Length, rows);
        var (noisy, velocity, symbols, times) = (new float[clean.Length], new float[clean.Length], new int[levels.Length], new float[rows.Length]);
        NormalNumbers.Fill(random, noisy);
        for (var row = 0; row < rows.Length; row++)
        {
            // Times spread evenly over the batch lower the variance of the loss.
            times[row] = (row + (float)random.NextDouble()) / rows.Length;
            var kept = Kept(times[row]);
            var (signal, noise) = (MathF.Sqrt(kept), MathF.Sqrt(1 - kept));
            for (var i = row * numbers; i < (row + 1) * numbers; i++)
                (noisy[i], velocity[i]) = (signal * clean[i] + noise * noisy[i], signal * noisy[i] - noise * clean[i]);
            for (var s = 0; s < segments.Length; s++)
            {
                var at = row * segments.Length + s;
                symbols[at] = random.NextDouble() < kept ? levels[at] : random.NextInt(segments[s]);
            }
        }
        var x = tape.Constant(rows.Length, width);
        Lay(x, noisy, symbols);
        var made = Apply(tape, x, times);
        var share = 1f / (numbers + segments.Length);
        Tensor? loss = null;
        if (numbers > 0)
            loss = tape.Affine(tape.SquaredError(tape.Columns(made, 0, numbers), velocity, Training.Gather(encoded.Known, numbers, rows)), numbers * share);
        if (segments.Length == 0)
            return loss!;
        var ofLevels = tape.Affine(tape.CrossEntropy(tape.Columns(made, numbers, width - numbers), segments, levels), share);
        return loss is null ? ofLevels : tape.Add(loss, ofLevels);
    }

    private Tensor Apply(Tape tape, Tensor x, float[] times)
    {
        var seen = tape.Constant(times.Length, TimeUnits);
        for (var row = 0; row < times.Length; row++)
            for (var i = 0; i < TimeUnits / 2; i++)
            {
                // Waves from half a turn over all time to sixty turns, in equal ratios.
                var (sine, cosine) = MathF.SinCos(MathF.PI * times[row] * MathF.Pow(120, i / (TimeUnits / 2 - 1f)));
                (seen.Values[row * TimeUnits + 2 * i], seen.Values[row * TimeUnits + 2 * i + 1]) = (sine, cosine);
            }
        return body.Apply(tape, tape.Add(entrance.Apply(tape, x), time.Apply(tape, seen)));
    }

    private void Lay(Tensor x, ReadOnlySpan<float> drawn, ReadOnlySpan<int> symbols)
    {
        x.Values.Clear();
        for (var row = 0; row < x.Rows; row++)
        {
            var line = x.Values.Slice(row * width, width);
            drawn.Slice(row * numbers, numbers).CopyTo(line);
            var start = numbers;
            for (var s = 0; s < segments.Length; s++)
            {
                line[start + symbols[row * segments.Length + s]] = 1;
                start += segments[s];
            }
        }
    }
}
