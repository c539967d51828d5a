using System.Collections.Immutable;
using System.IO.Compression;
using Salus.Learning;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Longitudinal;

/// <summary>Learned persons and visits: draws new ones, and goes on with courses that have begun. Immutable; safe for several threads.</summary>
public sealed class LongitudinalModel
{
    internal const string FirstPart = "persons";
    internal const string StandPart = "stands";
    internal const string StepPart = "steps";

    /// <summary>What is drawn again until it fits is drawn so often at most.</summary>
    private const int MostTries = 40;
    private const int MostGapTries = 12;

    private readonly CourseShape shape;
    private readonly CourseTables tables;
    private readonly IConditionalModel first;
    private readonly IConditionalModel stands;
    private readonly IConditionalModel steps;

    internal LongitudinalModel(CourseShape shape, IConditionalModel first, IConditionalModel stands, IConditionalModel steps)
    {
        (this.shape, this.first, this.stands, this.steps) = (shape, first, stands, steps);
        tables = new CourseTables(shape);
    }

    /// <summary>Columns of a person.</summary>
    public ImmutableArray<Column> Parent => shape.Parent;

    /// <summary>Columns of a visit.</summary>
    public ImmutableArray<Column> Child => shape.Child;

    /// <summary>Columns of the person that lie never before the last visit, as found in the source: ends of follow-up or of life.</summary>
    public ImmutableArray<string> Ends => [.. shape.Ends.Select(c => shape.Parent[c].Name)];

    /// <summary>The column of the person that says what ended the course; null where none was found.</summary>
    public string? Event => shape.Event < 0 ? null : shape.Parent[shape.Event].Name;

    /// <summary>New persons with their visits. The same state of <paramref name="random"/> gives the same.</summary>
    public Related Sample(int persons, SeededRandom random, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(persons);
        ArgumentNullException.ThrowIfNull(random);
        var courses = new Course?[persons];
        Until(courses, open => first.Sample(open.Length, random, cancel), (_, row) => new Course(this, row, [tables.FirstVisit(row)]), cancel);
        return Run([.. courses.Select(c => c!)], random, cancel);
    }

    /// <summary>
    /// Digital twins: many futures of persons whose course has begun. What ends the course, and when, is drawn and never taken from the given persons.
    /// </summary>
    /// <remarks>A twin is a draft for research, not a prediction for care.</remarks>
    /// <param name="begun">Persons with the visits they have had; a static column that is not known is NaN.</param>
    /// <param name="draws">Futures of each person; those of one person lie together.</param>
    public Related Continue(Related begun, int draws, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(begun);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        if (begun.Parent.ColumnCount != shape.Parent.Length || begun.Child.ColumnCount != shape.Child.Length || begun.OrderColumn != shape.Order)
            throw new ArgumentException("The begun courses have other columns than those that were learned.", nameof(begun));
        var known = new double[begun.Parent.RowCount][];
        var visits = new double[begun.Parent.RowCount][][];
        for (var person = 0; person < known.Length; person++)
        {
            var (from, to) = (begun.Visits(person).Start.Value, begun.Visits(person).End.Value);
            known[person] = tables.Stood(begun, person, to - 1);
            if (shape.Event >= 0)
                known[person][tables.EventPlace] = double.NaN;
            visits[person] = [.. Enumerable.Range(from, to - from).Select(v => (double[])[.. begun.Child.Columns.Select((_, c) => begun.Child[c][v])])];
        }
        var courses = new Course?[known.Length * draws];
        Until(courses, open => stands.Complete(Given(tables.Stand, open, at => known[at / draws]), random, cancel), (at, row) => new Course(this, row, visits[at / draws]), cancel);
        return Run([.. courses.Select(c => c!)], random, cancel);
    }

    public void Write(ModelFileWriter file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Json("course", shape);
        Part(FirstPart, first);
        Part(StandPart, stands);
        Part(StepPart, steps);

        void Part(string name, ITableModel model) => file.Binary(name, to =>
        {
            using var bytes = new MemoryStream();
            using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
                model.Write(new ModelFileWriter(archive));
            to.Write(model.Engine);
            to.Write(bytes.ToArray());
        });
    }

