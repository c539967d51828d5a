using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Salus.Fhir.Search;

namespace Salus.Governance.Deidentification;

/// <summary>The words of a name as written, and what they are in it.</summary>
internal static class NameWords
{
    // Left out on purpose: words that are names as well, such as Don, Miss and Lord. A title kept by mistake would be a name leaked.
    private static readonly FrozenSet<string> titles = Set("dr dra doctor doctora prof professor mr mrs ms mx sir rev sra srta herr frau mme mlle");
    private static readonly FrozenSet<string> suffixes = Set("jr sr ii iii md phd rn dds pharmd facs");
    private static readonly FrozenSet<string> suffixesAfterComma = Set("do np pa iv v lpn dpm dmd fnp crna cnm msn bsn aprn lcsw esq mph ms ma");
    private static readonly FrozenSet<string> particles = Set("de la las los del der den von van vom zu zur da das dos di du le y e");

    public static bool IsTitle(string folded) => titles.Contains(folded);

    public static bool IsSuffix(string folded, bool afterComma) => suffixes.Contains(folded) || (afterComma && suffixesAfterComma.Contains(folded));

    public static bool IsParticle(string folded) => particles.Contains(folded);

    /// <summary>Stretches of letters, with the apostrophe of O'Brien but without that of a possessive.</summary>
    public static IEnumerable<string> Split(string text) => Spans(text).Select(s => text[s.Start..s.End]);

    public static IEnumerable<(int Start, int End)> Spans(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!IsLetter(text[i]))
            {
                i++;
                continue;
            }
            var start = i;
            while (i < text.Length && (IsLetter(text[i]) || (text[i] is '\'' or '’' && i + 1 < text.Length && IsLetter(text[i + 1]) && !IsPossessive(text, i))))
                i++;
            yield return (start, i);
        }
    }

    /// <summary>Small letters without accents: as names are compared.</summary>
    public static string Fold(string word)
    {
        var folded = SearchText.Fold(word);
        return folded.All(char.IsLetter) ? folded : string.Concat(folded.Where(char.IsLetter));
    }

    /// <summary>Without accents, capitals as they are.</summary>
    public static string WithoutAccents(string word)
    {
        if (Ascii.IsValid(word))
            return word;
        var plain = new StringBuilder(word.Length);
        foreach (var c in word)
            plain.Append(c < 0x80 ? c.ToString() : char.IsUpper(c) ? SearchText.Fold(c.ToString()).ToUpperInvariant() : SearchText.Fold(c.ToString()));
        return plain.ToString();
    }

    private static bool IsLetter(char c) => char.IsLetter(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;

    private static bool IsPossessive(string text, int apostrophe) =>
        text[apostrophe + 1] is 's' or 'S' && (apostrophe + 2 == text.Length || !IsLetter(text[apostrophe + 2]));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
