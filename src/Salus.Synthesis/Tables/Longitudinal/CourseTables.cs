using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Synthesis.Tables.Longitudinal;

/// <summary>
/// The two plain tables that a course is learned from. A <em>stand</em> is a visit and all that then lies ahead: the person's static columns, the visit's
/// place and values, and for each event how many visits follow, how far apart, and how long after the last the end comes. A <em>step</em> is a stand and
/// the next visit with the time to it. Lengths are told as means between visits, which say little about one another: totals would say the same twice, and
/// what is learned from such columns is lost where a drawn course leaves the paths of the source.
/// </summary>
internal sealed class CourseTables
{
    private readonly CourseShape shape;
    private readonly int[] fixedColumns;
    private readonly int[] values;

    public CourseTables(CourseShape shape)
    {
        this.shape = shape;
        (fixedColumns, values) = ([.. shape.Static], [.. shape.Values]);
        var order = shape.Child[shape.Order];
        var stand = ImmutableArray.CreateBuilder<Column>();
        var step = ImmutableArray.CreateBuilder<Column>();
        foreach (var c in fixedColumns)
            stand.Add(shape.Parent[c] with { Name = "person " + shape.Parent[c].Name });
        Begin = stand.Count;
        stand.Add(shape.Child[shape.Order] with { Name = "begin" });
        stand.Add(new Column { Name = "visit", Kind = ColumnKind.Integer });
        stand.Add(shape.Duration("apart so far", mean: true));
        StandValues = stand.Count;
        foreach (var c in values)
            stand.Add(shape.Child[c] with { Name = "now " + shape.Child[c].Name });
        Plans = stand.Count;
        for (var e = 0; e < shape.Events.Length; e++)
        {
            var named = shape.EventName(e);
            stand.Add(new Column { Name = "visits ahead " + named, Kind = ColumnKind.Integer });
            stand.Add(shape.Duration("apart ahead " + named, mean: true));
            foreach (var end in shape.Ends)
                stand.Add(shape.Duration("beyond " + end.ToString(CultureInfo.InvariantCulture) + " " + named));
        }
        step.AddRange(stand);
        Gap = step.Count;
        step.Add(shape.Duration("gap"));
        After = step.Count;
        foreach (var c in values)
            step.Add(shape.Child[c] with { Name = "next " + shape.Child[c].Name });
        (Stand, Step) = (stand.ToImmutable(), step.ToImmutable());
    }

    public ImmutableArray<Column> Stand { get; }

    public ImmutableArray<Column> Step { get; }

    /// <summary>Where the time of the first visit stands; the visit's number and the mean time between the visits so far follow.</summary>
    public int Begin { get; }

    public int StandValues { get; }

    /// <summary>In a stand, where the first event's plan begins: visits ahead, time between them, time beyond the last to each end.</summary>
    public int Plans { get; }

    public int PlanWidth => 2 + shape.Ends.Length;

    /// <summary>In a step, which begins as a stand does, where the time to the next visit stands.</summary>
    public int Gap { get; }

    /// <summary>In a step, where the values of the next visit stand.</summary>
    public int After { get; }

    public int[] Values => values;

    public int[] FixedColumns => fixedColumns;

    /// <summary>What is known of a course that goes on: all of a stand but what ended it and what lies ahead.</summary>
    public ImmutableArray<string> GivenOfStand => [.. Stand.Take(Plans).Where((_, c) => c != EventPlace).Select(c => c.Name)];

    /// <summary>What is known of a step: the stand, with what lies ahead.</summary>
    public ImmutableArray<string> GivenOfStep => [.. Stand.Select(c => c.Name)];

    /// <summary>Where the column that says what ended the course stands; −1 for none.</summary>
    public int EventPlace => Array.IndexOf(fixedColumns, shape.Event);

    /// <summary>The first visit, as a row of visits, from the stand that tells of it.</summary>
    public double[] FirstVisit(double[] stand)
    {
        var visit = new double[shape.Child.Length];
        visit[shape.Order] = stand[Begin];
        for (var v = 0; v < values.Length; v++)
            visit[values[v]] = stand[StandValues + v];
        return visit;
    }

