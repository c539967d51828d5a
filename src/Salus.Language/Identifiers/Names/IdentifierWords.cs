using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Salus.Language.Identifiers.Names;

/// <summary>
/// The words of a text with their writing. A word is a run of letters, accents and digits; an apostrophe between letters stays inside
/// ("O'Brien", "don't") unless it begins a possessive or shortened 's, which stays outside ("Smith's", "it's"); the 't of Dutch names is a word. Hyphens part words.
/// Time and memory are linear: twelve bytes a word and nothing else.
/// </summary>
public static class IdentifierWords
{
    // A point behind one of these does not end a sentence.
    private static readonly string[] Shortened = ["dr", "drs", "mr", "mrs", "ms", "mx", "prof", "rev", "fr", "sr", "jr", "st", "mt", "ft", "hon", "capt", "sgt", "lt", "vs", "no", "attn", "approx", "dept", "ave", "blvd", "apt", "ste", "tel", "ext", "phys", "pt"];

    [MethodImpl(EveryWord.Passes)]
    public static ImmutableArray<IdentifierWord> Of(string plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        var buffer = ArrayPool<IdentifierWord>.Shared.Rent((plain.Length / 4) + 16);
        var count = 0;
        var place = WordPlace.Sentence | WordPlace.Line;
        for (var i = 0; i < plain.Length;)
        {
            var c = plain[i];
            if (c == ' ')
            {
                i++;
                continue;
            }
            if (c == '\'' && IsDutchArticle(plain, i))
            {
                if (count == buffer.Length)
                    buffer = Grown(buffer);
                buffer[count++] = new(i, 2, plain[i + 1] is 't' ? WordShape.Lower : WordShape.AllCapitals, place);
                place = WordPlace.None;
                i += 2;
                continue;
            }
            if (c < 128 ? !char.IsAsciiLetterOrDigit(c) : LengthOfLetter(plain, i) is 0)
            {
                place |= PlaceBehind(plain, i, buffer.AsSpan(0, count));
                i++;
                continue;
            }
            var end = EndOfPlainWord(plain, i, out var shape);
            if (end < plain.Length && (plain[end] == '\'' || plain[end] > 127))
            {
                end = EndOfWord(plain, i);
                shape = ShapeOf(plain.AsSpan(i, end - i));
            }
            if (count == buffer.Length)
                buffer = Grown(buffer);
            var possessive = HasPossessive(plain, end);
            buffer[count++] = new(i, end - i, shape, possessive ? place | WordPlace.Possessive : place);
            place = WordPlace.None;
            i = possessive ? end + 2 : end;
        }
        var words = ImmutableArray.Create(buffer.AsSpan(0, count));
        ArrayPool<IdentifierWord>.Shared.Return(buffer);
        return words;
    }

