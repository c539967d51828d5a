using System.Collections.Immutable;
using Salus.Language;
using Salus.Language.Retrieval;
using Salus.Language.Text;

namespace Salus.Documentation.Ask;

/// <summary>Chooses the sentences of a passage that answer a question: those that hold its words, early ones first where the passage as a whole is the answer.</summary>
internal static class SentenceChoice
{
    private const int LongestSentence = 500;
    private const int FewestWords = 4;

    /// <summary>Places in the passage's text, in its order.</summary>
    public static ImmutableArray<TextSpan> Of(RankedPassage ranked, ReadQuestion question, PassageIndex index, int most)
    {
        var asked = question.Words.ToDictionary(w => w.Word, w => w.Weight, StringComparer.Ordinal);
        var text = ranked.Passage.Text;
        var early = ranked.Type >= 0.9 ? 1.0 : 0.4;
        var scored = new List<(TextSpan Span, double Score, int Order)>();
        foreach (var span in SentenceSplitter.Note(text).Select(s => Short(text, s)))
        {
            var words = SearchWords.Keys(span.In(text));
            if (words.Count < FewestWords || text[span.End - 1] is ':' or '?')
                continue;
            var held = words.Distinct(StringComparer.Ordinal).Sum(w => asked.GetValueOrDefault(w) * index.RarityOf(w));
            scored.Add((span, (held / Math.Sqrt(8 + words.Count)) + (early * 4 / (1 + scored.Count)), scored.Count));
        }
        return scored.Count == 0
            ? [Short(text, new TextSpan(0, text.TrimEnd().Length))]
            : [.. scored.OrderByDescending(s => s.Score).ThenBy(s => s.Order).Take(most).OrderBy(s => s.Order).Select(s => s.Span)];
    }

    /// <summary>A sentence that never ends is quoted up to a word's end; what is quoted stands in the source letter by letter.</summary>
    private static TextSpan Short(string text, TextSpan span)
    {
        if (span.Length <= LongestSentence)
            return span;
        var end = text.LastIndexOfAny([' ', '\n'], span.Start + LongestSentence, LongestSentence / 2);
        return TextSpan.FromBounds(span.Start, end > span.Start ? end : span.Start + LongestSentence);
    }
}
