using System.Globalization;
using System.Text;

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
            First[i] = FoldOf((char)i);
        foreach (var (from, to) in (ReadOnlySpan<(char, string)>)[('ß', "ss"), ('æ', "ae"), ('Æ', "ae"), ('œ', "oe"), ('Œ', "oe"), ('þ', "th"), ('Þ', "th"), ('ø', "o"), ('Ø', "o"), ('đ', "d"), ('Đ', "d"), ('ð', "d"), ('Ð', "d"), ('ł', "l"), ('Ł', "l"), ('ı', "i"), ('İ', "i"), ('ħ', "h"), ('ŧ', "t"), ('ơ', "o"), ('ư', "u"), ('ς', "σ")])
            (First[from], Second[from]) = (to[0], to.Length > 1 ? to[1] : '\0');
    }

    /// <summary>The folded word in <paramref name="buffer"/>, which holds <see cref="Longest"/> characters; empty for a longer word.</summary>
    public static ReadOnlySpan<char> Fold(ReadOnlySpan<char> word, Span<char> buffer)
    {
        var length = 0;
        foreach (var c in word)
        {
            if (length + 2 > buffer.Length)
                return [];
            if (c >= Covered)
            {
                buffer[length++] = c;
                continue;
            }
            if (First[c] == '\0')
                continue;
            buffer[length++] = First[c];
            if (Second[c] != '\0')
                buffer[length++] = Second[c];
        }
        return buffer[..length];
    }

    public static string Fold(string word)
    {
        Span<char> buffer = stackalloc char[Longest];
        return Fold(word.AsSpan(), buffer).ToString();
    }

    private static char FoldOf(char c)
    {
        if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark)
            return '\0';
        if (c < 128)
            return char.ToLowerInvariant(c);
        var parts = c.ToString().Normalize(NormalizationForm.FormD);
        return char.ToLowerInvariant(parts[0]);
    }
}
