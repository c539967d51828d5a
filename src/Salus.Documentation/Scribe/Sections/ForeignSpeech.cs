using Salus.Language;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>What was said in another language than English, word for word, for somebody who understands it.</summary>
internal static class ForeignSpeech
{
    /// <summary>More would not be read; the check on language counts them all.</summary>
    private const int Most = 30;

    /// <summary>In the order in which it was said; nothing when the whole visit is in another language, which the check on language says.</summary>
    public static IEnumerable<Omission> NotUnderstood(VisitReading reading)
    {
        if (reading.IsForeignAsAWhole)
            return [];
        return reading.Foreign.OrderBy(turn => turn.Key).SelectMany(turn => turn.Value.Select(part => Of(turn.Key, part.Span, part.Language))).Take(Most);

        Omission Of(int turn, TextSpan span, string language)
        {
            var words = span.In(reading.Turns[turn].Text);
            return new Omission(words, $"It seems to be in {language}; Salus understands English only.", [new Quote("transcript", turn, span.Start, span.Length, words)]);
        }
    }
}
