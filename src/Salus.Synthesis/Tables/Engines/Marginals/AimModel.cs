using System.Collections.Immutable;
using Salus.Learning;
using Salus.Learning.Graphical;
using Salus.Learning.Privacy;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>What a fit promised and paid: for the data card and the ledger.</summary>
/// <param name="Rho">Spent in zero-concentrated differential privacy.</param>
/// <param name="Failure">Part of δ spent on thresholds.</param>
/// <param name="RowsPerPerson">So many rows of one person counted at most.</param>
/// <param name="Charges">Each thing that was paid for.</param>
public sealed record PrivacyStatement(double Epsilon, double Delta, double Rho, double Failure, int RowsPerPerson, ImmutableArray<PrivacyCharge> Charges);

/// <summary>
/// A table learned with differential privacy. Whatever is drawn from it keeps the promise, and so do the parts that it writes. The columns of the source do not: their levels are those of the
/// data. Whoever shows columns together with this model shows <see cref="ShownColumns"/>.
/// </summary>
public sealed class AimModel : IConditionalModel, ILikelihoodModel
{
    private readonly CodedTree coded;
    private readonly int[][] toSource;
    private readonly int[][] toShown;

    private AimModel(ImmutableArray<Column> columns, CodedTree coded, PrivacyStatement privacy)
    {
        Columns = columns;
        this.coded = coded;
        Privacy = privacy;
        toSource = [.. columns.Select((c, i) => Places(coded.Columns[i], c))];
        toShown = [.. columns.Select((c, i) => Places(c, coded.Columns[i]))];
    }

    public string Engine => AimEngine.EngineName;

    public ImmutableArray<Column> Columns { get; }

    /// <summary>Without the levels that too few persons have: no level of them is ever drawn.</summary>
    public ImmutableArray<Column> ShownColumns => coded.Columns;

    public PrivacyStatement Privacy { get; }

    public Table Sample(int rows, SeededRandom random, CancellationToken cancel) => Source(coded.Sample(rows, random, cancel), null);

    /// <summary>A level given that the model does not know is kept and says nothing of the rest.</summary>
    public Table Complete(Table given, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(given);
        return given.ColumnCount == Columns.Length
            ? Source(coded.Complete(Shown(given), random, cancel), given)
            : throw new ArgumentException($"{given.ColumnCount} columns are given, the model has {Columns.Length}.", nameof(given));
    }

    public double LogChance(Table given, int row)
    {
        ArgumentNullException.ThrowIfNull(given);
        return coded.LogChance(Shown(given.Take([row])), 0);
    }

    public void Write(ModelFileWriter file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Json("privacy", Privacy);
        file.Json("columns", ShownColumns);
        coded.Write(file);
    }

    internal static AimModel Of(ImmutableArray<Column> columns, ImmutableArray<Column> shown, ImmutableArray<ColumnCoding> codings, JunctionTree tree, double[][] tables, PrivacyStatement privacy) =>
        new(columns, CodedTree.Of(shown, codings, tree, tables), privacy);

    internal static AimModel Read(ImmutableArray<Column> columns, ModelFileReader file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var shown = file.Json<ImmutableArray<Column>>("columns");
        if (shown.IsDefault || shown.Length != columns.Length)
            throw new SynthesisException("The model file has other columns than its schema. Fit the model again.");
        for (var i = 0; i < columns.Length; i++)
            if (shown[i] is not { } column || !string.Equals(column.Name, columns[i].Name, StringComparison.Ordinal) || column.Kind != columns[i].Kind || column.Levels.IsDefault || Array.IndexOf(Places(column, columns[i]), -1) >= 0)
                throw new SynthesisException($"The model file has another column '{columns[i].Name}' than its schema. Fit the model again.");
        return new(columns, CodedTree.Read(shown, file), file.Json<PrivacyStatement>("privacy"));
    }

    /// <summary>Where the levels of one column stand in another; −1 where they do not.</summary>
    private static int[] Places(Column of, Column among)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < among.Levels.Length; i++)
            places[among.Levels[i]] = i;
        return [.. of.Levels.Select(l => places.GetValueOrDefault(l, -1))];
    }

    /// <param name="given">Cells that stay as they are; null: none.</param>
    private Table Source(Table drawn, Table? given) =>
        new(Columns, [.. Columns.Select((column, i) => column.HasLevels ? Mapped(drawn[i], toSource[i], given?[i]) : drawn[i])]);

    private Table Shown(Table given) => new(coded.Columns, [.. Columns.Select((column, i) => column.HasLevels ? Mapped(given[i], toShown[i], null) : given[i])]);

    private static double[] Mapped(double[] cells, int[] to, double[]? given)
    {
        var mapped = new double[cells.Length];
        for (var row = 0; row < cells.Length; row++)
            mapped[row] = given is not null && !double.IsNaN(given[row]) ? given[row] : double.IsNaN(cells[row]) || to[(int)cells[row]] < 0 ? double.NaN : to[(int)cells[row]];
        return mapped;
    }
}
