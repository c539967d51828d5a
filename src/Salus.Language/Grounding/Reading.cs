using System.Collections.Immutable;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Language.Grounding;

/// <summary>One text as the checker reads it: in written form, with its words, concepts, numbers and sides. Spans are in <see cref="Text"/>.</summary>
internal sealed class Reading
{
    private Reading(string verbatim, ConceptMatcher matcher)
    {
        Written = Disfluency.Remove(verbatim).Then(SpokenForm.ToWritten);
        Tokens = Tokenizer.Tokenize(Text);
        Mentions = [.. matcher.Find(Text, Tokens)];
        Measures = [.. Salus.Language.Written.Measures.Find(Text)];
        Sides = SideReader.Read(Tokens, Mentions);
    }

    public WrittenText Written { get; }

    public string Text => Written.Text;

    public ImmutableArray<Token> Tokens { get; }

    public ImmutableArray<Mention> Mentions { get; }

    public ImmutableArray<MeasureMention> Measures { get; }

    public ImmutableArray<SidedPlace> Sides { get; }

    public static Reading Of(string verbatim, ConceptMatcher matcher) => new(verbatim, matcher);

    /// <summary>Index of the first token that starts at or after <paramref name="position"/>.</summary>
    public int TokenAt(int position)
    {
        int low = 0, high = Tokens.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Tokens[middle].Span.Start < position)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The sentence around a token, as a range of tokens; the end mark belongs to it.</summary>
    public (int First, int Last) SentenceAround(int token)
    {
        var first = token;
        while (first > 0 && !EndsSentence(first - 1))
            first--;
        var last = token;
        while (last < Tokens.Length - 1 && !EndsSentence(last))
            last++;
        return (first, Math.Min(last, Tokens.Length - 1));
    }

    private bool EndsSentence(int token) => Tokens[token].Kind is TokenKind.Punctuation && Tokens[token].Norm is "." or "?" or "!" or ";";
}
