using System.Collections.Immutable;
using System.Security.Cryptography;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Marginals;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Fitting;
using Salus.Synthesis.Tables.Gate;
using Salus.Synthesis.Tables.Privacy;
using Salus.Synthesis.Tables.Releases;
using Salus.Synthesis.Tables.Rules;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Studio;

/// <summary>The acts that page, API and commands share: learn a table, draw rows into a file, judge the file.</summary>
public sealed class TableStudio(TableFitter fitter, IEnumerable<ITableEngine> engines, PrivacyLedgerFile ledger, TimeProvider clock)
{
    /// <summary>Of a job on the page.</summary>
    public const long MostRows = 10_000_000;

    /// <summary>The gate looks at about so many rows of each table at most, chosen by chance.</summary>
    public const int MostJudgedRows = 200_000;

    private const int RowsPerBlock = 65_536;

    public IEnumerable<ITableEngine> Engines => engines;

    /// <summary>Learns a table into a model file. What an engine with differential privacy will tell is entered in the privacy ledger before it starts.</summary>
    /// <exception cref="SynthesisException">It cannot be learned so, or the budget of the source is spent.</exception>
    public async Task<LearnedTable> FitAsync(TableFile file, FitRequest request, FileInfo to, string name, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(to);
        var source = FitSource.Of(file, name);
        if (!EngineOf(request.Engine, request.Epsilon).NeedsEpsilon)
        {
            var free = fitter.Fit(source, request, progress, cancel);
            free.Write(to);
            return free;
        }
        var (rho, failure) = AimEngine.Cost(request.Epsilon!.Value, request.Delta);
        var entry = new PrivacyRelease(Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"), source.Digest, clock.GetUtcNow(), request.Engine, request.Epsilon.Value, request.Delta, rho, failure);
        await ledger.ChangeAsync(l => l.With(entry, PrivacyLimit.Default), cancel);
        try
        {
            var learned = fitter.Fit(source, request, progress, cancel);
            learned.Write(to);
            using var model = to.OpenRead();
            var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(model, cancel));
            await ledger.ChangeAsync(l => l.Fitted(entry.Id, digest), CancellationToken.None);
            return learned;
        }
        catch
        {
            // Nobody saw anything of it.
            await ledger.ChangeAsync(l => l.Without(entry.Id), CancellationToken.None);
            throw;
        }
    }

    /// <summary>The engine of this name.</summary>
    /// <exception cref="SynthesisException">There is none, or it needs an ε and got none, or the other way round.</exception>
    public ITableEngine EngineOf(string name, double? epsilon) => fitter.EngineOf(name, epsilon);

    /// <summary>A model file.</summary>
    /// <exception cref="SynthesisException">There is none, or it is damaged.</exception>
    public LearnedTable Read(FileInfo model) => LearnedTable.Read(model, engines);

    /// <summary>Learns again as a model was learned, for the attacks that need it.</summary>
    public Refit RefitOf(LearnedTable learned) => (rows, seed, cancel) => fitter.Again(learned, rows, seed, cancel);

    /// <summary>Draws rows into a file, whole or not at all.</summary>
    /// <param name="to">Its name says that the rows are synthetic, and its ending how they are written.</param>
    /// <exception cref="SynthesisException">The name is not fit, hardly any row keeps the condition, or the disk is full.</exception>
    public static DataSet Draw(LearnedTable learned, FileInfo to, long rows, ulong seed, Condition? where, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(learned);
        ArgumentNullException.ThrowIfNull(to);
        var blocks = where is null ? learned.Sample(rows, seed, Environment.ProcessorCount, cancel) : learned.Sample(rows, where, seed, Environment.ProcessorCount, cancel);
        TableWriter.Write(to, learned.Schema, Told(blocks, rows, progress), learned.Form, cancel: cancel);
        return SetOf(learned, to, rows, seed);
    }

    /// <summary>A drawn file with its digest.</summary>
    /// <param name="seed">It was drawn with; null where nobody said it.</param>
    public static DataSet SetOf(LearnedTable learned, FileInfo drawn, long rows, ulong? seed)
    {
        ArgumentNullException.ThrowIfNull(learned);
        ArgumentNullException.ThrowIfNull(drawn);
        drawn.Refresh();
        using var file = drawn.OpenRead();
        return new DataSet(learned.About, learned.Schema, seed, rows, drawn.Name, Sha256.FromBytes(SHA256.HashData(file)), drawn.Length);
    }

    /// <summary>Rows of a drawn file.</summary>
    /// <exception cref="SynthesisException">It does not have the columns that were learned.</exception>
    public static long RowsOf(LearnedTable learned, FileInfo drawn, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(learned);
        return RowsOf(TableFile.OpenAs(drawn, learned.Schema), cancel);
    }

    private static long RowsOf(TableFile drawn, CancellationToken cancel) => drawn.Source.Blocks(RowsPerBlock, cancel).Sum(b => (long)b.RowCount);

