using System.Collections.Immutable;
using System.Diagnostics;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Scores notes against reference notes of a CSV with the columns <c>encounter_id,dialogue,note</c> (the format of ACI-BENCH):
/// ROUGE against the reference, and what the note's own evidence carries. Given a folder of conversations with clinicians' checklists
/// (the format of PriMock57), it scores omissions instead.
/// </summary>
public sealed class ScribeEvaluation(NoteWriter writer, IEnumerable<ICheck> checks) : IEvaluation
{
    private readonly ImmutableArray<ICheck> checks = [.. checks];

    public string Name => ScribeCapability.CapabilityName;

    public string Description => "Visit notes against reference notes: ROUGE, evidence, numbers, units and drugs, findings, speed.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (OmissionScore.Fits(data))
            return await OmissionsAsync(data, options, cancel);
        var split = options.Split ?? "valid";
        var visits = await ReferenceVisits.ReadAsync(data, split, cancel);
        var others = options.Outputs is null ? null : await OtherNotes.ReadAsync(options.Outputs, cancel);
        var scribe = new ScribeOptions { Learned = options.Learned is null ? null : LearnedScribe.Read(options.Learned) };
        var all = Stopwatch.GetTimestamp();
        var ours = new NoteMeans();
        var theirs = new NoteMeans();
        var seconds = 0.0;
        var (blocking, warnings) = (0, 0);
        var supported = NoteScore.None;
        var polarity = PolarityScore.None;
        var disagreeing = new List<string>();
        var unsupported = new List<string>();
        var styles = StyleAgreement.None;
        var differing = new List<string>();
        foreach (var (index, visit) in visits.Index())
        {
            cancel.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            var sources = visit.ToSources();
            var reviewed = await Inspection.RunAsync(writer.Write(visit, scribe), sources, checks, cancel);
            seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
            blocking += reviewed.Findings.Count(f => f.Severity is Severity.Blocking);
            warnings += reviewed.Findings.Count(f => f.Severity is Severity.Warning);
            supported += NoteScore.Of(reviewed.Draft, sources, unsupported);
            polarity += PolarityScore.Of(reviewed.Draft, visit.Transcript.Turns, disagreeing);
            if (others is null)
            {
                var written = NoteWriter.Propose(visit, scribe.Vocabulary);
                styles = styles.Add(StyleAgreement.Of(visit.EncounterId, style => writer.Write(visit, written, scribe with { Style = style }), differing));
            }
            ours.Add(visit, DraftText.Plain(reviewed.Draft, reviewed.Draft.Statements));
            if (others is not null)
                theirs.Add(visit, others.GetValueOrDefault(visit.EncounterId) ?? "");
            progress.Report(new EvaluationProgress(index + 1, visits.Length, "visits"));
        }
        double Mean(double sum) => sum / visits.Length;
        var failed = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        List<Metric> metrics;
        if (others is not null)
        {
            var matched = visits.Count(v => others.ContainsKey(v.EncounterId));
            metrics =
            [
                new Metric("visits with a note", Share(matched, visits.Length), "%", AtLeast: 100),
                new Metric("notes of no visit here", others.Count - matched, "notes", AtMost: 0),
                .. theirs.Metrics("", barred: false),
                .. ours.Metrics("ours: ", barred: false),
            ];
        }
        else
        {
            metrics =
            [
                .. ours.Metrics("", barred: true),
                new Metric("statements with resolvable evidence", Share(supported.WithEvidence, supported.Statements), "%", AtLeast: 100),
                new Metric("numbers supported", Share(supported.NumbersSupported, supported.Numbers), "%", AtLeast: 100),
                new Metric("units supported", Share(supported.UnitsSupported, supported.Units), "%", AtLeast: 100),
                new Metric("drugs supported", Share(supported.DrugsSupported, supported.Drugs), "%", AtLeast: 100),
                new Metric("findings whose polarity agrees with the cited words", Share(polarity.Agreeing, polarity.Compared), "%", AtLeast: 98),
                new Metric("findings compared with the cited words", Share(polarity.Compared, polarity.Stated), "%"),
                new Metric("statements per note", Mean(supported.Statements), "statements"),
                new Metric("blocking findings per note", Mean(blocking), "findings"),
                new Metric("warnings per note", Mean(warnings), "findings"),
                new Metric("findings identical in all styles", Share(styles.Shared, styles.Findings), "%", AtLeast: 99),
                new Metric("visits identical in all styles", Share(styles.Identical, styles.Visits), "%"),
                new Metric("reading grade of the plain-language note", Mean(styles.PlainGrade), "grade", AtMost: 6),
                new Metric("seconds per visit, written and checked", Mean(seconds), "s", AtMost: 1),
            ];
            failed["findings whose polarity agrees with the cited words"] = disagreeing;
            failed["findings identical in all styles"] = differing;
            failed["numbers, units and drugs supported"] = unsupported;
            failed["sentences of another visit"] = ours.Foreign;
            if (await TranscriptPair.ReadAsync(data, split, cancel) is { IsEmpty: false } pairs)
            {
                var heard = new List<string>();
                metrics.AddRange(TranscriptPair.Metrics(pairs, writer, scribe, heard));
                failed["numbers that only the recogniser brought"] = heard;
            }
        }
        return Report(visits.Length, all, metrics, failed);
    }

    private async Task<EvaluationReport> OmissionsAsync(DirectoryInfo data, EvaluationOptions options, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var visits = await OmissionScore.ReadAsync(data, cancel);
        var missed = new List<string>();
        var metrics = OmissionScore.Metrics(visits, writer, new ScribeOptions { Learned = options.Learned is null ? null : LearnedScribe.Read(options.Learned) }, missed).ToList();
        return Report(visits.Length, start, metrics, new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["checklist items"] = missed });
    }

    private EvaluationReport Report(int cases, long start, List<Metric> metrics, IReadOnlyDictionary<string, IReadOnlyList<string>> failed)
    {
        using var process = Process.GetCurrentProcess();
        var version = typeof(ScribeEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0";
        return new EvaluationReport(Name, version, cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), [.. metrics]) { Failed = failed };
    }

    private static double Share(int part, int all) => all == 0 ? 100 : 100.0 * part / all;
}