    /// <summary>A stand for every visit, or for the first of each person.</summary>
    public (Table Table, ImmutableArray<int> Persons) Stands(Related related, bool firstOnly)
    {
        var (cells, owners) = (new Rows(Stand.Length), new List<int>());
        for (var person = 0; person < related.Parent.RowCount; person++)
        {
            var (from, to) = (related.Visits(person).Start.Value, related.Visits(person).End.Value);
            for (var visit = from; visit < (firstOnly ? from + 1 : to); visit++)
            {
                var row = Stood(related, person, visit);
                if (HappenedTo(related, person) is >= 0 and var happened)
                    Plan(row, happened, to - 1 - visit, related.Time(to - 1) - related.Time(visit), Beyond(related, person));
                cells.Add(row);
                owners.Add(person);
            }
        }
        var columns = cells.Columns();
        for (var e = 0; e < shape.Events.Length; e++)
            Lend(columns[Plans + e * PlanWidth], columns[Plans + e * PlanWidth + 1]);
        return (new Table(Stand, columns), [.. owners]);
    }

    /// <summary>A step for every two visits of a person that follow one another.</summary>
    public (Table Table, ImmutableArray<int> Persons) Steps(Related related)
    {
        var (cells, owners) = (new Rows(Step.Length), new List<int>());
        for (var person = 0; person < related.Parent.RowCount; person++)
        {
            var (from, to) = (related.Visits(person).Start.Value, related.Visits(person).End.Value);
            for (var visit = from; visit + 1 < to; visit++)
            {
                var row = new double[Step.Length];
                Stood(related, person, visit).CopyTo(row, 0);
                if (HappenedTo(related, person) is >= 0 and var happened)
                    Plan(row, happened, to - 1 - visit, related.Time(to - 1) - related.Time(visit), Beyond(related, person));
                row[Gap] = related.Time(visit + 1) - related.Time(visit);
                for (var v = 0; v < values.Length; v++)
                    row[After + v] = related.Child[values[v]][visit + 1];
                cells.Add(row);
                owners.Add(person);
            }
        }
        return (new Table(Step, cells.Columns()), [.. owners]);
    }

    /// <summary>A stand without what lies ahead.</summary>
    public double[] Stood(Related related, int person, int visit)
    {
        var row = new double[Stand.Length];
        Array.Fill(row, double.NaN);
        for (var c = 0; c < fixedColumns.Length; c++)
            row[c] = related.Parent[fixedColumns[c]][person];
        var from = related.Visits(person).Start.Value;
        (row[Begin], row[Begin + 1]) = (related.Time(from), visit - from + 1);
        row[Begin + 2] = visit > from ? (related.Time(visit) - related.Time(from)) / (visit - from) : double.NaN;
        for (var v = 0; v < values.Length; v++)
            row[StandValues + v] = related.Child[values[v]][visit];
        return row;
    }

    /// <summary>Writes what lies ahead into a stand or a step.</summary>
    /// <param name="happened">Which event ends the course.</param>
    /// <param name="toLast">The time to the last visit.</param>
    /// <param name="beyond">The time from the last visit to each end.</param>
    public void Plan(double[] row, int happened, int visitsAhead, double toLast, ReadOnlySpan<double> beyond)
    {
        var plan = Plans + happened * PlanWidth;
        (row[plan], row[plan + 1]) = (visitsAhead, visitsAhead > 0 ? toLast / visitsAhead : double.NaN);
        beyond.CopyTo(row.AsSpan(plan + 2));
    }

    /// <summary>
    /// Where no visit is ahead there is no time between them. Were it missing there, a drawn row with visits ahead could lack it, and to refuse such rows would
    /// make short courses rare; so it is lent from rows, in turn, that have one: what it says is never used.
    /// </summary>
    private static void Lend(double[] ahead, double[] apart)
    {
        int[] lenders = [.. Enumerable.Range(0, apart.Length).Where(r => !double.IsNaN(apart[r]))];
        for (int row = 0, next = 0; row < apart.Length && lenders.Length > 0; row++)
            if (ahead[row] == 0)
                apart[row] = apart[lenders[(int)(next++ * 2_654_435_761L % lenders.Length)]];
    }

    private double[] Beyond(Related related, int person) => [.. shape.Ends.Select(end => related.Parent[end][person] - related.Time(related.Visits(person).End.Value - 1))];

    private int HappenedTo(Related related, int person) => shape.Event < 0 ? 0 : shape.EventOf(related.Parent[shape.Event][person]);

    /// <summary>Rows gathered one by one, given back column by column.</summary>
    internal sealed class Rows(int width)
    {
        private readonly List<double[]> rows = [];

        public void Add(double[] row) => rows.Add(row);

        public ImmutableArray<double[]> Columns() => [.. Enumerable.Range(0, width).Select(c => (double[])[.. rows.Select(row => row[c])])];
    }
}
