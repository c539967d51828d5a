namespace Salus.Learning.Networks;

/// <summary>
/// Numbers in single precision with a shape, row by row: the last index moves fastest. A tensor made by a <see cref="Tape"/> lives until
/// the tape is cleared; one made here lives as long as it is held.
/// </summary>
public sealed class Tensor
{
    private readonly Storage storage;

    internal Tensor(Storage storage, int[] shape)
    {
        this.storage = storage;
        Shape = shape;
        Length = LengthOf(shape);
    }

    /// <summary>A tensor of zeros that no tape owns: an input or a weight.</summary>
    /// <param name="learned">Whether it collects gradients: a weight.</param>
    /// <exception cref="ArgumentException">A length that is negative, or more numbers than an array can hold.</exception>
    public Tensor(ReadOnlySpan<int> shape, bool learned = false)
    {
        Shape = shape.ToArray();
        Length = LengthOf(shape);
        storage = new Storage(new float[Length], learned);
    }

    /// <summary>For example <c>[batch, width]</c> or <c>[batch, channel, row, column]</c>.</summary>
    public IReadOnlyList<int> Shape { get; }

    public int Length { get; }

    /// <summary>The last length of the shape: numbers in a row.</summary>
    public int Width => Shape[^1];

    /// <summary>How many rows of <see cref="Width"/> there are.</summary>
    public int Rows => Width == 0 ? 0 : Length / Width;

    public Span<float> Values => storage.Values.AsSpan(0, Length);

    /// <summary>Whether gradients flow to it.</summary>
    public bool NeedsGradient => storage.NeedsGradient;

    /// <summary>The slope of the loss with respect to each value, zero until a backward pass has come by.</summary>
    /// <exception cref="InvalidOperationException">The tensor is a constant.</exception>
    public Span<float> Gradient => (storage.Gradient ?? throw new InvalidOperationException("A constant has no gradient.")).AsSpan(0, Length);

    internal Memory<float> ValueMemory => storage.Values.AsMemory(0, Length);

    internal Memory<float> GradientMemory => storage.Gradient.AsMemory(0, Length);

    internal Storage Held => storage;

    /// <summary>A weight or input of this shape with these values.</summary>
    public static Tensor Of(ReadOnlySpan<int> shape, ReadOnlySpan<float> values, bool learned = false)
    {
        var tensor = new Tensor(shape, learned);
        if (values.Length != tensor.Length)
            throw new ArgumentException($"{values.Length} values for a tensor of {tensor.Length}.", nameof(values));
        values.CopyTo(tensor.Values);
        return tensor;
    }

    internal static int LengthOf(ReadOnlySpan<int> shape)
    {
        var length = 1L;
        foreach (var size in shape)
        {
            if (size < 0 || (length *= size) > Array.MaxLength)
                throw new ArgumentException($"A tensor of shape [{string.Join(", ", shape.ToArray())}] cannot be held.", nameof(shape));
        }
        return (int)length;
    }

    /// <summary>What tensors of different shapes over the same numbers share.</summary>
    internal sealed class Storage(float[] values, bool needsGradient)
    {
        public float[] Values { get; } = values;

        public bool NeedsGradient { get; } = needsGradient;

        public float[]? Gradient { get; set; } = needsGradient ? new float[values.Length] : null;

        public Storage(float[] values, float[]? gradient)
            : this(values, needsGradient: false)
        {
            Gradient = gradient;
            NeedsGradient = gradient is not null;
        }
    }
}
