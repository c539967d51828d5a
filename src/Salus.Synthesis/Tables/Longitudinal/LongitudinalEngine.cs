using System.Collections.Immutable;
using System.IO.Compression;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Longitudinal;

/// <summary>
/// Learns persons and their visits: who somebody is and how the first visit was, how many visits follow and how long it is to the end, then each visit given
/// the one before, the person, the time since the first and the time that is left. Three plain tables are learned, by engines that can complete rows.
/// </summary>
/// <param name="persons">Learns who comes: one row for each person.</param>
/// <param name="visits">Learns what lies ahead of a visit and the step from each to the next.</param>
public sealed class LongitudinalEngine(ITableEngine persons, ITableEngine visits)
{
    private const int LeastPersons = 20;

    /// <exception cref="SynthesisException">Too few persons, no steps, or an engine that cannot complete rows.</exception>
    public LongitudinalModel Fit(Related related, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(related);
        ArgumentNullException.ThrowIfNull(options);
        if (related.Parent.RowCount < LeastPersons)
            throw new SynthesisException($"There are {related.Parent.RowCount} persons; a course of time needs at least {LeastPersons}. Give more persons.");
        var shape = CourseShape.Of(related, options.Target);
        var tables = new CourseTables(shape);
        var steps = tables.Steps(related);
        if (steps.Table.RowCount < LeastPersons)
            throw new SynthesisException($"Only {steps.Table.RowCount} visits follow another of the same person; at least {LeastPersons} are needed. Learn the table without the person.");
        var first = Learn(persons, tables.Stands(related, firstOnly: true), [], 0);
        var stands = Learn(visits, tables.Stands(related, firstOnly: false), tables.GivenOfStand, 1);
        var next = Learn(visits, steps, tables.GivenOfStep, 2);
        progress?.Report(new FitProgress("done", 1));
        return new LongitudinalModel(shape, first, stands, next);

        IConditionalModel Learn(ITableEngine engine, (Table Table, ImmutableArray<int> Persons) lesson, ImmutableArray<string> given, int part)
        {
            progress?.Report(new FitProgress(part switch { 0 => "learning the persons", 1 => "learning what lies ahead", _ => "learning the steps" }, part / 3.0));
            return Conditional(engine.Fit(lesson.Table.AsSource(), options with { Seed = options.Seed + (ulong)part, Persons = lesson.Persons, Given = given, Target = null }, null, cancel));
        }
    }

    /// <exception cref="SynthesisException">The file is damaged, or other engines learned it.</exception>
    public LongitudinalModel Read(ModelFileReader file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var shape = file.Json<CourseShape>("course");
        if (!shape.IsSound)
            throw new SynthesisException("The part 'course' of the model file makes no sense. Fit the model again.");
        var tables = new CourseTables(shape);
        return new LongitudinalModel(
            shape,
            Part(LongitudinalModel.FirstPart, persons, tables.Stand),
            Part(LongitudinalModel.StandPart, visits, tables.Stand),
            Part(LongitudinalModel.StepPart, visits, tables.Step));

        IConditionalModel Part(string name, ITableEngine engine, ImmutableArray<Column> columns)
        {
            var bytes = file.Binary(name, from =>
            {
                if (!string.Equals(from.ReadString(), engine.Name, StringComparison.Ordinal))
                    throw new InvalidDataException($"It was not learned by '{engine.Name}'.");
                using var all = new MemoryStream();
                from.BaseStream.CopyTo(all);
                return all.ToArray();
            });
            try
            {
                using var archive = new ZipArchive(new MemoryStream(bytes));
                return Conditional(engine.Read(columns, new ModelFileReader(archive)));
            }
            catch (InvalidDataException wrong)
            {
                throw new SynthesisException($"The part '{name}' of the model file is damaged ({wrong.Message}). Fit the model again.", wrong);
            }
        }
    }

    private static IConditionalModel Conditional(ITableModel model) => model as IConditionalModel
        ?? throw new SynthesisException($"The engine '{model.Engine}' cannot complete rows, so it cannot learn courses of time. Choose 'copula' or 'trees'.");
}
