using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Language.Text;

namespace Salus.Language.Retrieval;

/// <summary>
/// Finds passages by their words: BM25F with what a word counts worked out when the index was built, in one byte per word and passage.
/// A filter is asked before anything is scored, and how rare a word is then counts among the passages let through, so what is filtered out
/// can neither be found nor move what is. Equal scores go by the number of the passage. Immutable, for any number of threads.
/// </summary>
public sealed class PassageIndex
{
    private const int LargeCorpus = 1000;

    private readonly string[] words;
    private readonly int[] counts;
    private readonly long[] offsets;
    private readonly byte[] data;

    private readonly FrozenSet<string> names;

    internal PassageIndex(string[] words, int[] counts, long[] offsets, byte[] data, string[] names, int count)
    {
        (this.words, this.counts, this.offsets, this.data, this.names) = (words, counts, offsets, data, names.ToFrozenSet(StringComparer.Ordinal));
        Names = names;
        Count = count;
    }

    /// <summary>Passages.</summary>
    public int Count { get; }

    /// <summary>Different words.</summary>
    public int WordCount => words.Length;

    /// <summary>Bytes of the postings in memory and on disk.</summary>
    public long PostingBytes => data.Length;

    /// <summary>What the passages are about, as <see cref="SearchWords.NameKey"/> gives it, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    internal ReadOnlySpan<string> Words => words;

    internal ReadOnlySpan<int> Counts => counts;

    internal ReadOnlySpan<long> Offsets => offsets;

    internal ReadOnlySpan<byte> Data => data;

    /// <summary>In how many passages a word stands.</summary>
    public int CountOf(string word) => Array.BinarySearch(words, word, StringComparer.Ordinal) is >= 0 and var i ? counts[i] : 0;

    /// <summary>Whether passages are about this.</summary>
    public bool IsName(string nameKey) => names.Contains(nameKey);

    /// <summary>How rare a word is here: the logarithm that BM25 weighs it by. A word that nowhere stands is the rarest.</summary>
    public double RarityOf(string word) => Rarity(CountOf(word), Count);

    /// <summary>The best passages, the best first.</summary>
    /// <param name="top">At most so many.</param>
    /// <param name="allowed">The passages that may be seen, by number; null for all. Asked at most once for each passage that holds a word of the query.</param>
    public ImmutableArray<PassageHit> Search(IEnumerable<QueryWord> query, int top, Func<int, bool>? allowed = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        var scores = new float[Count];
        var may = allowed is null ? null : new byte[Count];
        var total = allowed is null ? Count : AllowedCount(allowed, may!);
        foreach (var (word, weight) in Merged(query))
        {
            cancel.ThrowIfCancellationRequested();
            if (Array.BinarySearch(words, word, StringComparer.Ordinal) is not (>= 0 and var index))
                continue;
            if (may is null)
                Score(index, (float)(weight * Rarity(counts[index], total)) / 255, scores);
            else
                ScoreAllowed(index, weight, total, may, scores);
        }
        return Best(scores, top);
    }

