using System.Collections.Immutable;

namespace Salus.Synthesis.Tables;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Numbers on a scale, written with up to <see cref="Column.Decimals"/> decimals.</summary>
    Number,

    /// <summary>Whole numbers on a scale: counts, ages in years.</summary>
    Integer,

    /// <summary>Days since 1970-01-01; a time of day is the fraction.</summary>
    Date,

    /// <summary>Levels with an order, for example age bands.</summary>
    Ordinal,

    /// <summary>Levels without an order.</summary>
    Category,

    /// <summary>Levels that are codes of a hierarchy, so that the front of a code says what it is near to.</summary>
    Code,
}

/// <summary>One column that is learned and drawn. What a table holds for a cell: the number, the day, or the index of the level; NaN where the value is missing.</summary>
public sealed record Column
{
    /// <summary>As in the heading.</summary>
    public required string Name { get; init; }

    public required ColumnKind Kind { get; init; }

    /// <summary>As written, in order for <see cref="ColumnKind.Ordinal"/>; empty for numbers, integers and dates.</summary>
    public ImmutableArray<string> Levels { get; init; } = [];

    /// <summary>Numbers are written with at most so many decimals.</summary>
    public int Decimals { get; init; }

    /// <summary>How days are written, for example <c>yyyy-MM-dd</c>; null where the column holds none.</summary>
    public string? DateFormat { get; init; }

    /// <summary>How a missing value is written, for example <c>?</c> or nothing.</summary>
    public string MissingMark { get; init; } = "";

    /// <summary>Name of the hierarchy of <see cref="ColumnKind.Code"/>: <c>icd-9-cm</c>, <c>icd-10</c>, <c>atc</c> or <c>prefix</c>.</summary>
    public string? Hierarchy { get; init; }

    /// <summary>The least value that may be drawn, where the schema declares one.</summary>
    public double? Least { get; init; }

    /// <summary>The greatest value that may be drawn, where the schema declares one.</summary>
    public double? Most { get; init; }

    /// <summary>Whether cells hold the index of a level.</summary>
    public bool HasLevels => Kind is ColumnKind.Ordinal or ColumnKind.Category or ColumnKind.Code;

    /// <summary>Whether a greater cell means more: everything but <see cref="ColumnKind.Category"/> and <see cref="ColumnKind.Code"/>.</summary>
    public bool HasOrder => Kind is not (ColumnKind.Category or ColumnKind.Code);
}