    private static IdentifierWord[] Grown(IdentifierWord[] buffer)
    {
        var larger = ArrayPool<IdentifierWord>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<IdentifierWord>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>Where plain letters and digits end, which is nearly always the end of the word, and how they are written.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static int EndOfPlainWord(string text, int start, out WordShape shape)
    {
        var (upper, lower, digits) = (0, 0, 0);
        var capitalBehindSmall = false;
        var end = start;
        for (; end < text.Length; end++)
        {
            var c = text[end];
            if (char.IsAsciiLetterLower(c))
            {
                lower++;
            }
            else if (char.IsAsciiLetterUpper(c))
            {
                upper++;
                capitalBehindSmall |= lower > 0;
            }
            else if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else
            {
                break;
            }
        }
        shape = ShapeOf(text.AsSpan(start, end - start), upper, lower, digits, 0, capitalBehindSmall);
        return end;
    }

    [MethodImpl(EveryWord.Passes)]
    private static WordPlace PlaceBehind(string text, int at, ReadOnlySpan<IdentifierWord> words)
    {
        switch (text[at])
        {
            case '\n' or '\r' or '\u2028' or '\u2029' or '\u0085' or '\f':
                return WordPlace.Line | WordPlace.Sentence;
            case '!' or '?' or '\u061F' or '\u3002' or '\u2022' or '\u2026' or '|' or '\t':
                return WordPlace.Sentence;
            case '.':
                return (at + 1 == text.Length || !char.IsLetterOrDigit(text[at + 1])) && !IsShortened(text, at, words) ? WordPlace.Sentence : WordPlace.None;
            default:
                return WordPlace.None;
        }
    }

    [MethodImpl(EveryWord.Passes)]
    private static bool IsShortened(string text, int point, ReadOnlySpan<IdentifierWord> words)
    {
        if (words.IsEmpty || words[^1] is not { Shape: not WordShape.Digits } last || last.End != point)
            return false;
        if (last.Shape == WordShape.Initial)
            return true;
        if (last.Length > 6)
            return false;
        foreach (var shortened in Shortened)
        {
            if (last.In(text).Equals(shortened, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static int EndOfWord(string text, int start)
    {
        var i = start;
        while (i < text.Length)
        {
            if (LengthOfLetter(text, i) is > 0 and var length)
                i += length;
            else if (text[i] == '\'' && i > start && i + 1 < text.Length && char.IsLetter(text[i + 1]) && char.IsLetter(text[i - 1]) && !HasPossessive(text, i))
                i++;
            else
                break;
        }
        return i;
    }

    [MethodImpl(EveryWord.Passes)]
    private static bool HasPossessive(string text, int at) =>
        at + 1 < text.Length && text[at] == '\'' && text[at + 1] is 's' or 'S' && (at + 2 == text.Length || LengthOfLetter(text, at + 2) == 0);

    /// <summary>The small word of "van 't Hof" and "'t Hooft".</summary>
    private static bool IsDutchArticle(string text, int at) =>
        at + 3 < text.Length && text[at + 1] is 't' or 'T' && text[at + 2] == ' ' && (at == 0 || char.IsWhiteSpace(text[at - 1]))
        && (char.IsUpper(text[at + 3]) || text.AsSpan(0, at).EndsWith("van ", StringComparison.OrdinalIgnoreCase));

    /// <summary>One or two when a letter, accent or digit begins here, else zero.</summary>
    private static int LengthOfLetter(string text, int at)
    {
        var c = text[at];
        if (c < 128)
            return char.IsAsciiLetterOrDigit(c) ? 1 : 0;
        if (char.IsLetterOrDigit(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            return 1;
        return char.IsHighSurrogate(c) && Rune.TryGetRuneAt(text, at, out var rune) && Rune.IsLetterOrDigit(rune) ? 2 : 0;
    }

    [MethodImpl(EveryWord.Passes)]
    private static WordShape ShapeOf(ReadOnlySpan<char> word)
    {
        var upper = 0;
        var lower = 0;
        var digits = 0;
        var uncased = 0;
        var capitalBehindSmall = false;
        foreach (var c in word)
        {
            if (char.IsAsciiLetterLower(c) || (c > 127 && char.IsLower(c)))
            {
                lower++;
            }
            else if (char.IsAsciiLetterUpper(c) || (c > 127 && char.IsUpper(c)))
            {
                upper++;
                capitalBehindSmall |= lower > 0;
            }
            else if (char.IsDigit(c))
            {
                digits++;
            }
            else if (c != '\'' && (char.IsLetter(c) || char.IsSurrogate(c)))
            {
                uncased++;
            }
        }
        return ShapeOf(word, upper, lower, digits, uncased, capitalBehindSmall);
    }

    private static WordShape ShapeOf(ReadOnlySpan<char> word, int upper, int lower, int digits, int uncased, bool capitalBehindSmall)
    {
        if (digits > 0)
            return digits == word.Length ? WordShape.Digits : WordShape.Mixed;
        if (upper + lower == 0)
            return uncased > 0 ? WordShape.Uncased : WordShape.Mixed;
        if (lower == 0)
            return upper == 1 && word.Length == 1 ? WordShape.Initial : WordShape.AllCapitals;
        if (upper == 0)
            return WordShape.Lower;
        if (!char.IsUpper(word[0]))
            return word is ['d', '\'', _, ..] or ['a', 'l', _, ..] && upper == 1 && char.IsUpper(word[2]) ? WordShape.Capitalised : WordShape.Mixed;
        return upper == 1 || (upper == 2 && IsTwoPartName(word, capitalBehindSmall)) ? WordShape.Capitalised : WordShape.Mixed;
    }

    private static bool IsTwoPartName(ReadOnlySpan<char> word, bool capitalBehindSmall)
    {
        if (word.Length > 3 && word[1] == '\'')
            return char.IsUpper(word[2]);
        if (!capitalBehindSmall || word.Length < 4)
            return false;
        foreach (var prefix in (ReadOnlySpan<string>)["Mc", "Mac", "De", "Di", "La", "Le", "Van", "Fitz", "Du", "Del", "Lo", "St"])
        {
            if (word.Length > prefix.Length + 1 && word.StartsWith(prefix, StringComparison.Ordinal) && char.IsUpper(word[prefix.Length]))
                return true;
        }
        return word.IndexOf('\'') > 0;
    }
}
