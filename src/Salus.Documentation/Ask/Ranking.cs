using System.Collections.Immutable;
using Salus.Language.Retrieval;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Ask;

/// <summary>A passage in the order of its use for a question.</summary>
/// <param name="Score">Comparable within one question.</param>
/// <param name="Focus">How well what it is about fits what was asked about, 0 to 1.</param>
/// <param name="Type">How well what it tells fits what was to be known, 0 to 1.</param>
public sealed record RankedPassage(int Number, CorpusPassage Passage, double Score, double Focus, double Type);

/// <summary>Passages for a question, the best first.</summary>
/// <param name="Confidence">How sure it is that the first ones are about what was asked, 0 to 1.</param>
public sealed record RankedAnswers(ReadQuestion Question, ImmutableArray<RankedPassage> Passages, double Confidence);

/// <summary>
/// Finds passages for a question in two steps: by their words, then the best of these by whether they are about the same subject and tell
/// what was asked. Weights were chosen on questions made from one half of the phrases of the evaluation.
/// </summary>
public sealed class Ranking(Shelf shelf, Vocabulary vocabulary)
{
    private const int Candidates = 150;
    /// <summary>Documents that hold less than this of what the best holds are not read word by word.</summary>
    private const double HalfAsGood = 0.5;

    private const double SubjectShare = 2 / 3.0;

    /// <summary>Square of the rarity of a word that is neither rare nor common: one such word alone proves little.</summary>
    private const double OrdinaryWord = 25;

    /// <summary>The same where the subject is named in the story alone: what is asked must be explained by more.</summary>
    private const double OrdinaryWordInStory = 8;

    /// <summary>With less of a phrase of the question, a passage is taken to be about something else.</summary>
    private const double LeastCovered = 0.9;

    /// <summary>So much of a word of the phrase counts that stands in the passage's text and not in its names.</summary>
    private const double InText = 0.4;

    private readonly QuestionReader reader = new(shelf.Index, vocabulary);

    /// <param name="allowed">Passages that may be seen; asked before anything is ranked. Null for all.</param>
    /// <param name="near">Passages near in meaning, the nearest first, fused with those found by words; what is not allowed among them is left out.</param>
    public RankedAnswers Find(string question, int top, Func<int, bool>? allowed = null, ImmutableArray<int> near = default, CancellationToken cancel = default)
    {
        var read = reader.Read(question);
        var hits = shelf.Index.Search(read.Words, Math.Max(top, Candidates), allowed, cancel);
        if (!near.IsDefaultOrEmpty)
            hits = Fused(hits, [.. near.Where(p => allowed is null || allowed(p))]);
        if (hits.IsEmpty)
            return new RankedAnswers(read, [], 0);
        var asked = read.Words.ToDictionary(w => w.Word, w => w.Weight, StringComparer.Ordinal);
        var ranked = hits.Select(h => Rank(read, asked, h, hits[0].Score)).OrderByDescending(r => r.Score).ThenBy(r => r.Number).Take(top).ToImmutableArray();
        return new RankedAnswers(read, ranked, Confidence(read, ranked));
    }

    /// <summary>Half of a passage's score is its share of the best by words, half its place in both rankings.</summary>
    private static ImmutableArray<PassageHit> Fused(ImmutableArray<PassageHit> byWords, ImmutableArray<int> byMeaning)
    {
        var fused = RankFusion.Fuse([.. byWords.Select(h => h.Passage)], byMeaning);
        if (fused.IsEmpty)
            return [];
        var words = byWords.ToDictionary(h => h.Passage, h => h.Score / byWords[0].Score);
        return [.. fused.Select(h => h with { Score = ((h.Score / fused[0].Score) + words.GetValueOrDefault(h.Passage)) / 2 }).OrderByDescending(h => h.Score).ThenBy(h => h.Passage).Take(Candidates)];
    }

    private RankedPassage Rank(ReadQuestion question, Dictionary<string, float> asked, PassageHit hit, float best)
    {
        var passage = shelf[hit.Passage];
        var focus = IsAnswered(passage) || hit.Score < HalfAsGood * best ? FocusOf(question, asked, passage) : Math.Max(FocusOf(question, asked, passage), Told(question, passage));
        var type = TypeOf(question, passage);
        var score = (hit.Score / best) + (RankingWeights.Focus * focus) + (RankingWeights.Type * type * (RankingWeights.TypeAlone + ((1 - RankingWeights.TypeAlone) * focus)));
        return new RankedPassage(hit.Passage, passage, score, focus, type);
    }

