using System.Collections.Immutable;
using System.Reflection;
using Salus.Learning;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Fitting;

namespace Salus.Synthesis.Tables.Longitudinal;

/// <summary>What courses were learned from, and how.</summary>
/// <param name="Source">Name of the file, without its folder.</param>
/// <param name="SourceDigest">SHA-256 of the file's bytes.</param>
/// <param name="PersonEngine">Learned who comes.</param>
/// <param name="VisitEngine">Learned what lies ahead and each step.</param>
/// <param name="Persons">All persons of the source.</param>
/// <param name="LearnedPersons">Those who were not held back.</param>
/// <param name="ControlShare">Share of the persons that was held back.</param>
public sealed record CoursesAbout(string Version, string Source, string SourceDigest, string PersonEngine, string VisitEngine, int Persons, int LearnedPersons, double ControlShare, ulong Seed, int Protection)
{
    public const string Current = "salus-courses-model/1";

    public string Format { get; init; } = Current;
}

/// <summary>How courses shall be learned.</summary>
public sealed record CoursesRequest
{
    /// <summary>The column that says when a visit was; null: it is found.</summary>
    public string? Order { get; init; }

    /// <summary>The column of the person that says what ended the course; null: it is found.</summary>
    public string? Event { get; init; }

    public string PersonEngine { get; init; } = "copula";

    public string VisitEngine { get; init; } = "trees";

    /// <summary>Share of the persons that is held back to see how well twins are calibrated, 0 to 0.5.</summary>
    public double ControlShare { get; init; } = 0.2;

    public int Protection { get; init; }

    public ulong Seed { get; init; }
}

/// <summary>Learned courses with all that is needed to draw a long table that looks like its source.</summary>
/// <remarks>The file holds what was learned of real people: keep it like the source itself.</remarks>
public sealed class LearnedCourses(CoursesAbout about, TableSchema schema, TableForm form, string order, LongitudinalModel model)
{
    /// <summary>The column that counts the futures of a person.</summary>
    public const string FutureColumn = "future";

    public CoursesAbout About => about;

    public LongitudinalModel Model => model;

    /// <param name="engines">That a request may name.</param>
    /// <exception cref="SynthesisException">It is no table of visits, or it cannot be learned so.</exception>
    public static LearnedCourses Fit(TableFile file, string name, CoursesRequest request, IEnumerable<ITableEngine> engines, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(request);
        if (request.ControlShare is not (>= 0 and <= 0.5))
            throw new SynthesisException("The share held back lies between 0 and 0.5.");
        if (!file.Schema.Constraints.IsDefaultOrEmpty)
            throw new SynthesisException("The schema states rules for rows. Courses keep the order of visits and their end, and no other rule: take the rules out of the schema, or learn the table with 'salus synth tables fit'.");
        var (related, numbers) = Split(file, request.Order, cancel);
        var split = new ControlSplit(request.Seed, request.ControlShare, numbers);
        int[] learned = [.. Enumerable.Range(0, related.Parent.RowCount).Where(person => !split.IsControl(person))];
        var all = engines.ToList();
        var engine = new LongitudinalEngine(all.EngineOf(request.PersonEngine), all.EngineOf(request.VisitEngine));
        var model = engine.Fit(related.Take(learned), new FitOptions { Seed = request.Seed, Target = request.Event, Protection = request.Protection }, progress, cancel);
        var version = typeof(LearnedCourses).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
        var about = new CoursesAbout(version, name, file.FileDigest, request.PersonEngine, request.VisitEngine, related.Parent.RowCount, learned.Length, request.ControlShare, request.Seed, request.Protection);
        return new LearnedCourses(about, file.Schema, file.Form, related.Child.Columns[related.OrderColumn].Name, model);
    }

    /// <summary>Draws persons with their visits into a file: a row for each visit, a number for each person.</summary>
    /// <returns>How many rows were written.</returns>
    public long Draw(FileInfo to, int persons, ulong seed, CancellationToken cancel)
    {
        var drawn = model.Sample(persons, new SeededRandom(seed), cancel);
        return Write(to, drawn, person => person + 1, null, _ => 0, cancel);
    }

    /// <summary>Goes on with the persons of a file: the visits that are drawn after theirs, for each future.</summary>
    /// <param name="begun">With the columns of the source; persons are counted in the order in which they come.</param>
    /// <returns>How many rows were written.</returns>
    public long Continue(FileInfo begun, FileInfo to, int futures, ulong seed, CancellationToken cancel)
    {
        var (known, _) = Split(TableFile.OpenAs(begun, schema), order, cancel, schema, model);
        var drawn = model.Continue(known, futures, new SeededRandom(seed), cancel);
        return Write(to, drawn, twin => twin / futures + 1, twin => twin % futures + 1, twin => known.Count(twin / futures), cancel);
    }

