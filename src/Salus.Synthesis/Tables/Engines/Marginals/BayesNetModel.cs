using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>A table learned as a Bayesian network. Immutable; safe for several threads.</summary>
public sealed class BayesNetModel : IConditionalModel
{
    /// <summary>Up to so many cells rows are completed exactly through a junction tree, beyond by likelihood weighting.</summary>
    private const double MostTreeCells = 300_000;

    /// <summary>Rows drawn for each one to be completed by likelihood weighting; one is kept by weight.</summary>
    private const int Tries = 100;

    private readonly ImmutableArray<ImmutableArray<int>>[] members;
    private readonly Lazy<CodedTree?> exact;

    internal BayesNetModel(ImmutableArray<Column> columns, ImmutableArray<ColumnCoding> codings, BayesNetwork network)
    {
        Columns = columns;
        Codings = codings;
        Network = network;
        members = [.. codings.Select(c => c.Members())];
        exact = new(() => network.ToTree(MostTreeCells) is var (tree, tables) ? CodedTree.Of(columns, codings, tree, tables) : null);
    }

    public string Engine => BayesNetEngine.EngineName;

    public ImmutableArray<Column> Columns { get; }

    public ImmutableArray<ColumnCoding> Codings { get; }

    public BayesNetwork Network { get; }

    /// <summary>The same columns with another network: what an expert edited.</summary>
    public BayesNetModel With(BayesNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Sizes.SequenceEqual(Network.Sizes) ? new BayesNetModel(Columns, Codings, network) : throw new ArgumentException("The network has other codes than the model.", nameof(network));
    }

    public Table Sample(int rows, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var cells = Columns.Select(_ => new double[rows]).ToArray();
        var codes = new int[Columns.Length];
        for (var row = 0; row < rows; row++)
        {
            if ((row & 1023) == 0)
                cancel.ThrowIfCancellationRequested();
            Array.Fill(codes, -1);
            Network.Draw(codes, random);
            for (var i = 0; i < cells.Length; i++)
                cells[i][row] = Codings[i].Draw(codes[i], members[i], random);
        }
        return new Table(Columns, [.. cells]);
    }

    public Table Complete(Table given, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(random);
        if (given.ColumnCount != Columns.Length)
            throw new ArgumentException($"{given.ColumnCount} columns are given, the model has {Columns.Length}.", nameof(given));
        if (exact.Value is { } tree)
            return tree.Complete(given, random, cancel);
        var cells = Enumerable.Range(0, Columns.Length).Select(i => (double[])given[i].Clone()).ToArray();
        var (known, trial, kept) = (new int[Columns.Length], new int[Columns.Length], new int[Columns.Length]);
        for (var row = 0; row < given.RowCount; row++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var i = 0; i < known.Length; i++)
                known[i] = double.IsNaN(cells[i][row]) ? -1 : Codings[i].Code(cells[i][row]);
            var sum = 0.0;
            for (var t = 0; t < Tries; t++)
            {
                known.CopyTo(trial, 0);
                var weight = Network.Draw(trial, random);
                sum += weight;
                // Each row so far is kept with a chance in proportion to its weight.
                if (t == 0 || random.NextDouble() * sum < weight)
                    trial.CopyTo(kept, 0);
            }
            for (var i = 0; i < cells.Length; i++)
                if (double.IsNaN(cells[i][row]))
                    cells[i][row] = Codings[i].Draw(kept[i], members[i], random);
        }
        return new Table(Columns, [.. cells]);
    }

    public void Write(ModelFileWriter file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Json("codings", Codings);
        file.Json("parents", Network.Parents);
        file.Binary("tables", writer =>
        {
            for (var v = 0; v < Network.Sizes.Length; v++)
                foreach (var chance in Network.Table(v))
                    writer.Write(chance);
        });
    }

    internal static BayesNetModel Read(ImmutableArray<Column> columns, ModelFileReader file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var codings = ColumnCodings.Read(columns, file);
        var parents = file.Json<ImmutableArray<ImmutableArray<int>>>("parents");
        ImmutableArray<int> sizes = [.. codings.Select(c => c.Count)];
        if (parents.IsDefault || parents.Length != sizes.Length || parents.Any(p => p.IsDefault || p.Any(v => v < 0 || v >= sizes.Length))
            || parents.Where((p, v) => p.Aggregate((double)sizes[v], (product, parent) => product * sizes[parent]) > BayesNetwork.MostCells).Any())
            throw new SynthesisException("The model file cannot be used: its parents are not those of a table like this. Fit the model again.");
        return file.Binary("tables", reader =>
        {
            var tables = new double[sizes.Length][];
            for (var v = 0; v < tables.Length; v++)
            {
                tables[v] = new double[parents[v].Aggregate(sizes[v], (product, p) => product * sizes[p])];
                for (var i = 0; i < tables[v].Length; i++)
                    tables[v][i] = reader.ReadDouble();
            }
            return new BayesNetModel(columns, codings, new BayesNetwork(sizes, parents, tables));
        });
    }
}
