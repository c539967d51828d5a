using System.Runtime.CompilerServices;
using Salus.Language.Identifiers.Known;
using Salus.Language.Identifiers.Names;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>What is said of words, in any case, straight from a stretch of text. Nearly every word is turned away by its length and first letter.</summary>
internal sealed class WordMap<T>
    where T : struct
{
    private const int Longest = 32;
    private const int OtherLetters = 26;

    // By length: a bit for each first letter.
    private readonly uint[] heads = new uint[Longest + 1];
    private readonly WordTable<T> words;

    public WordMap(IReadOnlyDictionary<string, T> said)
    {
        foreach (var word in said.Keys)
            heads[word.Length] |= 1u << Head(word[0]);
        words = new(said.ToDictionary(s => Hash(s.Key), s => s.Value));
    }

    [MethodImpl(EveryWord.Passes)]
    public bool TryGet(ReadOnlySpan<char> word, out T said)
    {
        if (word.Length is > 0 and <= Longest && (heads[word.Length] >> Head(word[0]) & 1) != 0)
            return words.TryGet(Hash(word), out said);
        said = default;
        return false;
    }

    private static int Head(char first) => (uint)((first | 0x20) - 'a') < OtherLetters ? (first | 0x20) - 'a' : OtherLetters;

    private static ulong Hash(ReadOnlySpan<char> word)
    {
        var running = 0UL;
        foreach (var c in word)
            running = WordHash.Add(running, c < 128 ? char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c : char.ToLowerInvariant(c));
        return WordHash.Finish(running);
    }
}
