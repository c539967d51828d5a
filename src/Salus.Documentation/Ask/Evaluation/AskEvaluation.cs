using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Salus.Design;
using Salus.Language.Retrieval;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Ask;

/// <summary>
/// Scores the answering of questions. On answered pairs (<c>*.jsonl</c> or <c>*.jsonl.gz</c> as MedQuAD): made-up consumer messages against the
/// answers about the same subject, and silence on questions the corpus cannot answer. On PubMedQA (<c>pqal*.json</c>): each question finds its
/// own abstract. A folder of such folders is scored folder by folder.
/// </summary>
public sealed class AskEvaluation(Vocabulary vocabulary) : IEvaluation
{
    private const int Messages = 600;
    private const int Unanswerable = 300;
    private const int MostShown = 10;
    private const double HeldOutShare = 0.06;

    public string Name => "ask";

    public string Description => "Questions answered from corpora: ranking of passages for consumer messages, known items, and silence where the corpus has no answer.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var start = Stopwatch.GetTimestamp();
        var metrics = ImmutableArray.CreateBuilder<Metric>();
        var failed = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var cases = 0;
        var folders = data.GetDirectories().Prepend(data).ToArray();
        foreach (var file in folders.SelectMany(f => f.GetFiles()).Where(f => f.Name.EndsWith(".jsonl", StringComparison.Ordinal) || f.Name.EndsWith(".jsonl.gz", StringComparison.Ordinal)).OrderBy(f => f.FullName, StringComparer.Ordinal))
            if (AnsweredPairs(file) is { Count: > 0 } pairs)
                cases += Answered(pairs, options, metrics, failed, progress, cancel);
        foreach (var file in folders.SelectMany(f => f.GetFiles("pqal*.json")).OrderBy(f => f.FullName, StringComparer.Ordinal))
            cases += KnownItems(await File.ReadAllBytesAsync(file.FullName, cancel), metrics, cancel);
        if (cases == 0)
            throw new CorpusException($"{data.FullName} holds neither answered questions (*.jsonl, *.jsonl.gz) nor PubMedQA (pqal*.json).");
        using var process = Process.GetCurrentProcess();
        return new EvaluationReport(Name, typeof(AskEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0", cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), metrics.ToImmutable()) { Failed = failed };
    }

    private static List<CorpusPassage> AnsweredPairs(FileInfo file)
    {
        using Stream raw = file.OpenRead();
        using var stream = file.Name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return [.. QuestionAnswerLines.Read(reader, file.Name).Where(p => p is { Question: not null, Names.Length: > 0 })];
    }

    private int Answered(List<CorpusPassage> all, EvaluationOptions options, ImmutableArray<Metric>.Builder metrics, SortedDictionary<string, IReadOnlyList<string>> failed, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        var makes = new ConsumerQuestions(unchecked((ulong)options.Seed) + 17, options.Split is "dev" ? "dev" : "held");
        var subjects = all.GroupBy(SubjectOf, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        var removed = subjects.Where(_ => makes.Pick(Enumerable.Range(0, 1000).ToArray()) < HeldOutShare * 1000).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        // A subject is gone when nothing is left under any of its names, with what stands in brackets or without.
        var names = all.Where(p => removed.Contains(SubjectOf(p))).SelectMany(NamesOf).ToHashSet(StringComparer.Ordinal);
        var kept = all.Where(p => !NamesOf(p).Any(names.Contains)).ToArray();
        var gone = all.Where(p => removed.Contains(SubjectOf(p)) && PhraseType(p) is not null).ToArray();

        var bytes = kept.Sum(p => (long)Encoding.UTF8.GetByteCount(p.Text) + p.Title.Length + p.Question!.Length);
        var begin = Stopwatch.GetTimestamp();
        var shelf = Shelf.Of(kept);
        var building = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var ranking = new Ranking(shelf, vocabulary);
        _ = ranking.Find("warming up", 10, cancel: cancel);

        var askable = kept.Where(p => PhraseType(p) is not null).ToArray();
        var (ndcg, mrr, plainNdcg, plainMrr) = (0.0, 0.0, 0.0, 0.0);
        var unanswered = new List<string>();
        var times = new List<double>();
        var (typed, focused) = (0, 0);
        var known = kept.GroupBy(SubjectOf, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        for (var i = 0; i < Messages; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var about = makes.Pick(askable);
            var message = makes.About(about, PhraseType(about)!);
            var from = Stopwatch.GetTimestamp();
            var found = ranking.Find(message.Text, 10, cancel: cancel);
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            int Grade(CorpusPassage p) => SubjectOf(p) != SubjectOf(about) ? 0 : PassageTypes.Of(p) == message.Type ? 3 : 1;
            var ideal = known[SubjectOf(about)].Select(Grade).ToArray();
            ndcg += RankScore.Ndcg(found.Passages.Select(p => Grade(p.Passage)), ideal);
            mrr += RankScore.Reciprocal(found.Passages.Select(p => Grade(p.Passage)), 3);
            var plain = shelf.Index.Search(SearchWords.Keys(message.Text).Select(k => new QueryWord(k, 1)), 10, cancel: cancel).Select(h => Grade(shelf[h.Passage])).ToArray();
            plainNdcg += RankScore.Ndcg(plain, ideal);
            plainMrr += RankScore.Reciprocal(plain, 3);
            if (found.Confidence < Answering.LeastConfidence)
                unanswered.Add(message.Text);
            typed += found.Question.Types[0].Type == message.Type ? 1 : 0;
            focused += found.Passages.Length > 0 && Grade(found.Passages[0].Passage) > 0 ? 1 : 0;
            if (i % 50 == 0)
                progress.Report(new EvaluationProgress(i, Messages, "consumer messages"));
        }
        metrics.Add(new Metric($"consumer messages ({Messages}): nDCG@10", ndcg / Messages, "", AtLeast: 0.75));
        metrics.Add(new Metric("consumer messages: MRR of the first full answer", mrr / Messages, "", AtLeast: 0.65));
        metrics.Add(new Metric("the same with the raw message as query (BM25F alone): nDCG@10", plainNdcg / Messages, ""));
        metrics.Add(new Metric("the same with the raw message as query (BM25F alone): MRR", plainMrr / Messages, ""));
        metrics.Add(new Metric("consumer messages: type of question read rightly", 100.0 * typed / Messages, "%"));
        metrics.Add(new Metric("consumer messages: first passage about the subject", 100.0 * focused / Messages, "%"));
        metrics.Add(new Metric("answerable questions left unanswered", 100.0 * unanswered.Count / Messages, "%", AtMost: 5));
        var off = Enumerable.Range(0, Unanswerable).Count(_ => ranking.Find(makes.OffTheSubject(), 5, cancel: cancel).Confidence < Answering.LeastConfidence);
        metrics.Add(new Metric($"off-topic questions ({Unanswerable}) left unanswered", 100.0 * off / Unanswerable, "%", AtLeast: 90));
        if (gone.Length > 0)
        {
            var answered = new List<string>();
            foreach (var about in Enumerable.Range(0, Unanswerable).Select(_ => makes.Pick(gone)))
            {
                var message = makes.About(about, PhraseType(about)!);
                var found = ranking.Find(message.Text, 5, cancel: cancel);
                if (found.Confidence >= Answering.LeastConfidence)
                    answered.Add(string.Create(CultureInfo.InvariantCulture, $"{message.Subject} → {found.Passages[0].Passage.Title} ({found.Confidence:0.00}): {message.Text}"));
            }
            var quiet = Unanswerable - answered.Count;
            failed["subjects taken out of the corpus and answered all the same"] = [.. answered.Take(MostShown)];
            metrics.Add(new Metric($"questions on subjects taken out of the corpus ({Unanswerable}) left unanswered", 100.0 * quiet / Unanswerable, "%", AtLeast: 90));
        }
        Written(kept, ranking, options, metrics, failed, cancel);
        failed["answerable questions left unanswered"] = [.. unanswered.Take(MostShown)];
        times.Sort();
        metrics.Add(new Metric($"question over {shelf.Index.Count} passages, median", times[times.Count / 2], "ms", AtMost: 10));
        metrics.Add(new Metric("question, 95 % are faster than", times[times.Count * 95 / 100], "ms"));
        metrics.Add(new Metric("index built", bytes / building / 1e6, "MB/s", AtLeast: 20));
        return Messages + (2 * Unanswerable);
    }

    /// <summary>Messages that were written by hand, those whose subject the corpus has, and those that it cannot answer.</summary>
    private static void Written(CorpusPassage[] kept, Ranking ranking, EvaluationOptions options, ImmutableArray<Metric>.Builder metrics, SortedDictionary<string, IReadOnlyList<string>> failed, CancellationToken cancel)
    {
        var half = options.Split is "dev" ? "dev" : "held";
        var titles = kept.Select(p => p.Title.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();
        var (asked, right, silent, other, quiet) = (0, 0, 0, 0, 0);
        var wrong = new List<string>();
        foreach (var row in AskData.Lines("written-messages.tsv").Select(l => l.Split('\t')).Where(r => r.Length == 3 && r[0] == half))
        {
            var found = ranking.Find(row[2], 10, cancel: cancel);
            var isAnswered = found.Confidence >= Answering.LeastConfidence;
            var names = row[1].Split('|');
            if (names is ["-"])
            {
                other++;
                quiet += isAnswered ? 0 : 1;
                continue;
            }
            if (!titles.Any(t => names.Any(n => t.Contains(n, StringComparison.Ordinal))))
                continue;
            asked++;
            var isRight = found.Passages is [var first, ..] && names.Any(n => first.Passage.Names.Append(first.Passage.Title).Any(t => t.Contains(n, StringComparison.OrdinalIgnoreCase)));
            right += isRight ? 1 : 0;
            silent += isAnswered ? 0 : 1;
            if (!isRight || !isAnswered)
                wrong.Add(row[2]);
        }
        if (asked > 0)
        {
            metrics.Add(new Metric($"messages written by hand ({asked}): first passage about the subject", 100.0 * right / asked, "%"));
            metrics.Add(new Metric("messages written by hand: left unanswered", 100.0 * silent / asked, "%"));
        }
        if (other > 0)
            metrics.Add(new Metric($"messages written by hand that no health corpus answers ({other}): left unanswered", 100.0 * quiet / other, "%"));
        failed["messages written by hand"] = wrong;
    }

    private int KnownItems(byte[] file, ImmutableArray<Metric>.Builder metrics, CancellationToken cancel)
    {
        using var json = JsonDocument.Parse(file);
        var items = json.RootElement.EnumerateObject().Select(p => (Id: p.Name, Question: p.Value.GetProperty("QUESTION").GetString()!, Text: string.Join('\n', p.Value.GetProperty("CONTEXTS").EnumerateArray().Select(c => c.GetString())))).ToArray();
        var ranking = new Ranking(Shelf.Of([.. items.Select(i => new CorpusPassage(i.Id, i.Id, "", i.Text))]), vocabulary);
        var (first, mrr) = (0, 0.0);
        foreach (var (id, question, _) in items)
        {
            var found = ranking.Find(question, 10, cancel: cancel).Passages.Select(p => p.Passage.Id == id ? 1 : 0).ToArray();
            first += found is [1, ..] ? 1 : 0;
            mrr += RankScore.Reciprocal(found, 1);
        }
        metrics.Add(new Metric($"PubMedQA, own abstract among {items.Length}: first", 100.0 * first / items.Length, "%", AtLeast: 95));
        metrics.Add(new Metric("PubMedQA: MRR", mrr / items.Length, ""));
        return items.Length;
    }

    private static IEnumerable<string> NamesOf(CorpusPassage passage) => passage.Names.Append(passage.Title).SelectMany(n => new[] { n, ConsumerQuestions.Plain(n) }).Select(SearchWords.NameKey).Where(n => n.Length > 0);

    /// <summary>The same subject under the same first name.</summary>
    private static string SubjectOf(CorpusPassage passage) => SearchWords.NameKey(passage.Names[0]) is { Length: > 0 } key ? key : passage.Names[0];

    private static string? PhraseType(CorpusPassage passage) => passage.Type is { } type && ConsumerQuestions.Covers(type) ? type : null;
}
