using System.Numerics;
using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Known;

/// <summary>Says of most hashes that are not in a set that they are not, by one look at one bit.</summary>
internal sealed class HashFilter
{
    private const int BitsForEach = 32;

    private readonly ulong[] bits;
    private readonly int shift;

    public HashFilter(IReadOnlyCollection<ulong> hashes)
    {
        var size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, hashes.Count * BitsForEach));
        shift = 64 - BitOperations.Log2(size);
        bits = new ulong[size / 64];
        foreach (var hash in hashes)
            bits[(hash >> shift) >> 6] |= 1UL << (int)((hash >> shift) & 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayHold(ulong hash) => (bits[(hash >> shift) >> 6] & (1UL << (int)((hash >> shift) & 63))) != 0;
}

/// <summary>Hashes of words, spread already, by open addressing: one look for most questions.</summary>
internal sealed class HashTable
{
    private readonly ulong[] slots;
    private readonly int shift;

    /// <param name="hashes">A word whose hash is zero is not kept; there is one in 2^64.</param>
    public HashTable(IReadOnlyCollection<ulong> hashes)
    {
        var size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, hashes.Count * 3));
        shift = 64 - BitOperations.Log2(size);
        slots = new ulong[size];
        foreach (var hash in hashes)
        {
            var at = hash >> shift;
            while (slots[at] != 0 && slots[at] != hash)
                at = (at + 1) & (ulong)(slots.Length - 1);
            slots[at] = hash;
        }
    }

    public bool Contains(ulong hash)
    {
        for (var at = hash >> shift; slots[at] != 0; at = (at + 1) & (ulong)(slots.Length - 1))
        {
            if (slots[at] == hash)
                return true;
        }
        return false;
    }
}
