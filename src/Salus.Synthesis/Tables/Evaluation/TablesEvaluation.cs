using System.Collections.Immutable;
using System.Diagnostics;
using Salus.Design;
using Salus.Learning;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Fitting;
using Salus.Synthesis.Tables.Gate;
using Salus.Synthesis.Tables.Inference;

namespace Salus.Synthesis.Tables.Evaluation;

/// <summary>
/// Scores an engine on every table of a folder: four fifths of the people are given to <c>fit</c> as a researcher would give them, and the
/// rest judges what comes out. Five seeds part, learn and draw anew; a figure is their mean, and the worst of them stands beside it.
/// A schema beside the table (<c>NAME.yaml</c>) says what is in it and what is predicted.
/// </summary>
public sealed class TablesEvaluation(TableFitter fitter) : IEvaluation
{
    private const int Seeds = 5;
    private const double TestShare = 0.2;

    /// <summary>Tables below this many rows have no bar for likeness: chance alone moves them further.</summary>
    private const int FewestForLikeness = 5_000;

    private static readonly string[] endings = [".csv", ".tsv", ".jsonl", ".zip", ".gz"];

    /// <summary>Names of columns that are predicted, where no schema says which.</summary>
    private static readonly string[] outcomes = ["outcome", "readmitted", "death", "status", "target", "label", "class", "event", "heartdisease", "died", "mortality"];

    public string Name => "synth-tables";

    public string Description => "Synthetic tables: likeness, usefulness and what attacks find, over five seeds. --split says the engine and a part of the file's name: 'trees', 'aim/diabetes', '/flchain'.";

