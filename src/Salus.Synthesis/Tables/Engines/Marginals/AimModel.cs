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

/// <summary>A table learned with differential privacy. Whatever is drawn from it, or read out of its file, keeps the same promise.</summary>
public sealed class AimModel : IConditionalModel, ILikelihoodModel
{
    private readonly CodedTree coded;

    private AimModel(CodedTree coded, PrivacyStatement privacy)
    {
        this.coded = coded;
        Privacy = privacy;
    }

    public string Engine => AimEngine.EngineName;

    /// <summary>Without the levels that too few persons have: the source's own columns would show them.</summary>
    public ImmutableArray<Column> Columns => coded.Columns;

    public PrivacyStatement Privacy { get; }

    public Table Sample(int rows, SeededRandom random, CancellationToken cancel) => coded.Sample(rows, random, cancel);

    public Table Complete(Table given, SeededRandom random, CancellationToken cancel) => coded.Complete(given, random, cancel);

    public double LogChance(Table given, int row) => coded.LogChance(given, row);

    public void Write(ModelFileWriter file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Json("privacy", Privacy);
        coded.Write(file);
    }

    internal static AimModel Of(ImmutableArray<Column> columns, ImmutableArray<ColumnCoding> codings, JunctionTree tree, double[][] tables, PrivacyStatement privacy) =>
        new(CodedTree.Of(columns, codings, tree, tables), privacy);

    internal static AimModel Read(ImmutableArray<Column> columns, ModelFileReader file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(CodedTree.Read(columns, file), file.Json<PrivacyStatement>("privacy"));
    }
}
