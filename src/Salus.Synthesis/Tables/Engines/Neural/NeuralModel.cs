using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Networks;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>A network that learns encoded rows and makes new ones: all in which one neural engine differs from another.</summary>
internal interface IRowNetwork
{
    /// <summary>Units of the hidden layers.</summary>
    int Hidden { get; }

    /// <summary>What drawing needs and the model file keeps.</summary>
    IEnumerable<Tensor> Saved { get; }

    void Train(RowEncoding encoding, EncodedRows rows, NeuralOptions training, SeededRandom random, int threads, IProgress<FitProgress>? progress, CancellationToken cancel);

    /// <summary>What its own draws say about how its margins must be corrected.</summary>
    MarginCalibration Calibrate(RowEncoding encoding, SeededRandom random, CancellationToken cancel);

    /// <summary>Fills <c>[rows, numbers]</c> and <c>[rows, segments]</c>.</summary>
    /// <param name="shifts">See <see cref="MarginCalibration.Shifts"/>.</param>
    void Draw(int rows, SeededRandom random, ReadOnlySpan<float> shifts, float[] numbers, int[] symbols, CancellationToken cancel);
}

/// <summary>Makes an untrained network.</summary>
internal delegate IRowNetwork NewNetwork(RowEncoding encoding, int hidden, SeededRandom random);

/// <summary>Rows drawn by a trained network.</summary>
internal sealed class NeuralModel : ITableModel
{
    private readonly RowEncoding encoding;
    private readonly IRowNetwork network;
    private readonly MarginCalibration calibration;

    private NeuralModel(string engine, ImmutableArray<Column> columns, RowEncoding encoding, IRowNetwork network, MarginCalibration calibration)
    {
        (Engine, Columns) = (engine, columns);
        (this.encoding, this.network, this.calibration) = (encoding, network, calibration);
    }

    public string Engine { get; }

    public ImmutableArray<Column> Columns { get; }

    public static NeuralModel Fit(string engine, ITableSource source, FitOptions options, NeuralOptions training, NewNetwork create, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        var table = source.ReadAll(cancel);
        var random = new SeededRandom(options.Seed);
        var learned = RowEncoding.Learn(table, engine);
        var encoded = learned.Encode(table, random.Fork(1));
        var made = create(learned, training.HiddenFor(learned.Units), random.Fork(2));
        if (learned.Units > 0)
            made.Train(learned, encoded, training, random.Fork(3), options.Threads, progress, cancel);
        return new NeuralModel(engine, source.Columns, learned, made, made.Calibrate(learned, random.Fork(4), cancel));
    }

    public static NeuralModel Read(string engine, ImmutableArray<Column> columns, ModelFileReader file, NewNetwork create)
    {
        var learned = ModelParts.ReadEncoding(file, columns);
        var margins = ModelParts.ReadCalibration(file, learned);
        var made = create(learned, ModelParts.ReadHidden(file), new SeededRandom(0));
        ModelParts.ReadWeights(file, made.Saved);
        return new NeuralModel(engine, columns, learned, made, margins);
    }

    public Table Sample(int rows, SeededRandom random, CancellationToken cancel) =>
        Drawing.Sample(Columns, encoding, calibration, rows, random, (count, chance, numbers, symbols) => network.Draw(count, chance, calibration.Shifts.AsSpan(), numbers, symbols, cancel), cancel);

    public void Write(ModelFileWriter file) => ModelParts.Write(file, encoding, calibration, network.Hidden, network.Saved);
}
