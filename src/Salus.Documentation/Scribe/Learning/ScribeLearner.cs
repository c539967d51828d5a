using System.Collections.Immutable;
using System.Text.Json;
using Salus.Design;
using Salus.Language.Vocabularies;
using Salus.Learning;
using Salus.Learning.Trees;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Learns from a site's own visits and the notes it signed for them (CSV with <c>encounter_id,dialogue,note</c>): the use, order and
/// length of sections, the site's phrases as templates, and which statements its notes tend to say.
/// </summary>
public sealed class ScribeLearner : ILearner
{
    private const int Folds = 5;
    private const ulong Seed = 1;

    /// <summary>Smaller weights change nothing and make the file long.</summary>
    private const double LeastWeight = 0.002;

    /// <summary>A phrase or word of fewer patients does not get into the file.</summary>
    internal const int LeastPatients = 3;

    private static readonly BoostingOptions Boosting = new() { Rounds = 300, LearningRate = 0.06, MaxLeaves = 8, MinRowsPerLeaf = 20, RowShare = 0.7, ColumnShare = 0.5, L2 = 5, Seed = Seed };

    /// <summary>Tried on visits held back; the length is a factor on that of the site's notes.</summary>
    private static readonly ImmutableArray<SelectionShape> Shapes =
        [.. from keep in new[] { 0.24, 0.28, 0.32 } from length in new[] { 0.7, 0.8, 0.9, 1.0 } from again in new[] { 0.5, 0.7 } from novelty in new[] { 0.6, 1.0 } select new SelectionShape(keep, length, again, novelty)];

    public string Name => ScribeCapability.CapabilityName;

    public string Description => "Learns sections, lengths, phrases with slots and the choice of statements from visits and the notes you signed for them.";

    public async Task LearnAsync(DirectoryInfo data, FileInfo learned, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(progress);
        var visits = await ReferenceVisits.ReadAsync(data, "train", cancel);
        var file = data.GetFiles("train.csv") is [var only] ? only : data.GetFiles("*.csv").First(f => !f.Name.EndsWith("_metadata.csv", StringComparison.OrdinalIgnoreCase));
        var digest = Sha256.Of(await File.ReadAllBytesAsync(file.FullName, cancel));
        Learn(visits, [$"{file.Name} sha256:{digest}"], progress, cancel).Write(learned);
    }

    /// <summary>Equal visits in equal order give an equal file, whatever the number of threads.</summary>
    internal static LearnedScribe Learn(ImmutableArray<Visit> visits, ImmutableArray<string> sources, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        var patients = Patients(visits);
        var names = PersonNames.Of(visits);
        var mined = new PhraseMiner(LeastPatients, names).Mine([.. visits.Select((v, i) => (v.ReferenceNote!, v.Patient?.Name, patients[i]))]);
        var book = new PhraseBook([.. mined.Select(m => m.Phrase)]);
        var examples = new Example[visits.Length];
        var read = 0;
        Each(visits.Length, i =>
        {
            examples[i] = Example.Of(visits[i], patients[i], book, mined);
            progress.Report(new EvaluationProgress(Interlocked.Increment(ref read), visits.Length, "visits read"));
        }, cancel);
        var words = WordUse.Count(examples.GroupBy(e => e.Patient).Select(g => (g.SelectMany(e => e.Said).ToHashSet(StringComparer.Ordinal), g.SelectMany(e => e.Noted).ToHashSet(StringComparer.Ordinal))), LeastPatients, names);
        var use = new WordUse(words, patients.Distinct().Count());
        var byWords = new double[visits.Length][];
        Each(Folds, fold =>
        {
            var ranker = FitWords(examples.Where(e => e.Patient % Folds != fold), names);
            for (var i = 0; i < examples.Length; i++)
                if (examples[i].Patient % Folds == fold)
                    byWords[i] = [.. examples[i].Features.Select(ranker.Predict)];
        }, cancel);
        Each(visits.Length, i => examples[i].Rows = ProposalFeatures.Of(examples[i].Written, examples[i].Texts, byWords[i], use, examples[i].Noted), cancel);
        var length = visits.Average(v => (double)Rouge.Tokens(v.ReferenceNote!).Count);
        var sections = SectionUse.Of(visits);
        var style = NoteStyle.Named(ScribeOptions.DefaultStyle).With(sections.Use, sections.Order);
        var shape = BestShape(examples, style, length, progress, cancel);
        var wordRanker = FitWords(examples, names);
        return new LearnedScribe(
            LearnedScribe.KindName, LearnedScribe.CurrentVersion, sources, visits.Length, patients.Distinct().Count(), LeastPatients, examples.Sum(e => e.Targets.Length), Seed, shape,
            sections.Use, sections.Order, book.Templates.Select(t => t.Phrase).ToImmutableArray(),
            words.ToImmutableSortedDictionary(w => w.Key, w => (ImmutableArray<int>)[w.Value.Said, w.Value.Kept, w.Value.Noted], StringComparer.Ordinal),
            Math.Round(wordRanker.Bias, 4), wordRanker.Weights.Where(w => Math.Abs(w.Value) >= LeastWeight).ToImmutableSortedDictionary(w => w.Key, w => Math.Round(w.Value, 4), StringComparer.Ordinal),
            ProposalFeatures.Names, AsJson(Fit(examples, cancel)));
    }

