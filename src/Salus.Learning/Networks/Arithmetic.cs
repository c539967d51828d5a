using Salus.Learning.Kernels;

namespace Salus.Learning.Networks;

/// <summary>Sums, products and shapes. Every operation adds to the gradients of its arguments.</summary>
public static class Arithmetic
{
    /// <summary>op(A) op(B), where op turns the matrix when asked: <c>[rows, depth] [depth, columns]</c>.</summary>
    public static Tensor Multiply(this Tape tape, Tensor a, Tensor b, bool turnA = false, bool turnB = false)
    {
        var (rows, depth) = turnA ? (a.Width, a.Rows) : (a.Rows, a.Width);
        var (other, columns) = turnB ? (b.Width, b.Rows) : (b.Rows, b.Width);
        if (depth != other)
            throw new ArgumentException($"A matrix with {depth} columns cannot be multiplied with one of {other} rows.", nameof(b));
        var c = tape.New([rows, columns], a.NeedsGradient || b.NeedsGradient);
        Gemm.Multiply(rows, columns, depth, 1, a.ValueMemory, a.Width, turnA, b.ValueMemory, b.Width, turnB, 0, c.ValueMemory, columns, tape.Threads);
        return tape.Record(c, () => Back(tape, a, b, c, turnA, turnB));
    }

    /// <summary>x W + b for each row: <c>[rows, in] [in, out] + [out]</c>.</summary>
    public static Tensor Linear(this Tape tape, Tensor x, Tensor weight, Tensor bias)
    {
        var (rows, depth, columns) = (x.Rows, x.Width, weight.Width);
        if (weight.Rows != depth || bias.Length != columns)
            throw new ArgumentException($"Rows of {depth} against weights of {weight.Rows} by {columns} and a bias of {bias.Length}.", nameof(weight));
        var y = tape.New([rows, columns], x.NeedsGradient || weight.NeedsGradient || bias.NeedsGradient);
        for (var row = 0; row < rows; row++)
            bias.Values.CopyTo(y.Values[(row * columns)..]);
        Gemm.Multiply(rows, columns, depth, 1, x.ValueMemory, depth, false, weight.ValueMemory, columns, false, 1, y.ValueMemory, columns, tape.Threads);
        return tape.Record(y, () =>
        {
            Back(tape, x, weight, y, turnA: false, turnB: false);
            if (bias.NeedsGradient)
                for (var row = 0; row < rows; row++)
                    VectorMath.Add(bias.Gradient, y.Gradient.Slice(row * columns, columns), bias.Gradient);
        });
    }

    /// <summary>x + factor y, number by number.</summary>
    public static Tensor Add(this Tape tape, Tensor x, Tensor y, float factor = 1)
    {
        SameLength(x, y);
        var sum = tape.New([.. x.Shape], x.NeedsGradient || y.NeedsGradient);
        VectorMath.AddScaled(factor, y.Values, x.Values, sum.Values);
        return tape.Record(sum, () =>
        {
            if (x.NeedsGradient)
                VectorMath.Add(x.Gradient, sum.Gradient, x.Gradient);
            if (y.NeedsGradient)
                VectorMath.AddScaled(factor, sum.Gradient, y.Gradient, y.Gradient);
        });
    }

    /// <summary>x y, number by number.</summary>
    public static Tensor Times(this Tape tape, Tensor x, Tensor y)
    {
        SameLength(x, y);
        var product = tape.New([.. x.Shape], x.NeedsGradient || y.NeedsGradient);
        VectorMath.Multiply(x.Values, y.Values, product.Values);
        return tape.Record(product, () =>
        {
            if (x.NeedsGradient)
                VectorMath.MultiplyAdd(product.Gradient, y.Values, x.Gradient, x.Gradient);
            if (y.NeedsGradient)
                VectorMath.MultiplyAdd(product.Gradient, x.Values, y.Gradient, y.Gradient);
        });
    }

    /// <summary>factor x + shift.</summary>
    public static Tensor Affine(this Tape tape, Tensor x, float factor, float shift = 0)
    {
        var y = tape.New([.. x.Shape], x.NeedsGradient);
        VectorMath.Affine(factor, x.Values, shift, y.Values);
        return tape.Record(y, () => VectorMath.AddScaled(factor, y.Gradient, x.Gradient, x.Gradient));
    }

    /// <summary>Each row of x times the same row y, number by number: <c>[rows, width] · [width]</c>.</summary>
    public static Tensor TimesRow(this Tape tape, Tensor x, Tensor y)
    {
        var width = y.Length;
        if (x.Width != width)
            throw new ArgumentException($"Rows of {x.Width} against a row of {width}.", nameof(y));
        var product = tape.New([.. x.Shape], x.NeedsGradient || y.NeedsGradient);
        for (var row = 0; row < x.Rows; row++)
            VectorMath.Multiply(x.Values.Slice(row * width, width), y.Values, product.Values.Slice(row * width, width));
        return tape.Record(product, () =>
        {
            for (var row = 0; row < x.Rows; row++)
            {
                var gradient = product.Gradient.Slice(row * width, width);
                if (x.NeedsGradient)
                    VectorMath.MultiplyAdd(gradient, y.Values, x.Gradient.Slice(row * width, width), x.Gradient.Slice(row * width, width));
                if (y.NeedsGradient)
                    VectorMath.MultiplyAdd(gradient, x.Values.Slice(row * width, width), y.Gradient, y.Gradient);
            }
        });
    }

