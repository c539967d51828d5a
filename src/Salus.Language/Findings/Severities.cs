using System.Collections.Frozen;

namespace Salus.Language.Findings;

/// <summary>Finds how bad a finding is said to be: a word, a grade (3/6, 2+), or a score out of ten.</summary>
internal static class Severities
{
    private const int Before = 4;
    private const int After = 5;

    private static readonly FrozenSet<string> Words = new[]
    {
        "mild", "mildly", "moderate", "moderately", "severe", "severely", "slight", "slightly", "minor", "minimal", "trace", "significant", "intense", "excruciating", "terrible", "horrible", "awful", "unbearable", "debilitating", "bad", "worst", "tremendous", "extreme", "marked", "massive", "profound",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static string? Of(SentenceReading sentence, int first, int end, out (int First, int End) cue)
    {
        var turn = sentence.Turn;
        cue = default;
        for (var i = first; i < end; i++)
        {
            if (Words.Contains(turn.Word(i)))
            {
                cue = (i, i + 1);
                return turn.Word(i);
            }
        }

        for (var i = first - 1; i >= Math.Max(sentence.First, first - Before); i--)
        {
            if (turn.Word(i) is ";" or "but" or "no" || IsOther(sentence, i) || (turn.Word(i) == "," && Grade(turn, i - 1) is null && !Words.Contains(turn.Word(i - 1))))
                break;
            if (Grade(turn, i) is { } grade)
            {
                cue = (i, turn.Word(i + 1) == "+" ? i + 2 : i + 1);
                return grade;
            }

            if (Words.Contains(turn.Word(i)) && turn.Word(i + 1) != "for")
            {
                cue = Range(turn, i);
                return turn.Words(cue.First, cue.End).ToLowerInvariant();
            }
        }

        for (var i = end; i < Math.Min(sentence.End, end + After); i++)
        {
            if (turn.Word(i) is ";" or "but" or "and" or "," || IsOther(sentence, i))
                break;
            if (Grade(turn, i) is { } grade && (turn.Word(i).Contains('/', StringComparison.Ordinal) || turn.Word(i + 1) == "+"))
            {
                cue = (i, turn.Word(i + 1) == "+" ? i + 2 : i + 1);
                return grade;
            }

            if (Words.Contains(turn.Word(i)) && turn.Word(i - 1) is "is" or "was" or "pretty" or "very" or "so" or "really" or "are" or "were" or "quite")
            {
                cue = (i, i + 1);
                return turn.Word(i);
            }
        }

        return null;
    }

    /// <summary>A score such as <c>7/10</c> anywhere in the sentence; null where there is none.</summary>
    public static string? Score(SentenceReading sentence, out (int First, int End) cue)
    {
        for (var i = sentence.First; i < sentence.End; i++)
        {
            if (sentence.Turn.Word(i).EndsWith("/10", StringComparison.Ordinal))
            {
                cue = (i, i + 1);
                return sentence.Turn.Word(i);
            }
        }

        cue = default;
        return null;
    }

    private static string? Grade(Reading turn, int i)
    {
        var word = turn.Word(i);
        if (word.Length is 3 or 4 && char.IsAsciiDigit(word[0]) && word[^2] == '/' && word[^1] is '4' or '5' or '6')
            return word;
        if (word.EndsWith("/10", StringComparison.Ordinal))
            return word;
        return word.Length == 1 && word[0] is >= '0' and <= '4' && turn.Word(i + 1) == "+" ? word + "+" : null;
    }

    /// <summary>"mild to moderate" is one severity.</summary>
    private static (int First, int End) Range(Reading turn, int i) =>
        turn.Word(i - 1) is "to" or "-" && Words.Contains(turn.Word(i - 2)) ? (i - 2, i + 1) : (i, i + 1);

    private static bool IsOther(SentenceReading sentence, int i)
    {
        foreach (var mention in sentence.Mentions)
        {
            if (i >= mention.First && i < mention.End && mention.Concept.Kind is not Vocabularies.ConceptKind.Anatomy)
                return true;
        }

        return false;
    }
}
