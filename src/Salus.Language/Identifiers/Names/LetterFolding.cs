using System.Globalization;
using System.Runtime.CompilerServices;
using Salus.Language.Identifiers.Known;

namespace Salus.Language.Identifiers.Names;

/// <summary>Words as the lists hold them: small letters without accents, so that "Žofie", "ZOFIE" and "zofie" are one.</summary>
internal static class LetterFolding
{
    /// <summary>Longer words are no names.</summary>
    public const int Longest = 40;

    private const int Covered = 0x2000;

    // By code unit; nul where a character is dropped. The second letter of those that fold to two stands in Second.
    private static readonly char[] First = new char[Covered];
    private static readonly char[] Second = new char[Covered];

    static LetterFolding()
    {
        for (var i = 0; i < Covered; i++)
        {
            var folded = FoldOf((char)i);
            (First[i], Second[i]) = (folded.Length > 0 ? folded[0] : '\0', folded.Length > 1 ? folded[1] : '\0');
        }
    }

    /// <summary>The folded word in <paramref name="buffer"/>, which holds <see cref="Longest"/> characters; empty for a longer word.</summary>
    /// <param name="hash">Finished, see <see cref="WordHash"/>.</param>
    [MethodImpl(EveryWord.Passes)]
    public static ReadOnlySpan<char> Fold(ReadOnlySpan<char> word, Span<char> buffer, out ulong hash)
    {
        var length = 0;
        var running = 0UL;
        foreach (var c in word)
        {
            if (length + 2 > buffer.Length)
            {
                hash = WordHash.Finish(0);
                return [];
            }
            var letter = c < Covered ? First[c] : c;
            if (letter == '\0')
                continue;
            buffer[length++] = letter;
            running = WordHash.Add(running, letter);
            if (c < 128 || c >= Covered || Second[c] is not (not '\0' and var second))
                continue;
            buffer[length++] = second;
            running = WordHash.Add(running, second);
        }
        hash = WordHash.Finish(running);
        return buffer[..length];
    }

    public static string Fold(string word)
    {
        Span<char> buffer = stackalloc char[Longest];
        return Fold(word.AsSpan(), buffer, out _).ToString();
    }

    private static string FoldOf(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark ? "" : PlainLetters.Of(c) ?? (c == 'ς' ? 'σ' : char.ToLowerInvariant(c)).ToString();
}
