using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Scores notes against reference notes of a CSV with the columns <c>encounter_id,dialogue,note</c> (the format of ACI-BENCH):
/// ROUGE against the reference, and what the note's own evidence carries.
/// </summary>
public sealed class ScribeEvaluation(NoteWriter writer, IEnumerable<ICheck> checks) : IEvaluation
{
    private readonly ImmutableArray<ICheck> checks = [.. checks];

    public string Name => ScribeCapability.CapabilityName;

    public string Description => "Visit notes against reference notes: ROUGE, evidence, numbers, units and drugs, findings, speed.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        var visits = await ReferenceVisits.ReadAsync(data, options.Split ?? "valid", cancel);
        var outputs = options.Outputs is null ? null : await OutputsAsync(options.Outputs, cancel);
        var scribe = new ScribeOptions { Learned = options.Learned is null ? null : LearnedScribe.Read(options.Learned) };
        var all = Stopwatch.GetTimestamp();
        var (one, two, line, lines, words, seconds) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        var (blocking, warnings) = (0, 0);
        var supported = new NoteScore(0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var (index, visit) in visits.Index())
        {
            cancel.ThrowIfCancellationRequested();
            string note;
            if (outputs is not null)
                note = outputs.GetValueOrDefault(visit.EncounterId) ?? throw new TranscriptException(options.Outputs!.Name, null, $"There is no note for '{visit.EncounterId}'.", "Give one line per visit with encounter_id and note.");
            else
            {
                var start = Stopwatch.GetTimestamp();
                var sources = visit.ToSources();
                var reviewed = await Inspection.RunAsync(writer.Write(visit, scribe), sources, checks, cancel);
                seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
                note = DraftText.Plain(reviewed.Draft, reviewed.Draft.Statements);
                blocking += reviewed.Findings.Count(f => f.Severity is Severity.Blocking);
                warnings += reviewed.Findings.Count(f => f.Severity is Severity.Warning);
                supported = Add(supported, NoteScore.Of(reviewed.Draft, sources));
            }
            var reference = visit.ReferenceNote!;
            one += Rouge.N(reference, note, 1).F1;
            two += Rouge.N(reference, note, 2).F1;
            line += Rouge.L(reference, note).F1;
            lines += Rouge.Lsum(reference, note).F1;
            words += note.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            progress.Report(new EvaluationProgress(index + 1, visits.Length, "visits"));
        }
        double Mean(double sum) => sum / visits.Length;
        var metrics = ImmutableArray.Create(
            new Metric("ROUGE-1 F1", 100 * Mean(one), "×100", AtLeast: 42),
            new Metric("ROUGE-2 F1", 100 * Mean(two), "×100"),
            new Metric("ROUGE-L F1", 100 * Mean(line), "×100"),
            new Metric("ROUGE-Lsum F1", 100 * Mean(lines), "×100"),
            new Metric("words per note", Mean(words), "words"));
        if (outputs is null)
            metrics = metrics.AddRange(
                new Metric("statements with resolvable evidence", Share(supported.WithEvidence, supported.Statements), "%", AtLeast: 100),
                new Metric("numbers supported", Share(supported.NumbersSupported, supported.Numbers), "%", AtLeast: 100),
                new Metric("units supported", Share(supported.UnitsSupported, supported.Units), "%", AtLeast: 100),
                new Metric("drugs supported", Share(supported.DrugsSupported, supported.Drugs), "%", AtLeast: 100),
                new Metric("statements per note", Mean(supported.Statements), "statements"),
                new Metric("blocking findings per note", Mean(blocking), "findings"),
                new Metric("warnings per note", Mean(warnings), "findings"),
                new Metric("seconds per visit, written and checked", Mean(seconds), "s", AtMost: 1));
        using var process = Process.GetCurrentProcess();
        var version = typeof(ScribeEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0";
        return new EvaluationReport(Name, version, visits.Length, Stopwatch.GetElapsedTime(all).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), metrics);
    }

    private static double Share(int part, int all) => all == 0 ? 100 : 100.0 * part / all;

    private static NoteScore Add(NoteScore a, NoteScore b) => new(a.Statements + b.Statements, a.WithEvidence + b.WithEvidence, a.Numbers + b.Numbers, a.NumbersSupported + b.NumbersSupported, a.Units + b.Units, a.UnitsSupported + b.UnitsSupported, a.Drugs + b.Drugs, a.DrugsSupported + b.DrugsSupported);

    private static async Task<Dictionary<string, string>> OutputsAsync(FileInfo file, CancellationToken cancel)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        await foreach (var text in File.ReadLinesAsync(file.FullName, cancel))
        {
            number++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            try
            {
                using var json = JsonDocument.Parse(text);
                notes[json.RootElement.GetProperty("encounter_id").GetString()!] = json.RootElement.GetProperty("note").GetString()!;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
            {
                throw new TranscriptException(file.Name, number, "The line is no JSON object with encounter_id and note.", "Write one object per line, as 'salus scribe --batch' does.", e);
            }
        }
        return notes;
    }
}

/// <summary>Visits with the note a person wrote for them, from a folder of evaluation or training data.</summary>
internal static class ReferenceVisits
{
    /// <param name="split">File name without <c>.csv</c>; when there is no such file and only one CSV, that one.</param>
    /// <exception cref="TranscriptException">No such file, or a visit without a note.</exception>
    public static async Task<ImmutableArray<Visit>> ReadAsync(DirectoryInfo data, string split, CancellationToken cancel)
    {
        var file = new FileInfo(Path.Combine(data.FullName, split + ".csv"));
        if (!file.Exists)
        {
            var others = data.GetFiles("*.csv").Where(f => !f.Name.EndsWith("_metadata.csv", StringComparison.OrdinalIgnoreCase)).ToArray();
            file = others is [var only] ? only : throw new TranscriptException(split + ".csv", null, $"There is no such file in {data.Name}.", $"Choose a part with --split: {string.Join(", ", others.Select(f => Path.GetFileNameWithoutExtension(f.Name)).Order(StringComparer.Ordinal).DefaultIfEmpty("the folder holds no CSV"))}.");
        }
        var visits = ImmutableArray.CreateBuilder<Visit>();
        await foreach (var row in VisitBatch.ReadAsync(file, cancel))
        {
            if (row.Problem is not null)
                throw row.Problem;
            if (row.Visit is not { ReferenceNote: not null } visit)
                throw new TranscriptException(file.Name, row.Line, $"The visit '{row.EncounterId}' has no note to compare with.", "Fill the column 'note', or leave the row out.");
            visits.Add(visit);
        }
        return visits.Count > 0 ? visits.ToImmutable() : throw new TranscriptException(file.Name, null, "The file holds no visit.", "Below the header there should be one row per visit.");
    }
}
