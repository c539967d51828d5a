using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Salus.Governance.Deidentification.Releases.Sampling;

/// <summary>
/// Draws documents by chance while they pass by, in constant memory and whatever the order in which threads bring them: the ones whose text,
/// digested with the seed, gives the smallest numbers (bottom-k sampling). Texts in which something was replaced, or of a sentence at least,
/// come before single phrases such as names of tests. The same text counts once. Safe for several threads.
/// </summary>
internal sealed class SampleDrawing(int count, ulong seed)
{
    private const int SentenceWords = 10;
    private const ulong PhraseBit = 1UL << 63;

    private readonly SortedSet<Ranked> drawn = [];
    private readonly Lock oneAtATime = new();
    private readonly byte[] key = Key(seed);
    private long seen;
    private ulong worst = ulong.MaxValue;

    /// <summary>Documents that passed by.</summary>
    public long Seen => Interlocked.Read(ref seen);

    public ImmutableArray<SampledDocument> Drawn
    {
        get
        {
            lock (oneAtATime)
                return [.. drawn.Select(d => d.Document)];
        }
    }

    public void Add(CleanedText cleaned)
    {
        if (!IsDocument(cleaned))
            return;
        Interlocked.Increment(ref seen);
        if (count <= 0)
            return;
        var rank = Rank(cleaned);
        if (rank >= Interlocked.Read(ref worst))
            return;
        lock (oneAtATime)
        {
            if (!drawn.Add(new Ranked(rank, SampledDocument.Of(cleaned))))
                return;
            if (drawn.Count > count)
                drawn.Remove(drawn.Max!);
            if (drawn.Count == count)
                Interlocked.Exchange(ref worst, drawn.Max!.Rank);
        }
    }

    /// <summary>Single words and codes tell a reviewer nothing, unless something was replaced there.</summary>
    private static bool IsDocument(CleanedText cleaned) => cleaned.Replaced.Length > 0 || cleaned.Text.AsSpan().Trim().IndexOfAny(' ', '\n') >= 0;

    private ulong Rank(CleanedText cleaned)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, MemoryMarshal.AsBytes(cleaned.Text.AsSpan()), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest) & ~PhraseBit | (cleaned.Replaced.Length > 0 || cleaned.Text.AsSpan().Count(' ') >= SentenceWords - 1 ? 0 : PhraseBit);
    }

    private static byte[] Key(ulong seed)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, seed);
        return bytes;
    }

    private sealed record Ranked(ulong Rank, SampledDocument Document) : IComparable<Ranked>
    {
        public int CompareTo(Ranked? other) => Rank.CompareTo(other?.Rank ?? 0);
    }
}
