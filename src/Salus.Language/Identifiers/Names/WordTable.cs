using System.Numerics;
using System.Runtime.CompilerServices;
using Salus.Language.Identifiers.Known;

namespace Salus.Language.Identifiers.Names;

/// <summary>What is known of words, by their hash alone (see <see cref="WordHash"/>): one look in one array, without touching the word again.</summary>
internal sealed class WordTable<T>
    where T : struct
{
    private readonly ulong[] keys;
    private readonly T[] values;
    private readonly int mask;

    /// <param name="words">By the finished hash; none of them hashes to zero, which marks an empty place.</param>
    public WordTable(IReadOnlyDictionary<ulong, T> words)
    {
        var places = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * words.Count));
        (keys, values, mask) = (new ulong[places], new T[places], places - 1);
        foreach (var (key, value) in words)
        {
            var at = (int)key & mask;
            while (keys[at] != 0)
                at = (at + 1) & mask;
            (keys[at], values[at]) = (key, value);
        }
    }

    [MethodImpl(EveryWord.Passes)]
    public bool TryGet(ulong key, out T value)
    {
        var held = keys;
        for (var at = (int)key & mask; held[at] is not 0 and var other; at = (at + 1) & mask)
        {
            if (other == key)
            {
                value = values[at];
                return true;
            }
        }
        value = default;
        return false;
    }
}
