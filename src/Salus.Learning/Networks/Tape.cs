namespace Salus.Learning.Networks;

/// <summary>
/// Remembers what was computed, so that the gradients of a result can be carried back through it (reverse-mode differentiation: Linnainmaa,
/// BIT 16, 1976). Operations are called with the tape; <see cref="Backward(Tensor)"/> adds the gradients to the weights; <see cref="Clear"/>
/// forgets the step and keeps its memory for the next one. Not safe for several threads.
/// </summary>
/// <param name="threads">Threads that large products may use; no number depends on it.</param>
public sealed class Tape(int threads = 1)
{
    private readonly List<Action> steps = [];
    private readonly List<float[]> lent = [];
    private readonly Dictionary<int, Stack<float[]>> free = [];

    /// <summary>Whether layers behave as in training (dropout, statistics of the batch) and gradients are remembered.</summary>
    public bool Training { get; init; } = true;

    /// <summary>While set, layers take part as constants: gradients flow through them, but not to their weights. For the opponent of a network in training.</summary>
    public bool WeightsFrozen { get; set; }

    public int Threads { get; } = threads > 0 ? threads : throw new ArgumentOutOfRangeException(nameof(threads), threads, "A tape needs a thread.");

    /// <summary>A constant with these values, for the length of this step.</summary>
    public Tensor Constant(ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        var tensor = New(shape, needsGradient: false);
        if (values.Length != tensor.Length)
            throw new ArgumentException($"{values.Length} values for a tensor of {tensor.Length}.", nameof(values));
        values.CopyTo(tensor.Values);
        return tensor;
    }

    /// <summary>A constant to be filled by the caller; what it holds before is not defined.</summary>
    public Tensor Constant(params ReadOnlySpan<int> shape) => New(shape, needsGradient: false);

    /// <summary>The same numbers in another shape.</summary>
    public static Tensor Reshape(Tensor x, params ReadOnlySpan<int> shape)
    {
        if (Tensor.LengthOf(shape) != x.Length)
            throw new ArgumentException($"{x.Length} numbers do not fill the shape [{string.Join(", ", shape.ToArray())}].", nameof(shape));
        return new Tensor(x.Held, shape.ToArray());
    }

    /// <summary>The same numbers as a constant: no gradient flows through.</summary>
    public static Tensor Detach(Tensor x) => new(new Tensor.Storage(x.Held.Values, gradient: null), [.. x.Shape]);

    /// <summary>A weight as the layers see it: itself, or a constant while <see cref="WeightsFrozen"/>.</summary>
    public Tensor Weight(Tensor weight) => WeightsFrozen ? Detach(weight) : weight;

    /// <summary>Adds the gradient of the loss to every weight it depends on.</summary>
    /// <param name="loss">One number.</param>
    public void Backward(Tensor loss)
    {
        if (loss.Length != 1)
            throw new ArgumentException($"A loss is one number, not {loss.Length}. Take its mean or sum first.", nameof(loss));
        Backward(loss, [1f]);
    }

    /// <summary>Carries the gradient of something that depends on <paramref name="result"/> back to every weight.</summary>
    /// <param name="gradient">The slope of that with respect to each number of the result.</param>
    public void Backward(Tensor result, ReadOnlySpan<float> gradient)
    {
        gradient.CopyTo(result.Gradient);
        for (var i = steps.Count - 1; i >= 0; i--)
            steps[i]();
        steps.Clear();
    }

    /// <summary>Forgets this step. Tensors made by the tape must not be used any more.</summary>
    public void Clear()
    {
        steps.Clear();
        foreach (var array in lent)
        {
            if (!free.TryGetValue(array.Length, out var stack))
                free[array.Length] = stack = new Stack<float[]>();
            stack.Push(array);
        }
        lent.Clear();
    }

    /// <summary>The tensor an operation fills; its numbers are not defined yet.</summary>
    internal Tensor New(ReadOnlySpan<int> shape, bool needsGradient)
    {
        var length = Tensor.LengthOf(shape);
        var values = Lend(length);
        if (!needsGradient || !Training)
            return new Tensor(new Tensor.Storage(values, gradient: null), shape.ToArray());
        var gradient = Lend(length);
        Array.Clear(gradient);
        return new Tensor(new Tensor.Storage(values, gradient), shape.ToArray());
    }

    /// <summary>Room for what a backward step needs, until the tape is cleared.</summary>
    internal float[] Lend(int length)
    {
        var array = free.TryGetValue(length, out var stack) && stack.Count > 0 ? stack.Pop() : GC.AllocateUninitializedArray<float>(length);
        lent.Add(array);
        return array;
    }

    /// <summary>Remembers how the gradient of <paramref name="result"/> flows on.</summary>
    internal Tensor Record(Tensor result, Action backward)
    {
        if (result.NeedsGradient)
            steps.Add(backward);
        return result;
    }
}
