using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Synthesis.Tables.Rules;

/// <summary>How often a table breaks a rule, and where first.</summary>
/// <param name="Rule">In words.</param>
/// <param name="Count">Rows.</param>
/// <param name="First">At most five rows, from 0.</param>
public sealed record Violations(string Rule, long Count, ImmutableArray<long> First);

/// <summary>
/// Counts the rows that break rules. It looks at what will be written, cell by cell, and shares no code with what keeps the rules, so that
/// a mistake there is seen here. A missing value breaks no rule.
/// </summary>
public static class RuleCheck
{
    /// <summary>The violations of each constraint, in their order, then of each column with bounds.</summary>
    public static ImmutableArray<Violations> Count(TableSchema schema, Table table)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Count(schema, table, 0);
    }

    /// <summary>The same over many blocks.</summary>
    public static ImmutableArray<Violations> Count(TableSchema schema, IEnumerable<Table> blocks)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(blocks);
        ImmutableArray<Violations> total = [];
        var start = 0L;
        foreach (var block in blocks)
        {
            var here = Count(schema, block, start);
            total = total.IsEmpty ? here : [.. total.Zip(here, (a, b) => new Violations(a.Rule, a.Count + b.Count, [.. a.First.Concat(b.First).Take(5)]))];
            start += block.RowCount;
        }
        return total;
    }

    /// <summary>The rule in words.</summary>
    public static string Words(Constraint rule) => rule switch
    {
        InOrder order => string.Join(" ≤ ", order.Columns),
        SumOf sum => $"{sum.Total} = {string.Join(" + ", sum.Parts)}",
        Together together => $"only combinations of {string.Join(", ", together.Columns)} that the source has",
        Only only => $"where {only.When}: {only.Column} is {(only.Not ? "none" : "one")} of {string.Join(", ", only.Levels)}",
        _ => rule?.ToString() ?? "",
    };

    private static ImmutableArray<Violations> Count(TableSchema schema, Table table, long start)
    {
        var found = ImmutableArray.CreateBuilder<Violations>();
        foreach (var rule in schema.Constraints)
            found.Add(Of(Words(rule), table, start, Breaks(rule, table)));
        for (var c = 0; c < table.ColumnCount; c++)
        {
            var (column, at) = (table.Columns[c], c);
            if (column.Least is null && column.Most is null)
                continue;
            var words = string.Create(CultureInfo.InvariantCulture, $"{column.Name} from {column.Least?.ToString(CultureInfo.InvariantCulture) ?? "-∞"} to {column.Most?.ToString(CultureInfo.InvariantCulture) ?? "∞"}");
            found.Add(Of(words, table, start, row => Written(column, table[at][row]) is var cell && (cell < column.Least || cell > column.Most)));
        }
        return found.ToImmutable();
    }

    private static Violations Of(string words, Table table, long start, Func<int, bool> breaks)
    {
        var count = 0L;
        var first = ImmutableArray.CreateBuilder<long>();
        for (var row = 0; row < table.RowCount; row++)
        {
            if (!breaks(row))
                continue;
            count++;
            if (first.Count < 5)
                first.Add(start + row);
        }
        return new Violations(words, count, first.ToImmutable());
    }

    private static Func<int, bool> Breaks(Constraint rule, Table table)
    {
        switch (rule)
        {
            case InOrder order:
                var places = order.Columns.Select(table.IndexOf).ToArray();
                return row =>
                {
                    var before = double.NaN;
                    var byDay = places.Any(p => table.Columns[p].Kind is ColumnKind.Date && !HasTime(table.Columns[p]));
                    foreach (var place in places)
                    {
                        var cell = Written(table.Columns[place], table[place][row]);
                        if (byDay)
                            cell = Math.Floor(cell);
                        if (cell < before)
                            return true;
                        if (!double.IsNaN(cell))
                            before = cell;
                    }
                    return false;
                };
            case SumOf sum:
                var total = table.IndexOf(sum.Total);
                var parts = sum.Parts.Select(table.IndexOf).ToArray();
                var half = 0.5 * Math.Pow(10, -table.Columns[total].Decimals);
                return row =>
                {
                    // Where a part has more decimals than the total, they are equal to the total's last figure.
                    var added = parts.Sum(p => Written(table.Columns[p], table[p][row]));
                    if (table.Columns[total].Kind is ColumnKind.Date)
                        added = Written(table.Columns[total], added);
                    return Math.Abs(added - Written(table.Columns[total], table[total][row])) > half * (1 + 1e-6) + (Math.Abs(added) * 1e-14);
                };
            case Only only:
                var condition = Condition.Parse(only.When, table.Columns);
                var at = table.IndexOf(only.Column);
                var column = table.Columns[at];
                return row =>
                {
                    var cell = table[at][row];
                    if (double.IsNaN(cell) || !condition.Holds(table, row))
                        return false;
                    var text = column.HasLevels ? column.Levels[(int)cell] : null;
                    var named = only.Levels.Any(l => text is null
                        ? double.TryParse(l, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Written(column, cell) == number
                        : string.Equals(text, l, StringComparison.Ordinal) || (l.EndsWith('*') && text.StartsWith(l[..^1], StringComparison.Ordinal)));
                    return named == only.Not;
                };
            default:
                // Which combinations the source has only the source can say: CountStrangers.
                return _ => false;
        }
    }

    /// <summary>Counts rows whose combination of levels is not among those of the source.</summary>
    public static long CountStrangers(Together rule, Table source, Table table)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(table);
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < source.RowCount; row++)
            if (Combination(source, row) is { } combination)
                known.Add(combination);
        var strangers = 0L;
        for (var row = 0; row < table.RowCount; row++)
            if (Combination(table, row) is { } combination && !known.Contains(combination))
                strangers++;
        return strangers;

        string? Combination(Table of, int row)
        {
            var levels = rule.Columns.Select(c => of.IndexOf(c)).Select(c => of[c][row] is var cell && double.IsNaN(cell) ? null : of.Columns[c].Levels[(int)cell]).ToList();
            return levels.Contains(null) ? null : string.Join('\u001f', levels);
        }
    }

    private static bool HasTime(Column column) => column.DateFormat is { } form && (form.Contains('H', StringComparison.Ordinal) || form.Contains('h', StringComparison.Ordinal));

    /// <summary>What a reader of the written file will see.</summary>
    private static double Written(Column column, double cell) => column.Kind switch
    {
        ColumnKind.Number or ColumnKind.Integer => Math.Round(cell, Math.Min(column.Decimals, 15), MidpointRounding.AwayFromZero),
        ColumnKind.Date when !HasTime(column) => Math.Floor(cell),
        _ => cell,
    };
}
