using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Networks;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>
/// A conditional generative adversarial network for tables (Xu et al., arXiv 1907.00503): a generator makes rows from noise and from a
/// wish for one level of one column, a critic tells them from real ones. Wishes follow the logarithm of the levels' counts, so that rare
/// levels are learned too (section 4.3, training by sampling). Three things differ from the paper: numbers are normalised by quantiles
/// instead of mixtures; the critic judges single rows without dropout, since packs of ten and a dropout of half let dependence go in
/// tables of some thousand rows; and margins are corrected after
/// training (<see cref="MarginCalibration"/>).
/// </summary>
/// <param name="training">Null: the defaults.</param>
public sealed class CtganEngine(NeuralOptions? training = null) : ITableEngine
{
    private readonly NeuralOptions training = training ?? new NeuralOptions { Hidden = 256, LeastSteps = 2000, MostSteps = 6000, Rate = 4e-4f };

    public string Name => "ctgan";

    public string Description => "A conditional generative adversarial network: rare levels are learned too, dependence less well than by the other neural engines, without proof of privacy; minutes of training.";

    public ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        var table = source.ReadAll(cancel);
        var random = new SeededRandom(options.Seed);
        var encoding = RowEncoding.Learn(table, Name);
        var encoded = encoding.Encode(table, random.Fork(1));
        var generator = new Generator(encoding, training.HiddenFor(encoding.Units), random.Fork(2));
        if (encoding.Units > 0)
            new Adversaries(generator, encoding, encoded, training, random.Fork(3), options.Threads).Train(progress, cancel);
        return new CtganModel(source.Columns, encoding, generator, generator.Calibrate(encoding, random.Fork(4)));
    }

    public ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file)
    {
        var encoding = ModelParts.ReadEncoding(file, columns);
        var calibration = ModelParts.ReadCalibration(file, encoding);
        var generator = new Generator(encoding, ModelParts.ReadHidden(file), new SeededRandom(0));
        ModelParts.ReadWeights(file, generator.Saved);
        return new CtganModel(columns, encoding, generator, calibration);
    }
}

/// <summary>Rows drawn by a trained generator.</summary>
internal sealed class CtganModel(ImmutableArray<Column> columns, RowEncoding encoding, Generator generator, MarginCalibration calibration) : ITableModel
{
    public string Engine => "ctgan";

    public ImmutableArray<Column> Columns => columns;

    public Table Sample(int rows, SeededRandom random, CancellationToken cancel) =>
        Drawing.Sample(columns, encoding, calibration, rows, random, (count, chance, numbers, symbols) => generator.Draw(count, chance, calibration.Shifts.AsSpan(), numbers, symbols), cancel);

    public void Write(ModelFileWriter file) => ModelParts.Write(file, encoding, calibration, generator.Hidden, generator.Saved);
}