    public Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var start = Stopwatch.GetTimestamp();
        var wish = (options.Split ?? "").Split('/', 2);
        var engine = wish[0].Length > 0 ? wish[0] : FitRequest.DefaultEngine;
        var files = data.EnumerateFiles().Where(f => endings.Contains(f.Extension.ToLowerInvariant()) && (wish.Length < 2 || f.Name.Contains(wish[1], StringComparison.OrdinalIgnoreCase))).OrderBy(f => f.Name, StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
            throw new SynthesisException($"{data.FullName} holds no table{(wish.Length > 1 ? $" with '{wish[1]}' in its name" : "")}: CSV, TSV, JSON Lines, also as ZIP or gzip.");
        var metrics = ImmutableArray.CreateBuilder<Metric>();
        var failed = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var cases = 0;
        foreach (var file in files)
        {
            try
            {
                var table = Open(file, cancel);
                var runs = new List<Run>();
                for (var seed = 0; seed < Seeds; seed++)
                {
                    progress.Report(new EvaluationProgress(cases, files.Length * Seeds, file.Name));
                    runs.Add(One(table, file.Name, engine, unchecked((ulong)(options.Seed + seed)), cancel));
                    cases++;
                }
                Add(metrics, failed, NameOf(file), table.RowCount, engine, runs);
            }
            catch (SynthesisException refused)
            {
                // A table that cannot be learned is a result, not the end of the others.
                failed[NameOf(file)] = [refused.Message];
            }
        }
        using var process = Process.GetCurrentProcess();
        return Task.FromResult(new EvaluationReport(Name, typeof(TablesEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0", cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), metrics.ToImmutable()) { Failed = failed });
    }

    private sealed record Run(GateReport Report, ModelAbout About, double FitSeconds, double DrawSeconds);

    private Run One(TableFile table, string name, string engine, ulong seed, CancellationToken cancel)
    {
        var outer = new ControlSplit(seed + 1_000_003, TestShare, table.Persons);
        var given = outer.Part(table.Source, control: false).ReadAll(cancel);
        var test = outer.Part(table.Source, control: true).ReadAll(cancel);
        var source = new FitSource(name, table.FileDigest, table.Schema, table.Form, given.AsSource(), outer.Persons(control: false), given.RowCount);
        var begin = Stopwatch.GetTimestamp();
        var learned = fitter.Fit(source, new FitRequest { Engine = engine, Seed = seed, Target = TargetOf(table.Schema), Epsilon = fitter.IsPrivate(engine) ? 1 : null }, progress: null, cancel);
        var fitted = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        begin = Stopwatch.GetTimestamp();
        var drawn = Table.Join(given.Columns, [.. learned.Sample(given.RowCount, seed, Environment.ProcessorCount, cancel)]);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        // What fit held back is as strange to the model as the test rows; the attacks compare with the test rows alone, and so does usefulness.
        var inner = new ControlSplit(seed, learned.About.ControlShare, source.Persons);
        var learnedFrom = inner.Part(source.Rows, control: false).ReadAll(cancel);
        var report = ReleaseGate.Judge(learnedFrom, test, drawn, new GateOptions { Seed = seed, Target = learned.Schema.Target, TrainPersons = inner.Persons(control: false), ControlPersons = outer.Persons(control: true) }, progress: null, cancel);
        return new Run(report, learned.About, fitted, seconds);
    }

    private static void Add(ImmutableArray<Metric>.Builder metrics, SortedDictionary<string, IReadOnlyList<string>> failed, string name, long rows, string engine, List<Run> runs)
    {
        metrics.Add(new Metric($"{name}: rows", rows, ""));
        metrics.Add(new Metric($"{name}: fit", runs.Average(r => r.FitSeconds), "s"));
        metrics.Add(new Metric($"{name}: draw", runs.Average(r => r.DrawSeconds), "s"));
        metrics.Add(new Metric($"{name}: protection, mean", runs.Average(r => (double)r.About.Protection), ""));
        metrics.Add(new Metric($"{name}: passes the gate", 100.0 * runs.Count(r => r.Report.Passes) / runs.Count, "% of seeds"));
        var likeness = rows >= FewestForLikeness && !string.Equals(engine, "aim", StringComparison.Ordinal);
        foreach (var key in runs[0].Report.Measures.Select(m => m.Key).Where(k => !k.Contains(':', StringComparison.Ordinal)))
        {
            var found = runs.Select(r => r.Report[key]).OfType<Measure>().Where(m => m.Value is not null).ToArray();
            if (found.Length == 0)
                continue;
            var mean = found.Average(m => m.Value!.Value);
            metrics.Add(key switch
            {
                "quality" when likeness => new Metric($"{name}: {key}", mean, "", AtLeast: 0.95),
                "discriminator" when likeness => new Metric($"{name}: {key}", mean, "", AtMost: 0.75),
                "closer-to-learned" => new Metric($"{name}: {key}", mean, "", AtMost: 0.52),
                _ => new Metric($"{name}: {key}", mean, ""),
            });
            if (found is [{ Section: GateSection.Privacy, High: not null }, ..])
                metrics.Add(new Metric($"{name}: {key}, upper end, worst seed", found.Max(m => m.High ?? m.Value!.Value), "", AtMost: found[0].Limit));
        }
        var lost = runs.SelectMany((r, seed) => r.Report.Measures.Where(m => m.Verdict is Verdict.Fail or Verdict.Warn or Verdict.NotMeasurable).Select(m => $"seed {seed}: {m.Verdict}: {m.Words}")).ToArray();
        if (lost.Length > 0)
            failed[name] = lost;
    }

    private static TableFile Open(FileInfo file, CancellationToken cancel)
    {
        var schema = new FileInfo(Path.Combine(file.DirectoryName!, NameOf(file) + ".yaml"));
        return TableFile.Open(file, schema.Exists ? SchemaFile.Read(schema) : null, view: null, cancel);
    }

    private static string NameOf(FileInfo file) => file.Name.Split('.')[0];

    /// <summary>The target of the schema; else a column with the name of an outcome, else the last with two levels or values.</summary>
    private static string? TargetOf(TableSchema schema) =>
        schema.Target
        ?? outcomes.Select(o => schema.Columns.FirstOrDefault(c => string.Equals(c.Name, o, StringComparison.OrdinalIgnoreCase))?.Name).FirstOrDefault(n => n is not null)
        ?? schema.Columns.LastOrDefault(c => c.HasLevels && c.Levels.Length == 2)?.Name;
}
