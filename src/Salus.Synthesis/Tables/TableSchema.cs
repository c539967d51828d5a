using System.Collections.Immutable;

namespace Salus.Synthesis.Tables;

/// <summary>What is done with a column that is not learned.</summary>
public enum Treatment
{
    /// <summary>It does not come out.</summary>
    Drop,

    /// <summary>New values that count the rows: <c>S000001</c>, <c>S000002</c>, ….</summary>
    Number,

    /// <summary>Every row gets <see cref="LeftColumn.Constant"/>.</summary>
    Repeat,

    /// <summary>Every row gets <see cref="LeftColumn.Constant"/>, in which <c>{column}</c> stands for the drawn value of that column.</summary>
    Template,
}

/// <summary>A column of the source that is not learned: an identifier, free text, a constant.</summary>
/// <param name="Position">Where it stands among the columns of the source, from 0.</param>
/// <param name="Reason">Why, in words for the report.</param>
/// <param name="Constant">What every row gets, where the source has but one value or the schema file gives a template.</param>
public sealed record LeftColumn(string Name, int Position, Treatment Treatment, string Reason, string? Constant = null);

/// <summary>What a table holds: its columns, the rules that its rows keep, and the decisions that were made about it.</summary>
public sealed record TableSchema
{
    /// <summary>The columns that are learned, in the order of the source.</summary>
    public required ImmutableArray<Column> Columns { get; init; }

    /// <summary>The columns that are not learned.</summary>
    public ImmutableArray<LeftColumn> Left { get; init; } = [];

    /// <summary>The column that studies predict, where one is named.</summary>
    public string? Target { get; init; }

    /// <summary>The column that names the person a row is about, so that privacy holds for persons, not rows. It is among <see cref="Left"/>.</summary>
    public string? Person { get; init; }

    /// <summary>Rules that every drawn row keeps, in the words of the schema file.</summary>
    public ImmutableArray<Constraint> Constraints { get; init; } = [];

    /// <summary>What was decided without being asked, and what was noticed: for the report.</summary>
    public ImmutableArray<string> Decisions { get; init; } = [];
}
