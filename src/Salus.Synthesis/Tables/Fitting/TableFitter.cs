using System.Collections.Immutable;
using System.Reflection;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Gate;
using Salus.Synthesis.Tables.Rules;

namespace Salus.Synthesis.Tables.Fitting;

/// <summary>A table to learn, with where it comes from.</summary>
/// <param name="Name">Of the file, without its folder.</param>
/// <param name="Digest">SHA-256 of the file's bytes, in hexadecimal.</param>
/// <param name="Persons">The person of each row, from 0; none: every row is a person of its own.</param>
public sealed record FitSource(string Name, string Digest, TableSchema Schema, TableForm Form, ITableSource Rows, ImmutableArray<int> Persons, long RowCount)
{
    public static FitSource Of(TableFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(name, file.FileDigest, file.Schema, file.Form, file.Source, file.Persons, file.RowCount);
    }
}

/// <summary>
/// Learns a table: holds people back for the attacks, turns the rules of the schema into a shape that cannot break them, and has the engine
/// stay as far away from single rows as quick attacks need it. The attacks of that search compare with people held back a second time, so
/// that those of the report stay strangers to every choice.
/// </summary>
public sealed class TableFitter(IEnumerable<ITableEngine> engines)
{
    private readonly ImmutableArray<ITableEngine> engines = [.. engines];

    /// <summary>Of the people that may be learned from, held back in the search alone.</summary>
    private const double SearchShare = 0.2;

    /// <summary>The search looks at so many rows at most: enough for narrow intervals.</summary>
    private const int MostSearchedRows = 100_000;

    /// <summary>128 MiB of cells.</summary>
    private const long MostHeldCells = 16L << 20;

    private const int RowsPerBlock = 65_536;

