using System.Collections.Immutable;
using Salus.Design;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Learns from a site's own visits and the notes it signed for them (CSV with <c>encounter_id,dialogue,note</c>): the use, order and
/// length of sections, and which of the writer's statements its notes tend to say. Nothing is learned that could put words into a note.
/// </summary>
public sealed class ScribeLearner(NoteWriter writer) : ILearner
{
    private const int Folds = 5;

    /// <summary>A feature must occur in so many statements before it gets a weight.</summary>
    private const int Rarest = 6;

    /// <summary>Length and bar of the choice, tried on visits held back.</summary>
    private static readonly ImmutableArray<(double Length, double Keep)> Settings =
        [.. from length in new[] { 1.0, 1.25, 1.5, 2.0 } from keep in new[] { 0.15, 0.2, 0.25, 0.3 } select (length, keep)];

    public string Name => ScribeCapability.CapabilityName;

    public string Description => "Learns sections, lengths and the choice of statements from visits and the notes you signed for them.";

    public async Task LearnAsync(DirectoryInfo data, FileInfo learned, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        var visits = await ReferenceVisits.ReadAsync(data, "train", cancel);
        var examples = new List<Example>();
        foreach (var visit in visits)
        {
            cancel.ThrowIfCancellationRequested();
            examples.Add(new Example(visit, NoteWriter.Propose(visit, Vocabulary.Embedded)));
            progress.Report(new EvaluationProgress(examples.Count, visits.Length, "visits read"));
        }
        var (weights, bias) = Logistic.Fit([.. examples.SelectMany(e => e.Targets)], Rarest);
        var file = data.GetFiles("train.csv") is [var only] ? only : data.GetFiles("*.csv").First(f => !f.Name.EndsWith("_metadata.csv", StringComparison.OrdinalIgnoreCase));
        var digest = Sha256.Of(await File.ReadAllBytesAsync(file.FullName, cancel));
        var sections = SectionUse(visits);
        var shape = new LearnedScribe(
            LearnedScribe.KindName,
            LearnedScribe.CurrentVersion,
            [$"{file.Name} sha256:{digest}"],
            visits.Length,
            examples.Sum(e => e.Targets.Length),
            1,
            0,
            sections.Use,
            sections.Order,
            Math.Round(bias, 4),
            weights.Where(w => Math.Abs(w.Value) >= 0.005).ToImmutableSortedDictionary(w => w.Key, w => Math.Round(w.Value, 4), StringComparer.Ordinal));
        var (length, keep) = BestSetting(examples, shape, progress, cancel);
        (shape with { Length = length, Keep = keep }).Write(learned);
    }

    private sealed class Example(Visit visit, WrittenVisit written)
    {
        public Visit Visit { get; } = visit;

        public WrittenVisit Written { get; } = written;

        /// <summary>Each statement with the share of its words and word pairs that the signed note has.</summary>
        public ImmutableArray<(IReadOnlyList<string> Features, double Target)> Targets { get; } =
        [
            .. written.Proposals.Select(p => (ProposalFeatures.Of(p, written.Reading), (Rouge.N(visit.ReferenceNote!, p.Text, 1).Precision + Rouge.N(visit.ReferenceNote!, p.Text, 2).Precision) / 2)),
        ];
    }

    /// <summary>What agrees best with notes that the ranker did not see, over five parts of the data.</summary>
    private (double Length, double Keep) BestSetting(List<Example> examples, LearnedScribe shape, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        var scores = new double[Settings.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            cancel.ThrowIfCancellationRequested();
            var (weights, bias) = Logistic.Fit([.. examples.Where((_, i) => i % Folds != fold).SelectMany(e => e.Targets)], Rarest);
            var ranker = shape with { Weights = weights.ToImmutableSortedDictionary(StringComparer.Ordinal), Bias = bias };
            foreach (var example in examples.Where((_, i) => i % Folds == fold))
                for (var i = 0; i < Settings.Length; i++)
                {
                    var options = new ScribeOptions { Learned = ranker with { Length = Settings[i].Length, Keep = Settings[i].Keep } };
                    var draft = writer.Write(example.Visit, example.Written, options);
                    scores[i] += Rouge.N(example.Visit.ReferenceNote!, DraftText.Plain(draft, draft.Statements), 1).F1;
                }
            progress.Report(new EvaluationProgress(fold + 1, Folds, "parts compared"));
        }
        return Settings[Array.IndexOf(scores, scores.Max())];
    }

    private static (ImmutableSortedDictionary<string, LearnedSection> Use, ImmutableArray<string> Order) SectionUse(ImmutableArray<Visit> visits)
    {
        var seen = new Dictionary<string, List<(int Words, double Place, string Heading)>>(StringComparer.Ordinal);
        foreach (var visit in visits)
        {
            var parts = Parts(visit.ReferenceNote!);
            for (var i = 0; i < parts.Count; i++)
            {
                if (!seen.TryGetValue(parts[i].Key, out var list))
                    seen[parts[i].Key] = list = [];
                list.Add((parts[i].Words, (double)i / parts.Count, parts[i].Heading));
            }
        }
        var use = seen.ToImmutableSortedDictionary(s => s.Key, s => new LearnedSection(
            Math.Round((double)s.Value.Count / visits.Length, 3),
            Math.Round(s.Value.Average(v => v.Words), 1),
            s.Value.GroupBy(v => v.Heading, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key), StringComparer.Ordinal);
        return (use, [.. seen.OrderBy(s => s.Value.Average(v => v.Place)).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Key)]);
    }

    private static List<(string Key, string Heading, int Words)> Parts(string note)
    {
        var parts = new List<(string Key, string Heading, int Words)>();
        foreach (var line in note.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var heading = line.TrimEnd(':');
            if (heading.Length <= 40 && SectionHeadings.Embedded.SectionOf(heading) is { } key)
                parts.Add((key, heading, 0));
            else if (parts.Count > 0)
                parts[^1] = parts[^1] with { Words = parts[^1].Words + line.Split(' ').Length };
        }
        return parts;
    }
}
