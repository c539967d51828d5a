namespace Salus.Learning.Networks;

/// <summary>
/// The opponent of a generator: two hidden layers with leaky ReLU and dropout, then one score, high for what is real (Wasserstein GAN:
/// Arjovsky, Chintala and Bottou, arXiv 1701.07875). It is kept smooth by a penalty on the length of its slope with respect to its input
/// (Gulrajani et al., arXiv 1704.00028, equation 3).
/// </summary>
/// <remarks>
/// The penalty asks for the gradient of a gradient. The network is linear in pieces: with m the slopes of an activation times its dropout
/// mask, dD/dx = ((w₃ ∘ m₂) W₂ᵀ ∘ m₁) W₁ᵀ, and m does not change with the weights but at the edges of the pieces. So the slope is itself
/// computed by ordinary operations with m constant, and the tape carries the penalty back to the weights exactly, almost everywhere.
/// </remarks>
public sealed class Critic
{
    private const float Leak = 0.2f;

    private readonly Dense first;
    private readonly Dense second;
    private readonly Dense last;
    private readonly float dropout;

    public Critic(int inputs, int hidden, float dropout, SeededRandom random)
    {
        first = new Dense(inputs, hidden, random, gain: 2);
        second = new Dense(hidden, hidden, random, gain: 2);
        last = new Dense(hidden, 1, random);
        this.dropout = dropout;
    }

    public IEnumerable<Tensor> Tensors => [.. first.Tensors, .. second.Tensors, .. last.Tensors];

    /// <summary>Scores: <c>[rows, inputs]</c> to <c>[rows, 1]</c>.</summary>
    public Tensor Score(Tape tape, Tensor x, SeededRandom random)
    {
        var one = tape.Dropout(tape.LeakyRelu(first.Apply(tape, x), Leak), dropout, random);
        var two = tape.Dropout(tape.LeakyRelu(second.Apply(tape, one), Leak), dropout, random);
        return last.Apply(tape, two);
    }

    /// <summary>The mean of (‖dD/dx‖ − 1)² at points on the lines between real and made rows, chosen by chance.</summary>
    public Tensor Penalty(Tape tape, Tensor real, Tensor made, SeededRandom random)
    {
        var between = tape.Constant(real.Rows, real.Width);
        for (var row = 0; row < real.Rows; row++)
        {
            var share = (float)random.NextDouble();
            for (var i = row * real.Width; i < (row + 1) * real.Width; i++)
                between.Values[i] = share * real.Values[i] + (1 - share) * made.Values[i];
        }
        var (slopesOne, slopesTwo) = Slopes(tape, between, random);
        var ones = tape.Constant(real.Rows, 1);
        ones.Values.Fill(1);
        var slope = tape.Times(tape.Multiply(ones, last.Weight, turnB: true), slopesTwo);
        slope = tape.Times(tape.Multiply(slope, second.Weight, turnB: true), slopesOne);
        slope = tape.Multiply(slope, first.Weight, turnB: true);
        var off = tape.Affine(tape.RowNorm(slope), 1, -1);
        return tape.Mean(tape.Times(off, off));
    }

    private (Tensor One, Tensor Two) Slopes(Tape tape, Tensor x, SeededRandom random)
    {
        var frozen = tape.WeightsFrozen;
        tape.WeightsFrozen = true;
        var one = first.Apply(tape, x);
        var slopesOne = Masked(one);
        var slopesTwo = Masked(second.Apply(tape, tape.Times(one, slopesOne)));
        tape.WeightsFrozen = frozen;
        return (slopesOne, slopesTwo);

        Tensor Masked(Tensor sum)
        {
            var slopes = tape.LeakyReluSlope(sum, Leak);
            return dropout > 0 ? tape.Times(slopes, tape.DropoutMask(sum.Shape, dropout, random)) : slopes;
        }
    }
}
