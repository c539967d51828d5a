using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>
/// What happens to each column of a table: what the policy says of its heading, else what the heading says, else what its first cells look like. A column of which nothing is
/// understood, and whose cells differ from row to row, goes.
/// </summary>
internal sealed partial class TablePlan
{
    private const double Most = 0.8;

    private TablePlan(ImmutableArray<string> headings, ImmutableArray<ColumnPlan> columns)
    {
        (Headings, Columns) = (headings, columns);
        // A column that says it is the patient's comes before a record number, and that before the number of a row of people.
        SubjectColumn = columns.Index().Where(c => c.Item.IsSubject).OrderBy(c => c.Item.Class is IdentifierClass.MedicalRecord ? 1 : 0).Select(c => c.Index).DefaultIfEmpty(-1).First();
        HasPeople = columns.Any(c => c is { Class: IdentifierClass.Name, OfClinician: false });
        if (SubjectColumn < 0 && HasPeople)
            SubjectColumn = headings.Index().Where(h => h.Item.Trim().ToLowerInvariant() is "id" or "uuid" or "key" && columns[h.Index].Treatment is not Treatment.Scan).Select(h => h.Index).DefaultIfEmpty(-1).First();
    }

    public ImmutableArray<string> Headings { get; }

    public ImmutableArray<ColumnPlan> Columns { get; }

    /// <summary>-1 when no column says whose row it is.</summary>
    public int SubjectColumn { get; }

    /// <summary>Are there names of people who are no clinicians?</summary>
    public bool HasPeople { get; }

    /// <param name="policy">Null while people are gathered: the columns that hold them are found by their headings.</param>
    /// <param name="find">Finds identifiers in a cell; null while people are gathered.</param>
    public static TablePlan Of(IReadOnlyList<string> headings, IReadOnlyList<string[]> sample, DeidentificationPolicy? policy, Func<string, ImmutableArray<IdentifierSpan>>? find)
    {
        var columns = ImmutableArray.CreateBuilder<ColumnPlan>(headings.Count);
        for (var i = 0; i < headings.Count; i++)
            columns.Add(Of(headings[i], [.. sample.Where(r => i < r.Length).Select(r => r[i].Trim()).Where(c => c.Length > 0)], policy, find));
        return new([.. headings], columns.DrainToImmutable());
    }

    private static ColumnPlan Of(string heading, List<string> cells, DeidentificationPolicy? policy, Func<string, ImmutableArray<IdentifierSpan>>? find)
    {
        var said = ColumnHeadings.Read(heading);
        if (policy?.Columns.FirstOrDefault(c => Matches(c.Column, heading)) is { } rule)
            return (said ?? new(rule.Treatment, rule.Class)) with { Treatment = rule.Treatment, Class = rule.Class, IsStated = true };
        var plan = said is { Treatment: not Treatment.Scan } ? said : Looks(cells, policy, find, said);
        if (policy is null || plan.Treatment is Treatment.Scan or Treatment.Remove)
            return plan;
        // The policy's word for the class, except that numbers that join tables stay numbers that join tables.
        var treatment = policy.Of(plan.Class);
        return plan with { Treatment = plan.Treatment is Treatment.Pseudonym && treatment is Treatment.Surrogate or Treatment.Tag or Treatment.Mask ? Treatment.Pseudonym : treatment };
    }

    /// <summary>Judged by its cells.</summary>
    private static ColumnPlan Looks(List<string> cells, DeidentificationPolicy? policy, Func<string, ImmutableArray<IdentifierSpan>>? find, ColumnPlan? said)
    {
        var scan = new ColumnPlan(Treatment.Scan, IdentifierClass.OtherId);
        if (cells.Count == 0)
            return scan;
        var distinct = cells.Distinct(StringComparer.Ordinal).ToList();
        if (cells.Count(IsDay) >= Most * cells.Count)
            return new(Treatment.Shift, IdentifierClass.Date);
        if (cells.TrueForAll(c => IsNumber(c)))
            return said is null && cells.TrueForAll(c => c.Length >= 5 && c.All(char.IsAsciiDigit)) && distinct.Count >= Most * cells.Count ? new(Treatment.Pseudonym, IdentifierClass.OtherId) : scan;
        if (find is not null && Found(distinct, find) is { } kind && policy!.Of(kind) is not Treatment.Keep)
            return new(policy.Of(kind), kind);
        if (said is not null || distinct.Average(c => (double)c.Count(char.IsWhiteSpace)) >= 3)
            return scan;
        // Few values that come again and again are no one person's; anything else might be.
        return distinct.Count <= 0.2 * cells.Count || (distinct.Count <= 12 && distinct.Count <= 0.5 * cells.Count) ? scan : new(Treatment.Remove, IdentifierClass.OtherId);
    }

    /// <summary>The class that fills most cells from end to end.</summary>
    private static IdentifierClass? Found(List<string> distinct, Func<string, ImmutableArray<IdentifierSpan>> find)
    {
        var some = distinct.Take(100).ToList();
        var classes = some.SelectMany(c => find(c).Where(s => s.Span.Length >= Most * c.Length).Select(s => s.Class).Take(1)).ToList();
        return classes.Count >= 0.5 * some.Count ? classes.GroupBy(c => c).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key : null;
    }

    public static bool IsNumber(string cell) => NumberForm().IsMatch(cell);

    public static bool IsDay(string cell) => cell.Length is >= 6 and <= 40 && DayForm().IsMatch(cell);

    /// <summary>The heading by the rule's, with * for any characters; linear, without regular expressions made of input.</summary>
    internal static bool Matches(string pattern, string heading)
    {
        var (p, h, star, mark) = (0, 0, -1, 0);
        while (h < heading.Length)
        {
            if (p < pattern.Length && pattern[p] is '*')
                (star, mark, p) = (p, h, p + 1);
            else if (p < pattern.Length && char.ToLowerInvariant(pattern[p]) == char.ToLowerInvariant(heading[h]))
                (p, h) = (p + 1, h + 1);
            else if (star >= 0)
                (p, h) = (star + 1, ++mark);
            else
                return false;
        }
        while (p < pattern.Length && pattern[p] is '*')
            p++;
        return p == pattern.Length;
    }

    [GeneratedRegex(@"^[<>=~ ]{0,3}[+-]?[0-9]{1,9}([.,][0-9]{1,12})?([eE][+-]?[0-9]{1,3})?\s?%?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"^([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2})|(19|20)[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])([0-9]{4}([0-9]{2})?)?|[0-9]{1,2}[- ][A-Za-z]{3,9}[- ,]+[0-9]{2,4}|[A-Za-z]{3,9} [0-9]{1,2},? [0-9]{4})([ T][0-9:.+\-Zz APMapm]*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DayForm();
}
