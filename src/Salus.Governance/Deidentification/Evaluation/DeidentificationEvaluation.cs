using System.Collections.Immutable;
using System.Diagnostics;
using Salus.Design;
using Salus.Language;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Known;
using Salus.Language.Identifiers.Residue;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// Scores de-identification by what a folder holds: notes with planted identifiers (with or without collections of notes beside it), sentences
/// with marked spans, hard cases, whether clinical findings outlive it, and FHIR records searched for what their originals say. Texts of planted notes stand in the report's failed cases: all of
/// them are invented or openly licensed.
/// </summary>
public sealed class DeidentificationEvaluation(IdentifierFinder finder) : IEvaluation
{
    private const int MostShown = 400;

    public string Name => "deidentify";

    public string Description => "Identifiers planted into notes, sentences with marked spans, hard cases, what de-identification does to clinical findings, and leaks in FHIR records. --split development plants the names and templates that may be tuned on; the default is held-out.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var start = Stopwatch.GetTimestamp();
        var split = options.Split switch
        {
            null or "held-out" => PlantingSplit.HeldOut,
            "development" => PlantingSplit.Development,
            _ => throw new DeidentificationException("--split is held-out or development."),
        };
        var other = options.Outputs is { } outputs ? await OtherSystem.ReadAsync(outputs, cancel) : null;
        var log = new EvaluationLog(progress);
        ScorePlanted(data, split, options.Seed, other, log, cancel);
        ScoreHardCases(other, log);
        foreach (var file in Sentences(data))
            ScoreSentences(file, other, log, cancel);
        if (Sentences(data).Length == 0)
            log.Absent.Add("sentences with marked spans (deid/presidio_synth*.json)");
        if (other is null)
        {
            ScoreFindings(data, options.Seed, log, cancel);
            if (CleanedRecords.In(data) is { Length: > 0 } records)
                await CleanedRecords.ScoreAsync(records, finder, options.Seed, log, cancel);
            else
                log.Absent.Add("FHIR records (synthea-fhir)");
        }
        using var process = Process.GetCurrentProcess();
        return new EvaluationReport(Name, typeof(DeidentificationEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0", log.Cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), log.Metrics) { Failed = log.Failed, Absent = log.Absent };
    }

    private void ScorePlanted(DirectoryInfo data, PlantingSplit split, int seed, OtherSystem? other, EvaluationLog log, CancellationToken cancel)
    {
        var part = split is PlantingSplit.HeldOut ? "planted, held-out" : "planted, development";
        var (alone, unseen, withRecord, withDeny) = (new TokenScore(), new TokenScore(), new TokenScore(), new TokenScore());
        var deny = new DefaultDenyDetector();
        var notes = PlantedNotes.Of(data, split, seed).ToArray();
        var learnedFrom = PlantingSet.EmbeddedCarriers.Concat(CarrierFiles.In(data)).Where(c => c.IsForLearning).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        if (notes.Length == PlantingSet.EmbeddedCarriers.Length)
            log.Absent.Add("collections of notes (aci-bench, mts-dialog, primock57): planted into the program's own carriers alone");
        long characters = 0;
        var seconds = 0.0;
        foreach (var note in notes)
        {
            cancel.ThrowIfCancellationRequested();
            var begin = Stopwatch.GetTimestamp();
            var found = Found(note.Id, note.Text, other);
            seconds += Stopwatch.GetElapsedTime(begin).TotalSeconds;
            alone.Add(note.Text, note.Spans, found);
            if (!learnedFrom.Contains(note.Id))
                unseen.Add(note.Text, note.Spans, found);
            characters += note.Text.Length;
            if (other is null)
            {
                withRecord.Add(note.Text, note.Spans, Pairs(finder.Find(note.Text, KnownIdentifiers.Of(note.Known))));
                withDeny.Add(note.Text, note.Spans, Pairs(finder.Find(note.Text, deny)));
            }
            log.Step(notes.Length, part);
        }
        log.Add($"{part}: notes", notes.Length, "");
        log.Add($"{part}: words planted", alone.Planted, "");
        log.Add($"{part}: token recall", alone.Recall, "%", atLeast: 99.5);
        log.Add($"{part}: token precision", alone.Precision, "%", atLeast: 90);
        if (other is null)
        {
            log.Add($"{part}: token recall, carriers that nothing was learned from", unseen.Recall, "%");
            log.Add($"{part}: token precision, carriers that nothing was learned from", unseen.Precision, "%");
        }
        foreach (var (kind, recall, planted) in alone.Classes)
            log.Add($"{part}: recall of {kind.Word()} ({planted} words)", recall, "%");
        if (other is null)
        {
            log.Add($"{part}: the patient's own words found, record known ({withRecord.Own} words)", withRecord.OwnRecall, "%", atLeast: 100);
            log.Add($"{part}: token recall, record known", withRecord.Recall, "%", atLeast: 99.5);
            log.Add($"{part}: token precision, record known", withRecord.Precision, "%", atLeast: 90);
            log.Add($"{part}: token recall, default-deny", withDeny.Recall, "%");
            log.Add($"{part}: token precision, default-deny", withDeny.Precision, "%");
            log.Add($"{part}: speed, one thread", seconds == 0 ? 0 : characters / seconds / 1e6, "million characters/s");
            log.Fail($"{part}: own, record known", Shown(withRecord.OwnLeaks));
        }
        foreach (var leaks in alone.Leaks.GroupBy(l => l.Class))
            log.Fail($"{part}: leaks of {leaks.Key.Word()}", Shown([.. leaks]));
        log.Fail($"{part}: wrongly flagged", Shown(alone.Overreach));
    }

    private void ScoreHardCases(OtherSystem? other, EvaluationLog log)
    {
        var (harmless, marked) = (new List<bool>(), new List<bool>());
        var failed = new List<string>();
        foreach (var hard in HardCases.All)
        {
            var score = new TokenScore();
            score.Add(hard.Text, hard.Spans, Found(hard.Id, hard.Text, other));
            var passed = score.Leaks.Count + score.Overreach.Count == 0;
            (hard.IsHarmless ? harmless : marked).Add(passed);
            if (!passed)
                failed.Add($"{hard.Topic}: {hard.Text} | missed: {string.Join(", ", score.Leaks.Select(l => $"{l.Value} ({l.Class.Word()})"))} | wrong: {string.Join(", ", score.Overreach.Select(o => $"{o.Value} ({o.Class.Word()})"))}");
            log.Step(HardCases.All.Length, "hard cases");
        }
        log.Add($"hard cases: with identifiers, all found and nothing else ({marked.Count})", TokenScore.Share(marked.Count(p => p), marked.Count), "%");
        log.Add($"hard cases: without identifiers, nothing flagged ({harmless.Count})", TokenScore.Share(harmless.Count(p => p), harmless.Count), "%");
        log.Fail("hard cases", failed);
    }

    private void ScoreSentences(FileInfo file, OtherSystem? other, EvaluationLog log, CancellationToken cancel)
    {
        var sentences = SyntheticSentence.Read(file);
        var (score, asGiven, withAll) = (new SpanScore(), new SpanScore(), new SpanScore());
        var failed = new List<string>();
        foreach (var sentence in sentences)
        {
            cancel.ThrowIfCancellationRequested();
            var found = Found(sentence.Id, sentence.Text, other).Select(f => (f.Span, SpanScore.Of(f.Class))).ToList();
            var joined = SpanScore.Joined(sentence.Text, found);
            var aligned = sentence.Aligned();
            var (missed, extra) = score.Add([.. aligned.Where(s => s.Group is not SpanGroup.NoIdentifier)], joined);
            withAll.Add(aligned, joined);
            asGiven.Add([.. sentence.Spans.Where(s => s.Group is not SpanGroup.NoIdentifier)], found);
            if (missed.Count + extra.Count > 0)
                failed.Add($"{sentence.Text} | missed: {string.Join(", ", missed.Select(m => $"{m.Span.In(sentence.Text)} ({m.Group})"))} | extra: {string.Join(", ", extra.Select(e => $"{e.Span.In(sentence.Text)} ({e.Group})"))}");
            log.Step(sentences.Count, file.Name);
        }
        log.Add("sentences: span F1, exact, without titles and nationalities", score.Exact, "", atLeast: 0.9);
        log.Add("sentences: span F1, exact, titles and nationalities counted as misses", withAll.Exact, "");
        log.Add("sentences: span F1, exact, places as cut in the file, clock times as dates", asGiven.Exact, "");
        log.Add("sentences: span F1, overlap", score.Overlap, "", atLeast: 0.9);
        foreach (var (group, f1, truth) in score.Groups)
            log.Add($"sentences: span F1 of {group} ({truth})", f1, "");
        log.Fail("sentences", [.. failed.Take(MostShown)]);
    }

    /// <summary>On the notes as they were published, treated by the profile <c>safe-harbor</c>.</summary>
    private void ScoreFindings(DirectoryInfo data, int seed, EvaluationLog log, CancellationToken cancel)
    {
        var cleaner = new TextDeidentifier(finder, new Replacer(DeidentificationPolicy.Profile("safe-harbor"), ReleaseKey.FromSeed(unchecked((ulong)seed))), new Tally());
        var score = new FindingsKept();
        Carrier[] notes = [.. PlantingSet.EmbeddedCarriers.Concat(CarrierFiles.In(data)).Where(c => !c.IsDialogue)];
        foreach (var note in notes)
        {
            cancel.ThrowIfCancellationRequested();
            score.Add(note.Id, note.Text, cleaner.Clean(note.Text, new Subject(note.Id)).Text);
            log.Step(notes.Length, "clinical findings");
        }
        log.Add($"clinical findings: kept, of {score.Before}", score.Share, "%", atLeast: 99.5);
        log.Add("clinical findings: only in the output", score.Invented, "");
        log.Fail("clinical findings lost", [.. score.Lost.Take(MostShown)]);
    }

    private IReadOnlyList<(TextSpan Span, IdentifierClass Class)> Found(string id, string text, OtherSystem? other) => other?.Of(id, text) ?? Pairs(finder.Find(text));

    private static (TextSpan, IdentifierClass)[] Pairs(ImmutableArray<IdentifierSpan> spans) => [.. spans.Select(s => (s.Span, s.Class))];

    private static FileInfo[] Sentences(DirectoryInfo data) =>
        [.. data.EnumerateFiles("presidio_synth*.json").Concat(data.EnumerateDirectories("deid").SelectMany(d => d.EnumerateFiles("presidio_synth*.json"))).OrderBy(f => f.FullName, StringComparer.Ordinal)];

    private static string[] Shown(IReadOnlyList<(IdentifierClass Class, string Value, string Around)> cases) => [.. cases.Take(MostShown).Select(c => $"{c.Class.Word()}: {c.Around}")];
}