    /// <summary>Visits of one patient, by name, are one patient; where the name is not known each visit stands for itself.</summary>
    private static int[] Patients(ImmutableArray<Visit> visits)
    {
        var known = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var numbers = new int[visits.Length];
        for (var i = 0; i < visits.Length; i++)
            numbers[i] = visits[i].Patient is { } patient && (patient.Id ?? patient.Name) is { } who ? known.TryGetValue(who, out var number) ? number : known[who] = i : i;
        return numbers;
    }

    private sealed class Example
    {
        public required int Patient { get; init; }

        public required string Note { get; init; }

        public required WrittenVisit Written { get; init; }

        public required HashSet<string> Said { get; init; }

        public required HashSet<string> Noted { get; init; }

        /// <summary>Each statement as the note would write it.</summary>
        public required ImmutableArray<string> Texts { get; init; }

        /// <summary>Of the words of each statement.</summary>
        public required IReadOnlyList<string>[] Features { get; init; }

        /// <summary>For each statement, the share of its words and word pairs that the signed note has.</summary>
        public required float[] Targets { get; init; }

        public FeatureTable Rows { get; set; } = new(0, ProposalFeatures.Names.Length);

        public static Example Of(Visit visit, int patient, PhraseBook book, ImmutableArray<MinedPhrase> mined)
        {
            var note = visit.ReferenceNote!;
            // A phrase that only this patient's note has would be its own answer.
            var written = PhraseWriter.With(NoteWriter.Propose(visit, Vocabulary.Embedded), book, i => (mined[i].Patients.Count > 1 || !mined[i].Patients.Contains(patient), mined[i].Patients.Contains(patient)));
            var texts = ProposalFeatures.TextsOf(written);
            return new Example
            {
                Patient = patient,
                Note = note,
                Written = written,
                Said = WordUse.Terms(WordUse.Said(written.Reading)),
                Noted = WordUse.Terms(Rouge.Tokens(note)),
                Texts = texts,
                Features = [.. written.Proposals.Select((p, i) => WordRanker.FeaturesOf(p.Section, texts[i]))],
                Targets = [.. texts.Select(t => (float)((Rouge.N(note, t, 1).Precision + Rouge.N(note, t, 2).Precision) / 2))],
            };
        }
    }

    private static WordRanker FitWords(IEnumerable<Example> examples, IReadOnlySet<string> names) =>
        WordRanker.Fit([.. examples.SelectMany(e => e.Features.Select((f, i) => (f, (double)e.Targets[i], e.Patient)))], LeastPatients, names);

    private static BoostedTrees Fit(IEnumerable<Example> examples, CancellationToken cancel)
    {
        var all = examples.ToArray();
        var rows = new FeatureTable(all.Sum(e => e.Rows.RowCount), ProposalFeatures.Names.Length);
        var row = 0;
        foreach (var example in all)
            for (var i = 0; i < example.Rows.RowCount; i++)
                example.Rows.Row(i).CopyTo(rows.Row(row++));
        return BoostedTrees.Fit(rows, all.SelectMany(e => e.Targets).ToArray(), BoostingLoss.Logistic, Boosting, cancel: cancel);
    }

    /// <summary>What agrees best with notes that the ranker did not see, over five parts of the data.</summary>
    private static SelectionShape BestShape(Example[] examples, NoteStyle style, double length, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        var scores = new double[Folds][];
        var done = 0;
        Each(Folds, fold =>
        {
            scores[fold] = new double[Shapes.Length];
            var ranker = Fit(examples.Where(e => e.Patient % Folds != fold), cancel);
            foreach (var example in examples.Where(e => e.Patient % Folds == fold))
            {
                var values = Enumerable.Range(0, example.Rows.RowCount).Select(i => ranker.Predict(example.Rows.Row(i))).ToArray();
                var lines = new StyleWriter(style, example.Written.Reading, new Finish(example.Written.Reading)).Lines(example.Written.Proposals);
                for (var i = 0; i < Shapes.Length; i++)
                {
                    var chosen = new LearnedSelection(example.Written, example.Texts, values, Shapes[i] with { Words = Shapes[i].Words * length }).Choose();
                    var text = Text(chosen.Select(p => lines[p]), style);
                    scores[fold][i] += Rouge.N(example.Note, text, 1).F1 + Rouge.N(example.Note, text, 2).F1;
                }
            }
            progress.Report(new EvaluationProgress(Interlocked.Increment(ref done), Folds, "parts compared"));
        }, cancel);
        var sums = Enumerable.Range(0, Shapes.Length).Select(i => scores.Sum(s => s[i])).ToArray();
        var best = Shapes[Array.IndexOf(sums, sums.Max())];
        return best with { Words = Math.Round(best.Words * length) };
    }

    /// <summary>The words of the note with its headings and problems; their order does not matter here.</summary>
    private static string Text(IEnumerable<StyledSentence> chosen, NoteStyle style)
    {
        var sentences = chosen.ToArray();
        var headings = sentences.Select(s => s.Section).Distinct(StringComparer.Ordinal).Select(key => style.Sections.FirstOrDefault(s => s.Key == key)?.Title ?? "");
        var groups = sentences.Where(s => s.Group is not null).Select(s => (s.Section, s.Group)).Distinct().Select(g => g.Group!);
        return string.Join('\n', headings.Concat(groups).Concat(sentences.Select(s => s.Text)));
    }

    private static void Each(int count, Action<int> work, CancellationToken cancel) =>
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, work);

    private static JsonElement AsJson(BoostedTrees trees)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            trees.Write(json);
        using var document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.Clone();
    }
}