    /// <summary>How twins of the persons that were held back compare with what then happened.</summary>
    /// <exception cref="SynthesisException">It is another file, or nobody was held back.</exception>
    public ImmutableArray<TwinSpread> Check(TableFile source, int draws, int ahead, ulong seed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!string.Equals(source.FileDigest, about.SourceDigest, StringComparison.Ordinal))
            throw new SynthesisException($"This is not the file that the courses were learned from ({about.Source}, SHA-256 {about.SourceDigest[..16]}…).");
        if (about.ControlShare == 0)
            throw new SynthesisException("Nobody was held back when these courses were learned, so there is nobody unseen to compare with. Learn again without --control-share 0.");
        var (related, numbers) = Split(source, order, cancel, schema, model);
        var split = new ControlSplit(about.Seed, about.ControlShare, numbers);
        return TwinCalibration.Measure(model, related.Take([.. Enumerable.Range(0, related.Parent.RowCount).Where(person => split.IsControl(person))]), draws, ahead, new SeededRandom(seed), cancel);
    }

    public void Write(FileInfo file) => ModelArchive.Write(file, writer =>
    {
        writer.Json("about", about);
        writer.Json("schema", schema);
        writer.Json("form", form);
        writer.Json("order", order);
        model.Write(writer);
    });

    /// <exception cref="SynthesisException">There is no such file, it is no such model, or it is damaged.</exception>
    public static LearnedCourses Read(FileInfo file, IEnumerable<ITableEngine> engines) => ModelArchive.Read(file, "salus synth visits fit", reader =>
    {
        var about = reader.Json<CoursesAbout>("about");
        if (about.Format != CoursesAbout.Current)
            throw new SynthesisException($"{file.Name} has the format '{about.Format}'; this reads '{CoursesAbout.Current}', which 'salus synth visits fit' writes.");
        var all = engines.ToList();
        var model = new LongitudinalEngine(all.EngineOf(about.PersonEngine), all.EngineOf(about.VisitEngine)).Read(reader);
        return new LearnedCourses(about, reader.Json<TableSchema>("schema"), reader.Json<TableForm>("form"), reader.Json<string>("order"), model);
    });

    /// <returns>The courses, and for each person its own number, by which control persons are chosen.</returns>
    private static (Related Related, ImmutableArray<int> Numbers) Split(TableFile file, string? order, CancellationToken cancel, TableSchema? schema = null, LongitudinalModel? model = null)
    {
        if ((schema ?? file.Schema).Person is null)
            throw new SynthesisException("No column says which person a row is about, so rows cannot be put together into courses. Name it in the schema: 'person: COLUMN'.");
        var table = file.Source.ReadAll(cancel);
        var persons = file.Persons;
        if (persons.Length != table.RowCount)
            throw new SynthesisException($"The file does not say of every row which person it is about: it needs the column '{(schema ?? file.Schema).Person}'.");
        var related = model is null ? LongTable.Split(table, persons, order) : LongTable.SplitAs(table, persons, model.Parent, model.Child, order!);
        return (related, [.. Enumerable.Range(0, related.Parent.RowCount)]);
    }

    /// <param name="future">The number of a row's future; null: there are none.</param>
    /// <param name="skip">Visits of each that are not written: those that were given.</param>
    private long Write(FileInfo to, Related drawn, Func<int, int> person, Func<int, int>? future, Func<int, int> skip, CancellationToken cancel)
    {
        var (table, owners) = LongTable.Join(drawn, schema.Columns);
        int[] rows = [.. Enumerable.Range(0, table.RowCount).Where(row => row - drawn.Visits(owners[row]).Start.Value >= skip(owners[row]))];
        table = table.Take(rows);
        var (columns, cells) = (table.Columns, Enumerable.Range(0, table.ColumnCount).Select(c => table[c]).ToImmutableArray());
        var left = schema.Left.FirstOrDefault(l => string.Equals(l.Name, schema.Person, StringComparison.Ordinal));
        var place = left is null ? 0 : Math.Clamp(left.Position - schema.Left.Count(l => l.Position < left.Position), 0, columns.Length);
        Insert(schema.Person!, row => person(owners[row]));
        if (future is not null)
            Insert(columns.Any(c => string.Equals(c.Name, FutureColumn, StringComparison.Ordinal)) ? FutureColumn + "_number" : FutureColumn, row => future(owners[row]));
        var others = schema.Left.Where(l => l != left).Select(l => left is not null && future is not null && l.Position > left.Position ? l with { Position = l.Position + 1 } : l);
        return TableWriter.Write(to, schema with { Columns = columns, Left = [.. others] }, [new Table(columns, cells)], form, cancel: cancel);

        void Insert(string name, Func<int, int> number)
        {
            columns = columns.Insert(place, new Column { Name = name, Kind = ColumnKind.Integer });
            cells = cells.Insert(place, [.. rows.Select(row => (double)number(row))]);
            place++;
        }
    }
}
