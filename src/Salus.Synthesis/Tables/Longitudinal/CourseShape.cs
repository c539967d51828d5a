using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Salus.Synthesis.Tables.Longitudinal;

/// <summary>
/// What of a person and of a visit the model of a course holds. A static column that for nobody lies before the last visit and rises with it is an end (of
/// follow-up, of life): it is learned as the time from the last visit on, so that it can never come before one. What the time to the end says about a visit
/// depends on what ended it, so it is held apart for each value of the column that says so (<see cref="Event"/>).
/// </summary>
internal sealed record CourseShape
{
    private const int MostEvents = 5;

    /// <summary>Persons of a group without which its correlations say nothing.</summary>
    private const int LeastGroup = 8;

    /// <summary>Standard deviations beyond what chance gives.</summary>
    private const double BeyondChance = 4;

    /// <summary>The columns of the person.</summary>
    public required ImmutableArray<Column> Parent { get; init; }

    /// <summary>The columns of a visit.</summary>
    public required ImmutableArray<Column> Child { get; init; }

    /// <summary>Among the columns of a visit the one that says when.</summary>
    public required int Order { get; init; }

    /// <summary>Columns of the person that are ends.</summary>
    public required ImmutableArray<int> Ends { get; init; }

    /// <summary>The column of the person that says what ended it; −1 for none.</summary>
    public required int Event { get; init; }

    /// <summary>The values of <see cref="Event"/>; one NaN where there is none.</summary>
    public required ImmutableArray<double> Events { get; init; }

    /// <summary>Times are multiples of this.</summary>
    public required double Unit { get; init; }

    /// <summary>Whether each of <see cref="Ends"/> is known for everybody.</summary>
    public required ImmutableArray<bool> EndsKnown { get; init; }

    /// <summary>Columns of the person that are no ends.</summary>
    [JsonIgnore]
    public IEnumerable<int> Static => Enumerable.Range(0, Parent.Length).Where(c => !Ends.Contains(c));

    /// <summary>Columns of a visit but its time.</summary>
    [JsonIgnore]
    public IEnumerable<int> Values => Enumerable.Range(0, Child.Length).Where(c => c != Order);

    /// <summary>Whether what was read from a file can be a shape.</summary>
    [JsonIgnore]
    public bool IsSound =>
        !Parent.IsDefault && !Child.IsDefault && !Ends.IsDefault && !EndsKnown.IsDefault && !Events.IsDefault
        && Order >= 0 && Order < Child.Length && !Child[Order].HasLevels
        && Ends.All(e => e >= 0 && e < Parent.Length && !Parent[e].HasLevels) && Ends.Distinct().Count() == Ends.Length && EndsKnown.Length == Ends.Length
        && Event >= -1 && Event < Parent.Length && !Ends.Contains(Event)
        && Events.Length is >= 1 and <= MostEvents && (Event < 0 || !Parent[Event].HasLevels || Events.All(v => v >= 0 && v < Parent[Event].Levels.Length))
        && Unit is > 0 and <= 1;

    /// <param name="target">The column that studies predict.</param>
    public static CourseShape Of(Related related, string? target)
    {
        var order = related.Child.Columns[related.OrderColumn];
        var times = related.Child[related.OrderColumn];
        double[] last = [.. Enumerable.Range(0, related.Parent.RowCount).Select(p => related.Time(related.Visits(p).End.Value - 1))];
        ImmutableArray<int> ends = [.. Enumerable.Range(0, related.Parent.ColumnCount).Where(c => IsEnd(related.Parent.Columns[c], related.Parent[c], order, last))];
        var (column, values) = FindEvent(related, ends, target);
        return new CourseShape
        {
            Parent = related.Parent.Columns,
            Child = related.Child.Columns,
            Order = related.OrderColumn,
            Ends = ends,
            EndsKnown = [.. ends.Select(c => !related.Parent[c].Any(double.IsNaN))],
            Event = column,
            Events = values,
            Unit = order.Kind is ColumnKind.Integer || times.All(t => Math.Floor(t) == t) ? 1 : order.Kind is ColumnKind.Date ? 1.0 / 86_400 : Math.Pow(10, -Math.Clamp(order.Decimals, 0, 9)),
        };
    }

    /// <summary>Which of <see cref="Events"/> a value is; −1 for none of them.</summary>
    public int EventOf(double value) => Event < 0 ? 0 : Events.IndexOf(value);

    /// <summary>A column of lengths of time.</summary>
    public Column Duration(string name, bool mean = false) => !mean && Unit == 1
        ? new Column { Name = name, Kind = ColumnKind.Integer }
        : new Column { Name = name, Kind = ColumnKind.Number, Decimals = Unit == 1 ? 2 : Child[Order].Kind is ColumnKind.Date ? 6 : Child[Order].Decimals + (mean ? 2 : 0) };

    public double Round(double time) => Math.Round(time / Unit) * Unit;

