using Salus.Learning;
using Salus.Learning.Networks;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>Trains a generator against a critic, a step of each in turn.</summary>
internal sealed class Adversaries
{
    private const float PenaltyWeight = 10;
    private const float Temperature = 0.2f;

    private readonly Generator generator;
    private readonly Critic critic;
    private readonly EncodedRows encoded;
    private readonly NeuralOptions training;
    private readonly SeededRandom random;
    private readonly Tape tape;
    private readonly int[][][] holders;
    private readonly int batch;

    public Adversaries(Generator generator, RowEncoding encoding, EncodedRows encoded, NeuralOptions training, SeededRandom random, int threads)
    {
        (this.generator, this.encoded, this.training, this.random) = (generator, encoded, training, random);
        critic = new Critic(generator.Units + generator.WishUnits, training.HiddenFor(generator.Units), dropout: 0, random.Fork(1));
        tape = new Tape(threads);
        batch = Math.Min(training.Batch, encoded.RowCount);
        holders = [.. encoding.Segments.Select((segment, s) => segment.Symbols.Select((_, symbol) => Enumerable.Range(0, encoded.RowCount).Where(row => encoded.Symbols[row * encoding.Segments.Length + s] == symbol).ToArray()).ToArray())];
    }

    public void Train(IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        var steps = training.StepsFor(encoded.RowCount);
        var options = new AdamOptions { Rate = training.Rate, MeanKept = 0.5f, SquareKept = 0.9f };
        var (ofCritic, ofGenerator) = (new Adam(critic.Tensors, options), new Adam(generator.Saved, options with { Decay = 1e-6f }));
        for (var step = 1; step <= steps; step++)
        {
            ofCritic.Rate = ofGenerator.Rate = training.RateAt(step - 1, steps);
            var (distance, one) = CriticStep(ofCritic);
            var two = GeneratorStep(ofGenerator);
            Training.After("ctgan", step, steps, distance, one + two, progress, cancel);
        }
    }

    /// <returns>The critic's loss and the length of its gradient.</returns>
    private (double Loss, double Gradient) CriticStep(Adam adam)
    {
        tape.Clear();
        var (wishes, rows) = Wishes();
        var asked = generator.Lay(tape, wishes);
        tape.WeightsFrozen = true;
        var made = WithWishes(Made(generator.Apply(tape, Generator.Noise(tape, batch, random), asked)), asked);
        tape.WeightsFrozen = false;
        var real = tape.Constant(batch, generator.Units);
        Training.Lay(encoded, rows, real);
        var truth = WithWishes(real, asked);
        var loss = tape.Add(tape.Mean(critic.Score(tape, made, random)), tape.Mean(critic.Score(tape, truth, random)), -1);
        loss = tape.Add(loss, critic.Penalty(tape, truth, made, random), PenaltyWeight);
        var value = loss.Values[0];
        tape.Backward(loss);
        return (value, adam.Step());
    }

    /// <returns>The length of the generator's gradient.</returns>
    private double GeneratorStep(Adam adam)
    {
        tape.Clear();
        var (wishes, _) = Wishes();
        var asked = generator.Lay(tape, wishes);
        var scores = generator.Apply(tape, Generator.Noise(tape, batch, random), asked);
        var made = WithWishes(Made(scores), asked);
        tape.WeightsFrozen = true;
        var loss = tape.Affine(tape.Mean(critic.Score(tape, made, random)), -1);
        tape.WeightsFrozen = false;
        var segments = encoded.SegmentWidths;
        if (segments.Length > 0)
        {
            // A row that does not grant its wish is wrong however real it looks.
            var granted = new int[batch * segments.Length];
            Array.Fill(granted, Losses.NoTarget);
            for (var row = 0; row < batch; row++)
                granted[row * segments.Length + wishes[row].Segment] = wishes[row].Symbol;
            loss = tape.Add(loss, tape.CrossEntropy(Levels(scores), segments, granted));
        }
        tape.Backward(loss);
        return adam.Step();
    }

    /// <summary>Wishes of chance, and for each a row of the table that has it.</summary>
    private (Wish[] Wishes, int[] Rows) Wishes()
    {
        var (wishes, rows) = (new Wish[batch], new int[batch]);
        for (var i = 0; i < batch; i++)
        {
            wishes[i] = generator.Draw(random, levelled: true);
            rows[i] = holders.Length == 0 ? random.NextInt(encoded.RowCount) : holders[wishes[i].Segment][wishes[i].Symbol] is var own ? own[random.NextInt(own.Length)] : 0;
        }
        return (wishes, rows);
    }

    private Tensor Made(Tensor scores)
    {
        if (generator.WishUnits == 0)
            return scores;
        var levels = tape.GumbelSoftmax(Levels(scores), encoded.SegmentWidths, Temperature, random);
        return encoded.NumberCount == 0 ? levels : tape.Beside(tape.Columns(scores, 0, encoded.NumberCount), levels);
    }

    private Tensor Levels(Tensor scores) => tape.Columns(scores, encoded.NumberCount, generator.WishUnits);

    private Tensor WithWishes(Tensor rows, Tensor wishes) => generator.WishUnits == 0 ? rows : tape.Beside(rows, wishes);
}