    /// <summary>The sum of all numbers times <paramref name="factor"/>.</summary>
    public static Tensor Sum(this Tape tape, Tensor x, float factor = 1)
    {
        var sum = tape.New([1], x.NeedsGradient);
        sum.Values[0] = (float)(factor * VectorMath.Sum(x.Values));
        return tape.Record(sum, () => VectorMath.Affine(1, x.Gradient, factor * sum.Gradient[0], x.Gradient));
    }

    /// <summary>The mean of all numbers.</summary>
    public static Tensor Mean(this Tape tape, Tensor x) => tape.Sum(x, 1f / x.Length);

    /// <summary>The Euclidean length of each row: <c>[rows, width]</c> to <c>[rows, 1]</c>. At zero the slope counts as zero.</summary>
    public static Tensor RowNorm(this Tape tape, Tensor x)
    {
        var width = x.Width;
        var norm = tape.New([x.Rows, 1], x.NeedsGradient);
        for (var row = 0; row < x.Rows; row++)
            norm.Values[row] = (float)Math.Sqrt(VectorMath.Spread(x.Values.Slice(row * width, width), 0));
        return tape.Record(norm, () =>
        {
            for (var row = 0; row < x.Rows; row++)
                if (norm.Values[row] > 0)
                    VectorMath.AddScaled(norm.Gradient[row] / norm.Values[row], x.Values.Slice(row * width, width), x.Gradient.Slice(row * width, width), x.Gradient.Slice(row * width, width));
        });
    }

    /// <summary>The columns of several tensors side by side.</summary>
    public static Tensor Beside(this Tape tape, params ReadOnlySpan<Tensor> parts)
    {
        var all = parts.ToArray();
        var rows = all[0].Rows;
        if (Array.Exists(all, p => p.Rows != rows))
            throw new ArgumentException("Tensors side by side have the same number of rows.", nameof(parts));
        var width = all.Sum(p => p.Width);
        var joined = tape.New([rows, width], Array.Exists(all, p => p.NeedsGradient));
        var start = 0;
        foreach (var part in all)
        {
            for (var row = 0; row < rows; row++)
                part.Values.Slice(row * part.Width, part.Width).CopyTo(joined.Values[(row * width + start)..]);
            start += part.Width;
        }
        return tape.Record(joined, () =>
        {
            var at = 0;
            foreach (var part in all)
            {
                for (var row = 0; row < rows && part.NeedsGradient; row++)
                {
                    var own = part.Gradient.Slice(row * part.Width, part.Width);
                    VectorMath.Add(own, joined.Gradient.Slice(row * width + at, part.Width), own);
                }
                at += part.Width;
            }
        });
    }

    /// <summary>Some columns, one after the other: <c>[rows, width]</c> to <c>[rows, count]</c>.</summary>
    public static Tensor Columns(this Tape tape, Tensor x, int start, int count)
    {
        if (start < 0 || count < 0 || start + count > x.Width)
            throw new ArgumentException($"Columns {start} to {start + count} of {x.Width}.", nameof(count));
        var taken = tape.New([x.Rows, count], x.NeedsGradient);
        for (var row = 0; row < x.Rows; row++)
            x.Values.Slice(row * x.Width + start, count).CopyTo(taken.Values[(row * count)..]);
        return tape.Record(taken, () =>
        {
            for (var row = 0; row < x.Rows; row++)
            {
                var own = x.Gradient.Slice(row * x.Width + start, count);
                VectorMath.Add(own, taken.Gradient.Slice(row * count, count), own);
            }
        });
    }

    /// <summary>Rows of a table by their index: <c>[entries, width]</c> to <c>[indices, width]</c>.</summary>
    public static Tensor Lookup(this Tape tape, Tensor table, ReadOnlyMemory<int> indices)
    {
        var width = table.Width;
        var rows = tape.New([indices.Length, width], table.NeedsGradient);
        for (var i = 0; i < indices.Length; i++)
            table.Values.Slice(indices.Span[i] * width, width).CopyTo(rows.Values[(i * width)..]);
        return tape.Record(rows, () =>
        {
            for (var i = 0; i < indices.Length; i++)
            {
                var own = table.Gradient.Slice(indices.Span[i] * width, width);
                VectorMath.Add(own, rows.Gradient.Slice(i * width, width), own);
            }
        });
    }

    private static void Back(Tape tape, Tensor a, Tensor b, Tensor c, bool turnA, bool turnB)
    {
        var (rows, columns) = (c.Rows, c.Width);
        var depth = turnA ? a.Rows : a.Width;
        if (a.NeedsGradient && turnA)
            Gemm.Multiply(depth, rows, columns, 1, b.ValueMemory, b.Width, turnB, c.GradientMemory, columns, true, 1, a.GradientMemory, a.Width, tape.Threads);
        else if (a.NeedsGradient)
            Gemm.Multiply(rows, depth, columns, 1, c.GradientMemory, columns, false, b.ValueMemory, b.Width, !turnB, 1, a.GradientMemory, a.Width, tape.Threads);
        if (b.NeedsGradient && turnB)
            Gemm.Multiply(columns, depth, rows, 1, c.GradientMemory, columns, true, a.ValueMemory, a.Width, turnA, 1, b.GradientMemory, b.Width, tape.Threads);
        else if (b.NeedsGradient)
            Gemm.Multiply(depth, columns, rows, 1, a.ValueMemory, a.Width, !turnA, c.GradientMemory, columns, false, 1, b.GradientMemory, b.Width, tape.Threads);
    }

    private static void SameLength(Tensor x, Tensor y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"{x.Length} numbers against {y.Length}.", nameof(y));
    }
}
