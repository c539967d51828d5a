using System.Text;

namespace Salus.Fhir.Search;

/// <summary>
/// Text as searches compare it: without case, accents and doubled spaces. The accents of Latin letters (U+00C0 to U+017F) and combining marks
/// are known here, because the program runs without the system's language data.
/// </summary>
public static class SearchText
{
    /// <summary>The plain letter of U+00C0 and those that follow; a question mark for letters that become two, and for signs.</summary>
    private const string PlainLetters =
        "aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y" +
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkkllllll" +
        "??llnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                if (folded.Length > 0 && folded[^1] != ' ')
                    folded.Append(' ');
            }
            else if (c < '\u00C0')
            {
                folded.Append(char.ToLowerInvariant(c));
            }
            else if (c < '\u0180' && PlainLetters[c - '\u00C0'] is var plain and not '?')
            {
                folded.Append(plain);
            }
            else if (Two(c) is { } two)
            {
                folded.Append(two);
            }
            else if (c is < '\u0300' or > '\u036F')
            {
                folded.Append(char.ToLowerInvariant(c));
            }
        }
        if (folded.Length > 0 && folded[^1] == ' ')
            folded.Length--;
        return folded.ToString();
    }

    /// <summary>The first text, in the order of code points, that does not start with this one; null when there is none.</summary>
    public static string? After(string prefix)
    {
        for (var i = prefix.Length - 1; i >= 0; i--)
        {
            if (prefix[i] < '\uD7FF')
                return string.Concat(prefix.AsSpan(0, i), ((char)(prefix[i] + 1)).ToString());
        }
        return null;
    }

    private static string? Two(char c) => c switch
    {
        'Æ' or 'æ' => "ae",
        'Œ' or 'œ' => "oe",
        'ß' or 'ẞ' => "ss",
        'Þ' or 'þ' => "th",
        'Ĳ' or 'ĳ' => "ij",
        'Ŀ' or 'ŀ' => "l",
        _ => null,
    };
}
