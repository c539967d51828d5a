using Salus.Learning;
using Salus.Learning.Kernels;
using Salus.Learning.Networks;

namespace Salus.Tests.Learning.Networks;

public sealed class TrainingTests
{
    [Fact]
    public void A_network_learns_two_spirals()
    {
        var (inputs, classes) = Spirals(200, 3);
        var (network, loss) = Train(inputs, classes, seed: 5, threads: 1, steps: 150);
        Assert.True(loss < 0.2, $"loss {loss}");
        var tape = new Tape { Training = false };
        var scores = network.Apply(tape, Tensor.Of([200, 2], inputs));
        var right = Enumerable.Range(0, 200).Count(i => scores.Values[2 * i + classes[i]] > scores.Values[2 * i + 1 - classes[i]]);
        Assert.True(right > 190, $"{right} of 200");
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_whatever_the_threads()
    {
        var (inputs, classes) = Spirals(300, 4);
        var first = Saved(Train(inputs, classes, seed: 8, threads: 1, steps: 10).Network);
        Assert.Equal(first, Saved(Train(inputs, classes, seed: 8, threads: 3, steps: 10).Network));
        Assert.NotEqual(first, Saved(Train(inputs, classes, seed: 9, threads: 1, steps: 10).Network));
    }

    [Fact]
    public void Saved_weights_give_the_same_network()
    {
        var (inputs, classes) = Spirals(100, 4);
        var (network, _) = Train(inputs, classes, seed: 8, threads: 1, steps: 5);
        var other = Network(new SeededRandom(77));
        using var reader = new BinaryReader(new MemoryStream(Saved(network)));
        Weights.Read(reader, other.Tensors);
        Assert.Equal(Saved(network), Saved(other));
    }

    [Fact]
    public void Refuses_damaged_weights()
    {
        var network = Network(new SeededRandom(1));
        var bytes = Saved(network);
        Assert.Throws<EndOfStreamException>(() => Weights.Read(new BinaryReader(new MemoryStream(bytes[..^3])), network.Tensors));
        BitConverter.TryWriteBytes(bytes.AsSpan(8), float.NaN);
        Assert.Contains("not finite", Assert.Throws<InvalidDataException>(() => Weights.Read(new BinaryReader(new MemoryStream(bytes)), network.Tensors)).Message, StringComparison.Ordinal);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), int.MaxValue);
        Assert.Contains("the file 2147483647", Assert.Throws<InvalidDataException>(() => Weights.Read(new BinaryReader(new MemoryStream(bytes)), network.Tensors)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Adam_takes_the_steps_of_its_paper()
    {
        // Two steps by hand with gradients 1 and −3: m = 0.1, −0.21; v = 0.001, 0.009999.
        var w = Tensor.Of([1], [2f], learned: true);
        var adam = new Adam([w], new AdamOptions { Rate = 0.1f });
        w.Gradient[0] = 1;
        adam.Step();
        Assert.Equal(1.9, w.Values[0], 1e-6);
        w.Gradient[0] = -3;
        adam.Step();
        Assert.Equal(1.9 + 0.1 * (0.21 / 0.19) / Math.Sqrt(0.009999 / 0.001999), w.Values[0], 1e-5);
    }

    [Fact]
    public void Decay_is_added_to_the_gradient_or_taken_by_itself()
    {
        var (coupled, alone) = (Tensor.Of([1], [2f], learned: true), Tensor.Of([1], [2f], learned: true));
        new Adam([coupled], new AdamOptions { Rate = 0.1f, Decay = 0.5f }).Step();
        new Adam([alone], new AdamOptions { Rate = 0.1f, Decay = 0.5f, Decoupled = true }).Step();
        Assert.Equal(1.9, coupled.Values[0], 1e-5);
        Assert.Equal(2 * (1 - 0.1 * 0.5), alone.Values[0], 1e-6);
    }

    [Fact]
    public void Long_gradients_are_shortened()
    {
        var w = Tensor.Of([2], [0f, 0], learned: true);
        var adam = new Adam([w], new AdamOptions { Rate = 1, MeanKept = 0, SquareKept = 0, Floor = 1, GradientLimit = 1 });
        w.Gradient[0] = 3;
        w.Gradient[1] = 4;
        Assert.Equal(5, adam.Step(), 1e-6);
        Assert.Equal(-0.6 / 1.6, w.Values[0], 1e-6);
        Assert.Equal(-0.8 / 1.8, w.Values[1], 1e-6);
    }

    [Fact]
    public void Batch_norm_uses_the_running_statistics_outside_training()
    {
        var norm = new BatchNorm(2);
        var x = new Tensor([200, 2]);
        NormalNumbers.Fill(new SeededRandom(1), x.Values);
        VectorMath.Affine(3, x.Values, 5, x.Values);
        var training = new Tape();
        for (var i = 0; i < 100; i++, training.Clear())
            norm.Apply(training, x);
        var y = norm.Apply(new Tape { Training = false }, x);
        Assert.Equal(0, y.Values.ToArray().Average(), 0.01);
        Assert.Equal(1, y.Values.ToArray().Average(v => v * v), 0.02);
    }

    private static Stack Network(SeededRandom random) => new(
        new Dense(2, 32, random, gain: 2), new Step((t, x) => t.Silu(x)), new LayerNorm(32), new Dense(32, 32, random, gain: 2), new Step((t, x) => t.Relu(x)), new Dense(32, 2, random));

    private static (Stack Network, double Loss) Train(float[] inputs, int[] classes, ulong seed, int threads, int steps)
    {
        var network = Network(new SeededRandom(seed));
        var adam = new Adam(network.Tensors, new AdamOptions { Rate = 0.01f });
        var tape = new Tape(threads);
        var loss = 0.0;
        for (var i = 0; i < steps; i++, tape.Clear())
        {
            var mean = tape.CrossEntropy(network.Apply(tape, tape.Constant([classes.Length, 2], inputs)), [2], classes);
            loss = mean.Values[0];
            tape.Backward(mean);
            adam.Step();
        }
        return (network, loss);
    }

    private static (float[] Inputs, int[] Classes) Spirals(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var (inputs, classes) = (new float[2 * count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            classes[i] = i % 2;
            var turn = random.NextDouble() * 2 * Math.PI;
            var (sine, cosine) = Math.SinCos(turn + classes[i] * Math.PI);
            inputs[2 * i] = (float)((turn / 3 + 0.3) * cosine);
            inputs[2 * i + 1] = (float)((turn / 3 + 0.3) * sine);
        }
        return (inputs, classes);
    }

    private static byte[] Saved(Stack network)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            Weights.Write(writer, network.Tensors);
        return stream.ToArray();
    }
}
