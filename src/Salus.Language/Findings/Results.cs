using System.Collections.Frozen;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Language.Findings;

/// <summary>Finds the value of a test, vital sign or measured finding: "blood pressure is 130/80", "a1c of 7.2", "45% ejection fraction", "ekg was normal".</summary>
internal static class Results
{
    private const int Reach = 12;

    private static readonly FrozenSet<string> Qualities = new[]
    {
        "normal", "abnormal", "elevated", "high", "low", "reduced", "decreased", "increased", "negative", "positive", "stable", "unremarkable", "borderline", "good", "great", "fine", "clear", "controlled", "uncontrolled",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> NotAmounts = new[] { "day", "week", "month", "year", "hour", "minute", "time", "night", "second", "tablet", "refill", "mile", "block" }.ToFrozenSet(StringComparer.Ordinal);

    public static Measure? MeasureOf(SentenceReading sentence, PlacedMention mention, out (int First, int End) cue)
    {
        var turn = sentence.Turn;
        cue = default;
        for (var i = mention.End; i < Math.Min(sentence.End, mention.End + Reach); i++)
        {
            if (turn.Word(i) is ";" or "but" || IsOtherResult(sentence, mention, i))
                break;
            if (Times.At(sentence, i) is { } time)
            {
                i = time.End - 1;
                continue;
            }

            if (At(turn, i, sentence.End) is { } found && Suits(found.Measure))
            {
                cue = (i, found.End);
                return found.Measure;
            }
        }

        for (var i = mention.First - 1; i >= Math.Max(sentence.First, mention.First - 4); i--)
        {
            if (turn.Word(i) is "," or ";" or "and" || IsOtherResult(sentence, mention, i))
                break;
            if (At(turn, i, sentence.End) is { } found && found.End <= mention.First && Suits(found.Measure) && found.Measure.Unit.Length > 0)
            {
                cue = (i, found.End);
                return found.Measure;
            }
        }

        return null;
    }

    /// <summary>A result in words; null where none is near.</summary>
    public static string? QualityOf(SentenceReading sentence, PlacedMention mention, out (int First, int End) cue)
    {
        var turn = sentence.Turn;
        cue = default;
        if (Qualities.Contains(turn.Word(mention.First - 1)) && turn.Word(mention.First - 1) is not ("good" or "clear" or "fine" or "great"))
        {
            cue = (mention.First - 1, mention.First);
            return turn.Word(mention.First - 1);
        }

        for (var i = mention.End; i < Math.Min(sentence.End, mention.End + Reach); i++)
        {
            if (turn.Word(i) is ";" or "but" or "other" || IsOtherResult(sentence, mention, i))
                return null;
            if (!Qualities.Contains(turn.Word(i)))
                continue;
            cue = turn.Word(i - 1) is "not" or "well" or "very" or "slightly" or "mildly" or "little" ? (i - 1, i + 1) : (i, i + 1);
            return turn.Words(cue.First, cue.End).ToLowerInvariant();
        }

        return null;
    }

    private static bool Suits(Measure measure) => !NotAmounts.Contains(measure.Unit);

    private static (Measure Measure, int End)? At(Reading turn, int i, int end)
    {
        if (i < 0 || turn.Tokens[i].Kind != Text.TokenKind.Number || turn.Word(i - 1) is "april" or "may" or "march" or "june" or "july" or "august" or "september" or "october" or "november" or "december" or "january" or "february")
            return null;
        var stop = Math.Min(end, i + 8);
        var from = Math.Max(0, i - 2);
        var text = turn.Text[turn.Tokens[from].Span.Start..turn.Tokens[stop - 1].Span.End];
        var offset = turn.Tokens[from].Span.Start;
        foreach (var mention in Measures.Find(text))
        {
            if (mention.Span.Start + offset != turn.Tokens[i].Span.Start)
                continue;
            var last = i;
            while (last < stop && turn.Tokens[last].Span.Start < mention.Span.End + offset)
                last++;
            return (mention.Measure, last);
        }

        return null;
    }

    private static bool IsOtherResult(SentenceReading sentence, PlacedMention mention, int i)
    {
        foreach (var other in sentence.Mentions)
        {
            if (other.First == i && other != mention && other.Concept.Kind is ConceptKind.Test or ConceptKind.Drug)
                return true;
        }

        return false;
    }
}
