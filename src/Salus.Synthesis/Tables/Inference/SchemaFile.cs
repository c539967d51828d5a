using System.Collections.Immutable;
using Salus.Synthesis.Tables.Files;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>What a user says about a table, so that it need not be guessed. Whatever is not said is found out from the file.</summary>
public sealed partial record SchemaFile
{
    /// <summary>Nothing is said.</summary>
    public static SchemaFile Nothing { get; } = new();

    /// <summary>Of the file that said it, for messages.</summary>
    public string FileName { get; init; } = "the schema file";

    public TableFormat? Format { get; init; }
    public char? Delimiter { get; init; }
    public string? Encoding { get; init; }
    public bool? Header { get; init; }
    public bool? Quotes { get; init; }
    public bool? DecimalComma { get; init; }

    /// <summary>Names of the columns of a file without a heading.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>What stands for a missing value in all columns that do not say otherwise; null: the usual marks.</summary>
    public ImmutableArray<string>? Missing { get; init; }

    /// <summary>Levels of fewer rows are put together into one, in all columns that do not say otherwise.</summary>
    public int? Rare { get; init; }

    public string? Target { get; init; }
    public string? Person { get; init; }
    public ImmutableArray<DeclaredColumn> Columns { get; init; } = [];
    public ImmutableArray<Constraint> Rules { get; init; } = [];

    public DeclaredColumn? Column(string name)
    {
        foreach (var column in Columns)
            if (string.Equals(column.Name, name, StringComparison.Ordinal))
                return column;
        return null;
    }
}

/// <summary>What is done with a column.</summary>
public enum ColumnUse
{
    /// <summary>It is learned and drawn, whatever it looks like.</summary>
    Keep,

    /// <summary>It does not come out.</summary>
    Drop,

    /// <summary>It comes out as a count of the rows.</summary>
    Number,

    /// <summary>Every row gets the same text, in which <c>{column}</c> stands for the drawn value of that column.</summary>
    Text,
}

/// <summary>What a user says about one column.</summary>
public sealed record DeclaredColumn(string Name)
{
    /// <summary>Where it stands in the schema file, from 1.</summary>
    public int Line { get; init; }

    public ColumnUse? Use { get; init; }
    public ColumnKind? Kind { get; init; }

    /// <summary>In order, for <see cref="ColumnKind.Ordinal"/>; no others may occur.</summary>
    public ImmutableArray<string> Levels { get; init; } = [];

    public ImmutableArray<string>? Missing { get; init; }
    public int? Decimals { get; init; }
    public string? DateFormat { get; init; }
    public string? Hierarchy { get; init; }
    public double? Least { get; init; }
    public double? Most { get; init; }
    public int? Rare { get; init; }

    /// <summary>For <see cref="ColumnUse.Text"/>.</summary>
    public string? Text { get; init; }
}
