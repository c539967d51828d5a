using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Salus.Design;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Documentation.Messages;

/// <summary>
/// Scores the reading of messages, and the replies to those that may be answered, on files of JSON Lines as <see cref="MessageFile"/> reads
/// them. Every file is scored by itself; a message counts as escalated when any red flag is raised.
/// </summary>
public sealed class MessageEvaluation(MessageTriage triage, ReplyWriter writer) : IEvaluation
{
    private const int MostShown = 40;

    public string Name => "messages";

    public string Description => "Portal messages: recall of red flags, over-triage, urgency and classes, and whether replies keep to the reading grade.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(progress);
        var start = Stopwatch.GetTimestamp();
        var metrics = ImmutableArray.CreateBuilder<Metric>();
        var failed = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var cases = 0;
        foreach (var file in data.GetFiles("*.jsonl").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var lines = new List<MessageLine>();
            await foreach (var line in MessageFile.ReadAsync(file, cancel))
                lines.Add(line);
            if (!lines.Exists(l => l.IsJudged))
                continue;
            cases += lines.Count;
            await ScoreAsync(Path.GetFileNameWithoutExtension(file.Name), lines, metrics, failed, progress, cancel);
        }
        if (cases == 0)
            throw new MessageFileException($"{data.FullName} holds no messages with 'redFlag' (*.jsonl).");
        using var process = Process.GetCurrentProcess();
        return new EvaluationReport(Name, typeof(MessageEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0", cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), metrics.ToImmutable()) { Failed = failed };
    }

    private async Task ScoreAsync(string name, List<MessageLine> lines, ImmutableArray<Metric>.Builder metrics, SortedDictionary<string, IReadOnlyList<string>> failed, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        var (missed, over, replies) = (new List<string>(), new List<string>(), new List<string>());
        var (red, calm, urgent, judgedUrgency, exact, classed, written) = (0, 0, 0, 0, 0, 0, 0);
        var grades = new List<double>();
        var milliseconds = 0.0;
        var styles = new SortedDictionary<string, (int Red, int Found)>(StringComparer.Ordinal);
        foreach (var (index, line) in lines.Index())
        {
            cancel.ThrowIfCancellationRequested();
            var from = Stopwatch.GetTimestamp();
            var read = triage.Read(line.Text);
            milliseconds += Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            if (line.RedFlag is { } kind)
            {
                red++;
                var style = line.Style ?? "unnamed";
                styles[style] = styles.GetValueOrDefault(style) is var known ? (known.Red + 1, known.Found + (read.IsRedFlag ? 1 : 0)) : default;
                if (!read.IsRedFlag)
                    missed.Add($"{line.Id} ({kind})");
            }
            else if (line.IsJudged)
            {
                calm++;
                if (read.IsRedFlag)
                    over.Add($"{line.Id} ({read.Flags[0].Rule.Id})");
            }
            if (MessageNames.UrgencyNamed(line.Urgency) is { } urgency)
                (judgedUrgency, urgent) = (judgedUrgency + 1, urgent + (read.Urgency == urgency ? 1 : 0));
            if (line.Classes.Length > 0)
                (classed, exact) = (classed + 1, exact + (read.Classes.Select(MessageNames.Of).ToHashSet(StringComparer.Ordinal).SetEquals(line.Classes) ? 1 : 0));
            if (!read.IsRedFlag)
            {
                var (draft, sources, _) = await writer.WriteAsync(new PatientMessage(line.Id, line.Text), null, [], ReplyRules.Embedded, new ReplyOptions(EmbeddedOnly: true), cancel);
                var findings = (await Inspection.RunAsync(draft, sources, [new ReplyCheck(triage), new EvidenceCheck()], cancel)).OpenBlocking;
                written++;
                grades.Add(ReplyWriter.GradeOf(draft.Statements));
                if (findings.Length > 0)
                    replies.Add($"{line.Id}: {findings[0].Message}");
            }
            if (index % 50 == 0)
                progress.Report(new EvaluationProgress(index, lines.Count, name));
        }
        if (red > 0)
            metrics.Add(new Metric($"{name} ({red} with a red flag): escalated", 100.0 * (red - missed.Count) / red, "%", AtLeast: 99));
        foreach (var (style, (all, found)) in styles)
            metrics.Add(new Metric($"{name}, style {style} ({all.ToString(CultureInfo.InvariantCulture)}): escalated", 100.0 * found / all, "%", AtLeast: 99));
        if (calm > 0)
            metrics.Add(new Metric($"{name} ({calm} without): escalated all the same (over-triage)", 100.0 * over.Count / calm, "%"));
        if (judgedUrgency > 0)
            metrics.Add(new Metric($"{name}: urgency as judged", 100.0 * urgent / judgedUrgency, "%"));
        if (classed > 0)
            metrics.Add(new Metric($"{name}: all classes as judged", 100.0 * exact / classed, "%"));
        if (written > 0)
        {
            metrics.Add(new Metric($"{name}: replies ({written}) at grade 6 or below", 100.0 * grades.Count(g => g <= 6) / written, "%", AtLeast: 100));
            metrics.Add(new Metric($"{name}: replies without a blocking finding", 100.0 * (written - replies.Count) / written, "%", AtLeast: 100));
            metrics.Add(new Metric($"{name}: grade of replies, mean", grades.Average(), "grade"));
        }
        metrics.Add(new Metric($"{name}: time to read a message, mean", milliseconds / lines.Count, "ms"));
        failed[$"{name}: not escalated"] = [.. missed.Take(MostShown)];
        failed[$"{name}: over-triaged"] = [.. over.Take(MostShown)];
        failed[$"{name}: replies with a blocking finding"] = [.. replies.Take(MostShown)];
    }
}
