using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Files;

/// <summary>How rows stand in a file.</summary>
public enum TableFormat
{
    /// <summary>Cells between commas, semicolons, bars or tabs, in quotes where needed: RFC 4180.</summary>
    Delimited,

    /// <summary>One JSON object for each row.</summary>
    JsonLines,
}

/// <summary>How a table is written, so that a drawn table is written as its source was. What the cells mean says <see cref="TableSchema"/>.</summary>
public sealed record TableForm
{
    public TableFormat Format { get; init; } = TableFormat.Delimited;

    /// <summary>Between the cells of <see cref="TableFormat.Delimited"/>.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Whether the first row holds the names.</summary>
    public bool Header { get; init; } = true;

    /// <summary><c>utf-8</c>, <c>utf-16</c>, <c>windows-1252</c> or <c>iso-8859-1</c>.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Whether <c>3,5</c> is three and a half.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>Whether a double quote around a cell keeps delimiters in it; if not, quotes are characters like others.</summary>
    public bool Quotes { get; init; } = true;

    /// <summary>Names of the columns whose numbers all carry the same number of decimals: <c>32.0</c>.</summary>
    public ImmutableArray<string> FixedDecimals { get; init; } = [];

    /// <summary>Names of the columns of levels that JSON holds as numbers or booleans, not as text.</summary>
    public ImmutableArray<string> Bare { get; init; } = [];

    /// <summary>The ending of a file of this form: <c>.csv</c>, <c>.tsv</c> or <c>.jsonl</c>.</summary>
    public string Ending => Format is TableFormat.JsonLines ? ".jsonl" : Delimiter == '\t' ? ".tsv" : ".csv";
}
