using System.Collections.Immutable;
using Salus.Language.Text;

namespace Salus.Language.Written;

/// <summary>Looks at the tokens of a text by index; past the end everything is empty.</summary>
internal sealed class TokenReader(string text)
{
    public string Source { get; } = text;

    public ImmutableArray<Token> Tokens { get; } = Tokenizer.Tokenize(text);

    public int Count => Tokens.Length;

    public string this[int i] => (uint)i < (uint)Tokens.Length ? Tokens[i].Norm : "";

    public bool IsNumber(int i) => (uint)i < (uint)Tokens.Length && Tokens[i].Kind == TokenKind.Number;

    public bool IsWord(int i) => (uint)i < (uint)Tokens.Length && Tokens[i].Kind == TokenKind.Word;

    /// <summary>The token before <paramref name="i"/>, over the hyphen in <c>twenty-five</c>.</summary>
    public int Previous(int i) => IsInnerHyphen(i - 1) ? i - 2 : i - 1;

    /// <summary>The token after <paramref name="i"/>, over the hyphen in <c>twenty-five</c>.</summary>
    public int Next(int i) => IsInnerHyphen(i + 1) ? i + 2 : i + 1;

    /// <summary>The place itself, or the one after an inner hyphen that stands there.</summary>
    public int OverHyphen(int i) => IsInnerHyphen(i) ? i + 1 : i;

    public bool IsInnerHyphen(int i) =>
        i > 0 && i + 1 < Tokens.Length && Tokens[i].Is("-") && !Tokens[i].SpaceBefore && !Tokens[i + 1].SpaceBefore;

    public bool Follows(int i, params ReadOnlySpan<string> words)
    {
        for (var k = 0; k < words.Length; k++)
        {
            if (this[i + k] != words[k])
                return false;
        }

        return true;
    }

    /// <summary>The text from token <paramref name="first"/> up to, without, token <paramref name="end"/>.</summary>
    public TextSpan Span(int first, int end) => TextSpan.FromBounds(Tokens[first].Span.Start, Tokens[end - 1].Span.End);
}
