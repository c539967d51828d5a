using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Chooses what the note carries by what the site's own notes tend to say: always the proposal that adds most that is not yet said,
/// as long as it is likely enough to be kept, up to the length of the site's notes.
/// </summary>
/// <param name="texts">Each proposal as the note would write it.</param>
/// <param name="values">For each proposal, the share of its words and pairs of words that a note of the site would have; 0 to 1.</param>
/// <param name="shape">When to stop.</param>
internal sealed class LearnedSelection(WrittenVisit written, ImmutableArray<string> texts, double[] values, SelectionShape shape)
{
    public List<Proposal> Choose()
    {
        var proposals = written.Proposals;
        var words = new List<string>[proposals.Length];
        var pairs = new HashSet<string>[proposals.Length];
        for (var i = 0; i < proposals.Length; i++)
        {
            var tokens = Rouge.Tokens(texts[i]);
            words[i] = [.. tokens.Where(t => !PhraseBook.Frame.Contains(t))];
            pairs[i] = [.. tokens.Zip(tokens.Skip(1), (a, b) => a + " " + b)];
        }
        var saidWords = new Dictionary<string, int>(StringComparer.Ordinal);
        var saidPairs = new HashSet<string>(StringComparer.Ordinal);
        var place = Enumerable.Range(0, proposals.Length).ToDictionary(i => proposals[i], i => i, (IEqualityComparer<Proposal>)ReferenceEqualityComparer.Instance);
        var open = Selection.Alternatives(proposals, p => values[place[p]]).Select(p => place[p]).Where(i => values[i] >= shape.Keep).ToHashSet();
        var chosen = new List<Proposal>();
        var length = 0;
        while (open.Count > 0 && length < shape.Words)
        {
            var (best, most) = (-1, shape.Keep);
            foreach (var i in open.Order())
            {
                var value = values[i] * New(i);
                if (value > most)
                    (best, most) = (i, value);
            }
            if (best < 0)
                break;
            open.Remove(best);
            chosen.Add(proposals[best]);
            length += proposals[best].WordCount;
            foreach (var word in words[best])
                saidWords[word] = saidWords.GetValueOrDefault(word) + 1;
            saidPairs.UnionWith(pairs[best]);
        }
        return chosen;

        double New(int i)
        {
            var fresh = words[i].Count == 0 ? 0 : words[i].Average(w => Math.Pow(shape.Again, saidWords.GetValueOrDefault(w)));
            var freshPairs = pairs[i].Count == 0 ? fresh : (double)pairs[i].Count(p => !saidPairs.Contains(p)) / pairs[i].Count;
            return Math.Pow((fresh + freshPairs) / 2, shape.Novelty);
        }
    }
}

/// <summary>When a choice stops; found on visits held back.</summary>
/// <param name="Keep">What adds less is left out, 0 to 1.</param>
/// <param name="Words">Length of the note.</param>
/// <param name="Again">What a word is worth the second time.</param>
/// <param name="Novelty">How much new words count: 0 not at all.</param>
public sealed record SelectionShape(double Keep, double Words, double Again, double Novelty);
