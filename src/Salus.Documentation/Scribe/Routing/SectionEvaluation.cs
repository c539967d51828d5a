using System.Diagnostics;
using Salus.Design;

namespace Salus.Documentation.Scribe;

/// <summary>
/// How often the router names the header a person chose, and how much of the text a person wrote of a stretch its summary has:
/// MTS-Dialog's validation file by default.
/// </summary>
public sealed class SectionEvaluation : IEvaluation
{
    public string Name => "sections";

    public string Description => "Section headers of stretches of conversation against those a person chose (MTS-Dialog, 20 headers): accuracy, ROUGE-1 of the summary.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var file = GroundedTexts.MtsFile(data, options.Split ?? "valid") ?? throw new TranscriptException(options.Split ?? "valid", null, $"There is no such file in {data.Name}.", "Choose a part with --split.");
        var router = options.Learned is { } learned ? SectionRouter.With(LearnedSections.Read(learned)) : SectionRouter.Default;
        var start = Stopwatch.GetTimestamp();
        var (cases, right, summaries, words) = (0, 0, 0, 0);
        var rouge = 0.0;
        var headers = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in SectionBatch.ReadAsync(file, cancel))
        {
            if (row is not { Header: { } header, Transcript: { } transcript })
                continue;
            cases++;
            headers.Add(header);
            right += string.Equals(router.HeaderOf(transcript), header, StringComparison.Ordinal) ? 1 : 0;
            if (row.ReferenceText is { } reference)
            {
                var summary = SectionBatch.Summary(row.Id, transcript);
                summaries++;
                rouge += Rouge.N(reference, summary, 1).F1;
                words += Rouge.Tokens(summary).Count;
            }
            progress.Report(new EvaluationProgress(cases, cases, "stretches"));
        }
        using var process = Process.GetCurrentProcess();
        var version = typeof(SectionEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0";
        return new EvaluationReport(Name, version, cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0),
        [
            new Metric($"accuracy, {headers.Count} headers", cases == 0 ? 0 : 100.0 * right / cases, "%", AtLeast: 80),
            new Metric("summary ROUGE-1 F1", summaries == 0 ? 0 : rouge / summaries, "", AtLeast: 0.38),
            new Metric("words per summary", summaries == 0 ? 0 : (double)words / summaries, "words"),
        ]);
    }
}
