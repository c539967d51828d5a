using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CsvHelper;
using Salus.Design;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.VisitSummaries;

/// <summary>
/// Scores plain language on notes (<c>*.csv</c> with a column <c>note</c>, as ACI-BENCH) and on answers (<c>*.jsonl</c> or <c>*.jsonl.gz</c> with
/// <c>answer</c>, as MedQuAD): the reading grade of each output, and how much of numbers, dates, drugs and denials is told, is listed as left
/// out, or is lost.
/// </summary>
public sealed class SummaryEvaluation(SummaryWriter writer, Vocabulary vocabulary) : IEvaluation
{
    /// <summary>Of a file of answers, so many are scored, evenly spread.</summary>
    private const int MostAnswers = 1000;

    private const int MostShown = 20;

    public string Name => "visit-summaries";

    public string Description => "Plain-language summaries of notes and answers: reading grade, and numbers, dates, drugs and denials kept.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var start = Stopwatch.GetTimestamp();
        var metrics = ImmutableArray.CreateBuilder<Metric>();
        var failed = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var cases = 0;
        foreach (var file in data.GetFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var texts = file.Name.EndsWith(".csv", StringComparison.Ordinal) ? await NotesAsync(file, cancel) : file.Name.EndsWith(".jsonl", StringComparison.Ordinal) || file.Name.EndsWith(".jsonl.gz", StringComparison.Ordinal) ? Answers(file) : [];
            if (texts.Count == 0 || options.Split is { } split && !file.Name.Contains(split, StringComparison.Ordinal))
                continue;
            cases += texts.Count;
            await ScoreAsync(file.Name.Split('.')[0], texts, toPatient: file.Name.EndsWith(".csv", StringComparison.Ordinal), metrics, failed, progress, cancel);
        }
        if (cases == 0)
            throw new SummaryCallException($"{data.FullName} holds neither notes (*.csv with a column 'note') nor answers (*.jsonl, *.jsonl.gz with 'answer').");
        using var process = Process.GetCurrentProcess();
        return new EvaluationReport(Name, typeof(SummaryEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0", cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), metrics.ToImmutable()) { Failed = failed };
    }

    private async Task ScoreAsync(string name, List<string> texts, bool toPatient, ImmutableArray<Metric>.Builder metrics, SortedDictionary<string, IReadOnlyList<string>> failed, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        var (grades, sourceGrades, wordGrades) = (new List<double>(), new List<double>(), new List<double>());
        var (all, told, lost, changed, planAll, planTold, sentences, toldSentences) = (0, 0, 0, 0, 0, 0, 0, 0);
        var faults = new List<string>();
        var milliseconds = 0.0;
        var check = new SummaryCheck(vocabulary);
        foreach (var (index, text) in texts.Index())
        {
            cancel.ThrowIfCancellationRequested();
            var from = Stopwatch.GetTimestamp();
            var note = SummarySource.Of(text, "Note");
            var sources = Sources.Of(note.Source, SummaryRules.Embedded.ToSource());
            var draft = writer.Embedded(note, SummaryRules.Embedded, sources, toPatient, cancel);
            milliseconds += Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            if (draft.Statements.Length > 0)
            {
                grades.Add(SummaryWriter.GradeOf(draft.Statements));
                wordGrades.Add(SummaryWriter.GradeOf(draft.Statements.Select(s => s with { Text = WithoutDrugs(s.Text) })));
            }
            sourceGrades.Add(Language.Text.ReadingGrade.Of(text));
            foreach (var finding in (await Inspection.RunAsync(draft, sources, [check, new EvidenceCheck()], cancel)).OpenBlocking)
                faults.Add($"{name} {(index + 1).ToString(CultureInfo.InvariantCulture)}: {finding.Message}");
            var said = draft.Statements.Where(s => !SummaryWriter.IsFixed(s)).SelectMany(s => s.Evidence.OfType<Quote>()).Select(q => (q.Segment, q.Start)).ToHashSet();
            var left = draft.Omitted.SelectMany(o => o.Evidence.OfType<Quote>()).Select(q => (q.Segment, q.Start)).ToHashSet();
            foreach (var sentence in note.Sentences())
            {
                var facts = Count(KeptFacts.Of(sentence.Text, vocabulary));
                var plan = sentence.Section is "assessment-plan" or "assessment" or "plan" or "medications" or "orders" or "instructions" or "followup";
                var place = (sentence.Place.Segment, sentence.Place.Start);
                sentences++;
                all += facts;
                planAll += plan ? facts : 0;
                if (said.Contains(place))
                {
                    toldSentences++;
                    told += facts;
                    planTold += plan ? facts : 0;
                    var statement = draft.Statements.First(s => s.Evidence.OfType<Quote>().Any(q => q.Source == note.Source.Id && q.Segment == place.Segment && q.Start == place.Start));
                    changed += KeptFacts.Of(statement.Text, vocabulary).Same(KeptFacts.Of(sentence.Text, vocabulary)) ? 0 : 1;
                }
                else if (!left.Contains(place) && !draft.Statements.Any(s => s.Text.Contains(sentence.Text.Trim('.', ' ', '•'), StringComparison.OrdinalIgnoreCase)))
                {
                    lost += facts;
                }
            }
            if (index % 25 == 0)
                progress.Report(new EvaluationProgress(index, texts.Count, name));
        }
        metrics.Add(new Metric($"{name} ({texts.Count}): grade of the sources, mean", sourceGrades.Average(), "grade"));
        if (grades.Count > 0)
        {
            metrics.Add(new Metric($"{name}: grade of the summaries, mean", grades.Average(), "grade"));
            metrics.Add(new Metric($"{name}: the same without names of medicines, mean", wordGrades.Average(), "grade"));
            metrics.Add(new Metric($"{name}: summaries at grade 6 or below", 100.0 * grades.Count(g => g <= SummaryWriter.MostGrade) / grades.Count, "%", AtLeast: 100));
        }
        metrics.Add(new Metric($"{name}: sentences told that changed a number, date, drug, side or denial", changed, "", AtMost: 0));
        metrics.Add(new Metric($"{name}: such facts ({all}) told or listed as left out", all == 0 ? 100 : 100.0 * (all - lost) / all, "%", AtLeast: 100));
        metrics.Add(new Metric($"{name}: such facts told in the summary itself", all == 0 ? 100 : 100.0 * told / all, "%"));
        if (planAll > 0)
            metrics.Add(new Metric($"{name}: such facts of plan and medicines ({planAll}) told in the summary itself", 100.0 * planTold / planAll, "%"));
        metrics.Add(new Metric($"{name}: sentences told", 100.0 * toldSentences / Math.Max(1, sentences), "%"));
        metrics.Add(new Metric($"{name}: blocking findings of the checks", faults.Count, "", AtMost: 0));
        metrics.Add(new Metric($"{name}: time for one, mean", milliseconds / texts.Count, "ms"));
        failed[$"{name}: blocking findings"] = [.. faults.Take(MostShown)];
    }

    private static int Count(KeptFacts facts) => facts.Numbers.Length + facts.Dates.Count + facts.Drugs.Count + facts.Sides.Count + facts.Negations;

    private string WithoutDrugs(string text)
    {
        foreach (var drug in vocabulary.Matcher.Find(text).Where(m => m.Concept.Kind is ConceptKind.Drug).OrderByDescending(m => m.Span.Start))
            text = text.Remove(drug.Span.Start, drug.Span.Length);
        return text;
    }

    private static async Task<List<string>> NotesAsync(FileInfo file, CancellationToken cancel)
    {
        using var csv = CsvReader.Create(file.OpenRead(), new CsvReaderOptions { MaxRecordSize = 16 * 1024 * 1024, TrackLineNumbers = true, MissingField = CsvMissingFieldHandling.ReturnEmpty, IncludeValuesInExceptions = false });
        var notes = new List<string>();
        await csv.ReadHeaderAsync(cancel);
        if (!csv.TryGetFieldIndex("note", out var column))
            return notes;
        while (await csv.ReadAsync(cancel))
            if (column < csv.FieldCount && csv.GetString(column) is { Length: > 0 } note)
                notes.Add(note);
        return notes;
    }

    private static List<string> Answers(FileInfo file)
    {
        using Stream raw = file.OpenRead();
        using var stream = file.Name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var reader = new StreamReader(stream);
        var answers = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("answer", out var answer) && answer.GetString() is { Length: > 0 } text)
                answers.Add(text);
        }
        var step = Math.Max(1, answers.Count / MostAnswers);
        return [.. answers.Where((_, i) => i % step == 0)];
    }
}
