using Salus.Learning.Kernels;

namespace Salus.Learning.Networks;

/// <summary>Filters that move over rows and columns. The patches are laid out side by side, so that a convolution is one product of matrices for each case.</summary>
public static class Convolutions
{
    /// <summary>y = W ∗ x + b over <c>[batch, channel, row, column]</c> (cross-correlation, as networks call a convolution).</summary>
    /// <param name="weight"><c>[out channel, in channel, filter row, filter column]</c>.</param>
    /// <param name="bias"><c>[out channel]</c>.</param>
    /// <param name="stride">Steps of the filter.</param>
    /// <param name="padding">Zeros around the picture, on each side (rows, columns).</param>
    public static Tensor Convolve(this Tape tape, Tensor x, Tensor weight, Tensor bias, (int Rows, int Columns) stride, (int Rows, int Columns) padding)
    {
        var patches = new Patches(x.Shape, weight.Shape, stride, padding);
        if (bias.Length != weight.Shape[0])
            throw new ArgumentException($"A bias of {bias.Length} for {weight.Shape[0]} channels.", nameof(bias));
        var (batch, filters) = (x.Shape[0], weight.Shape[0]);
        var y = tape.New([batch, filters, patches.OutRows, patches.OutColumns], x.NeedsGradient || weight.NeedsGradient || bias.NeedsGradient);
        var (inside, outside) = (x.Length / Math.Max(1, batch), filters * patches.Count);
        var laid = tape.Lend(patches.Size * patches.Count);
        for (var i = 0; i < batch; i++)
        {
            patches.Lay(x.Values.Slice(i * inside, inside), laid);
            for (var filter = 0; filter < filters; filter++)
                y.Values.Slice(i * outside + filter * patches.Count, patches.Count).Fill(bias.Values[filter]);
            Gemm.Multiply(filters, patches.Count, patches.Size, 1, weight.ValueMemory, patches.Size, false, laid, patches.Count, false, 1, y.ValueMemory.Slice(i * outside, outside), patches.Count, tape.Threads);
        }
        return tape.Record(y, () =>
        {
            for (var i = 0; i < batch; i++)
            {
                var gradient = y.GradientMemory.Slice(i * outside, outside);
                if (bias.NeedsGradient)
                    for (var filter = 0; filter < filters; filter++)
                        bias.Gradient[filter] += (float)VectorMath.Sum(gradient.Span.Slice(filter * patches.Count, patches.Count));
                if (weight.NeedsGradient)
                {
                    patches.Lay(x.Values.Slice(i * inside, inside), laid);
                    Gemm.Multiply(filters, patches.Size, patches.Count, 1, gradient, patches.Count, false, laid, patches.Count, true, 1, weight.GradientMemory, patches.Size, tape.Threads);
                }
                if (!x.NeedsGradient)
                    continue;
                Gemm.Multiply(patches.Size, patches.Count, filters, 1, weight.ValueMemory, patches.Size, true, gradient, patches.Count, false, 0, laid, patches.Count, tape.Threads);
                patches.Gather(laid, x.Gradient.Slice(i * inside, inside));
            }
        });
    }

    /// <summary>The same along one direction: <c>[batch, channel, position]</c> with filters <c>[out channel, in channel, position]</c>.</summary>
    public static Tensor Convolve(this Tape tape, Tensor x, Tensor weight, Tensor bias, int stride = 1, int padding = 0)
    {
        if (x.Shape.Count != 3 || weight.Shape.Count != 3)
            throw new ArgumentException("Signals are [batch, channel, position], filters [out channel, in channel, position].", nameof(x));
        var flat = Tape.Reshape(x, x.Shape[0], x.Shape[1], 1, x.Shape[2]);
        var y = tape.Convolve(flat, Tape.Reshape(weight, weight.Shape[0], weight.Shape[1], 1, weight.Shape[2]), bias, (1, stride), (0, padding));
        return Tape.Reshape(y, y.Shape[0], y.Shape[1], y.Shape[3]);
    }

    /// <summary>The places where a filter is laid on a picture: matrix <c>[channel · filter row · filter column, out row · out column]</c>.</summary>
    private sealed class Patches
    {
        private readonly int channels;
        private readonly int rows;
        private readonly int columns;
        private readonly int filterRows;
        private readonly int filterColumns;
        private readonly (int Rows, int Columns) stride;
        private readonly (int Rows, int Columns) padding;

        public Patches(IReadOnlyList<int> picture, IReadOnlyList<int> filter, (int Rows, int Columns) stride, (int Rows, int Columns) padding)
        {
            if (picture.Count != 4 || filter.Count != 4 || picture[1] != filter[1])
                throw new ArgumentException($"Filters of [{string.Join(", ", filter)}] over [{string.Join(", ", picture)}]: both have four lengths and the same channels.", nameof(filter));
            if (stride.Rows < 1 || stride.Columns < 1 || padding.Rows < 0 || padding.Columns < 0)
                throw new ArgumentOutOfRangeException(nameof(stride), stride, "A stride is 1 at least, a padding 0.");
            (channels, rows, columns) = (picture[1], picture[2], picture[3]);
            (filterRows, filterColumns) = (filter[2], filter[3]);
            (this.stride, this.padding) = (stride, padding);
            OutRows = (rows + 2 * padding.Rows - filterRows) / stride.Rows + 1;
            OutColumns = (columns + 2 * padding.Columns - filterColumns) / stride.Columns + 1;
            if (rows + 2 * padding.Rows < filterRows || columns + 2 * padding.Columns < filterColumns)
                throw new ArgumentException($"A filter of {filterRows} by {filterColumns} does not fit on {rows} by {columns} with this padding.", nameof(filter));
        }

        public int OutRows { get; }

        public int OutColumns { get; }

        public int Count => OutRows * OutColumns;

        public int Size => channels * filterRows * filterColumns;

        public void Lay(ReadOnlySpan<float> picture, Span<float> laid)
        {
            foreach (var (place, outRow, row, shift) in Lines())
            {
                var line = laid.Slice(place * Count + outRow * OutColumns, OutColumns);
                for (var i = 0; i < OutColumns; i++)
                {
                    var column = i * stride.Columns + shift;
                    line[i] = row >= 0 && (uint)column < (uint)columns ? picture[row * columns + column] : 0;
                }
            }
        }

        /// <summary>The reverse: what lies in the patches is added to where it came from.</summary>
        public void Gather(ReadOnlySpan<float> laid, Span<float> picture)
        {
            foreach (var (place, outRow, row, shift) in Lines())
            {
                var line = laid.Slice(place * Count + outRow * OutColumns, OutColumns);
                for (var i = 0; row >= 0 && i < OutColumns; i++)
                {
                    var column = i * stride.Columns + shift;
                    if ((uint)column < (uint)columns)
                        picture[row * columns + column] += line[i];
                }
            }
        }

        /// <summary>Row of the matrix, row of the result, row of the picture (counted over all channels, −1 in the padding) and shift of the columns.</summary>
        private IEnumerable<(int Place, int OutRow, int Row, int Shift)> Lines()
        {
            for (var channel = 0; channel < channels; channel++)
                for (var down = 0; down < filterRows; down++)
                    for (var across = 0; across < filterColumns; across++)
                        for (var outRow = 0; outRow < OutRows; outRow++)
                        {
                            var row = outRow * stride.Rows + down - padding.Rows;
                            yield return ((channel * filterRows + down) * filterColumns + across, outRow, (uint)row < (uint)rows ? channel * rows + row : -1, across - padding.Columns);
                        }
        }
    }
}
