namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>How near trees keep to the rows they learn from. <see cref="For"/> has the rungs of <see cref="FitOptions.Protection"/>.</summary>
public sealed record TreesSettings
{
    /// <summary>Rows of a leaf at least.</summary>
    public required int LeafRows { get; init; }

    /// <summary>Trees per column; each row is drawn from one of them by lot, which is drawing from their mean.</summary>
    public required int Trees { get; init; }

    /// <summary>Share of the persons each tree sees.</summary>
    public required double Share { get; init; }

    /// <summary>How many rows of its ancestors each leaf is shrunk by.</summary>
    public required double Pull { get; init; }

    /// <summary>Ranks by which neighbours in a leaf are mixed into a drawn number.</summary>
    public required int Mixing { get; init; }

    /// <summary>No number is drawn beyond that of so many persons, and no level is drawn that fewer have.</summary>
    public required int TailPersons { get; init; }

    /// <summary>Twice the logarithm of the likelihood that a split must bring beyond what chance brings.</summary>
    public required double Strictness { get; init; }

    /// <summary>Share of a split's gain that is given to chance when the best is chosen.</summary>
    public required double Wavering { get; init; }

    /// <summary>Columns a tree may ask at most; the most dependent are taken.</summary>
    public int Predictors { get; init; } = 60;

    /// <summary>Trees a column may have in a model file.</summary>
    internal const int MostTrees = 1_000;

    /// <summary>Rows below which a table is small: it then has several trees and starts one rung higher.</summary>
    public const int SmallTable = 5_000;

    /// <summary>Rows from which a table has one tree per column: its leaves are far from single rows by themselves.</summary>
    public const int LargeTable = 20_000;

    /// <summary>The settings of a rung.</summary>
    /// <param name="protection">0 to <see cref="FitOptions.MostProtection"/>.</param>
    public static TreesSettings For(int protection, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(protection);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(protection, FitOptions.MostProtection);
        var (small, large) = (rows < SmallTable, rows >= LargeTable);
        return new TreesSettings
        {
            LeafRows = (small ? 10 : large ? 50 : 25) + 5 * protection * protection,
            Trees = large ? 1 : 5,
            Share = large && protection == 0 ? 1 : Math.Max(0.5, 0.78 - 0.07 * protection),
            Pull = (large ? 0.5 : 1.5) + protection,
            Mixing = (large ? 1 : 2) + protection,
            TailPersons = (large ? 5 : 8) + 3 * protection,
            Strictness = (large ? 2 : 3) + protection,
            Wavering = 0.05 * (large ? protection : protection + 1),
        };
    }
}
