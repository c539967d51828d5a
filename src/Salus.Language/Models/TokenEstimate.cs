namespace Salus.Language.Models;

/// <summary>
/// How many tokens a text is to a model whose tokeniser we do not have: one per three bytes of UTF-8, rounded up. English clinical text
/// is nearer to four bytes a token with the usual tokenisers, so this asks for rather too much room than too little.
/// </summary>
public static class TokenEstimate
{
    private const int BytesPerToken = 3;

    public static int Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return (System.Text.Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;
    }
}