    /// <summary>The word of the index that a misspelt one most likely stands for: the same first letter, one edit (two from eight letters on), the most frequent; null when there is none.</summary>
    public string? Nearest(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length < 5 || word.Length > SearchWords.Longest || !char.IsAsciiLetterLower(word[0]))
            return null;
        var most = word.Length >= 8 ? 2 : 1;
        // In a large corpus a word that stands once is often misspelt itself.
        var least = Count < LargeCorpus ? 1 : 2;
        var from = Array.BinarySearch(words, word[..1], StringComparer.Ordinal);
        (string? Word, int Distance, int Count) best = (null, most + 1, 0);
        for (var i = from < 0 ? ~from : from; i < words.Length && words[i][0] == word[0]; i++)
        {
            if (Math.Abs(words[i].Length - word.Length) > most || counts[i] < least || words[i].Length < 4)
                continue;
            var distance = EditDistance.Within(word, words[i], Math.Min(most, best.Distance));
            if (distance <= most && (distance < best.Distance || (distance == best.Distance && counts[i] > best.Count)))
                best = (words[i], distance, counts[i]);
        }
        return best.Word;
    }

    internal static PassageIndex Pack(string[] words, int[] counts, int[] starts, int[] passages, byte[] impacts, string[] names, int count)
    {
        var packed = new byte[Math.Max(16, (long)passages.Length * 3)];
        var places = new long[words.Length + 1];
        var at = 0L;
        for (var word = 0; word < words.Length; word++)
        {
            places[word] = at;
            var last = -1;
            for (var i = starts[word]; i < starts[word + 1]; i++)
            {
                if (at + 6 > packed.Length)
                    Array.Resize(ref packed, (int)Math.Min(Array.MaxLength, packed.Length * 2L));
                at = WriteNumber(packed, at, (uint)(passages[i] - last - 1));
                packed[at++] = impacts[i];
                last = passages[i];
            }
        }
        places[^1] = at;
        Array.Resize(ref packed, (int)at);
        return new PassageIndex(words, counts, places, packed, names, count);
    }

    private static double Rarity(int count, int total) => Math.Log(1 + ((total - count + 0.5) / (count + 0.5)));

    private static SortedDictionary<string, float> Merged(IEnumerable<QueryWord> query)
    {
        var merged = new SortedDictionary<string, float>(StringComparer.Ordinal);
        foreach (var word in query)
            if (word.Weight > 0)
                merged[word.Word] = Math.Max(merged.GetValueOrDefault(word.Word), word.Weight);
        return merged;
    }

    private static int AllowedCount(Func<int, bool> allowed, byte[] may)
    {
        var total = 0;
        for (var i = 0; i < may.Length; i++)
            if (allowed(i))
            {
                may[i] = 1;
                total++;
            }
        return total;
    }

    private void Score(int word, float weight, float[] scores)
    {
        var bytes = data.AsSpan((int)offsets[word], (int)(offsets[word + 1] - offsets[word]));
        var (at, passage) = (0, -1);
        while (at < bytes.Length)
        {
            passage += (int)ReadNumber(bytes, ref at) + 1;
            scores[passage] += weight * bytes[at++];
        }
    }

    private void ScoreAllowed(int word, float weight, int total, byte[] may, float[] scores)
    {
        var bytes = data.AsSpan((int)offsets[word], (int)(offsets[word + 1] - offsets[word]));
        var found = 0;
        var (at, passage) = (0, -1);
        while (at < bytes.Length)
        {
            passage += (int)ReadNumber(bytes, ref at) + 1;
            found += may[passage];
            at++;
        }
        var each = (float)(weight * Rarity(found, total)) / 255;
        (at, passage) = (0, -1);
        while (at < bytes.Length)
        {
            passage += (int)ReadNumber(bytes, ref at) + 1;
            if (may[passage] != 0)
                scores[passage] += each * bytes[at];
            at++;
        }
    }

    private static ImmutableArray<PassageHit> Best(float[] scores, int top)
    {
        if (top == 0)
            return [];
        var queue = new PriorityQueue<int, (float Score, int Order)>(top + 1);
        var floor = 0f;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] <= floor)
                continue;
            queue.Enqueue(i, (scores[i], -i));
            if (queue.Count > top)
                queue.Dequeue();
            if (queue.Count == top && queue.TryPeek(out _, out var least))
                floor = least.Score;
        }
        var hits = new PassageHit[queue.Count];
        for (var i = hits.Length - 1; i >= 0; i--)
        {
            var passage = queue.Dequeue();
            hits[i] = new PassageHit(passage, scores[passage]);
        }
        return [.. hits];
    }

    private static long WriteNumber(byte[] to, long at, uint number)
    {
        while (number >= 128)
        {
            to[at++] = (byte)(number | 128);
            number >>= 7;
        }
        to[at++] = (byte)number;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadNumber(ReadOnlySpan<byte> from, ref int at)
    {
        uint one = from[at++];
        if (one < 128)
            return one;
        var number = one & 127;
        for (var shift = 7; ; shift += 7)
        {
            one = from[at++];
            number |= (one & 127) << shift;
            if (one < 128)
                return number;
        }
    }
}
