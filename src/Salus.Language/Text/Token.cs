namespace Salus.Language.Text;

/// <summary>What a token is made of.</summary>
public enum TokenKind
{
    Word,
    Number,
    Punctuation,
}

/// <summary>
/// A word, number or mark, and where it stands. Contractions are two tokens however they were written:
/// <c>don't</c>, <c>do n't</c> and <c>don’t</c> all give <c>do</c> + <c>not</c>; <c>gon na</c> and <c>gonna</c> give <c>going</c> + <c>to</c>.
/// </summary>
/// <param name="Span">In the text that was tokenised; never empty, ordered and without overlap.</param>
/// <param name="Norm">Lower case, plain apostrophe, contraction parts spelt out.</param>
/// <param name="SpaceBefore">White space or the start of the text stands before the token.</param>
public readonly record struct Token(TokenKind Kind, TextSpan Span, string Norm, bool SpaceBefore)
{
    public bool IsWord => Kind == TokenKind.Word;

    public bool Is(string norm) => string.Equals(Norm, norm, StringComparison.Ordinal);
}
