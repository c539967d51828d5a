using Salus.Learning.Numerics;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>
/// Sums over all rows of the products of every two columns' scores and of whether they are present, gathered block by block: from these come the
/// covariances of the rows in which both columns have a value. Memory grows with the square of the columns, not with the rows.
/// </summary>
/// <remarks>Every sum is added up by one thread in the order of the rows, so it does not depend on the number of threads.</remarks>
internal sealed class ScoreGram
{
    /// <summary>Rows at a time: a column of them fits into the first cache.</summary>
    private const int Chunk = 4096;

    private readonly Margin?[] margins;
    private readonly int[] valueLine;
    private readonly int[] maskLine;
    private readonly double[][] lines;
    private readonly double[][] sums;

    /// <param name="margins">One for each column; null where it has no value.</param>
    /// <param name="hasMissing">Columns of which some cells are missing and some are not.</param>
    public ScoreGram(Margin?[] margins, bool[] hasMissing)
    {
        this.margins = margins;
        valueLine = new int[margins.Length];
        maskLine = new int[margins.Length];
        var count = 1;
        for (var c = 0; c < margins.Length; c++)
            valueLine[c] = margins[c] is { Bins: > 1 } ? count++ : -1;
        for (var c = 0; c < margins.Length; c++)
            maskLine[c] = hasMissing[c] ? count++ : 0;
        lines = [.. Enumerable.Range(0, count).Select(_ => new double[Chunk])];
        sums = [.. Enumerable.Range(0, count).Select(i => new double[i + 1])];
    }

    public double Rows => sums[0][0];

    public void Add(Table block, ParallelOptions parallel)
    {
        for (var start = 0; start < block.RowCount; start += Chunk)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            var rows = Math.Min(Chunk, block.RowCount - start);
            Array.Fill(lines[0], 1, 0, rows);
            Parallel.For(0, margins.Length, parallel, c => Fill(c, block[c].AsSpan(start, rows)));
            // A short line and a long one together, so that all threads get the same work.
            Parallel.For(0, (lines.Length + 1) / 2, parallel, i =>
            {
                Multiply(i, rows);
                if (lines.Length - 1 - i != i)
                    Multiply(lines.Length - 1 - i, rows);
            });
        }
    }

    /// <summary>Rows in which both columns have a value.</summary>
    public double Both(int a, int b) => Of(maskLine[a], maskLine[b]);

    /// <summary>The sum of the scores of <paramref name="a"/> where <paramref name="b"/> has a value too.</summary>
    public double Score(int a, int b) => Of(valueLine[a], maskLine[b]);

    /// <summary>The sum of the products of the scores where both have a value.</summary>
    public double Product(int a, int b) => Of(valueLine[a], valueLine[b]);

    private double Of(int i, int j) => i >= j ? sums[i][j] : sums[j][i];

    private void Multiply(int i, int rows)
    {
        var line = lines[i].AsSpan(0, rows);
        var sum = sums[i];
        for (var j = 0; j <= i; j++)
            sum[j] += Lanes.Dot(line, lines[j].AsSpan(0, rows));
    }

    private void Fill(int column, ReadOnlySpan<double> cells)
    {
        if (maskLine[column] > 0)
        {
            var mask = lines[maskLine[column]];
            for (var r = 0; r < cells.Length; r++)
                mask[r] = double.IsNaN(cells[r]) ? 0 : 1;
        }
        if (valueLine[column] < 0)
            return;
        var (scores, margin) = (lines[valueLine[column]], margins[column]!);
        for (var r = 0; r < cells.Length; r++)
            scores[r] = double.IsNaN(cells[r]) || margin.BinOf(cells[r]) is not (>= 0 and var bin) ? 0 : margin.Scores[bin];
    }
}
