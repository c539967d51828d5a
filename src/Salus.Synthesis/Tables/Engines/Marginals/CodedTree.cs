using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Graphical;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>Codings of all columns and a junction tree over their codes: draws rows and completes given ones exactly. Immutable; safe for several threads.</summary>
internal sealed class CodedTree
{
    /// <summary>So many numbers of a part of a model file can be read at most.</summary>
    private const int MostCells = 1 << 27;

    private readonly ImmutableArray<ColumnCoding> codings;
    private readonly ImmutableArray<ImmutableArray<int>>[] members;
    private readonly JunctionTree tree;
    private readonly double[][] conditionals;
    private readonly TreeSampler sampler;

    private CodedTree(ImmutableArray<Column> columns, ImmutableArray<ColumnCoding> codings, JunctionTree tree, double[][] conditionals)
    {
        Columns = columns;
        this.codings = codings;
        this.tree = tree;
        this.conditionals = conditionals;
        members = [.. codings.Select(c => c.Members())];
        sampler = new TreeSampler(tree, conditionals);
    }

    public ImmutableArray<Column> Columns { get; }

    /// <param name="tables">Calibrated probabilities of the cliques.</param>
    public static CodedTree Of(ImmutableArray<Column> columns, ImmutableArray<ColumnCoding> codings, JunctionTree tree, double[][] tables)
    {
        var (logs, conditionals) = (tables.Select(t => Array.ConvertAll(t, Math.Log)).ToArray(), tables.Select(t => new double[t.Length]).ToArray());
        for (var c = 0; c < logs.Length; c++)
        {
            // The product of cliques over separators: each clique's own conditional is its potential.
            var map = tree.Map(c, tree.Separators[c]);
            var shares = JunctionTree.Project(tables[c], map, tree.CellCount(tree.Separators[c]));
            for (var i = 0; i < logs[c].Length; i++)
                logs[c][i] = tables[c][i] > 0 ? logs[c][i] - Math.Log(shares[map[i]]) : double.NegativeInfinity;
        }
        tree.Calibrate(logs, conditionals);
        return new CodedTree(columns, codings, tree, conditionals);
    }

    public Table Sample(int rows, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var cells = Columns.Select(_ => new double[rows]).ToArray();
        Span<int> codes = stackalloc int[Columns.Length <= 512 ? Columns.Length : 0];
        if (Columns.Length > 512)
            codes = new int[Columns.Length];
        for (var row = 0; row < rows; row++)
        {
            if ((row & 1023) == 0)
                cancel.ThrowIfCancellationRequested();
            sampler.Draw(codes, random);
            for (var i = 0; i < cells.Length; i++)
                cells[i][row] = codings[i].Draw(codes[i], members[i], random);
        }
        return new Table(Columns, [.. cells]);
    }

    /// <summary>Given cells stay as they are; the rest is drawn given their codes, exactly.</summary>
    public Table Complete(Table given, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(random);
        if (given.ColumnCount != Columns.Length)
            throw new ArgumentException($"{given.ColumnCount} columns are given, the model has {Columns.Length}.", nameof(given));
        var cells = Enumerable.Range(0, Columns.Length).Select(i => (double[])given[i].Clone()).ToArray();
        var codes = new int[Columns.Length];
        var rows = Enumerable.Range(0, given.RowCount).GroupBy(row => Evidence(given, row)).ToArray();
        foreach (var same in rows)
        {
            cancel.ThrowIfCancellationRequested();
            var conditioned = Given(given, same.First());
            foreach (var row in same)
            {
                conditioned.Draw(codes, random);
                for (var i = 0; i < cells.Length; i++)
                    if (double.IsNaN(cells[i][row]))
                        cells[i][row] = codings[i].Draw(codes[i], members[i], random);
            }
        }
        return new Table(Columns, [.. cells]);
    }

    public void Write(ModelFileWriter file)
    {
        file.Json("codings", codings);
        file.Json("cliques", tree.Cliques);
        file.Binary("chances", writer =>
        {
            foreach (var table in conditionals)
                foreach (var chance in table)
                    writer.Write(chance);
        });
    }

    public static CodedTree Read(ImmutableArray<Column> columns, ModelFileReader file)
    {
        var read = ColumnCodings.Read(columns, file);
        var cliques = file.Json<ImmutableArray<ImmutableArray<int>>>("cliques");
        if (cliques.IsDefault || cliques.Length > columns.Length || cliques.Any(c => c.IsDefaultOrEmpty || c.Any(v => v < 0 || v >= columns.Length) || c.Zip(c.Skip(1)).Any(p => p.First >= p.Second))
            || cliques.Sum(c => c.Aggregate(1.0, (product, v) => product * read[v].Count)) > MostCells)
            throw new SynthesisException("The model file cannot be used: its cliques are not those of a table like this. Fit the model again.");
        JunctionTree built;
        try
        {
            built = JunctionTree.OfCliques([.. read.Select(c => c.Count)], cliques);
        }
        catch (ArgumentException wrong)
        {
            throw new SynthesisException($"The model file cannot be used: {wrong.Message} Fit the model again.", wrong);
        }
        return file.Binary("chances", reader =>
        {
            var chances = built.CellCounts.Select(c => new double[c]).ToArray();
            for (var c = 0; c < chances.Length; c++)
            {
                var sums = new double[built.CellCount(built.Separators[c])];
                var map = built.Map(c, built.Separators[c]);
                for (var i = 0; i < map.Length; i++)
                {
                    var chance = reader.ReadDouble();
                    if (!(chance >= 0) || chance > 1 + 1e-9)
                        throw new InvalidDataException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a chance of {chance}"));
                    chances[c][i] = chance;
                    sums[map[i]] += chance;
                }
                if (Array.Exists(sums, s => s > 1 + 1e-6))
                    throw new InvalidDataException("chances that add up to more than 1");
            }
            return new CodedTree(columns, read, built, chances);
        });
    }

    private (string Key, int Count) Evidence(Table given, int row)
    {
        var key = new System.Text.StringBuilder();
        var count = 0;
        for (var i = 0; i < Columns.Length; i++)
            if (!double.IsNaN(given[i][row]))
            {
                key.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i}={codings[i].Code(given[i][row])};");
                count++;
            }
        return (key.ToString(), count);
    }

    /// <summary>The logarithm of the chance that a row has the codes of the cells given; −∞ where it cannot.</summary>
    public double LogChance(Table given, int row) => tree.Calibrate(Conditioned(given, row));

    private TreeSampler Given(Table given, int row)
    {
        var logs = Conditioned(given, row);
        var conditioned = logs.Select(t => new double[t.Length]).ToArray();
        return double.IsNegativeInfinity(tree.Calibrate(logs, conditioned)) ? sampler : new TreeSampler(tree, conditioned);
    }

    /// <summary>Log potentials in which other codes than those given have no chance.</summary>
    private double[][] Conditioned(Table given, int row)
    {
        var logs = conditionals.Select(t => Array.ConvertAll(t, Math.Log)).ToArray();
        for (var i = 0; i < Columns.Length; i++)
        {
            if (double.IsNaN(given[i][row]))
                continue;
            var (home, code) = (tree.Holding([i]), codings[i].Code(given[i][row]));
            var map = tree.Map(home, [i]);
            for (var cell = 0; cell < map.Length; cell++)
                if (map[cell] != code)
                    logs[home][cell] = double.NegativeInfinity;
        }
        return logs;
    }
}
