using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Numerics;

namespace Salus.Synthesis.Tables.Engines.Copula;

/// <summary>A learned Gaussian copula: margins and the correlations of their normals.</summary>
internal sealed class CopulaModel : IConditionalModel
{
    /// <summary>Rows that one thread draws at a time, from a stream of chance of their own.</summary>
    private const int BlockRows = 1024;

    private readonly CopulaLayout layout;
    private readonly double[][] correlation;
    private readonly double[][] lower;

    /// <param name="correlation">Of the normals of the layout.</param>
    /// <exception cref="InvalidDataException">It is not positive definite.</exception>
    public CopulaModel(CopulaLayout layout, double[][] correlation)
    {
        (this.layout, this.correlation) = (layout, correlation);
        lower = Cholesky.Decompose(correlation) ?? throw new InvalidDataException("The correlations belong to no copula.");
    }

    public string Engine => CopulaEngine.EngineName;

    public ImmutableArray<Column> Columns => layout.Columns;

    public Table Sample(int rows, SeededRandom random, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentNullException.ThrowIfNull(random);
        var cells = NewCells(rows);
        var stream = new SeededRandom(random.NextBits());
        Parallel.For(0, (rows + BlockRows - 1) / BlockRows, new ParallelOptions { CancellationToken = cancel }, block =>
        {
            var start = block * BlockRows;
            var count = Math.Min(BlockRows, rows - start);
            var own = stream.Fork((ulong)block);
            var normals = Normals(count, own);
            for (var c = 0; c < cells.Length; c++)
                Draw(c, normals, cells[c].AsSpan(start, count), own);
        });
        return new Table(Columns, [.. cells]);
    }

    public Table Complete(Table given, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(random);
        if (given.ColumnCount != Columns.Length)
            throw new ArgumentException($"The given rows have {given.ColumnCount} columns, the model has {Columns.Length}.", nameof(given));
        var cells = NewCells(given.RowCount);
        var stream = new SeededRandom(random.NextBits());
        foreach (var rows in Enumerable.Range(0, given.RowCount).GroupBy(r => Pattern(given, r), StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            var condition = new CopulaCondition(layout, correlation, [.. rows.Key.Select(known => known == '1')]);
            Parallel.ForEach(rows, new ParallelOptions { CancellationToken = cancel }, row =>
            {
                var own = stream.Fork((ulong)row);
                var normals = condition.Draw(given, row, own);
                for (var c = 0; c < cells.Length; c++)
                {
                    if (double.IsNaN(given[c][row]))
                        Draw(c, normals, cells[c].AsSpan(row, 1), own);
                    else
                        cells[c][row] = given[c][row];
                }
            });
        }
        return new Table(Columns, [.. cells]);
    }

    public void Write(ModelFileWriter file) => CopulaFile.Write(file, layout, correlation);

    private double[][] NewCells(int rows) => [.. Columns.Select(_ => new double[rows])];

    private static string Pattern(Table given, int row) => string.Create(given.ColumnCount, (given, row), static (mark, at) =>
    {
        for (var c = 0; c < mark.Length; c++)
            mark[c] = double.IsNaN(at.given[c][at.row]) ? '0' : '1';
    });

    /// <summary>Correlated normals, <c>[normal][row]</c>: independent ones multiplied by the Cholesky triangle, from the last line up so that none is overwritten before it is used.</summary>
    private double[][] Normals(int count, SeededRandom random)
    {
        var normals = new double[lower.Length][];
        for (var i = 0; i < normals.Length; i++)
        {
            var line = normals[i] = new double[count];
            for (var r = 0; r < count; r++)
                line[r] = random.NextNormal();
        }
        for (var i = normals.Length - 1; i >= 0; i--)
        {
            var line = normals[i].AsSpan();
            foreach (ref var z in line)
                z *= lower[i][i];
            for (var j = 0; j < i; j++)
                Lanes.AddScaled(lower[i][j], normals[j], line);
        }
        return normals;
    }

    private void Draw(int column, double[][] normals, Span<double> cells, SeededRandom random)
    {
        if (layout.Margins[column] is not { } margin)
        {
            cells.Fill(double.NaN);
            return;
        }
        if (layout.ValueLatent[column] is >= 0 and var latent)
        {
            var line = normals[latent];
            for (var r = 0; r < cells.Length; r++)
                cells[r] = margin.Draw(margin.BinAt(line[r]), random);
        }
        else
        {
            for (var r = 0; r < cells.Length; r++)
                cells[r] = margin.Draw(0, random);
        }
        if (layout.MissingLatent[column] is not (>= 0 and var hidden))
            return;
        var (absent, edge) = (normals[hidden], layout.LatentMargins[hidden].Edges[1]);
        for (var r = 0; r < cells.Length; r++)
            if (absent[r] >= edge)
                cells[r] = double.NaN;
    }
}