    /// <summary>Draws the open courses again and again until each has a plan that can be kept.</summary>
    private static void Until(Course?[] courses, Func<int[], Table> draw, Func<int, double[], Course> begin, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            int[] open = [.. Enumerable.Range(0, courses.Length).Where(i => courses[i] is null)];
            if (open.Length == 0)
                return;
            cancel.ThrowIfCancellationRequested();
            var drawn = draw(open);
            for (var i = 0; i < open.Length; i++)
            {
                double[] row = [.. Enumerable.Range(0, drawn.ColumnCount).Select(c => drawn[c][i])];
                var course = begin(open[i], row);
                if (course.HasPlan || tries == MostTries)
                    courses[open[i]] = course;
            }
        }
    }

    /// <summary>Visit after visit until every course has had all of its own.</summary>
    private Related Run(Course[] courses, SeededRandom random, CancellationToken cancel)
    {
        while (true)
        {
            int[] open = [.. Enumerable.Range(0, courses.Length).Where(i => courses[i].Ahead > 0)];
            if (open.Length == 0)
                break;
            for (var tries = 0; open.Length > 0; tries++)
            {
                cancel.ThrowIfCancellationRequested();
                var drawn = steps.Complete(Given(tables.Step, open, i => courses[i].Next()), random, cancel);
                var late = new List<int>();
                for (var i = 0; i < open.Length; i++)
                    if (!courses[open[i]].Go(drawn, i, forced: tries == MostGapTries))
                        late.Add(open[i]);
                open = [.. late];
            }
        }
        var (parent, child) = (new CourseTables.Rows(shape.Parent.Length), new CourseTables.Rows(shape.Child.Length));
        var owners = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < courses.Length; i++)
        {
            parent.Add(courses[i].Person());
            foreach (var visit in courses[i].Visits)
            {
                child.Add(visit);
                owners.Add(i);
            }
        }
        return new Related(new Table(shape.Parent, parent.Columns()), new Table(shape.Child, child.Columns()), owners.ToImmutable(), shape.Order);
    }

    private static Table Given(ImmutableArray<Column> columns, int[] open, Func<int, double[]> row)
    {
        var rows = new CourseTables.Rows(columns.Length);
        foreach (var i in open)
            rows.Add(row(i));
        return new Table(columns, rows.Columns());
    }

    /// <summary>One person on the way: the visit that was last, and what lies ahead.</summary>
    private sealed class Course
    {
        private readonly LongitudinalModel model;
        private readonly double[] stand;
        private readonly double[] beyond;
        private readonly int happened;
        private readonly double begin;
        private double time;
        private double toLast;

        /// <param name="stand">With what lies ahead.</param>
        /// <param name="visits">Those that have been; the last is the one the stand tells of.</param>
        public Course(LongitudinalModel model, double[] stand, IEnumerable<double[]> visits)
        {
            (this.model, this.stand) = (model, stand);
            var (shape, tables) = (model.shape, model.tables);
            Visits = [.. visits];
            (begin, time) = (Visits[0][shape.Order], Visits[^1][shape.Order]);
            happened = shape.Event < 0 ? 0 : shape.EventOf(stand[tables.EventPlace]);
            var plan = tables.Plans + Math.Max(0, happened) * tables.PlanWidth;
            HasPlan = happened >= 0 && !double.IsNaN(time) && stand[plan] >= 0 && (stand[plan] < 1 || stand[plan + 1] > 0);
            Ahead = HasPlan ? (int)Math.Round(stand[plan]) : 0;
            toLast = Ahead == 0 ? 0 : Math.Max(shape.Round(stand[plan + 1] * Ahead), Ahead * shape.Unit);
            beyond = [.. shape.Ends.Select((_, e) => Math.Max(0, stand[plan + 2 + e]))];
            for (var e = 0; e < beyond.Length; e++)
                HasPlan &= !shape.EndsKnown[e] || !double.IsNaN(beyond[e]);
            // What would be ahead had another event come says nothing about the steps.
            for (var c = tables.Plans; c < stand.Length; c++)
                if (c < plan || c >= plan + tables.PlanWidth)
                    stand[c] = double.NaN;
        }

        public bool HasPlan { get; }

        public int Ahead { get; private set; }

        public List<double[]> Visits { get; }

        /// <summary>What is known of the next step.</summary>
        public double[] Next()
        {
            var row = new double[model.tables.Step.Length];
            Array.Fill(row, double.NaN);
            stand.CopyTo(row, 0);
            model.tables.Plan(row, Math.Max(0, happened), Ahead, toLast, beyond);
            return row;
        }

        /// <param name="forced">Whether the visit comes after the mean of the times to come, because none that was drawn left room for the visits after it.</param>
        /// <returns>Whether the drawn visit leaves room for those after it.</returns>
        public bool Go(Table drawn, int row, bool forced)
        {
            var (shape, tables) = (model.shape, model.tables);
            var gap = Ahead == 1 ? toLast : forced ? Math.Max(shape.Unit, Math.Floor(toLast / Ahead / shape.Unit) * shape.Unit) : shape.Round(drawn[tables.Gap][row]);
            if (!(gap > 0) || gap > toLast - (Ahead - 1) * shape.Unit * (1 - 1e-9))
                return false;
            time += gap;
            toLast -= gap;
            Ahead--;
            var visit = new double[shape.Child.Length];
            visit[shape.Order] = time;
            for (var v = 0; v < tables.Values.Length; v++)
                visit[tables.Values[v]] = stand[tables.StandValues + v] = drawn[tables.After + v][row];
            Visits.Add(visit);
            stand[tables.Begin + 1] = Visits.Count;
            stand[tables.Begin + 2] = (time - begin) / (Visits.Count - 1);
            return true;
        }

        public double[] Person()
        {
            var person = new double[model.shape.Parent.Length];
            for (var c = 0; c < model.tables.FixedColumns.Length; c++)
                person[model.tables.FixedColumns[c]] = stand[c];
            for (var e = 0; e < beyond.Length; e++)
            {
                var column = model.shape.Parent[model.shape.Ends[e]];
                var end = time + toLast + beyond[e];
                person[model.shape.Ends[e]] = column.Kind is ColumnKind.Number ? Math.Round(end, Math.Clamp(column.Decimals, 0, 15)) : end;
            }
            return person;
        }
    }
}
