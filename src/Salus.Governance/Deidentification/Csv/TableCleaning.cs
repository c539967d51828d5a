using System.Globalization;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>Treats the cells of a table's rows.</summary>
/// <param name="today">A table rarely says until when it speaks of a person, and another row or file may speak of them later: whoever would be over 89 today is.</param>
internal sealed class TableCleaning(TablePlan plan, Cleaning cleaning, DateOnly today)
{
    private readonly string[] cleaned = new string[plan.Columns.Length];

    /// <returns>The same array each time.</returns>
    public IReadOnlyList<string> Clean(string[] row)
    {
        var subject = TableGathering.SubjectOf(plan, row);
        var lastSeen = LastSeen(row);
        for (var i = 0; i < cleaned.Length; i++)
            cleaned[i] = i < row.Length ? Cell(plan.Columns[i], row[i], i == plan.SubjectColumn, subject, lastSeen) : "";
        return cleaned;
    }

    private string Cell(ColumnPlan column, string cell, bool isSubject, Subject subject, DateOnly lastSeen)
    {
        var value = cell.Trim();
        if (value.Length == 0)
            return "";
        if (column.Treatment is Treatment.Scan)
            return Scanned(cell, value, subject);
        cleaning.Tally.Add(column.Class, column.Treatment);
        var replacer = cleaning.Replacer;
        return column.Treatment switch
        {
            // What stands in a column kept by its heading and not by the policy's word may be something else.
            Treatment.Keep when !column.IsStated && column.Class is IdentifierClass.Region or IdentifierClass.Year or IdentifierClass.Age => Scanned(cell, value, subject),
            Treatment.Keep => cell,
            Treatment.Remove or Treatment.Mask => "",
            Treatment.Shift => (column.IsBirth ? replacer.ShiftBirth(value, subject, lastSeen) : replacer.Shift(value, subject)) ?? "",
            Treatment.Surrogate when column.Class is IdentifierClass.Name => replacer.ReplaceName(column.Part, value, column.OfClinician ? Subject.Nobody : subject),
            // As in FHIR, so that tables and resources of one release still meet.
            Treatment.Pseudonym when Guid.TryParseExact(value, "D", out _) => replacer.PseudonymUuid(value),
            Treatment.Pseudonym when isSubject => replacer.Pseudonym("Patient", value),
            _ => replacer.Replace(column.Treatment, column.Class, value, subject),
        };
    }

    private string Scanned(string cell, string value, Subject subject)
    {
        if (value.Length <= 7 && TablePlan.IsNumber(value))
            return cell;
        var text = cleaning.Text.Clean(cell, subject, cleaning.People.DetectorOf(subject));
        if (!text.Replaced.IsEmpty)
            cleaning.Sampled?.Invoke(text);
        return text.Text;
    }

    private DateOnly LastSeen(string[] row)
    {
        var last = today;
        for (var i = 0; i < row.Length; i++)
        {
            if (plan.Columns[i] is not { Class: IdentifierClass.Date, IsBirth: false } || Coarsening.Year(row[i].Trim()) is not { } year)
                continue;
            var date = new DateOnly(int.Parse(year, NumberStyles.None, CultureInfo.InvariantCulture), 12, 31);
            last = date > last ? date : last;
        }
        return last;
    }
}
