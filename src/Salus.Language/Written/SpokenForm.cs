using Salus.Language.Text;

namespace Salus.Language.Written;

/// <summary>
/// Writes spoken English as a note would: numbers, units, blood pressures, dates, times, ages, grades, vertebrae and contractions
/// (inverse text normalisation). Conservative: what may be ordinary language ("the two of us", "one of them", "a second") stays.
/// Applying it twice changes nothing more. Linear; never throws.
/// </summary>
public static class SpokenForm
{
    /// <summary>The text in written form with the map back to <paramref name="spoken"/>.</summary>
    public static WrittenText ToWritten(string spoken)
    {
        ArgumentNullException.ThrowIfNull(spoken);
        var tokens = new TokenReader(spoken);
        var rewriter = new Rewriter(spoken);
        var i = 0;
        while (i < tokens.Count)
        {
            if (TryRewrite(tokens, i, out var written, out var next) && next > i)
            {
                rewriter.Replace(tokens.Span(i, next), written);
                i = next;
            }
            else
            {
                i++;
            }
        }

        return rewriter.Finish();
    }

    private static bool TryRewrite(TokenReader tokens, int i, out string written, out int next) =>
        TryContraction(tokens, i, out written, out next)
        || SpelledLetters.TryRead(tokens, i, out written, out next)
        || SpokenDates.TryRead(tokens, i, out written, out next)
        || SpokenFrequencies.TryRead(tokens, i, out written, out next)
        || SpokenQuantities.TryRead(tokens, i, out written, out next);

    /// <summary>Joins what a recogniser took apart: <c>do n't</c>, <c>i 'm</c>, <c>gon na</c>.</summary>
    private static bool TryContraction(TokenReader tokens, int i, out string written, out int next)
    {
        (written, next) = ("", i);
        if (!tokens.IsWord(i) || !tokens.IsWord(i + 1) || NumberWords.IsNumberWord(tokens[i]) || tokens[i].Any(char.IsAsciiDigit))
            return false;
        if ((tokens[i], tokens[i + 1]) is ("going", "to") or ("want", "to") or ("got", "to") && Said(tokens, i + 1) is "na" or "ta")
        {
            (written, next) = (tokens[i] + " to", i + 2);
        }
        else
        {
            (written, next) = (tokens.Tokens[i].Span.In(tokens.Source), i + 1);
        }

        var start = next;
        for (; IsDetached(tokens, next); next++)
            written += tokens.Tokens[next].Span.In(tokens.Source);
        return start > i + 1 || next > start;
    }

    private static string Said(TokenReader tokens, int i) => tokens.Tokens[i].Span.In(tokens.Source).ToLowerInvariant();

    /// <summary>A clitic that stands alone: <c>n't</c>, <c>'m</c>.</summary>
    private static bool IsDetached(TokenReader tokens, int i) =>
        tokens.IsWord(i) && tokens.Tokens[i].SpaceBefore && !((tokens.IsWord(i + 1) || tokens.IsNumber(i + 1)) && !tokens.Tokens[i + 1].SpaceBefore) && (Said(tokens, i) == "n't" || Tokenizer.IsApostrophe(tokens.Source[tokens.Tokens[i].Span.Start]));
}
