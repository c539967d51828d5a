using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Longitudinal;

/// <summary>Two tables of which one hangs on the other: persons, and what was recorded of each in the order of time.</summary>
/// <remarks>The rows of a person lie together, in the order of the persons and then of time. Every person has at least one.</remarks>
public sealed class Related
{
    private readonly int[] first;

    /// <param name="parent">One row for each person.</param>
    /// <param name="child">One row for each visit.</param>
    /// <param name="parentOfChild">The row of <paramref name="parent"/> that each visit belongs to.</param>
    /// <param name="orderColumn">The column of <paramref name="child"/> that says when: a number or a date, never missing.</param>
    /// <exception cref="ArgumentException">A visit without a person, a person without a visit, or no time.</exception>
    public Related(Table parent, Table child, ImmutableArray<int> parentOfChild, int orderColumn)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(child);
        if (parentOfChild.Length != child.RowCount)
            throw new ArgumentException($"There are persons for {parentOfChild.Length} visits, and {child.RowCount} visits.", nameof(parentOfChild));
        if (orderColumn < 0 || orderColumn >= child.ColumnCount || child.Columns[orderColumn].HasLevels)
            throw new ArgumentException("The order of visits needs a column of numbers or dates.", nameof(orderColumn));
        int[] order = [.. Enumerable.Range(0, child.RowCount).OrderBy(v => parentOfChild[v]).ThenBy(v => child[orderColumn][v]).ThenBy(v => v)];
        if (order.Length > 0 && (parentOfChild[order[0]] < 0 || parentOfChild[order[^1]] >= parent.RowCount))
            throw new ArgumentException($"A visit belongs to a person beyond the {parent.RowCount} there are.", nameof(parentOfChild));
        if (child[orderColumn].Any(double.IsNaN))
            throw new ArgumentException($"Column '{child.Columns[orderColumn].Name}' must say of every visit when it was.", nameof(child));
        Parent = parent;
        Child = child.Take(order);
        ParentOfChild = [.. order.Select(v => parentOfChild[v])];
        OrderColumn = orderColumn;
        first = new int[parent.RowCount + 1];
        foreach (var person in ParentOfChild)
            first[person + 1]++;
        for (var person = 0; person < parent.RowCount; person++)
        {
            if (first[person + 1] == 0)
                throw new ArgumentException($"The person of row {person} has no visit.", nameof(parentOfChild));
            first[person + 1] += first[person];
        }
    }

    /// <summary>One row for each person: what does not change.</summary>
    public Table Parent { get; }

    /// <summary>One row for each visit: what changes, and when.</summary>
    public Table Child { get; }

    public ImmutableArray<int> ParentOfChild { get; }

    public int OrderColumn { get; }

    /// <summary>The rows of a person's visits.</summary>
    public Range Visits(int person) => first[person]..first[person + 1];

    public int Count(int person) => first[person + 1] - first[person];

    /// <summary>When a visit was, in the unit of the order column.</summary>
    public double Time(int visit) => Child[OrderColumn][visit];

    /// <summary>These persons, with their visits.</summary>
    /// <param name="most">So many visits of each at most, the earliest.</param>
    public Related Take(IReadOnlyList<int> persons, Func<int, int>? most = null)
    {
        ArgumentNullException.ThrowIfNull(persons);
        var (visits, owners) = (new List<int>(), new List<int>());
        for (var p = 0; p < persons.Count; p++)
        {
            var keep = most is null ? Count(persons[p]) : Math.Clamp(most(persons[p]), 1, Count(persons[p]));
            for (var v = first[persons[p]]; v < first[persons[p]] + keep; v++)
            {
                visits.Add(v);
                owners.Add(p);
            }
        }
        return new Related(Parent.Take([.. persons]), Child.Take([.. visits]), [.. owners], OrderColumn);
    }
}