    /// <summary>The best fit of the passage's names with the subjects named, and with the words asked about.</summary>
    private double FocusOf(ReadQuestion question, Dictionary<string, float> asked, CorpusPassage passage)
    {
        var best = 0.0;
        foreach (var (order, name) in (passage.Names.IsEmpty ? [passage.Title] : passage.Names).Index())
        {
            var keys = SearchWords.Keys(name);
            if (keys.Count == 0)
                continue;
            var nameKey = string.Join(' ', keys);
            var named = question.Foci.FirstOrDefault(f => f.Key == nameKey)?.Weight ?? 0;
            var all = keys.Sum(shelf.Index.RarityOf);
            var said = keys.Sum(k => shelf.Index.RarityOf(k) * Math.Min(1, asked.GetValueOrDefault(k)));
            var subject = question.Foci.IsEmpty ? [] : question.Foci[0].Key.Split(' ');
            var whole = subject.Length == 0 ? 0.5 : subject.Where(keys.Contains).Sum(shelf.Index.RarityOf) / subject.Sum(shelf.Index.RarityOf);
            var fit = Math.Max(named, 0.75 * (said / all) * (0.4 + (0.6 * whole)));
            best = Math.Max(best, fit * (order == 0 ? 1 : RankingWeights.OtherName));
        }
        return best;
    }

    private static double TypeOf(ReadQuestion question, CorpusPassage passage)
    {
        var type = PassageTypes.Of(passage);
        var share = question.ShareOf(type);
        var first = question.Types[0].Share;
        var direct = first > 0 ? share / first : 0;
        return Math.Max(direct, PassageTypes.Kinship(question.Types[0].Type, type));
    }

    /// <summary>
    /// An answered question counts for sure when its subject is the one asked about and its names explain the rare words of the question; a
    /// piece of a document, when the words of the question stand in it. A subject that is named in the story alone counts less the more
    /// the question itself asks of something else.
    /// </summary>
    private double Confidence(ReadQuestion question, ImmutableArray<RankedPassage> ranked)
    {
        var isAsked = question.Core.IsEmpty || question.Foci.Any(f => f.Asked);
        return ranked.Take(3).Max(r =>
        {
            var named = r.Passage.Names.SelectMany(SearchWords.Keys).Concat(SearchWords.Keys(r.Passage.Title));
            if (IsAnswered(r.Passage))
            {
                var explained = Explained(question, named, isAsked ? OrdinaryWord : OrdinaryWordInStory);
                return Math.Min(1, Covered(question, r.Passage) / LeastCovered) * ((SubjectShare * r.Focus * (isAsked ? 1 : (1 + explained) / 2)) + ((1 - SubjectShare) * explained));
            }
            return question.Core.IsEmpty ? Math.Min(1, 2 * r.Focus) : Told(question, r.Passage);
        });
    }

    /// <summary>
    /// How much of the phrase around a name that is asked about the names of the passage hold, by the root of each word's rarity, the best of the phrases: "acquired cystic kidney
    /// disease" is not "kidney disease". Words that stand in its text count in part; 1 where no known name is asked about.
    /// </summary>
    private double Covered(ReadQuestion question, CorpusPassage passage)
    {
        if (question.Phrases.IsEmpty)
            return 1;
        var names = passage.Names.SelectMany(SearchWords.Keys).Concat(SearchWords.Keys(passage.Title)).Select(NameForms.Number).ToHashSet(StringComparer.Ordinal);
        var text = SearchWords.Keys(passage.Text).ToHashSet(StringComparer.Ordinal);
        return question.Phrases.Max(p =>
        {
            var words = p.Select(NameForms.Number).ToArray();
            var usual = words.Where(w => !NameForms.IsNumber(w)).Select(shelf.Index.RarityOf).DefaultIfEmpty(1).Average();
            double Weight(string word) => Math.Sqrt(NameForms.IsNumber(word) ? usual : shelf.Index.RarityOf(word));
            var held = words.Sum(w => Weight(w) * (names.Contains(w) ? 1 : !NameForms.IsNumber(w) && text.Contains(w) ? InText : 0)) / words.Sum(Weight);
            return NameForms.AreOpposed(words, names) ? held / 2 : held;
        });
    }

    private static bool IsAnswered(CorpusPassage passage) => passage is { Question: not null, Names.IsEmpty: false };

    /// <summary>How much of the question a piece of a document speaks of.</summary>
    private double Told(ReadQuestion question, CorpusPassage passage) => question.Core.IsEmpty ? 0 : Explained(question,
        passage.Names.SelectMany(SearchWords.Keys).Concat(SearchWords.Keys(passage.Title)).Concat(SearchWords.Keys(passage.Heading ?? "")).Concat(SearchWords.Keys(passage.Text)));

    /// <summary>Share of what the question asks that these words hold; a rare word counts by the square of its rarity.</summary>
    private double Explained(ReadQuestion question, IEnumerable<string> by, double slack = OrdinaryWord)
    {
        if (question.Core.IsEmpty)
            return 1;
        var held = by.ToHashSet(StringComparer.Ordinal);
        return 1 - (question.Core.Where(w => !held.Contains(w.Word)).Sum(Weight) / (question.Core.Sum(Weight) + slack));

        double Weight(QueryWord word) => word.Weight * Math.Pow(shelf.Index.RarityOf(word.Word), 2);
    }
}

/// <summary>How the parts of a ranking are weighed against the words' own score, which is 1 for the best passage.</summary>
internal static class RankingWeights
{
    public const double Focus = 1.0;
    public const double Type = 0.5;

    /// <summary>So much of the type counts where the subject does not fit.</summary>
    public const double TypeAlone = 0.2;

    /// <summary>A name that is not the first counts a little less.</summary>
    public const double OtherName = 0.95;
}
