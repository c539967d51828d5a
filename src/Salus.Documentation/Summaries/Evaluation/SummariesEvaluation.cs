using System.Collections.Immutable;
using System.Diagnostics;
using Salus.Design;
using Salus.Language.Text;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>
/// Scores summaries on FHIR bundles of one patient each (<c>*.json</c>): evidence, facts held against the raw JSON, what may not be missing, findings of
/// the checks, length and time.
/// </summary>
public sealed class SummariesEvaluation(SummaryWriter writer) : IEvaluation
{
    private const int MostShown = 20;

    public string Name => "summaries";

    public string Description => "Summaries of charts: evidence, facts held against the raw FHIR, must-not-miss facts, findings of the checks, words and seconds.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var start = Stopwatch.GetTimestamp();
        var files = data.GetFiles("*.json").OrderBy(f => f.Name, StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
            throw new SummaryCallException($"{data.FullName} holds no FHIR bundles (*.json).");
        var tally = new Tally();
        foreach (var (index, file) in files.Index())
        {
            progress.Report(new EvaluationProgress(index, files.Length, file.Name));
            using var raw = await RawBundle.ReadAsync(file, cancel);
            var at = raw.LastDay();
            var chart = raw.ToChart();
            foreach (var kind in SummaryKinds.All)
                if (kind is not SummaryKind.HospitalCourse || HospitalStay.Of(chart, at) is not null)
                    await ScoreAsync(tally, new SummaryRequest(kind, chart, at), new SummaryTruth(raw, at), file.Name, cancel);
        }
        using var process = Process.GetCurrentProcess();
        return new EvaluationReport(Name, typeof(SummariesEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0", files.Length, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), tally.Metrics(files.Length))
        {
            Failed = tally.Failed.ToDictionary(f => f.Key, f => (IReadOnlyList<string>)[.. f.Value.Take(MostShown)], StringComparer.Ordinal),
        };
    }

    private async Task ScoreAsync(Tally tally, SummaryRequest request, SummaryTruth truth, string file, CancellationToken cancel)
    {
        var begin = Stopwatch.GetTimestamp();
        var written = writer.Write(request);
        tally.Writing += Stopwatch.GetElapsedTime(begin).TotalSeconds;
        begin = Stopwatch.GetTimestamp();
        var reviewed = await Inspection.RunAsync(written.Draft, written.Sources, [new EvidenceCheck(), new GroundingCheck(), new PersonCheck(), new SummaryCheck()], cancel);
        tally.Checking += Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var draft = written.Draft;
        var name = request.Kind.Name();
        tally.Summaries++;
        tally.Statements += draft.Statements.Length;
        tally.WithEvidence += draft.Statements.Count(s => !s.Evidence.IsDefaultOrEmpty);
        tally.Words.TryAdd(name, []);
        tally.Words[name].Add(draft.Statements.Sum(s => Tokenizer.Tokenize(s.Text).Count(t => t.IsWord)));
        var (facts, faults) = truth.Facts(draft);
        tally.Facts += facts;
        tally.Add("facts that are not as in the raw FHIR", faults.Select(f => $"{file}, {name}: {f}"));
        var (needed, missed) = truth.MustNotMiss(draft);
        tally.Needed += needed;
        tally.Add("must not be missed and is", missed.Select(m => $"{file}, {name}: {m}"));
        foreach (var finding in reviewed.Findings.Where(f => f.Severity is not Severity.Note))
            tally.Add(finding.Severity is Severity.Blocking ? "blocking findings" : "warnings", [$"{file}, {name}: {finding.Check}: {finding.Message} {(finding.Statement is { } at ? "| " + draft.Statements[at].Text : "")}"]);
    }

    private sealed class Tally
    {
        public int Summaries { get; set; }
        public int Statements { get; set; }
        public int WithEvidence { get; set; }
        public int Facts { get; set; }
        public int Needed { get; set; }
        public double Writing { get; set; }
        public double Checking { get; set; }
        public SortedDictionary<string, List<int>> Words { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, List<string>> Failed { get; } = new(StringComparer.Ordinal);

        public void Add(string what, IEnumerable<string> failed)
        {
            Failed.TryAdd(what, []);
            Failed[what].AddRange(failed);
        }

        public ImmutableArray<Metric> Metrics(int charts)
        {
            int Count(string what) => Failed.TryGetValue(what, out var all) ? all.Count : 0;
            return
            [
                new Metric("summaries", Summaries, ""),
                new Metric("statements", Statements, ""),
                new Metric("statements with evidence", 100.0 * WithEvidence / Math.Max(1, Statements), "%", AtLeast: 100),
                new Metric($"facts equal to the raw FHIR ({Facts})", 100.0 * (Facts - Count("facts that are not as in the raw FHIR")) / Math.Max(1, Facts), "%", AtLeast: 100),
                new Metric($"must-not-miss facts told ({Needed})", 100.0 * (Needed - Count("must not be missed and is")) / Math.Max(1, Needed), "%", AtLeast: 100),
                new Metric("blocking findings", Count("blocking findings"), ""),
                new Metric("warnings per 100 statements", 100.0 * Count("warnings") / Math.Max(1, Statements), ""),
                .. Words.Select(w => new Metric($"{w.Key}: words, median of {w.Value.Count}", w.Value.Order().ElementAt(w.Value.Count / 2), "words")),
                new Metric("writing, all kinds, per chart", Writing / charts, "s"),
                new Metric("checking, all kinds, per chart", Checking / charts, "s"),
            ];
        }
    }
}
