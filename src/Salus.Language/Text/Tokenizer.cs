using System.Collections.Immutable;

namespace Salus.Language.Text;

/// <summary>
/// Splits spoken transcripts (also those with detached punctuation and contractions, as recognisers print them) and
/// ordinary written text into the same tokens. Linear in the length of the text; never throws.
/// </summary>
public static class Tokenizer
{
    public static ImmutableArray<Token> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = ImmutableArray.CreateBuilder<Token>((text.Length / 5) + 4);
        var position = 0;
        while (position < text.Length)
        {
            var c = text[position];
            if (char.IsWhiteSpace(c))
            {
                position++;
                continue;
            }

            var end = char.IsAsciiDigit(c) ? NumberEnd(text, position)
                : IsWordCharacter(c) ? WordEnd(text, position)
                : IsApostrophe(c) ? ApostropheEnd(text, position)
                : char.IsHighSurrogate(c) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]) ? position + 2
                : position + 1;
            Add(tokens, text, position, end);
            position = end;
        }

        return tokens.DrainToImmutable();
    }

    /// <summary>Apostrophes in the three spellings that keyboards and recognisers give.</summary>
    internal static bool IsApostrophe(char c) => c is '\'' or '\u2019' or '\u02BC';

    internal static bool IsDash(char c) => c is '-' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014';

    private static bool IsWordCharacter(char c) => char.IsLetter(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark;

    /// <summary>Digits with inner separators: 1,200 7.2 3/15/2021 130/80 10:30; a sign or unit after it is another token.</summary>
    private static int NumberEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length)
        {
            if (char.IsAsciiDigit(text[end]))
                end++;
            else if (text[end] is '.' or ',' or '/' or ':' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))
                end += 2;
            else
                break;
        }

        return end;
    }

    private static int WordEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length)
        {
            if (IsWordCharacter(text[end]) || char.IsAsciiDigit(text[end]))
                end++;
            else if (IsApostrophe(text[end]) && end + 1 < text.Length && char.IsLetter(text[end + 1]) && end > start)
                end += 2;
            else
                break;
        }

        return end;
    }

    /// <summary>A detached clitic ('m, 's, 've) or a lone mark.</summary>
    private static int ApostropheEnd(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && end - start <= 3 && char.IsLetter(text[end]))
            end++;
        var tail = text.AsSpan(start + 1, end - start - 1);
        return tail.Length > 0 && Contractions.IsClitic(tail) && (end == text.Length || !char.IsLetter(text[end])) ? end : start + 1;
    }

    private static void Add(ImmutableArray<Token>.Builder tokens, string text, int start, int end)
    {
        var spaceBefore = start == 0 || char.IsWhiteSpace(text[start - 1]);
        var first = text[start];
        if (char.IsAsciiDigit(first))
        {
            tokens.Add(new Token(TokenKind.Number, TextSpan.FromBounds(start, end), text[start..end], spaceBefore));
            return;
        }

        if (!IsWordCharacter(first) && !(IsApostrophe(first) && end - start > 1))
        {
            var mark = IsApostrophe(first) ? "'" : IsDash(first) ? "-" : text[start..end];
            tokens.Add(new Token(TokenKind.Punctuation, TextSpan.FromBounds(start, end), mark, spaceBefore));
            return;
        }

        var word = Lower(text.AsSpan(start, end - start));
        if (Contractions.TrySplit(word, out var cut, out var head, out var tail))
        {
            tokens.Add(new Token(TokenKind.Word, TextSpan.FromBounds(start, start + cut), head, spaceBefore));
            tokens.Add(new Token(TokenKind.Word, TextSpan.FromBounds(start + cut, end), tail, SpaceBefore: false));
            return;
        }

        if (tokens.Count > 0 && Contractions.TryAttach(tokens[^1].Norm, word, out var earlier, out var later))
        {
            tokens[^1] = tokens[^1] with { Norm = earlier };
            word = later;
        }

        tokens.Add(new Token(TokenKind.Word, TextSpan.FromBounds(start, end), word, spaceBefore));
    }

    private static string Lower(ReadOnlySpan<char> text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = IsApostrophe(source[i]) ? '\'' : char.ToLowerInvariant(source[i]);
    });
}
