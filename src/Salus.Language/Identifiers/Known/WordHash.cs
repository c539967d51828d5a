using System.Runtime.CompilerServices;
using Salus.Language.Vocabularies;

namespace Salus.Language.Identifiers.Known;

/// <summary>
/// A word's hash as a polynomial over its characters modulo 2^64 (Karp and Rabin 1987), so that those of a word with letters left out follow
/// from what stands before and behind. Taken for the word itself: of a million words one in ten million million others would be mistaken for one.
/// </summary>
internal static class WordHash
{
    private const ulong Base = 0x9E3779B97F4A7C15;

    private static readonly ulong[] Powers = PowersOfBase();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong running, char c) => (running * Base) + c + 1u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Finish(ulong running) => KeyHash.Mix(running);

    public static ulong Of(ReadOnlySpan<char> word) => Finish(Running(0, word));

    [MethodImpl(EveryWord.Passes)]
    public static ulong Running(ulong running, ReadOnlySpan<char> more)
    {
        foreach (var c in more)
            running = Add(running, c);
        return running;
    }

    /// <summary>The running value of what lies between two others.</summary>
    public static ulong Between(ulong before, ulong after, int length) => after - (before * Powers[length]);

    /// <summary>The running value of two stretches one behind the other.</summary>
    public static ulong Join(ulong first, ulong second, int lengthOfSecond) => (first * Powers[lengthOfSecond]) + second;

    private static ulong[] PowersOfBase()
    {
        var powers = new ulong[FoldedWord.Longest + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * Base;
        return powers;
    }
}