/// <summary>Sums over the notes of one system.</summary>
internal sealed class NoteMeans
{
    private double one, two, line, lines, words;
    private int notes;
    private TextScore carried = TextScore.None;

    /// <summary>The sentences that the visit does not carry, for reading.</summary>
    public List<string> Foreign { get; } = [];

    public void Add(Visit visit, string note)
    {
        var reference = visit.ReferenceNote!;
        one += Rouge.N(reference, note, 1).F1;
        two += Rouge.N(reference, note, 2).F1;
        line += Rouge.L(reference, note).F1;
        lines += Rouge.Lsum(reference, note).F1;
        words += note.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        carried += TextScore.Of(note, visit, Foreign);
        notes++;
    }

    /// <param name="system">Put before the names of the metrics.</param>
    /// <param name="barred">False for figures that only stand beside others.</param>
    public IEnumerable<Metric> Metrics(string system, bool barred)
    {
        yield return new Metric(system + "ROUGE-1 F1", 100 * one / notes, "×100", AtLeast: barred ? 42 : null);
        yield return new Metric(system + "ROUGE-2 F1", 100 * two / notes, "×100");
        yield return new Metric(system + "ROUGE-L F1", 100 * line / notes, "×100");
        yield return new Metric(system + "ROUGE-Lsum F1", 100 * lines / notes, "×100");
        yield return new Metric(system + "words per note", words / notes, "words");
        yield return new Metric(system + "numbers found in the conversation", Share(carried.NumbersSupported, carried.Numbers), "%");
        yield return new Metric(system + "units found in the conversation", Share(carried.UnitsSupported, carried.Units), "%");
        yield return new Metric(system + "drugs found in the conversation", Share(carried.DrugsSupported, carried.Drugs), "%");
        yield return new Metric(system + "findings with the conversation's polarity", Share(carried.FindingsAgreeing, carried.Findings), "%");
        yield return new Metric(system + "sentences of another visit", carried.Foreign, "sentences", AtMost: barred ? 0 : null);
        yield return new Metric(system + "sentences of another visit, share", carried.Sentences == 0 ? 0 : Share(carried.Foreign, carried.Sentences), "%");
    }

    private static double Share(int part, int all) => all == 0 ? 100 : 100.0 * part / all;
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
