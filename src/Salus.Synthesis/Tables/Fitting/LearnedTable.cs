using System.Collections.Immutable;
using Salus.Learning;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Rules;

namespace Salus.Synthesis.Tables.Fitting;

/// <summary>A learned table with all that is needed to draw rows that look like its source: the file <c>model.salus</c>.</summary>
/// <remarks>The file holds what the engine learned of real people. Keep it like the source itself until its data sets passed the release gate.</remarks>
public sealed class LearnedTable(ModelAbout about, TableSchema schema, TableForm form, Reshaping reshaping, ITableModel model)
{
    /// <summary>Rows are drawn in blocks of this many, each with a chance of its own, so that the result does not depend on the number of threads.</summary>
    public const int RowsPerBlock = 16_384;

    /// <summary>Rejection stops when fewer rows than one in so many keep a condition.</summary>
    private const int LeastKept = 2_000;

    public ModelAbout About => about;

    public TableSchema Schema => schema;

    /// <summary>How the source was written, and so what is drawn.</summary>
    public TableForm Form => form;

    /// <summary>The engine's model, over the reshaped columns.</summary>
    public ITableModel Model => model;

    /// <summary>New rows, block by block, in the columns of the schema. Equal seeds give equal rows.</summary>
    public IEnumerable<Table> Sample(long rows, ulong seed, int threads, CancellationToken cancel) => Sample(rows, [], seed, threads, cancel);

    /// <summary>New rows that keep a condition. What it says to be equal is given to engines that can be given values; the rest is drawn until it holds.</summary>
    /// <exception cref="SynthesisException">Hardly any row keeps it.</exception>
    public IEnumerable<Table> Sample(long rows, Condition where, ulong seed, int threads, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(where);
        var (drawn, kept) = (0L, 0L);
        foreach (var block in Sample(long.MaxValue / 2, Given(where), seed, threads, cancel))
        {
            var holding = Enumerable.Range(0, block.RowCount).Where(row => where.Holds(block, row)).Take((int)Math.Min(int.MaxValue, rows - kept)).ToArray();
            drawn += block.RowCount;
            kept += holding.Length;
            if (holding.Length > 0)
                yield return block.Take(holding);
            if (kept >= rows)
                yield break;
            if (drawn >= 10 * RowsPerBlock && kept < drawn / LeastKept)
                throw new SynthesisException($"Of {drawn} rows drawn only {kept} keep the condition '{where}': fewer than one in {LeastKept}. Widen it, or ask for what the source holds more of.");
        }
    }

    /// <summary>How the source was parted into rows learned from and rows held back.</summary>
    public ControlSplit SplitOf(TableFile source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ControlSplit(about.Seed, about.ControlShare, source.Persons);
    }

    public void Write(FileInfo file) => ModelArchive.Write(file, writer =>
    {
        writer.Json("about", about);
        writer.Json("schema", schema);
        writer.Json("form", form);
        writer.Json("reshaping", reshaping);
        model.Write(writer);
    });

    /// <exception cref="SynthesisException">There is no such file, it is no model, or it is damaged.</exception>
    public static LearnedTable Read(FileInfo file, IEnumerable<ITableEngine> engines) => ModelArchive.Read(file, "salus synth tables fit", reader =>
    {
        var about = reader.Json<ModelAbout>("about");
        if (about.Format != ModelAbout.Current)
            throw new SynthesisException($"{file.Name} has the format '{about.Format}'; this program reads '{ModelAbout.Current}'. Fit the model again.");
        var reshaping = reader.Json<Reshaping>("reshaping");
        return new LearnedTable(about, reader.Json<TableSchema>("schema"), reader.Json<TableForm>("form"), reshaping, engines.ToList().EngineOf(about.Engine).Read(reshaping.Columns, reader));
    });

    /// <param name="given">Columns of the model and their values; none: everything is drawn.</param>
    private IEnumerable<Table> Sample(long rows, ImmutableArray<(int Column, double Value)> given, ulong seed, int threads, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var root = new SeededRandom(seed);
        var blocks = rows / RowsPerBlock + (rows % RowsPerBlock > 0 ? 1 : 0);
        for (var first = 0L; first < blocks; first += threads)
        {
            var drawn = new Table[Math.Min(threads, blocks - first)];
            var start = first;
            Parallel.For(0, drawn.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, i =>
                drawn[i] = Block((int)Math.Min(RowsPerBlock, rows - (start + i) * RowsPerBlock), given, root.Fork((ulong)(start + i)), cancel));
            foreach (var block in drawn)
                yield return block;
        }
    }

    private Table Block(int rows, ImmutableArray<(int Column, double Value)> given, SeededRandom random, CancellationToken cancel)
    {
        var drawn = given.IsEmpty || model is not IConditionalModel conditional
            ? model.Sample(rows, random.Fork(0), cancel)
            : conditional.Complete(new Table(model.Columns, [.. model.Columns.Select((_, column) => Filled(rows, given.Where(g => g.Column == column).Select(g => g.Value).DefaultIfEmpty(double.NaN).First()))]), random.Fork(0), cancel);
        return reshaping.Back(drawn, random.Fork(1));
    }

    /// <summary>What a condition gives of the columns that the rules left as they are.</summary>
    private ImmutableArray<(int Column, double Value)> Given(Condition condition) =>
    [
        .. from equal in condition.Given
           let name = schema.Columns[equal.Column].Name
           from column in Enumerable.Range(0, model.Columns.Length)
           where string.Equals(model.Columns[column].Name, name, StringComparison.Ordinal) && model.Columns[column].Levels.SequenceEqual(schema.Columns[equal.Column].Levels)
           select (column, equal.Value),
    ];

    private static double[] Filled(int rows, double value)
    {
        var cells = new double[rows];
        Array.Fill(cells, value);
        return cells;
    }
}
