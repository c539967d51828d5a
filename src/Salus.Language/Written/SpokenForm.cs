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
        if (!tokens.IsWord(i) || !tokens.IsWord(i + 1))
            return false;
        var first = tokens.Tokens[i].Span.In(tokens.Source);
        var second = tokens.Tokens[i + 1].Span.In(tokens.Source);
        var colloquial = (tokens[i], tokens[i + 1]) is ("going", "to") or ("want", "to") or ("got", "to") && second.ToLowerInvariant() is "na" or "ta";
        if (colloquial)
            written = tokens[i] + " to";
        else if (tokens.Tokens[i + 1].SpaceBefore && (second.Equals("n't", StringComparison.OrdinalIgnoreCase) || Tokenizer.IsApostrophe(second[0])))
            written = first + second;
        else
            return false;
        next = i + 2;
        return true;
    }
}
