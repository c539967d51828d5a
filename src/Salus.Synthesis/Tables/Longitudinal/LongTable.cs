using System.Collections.Immutable;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Longitudinal;

/// <summary>One table with a row for each visit and a column that names the person: taken apart into persons and visits, and put together again.</summary>
public static class LongTable
{
    /// <param name="table">A row for each visit, without the column that names the person.</param>
    /// <param name="persons">The person of each row, from 0 without gaps.</param>
    /// <param name="order">The name of the column that says when a visit was; null: the first number or date that no person has twice and all persons rise in.</param>
    /// <exception cref="SynthesisException">There is no such column, or no person has two visits.</exception>
    public static Related Split(Table table, ImmutableArray<int> persons, string? order = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (persons.Length != table.RowCount)
            throw new ArgumentException($"There are persons for {persons.Length} rows, and {table.RowCount} rows.", nameof(persons));
        var count = persons.Length == 0 ? 0 : persons.Max() + 1;
        if (count == persons.Length)
            throw new SynthesisException("No person has two rows, so there is no course of time to learn. Learn the table as it is.");
        var first = new int[count];
        Array.Fill(first, -1);
        for (var row = table.RowCount - 1; row >= 0; row--)
            first[persons[row]] = row;
        if (first.Any(row => row < 0))
            throw new ArgumentException("Persons are counted from 0 without gaps.", nameof(persons));
        var timeColumn = order is null ? FindOrder(table, persons) : table.IndexOf(order);
        if (timeColumn < 0 || table.Columns[timeColumn].HasLevels || table[timeColumn].Any(double.IsNaN))
            throw new SynthesisException(order is null
                ? "No column says when each visit was: a number or date is needed that is never missing and that no person has twice. Name it in the schema."
                : $"Column '{order}' cannot say when each visit was: it must be a number or a date and never missing.");
        bool[] fixedColumns = [.. Enumerable.Range(0, table.ColumnCount).Select(c => c != timeColumn && IsFixed(table[c], persons, first))];
        var (parent, child) = (Part(table, fixedColumns, true).Take(first), Part(table, fixedColumns, false));
        return new Related(parent, child, persons, child.IndexOf(table.Columns[timeColumn].Name));
    }

    /// <summary>Takes a table apart into the columns that are known already; of what should not change, a person's first row counts.</summary>
    /// <exception cref="SynthesisException">A visit has no time.</exception>
    public static Related SplitAs(Table table, ImmutableArray<int> persons, ImmutableArray<Column> parent, ImmutableArray<Column> child, string order)
    {
        ArgumentNullException.ThrowIfNull(table);
        var first = new int[persons.Length == 0 ? 0 : persons.Max() + 1];
        for (var row = persons.Length - 1; row >= 0; row--)
            first[persons[row]] = row;
        var visits = Only(table, child);
        var timeColumn = visits.IndexOf(order);
        if (timeColumn < 0 || visits[timeColumn].Any(double.IsNaN))
            throw new SynthesisException($"Column '{order}' must say of every visit when it was.");
        return new Related(Only(table, parent).Take(first), visits, persons, timeColumn);
    }

    /// <summary>Persons and visits as one table again.</summary>
    /// <param name="columns">The columns in the order they shall have.</param>
    /// <returns>The table, and the person of each row.</returns>
    public static (Table Table, ImmutableArray<int> Persons) Join(Related related, ImmutableArray<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(related);
        var cells = ImmutableArray.CreateBuilder<double[]>(columns.Length);
        foreach (var column in columns)
        {
            if (related.Child.IndexOf(column.Name) is >= 0 and var own)
                cells.Add(related.Child[own]);
            else if (related.Parent.IndexOf(column.Name) is >= 0 and var of)
                cells.Add([.. related.ParentOfChild.Select(person => related.Parent[of][person])]);
            else
                throw new ArgumentException($"There is no column '{column.Name}'.", nameof(columns));
        }
        return (new Table(columns, cells.MoveToImmutable()), related.ParentOfChild);
    }

    private static bool IsFixed(double[] cells, ImmutableArray<int> persons, int[] first)
    {
        for (var row = 0; row < cells.Length; row++)
            if (!cells[row].Equals(cells[first[persons[row]]]))
                return false;
        return true;
    }

    /// <summary>A column that tells a person's visits apart; one that rises down the rows of every person before one that does not, a date before a number.</summary>
    private static int FindOrder(Table table, ImmutableArray<int> persons)
    {
        var (best, rank) = (-1, int.MaxValue);
        for (var c = 0; c < table.ColumnCount; c++)
        {
            if (table.Columns[c].HasLevels || table[c].Any(double.IsNaN) || table[c].Select((value, row) => (persons[row], value)).Distinct().Count() < table.RowCount)
                continue;
            var own = (Rises(table[c], persons) ? 0 : 2) + (table.Columns[c].Kind is ColumnKind.Date ? 0 : 1);
            if (own < rank)
                (best, rank) = (c, own);
        }
        return best;
    }

    private static bool Rises(double[] cells, ImmutableArray<int> persons)
    {
        var last = new Dictionary<int, double>();
        for (var row = 0; row < cells.Length; row++)
        {
            if (last.TryGetValue(persons[row], out var before) && before >= cells[row])
                return false;
            last[persons[row]] = cells[row];
        }
        return true;
    }

    private static Table Only(Table table, ImmutableArray<Column> columns) => new(columns, [.. columns.Select(column => table.IndexOf(column.Name) is >= 0 and var at
        ? table[at]
        : throw new SynthesisException($"There is no column '{column.Name}'."))]);

    private static Table Part(Table table, bool[] chosen, bool which)
    {
        int[] columns = [.. Enumerable.Range(0, chosen.Length).Where(c => chosen[c] == which)];
        return new Table([.. columns.Select(c => table.Columns[c])], [.. columns.Select(c => table[c])]);
    }
}
