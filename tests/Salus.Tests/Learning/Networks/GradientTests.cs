using Salus.Learning;
using Salus.Learning.Kernels;
using Salus.Learning.Networks;

namespace Salus.Tests.Learning.Networks;

/// <summary>Every operation's gradient against finite differences of the operation itself.</summary>
public sealed class GradientTests
{
    public static TheoryData<string> Names => [.. Operations.Keys];

    private static readonly int[] Segments = [3, 1, 4];
    private static readonly int[] Targets = [2, 0, 3, 0, 0, -1, 1, 0, 0, -1, 0, 2, 0, 0, 1];

    /// <summary>Arguments are standard normal tensors of these shapes.</summary>
    private static readonly Dictionary<string, (int[][] Shapes, Func<Tape, Tensor[], Tensor> Apply)> Operations = new(StringComparer.Ordinal)
    {
        ["product"] = ([[3, 5], [5, 4]], (t, x) => t.Multiply(x[0], x[1])),
        ["product, first turned"] = ([[5, 3], [5, 4]], (t, x) => t.Multiply(x[0], x[1], turnA: true)),
        ["product, second turned"] = ([[3, 5], [4, 5]], (t, x) => t.Multiply(x[0], x[1], turnB: true)),
        ["product, both turned"] = ([[5, 3], [4, 5]], (t, x) => t.Multiply(x[0], x[1], turnA: true, turnB: true)),
        ["linear"] = ([[4, 6], [6, 3], [3]], (t, x) => t.Linear(x[0], x[1], x[2])),
        ["add"] = ([[4, 3], [4, 3]], (t, x) => t.Add(x[0], x[1], -0.7f)),
        ["times"] = ([[4, 3], [4, 3]], (t, x) => t.Times(x[0], x[1])),
        ["times itself"] = ([[4, 3]], (t, x) => t.Times(x[0], x[0])),
        ["times row"] = ([[4, 3], [3]], (t, x) => t.TimesRow(x[0], x[1])),
        ["affine"] = ([[4, 3]], (t, x) => t.Affine(x[0], 2.5f, 1)),
        ["sum"] = ([[4, 3]], (t, x) => t.Sum(t.Times(x[0], x[0]))),
        ["mean"] = ([[4, 3]], (t, x) => t.Mean(t.Times(x[0], x[0]))),
        ["row norm"] = ([[4, 3]], (t, x) => t.RowNorm(x[0])),
        ["beside"] = ([[4, 3], [4, 2]], (t, x) => t.Beside(x[0], x[1], x[0])),
        ["columns"] = ([[4, 5]], (t, x) => t.Columns(x[0], 1, 3)),
        ["reshape"] = ([[4, 6]], (t, x) => Tape.Reshape(t.Tanh(x[0]), 2, 12)),
        ["lookup"] = ([[4, 3]], (t, x) => t.Lookup(x[0], new[] { 2, 0, 2, 3 })),
        ["leaky relu"] = ([[5, 7]], (t, x) => t.LeakyRelu(x[0], 0.2f)),
        ["gelu"] = ([[5, 7]], (t, x) => t.Gelu(x[0])),
        ["silu"] = ([[5, 7]], (t, x) => t.Silu(x[0])),
        ["tanh"] = ([[5, 7]], (t, x) => t.Tanh(x[0])),
        ["sigmoid"] = ([[5, 7]], (t, x) => t.Sigmoid(x[0])),
        ["softplus"] = ([[5, 7]], (t, x) => t.Softplus(x[0])),
        ["exp"] = ([[5, 7]], (t, x) => t.Exp(x[0])),
        ["log"] = ([[5, 7]], (t, x) => t.Log(t.Affine(t.Times(x[0], x[0]), 1, 0.5f))),
        ["sqrt"] = ([[5, 7]], (t, x) => t.Sqrt(t.Affine(t.Times(x[0], x[0]), 1, 0.5f))),
        ["layer norm"] = ([[4, 9], [9], [9]], (t, x) => t.LayerNorm(x[0], x[1], x[2])),
        ["batch norm"] = ([[6, 5], [5], [5]], (t, x) => t.BatchNorm(x[0], x[1], x[2], new Tensor([5]), new Tensor([5]))),
        ["softmax"] = ([[5, 8]], (t, x) => t.Softmax(x[0], Segments)),
        ["gumbel softmax"] = ([[5, 8]], (t, x) => t.GumbelSoftmax(x[0], Segments, 0.8f, new SeededRandom(3))),
        ["dropout"] = ([[5, 8]], (t, x) => t.Dropout(x[0], 0.4f, new SeededRandom(3))),
        ["cross entropy"] = ([[5, 8]], (t, x) => t.CrossEntropy(x[0], Segments, Targets)),
        ["normal loss"] = ([[5, 2], [2]], (t, x) => t.NormalLoss(x[0], new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 0 }.Select(v => v / 4).ToArray(), new float[] { 1, 0, 1, 1, 1, 1, 0, 1, 1, 1 }, x[1])),
        ["squared error"] = ([[5, 2]], (t, x) => t.SquaredError(x[0], new float[10], new float[] { 1, 0, 1, 1, 1, 1, 0, 1, 1, 1 })),
        ["logistic loss"] = ([[5, 2]], (t, x) => t.LogisticLoss(x[0], new float[] { 1, 0, 1, 1, 0, 1, 0, 0, 1, 1 })),
        ["normal divergence"] = ([[5, 2], [5, 2]], (t, x) => t.NormalDivergence(x[0], x[1])),
        ["convolution in two directions"] = ([[2, 3, 5, 6], [4, 3, 3, 2], [4]], (t, x) => t.Convolve(x[0], x[1], x[2], (2, 1), (1, 1))),
        ["convolution in one direction"] = ([[2, 3, 9], [4, 3, 3], [4]], (t, x) => t.Convolve(x[0], x[1], x[2], stride: 2, padding: 1)),
        ["a small network"] = ([[6, 4], [4, 8], [8], [8, 3], [3]], (t, x) => t.CrossEntropy(t.Linear(t.Gelu(t.Linear(x[0], x[1], x[2])), x[3], x[4]), [3], new[] { 0, 1, 2, 2, 1, 0 })),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_finite_differences(string operation)
    {
        var (shapes, apply) = Operations[operation];
        var random = new SeededRandom(17);
        var arguments = shapes.Select(shape =>
        {
            var x = new Tensor(shape, learned: true);
            NormalNumbers.Fill(random, x.Values);
            return x;
        }).ToArray();
        var tape = new Tape();
        var result = apply(tape, arguments);
        var direction = new float[result.Length];
        NormalNumbers.Fill(random, direction);
        tape.Backward(result, direction);
        const float Width = 5e-3f;
        foreach (var x in arguments)
            for (var i = 0; i < x.Length; i++)
            {
                var at = x.Values[i];
                double Along(float value)
                {
                    x.Values[i] = value;
                    tape.Clear();
                    var y = apply(tape, arguments);
                    return Enumerable.Range(0, y.Length).Sum(k => (double)y.Values[k] * direction[k]);
                }
                var slope = (Along(at + Width) - Along(at - Width)) / ((double)(at + Width) - (at - Width));
                x.Values[i] = at;
                Assert.True(Math.Abs(slope - x.Gradient[i]) <= 2e-3 * (1 + Math.Abs(slope)), $"slope {x.Gradient[i]}, by differences {slope}");
            }
    }

