using System.Runtime.InteropServices;

namespace Salus.Language.Retrieval;

/// <summary>
/// Builds a <see cref="PassageIndex"/>. Passages are numbered in the order they are added, and the same passages in the same order give the
/// same index, byte for byte. Linear in the length of the text. Not for several threads.
/// </summary>
public sealed class PassageIndexBuilder(FieldWeights? weights = null)
{
    private const int FieldCount = 4;
    private const int ChunkBits = 20;

    private readonly FieldWeights weights = weights ?? FieldWeights.Default;
    private readonly Dictionary<string, int> surfaces = new(1 << 16, StringComparer.Ordinal);
    private readonly Dictionary<string, int> terms = new(1 << 16, StringComparer.Ordinal);
    private readonly List<string> words = [];
    private readonly SortedSet<string> names = new(StringComparer.Ordinal);
    private readonly List<(int Term, uint Counts)[]> chunks = [];
    private readonly List<int> lengths = [];
    private readonly List<int> ends = [];
    private readonly long[] totals = new long[FieldCount];

    // Of the passage being read: its terms, and where in that list each term stands.
    private int[] slots = new int[1 << 16];
    private (int Term, uint Counts)[] open = new (int, uint)[256];
    private int openCount;
    private int postings;

    public int Count => ends.Count;

    public void Add(in IndexedPassage passage)
    {
        openCount = 0;
        var title = Read(passage.Title, 0);
        var focus = Read(passage.Focus, 1);
        var question = Read(passage.Question, 2);
        var body = Read(passage.Body, 3);
        totals[0] += title;
        totals[1] += focus;
        totals[2] += question;
        totals[3] += body;
        lengths.Add(title);
        lengths.Add(focus);
        lengths.Add(question);
        lengths.Add(body);
        foreach (var name in passage.Focus.Split('|', StringSplitOptions.RemoveEmptyEntries))
            if (SearchWords.NameKey(name) is { Length: > 0 } key)
                names.Add(key);
        for (var i = 0; i < openCount; i++)
        {
            slots[open[i].Term] = 0;
            Keep(open[i]);
        }
        ends.Add(postings);
    }

    /// <summary>The index of what was added so far.</summary>
    public PassageIndex Build()
    {
        var order = new int[words.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(words.ToArray(), order, StringComparer.Ordinal);
        var place = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            place[order[i]] = i;

        // A counting sort brings the postings of a term together, in the order of the passages.
        var starts = new int[order.Length + 1];
        for (var i = 0; i < postings; i++)
            starts[place[At(i).Term] + 1]++;
        var counts = starts[1..];
        for (var i = 0; i < order.Length; i++)
            starts[i + 1] += starts[i];
        var passages = new int[postings];
        var impacts = new byte[postings];
        var norms = Norms();
        var next = starts[..^1];
        var (at, passage) = (0, 0);
        foreach (var end in ends)
        {
            for (; at < end; at++)
            {
                var (term, packed) = At(at);
                var to = next[place[term]]++;
                passages[to] = passage;
                impacts[to] = Impact(packed, norms.AsSpan(passage * FieldCount, FieldCount));
            }
            passage++;
        }
        return PassageIndex.Pack([.. order.Select(o => words[o])], counts, starts, passages, impacts, [.. names], ends.Count);
    }

    private (int Term, uint Counts) At(int posting) => chunks[posting >> ChunkBits][posting & ((1 << ChunkBits) - 1)];

    private void Keep((int Term, uint Counts) posting)
    {
        if (postings >> ChunkBits == chunks.Count)
            chunks.Add(new (int, uint)[1 << ChunkBits]);
        chunks[postings >> ChunkBits][postings & ((1 << ChunkBits) - 1)] = posting;
        postings++;
    }

    /// <summary>What a word in each field of each passage counts, its length taken into account.</summary>
    private float[] Norms()
    {
        Span<float> fields = [weights.Title, weights.Focus, weights.Question, weights.Body];
        var norms = new float[lengths.Count];
        for (var i = 0; i < norms.Length; i++)
        {
            var field = i % FieldCount;
            var mean = totals[field] / (float)Math.Max(1, ends.Count);
            var share = field == 3 ? weights.LengthShare : weights.LengthShare / 2;
            norms[i] = fields[field] / (mean <= 0 ? 1 : 1 - share + (share * lengths[i] / mean));
        }
        return norms;
    }

    private byte Impact(uint packed, ReadOnlySpan<float> norms)
    {
        var count = ((packed >> 24) * norms[0]) + ((packed >> 18 & 63) * norms[1]) + ((packed >> 12 & 63) * norms[2]) + ((packed & 4095) * norms[3]);
        return (byte)Math.Clamp((int)MathF.Round(255 * count / (count + weights.Saturation)), 1, 255);
    }

    private int Read(ReadOnlySpan<char> text, int field)
    {
        Span<char> lower = stackalloc char[SearchWords.Longest];
        var bySurface = surfaces.GetAlternateLookup<ReadOnlySpan<char>>();
        var (position, count) = (0, 0);
        while (SearchWords.Next(text, ref position, out var start, out var end))
        {
            var word = lower[..SearchWords.Lower(text[start..end], lower)];
            if (!bySurface.TryGetValue(word, out var term))
                surfaces.Add(word.ToString(), term = SearchWords.IsStop(word) ? -1 : TermOf(SearchWords.Key(word)));
            if (term < 0)
                continue;
            count++;
            Tally(term, field);
        }
        return count;
    }

    private int TermOf(string key)
    {
        ref var term = ref CollectionsMarshal.GetValueRefOrAddDefault(terms, key, out var known);
        if (!known)
        {
            term = words.Count;
            words.Add(key);
            if (term >= slots.Length)
                Array.Resize(ref slots, slots.Length * 2);
        }
        return term;
    }

    private void Tally(int term, int field)
    {
        ref var slot = ref slots[term];
        if (slot == 0)
        {
            if (openCount == open.Length)
                Array.Resize(ref open, open.Length * 2);
            open[openCount++] = (term, 0);
            slot = openCount;
        }
        ref var counts = ref open[slot - 1].Counts;
        var (shift, most) = field switch { 0 => (24, 255u), 1 => (18, 63u), 2 => (12, 63u), _ => (0, 4095u) };
        if ((counts >> shift & most) < most)
            counts += 1u << shift;
    }
}
