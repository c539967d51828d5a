using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>
/// A Bayesian network over columns put into codes: few parents each, so that a person can read what depends on what, change it and put it back (<see cref="NetworkText"/>). No proof of
/// privacy; <see cref="FitOptions.Protection"/> sets how many rows must stand behind a step of numbers, a level and a cell of a table.
/// </summary>
public sealed class BayesNetEngine : ITableEngine
{
    public const string EngineName = "bayesnet";

    /// <summary>Pairs of columns grow with the square of their number.</summary>
    public const int MostColumns = 512;

    /// <summary>By protection, 0 to <see cref="FitOptions.MostProtection"/>: rows that must stand behind what is drawn.</summary>
    private static readonly ImmutableArray<int> LeastRows = [1, 3, 5, 10, 15, 20, 30];

    public string Name => EngineName;

    public string Description => "A Bayesian network that people can read and edit: which columns each one depends on, and how. For what-if questions and rare conditions.";

    public bool HeedsProtection => true;

    public ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        var table = source.ReadAll(cancel);
        if (table.ColumnCount is 0 or > MostColumns)
            throw new SynthesisException($"The engine bayesnet learns tables of 1 to {MostColumns} columns; this one has {table.ColumnCount}. Leave columns out in the schema file, or use another engine.");
        if (table.RowCount == 0)
            throw new SynthesisException("The table has no rows.");
        var target = -1;
        if (options.Target is { } name && (target = table.IndexOf(name)) < 0)
            throw new SynthesisException($"There is no column '{name}' that could be the target.");
        var least = LeastRows[Math.Clamp(options.Protection, 0, FitOptions.MostProtection)];
        var (codings, codes) = (new ColumnCoding[table.ColumnCount], new byte[table.ColumnCount][]);
        progress?.Report(new FitProgress("putting columns into codes", 0));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Threads), CancellationToken = cancel };
        Parallel.For(0, codings.Length, parallel, i =>
        {
            codings[i] = EmpiricalCoding.Of(table.Columns[i], table[i], least);
            codes[i] = Array.ConvertAll(table[i], c => (byte)codings[i].Code(c));
        });
        progress?.Report(new FitProgress("learning what depends on what", 0.1));
        var network = new NetworkLearning(codes, [.. codings.Select(c => c.Count)], least, options.Threads)
            .Learn(target, done => progress?.Report(new FitProgress("learning what depends on what", 0.1 + 0.9 * done / codings.Length)), cancel);
        return new BayesNetModel(table.Columns, [.. codings], network);
    }

    public ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file) => BayesNetModel.Read(columns, file);
}