    [Fact]
    public void A_hard_draw_is_one_hot_and_keeps_the_gradient_of_the_soft_one()
    {
        var x = new Tensor([50, 8], learned: true);
        NormalNumbers.Fill(new SeededRandom(2), x.Values);
        var tape = new Tape();
        var hard = tape.GumbelSoftmax(x, Segments, 0.5f, new SeededRandom(4), hard: true);
        for (var row = 0; row < 50; row++)
            Assert.Equal([1, 1, 1], [Sum(hard, row, 0, 3), Sum(hard, row, 3, 1), Sum(hard, row, 4, 4)]);
        Assert.All(hard.Values.ToArray(), v => Assert.True(v is 0 or 1));
        var direction = new float[x.Length];
        NormalNumbers.Fill(new SeededRandom(5), direction);
        tape.Backward(hard, direction);
        var ofHard = x.Gradient.ToArray();
        x.Gradient.Clear();
        tape.Backward(tape.GumbelSoftmax(x, Segments, 0.5f, new SeededRandom(4)), direction);
        Assert.Equal(x.Gradient.ToArray(), ofHard);
    }

    [Fact]
    public void Frozen_weights_let_gradients_through_but_collect_none()
    {
        var random = new SeededRandom(1);
        var dense = new Dense(3, 2, random);
        var x = new Tensor([4, 3], learned: true);
        var tape = new Tape { WeightsFrozen = true };
        tape.Backward(tape.Sum(dense.Apply(tape, x)));
        Assert.All(dense.Weight.Gradient.ToArray(), g => Assert.Equal(0, g));
        Assert.Contains(x.Gradient.ToArray(), g => g != 0);
    }

