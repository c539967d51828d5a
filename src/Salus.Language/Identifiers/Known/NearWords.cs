using Salus.Language.Text;

namespace Salus.Language.Identifiers.Known;

/// <summary>
/// Known words that a misspelt one may stand for. Both are compared with letters left out (symmetric deletion, W. Garbe 2012), so that the time
/// for one word does not grow with the number of known ones; then the distance of Damerau decides: one edit from five letters on (from four on where a miss is
/// worse than a false alarm), two from nine on.
/// </summary>
internal sealed class NearWords
{
    private const int ShortestForOne = 5;
    private const int ShortestForOneOfFew = 4;
    private const int ShortestForTwo = 9;

    /// <summary>Long enough for every name; more would cost a table of its square.</summary>
    private const int LongestForTwo = 24;

    private readonly Dictionary<ulong, int> first = [];
    private readonly List<(string Word, int Next)> chain = [];
    private readonly HashFilter filter;
    private readonly int shortest;

    /// <param name="few">Words of four letters are corrected too, and the first letter may be wrong.</param>
    public NearWords(IEnumerable<string> words, bool few = false)
    {
        shortest = few ? ShortestForOneOfFew : ShortestForOne;
        foreach (var word in words.Where(w => w.Length >= shortest && w.Length < FoldedWord.Longest).Distinct(StringComparer.Ordinal))
        {
            var hashes = new HashSet<ulong>();
            Without(word, hashes);
            foreach (var hash in hashes)
            {
                chain.Add((word, first.TryGetValue(hash, out var next) ? next : -1));
                first[hash] = chain.Count - 1;
            }
        }
        filter = new(first.Keys);
    }

    public bool IsEmpty => chain.Count == 0;

    /// <summary>The nearest known words; nothing for a word that is too short or like none.</summary>
    public void Find(ReadOnlySpan<char> word, List<string> nearest)
    {
        nearest.Clear();
        if (IsEmpty || word.Length < shortest - 1 || word.Length >= FoldedWord.Longest)
            return;
        Span<ulong> running = stackalloc ulong[word.Length + 1];
        for (var i = 0; i < word.Length; i++)
            running[i + 1] = WordHash.Add(running[i], word[i]);
        var best = 3;
        Try(word, running[word.Length], ref best, nearest);
        for (var i = 0; i < word.Length; i++)
            Try(word, Without(running, i), ref best, nearest);
        if (word.Length is < ShortestForTwo - 2 or > LongestForTwo || best < 2)
            return;
        for (var i = 0; i < word.Length; i++)
        {
            for (var j = i + 1; j < word.Length; j++)
                Try(word, Without(running, i, j), ref best, nearest);
        }
    }

    public bool IsNear(ReadOnlySpan<char> word)
    {
        var nearest = new List<string>();
        Find(word, nearest);
        return nearest.Count > 0;
    }

    private static void Without(string word, HashSet<ulong> hashes)
    {
        Span<ulong> running = stackalloc ulong[word.Length + 1];
        for (var i = 0; i < word.Length; i++)
            running[i + 1] = WordHash.Add(running[i], word[i]);
        hashes.Add(WordHash.Finish(running[word.Length]));
        for (var i = 0; i < word.Length; i++)
        {
            hashes.Add(WordHash.Finish(Without(running, i)));
            for (var j = i + 1; word.Length is >= ShortestForTwo and <= LongestForTwo && j < word.Length; j++)
                hashes.Add(WordHash.Finish(Without(running, i, j)));
        }
    }

    private static ulong Without(ReadOnlySpan<ulong> running, int i)
    {
        var length = running.Length - 1;
        return WordHash.Join(running[i], WordHash.Between(running[i + 1], running[length], length - i - 1), length - i - 1);
    }

    private static ulong Without(ReadOnlySpan<ulong> running, int i, int j)
    {
        var length = running.Length - 1;
        var middle = WordHash.Join(running[i], WordHash.Between(running[i + 1], running[j], j - i - 1), j - i - 1);
        return WordHash.Join(middle, WordHash.Between(running[j + 1], running[length], length - j - 1), length - j - 1);
    }

    private void Try(ReadOnlySpan<char> word, ulong running, ref int best, List<string> nearest)
    {
        var hash = WordHash.Finish(running);
        if (!filter.MayHold(hash) || !first.TryGetValue(hash, out var at))
            return;
        for (; at >= 0; at = chain[at].Next)
        {
            var known = chain[at].Word;
            var isSameStart = word[0] == known[0] || word[0] == known[1] && word[1] == known[0];
            if (!isSameStart && shortest == ShortestForOne)
                continue;
            var most = known.Length >= ShortestForTwo && isSameStart ? 2 : 1;
            var distance = EditDistance.Within(word, known, most);
            if (distance > most || distance > best)
                continue;
            if (distance < best)
                nearest.Clear();
            best = distance;
            if (!nearest.Contains(known))
                nearest.Add(known);
        }
    }
}
