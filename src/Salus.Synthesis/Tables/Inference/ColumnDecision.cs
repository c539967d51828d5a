using System.Collections.Immutable;
using Salus.Synthesis.Tables.Files;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>What became of one column of a file: it is read so, or it is left.</summary>
/// <param name="IsPerson">It names the person that a row is about.</param>
/// <param name="FixedDecimals">All numbers were written with the same number of decimals.</param>
/// <param name="Comma">Numbers were written with a comma for the point.</param>
internal sealed record ColumnDecision(CellReader? Reader, LeftColumn? Left, bool IsPerson = false, bool FixedDecimals = false, bool Comma = false);

/// <summary>What holds for all columns of a file while they are decided one by one.</summary>
internal sealed class FileFacts(string file, SchemaFile declared, List<string> decisions)
{
    public string File => file;
    public SchemaFile Declared => declared;
    public List<string> Decisions => decisions;

    /// <summary>Whether some column of the file has dates that can only be read with the month first; null: none decides.</summary>
    public bool? MonthFirst { get; set; }

    /// <summary>Finds out what the dates of all columns say about the order of day and month.</summary>
    public void Learn(IEnumerable<ColumnProfile> columns)
    {
        long day = 0, month = 0;
        foreach (var column in columns)
        {
            if (column.Dated < column.Present * 0.9)
                continue;
            foreach (var (first, second) in DateColumns.Ambiguous)
            {
                day += Math.Max(0, column.Dates[first] - column.Dates[second]);
                month += Math.Max(0, column.Dates[second] - column.Dates[first]);
            }
        }
        MonthFirst = day == month ? null : month > day;
    }
}
