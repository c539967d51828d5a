using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Learning.Trees;

namespace Salus.Documentation.Scribe;

/// <summary>A learned file made ready for writing: phrases indexed, trees read. Built once for a file; safe for several threads.</summary>
internal sealed class LearnedEngine
{
    private static readonly ConditionalWeakTable<LearnedScribe, LearnedEngine> Ready = [];

    private readonly LearnedScribe learned;
    private readonly PhraseBook book;
    private readonly WordUse use;
    private readonly WordRanker words;
    private readonly BoostedTrees ranker;

    private LearnedEngine(LearnedScribe learned)
    {
        this.learned = learned;
        book = new PhraseBook(learned.Phrases);
        use = new WordUse(learned.Words.ToImmutableSortedDictionary(w => w.Key, w => new WordCounts(w.Value[0], w.Value[1], w.Value[2]), StringComparer.Ordinal), learned.Patients);
        words = new WordRanker(learned.WordBias, learned.WordWeights);
        ranker = BoostedTrees.Read(learned.Ranker);
    }

    public static LearnedEngine Of(LearnedScribe learned) => Ready.GetValue(learned, l => new LearnedEngine(l));

    /// <summary>With the site's phrases that the visit bears out.</summary>
    public WrittenVisit Extend(WrittenVisit written) => PhraseWriter.With(written, book, _ => (true, false));

    /// <summary>For each proposal, the share of its words and pairs of words that a note of the site would have; 0 to 1.</summary>
    public Dictionary<Proposal, double> Values(WrittenVisit written)
    {
        var texts = ProposalFeatures.TextsOf(written);
        var rows = ProposalFeatures.Of(written, texts, [.. written.Proposals.Select((p, i) => words.Predict(WordRanker.FeaturesOf(p.Section, texts[i])))], use, ownNote: null);
        var values = new Dictionary<Proposal, double>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < rows.RowCount; i++)
            values[written.Proposals[i]] = ranker.Predict(rows.Row(i));
        return values;
    }

    public List<Proposal> Choose(WrittenVisit written, Dictionary<Proposal, double> values) =>
        new LearnedSelection(written, ProposalFeatures.TextsOf(written), [.. written.Proposals.Select(p => values[p])], learned.Shape).Choose();
}