    private static readonly string version = typeof(TableFitter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>The engine of this name.</summary>
    /// <exception cref="SynthesisException">There is none, or it needs an ε and got none, or the other way round.</exception>
    public ITableEngine EngineOf(string name, double? epsilon)
    {
        var engine = engines.EngineOf(name);
        if (engine.NeedsEpsilon && epsilon is null)
            throw new SynthesisException($"The engine '{name}' proves its privacy and needs a budget for it: say --epsilon 1, or less for more privacy.");
        if (!engine.NeedsEpsilon && epsilon is not null)
            throw new SynthesisException($"The engine '{name}' gives no differential privacy, so an epsilon would promise what it does not keep. Leave it out, or choose: {string.Join(", ", engines.Where(e => e.NeedsEpsilon).Select(e => e.Name))}.");
        return engine;
    }

    /// <summary>Whether the engine of this name proves its privacy.</summary>
    public bool IsPrivate(string name) => engines.Any(e => e.NeedsEpsilon && string.Equals(e.Name, name, StringComparison.Ordinal));

    /// <exception cref="SynthesisException">The table cannot be learned so; the message says what to do.</exception>
    public LearnedTable Fit(FitSource source, FitRequest request, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(request);
        var engine = EngineOf(request.Engine, request.Epsilon);
        var schema = source.Schema with { Target = request.Target ?? source.Schema.Target };
        if (schema.Target is { } target)
            Studio.TableStudio.RequireColumn(schema, target);
        var share = request.ShareOf(source.RowCount);
        var split = new ControlSplit(request.Seed, share, source.Persons);
        var learnable = split.Part(source.Rows, control: false);
        var reshaping = Reshaping.Of(schema, learnable, cancel);
        schema = schema with { Decisions = [.. schema.Decisions, .. reshaping.Decisions] };
        var shaped = new ReshapedRows(learnable, reshaping);
        // Search and fit read the rows several times: what fits into memory is read from the file once.
        ITableSource rows = source.RowCount * schema.Columns.Length <= MostHeldCells ? shaped.ReadAll(cancel).AsSource() : shaped;
        var options = new FitOptions { Seed = request.Seed, Target = schema.Target is null ? null : reshaping.NameOf(schema.Target), Epsilon = request.Epsilon, Delta = request.Delta, Threads = request.Threads, Persons = shaped.Kept(split.Persons(control: false), cancel) };

        var (protection, tried) = (request.Protection ?? 0, (string?)null);
        var searched = request.Protection is null && engine.HeedsProtection;
        if (searched)
            (protection, tried) = Search(engine, rows, options, source.RowCount, new Part(progress, 0, 0.5), cancel);
        var model = engine.Fit(rows, options with { Protection = protection }, new Part(progress, searched ? 0.5 : 0, 1), cancel);
        var about = new ModelAbout(version, engine.Name, source.Name, source.Digest, source.RowCount, rows.Blocks(RowsPerBlock, cancel).Sum(block => (long)block.RowCount), share, request.Seed, protection)
        {
            Epsilon = request.Epsilon,
            Delta = request.Epsilon is null ? null : request.Delta,
            Search = tried is null ? [] : [tried],
            ByPerson = !source.Persons.IsDefaultOrEmpty,
        };
        return new LearnedTable(about, schema, source.Form, reshaping, model);
    }

    /// <summary>Learns again as a model was learned, from other rows of the same columns: for attacks that need to see what a person changes.</summary>
    public Table Again(LearnedTable learned, Table rows, ulong seed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(learned);
        ArgumentNullException.ThrowIfNull(rows);
        var engine = EngineOf(learned.About.Engine, learned.About.Epsilon);
        var reshaping = Reshaping.Of(learned.Schema, rows.AsSource(), cancel);
        var options = new FitOptions { Seed = seed, Target = learned.Schema.Target is null ? null : reshaping.NameOf(learned.Schema.Target), Epsilon = learned.About.Epsilon, Delta = learned.About.Delta ?? 1e-6, Protection = learned.About.Protection };
        var model = engine.Fit(new ReshapedRows(rows.AsSource(), reshaping), options, progress: null, cancel);
        var again = new LearnedTable(learned.About, learned.Schema, learned.Form, reshaping, model);
        return Table.Join(rows.Columns, [.. again.Sample(rows.RowCount, seed, 1, cancel)]);
    }

    private static (int Protection, string Tried) Search(ITableEngine engine, ITableSource rows, FitOptions options, long rowCount, Part progress, CancellationToken cancel)
    {
        var some = ChosenRows.Sample(rowCount, MostSearchedRows, options.Seed);
        var all = new ChosenRows(rows, some).ReadAll(cancel);
        ImmutableArray<int> persons = [.. options.Persons.Where((_, row) => some(row))];
        var split = new ControlSplit(options.Seed + 1, SearchShare, persons);
        var (train, control) = (split.Part(all.AsSource(), control: false).ReadAll(cancel), split.Part(all.AsSource(), control: true).ReadAll(cancel));
        var gate = new GateOptions { Seed = options.Seed, Target = options.Target, Quick = true, TrainPersons = split.Persons(control: false), ControlPersons = split.Persons(control: true), Threads = options.Threads };
        var number = 0;
        var choice = ProtectionSearch.Choose(train.RowCount, level =>
        {
            progress.Report(new FitProgress($"trying protection {level}", Math.Min(0.9, 0.25 * number++)));
            var model = engine.Fit(train.AsSource(), options with { Protection = level, Persons = split.Persons(control: false) }, progress: null, cancel);
            var drawn = model.Sample(train.RowCount, new Salus.Learning.SeededRandom(options.Seed + (ulong)level), cancel);
            return (level, Exposure: ReleaseGate.Judge(train, control, drawn, gate, progress: null, cancel).Exposure);
        }, cancel);
        return (choice.Protection, choice.InWords);
    }

    /// <summary>One part of longer work.</summary>
    private sealed class Part(IProgress<FitProgress>? whole, double from, double to) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => whole?.Report(value with { Share = from + (to - from) * value.Share });
    }
}
