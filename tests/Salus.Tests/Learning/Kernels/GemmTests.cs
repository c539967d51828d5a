using Salus.Learning;
using Salus.Learning.Kernels;

namespace Salus.Tests.Learning.Kernels;

[Collection(Widths.Name)]
public sealed class GemmTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(12, 32, 7)]
    [InlineData(13, 33, 257)]
    [InlineData(5, 17, 3)]
    [InlineData(250, 1, 64)]
    [InlineData(7, 1030, 19)]
    [InlineData(241, 70, 600)]
    public void Multiplies_as_the_definition_does_in_every_layout(int rows, int columns, int depth)
    {
        var random = new SeededRandom(5);
        var (a, b, start) = (Normal(random, rows * depth), Normal(random, depth * columns), Normal(random, rows * columns));
        foreach (var turnA in new[] { false, true })
            foreach (var turnB in new[] { false, true })
                foreach (var (alpha, beta) in new[] { (1f, 0f), (0.5f, 1f), (-2f, 0.25f) })
                {
                    var c = start.ToArray();
                    Gemm.Multiply(rows, columns, depth, alpha, a, turnA ? rows : depth, turnA, b, turnB ? depth : columns, turnB, beta, c, columns);
                    for (var i = 0; i < rows; i++)
                        for (var j = 0; j < columns; j++)
                        {
                            var (sum, size) = (0.0, 1.0);
                            for (var p = 0; p < depth; p++)
                            {
                                var term = (double)a[turnA ? p * rows + i : i * depth + p] * b[turnB ? j * depth + p : p * columns + j];
                                sum += term;
                                size += Math.Abs(term);
                            }
                            Assert.Equal(alpha * sum + beta * start[i * columns + j], c[i * columns + j], 1e-6 * size * Math.Max(1, Math.Abs(alpha)));
                        }
                }
    }

    [Fact]
    public void Gives_the_same_numbers_for_every_width_and_number_of_threads()
    {
        const int Rows = 131, Columns = 203, Depth = 300;
        var random = new SeededRandom(6);
        var (a, b) = (Normal(random, Rows * Depth), Normal(random, Depth * Columns));
        var results = Widths.Each(() =>
        {
            var c = new float[Rows * Columns];
            Gemm.Multiply(Rows, Columns, Depth, 1, a, Depth, false, b, Columns, false, 0, c, Columns);
            return c;
        });
        Widths.AssertClose(results);
        foreach (var threads in new[] { 2, 3, 7 })
        {
            var c = new float[Rows * Columns];
            Gemm.Multiply(Rows, Columns, Depth, 1, (ReadOnlyMemory<float>)a, Depth, false, b, Columns, false, 0, c, Columns, threads);
            Assert.Equal(results[0], c);
        }
    }

    [Fact]
    public void Writes_a_part_of_a_wider_matrix_and_leaves_the_rest()
    {
        var c = new float[6 * 40];
        Array.Fill(c, 9);
        Gemm.Multiply(6, 18, 2, 1, Enumerable.Repeat(1f, 12).ToArray(), 2, false, Enumerable.Repeat(1f, 36).ToArray(), 18, false, 0, c, 40);
        for (var i = 0; i < c.Length; i++)
            Assert.Equal(i % 40 < 18 ? 2 : 9, c[i]);
    }

    [Fact]
    public void Refuses_an_array_that_is_too_short()
    {
        var wrong = Assert.Throws<ArgumentException>(() => Gemm.Multiply(3, 3, 3, 1, new float[8], 3, false, new float[9], 3, false, 0, new float[9], 3));
        Assert.Contains("too few", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_depth_leaves_beta_times_what_was_there()
    {
        var c = new[] { 1f, 2, 3, 4 };
        Gemm.Multiply(2, 2, 0, 1, [], 0, false, [], 2, false, 0.5f, c, 2);
        Assert.Equal([0.5f, 1, 1.5f, 2], c);
    }

    private static float[] Normal(SeededRandom random, int length)
    {
        var values = new float[length];
        NormalNumbers.Fill(random, values);
        return values;
    }
}

/// <summary>Tests that change the width of vectors for the whole process run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Widths
{
    public const string Name = "widths of vectors";

    internal static float[][] Each(Func<float[]> kernel)
    {
        try
        {
            return [.. new[] { 512, 256, 128 }.Select(bits =>
            {
                Simd.MostBits = bits;
                return kernel();
            })];
        }
        finally
        {
            Simd.MostBits = 512;
        }
    }

    internal static void AssertClose(float[][] results)
    {
        foreach (var other in results.Skip(1))
            for (var i = 0; i < other.Length; i++)
                Assert.True(Math.Abs(other[i] - results[0][i]) <= 1e-5 * Math.Max(1e-3, Math.Abs(results[0][i])), $"{other[i]} for {results[0][i]} at {i}");
    }
}
