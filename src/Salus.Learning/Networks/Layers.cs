using Salus.Learning.Kernels;

namespace Salus.Learning.Networks;

/// <summary>A part of a network with weights of its own.</summary>
public interface ILayer
{
    /// <summary>The weights and running statistics, always in the same order: what is learned and saved.</summary>
    IEnumerable<Tensor> Tensors { get; }

    /// <param name="x"><c>[batch, …]</c>.</param>
    Tensor Apply(Tape tape, Tensor x);
}

/// <summary>x W + b.</summary>
public sealed class Dense : ILayer
{
    /// <summary>Weights uniform in ±√(3 gain / in): variance gain / in (He et al., arXiv 1502.01852, with gain 2 for ReLU; LeCun's with gain 1). The bias is zero.</summary>
    public Dense(int inputs, int outputs, SeededRandom random, float gain = 1)
    {
        Weight = new Tensor([inputs, outputs], learned: true);
        Bias = new Tensor([outputs], learned: true);
        NormalNumbers.FillUniform(random, Weight.Values);
        var bound = MathF.Sqrt(3 * gain / Math.Max(1, inputs));
        VectorMath.Affine(2 * bound, Weight.Values, -bound, Weight.Values);
    }

    /// <summary><c>[in, out]</c>.</summary>
    public Tensor Weight { get; }

    /// <summary><c>[out]</c>.</summary>
    public Tensor Bias { get; }

    public IEnumerable<Tensor> Tensors => [Weight, Bias];

    public Tensor Apply(Tape tape, Tensor x) => tape.Linear(x, tape.Weight(Weight), tape.Weight(Bias));
}

/// <summary>A learned row for each level.</summary>
public sealed class Embedding
{
    public Embedding(int levels, int width, SeededRandom random)
    {
        Table = new Tensor([levels, width], learned: true);
        NormalNumbers.Fill(random, Table.Values);
        VectorMath.Affine(1 / MathF.Sqrt(Math.Max(1, width)), Table.Values, 0, Table.Values);
    }

    /// <summary><c>[levels, width]</c>.</summary>
    public Tensor Table { get; }

    public Tensor Apply(Tape tape, ReadOnlyMemory<int> levels) => tape.Lookup(tape.Weight(Table), levels);
}

/// <inheritdoc cref="Normalisation.LayerNorm"/>
public sealed class LayerNorm : ILayer
{
    private readonly Tensor gain;
    private readonly Tensor bias;

    public LayerNorm(int width)
    {
        gain = new Tensor([width], learned: true);
        bias = new Tensor([width], learned: true);
        gain.Values.Fill(1);
    }

    public IEnumerable<Tensor> Tensors => [gain, bias];

    public Tensor Apply(Tape tape, Tensor x) => tape.LayerNorm(x, tape.Weight(gain), tape.Weight(bias));
}

/// <inheritdoc cref="Normalisation.BatchNorm"/>
public sealed class BatchNorm : ILayer
{
    private readonly Tensor gain;
    private readonly Tensor bias;
    private readonly Tensor mean;
    private readonly Tensor variance;

    public BatchNorm(int width)
    {
        gain = new Tensor([width], learned: true);
        bias = new Tensor([width], learned: true);
        mean = new Tensor([width]);
        variance = new Tensor([width]);
        gain.Values.Fill(1);
        variance.Values.Fill(1);
    }

    public IEnumerable<Tensor> Tensors => [gain, bias, mean, variance];

    public Tensor Apply(Tape tape, Tensor x) => tape.BatchNorm(x, tape.Weight(gain), tape.Weight(bias), mean, variance);
}

/// <inheritdoc cref="Convolutions.Convolve(Tape, Tensor, Tensor, Tensor, ValueTuple{int, int}, ValueTuple{int, int})"/>
public sealed class Convolution : ILayer
{
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly (int, int) stride;
    private readonly (int, int) padding;

    /// <param name="filter">Rows and columns of a filter.</param>
    public Convolution(int inputs, int outputs, (int Rows, int Columns) filter, SeededRandom random, (int Rows, int Columns)? stride = null, (int Rows, int Columns)? padding = null, float gain = 2)
    {
        weight = new Tensor([outputs, inputs, filter.Rows, filter.Columns], learned: true);
        bias = new Tensor([outputs], learned: true);
        (this.stride, this.padding) = (stride ?? (1, 1), padding ?? (0, 0));
        NormalNumbers.FillUniform(random, weight.Values);
        var bound = MathF.Sqrt(3 * gain / (inputs * filter.Rows * filter.Columns));
        VectorMath.Affine(2 * bound, weight.Values, -bound, weight.Values);
    }

    public IEnumerable<Tensor> Tensors => [weight, bias];

    public Tensor Apply(Tape tape, Tensor x) => tape.Convolve(x, tape.Weight(weight), tape.Weight(bias), stride, padding);
}

/// <summary>A step without weights, for example an activation.</summary>
public sealed class Step(Func<Tape, Tensor, Tensor> apply) : ILayer
{
    public IEnumerable<Tensor> Tensors => [];

    public Tensor Apply(Tape tape, Tensor x) => apply(tape, x);
}

/// <summary>One layer after the other.</summary>
public sealed class Stack(params ILayer[] layers) : ILayer
{
    public IEnumerable<Tensor> Tensors => layers.SelectMany(l => l.Tensors);

    public Tensor Apply(Tape tape, Tensor x) => layers.Aggregate(x, (value, layer) => layer.Apply(tape, value));
}
