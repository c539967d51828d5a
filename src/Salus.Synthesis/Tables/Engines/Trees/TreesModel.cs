using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>Columns in the order in which they are drawn, each with its trees.</summary>
/// <param name="givenFirst">So many of the first columns are given whenever rows are completed: a NaN in one is a missing value.</param>
/// <param name="models">One for each column of the table.</param>
internal sealed class TreesModel(ImmutableArray<Column> columns, int[] order, int givenFirst, CodedColumn[] coded, ColumnModel[] models) : IConditionalModel
{
    private const int RowsPerBlock = 4_096;
    private const int MostCandidates = 64;
    private const int FormatVersion = 1;

    public string Engine => TreesEngine.EngineName;

    public ImmutableArray<Column> Columns { get; } = columns;

    public Table Sample(int rows, SeededRandom random, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return Drawn(rows, RowsPerBlock, random, (_, count, chance) =>
        {
            var block = new DrawnBlock(order.Length, count);
            foreach (var column in order)
                for (var row = 0; row < count; row++)
                    Set(block, column, row, models[column].Draw(block, row, chance));
            return block.Values;
        }, cancel);
    }

    /// <remarks>
    /// A given value that is drawn after others is a condition backwards. Such rows are drawn as up to 64 candidates, of which one is taken with the likelihood of
    /// the given values as its weight (sampling importance resampling, Rubin, 1988); rows whose given values come first in the order are exact.
    /// </remarks>
    public Table Complete(Table given, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        if (given.ColumnCount != order.Length)
            throw new ArgumentException($"{given.ColumnCount} columns are given for {order.Length}.", nameof(given));
        for (var column = 0; column < order.Length; column++)
            foreach (var value in given[column])
                if (double.IsInfinity(value) || (Columns[column].HasLevels && (value < 0 || value >= Columns[column].Levels.Length)))
                    throw new SynthesisException($"A value given for column '{Columns[column].Name}' is none of its levels.");
        var perBlock = RowsPerBlock / MostCandidates;
        return Drawn(given.RowCount, perBlock, random, (start, count, chance) => Completed(given, start, count, chance), cancel);
    }

    private double[][] Completed(Table rows, int start, int count, SeededRandom random)
    {
        var candidates = new int[count];
        var from = new int[count + 1];
        for (var i = 0; i < count; i++)
        {
            candidates[i] = IsExact(rows, start + i) ? 1 : MostCandidates;
            from[i + 1] = from[i] + candidates[i];
        }
        var block = new DrawnBlock(order.Length, from[count]);
        var weights = new double[from[count]];
        foreach (var (place, column) in order.Index())
            for (var i = 0; i < count; i++)
            {
                var known = rows[column][start + i];
                for (var row = from[i]; row < from[i + 1]; row++)
                    if (double.IsNaN(known) && place >= givenFirst)
                        Set(block, column, row, models[column].Draw(block, row, random));
                    else
                    {
                        if (candidates[i] > 1 && !double.IsNaN(known))
                            weights[row] += Math.Log(models[column].Likelihood(block, row, known));
                        Set(block, column, row, known);
                    }
            }
        var chosen = new double[order.Length][];
        foreach (var column in order)
            chosen[column] = new double[count];
        for (var i = 0; i < count; i++)
        {
            var row = from[i] + Choose(weights.AsSpan(from[i], candidates[i]), random);
            foreach (var column in order)
                chosen[column][i] = block.Values[column][row];
        }
        return chosen;
    }

    /// <summary>Whether no value that is to be drawn comes before one that is given.</summary>
    private bool IsExact(Table rows, int row)
    {
        var drawing = false;
        foreach (var column in order.AsSpan(givenFirst))
            if (double.IsNaN(rows[column][row]))
                drawing = true;
            else if (drawing)
                return false;
        return true;
    }

    private static int Choose(Span<double> weights, SeededRandom random)
    {
        var (highest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var weight in weights)
            highest = Math.Max(highest, weight);
        foreach (ref var weight in weights)
            sum += weight = Math.Exp(weight - highest);
        var (chance, at) = (random.NextDouble() * sum, 0);
        while (at < weights.Length - 1 && chance >= weights[at])
            chance -= weights[at++];
        return at;
    }

    private void Set(DrawnBlock block, int column, int row, double value)
    {
        block.Values[column][row] = value;
        block.Steps[column][row] = coded[column].Step(value);
    }

    /// <summary>Draws block by block, each from a stream of its own, so that the rows do not depend on the number of threads.</summary>
    private Table Drawn(int rows, int perBlock, SeededRandom random, Func<int, int, SeededRandom, double[][]> draw, CancellationToken cancel)
    {
        var cells = new double[order.Length][];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = new double[rows];
        var streams = new SeededRandom(random.NextBits());
        var blocks = (rows + perBlock - 1) / perBlock;
        Parallel.For(0, blocks, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var start = i * perBlock;
            var values = draw(start, Math.Min(perBlock, rows - start), streams.Fork((ulong)i));
            for (var column = 0; column < cells.Length; column++)
                values[column].CopyTo(cells[column], start);
        });
        return new Table(Columns, [.. cells]);
    }

    public void Write(ModelFileWriter file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Json("trees", new Contents(FormatVersion, [.. order], givenFirst));
        file.Binary("trees", to =>
        {
            for (var place = 0; place < order.Length; place++)
            {
                var column = order[place];
                coded[column].Write(to);
                to.Write((byte)(models[column] switch { LevelModel => 0, NumberModel => 1, _ => 2 }));
                models[column].Write(to);
            }
        });
    }

    private sealed record Contents(int Version, ImmutableArray<int> Order, int Given);

    public static TreesModel Read(ImmutableArray<Column> columns, ModelFileReader file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var contents = file.Json<Contents>("trees");
        if (contents.Version != FormatVersion)
            throw new SynthesisException($"The model file has trees of version {contents.Version}; this version reads {FormatVersion}. Fit the model again.");
        if (contents.Order.IsDefault || contents.Order.Length != columns.Length || !contents.Order.Order().SequenceEqual(Enumerable.Range(0, columns.Length)) || contents.Given < 0 || contents.Given > columns.Length)
            throw new SynthesisException("The part 'trees' of the model file does not fit its columns. Fit the model again.");
        int[] order = [.. contents.Order];
        var (coded, models) = (new CodedColumn[order.Length], new ColumnModel[order.Length]);
        return file.Binary("trees", from =>
        {
            var earlier = new bool[order.Length];
            bool Allowed(int column) => (uint)column < (uint)earlier.Length && earlier[column];
            foreach (var column in order)
            {
                coded[column] = CodedColumn.Read(columns[column], from);
                models[column] = (from.ReadByte(), columns[column].HasLevels) switch
                {
                    (0, true) => LevelModel.Read(from, columns[column].Levels.Length, Allowed),
                    (1, false) => NumberModel.Read(from, columns.Length, Allowed),
                    (2, true) => BoostedModel.Read(from, columns[column].Levels.Length, Allowed),
                    _ => throw new InvalidDataException($"the model of '{columns[column].Name}' is of the wrong kind"),
                };
                earlier[column] = true;
            }
            return new TreesModel(columns, order, contents.Given, coded, models);
        });
    }
}