    [Fact]
    public void The_critics_penalty_has_the_slope_that_differences_show()
    {
        var random = new SeededRandom(21);
        var critic = new Critic(6, 12, dropout: 0.3f, random);
        var (real, made) = (new Tensor([5, 6]), new Tensor([5, 6]));
        NormalNumbers.Fill(random, real.Values);
        NormalNumbers.Fill(random, made.Values);
        var tape = new Tape();
        tape.Backward(critic.Penalty(tape, real, made, new SeededRandom(3)));
        foreach (var weights in critic.Tensors)
            for (var i = 0; i < weights.Length; i++)
            {
                var at = weights.Values[i];
                double Penalty(float value)
                {
                    weights.Values[i] = value;
                    tape.Clear();
                    return critic.Penalty(tape, real, made, new SeededRandom(3)).Values[0];
                }
                // A narrow difference, so that no case crosses an edge of the pieces.
                const float Width = 1e-3f;
                var slope = (Penalty(at + Width) - Penalty(at - Width)) / ((double)(at + Width) - (at - Width));
                weights.Values[i] = at;
                Assert.True(Math.Abs(slope - weights.Gradient[i]) <= 5e-3 * (1 + Math.Abs(slope)), $"slope {weights.Gradient[i]}, by differences {slope}");
            }
    }

    [Fact]
    public void The_slope_of_the_critic_is_that_of_its_score()
    {
        // With equal real and made rows the penalty is taken at the rows themselves: (‖dD/dx‖ − 1)².
        var critic = new Critic(4, 8, dropout: 0, new SeededRandom(1));
        var x = new Tensor([1, 4], learned: true);
        NormalNumbers.Fill(new SeededRandom(2), x.Values);
        var tape = new Tape();
        var penalty = critic.Penalty(tape, x, x, new SeededRandom(3)).Values[0];
        tape.Backward(critic.Score(tape, x, new SeededRandom(4)));
        var norm = Math.Sqrt(x.Gradient.ToArray().Sum(g => (double)g * g));
        Assert.Equal((norm - 1) * (norm - 1), penalty, 1e-5);
    }

    [Fact]
    public void Refuses_a_loss_of_several_numbers()
    {
        var wrong = Assert.Throws<ArgumentException>(() => new Tape().Backward(new Tensor([2], learned: true)));
        Assert.Contains("one number", wrong.Message, StringComparison.Ordinal);
    }

    private static float Sum(Tensor x, int row, int start, int count) => x.Values.Slice(row * x.Width + start, count).ToArray().Sum();
}