    private static bool IsEnd(Column column, double[] cells, Column order, double[] last)
    {
        if (column.HasLevels || (column.Kind is ColumnKind.Date) != (order.Kind is ColumnKind.Date))
            return false;
        int[] known = [.. Enumerable.Range(0, cells.Length).Where(p => !double.IsNaN(cells[p]))];
        return known.Length >= 8 && known.Length >= cells.Length / 2 && known.All(p => cells[p] >= last[p])
            && Correlation([.. known.Select(p => cells[p])], [.. known.Select(p => last[p])]) > 0.3;
    }

    /// <summary>
    /// The column of the person that says what ended the course: within its values the time to the end differs most (Kruskal and Wallis, Journal of the American
    /// Statistical Association 47, 1952), and what the first visit tells of it (the χ² that the rank correlations are the same, by Fisher's transform), together
    /// far beyond chance. The target is taken where it can be.
    /// </summary>
    private static (int Column, ImmutableArray<double> Values) FindEvent(Related related, ImmutableArray<int> ends, string? target)
    {
        var (best, most, values) = (-1, BeyondChance, ImmutableArray.Create(double.NaN));
        foreach (var end in ends)
        {
            int[] known = [.. Enumerable.Range(0, related.Parent.RowCount).Where(p => !double.IsNaN(related.Parent[end][p]))];
            double[] whole = [.. known.Select(p => related.Parent[end][p] - related.Time(related.Visits(p).Start.Value))];
            double[] beyond = [.. known.Select(p => related.Parent[end][p] - related.Time(related.Visits(p).End.Value - 1))];
            foreach (var column in Enumerable.Range(0, related.Parent.ColumnCount).Except(ends))
            {
                double[] cells = [.. known.Select(p => related.Parent[column][p])];
                double[] seen = [.. related.Parent[column].Distinct().Order()];
                if (seen.Length is < 2 or > MostEvents || seen.Any(double.IsNaN))
                    continue;
                if (string.Equals(related.Parent.Columns[column].Name, target, StringComparison.Ordinal))
                    return (column, [.. seen]);
                var (difference, freedom) = (Among(whole, cells, seen) + Among(beyond, cells, seen), 2 * (seen.Length - 1));
                foreach (var value in Enumerable.Range(0, related.Child.ColumnCount).Where(c => c != related.OrderColumn && (related.Child.Columns[c].HasOrder || related.Child.Columns[c].Levels.Length == 2)))
                {
                    var (more, free) = Telling(whole, [.. known.Select(p => related.Child[value][related.Visits(p).Start.Value])], cells, seen);
                    difference += more;
                    freedom += free;
                }
                var strength = (difference - freedom) / Math.Sqrt(2 * freedom);
                if (strength > most)
                    (best, most, values) = (column, strength, [.. seen]);
            }
        }
        return (best, values);
    }

    /// <summary>Kruskal's and Wallis's H: how differently long times are within each group.</summary>
    private static double Among(double[] times, double[] groups, double[] seen)
    {
        var (ranks, n) = (Ranks(times), (double)times.Length);
        var (middle, spread) = (ranks.Average(), 0.0);
        foreach (var rank in ranks)
            spread += (rank - middle) * (rank - middle);
        var between = 0.0;
        foreach (var group in seen)
        {
            double[] of = [.. ranks.Where((_, p) => groups[p].Equals(group))];
            if (of.Length > 0)
                between += of.Length * (of.Average() - middle) * (of.Average() - middle);
        }
        return spread > 0 ? (n - 1) * between / spread : 0;
    }

    /// <summary>How differently a value of the first visit tells the time within each group.</summary>
    private static (double ChiSquare, int Freedom) Telling(double[] times, double[] value, double[] groups, double[] seen)
    {
        var parts = new List<(double Z, double Weight)>();
        foreach (var group in seen)
        {
            int[] of = [.. Enumerable.Range(0, times.Length).Where(p => groups[p].Equals(group) && !double.IsNaN(value[p]))];
            if (of.Length > LeastGroup)
                parts.Add((Math.Atanh(Math.Clamp(Correlation(Ranks([.. of.Select(p => times[p])]), Ranks([.. of.Select(p => value[p])])), -0.99, 0.99)), of.Length - 3));
        }
        if (parts.Count < 2)
            return (0, 0);
        var mean = parts.Sum(p => p.Z * p.Weight) / parts.Sum(p => p.Weight);
        return (parts.Sum(p => p.Weight * (p.Z - mean) * (p.Z - mean)), parts.Count - 1);
    }

    private static double[] Ranks(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return [.. values.Select(v => (double)Array.BinarySearch(sorted, v))];
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB, both, ofA, ofB) = (a.Average(), b.Average(), 0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            both += (a[i] - meanA) * (b[i] - meanB);
            ofA += (a[i] - meanA) * (a[i] - meanA);
            ofB += (b[i] - meanB) * (b[i] - meanB);
        }
        return ofA > 0 && ofB > 0 ? both / Math.Sqrt(ofA * ofB) : 0;
    }

    public string EventName(int index) => Event < 0 ? "" : Parent[Event].HasLevels ? Parent[Event].Levels[(int)Events[index]] : Events[index].ToString("R", CultureInfo.InvariantCulture);
}