    /// <summary>Whether a file holds exactly the rows that this seed draws.</summary>
    public static bool IsDrawnWith(LearnedTable learned, FileInfo drawn, long rows, ulong seed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        var again = new FileInfo(Path.Combine(drawn.DirectoryName!, $"again-{drawn.Name}"));
        try
        {
            return Draw(learned, again, rows, seed, where: null, progress: null, cancel).Content == SetOf(learned, drawn, rows, seed).Content;
        }
        finally
        {
            again.Delete();
        }
    }

    /// <summary>Judges a drawn file against the table that the model was learned from.</summary>
    /// <param name="source">The very file that was learned from.</param>
    /// <exception cref="SynthesisException">It is another file, or nothing was held back.</exception>
    public static GateReport Judge(LearnedTable learned, TableFile source, FileInfo synthetic, GateOptions options, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(learned);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (!string.Equals(source.FileDigest, learned.About.SourceDigest, StringComparison.OrdinalIgnoreCase))
            throw new SynthesisException($"This is not the file that the model was learned from ({learned.About.Source}, SHA-256 {learned.About.SourceDigest[..16]}…). The report compares with those rows and no others.");
        var split = learned.SplitOf(source);
        if (learned.About.ControlShare == 0)
            throw new SynthesisException("Nothing was held back when this model was learned, so nobody can tell a leak from what is known of people in general. Learn again without --control-share 0.");
        var (train, trainPersons) = Some(split.Part(source.Source, control: false), split.Persons(control: false), source.RowCount, options.Seed, cancel);
        var (control, controlPersons) = Some(split.Part(source.Source, control: true), split.Persons(control: true), 0, options.Seed, cancel);
        var drawnFile = TableFile.OpenAs(synthetic, learned.Schema);
        var rows = RowsOf(drawnFile, cancel);
        var (drawn, _) = Some(drawnFile.Source, [], rows, options.Seed, cancel);
        foreach (var name in options.Groups)
            RequireColumn(learned.Schema, name);
        return ReleaseGate.Judge(train, control, drawn, options with { TrainPersons = trainPersons, ControlPersons = controlPersons }, progress, cancel);
    }

    /// <exception cref="SynthesisException">The table has no such column, or it is not learned.</exception>
    public static void RequireColumn(TableSchema schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.Columns.Any(c => string.Equals(c.Name, name, StringComparison.Ordinal)))
            return;
        throw new SynthesisException(schema.Left.FirstOrDefault(l => string.Equals(l.Name, name, StringComparison.Ordinal)) is { } left
            ? $"The column '{name}' is not learned: {left.Reason}."
            : $"The table has no column '{name}'. Its columns are: {string.Join(", ", schema.Columns.Take(20).Select(c => c.Name))}{(schema.Columns.Length > 20 ? ", …" : "")}.");
    }

    /// <summary>The name under which a table drawn from this source goes out.</summary>
    public static string NameOf(string source)
    {
        var ending = EndingOf(source);
        var stem = Path.GetFileName(source);
        stem = stem[..^Math.Min(stem.Length, ending.Length)];
        return $"{(stem.Length == 0 ? "table" : stem)}-synthetic{(ending is ".zip" or "" ? ".csv" : ending.EndsWith(".zip", StringComparison.Ordinal) ? ending[..^4] : ending)}";
    }

    /// <summary>All endings of a file that say how it is written: <c>.csv.gz</c>.</summary>
    public static string EndingOf(string fileName)
    {
        var last = Path.GetExtension(fileName).ToLowerInvariant();
        return last is ".gz" or ".zip" && Path.GetExtension(Path.GetFileNameWithoutExtension(fileName)).ToLowerInvariant() is ".csv" or ".tsv" or ".jsonl" or ".ndjson" or ".txt"
            ? Path.GetExtension(Path.GetFileNameWithoutExtension(fileName)).ToLowerInvariant() + last
            : last is ".csv" or ".tsv" or ".jsonl" or ".ndjson" or ".txt" or ".zip" or ".gz" ? last : "";
    }

    private static (Table Rows, ImmutableArray<int> Persons) Some(ITableSource source, ImmutableArray<int> persons, long rows, ulong seed, CancellationToken cancel)
    {
        var chosen = ChosenRows.Sample(rows, MostJudgedRows, seed);
        return (new ChosenRows(source, chosen).ReadAll(cancel), persons.IsDefaultOrEmpty ? [] : [.. persons.Where((_, row) => chosen(row))]);
    }

    private static IEnumerable<Table> Told(IEnumerable<Table> blocks, long rows, IProgress<FitProgress>? progress)
    {
        var done = 0L;
        foreach (var block in blocks)
        {
            done += block.RowCount;
            progress?.Report(new FitProgress("drawing rows", (double)done / Math.Max(1, rows)));
            yield return block;
        }
    }
}
