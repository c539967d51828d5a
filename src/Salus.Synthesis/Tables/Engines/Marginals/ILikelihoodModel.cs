using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>A learned table that knows exactly how likely a row is.</summary>
public interface ILikelihoodModel : ITableModel
{
    /// <summary>The columns with the levels that the model knows.</summary>
    ImmutableArray<Column> ShownColumns { get; }

    /// <summary>The logarithm of the chance that a drawn row has what is given; −∞ where it cannot. Numbers count as their interval.</summary>
    /// <param name="given">Columns as the model's; NaN where anything may stand.</param>
    double LogChance(Table given, int row);
}
