using System.Globalization;

namespace Salus.Governance.Deidentification.Releases.SecondReading;

/// <summary>
/// Which words, and which words side by side, stand in texts: what the second opinion finds in the output and no input holds was invented by
/// the first reading. A Bloom filter (CACM 13, 1970) of fixed size: it may take an unknown word for a known one, which
/// asks a person once too often, and never the other way round. Safe for several threads.
/// </summary>
internal sealed class WordFilter
{
    private const int Bits = 27;
    private const int Hashes = 4;
    private const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private readonly ulong[] filter = new ulong[1 << (Bits - 6)];

    public void Add(ReadOnlySpan<char> text)
    {
        var before = 0UL;
        for (var at = 0; Next(text, ref at, out var word);)
        {
            Set(word);
            if (before != 0)
                Set(Pair(before, word));
            before = word;
        }
    }

    /// <summary>Whether all of it may stand in the source, in this order.</summary>
    public bool MayHold(ReadOnlySpan<char> text)
    {
        var before = 0UL;
        for (var at = 0; Next(text, ref at, out var word);)
        {
            if (!Has(word) || before != 0 && !Has(Pair(before, word)))
                return false;
            before = word;
        }
        return true;
    }

    /// <summary>Remembers a text as a whole too: see <see cref="MayBeOrContain"/>.</summary>
    public void AddWhole(ReadOnlySpan<char> text)
    {
        Add(text);
        Set(Whole(text, out _));
    }

    /// <summary>Whether a text may be one of those remembered as a whole, or at least two words of one side by side: a single word proves nothing.</summary>
    public bool MayBeOrContain(ReadOnlySpan<char> text) => Has(Whole(text, out var words)) || words > 1 && MayHold(text);

    private static ulong Whole(ReadOnlySpan<char> text, out int words)
    {
        var whole = 1UL;
        words = 0;
        for (var at = 0; Next(text, ref at, out var word); words++)
            whole = Pair(ulong.RotateLeft(whole, 7), word);
        return whole ^ Prime << 8;
    }

    /// <summary>Letters and digits, without case and accents.</summary>
    private static bool Next(ReadOnlySpan<char> text, ref int at, out ulong word)
    {
        while (at < text.Length && !char.IsLetterOrDigit(text[at]))
            at++;
        word = Start;
        var begun = at;
        for (; at < text.Length && (char.IsLetterOrDigit(text[at]) || char.GetUnicodeCategory(text[at]) is UnicodeCategory.NonSpacingMark); at++)
            if (!(text[at] > '\u007F' && char.GetUnicodeCategory(text[at]) is UnicodeCategory.NonSpacingMark))
                word = (word ^ char.ToLowerInvariant(text[at])) * Prime;
        word |= 1;
        return at > begun;
    }

    private static ulong Pair(ulong first, ulong second) => (ulong.RotateLeft(first, 21) ^ second) * Prime | 1;

    private void Set(ulong word)
    {
        var step = Mix(word) | 1;
        for (var i = 0; i < Hashes; i++, word += step)
        {
            var bit = Mix(word) >> (64 - Bits);
            ref var cell = ref filter[bit >> 6];
            var mask = 1UL << (int)(bit & 63);
            if ((Volatile.Read(ref cell) & mask) == 0)
                Interlocked.Or(ref cell, mask);
        }
    }

    private bool Has(ulong word)
    {
        var step = Mix(word) | 1;
        for (var i = 0; i < Hashes; i++, word += step)
        {
            var bit = Mix(word) >> (64 - Bits);
            if ((Volatile.Read(ref filter[bit >> 6]) & 1UL << (int)(bit & 63)) == 0)
                return false;
        }
        return true;
    }

    /// <summary>The finaliser of MurmurHash3.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ x >> 33) * 0xff51afd7ed558ccd;
        x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53;
        return x ^ x >> 33;
    }
}
