namespace Salus.Learning.Kernels;

/// <summary>
/// Arithmetic on arrays of single precision. The result may be written over an argument. Every function gives the same numbers for every
/// width of vectors (<see cref="Simd"/>); sums keep one order, so they are the same in every run.
/// </summary>
/// <exception cref="ArgumentException">Arrays of different lengths.</exception>
public static class VectorMath
{
    public static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> to) => Elementwise.Run(new Maps.Add(), x, y, to);

    public static void Multiply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> to) => Elementwise.Run(new Maps.Multiply(), x, y, to);

    /// <summary>x y + z.</summary>
    public static void MultiplyAdd(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> to) => Elementwise.Run(new Maps.MultiplyAdd(), x, y, z, to);

    /// <summary>factor x + y.</summary>
    public static void AddScaled(float factor, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> to) => Elementwise.Run(new Maps.AddScaled(factor), x, y, to);

    /// <summary>factor x + shift.</summary>
    public static void Affine(float factor, ReadOnlySpan<float> x, float shift, Span<float> to) => Elementwise.Run(new Maps.Affine(factor, shift), x, to);

    public static void Sqrt(ReadOnlySpan<float> x, Span<float> to) => Elementwise.Run(new Maps.SquareRoot(), x, to);

    /// <summary>eˣ, held between the least normal number and e⁸⁸.</summary>
    public static void Exp(ReadOnlySpan<float> x, Span<float> to) => Elementwise.Run(new Maps.Exp(), x, to);

    /// <summary>Natural logarithm; what is not positive counts as the least normal number.</summary>
    public static void Log(ReadOnlySpan<float> x, Span<float> to) => Elementwise.Run(new Maps.Log(), x, to);

    public static void Tanh(ReadOnlySpan<float> x, Span<float> to) => Elementwise.Run(new Maps.Tanh(), x, to);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> to) => Elementwise.Run(new Maps.Sigmoid(), x, to);

    /// <summary>log(1 + eˣ), to 10⁻⁷ where it is small.</summary>
    public static void Softplus(ReadOnlySpan<float> x, Span<float> to) => Elementwise.Run(new Maps.Softplus(), x, to);

    /// <summary>x where it is positive, else leak · x.</summary>
    public static void LeakyRelu(ReadOnlySpan<float> x, float leak, Span<float> to) => Elementwise.Run(new Maps.LeakyRelu(leak), x, to);

    /// <summary>The Gaussian error linear unit in its tanh form (Hendrycks and Gimpel, arXiv 1606.08415).</summary>
    public static void Gelu(ReadOnlySpan<float> x, Span<float> to) => Elementwise.Run(new Maps.Gelu(), x, to);

    /// <summary>x / (1 + e⁻ˣ).</summary>
    public static void Silu(ReadOnlySpan<float> x, Span<float> to) => Elementwise.Run(new Maps.Silu(), x, to);

    public static double Sum(ReadOnlySpan<float> x) => Reductions.Run(new Reductions.Sum(), x, x);

    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Reductions.Run(new Reductions.Dot(), x, y);

    /// <summary>The sum of (x − centre)².</summary>
    public static double Spread(ReadOnlySpan<float> x, float centre) => Reductions.Run(new Reductions.Spread(centre), x, x);

    /// <summary>Each row of <c>[rows, width]</c> turned into shares that sum to 1: eˣ / Σ eˣ.</summary>
    public static void Softmax(ReadOnlySpan<float> x, int width, Span<float> to) => Softmax(x, width, [width], to);

    /// <summary>The same for segments of columns, each by itself: a row of several one-hot blocks.</summary>
    /// <param name="segments">Widths of the segments, from the first column; together <paramref name="width"/>.</param>
    public static void Softmax(ReadOnlySpan<float> x, int width, ReadOnlySpan<int> segments, Span<float> to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var covered = 0;
        foreach (var segment in segments)
            covered += segment;
        if (x.Length % width != 0 || covered != width || to.Length != x.Length)
            throw new ArgumentException($"{x.Length} numbers in rows of {width} with segments of {covered} columns into {to.Length}.", nameof(x));
        for (var row = 0; row < x.Length; row += width)
        {
            var start = row;
            foreach (var segment in segments)
            {
                var most = x[start];
                for (var i = start + 1; i < start + segment; i++)
                    most = Math.Max(most, x[i]);
                for (var i = start; i < start + segment; i++)
                    to[i] = x[i] - most;
                start += segment;
            }
        }
        Exp(to, to);
        for (var row = 0; row < x.Length; row += width)
        {
            var start = row;
            foreach (var segment in segments)
            {
                var sum = 0f;
                for (var i = start; i < start + segment; i++)
                    sum += to[i];
                var share = 1 / sum;
                for (var i = start; i < start + segment; i++)
                    to[i] *= share;
                start += segment;
            }
        }
    }

    /// <summary>Each row of <c>[rows, width]</c> with mean 0 and variance 1 (Ba, Kiros and Hinton, arXiv 1607.06450, equation 4, without gain and bias).</summary>
    /// <param name="scales">One number a row: 1 / √(variance + <paramref name="floor"/>), which the gradient needs.</param>
    /// <param name="floor">Added to the variance, so that a constant row stays finite.</param>
    public static void Standardise(ReadOnlySpan<float> x, int width, float floor, Span<float> to, Span<float> scales)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (x.Length != scales.Length * width || to.Length != x.Length)
            throw new ArgumentException($"{x.Length} numbers in {scales.Length} rows of {width} into {to.Length}.", nameof(x));
        for (var row = 0; row < scales.Length; row++)
        {
            var from = x.Slice(row * width, width);
            var mean = (float)(Sum(from) / width);
            var scale = (float)(1 / Math.Sqrt(Spread(from, mean) / width + floor));
            Affine(scale, from, -mean * scale, to.Slice(row * width, width));
            scales[row] = scale;
        }
    }
}
