using System.Collections.Immutable;
using System.Text.Json;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines;

/// <summary>How an engine learns.</summary>
public sealed record FitOptions
{
    public ulong Seed { get; init; }

    /// <summary>The column that studies predict, where one is named: engines keep what bears on it first.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// How far the engine stays away from single rows, 0 to <see cref="MostProtection"/>: larger leaves, wider smoothing, coarser tails.
    /// Only engines without a proof of privacy heed it; the release gate raises it until its attacks fail.
    /// </summary>
    public int Protection { get; init; }

    public const int MostProtection = 6;

    /// <summary>The privacy budget ε of engines with differential privacy; null: the engine must refuse if it needs one.</summary>
    public double? Epsilon { get; init; }

    /// <summary>δ of differential privacy: the chance with which the bound on ε may fail.</summary>
    public double Delta { get; init; } = 1e-6;

    /// <summary>The person each row is about, from 0; none: every row is a person of its own.</summary>
    public ImmutableArray<int> Persons { get; init; } = [];

    /// <summary>
    /// Columns that every row to be completed will have, so that engines that draw one column after the other draw them first. Such an engine takes a NaN in one of
    /// them for a value that is missing, not for one to be drawn.
    /// </summary>
    public ImmutableArray<string> Given { get; init; } = [];

    /// <summary>Threads at most; the result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>What an engine reports while it works.</summary>
/// <param name="Step">In words for people, for example <c>learning 'time_in_hospital'</c>.</param>
/// <param name="Share">0 to 1.</param>
public sealed record FitProgress(string Step, double Share);

/// <summary>Learns a table so that new rows can be drawn.</summary>
/// <remarks>The same table, options and version give the same model, whatever the number of threads.</remarks>
public interface ITableEngine
{
    /// <summary>For example <c>trees</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for those who choose among engines.</summary>
    string Description { get; }

    /// <summary>Whether <see cref="FitOptions.Protection"/> changes what it learns, so that the release gate may raise it.</summary>
    bool HeedsProtection => false;

    /// <summary>Whether it proves its privacy and so needs <see cref="FitOptions.Epsilon"/>.</summary>
    bool NeedsEpsilon => false;

    /// <exception cref="SynthesisException">The table cannot be learned so; the message says what and what to do.</exception>
    ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel);

    /// <summary>Reads what <see cref="ITableModel.Write"/> wrote.</summary>
    /// <exception cref="SynthesisException">It is damaged.</exception>
    ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file);
}

/// <summary>A learned table. Immutable; safe for several threads.</summary>
public interface ITableModel
{
    /// <summary>The engine's name.</summary>
    string Engine { get; }

    ImmutableArray<Column> Columns { get; }

    /// <summary>New rows. The same state of <paramref name="random"/> gives the same rows.</summary>
    Table Sample(int rows, SeededRandom random, CancellationToken cancel);

    /// <summary>What <see cref="ITableEngine.Read"/> needs.</summary>
    void Write(ModelFileWriter file);
}

/// <summary>A learned table that draws rows of which some values are given, without drawing many to keep few.</summary>
public interface IConditionalModel : ITableModel
{
    /// <param name="given">Some rows to be completed: NaN where a value is to be drawn (a value that is to be missing cannot be given).</param>
    Table Complete(Table given, SeededRandom random, CancellationToken cancel);
}

/// <summary>A table cannot be learned, drawn or released as asked. The message says what, where and what to do.</summary>
public sealed class SynthesisException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Engines by their names.</summary>
public static class TableEngineNames
{
    /// <exception cref="SynthesisException">There is no such engine.</exception>
    public static ITableEngine EngineOf(this IReadOnlyCollection<ITableEngine> engines, string name)
    {
        ArgumentNullException.ThrowIfNull(engines);
        return engines.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.Ordinal))
            ?? throw new SynthesisException($"There is no engine '{name}'. Choose one of: {string.Join(", ", engines.Select(e => e.Name))}.");
    }
}
