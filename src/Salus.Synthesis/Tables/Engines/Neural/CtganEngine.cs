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

    public ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel) =>
        NeuralModel.Fit(Name, source, options, training, (encoding, hidden, random) => new Generator(encoding, hidden, random), progress, cancel);

    public ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file) => NeuralModel.Read(Name, columns, file, (encoding, hidden, random) => new Generator(encoding, hidden, random));
}
